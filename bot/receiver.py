"""Creates the receiver of updates: long polling, or a webhook whose updates wait in a queue in the database."""

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from aiogram import Dispatcher
from aiogram.types import User

from bot.admission import Admission
from bot.chat_context import ChatContext
from bot.config import Settings
from bot.feeding import UpdateFeeder
from bot.inbox import Inbox, UpdateTracker
from bot.intake import Intake
from bot.polling import Polling
from bot.resources import Resources
from bot.systemd import notify
from bot.updates import BotIdentity, handled_commands
from services.storage import Database, Journal

if TYPE_CHECKING:
    from bot.monitoring import Monitoring
    from bot.session import Session
    from bot.web import WebServer
    from bot.webhook import Webhook
    from services.storage.leader_lock import LeaderLock


@dataclass(frozen=True, slots=True)
class ReceiverFactory:
    """Creates a `Polling` or `Webhook`, which passes the received updates to the handlers of *dispatcher*."""

    settings: Settings
    database: Database
    resources: Resources
    dispatcher: Dispatcher
    me: User
    """The bot's own user."""
    monitoring: "Monitoring | None"
    lock: "LeaderLock | None"
    """The leader lock; None with SQLite or a webhook."""

    def create(self) -> "Polling | Webhook":
        """Return a webhook if WEBHOOK_URL is set, else long polling."""
        if self.settings.webhook_url is None or self.monitoring is None:
            return self._create_polling()
        return self._create_webhook(self.monitoring.server)

    def _create_polling(self) -> Polling:
        process_id = None if self.lock is None else self.lock.process_id
        journal = Journal(self.database, self.resources.bot.id, process_id=process_id)
        inbox = Inbox(journal, send_heartbeat=partial(notify, "WATCHDOG=1"))
        allowed_updates = self.dispatcher.resolve_used_update_types()
        polling = Polling(
            self.resources.bot, journal, inbox, self._intake_for(inbox), allowed_updates=allowed_updates
        )
        polling.lock = self.lock
        return polling

    def _create_webhook(self, web_server: "WebServer") -> "Webhook":
        from bot.queue_inbox import QueueInbox  # noqa: PLC0415 - long polling needs no queue
        from bot.registration import WebhookRegistration, WebhookTarget  # noqa: PLC0415
        from bot.webhook import Webhook  # noqa: PLC0415
        from services.storage.queue import UpdateQueue  # noqa: PLC0415

        queue, journal = (
            UpdateQueue(self.database, self.resources.bot.id),
            Journal(self.database, self.resources.bot.id),
        )
        inbox = QueueInbox(queue, journal, send_heartbeat=partial(notify, "WATCHDOG=1"))
        target = WebhookTarget.from_settings(self.settings, self.dispatcher.resolve_used_update_types())
        registration = WebhookRegistration(self.resources.bot, queue, target)
        return Webhook(registration, inbox, self._intake_for(inbox), web_server, self.resources.buffered_stores)

    def _intake_for(self, tracker: UpdateTracker) -> Intake:
        """Return the intake of the updates that *tracker* tracks."""
        context = ChatContext(self.resources.chats, self.resources.last_questions)
        feeder = UpdateFeeder(self.resources.bot, self.dispatcher, context, self.settings.throttle_per_minute)
        accept_awaited_message = self.dispatcher["conversations"].accept_awaited_message
        identity = BotIdentity(
            self.me.id, self.me.username or "", handled_commands(self.dispatcher), accept_awaited_message
        )
        intake = Intake(
            feeder if self.monitoring is None else self.monitoring.measured_feeder(feeder),
            tracker,
            identity,
            self._create_admission(),
            secret=self.resources.bot.token,
        )
        intake.prefetch = partial(context.prefetch, is_relevant=intake.is_relevant)
        return intake

    def _create_admission(self) -> Admission:
        session = cast("Session", self.resources.bot.session)
        return Admission(
            self.settings.throttle_per_minute,
            # Telegram's clock dates messages: with a local clock that is ahead, new messages would look too old.
            now=lambda: time.time() - max(0.0, session.clock_ahead_seconds),
            shared=self.resources.shared,
        )
