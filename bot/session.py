"""The session to the Bot API: what each answer means, however broken it is."""

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
"""Seconds to wait after a 429 that does not tell."""

MAX_RETRY_AFTER = 600
"""Seconds to wait at most after a 429, whatever it tells: a bot that waits for hours looks dead."""

CHAT_ID_BITS = 52
"""Bits of Telegram's identifiers: https://core.telegram.org/bots/api#chat"""

MAX_RESPONSE_BYTES, MAX_UPDATES_BYTES = 2 * 2**20, 64 * 2**20
"""Bytes that are read of an answer, and of one with up to 100 updates. In JSON a character takes up to 6 bytes,
and the longest message has 32,768, which may quote another one."""

MAX_RESPONSE_PARTS = 300_000
"""Lists, objects and values of an answer: a hundred of the largest updates. More take gigabytes to decode."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

PROXY_ERRORS = (ProxyError, ProxyConnectionError, ProxyTimeoutError, asyncio.IncompleteReadError)
"""They have no base of their own; the last is a SOCKS proxy that hangs up during the handshake."""

FORM_CONTENT_TYPE = "application/x-www-form-urlencoded"
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
        limit = MAX_UPDATES_BYTES if method.__api_method__ == "getUpdates" else MAX_RESPONSE_BYTES
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
        return cast("FormData", StringPayload(form, content_type=FORM_CONTENT_TYPE))

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
            raise retry_after_error(method, exc.retry_after) from None
        except (ClientDecodeError, TelegramAPIError) as exc:
            if status_code == 429:  # noqa: PLR2004 - a proxy's page, or no wait in it
                raise retry_after_error(method, DEFAULT_RETRY_AFTER) from exc
            if isinstance(exc, ClientDecodeError):
                raise _unreadable(method, status_code, exc) from exc
            raise
        if response.result is None:
            raise TelegramAPIError(method=method, message=f"HTTP {status_code} without a result")
        return response


def retry_after_error(method: TelegramMethod[Any], wait: int) -> TelegramRetryAfter:
    """Return the error for a call that may be made again in *wait* seconds."""
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
    if _has_too_many_parts(content):
        raise ValueError(f"the answer has more than {MAX_RESPONSE_PARTS} parts")
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
            "retry_after": _parse_retry_after(parameters.get("retry_after")),
            "migrate_to_chat_id": _chat_id(parameters.get("migrate_to_chat_id")),
        },
    }


def _has_too_many_parts(content: str) -> bool:
    """Return whether *content* has more than MAX_RESPONSE_PARTS lists, objects and values outside strings."""
    if sum(map(content.count, "[{,")) <= MAX_RESPONSE_PARTS:
        return False
    return sum(map(_STRING.sub("", content).count, "[{,")) > MAX_RESPONSE_PARTS


def _parse_retry_after(told: object) -> int | None:
    """Return a `retry_after` in seconds, at most MAX_RETRY_AFTER; None when it is no positive, finite number."""
    try:
        seconds = float(told)  # type: ignore[arg-type] # a TypeError is expected
    except (TypeError, ValueError, OverflowError):  # OverflowError: an int beyond all floats
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    if seconds > MAX_RETRY_AFTER:
        logger.warning("Telegram asks for a pause of %.0f s; it gets %d s", seconds, MAX_RETRY_AFTER)
    return min(math.ceil(seconds), MAX_RETRY_AFTER)


def _chat_id(told: object) -> int | None:
    return told if isinstance(told, int) and abs(told) < 2**CHAT_ID_BITS else None
