"""Feeding updates to the dispatcher; errors are contained in their update."""

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
"""Bounds in seconds of the pause before an update is fed again after its answer could not be sent.

The pause doubles each time. The session's own retries, which take seconds, come first.
"""

BACKOFF_JITTER = 0.25
"""Maximum random extension of a pause, as a fraction of it."""

MAX_LOGGED_PROBLEMS = 10
"""Validation errors of one update that are logged."""


class Feeding:
    """Validates updates and feeds them to *dispatcher*."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher

    async def feed(self, body: JsonObject, refusal: Refusal | None = None, *, failures: int = 0) -> float | None:
        """Have the update answered, or refused with *refusal*; never raise because of its content.

        Return None when it is finished, or the seconds after which to feed it again because the answer could not
        be sent; *failures* counts how often that has happened before.
        """
        if not is_within_bounds(body):
            logger.error(
                "skipped an invalid update: too large, too deeply nested, or with a number beyond 64 bits"
            )
            return None
        try:
            update = self._validated(body)
            _ = update.event_type
        except UpdateTypeLookupError:  # aiogram's own warning contains the whole update
            logger.warning("skipped an update of an unknown kind")
        except ValidationError as error:
            # Log no values and so no traceback: they would contain the user's message.
            logger.error("skipped an invalid update: %s", _problems_of(error))  # noqa: TRY400
        else:
            return await self._dispatch(update, refusal, failures)
        return None

    def _validated(self, body: JsonObject) -> Update:
        """Return the update as a model, without the fields of its event that fail validation.

        Telegram may send types that this version of aiogram does not know.
        """
        context = {"bot": self._bot}
        try:
            return Update.model_validate(body, context=context)
        except ValidationError as error:
            known = without_fields(body, [problem["loc"] for problem in error.errors(include_input=False)])
            update = Update.model_validate(known, context=context)
            logger.warning("ignored invalid fields of an update: %s", _problems_of(error))
            return update

    async def _dispatch(self, update: Update, refusal: Refusal | None, failures: int) -> float | None:
        try:
            await self._dispatcher.feed_update(self._bot, update, refusal=refusal)
        except TelegramAPIError as error:
            # A callback query can be answered only for some seconds.
            if update.callback_query is not None or not may_be_sent_later(error):
                logger.error("%s failed: %s", error.method.__api_method__, error)  # noqa: TRY400 - not a bug
                return None
            if isinstance(error, TelegramRetryAfter):
                pause = float(error.retry_after)
            else:
                pause = min(REFEED_BACKOFF_MIN * 2.0**failures, REFEED_BACKOFF_MAX)
            # The jitter spreads the chats that failed together.
            pause *= random.uniform(1.0, 1.0 + BACKOFF_JITTER)  # noqa: S311 - no secret
            logger.warning("pausing the chat for %.0f s, because its answer could not be sent: %s", pause, error)
            return pause
        except Exception:
            # The dispatcher's own error handler has raised or declined it. The next update goes on.
            logger.exception("update handler raised")
        return None


def _problems_of(error: ValidationError) -> str:
    """Return the fields that failed and why, without their values."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)[:MAX_LOGGED_PROBLEMS]
    types = {".".join(map(str, problem["loc"])): problem["type"] for problem in problems}
    return f"{error.error_count()} problems: {types}"
