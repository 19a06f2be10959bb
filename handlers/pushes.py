"""The daily pushes, written and handed to Telegram."""

import asyncio
import logging
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from handlers.views.outlook import push_text
from handlers.views.units import units_for
from services.daily import Outcome, Outlooks, Push
from services.errors import Failure
from services.storage import Chats, Due, Subscription

logger = logging.getLogger(__name__)

READ_AT_ONCE = 2
"""Chats that are read from the database at a time: hundreds are composed at once, and answers need it as well."""

NO_SUCH_TOPIC = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")
NOT_WELCOME = ("chat not found", "not enough rights", "CHAT_WRITE_FORBIDDEN", "have no rights", "CHAT_RESTRICTED")
"""What Telegram says, beside a 403, where the bot may not write; the chat is gone until it is heard of."""


class Pushes:
    """Writes what is due with *outlooks*, in the language and units of its chat, and sends it through *bot*."""

    def __init__(self, bot: Bot, chats: Chats, outlooks: Outlooks, usual_provider: str) -> None:
        self._bot = bot
        self._chats = chats
        self._outlooks = outlooks
        self._usual_provider = usual_provider
        self._reading = asyncio.Semaphore(READ_AT_ONCE)

    async def compose(self, due: Due) -> Push | None:
        """Return what sends the push; None when nothing can be told now and that may pass."""
        async with self._reading:
            settings = (await self._chats.get(due.subscription.chat_id)).settings
        units = units_for(settings, due.subscription.language)
        if not due.places:
            return partial(self._send, due.subscription, units.texts("push-no-places"))
        outlooks = await self._outlooks.of([saved.place for saved in due.places], due.at)
        failures = [outlook for outlook in outlooks if isinstance(outlook, Failure)]
        if len(failures) == len(outlooks) and any(failure.passing for failure in failures):
            return None
        text = push_text(
            list(zip(due.places, outlooks, strict=True)),
            due.at,
            units,
            usual_provider=self._usual_provider,
        )
        return partial(self._send, due.subscription, text)

    async def _send(self, subscription: Subscription, text: str) -> Outcome:
        chat_id = subscription.chat_id
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
