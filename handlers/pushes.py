"""Rendering and sending the daily pushes."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from aiogram import Bot

from handlers.channels import notify_of_lost_channel
from handlers.deliveries import PacedMessage, send_paced
from handlers.push_pictures import PushPictures
from handlers.views.outlook import push_keyboard, push_text
from handlers.views.units import units_for
from services.daily import Outlook, OutlookService
from services.delivery import Delivery, Outcome
from services.errors import Failure
from services.storage import DuePush
from services.units import DailyPictureOption
from services.warnings import WarningService

MAX_WARNINGS_WAIT = 2.0
"""Maximum time, in seconds, to wait for official warnings after the forecasts; later warnings are left out."""


class Pushes:
    """Prepares and sends due pushes, in the languages and units of their chats.

    In chats with the setting `daily_picture`, a picture follows each push.
    """

    def __init__(
        self,
        bot: Bot,
        outlooks: OutlookService,
        usual_provider: str,
        pictures: PushPictures,
        warnings: WarningService | None = None,
    ) -> None:
        """Create the object; without *warnings*, pushes contain no official warnings."""
        self._bot = bot
        self._warnings = warnings
        self._outlooks = outlooks
        self._usual_provider = usual_provider
        self._pictures = pictures

    async def prepare(self, due_push: DuePush) -> Delivery | None:
        """Look up the weather, and return a function that renders and sends the push.

        Return None if every look-up failed and a retry may succeed. The returned function renders the push,
        because rendering hundreds of pushes at once would block the event loop.
        """
        places = [saved.place for saved in due_push.places]
        look_ups = () if self._warnings is None else self._warnings.refresh(places)
        outlooks = await self._outlooks.fetch(places, due_push.scheduled_at)
        if look_ups:
            await asyncio.wait(look_ups, timeout=MAX_WARNINGS_WAIT)
        failures = [outlook for outlook in outlooks if isinstance(outlook, Failure)]
        if len(failures) == len(outlooks) and any(failure.is_retryable for failure in failures):
            return None
        return partial(self._send, due_push, outlooks)

    async def _send(self, due_push: DuePush, outlooks: Sequence[Outlook | Failure]) -> Outcome:
        subscription, chat_id = due_push.subscription, due_push.subscription.chat_id
        units = units_for(due_push.settings, subscription.language)
        entries = list(zip(due_push.places, outlooks, strict=True))
        warnings = (
            ()
            if self._warnings is None
            else [self._warnings.get_imminent(saved.place) for saved in due_push.places]
        )
        text = push_text(
            entries, units, usual_provider=self._usual_provider, warnings=warnings, now=datetime.now(UTC)
        )
        # A button in a channel would let every reader make the bot post there.
        keyboard = None if due_push.channel else push_keyboard(subscription.id, len(due_push.places), units.texts)
        push = PacedMessage(
            chat_id=chat_id, text=text, message_thread_id=subscription.thread_id, reply_markup=keyboard
        )
        outcome = await send_paced(self._bot, push)
        if outcome is Outcome.GONE and due_push.channel:
            await notify_of_lost_channel(self._bot, due_push.channel, units.texts)
        if outcome in (Outcome.SENT, Outcome.MOVED) and units.daily_picture is DailyPictureOption.WITH_PICTURE:
            topic = subscription.thread_id if outcome is Outcome.SENT else None
            self._pictures.send_later(due_push, units, topic)
        return outcome
