"""Renders and sends the alerts that are due."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from aiogram import Bot

from handlers.deliveries import PacedMessage, send_paced
from handlers.place_names import saved_in_language
from handlers.views.alert_messages import alert_keyboard, alerts_text
from handlers.views.units import Units, units_for
from services.alerts.models import decode_body
from services.answers import AnswerService
from services.delivery import Delivery, Outcome
from services.places import Place
from services.storage import DueAlertMessage


class AlertMessages:
    """Prepares and sends due alerts, in the languages and units of their chats."""

    def __init__(self, bot: Bot, answer_service: AnswerService) -> None:
        self._bot = bot
        self._answer_service = answer_service

    async def prepare(self, due_alerts: DueAlertMessage) -> Delivery | None:
        """Return a function that renders and sends *due_alerts*, all due alerts of a chat, as one message.

        The returned function renders the alerts, because a text such as "rain in 10 minutes" depends on the time
        of sending.
        """
        saved = tuple(watch.place for watch, _ in due_alerts.alerts)
        named = await saved_in_language(saved, _units_of(due_alerts).texts.language, self._answer_service)
        return partial(self._send, due_alerts, [place.labelled_place for place in named])

    async def _send(self, due_alerts: DueAlertMessage, places: Sequence[Place]) -> Outcome:
        """Send *due_alerts*, which are about *places*.

        Send nothing if the weather of all alerts is over, or if no stored alert can be decoded.
        """
        units = _units_of(due_alerts)
        bodies = [decode_body(stored) for _, stored in due_alerts.alerts]
        alerts = [(place, body) for place, body in zip(places, bodies, strict=True) if body is not None]
        text = alerts_text(alerts, units, datetime.now(UTC))
        if text is None:
            return Outcome.SENT
        keyboard = alert_keyboard([watch.id for watch, _ in due_alerts.alerts], units.texts)
        message = PacedMessage(
            chat_id=due_alerts.chat_id, text=text, message_thread_id=due_alerts.thread_id, reply_markup=keyboard
        )
        return await send_paced(self._bot, message)


def _units_of(due_alerts: DueAlertMessage) -> Units:
    """Return the chat's units and texts; if the chat has set no language, use the language of its first watch."""
    return units_for(due_alerts.settings, due_alerts.alerts[0][0].language)
