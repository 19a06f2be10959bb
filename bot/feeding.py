"""Feeding updates to the handlers, one by one: what is wrong with one stays with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.telegram import may_be_sent_later
from bot.updates import Raw

logger = logging.getLogger(__name__)

WORTH_ANSWERING = 3600.0
"""Seconds after which a question is no longer worth an answer out of the blue."""

LEAST_PAUSE = 8.0
"""Seconds before an answer is tried again that Telegram did not take: sending has been patient before."""

MOST_PROBLEMS = 10
"""Of an update that does not validate, in the log."""


class Feeding:
    """Feeds raw updates to *dispatcher*; *rest* is how it waits some seconds."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, rest: Callable[[float], Awaitable[None]]) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._rest = rest

    async def feed(self, raw: Raw) -> None:
        """Have the update handled, if it is one; never raises for what is in it or becomes of it."""
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            _ = update.event_type
        except UpdateTypeLookupError:  # aiogram's own warning would hold the whole of it
            logger.warning("passed over: nothing in it is known")
        except ValidationError as error:
            problems = error.errors()[:MOST_PROBLEMS]
            wrong = {".".join(map(str, problem["loc"])): problem["type"] for problem in problems}
            # Neither the text nor the values, and so no traceback: they are somebody's message.
            logger.error("passed over, %d problems: %s", error.error_count(), wrong)  # noqa: TRY400
        else:
            await self._answer(update)

    async def _answer(self, update: Update) -> None:
        """Have the update handled, and again while Telegram does not take the answer; a button's has no time."""
        give_up = asyncio.get_running_loop().time() + WORTH_ANSWERING
        while True:
            try:
                await self._dispatcher.feed_update(self._bot, update)
            except TelegramAPIError as error:
                pause = max(LEAST_PAUSE, getattr(error, "retry_after", 0.0))
                too_late = update.callback_query is not None or asyncio.get_running_loop().time() + pause > give_up
                if too_late or not may_be_sent_later(error):
                    logger.error("%s failed: %s", error.method.__api_method__, error)  # noqa: TRY400 - no bug of ours
                    return
                logger.warning("the answer was not taken: %s; trying again in %.0f s", error, pause)
                await self._rest(pause)
            except Exception:
                # The dispatcher's error handler has been asked already; whatever it is, the next update is due.
                logger.exception("failed")
                return
            else:
                return
