"""Validates updates and feeds them to the dispatcher, so that an error affects one update only."""

import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.types import CallbackQuery, ErrorEvent, Message, TelegramObject, Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.admission import Refusal
from bot.retrying import may_be_sent_later
from bot.updates import JsonObject, is_within_bounds, without_fields
from handlers.replies import answer_callback, reply
from handlers.views.units import Units

if TYPE_CHECKING:
    from aiogram.dispatcher.event.handler import HandlerObject

logger = logging.getLogger(__name__)

REFEED_BACKOFF_MIN = 8.0
"""First pause in seconds before an update is fed again because its answer could not be sent.

The pause doubles with each further failure. Before the first pause, `Retrying` has repeated the call for some
seconds.
"""

REFEED_BACKOFF_MAX = 60.0
"""Maximum pause in seconds before an update is fed again."""

MAX_PAUSE_JITTER = 0.25
"""Maximum random extension of a pause, as a fraction of the pause."""

MAX_LOGGED_ERRORS = 10
"""Maximum number of validation errors of one update that are logged."""


class UpdateFeeder:
    """Validates updates and feeds them to the handlers of *dispatcher*.

    *chat_context* returns the data of an update's chat, which handlers receive by parameter name.

    A notice to a refused sender names *per_minute*, the maximum number of questions in a minute. The feeder calls
    the handlers of all routers of *dispatcher* itself, and ignores the middlewares and filters of the routers.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        chat_context: Callable[[Update], Awaitable[dict[str, Any]]],
        per_minute: int,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._chat_context = chat_context
        self._per_minute = per_minute
        self._handlers: dict[str, list[HandlerObject]] = defaultdict(list)
        """The handlers of all routers, by the type of their events, in the order in which they are tried."""
        for router in dispatcher.chain_tail:
            for event_type, observer in router.observers.items():
                self._handlers[event_type] += observer.handlers

    async def feed(
        self, body: JsonObject, refusal: Refusal | None = None, *, failed_attempts: int = 0
    ) -> float | None:
        """Pass the update to its handler, or send a notice instead if there is a *refusal*.

        Return None if the update is finished. If the answer could not be sent, return the seconds after which to
        feed the update again.

        *failed_attempts* is the number of earlier attempts to send the answer. Invalid content of the update is
        logged, and no exception is raised.
        """
        if not is_within_bounds(body):
            logger.error(
                "skipped an invalid update: too large, too deeply nested, or with a number beyond 64 bits"
            )
            return None
        try:
            update = self._validate(body)
            event_type = update.event_type
        except UpdateTypeLookupError:
            logger.warning("skipped an update of an unknown kind")
        except ValidationError as error:
            # Neither the values nor a traceback is logged, because both contain the user's message.
            logger.error("skipped an invalid update: %s", _describe_errors(error))  # noqa: TRY400
        else:
            return await self._dispatch(update, event_type, refusal, failed_attempts)
        return None

    def _validate(self, body: JsonObject) -> Update:
        """Return the update as a model, without the fields of its event that fail validation.

        Telegram may send fields of types that this version of aiogram does not support.
        """
        context = {"bot": self._bot}
        try:
            return Update.model_validate(body, context=context)
        except ValidationError as error:
            locations = [details["loc"] for details in error.errors(include_input=False)]
            update = Update.model_validate(without_fields(body, locations), context=context)
            logger.warning("ignored invalid fields of an update: %s", _describe_errors(error))
            return update

    async def _dispatch(
        self, update: Update, event_type: str, refusal: Refusal | None, failed_attempts: int
    ) -> float | None:
        """Call the handler of the validated *update*, and the error handlers if the handler raises.

        Return None if the update is finished, else the seconds after which to feed the update again.
        """
        dispatcher = self._dispatcher
        data = {**dispatcher.workflow_data, "dispatcher": dispatcher, "bot": self._bot}
        try:
            try:
                data |= await self._chat_context(update)
                await self._call_handler(event_type, getattr(update, event_type), data, refusal)
            except Exception as exc:
                error_event = ErrorEvent(update=update, exception=exc)
                if await self._call_handler("error", error_event, data) is UNHANDLED:
                    raise
        except TelegramAPIError as error:
            # Telegram accepts the answer to a callback query only for some seconds.
            if update.callback_query is not None or not may_be_sent_later(error):
                logger.error("%s failed: %s", error.method.__api_method__, error)  # noqa: TRY400 - not a bug
                return None
            if isinstance(error, TelegramRetryAfter):
                pause = float(error.retry_after)
            else:
                pause = min(REFEED_BACKOFF_MIN * 2.0**failed_attempts, REFEED_BACKOFF_MAX)
            # Without a random extension, all chats that failed together would be retried together.
            pause *= random.uniform(1.0, 1.0 + MAX_PAUSE_JITTER)  # noqa: S311 - no secret
            logger.warning("pausing the chat for %.0f s, because its answer could not be sent: %s", pause, error)
            return pause
        except Exception:
            # No error handler accepted the exception, or an error handler raised another exception.
            logger.exception("update handler raised")
        return None

    async def _call_handler(
        self, event_type: str, event: TelegramObject, data: dict[str, Any], refusal: Refusal | None = None
    ) -> Any:  # noqa: ANN401 - as aiogram's handlers
        """Call the first handler whose filters accept *event*, or answer a refused *event* with a notice.

        Return UNHANDLED if no handler accepts *event*. aiogram's `propagate_event` calls the same handlers, but
        calls five more functions for each router.
        """
        for handler in self._handlers[event_type]:
            is_accepted, handler_data = await handler.check(event, **data)
            if not is_accepted:
                continue
            if refusal is not None:
                return await self._send_notice(event, refusal, data["units"])
            return await handler.call(event, **handler_data)
        return UNHANDLED

    async def _send_notice(self, event: TelegramObject, refusal: Refusal, units: Units) -> None:
        notice = None if refusal is Refusal.SILENT else units.texts(refusal, limit=self._per_minute)
        if isinstance(event, CallbackQuery):
            await answer_callback(event, notice)
        elif isinstance(event, Message) and notice is not None:
            await reply(event, notice)


def _describe_errors(error: ValidationError) -> str:
    """Return the names of the invalid fields and the types of their errors, without the values of the fields."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)[:MAX_LOGGED_ERRORS]
    types = {".".join(map(str, details["loc"])): details["type"] for details in errors}
    return f"{error.error_count()} errors: {types}"
