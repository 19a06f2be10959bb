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

from bot.session import PROXY_ERRORS, retry_after_error

logger = logging.getLogger(__name__)

RETRY_WINDOW = 10.0
"""Seconds after the first attempt in which a call is retried.

A call that sends a message is retried after a dropped connection even later, MAX_RESENDS times in all.
"""

MAX_INLINE_WAIT = 5.0
"""Maximum `retry_after` in seconds that a call waits itself; a longer one is raised to its caller."""

MAX_CONCURRENT_RETRIES = 50
"""Maximum number of calls being retried; when more fail, Telegram is down, and the error is raised."""

MAX_LIMITED_CHATS = 10_000
"""Chats whose limits are remembered; the least recent is evicted."""

RETRY_BACKOFF_MIN, RETRY_BACKOFF_MAX = 0.3, 5.0
"""Bounds in seconds of the pause between attempts, which doubles each time."""

MAX_RESENDS = 3
"""Maximum number of times that a message is sent again after dropped connections.

Each may show the message once more. With one in twenty calls failing, a single resend would lose one answer in a
thousand.
"""

NOT_RETRIED = frozenset({"getMe", "getUpdates", "sendChatAction"})
"""Methods that are not retried: their callers do that, and a chat action is useless later."""

NOT_SENT_ERRORS = (*PROXY_ERRORS, ClientConnectorError)
"""Errors after which the request has certainly not been sent."""


class Retrying(BaseRequestMiddleware):
    """Retries failed calls, and blocks calls to chats that Telegram limits.

    Within RETRY_WINDOW seconds, a 429 is retried after its `retry_after`, and a 5xx after a growing pause. After a
    dropped connection it is unknown whether the call was executed: a message is sent again up to MAX_RESENDS
    times, and may arrive twice.

    After a 429 longer than MAX_INLINE_WAIT, each call that writes to the chat raises TelegramRetryAfter until it
    has passed.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limited_until: LRUCache[int | str, float] = LRUCache(MAX_LIMITED_CHATS)
        self._retrying = 0

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, and retry it."""
        chat_id = None if method.__api_method__.startswith("get") else getattr(method, "chat_id", None)
        if chat_id is None:
            return await self._attempt(make_request, bot, method)
        wait = self._limited_until.get(chat_id, 0.0) - self._clock()
        if wait > 0:
            raise retry_after_error(method, math.ceil(wait))
        try:
            return await self._attempt(make_request, bot, method)
        except TelegramRetryAfter as error:
            self._limited_until[chat_id] = self._clock() + error.retry_after
            raise

    async def _attempt(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if method.__api_method__ in NOT_RETRIED:
            return await make_request(bot, method)
        deadline = asyncio.get_running_loop().time() + RETRY_WINDOW
        try:
            return await make_request(bot, method)
        except TelegramAPIError as error:
            if may_be_sent_later(error) and self._retrying >= MAX_CONCURRENT_RETRIES:
                raise
            first_error = error
        self._retrying += 1
        try:
            return await self._retry(first_error, deadline, make_request, bot, method)
        finally:
            self._retrying -= 1

    async def _retry(
        self,
        first_error: TelegramAPIError,
        deadline: float,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        dropped = 0

        def should_retry(error: Exception) -> bool | float:
            nonlocal dropped
            in_time = asyncio.get_running_loop().time() < deadline
            match error:
                case TelegramRetryAfter():
                    wait = float(error.retry_after)
                    return wait if in_time and wait <= MAX_INLINE_WAIT else False
                case TelegramNetworkError() if not may_be_sent_later(error):
                    dropped += 1
                    sends = method.__api_method__.startswith("send")
                    return dropped <= MAX_RESENDS or (in_time and not sends)
                case _:
                    return in_time and may_be_sent_later(error)

        async for attempt in stamina.retry_context(
            on=should_retry,
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
    """Return whether the call was certainly not executed and may succeed later.

    A 401 is temporary until polling ends the bot because of it.
    """
    match error:
        case TelegramRetryAfter() | TelegramServerError() | TelegramUnauthorizedError():
            return True
        case _:
            return isinstance(error, TelegramNetworkError) and isinstance(error.__cause__, NOT_SENT_ERRORS)


def log_retry(details: RetryDetails) -> None:
    """Log that a call is retried."""
    logger.warning("%s; trying again in %.1f s", details.caused_by, details.wait_for)
