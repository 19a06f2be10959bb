"""The Bot client: API server, proxy, and sending that outlasts Telegram's bad moments."""

import asyncio
import json
import logging
import math
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, cast

import stamina
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientConnectorError, ClientError, ClientTimeout, FormData, StreamReader
from aiohttp.payload import StringPayload
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from cachetools import LRUCache
from pydantic import ValidationError
from stamina.instrumentation import RetryDetails, set_on_retry_hooks
from yarl import URL

from bot.config import Settings

logger = logging.getLogger(__name__)

CONNECTIONS = 2000
"""More than can be under way: aiohttp counts waiting for one of them into the time limit of a request."""
REQUEST_TIMEOUT = 15.0
"""Seconds for one request; getUpdates adds its polling timeout."""

SEND_WITHIN = 10.0
"""Seconds in which a failed call is tried again. After them its caller decides, who knows what it was for."""

LONGEST_WAIT_IN_PLACE = 5.0
"""Seconds of a 429 that a call waits for itself; a longer wait is its caller's."""

MOST_RETRYING = 50
"""Calls that are tried again at the same time: when more fail, Telegram is in trouble, and their callers wait."""

CHATS_LIMITED = 10_000
"""Chats whose limits are known, the latest."""

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 5.0
"""Seconds before another attempt, doubled each time, when Telegram does not say how long."""

SENT_AGAIN = 3
"""Times that a message is sent again after drops: each may show it once more, but with one in twenty calls
failing, sending only twice would lose an answer in a thousand."""

USUAL_WAIT = 1
"""Seconds to wait after a 429 that does not tell."""

LONGEST_WAIT = 600
"""Seconds to wait at most after a 429, whatever it tells: a bot that waits for hours looks dead."""

ID_BITS = 52
"""Bits of Telegram's identifiers: https://core.telegram.org/bots/api#chat"""

LARGEST_ANSWER, LARGEST_UPDATES = 2 * 2**20, 64 * 2**20
"""Bytes that are read of an answer, and of one with up to 100 updates. In JSON a character takes up to 6 bytes,
and the longest message has 32,768, which may quote another one."""

NOT_REPEATED = frozenset({"getMe", "getUpdates", "sendChatAction"})
"""The start and polling have a pace of their own, and that somebody is typing is no news later."""

PROXY_ERRORS = (ProxyError, ProxyConnectionError, ProxyTimeoutError, asyncio.IncompleteReadError)
"""They have no base of their own; the last is a SOCKS proxy that hangs up during the handshake."""

NEVER_SENT = (*PROXY_ERRORS, ClientConnectorError)
"""After these a message has certainly not left the machine."""

FORM = "application/x-www-form-urlencoded"
"""How the fields of a call without files are written."""


class Session(AiohttpSession):
    """aiogram's session, in which whatever answers a request becomes a result or a TelegramAPIError.

    By itself a page in another encoding becomes a UnicodeDecodeError, an HTML page a ClientDecodeError, a 5xx
    without a description a TypeError, and a 429 whose wait is 0 or missing a plain TelegramAPIError. An answer
    that is not the Bot API's is a TelegramNetworkError when its status is 2xx, as it tells no more about what was
    done than a dropped connection, and else a TelegramServerError: something on the way lets no calls through.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - aiogram's
        super().__init__(json_loads=_load, **options)
        self._models: dict[type, type] = {}
        """Pydantic makes these models anew, which takes milliseconds, when nobody has kept them."""
        self.clock_ahead = 0.0
        """Seconds by which this machine's clock was ahead of Telegram's at the last getUpdates."""

    async def close(self) -> None:
        """Close the connections; aiogram waits another quarter of a second for what aiohttp has waited for."""
        if self._session is not None:
            await self._session.close()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        """Make the request; what fails on the way, at the proxy for instance, is a TelegramNetworkError."""
        session = await self.create_session()
        session.cookie_jar.clear()  # the Bot API has none; those of whatever answers in its place would pile up
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form = self.build_form_data(bot, method)
        within = ClientTimeout(total=self.timeout if timeout is None else timeout)
        limit = LARGEST_UPDATES if method.__api_method__ == "getUpdates" else LARGEST_ANSWER
        try:
            async with session.post(url, data=form, timeout=within, allow_redirects=False) as response:
                content = await _read(response.content, limit)
        except TimeoutError as exc:
            raise TelegramNetworkError(method=method, message="Request timeout error") from exc
        except PROXY_ERRORS as exc:
            raise TelegramNetworkError(method=method, message=f"the proxy says: {exc}") from exc
        except (ClientError, OSError, ValueError) as exc:  # ValueError: headers that aiohttp chokes on
            raise TelegramNetworkError(method=method, message=f"{type(exc).__name__}: {exc}") from exc
        result = cast("TelegramType", self.check_response(bot, method, response.status, content).result)
        if method.__api_method__ == "getUpdates":
            self.clock_ahead = _ahead_of(response.headers.get("Date", ""), time.time())
        return result

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """Return what *method* asks for; without a file, as the form that FormData would make much more slowly.

        FormData prepares for files, and aiogram takes buttons apart field by field, most of which are empty.
        """
        files: dict[str, Any] = {}
        fields = {}
        for name, value in method:
            if isinstance(value, InlineKeyboardMarkup):
                fields[name] = value.model_dump_json(exclude_none=True)
            elif prepared := self.prepare_value(value, bot=bot, files=files):
                fields[name] = prepared.value if isinstance(prepared, Enum) else prepared
        if files:
            return super().build_form_data(bot, method)
        form = URL.build(query=fields).raw_query_string  # urllib's urlencode takes five times as long
        return cast("FormData", StringPayload(form, content_type=FORM))

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Return the parsed answer or raise what *status_code* means."""
        if status_code >= 500:  # noqa: PLR2004
            raise TelegramServerError(method=method, message=f"HTTP {status_code}")
        if type(method) not in self._models:
            self._models[type(method)] = Response[method.__returning__]  # type: ignore[name-defined]
        try:
            response = super().check_response(bot, method, status_code, content)
        except TelegramRetryAfter as exc:
            raise _flood(method, exc.retry_after) from None
        except (ClientDecodeError, TelegramAPIError) as exc:
            if status_code == 429:  # noqa: PLR2004 - a proxy's page, or no wait in it
                raise _flood(method, USUAL_WAIT) from exc
            if isinstance(exc, ClientDecodeError):
                raise _unreadable(method, status_code, exc) from exc
            raise
        if response.result is None:
            raise TelegramAPIError(method=method, message=f"HTTP {status_code} without a result")
        return response


class Retrying(BaseRequestMiddleware):
    """Repeats calls that Telegram was not ready for, and spares it calls to chats that it limits.

    A short 429 waits as told, a 5xx with a growing pause, all within SEND_WITHIN seconds. A dropped connection is
    ambiguous: what sends a message is repeated SENT_AGAIN times, at the price that it may arrive twice.

    After a longer 429 every call that writes to the chat raises TelegramRetryAfter until the told wait is over.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limited_until: LRUCache[int | str, float] = LRUCache(CHATS_LIMITED)
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
            raise _flood(method, math.ceil(wait))
        try:
            return await self._attempt(make_request, bot, method)
        except TelegramRetryAfter as error:
            self._limited_until[chat_id] = self._clock() + error.retry_after
            raise

    async def _attempt(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if method.__api_method__ in NOT_REPEATED:
            return await make_request(bot, method)
        due = asyncio.get_running_loop().time() + SEND_WITHIN
        try:
            return await make_request(bot, method)
        except TelegramAPIError as error:
            if may_be_sent_later(error) and self._retrying >= MOST_RETRYING:
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
                    return wait if in_time and wait <= LONGEST_WAIT_IN_PLACE else False
                case TelegramNetworkError() if not may_be_sent_later(error):
                    drops += 1
                    sends = method.__api_method__.startswith("send")
                    return drops <= SENT_AGAIN or (in_time and not sends)
                case _:
                    return in_time and may_be_sent_later(error)

        async for attempt in stamina.retry_context(
            on=worth_retrying,
            attempts=None,
            timeout=None,
            wait_initial=FIRST_PAUSE,
            wait_max=LONGEST_PAUSE,
            wait_jitter=FIRST_PAUSE,
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
            return isinstance(error, TelegramNetworkError) and isinstance(error.__cause__, NEVER_SENT)


def create_session(settings: Settings) -> Session:
    """Return the way to the API server, which tries everything once; close it when done."""
    return Session(
        proxy=settings.telegram_proxy,
        limit=CONNECTIONS,
        api=TelegramAPIServer.from_base(settings.telegram_api_url),
        timeout=REQUEST_TIMEOUT,
    )


def create_bot(settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> Bot:
    """Return the client; close its session when done."""
    set_on_retry_hooks([_log_retry])
    session = create_session(settings)
    session.middleware(Retrying(clock=clock))
    return Bot(
        settings.bot_token.get_secret_value(),
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )


def _log_retry(details: RetryDetails) -> None:
    logger.warning("%s; trying again in %.1f s", details.caused_by, details.wait_for)


def _flood(method: TelegramMethod[Any], wait: int) -> TelegramRetryAfter:
    error = TelegramRetryAfter(method=method, message="", retry_after=wait)
    # aiogram's own words tell the chat's number, on three lines.
    error.message, error.url = f"HTTP 429, to be called again in {wait} s", ""
    return error


def _unreadable(method: TelegramMethod[Any], status: int, error: ClientDecodeError) -> TelegramAPIError:
    message = f"HTTP {status} with an unreadable body"
    if isinstance(error.original, ValidationError):
        return TelegramAPIError(method=method, message=message)
    if 200 <= status < 300:  # noqa: PLR2004
        return TelegramNetworkError(method=method, message=message)
    return TelegramServerError(method=method, message=message)


async def _read(body: StreamReader, limit: int) -> str:
    """Return *body* as text; raise ValueError beyond *limit* bytes, decompressed."""
    content = bytearray()
    async for chunk in body.iter_any():
        content += chunk
        if len(content) > limit:
            raise ValueError(f"the body has more than {limit} bytes")
    return content.decode(errors="replace")


def _ahead_of(date: str, now: float) -> float:
    """Return the seconds by which *now* is ahead of a `Date` header; 0.0 when that is no date."""
    try:
        return now - parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _load(content: str) -> dict[str, Any]:
    """Return the answer of the Bot API in *content*, without reasons and parameters that make no sense.

    Raise ValueError or RecursionError for anything else.
    """
    answer = json.loads(content)
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise ValueError("this is no answer of the Bot API")  # noqa: TRY004 - as for what is no JSON
    parameters = answer.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    return {
        "ok": answer["ok"],
        "result": answer.get("result") if answer["ok"] else None,
        "description": str(answer.get("description") or "no reason given"),
        "parameters": {
            "retry_after": _told_wait(parameters.get("retry_after")),
            "migrate_to_chat_id": _chat_id(parameters.get("migrate_to_chat_id")),
        },
    }


def _told_wait(told: object) -> int | None:
    """Return the seconds of a `retry_after`, LONGEST_WAIT at most; None when it is no positive, finite number."""
    try:
        seconds = float(told)  # type: ignore[arg-type] # a TypeError is expected
    except (TypeError, ValueError, OverflowError):  # OverflowError: an int beyond all floats
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    if seconds > LONGEST_WAIT:
        logger.warning("Telegram asks for a pause of %.0f s; it gets %d s", seconds, LONGEST_WAIT)
    return min(math.ceil(seconds), LONGEST_WAIT)


def _chat_id(told: object) -> int | None:
    return told if isinstance(told, int) and abs(told) < 2**ID_BITS else None
