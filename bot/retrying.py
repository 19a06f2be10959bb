"""Repeating calls that Telegram was not ready for."""

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
"""Seconds after the first attempt in which a call is retried; a dropped connection is retried MAX_RESENDS times
even after them."""

MAX_INLINE_WAIT = 5.0
"""Seconds of a 429 that a call waits for itself; a longer wait is its caller's."""

MAX_CONCURRENT_RETRIES = 50
"""Calls that are tried again at the same time: when more fail, Telegram is in trouble, and their callers wait."""

MAX_LIMITED_CHATS = 10_000
"""Chats whose limits are known, the latest."""

RETRY_BACKOFF_MIN, RETRY_BACKOFF_MAX = 0.3, 5.0
"""Seconds before another attempt, doubled each time, when Telegram does not say how long."""

MAX_RESENDS = 3
"""Times that a message is sent again after drops: each may show it once more, but with one in twenty calls
failing, sending only twice would lose an answer in a thousand."""

NOT_RETRIED = frozenset({"getMe", "getUpdates", "sendChatAction"})
"""The start and polling have a pace of their own, and that somebody is typing is no news later."""

NOT_SENT_ERRORS = (*PROXY_ERRORS, ClientConnectorError)
"""After these a message has certainly not left the machine."""


class Retrying(BaseRequestMiddleware):
    """Repeats calls that Telegram was not ready for, and spares it calls to chats that it limits.

    A short 429 waits as told, a 5xx with a growing pause, all within RETRY_WINDOW seconds. A dropped connection is
    ambiguous: what sends a message is repeated MAX_RESENDS times, at the price that it may arrive twice.

    After a longer 429 every call that writes to the chat raises TelegramRetryAfter until the told wait is over.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limited_until: LRUCache[int | str, float] = LRUCache(MAX_LIMITED_CHATS)
        self._retrying = 0

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, again where that helps."""
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
        due = asyncio.get_running_loop().time() + RETRY_WINDOW
        try:
            return await make_request(bot, method)
        except TelegramAPIError as error:
            if may_be_sent_later(error) and self._retrying >= MAX_CONCURRENT_RETRIES:
                raise
            first = error
        self._retrying += 1
        try:
            return await self._retry(first, due, make_request, bot, method)
        finally:
            self._retrying -= 1

    async def _retry(
        self,
        first: TelegramAPIError,
        due: float,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        drops = 0

        def worth_retrying(error: Exception) -> bool | float:
            nonlocal drops
            in_time = asyncio.get_running_loop().time() < due
            match error:
                case TelegramRetryAfter():
                    wait = float(error.retry_after)
                    return wait if in_time and wait <= MAX_INLINE_WAIT else False
                case TelegramNetworkError() if not may_be_sent_later(error):
                    drops += 1
                    sends = method.__api_method__.startswith("send")
                    return drops <= MAX_RESENDS or (in_time and not sends)
                case _:
                    return in_time and may_be_sent_later(error)

        async for attempt in stamina.retry_context(
            on=worth_retrying,
            attempts=None,
            timeout=None,
            wait_initial=RETRY_BACKOFF_MIN,
            wait_max=RETRY_BACKOFF_MAX,
            wait_jitter=RETRY_BACKOFF_MIN,
        ):
            with attempt:
                if attempt.num == 1:
                    raise first
                return await make_request(bot, method)
        raise AssertionError("stamina returns or raises")


def may_be_sent_later(error: Exception) -> bool:
    """Whether Telegram could not do what was asked for, and may in a while.

    A token that counts as refused ends the bot; until then a 401 is a bad moment.
    """
    match error:
        case TelegramRetryAfter() | TelegramServerError() | TelegramUnauthorizedError():
            return True
        case _:
            return isinstance(error, TelegramNetworkError) and isinstance(error.__cause__, NOT_SENT_ERRORS)


def log_retry(details: RetryDetails) -> None:
    """Log that a call is repeated."""
    logger.warning("%s; trying again in %.1f s", details.caused_by, details.wait_for)
