"""The HTTP session to the Bot API: requests, and responses that may be malformed."""

import asyncio
import json
import logging
import math
import re
import time
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientError, ClientTimeout, FormData, StreamReader
from aiohttp.payload import StringPayload
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from pydantic import ValidationError
from yarl import URL

logger = logging.getLogger(__name__)

DEFAULT_RETRY_AFTER = 1
"""Seconds to wait after a 429 without a valid `retry_after`."""

MAX_RETRY_AFTER = 600
"""Maximum `retry_after` in seconds: a bot that waits for hours looks dead."""

CHAT_ID_BITS = 52
"""Bits of Telegram's identifiers: https://core.telegram.org/bots/api#chat"""

MAX_RESPONSE_BYTES, MAX_UPDATES_BYTES = 2 * 2**20, 64 * 2**20
"""Maximum size in bytes of a response, and of a response to getUpdates, which has up to 100 updates.

A message has up to 32,768 characters of up to 6 bytes in JSON, and may quote another one.
"""

MAX_RESPONSE_PARTS = 300_000
"""Maximum number of JSON values in a response, which a hundred of the largest updates have.

More would take gigabytes of memory to decode.
"""

ECHOED = (
    "text",
    "entities",
    "reply_markup",
    "reply_to_message",
    "external_reply",
    "quote",
    "link_preview_options",
)
"""Fields of a sent message that repeat the request. The bot does not read them, and to validate their parts takes
longer than to validate the rest of the response.
"""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

PROXY_ERRORS = (ProxyError, ProxyConnectionError, ProxyTimeoutError, asyncio.IncompleteReadError)
"""Errors of the proxy, which have no base class; the last is a connection closed during the SOCKS handshake."""

FORM_CONTENT_TYPE = "application/x-www-form-urlencoded"
"""Content type of a call without files."""


class Session(AiohttpSession):
    """aiogram's session, changed so that each response becomes a result or a TelegramAPIError.

    aiogram raises UnicodeDecodeError for another encoding, ClientDecodeError for an HTML page, TypeError for a 5xx
    without a description, and a plain TelegramAPIError for a 429 without a wait.

    Here a response that does not come from the Bot API is a TelegramNetworkError if its status is 2xx, because the
    call may have been executed, and a TelegramServerError otherwise, because something in between blocks the
    calls.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - aiogram's
        super().__init__(json_loads=_load, **options)
        self._models: dict[type, type] = {}
        """The response model of each method: pydantic keeps no model that is unused, and takes ms to make one."""
        self.clock_ahead = 0.0
        """Seconds by which the local clock was ahead of Telegram's at the last getUpdates."""

    async def close(self) -> None:
        """Close the connections without the quarter of a second that aiogram sleeps afterwards."""
        if self._session is not None:
            await self._session.close()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        """Make the request; raise TelegramNetworkError for any failure on the way, such as one of the proxy."""
        session = await self.create_session()
        session.cookie_jar.clear()  # the Bot API sets none; those of a captive portal would pile up
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form = self.build_form_data(bot, method)
        within = ClientTimeout(total=self.timeout if timeout is None else timeout)
        limit = MAX_UPDATES_BYTES if method.__api_method__ == "getUpdates" else MAX_RESPONSE_BYTES
        try:
            async with session.post(url, data=form, timeout=within, allow_redirects=False) as response:
                content = await _read(response.content, limit)
        except TimeoutError as exc:
            raise TelegramNetworkError(method=method, message="Request timeout error") from exc
        except PROXY_ERRORS as exc:
            raise TelegramNetworkError(method=method, message=f"proxy error: {exc}") from exc
        except (ClientError, OSError, ValueError) as exc:  # ValueError: invalid headers
            raise TelegramNetworkError(method=method, message=f"{type(exc).__name__}: {exc}") from exc
        result = cast("TelegramType", self.check_response(bot, method, response.status, content).result)
        if method.__api_method__ == "getUpdates":
            self.clock_ahead = _ahead_of(response.headers.get("Date", ""), time.time())
        return result

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """Return the parameters of *method* as a form, built faster than by aiogram if it has no file.

        aiohttp's FormData prepares for files, and aiogram converts each field of a button, most of which are
        empty.
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
        return cast("FormData", StringPayload(form, content_type=FORM_CONTENT_TYPE))

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Return the parsed response, or raise the TelegramAPIError that it means."""
        if status_code >= 500:  # noqa: PLR2004
            raise TelegramServerError(method=method, message=f"HTTP {status_code}")
        if type(method) not in self._models:
            self._models[type(method)] = Response[method.__returning__]  # type: ignore[name-defined]
        try:
            response = super().check_response(bot, method, status_code, content)
        except TelegramRetryAfter as exc:
            raise retry_after_error(method, exc.retry_after) from None
        except (ClientDecodeError, TelegramAPIError) as exc:
            if status_code == 429:  # noqa: PLR2004 - a page of a proxy, or without a wait
                raise retry_after_error(method, DEFAULT_RETRY_AFTER) from exc
            if isinstance(exc, ClientDecodeError):
                raise _unreadable(method, status_code, exc) from exc
            raise
        if response.result is None:
            raise TelegramAPIError(method=method, message=f"HTTP {status_code} without a result")
        return response


def retry_after_error(method: TelegramMethod[Any], wait: int) -> TelegramRetryAfter:
    """Return the error for a call that may be repeated in *wait* seconds."""
    error = TelegramRetryAfter(method=method, message="", retry_after=wait)
    # aiogram's message has three lines and contains the chat's id.
    error.message, error.url = f"HTTP 429, retry after {wait} s", ""
    return error


def _unreadable(method: TelegramMethod[Any], status: int, error: ClientDecodeError) -> TelegramAPIError:
    message = f"HTTP {status} with an unreadable body"
    if isinstance(error.original, ValidationError):
        return TelegramAPIError(method=method, message=message)
    if 200 <= status < 300:  # noqa: PLR2004
        return TelegramNetworkError(method=method, message=message)
    return TelegramServerError(method=method, message=message)


async def _read(body: StreamReader, limit: int) -> str:
    """Return *body* as text; raise ValueError if it has more than *limit* bytes after decompression."""
    content = bytearray()
    async for chunk in body.iter_any():
        content += chunk
        if len(content) > limit:
            raise ValueError(f"the body has more than {limit} bytes")
    return content.decode(errors="replace")


def _ahead_of(date: str, now: float) -> float:
    """Return the seconds by which *now* is ahead of a `Date` header; 0.0 if the header is invalid."""
    try:
        return now - parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _load(content: str) -> dict[str, Any]:
    """Return the response of the Bot API in *content*, with invalid descriptions and parameters replaced.

    A sent message has no ECHOED fields. Raise ValueError or RecursionError if it is not one.
    """
    if _has_too_many_parts(content):
        raise ValueError(f"the response has more than {MAX_RESPONSE_PARTS} values")
    response = json.loads(content)
    if not isinstance(response, dict) or not isinstance(response.get("ok"), bool):
        raise ValueError("not a response of the Bot API")  # noqa: TRY004 - as for invalid JSON
    result = response.get("result") if response["ok"] else None
    if isinstance(result, dict):
        result = {name: value for name, value in result.items() if name not in ECHOED}
    parameters = response.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    return {
        "ok": response["ok"],
        "result": result,
        "description": str(response.get("description") or "no reason given"),
        "parameters": {
            "retry_after": _parse_retry_after(parameters.get("retry_after")),
            "migrate_to_chat_id": _chat_id(parameters.get("migrate_to_chat_id")),
        },
    }


def _has_too_many_parts(content: str) -> bool:
    """Return whether *content* has more than MAX_RESPONSE_PARTS lists, objects and values outside strings."""
    if sum(map(content.count, "[{,")) <= MAX_RESPONSE_PARTS:
        return False
    return sum(map(_STRING.sub("", content).count, "[{,")) > MAX_RESPONSE_PARTS


def _parse_retry_after(value: object) -> int | None:
    """Return a `retry_after` in seconds, at most MAX_RETRY_AFTER; None when it is no positive, finite number."""
    try:
        seconds = float(value)  # type: ignore[arg-type] # a TypeError is expected
    except (TypeError, ValueError, OverflowError):  # OverflowError: an int too large for a float
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    if seconds > MAX_RETRY_AFTER:
        logger.warning("Telegram sends a retry_after of %.0f s; waiting %d s", seconds, MAX_RETRY_AFTER)
    return min(math.ceil(seconds), MAX_RETRY_AFTER)


def _chat_id(value: object) -> int | None:
    return value if isinstance(value, int) and abs(value) < 2**CHAT_ID_BITS else None
