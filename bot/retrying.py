"""Retries of calls to the Bot API."""

import asyncio
import logging
import math
from collections.abc import Callable

import stamina
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError
from cachetools import LRUCache
from stamina.instrumentation import RetryDetails

from bot.bot_api_responses import retry_after_error
from bot.session import PROXY_ERRORS

logger = logging.getLogger(__name__)

RETRY_WINDOW_SECONDS = 10.0
"""Maximum time in seconds between the first and the last attempt of a call.

After dropped connections, a message is sent again up to MAX_RESENDS times even after RETRY_WINDOW_SECONDS.
"""

MAX_AWAITED_RETRY_AFTER = 5.0
"""Maximum `retry_after`, in seconds, for which `Retrying` waits; after a longer one, the call fails."""

MAX_CONCURRENT_RETRIES = 50
"""Maximum number of calls that are retried at the same time.

If more calls fail, Telegram counts as down, and errors are raised without a retry.
"""

MAX_RATE_LIMITED_CHATS = 10_000
"""Maximum number of chats whose rate limits are stored; the least recently used is evicted."""

RETRY_BACKOFF_MIN = 0.3
"""Pause in seconds between the first two attempts; the pause doubles after each attempt."""

RETRY_BACKOFF_MAX = 5.0
"""Maximum pause in seconds between two attempts."""

MAX_RESENDS = 3
"""Maximum number of times that a message is sent again after dropped connections.

Each resend may produce a duplicate of the message. With a single resend, one answer in a thousand would be lost
when one call in twenty fails.
"""

METHODS_NOT_RETRIED = frozenset({"getMe", "getUpdates", "sendChatAction"})
"""Methods that `Retrying` does not repeat.

The callers of getMe and getUpdates repeat the calls themselves, and a late chat action is useless.
"""

NOT_SENT_ERRORS = (*PROXY_ERRORS, ClientConnectorError)
"""Errors that mean that the request has not been sent."""


class Retrying(BaseRequestMiddleware):
    """Retries failed calls, and blocks calls to rate-limited chats.

    Within RETRY_WINDOW_SECONDS, a 429 is retried after its `retry_after`, and a 5xx after a growing pause. After
    a dropped connection, a message is sent again up to MAX_RESENDS times. A message that is sent again may arrive
    twice, because Telegram may have executed the first call.

    If Telegram sends a `retry_after` longer than MAX_AWAITED_RETRY_AFTER, calls that write to the chat raise
    TelegramRetryAfter until the `retry_after` is over.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limited_until: LRUCache[int | str, float] = LRUCache(MAX_RATE_LIMITED_CHATS)
        self._retries = 0
        """The number of calls that are being retried."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request and, while it fails with a temporary error, repeat it."""
        chat_id = None if method.__api_method__.startswith("get") else getattr(method, "chat_id", None)
        if chat_id is not None and (wait := self._limited_until.get(chat_id, 0.0) - self._clock()) > 0:
            raise retry_after_error(method, math.ceil(wait))
        deadline = asyncio.get_running_loop().time() + RETRY_WINDOW_SECONDS
        try:
            return await make_request(bot, method)
        except TelegramAPIError as error:
            first_error = error
        self._retries += 1
        try:
            return await self._retry(first_error, deadline, make_request, bot, method)
        except TelegramRetryAfter as error:
            if chat_id is not None:
                self._limited_until[chat_id] = self._clock() + error.retry_after
            raise
        finally:
            self._retries -= 1

    async def _retry(
        self,
        first_error: TelegramAPIError,
        deadline: float,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Repeat the request while its errors are temporary; raise the last error."""
        is_telegram_down = may_be_sent_later(first_error) and self._retries > MAX_CONCURRENT_RETRIES
        if method.__api_method__ in METHODS_NOT_RETRIED or is_telegram_down:
            raise first_error
        dropped_connections = 0

        def backoff_hook(error: Exception) -> bool | float:
            """Return the seconds to wait after a 429, True to retry after a growing pause, or False to give up."""
            nonlocal dropped_connections
            is_in_window = asyncio.get_running_loop().time() < deadline
            match error:
                case TelegramRetryAfter():
                    wait = float(error.retry_after)
                    return wait if is_in_window and wait <= MAX_AWAITED_RETRY_AFTER else False
                case TelegramNetworkError() if not may_be_sent_later(error):
                    dropped_connections += 1
                    is_send_method = method.__api_method__.startswith("send")
                    return dropped_connections <= MAX_RESENDS or (is_in_window and not is_send_method)
                case _:
                    return is_in_window and may_be_sent_later(error)

        async for attempt in stamina.retry_context(
            on=backoff_hook,
            attempts=None,
            timeout=None,
            wait_initial=RETRY_BACKOFF_MIN,
            wait_max=RETRY_BACKOFF_MAX,
            wait_jitter=RETRY_BACKOFF_MIN,
        ):
            with attempt:
                if attempt.num == 1:
                    raise first_error
                return await make_request(bot, method)
        raise AssertionError("retry_context returns or raises")


def may_be_sent_later(error: Exception) -> bool:
    """Return whether Telegram has not executed the call and may accept it later.

    A 401 counts as temporary, because polling stops the bot if the 401 persists.
    """
    match error:
        case TelegramRetryAfter() | TelegramServerError() | TelegramUnauthorizedError():
            return True
        case _:
            return isinstance(error, TelegramNetworkError) and isinstance(error.__cause__, NOT_SENT_ERRORS)


def reason_of(error: TelegramAPIError) -> str:
    """Return the reason of *error* in words: Telegram cannot be reached, or answers with an error."""
    if isinstance(error, TelegramNetworkError):
        return f"Telegram cannot be reached ({error.message})"
    return f"Telegram answers with an error ({error.message})"


def should_log_failure(failures: int) -> bool:
    """Return whether to log the last of *failures* consecutive failures: only the 1st, 2nd, 4th, 8th and so on."""
    return failures.bit_count() == 1


def log_retry(details: RetryDetails) -> None:
    """Log that a call is retried."""
    logger.warning("%s; trying again in %.1f s", details.caused_by, details.wait_for)
