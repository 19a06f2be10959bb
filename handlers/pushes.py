"""The daily pushes, written and handed to Telegram."""

import logging
from collections.abc import Sequence
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from handlers.views.outlook import push_text
from handlers.views.units import units_for
from services.daily import Outcome, Outlook, Outlooks, Push
from services.errors import Failure
from services.storage import Due

logger = logging.getLogger(__name__)

NO_SUCH_TOPIC = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")
NOT_WELCOME = ("chat not found", "not enough rights", "CHAT_WRITE_FORBIDDEN", "have no rights", "CHAT_RESTRICTED")
"""What Telegram says, beside a 403, where the bot may not write; the chat is gone until it is heard of."""


class Pushes:
    """Writes what is due with *outlooks*, in the language and units of its chat, and sends it through *bot*."""

    def __init__(self, bot: Bot, outlooks: Outlooks, usual_provider: str) -> None:
        self._bot = bot
        self._outlooks = outlooks
        self._usual_provider = usual_provider

    async def compose(self, due: Due) -> Push | None:
        """Return what writes and sends the push; None when nothing can be told now and that may pass.

        Hundreds are composed at once. What they do not share is left to their turns: answers have theirs between.
        """
        outlooks = await self._outlooks.of([saved.place for saved in due.places], due.at)
        failures = [outlook for outlook in outlooks if isinstance(outlook, Failure)]
        if len(failures) == len(outlooks) and any(failure.passing for failure in failures):
            return None
        return partial(self._send, due, outlooks)

    async def _send(self, due: Due, outlooks: Sequence[Outlook | Failure]) -> Outcome:
        subscription, chat_id = due.subscription, due.subscription.chat_id
        units = units_for(due.settings, subscription.language)
        told = list(zip(due.places, outlooks, strict=True))
        text = push_text(told, due.at, units, usual_provider=self._usual_provider)
        try:
            try:
                await self._bot.send_message(chat_id, text, message_thread_id=subscription.thread_id)
            except TelegramBadRequest as error:
                if subscription.thread_id is None or not _says(error, NO_SUCH_TOPIC):
                    raise
                await self._bot.send_message(chat_id, text)
        except TelegramForbiddenError:
            return Outcome.GONE
        except TelegramAPIError as error:
            if isinstance(error, TelegramBadRequest) and _says(error, NOT_WELCOME):
                return Outcome.GONE
            logger.warning("a push was not sent: %s", error.message)
            return Outcome.FAILED
        return Outcome.SENT


def _says(error: TelegramBadRequest, words: tuple[str, ...]) -> bool:
    return any(word in error.message for word in words)
