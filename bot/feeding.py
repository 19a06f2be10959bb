"""Feeding updates to the dispatcher: whatever is wrong with one update stays with it."""

import logging
import random

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.admission import Refusal
from bot.retrying import may_be_sent_later
from bot.updates import JsonObject, is_within_bounds, without_fields

logger = logging.getLogger(__name__)

REFEED_BACKOFF_MIN, REFEED_BACKOFF_MAX = 8.0, 60.0
"""Seconds before an update is fed again whose answer Telegram did not take: the pause doubles each time.

Sending has tried for some seconds before.
"""

BACKOFF_JITTER = 0.25
"""Share of a pause by which it is longer at random."""

MAX_LOGGED_PROBLEMS = 10
"""Of an update that does not validate, in the log."""


class Feeding:
    """Feeds raw updates to *dispatcher*."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher

    async def feed(self, raw: JsonObject, refusal: Refusal | None = None, *, failures: int = 0) -> float | None:
        """Have the update handled, or its chat told of its *refusal*; never raise for what is in it.

        Return None when that is done. Return the seconds after which to feed it again when Telegram cannot take
        the answer now; *failures* is how often that has happened already.
        """
        if not is_within_bounds(raw):
            logger.error("an invalid update was skipped: it is too large or deep, or has a number beyond 64 bits")
            return None
        try:
            update = self._validated(raw)
            _ = update.event_type
        except UpdateTypeLookupError:  # aiogram's own warning would hold the whole of it
            logger.warning("an update of an unknown kind was skipped")
        except ValidationError as error:
            # Neither the text nor the values, and so no traceback: they are somebody's message.
            logger.error("an invalid update was skipped; %s", _problems_of(error))  # noqa: TRY400
        else:
            return await self._dispatch(update, refusal, failures)
        return None

    def _validated(self, raw: JsonObject) -> Update:
        """Return the validated update, without the fields of its event that fail validation.

        Telegram may send variants of a type that this aiogram version does not know.
        """
        context = {"bot": self._bot}
        try:
            return Update.model_validate(raw, context=context)
        except ValidationError as error:
            known = without_fields(raw, [problem["loc"] for problem in error.errors(include_input=False)])
            update = Update.model_validate(known, context=context)
            logger.warning("invalid fields of an update were left out; %s", _problems_of(error))
            return update

    async def _dispatch(self, update: Update, refusal: Refusal | None, failures: int) -> float | None:
        try:
            await self._dispatcher.feed_update(self._bot, update, refusal=refusal)
        except TelegramAPIError as error:
            # A button's waiting ends within seconds.
            if update.callback_query is not None or not may_be_sent_later(error):
                logger.error("%s failed: %s", error.method.__api_method__, error)  # noqa: TRY400 - no bug of ours
                return None
            if isinstance(error, TelegramRetryAfter):
                pause = float(error.retry_after)
            else:
                pause = min(REFEED_BACKOFF_MIN * 2.0**failures, REFEED_BACKOFF_MAX)
            # Chats that have failed together come back one after the other.
            pause *= random.uniform(1.0, 1.0 + BACKOFF_JITTER)  # noqa: S311 - no secret
            logger.warning("the chat is paused for %.0f s, its answer was not taken: %s", pause, error)
            return pause
        except Exception:
            # The dispatcher's error handler has been asked already; whatever it is, the next update is due.
            logger.exception("the handler of an update raised")
        return None


def _problems_of(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_context=False, include_input=False)[:MAX_LOGGED_PROBLEMS]
    wrong = {".".join(map(str, problem["loc"])): problem["type"] for problem in problems}
    return f"{error.error_count()} problems: {wrong}"
