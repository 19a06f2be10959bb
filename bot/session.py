"""The HTTP session with the Bot API server: sends requests and validates responses."""

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
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, StreamReader
from aiohttp.payload import BytesPayload
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from pydantic import TypeAdapter, ValidationError
from yarl import URL

logger = logging.getLogger(__name__)

DEFAULT_RETRY_AFTER = 1
"""Time in seconds to wait after a 429 without a valid `retry_after`."""

MAX_RETRY_AFTER = 600
"""Maximum `retry_after` in seconds; a longer wait is cut, because a bot that waits for hours looks dead."""

MAX_CHAT_ID_BITS = 52
"""Maximum number of bits of a chat's id: https://core.telegram.org/bots/api#chat"""

MAX_RESPONSE_BYTES, MAX_UPDATES_BYTES = 2 * 2**20, 64 * 2**20
"""Maximum size in bytes of a response, and of a response to getUpdates, which contains up to 100 updates.

A message has up to 32,768 characters, each of up to 6 bytes in JSON, and may quote another message.
"""

MAX_RESPONSE_VALUES = 300_000
"""Maximum number of JSON values in a response; a hundred of the largest updates have as many.

Decoding a response with millions of values would take gigabytes of memory.
"""

ECHOED_FIELDS = frozenset(
    {
        "text",
        "entities",
        "rich_message",
        "reply_markup",
        "reply_to_message",
        "external_reply",
        "quote",
        "link_preview_options",
    }
)
"""Fields of a sent message that repeat the request; they are removed from the response.

The bot does not read these fields, and pydantic needs more time to validate them than for all other fields.
"""

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

PROXY_ERRORS = (ProxyError, ProxyConnectionError, ProxyTimeoutError, asyncio.IncompleteReadError)
"""Errors of a proxy, which have no common base class.

IncompleteReadError means that the proxy closed the connection during the SOCKS handshake.
"""

ERRORS_BY_STATUS: dict[int, type[TelegramAPIError]] = {
    400: TelegramBadRequest,
    401: TelegramUnauthorizedError,
    403: TelegramForbiddenError,
    404: TelegramNotFound,
    409: TelegramConflictError,
    413: TelegramEntityTooLarge,
}
"""Maps the HTTP status of a refused call to the error that is raised; other statuses raise TelegramAPIError."""

TOO_MANY_REQUESTS = 429

PLAIN_TYPES = frozenset({str, int})
"""Types whose values are sent as they are; their subclasses, such as enums and bool, are converted."""

FORM_CONTENT_TYPE = "application/x-www-form-urlencoded"
"""Content type of a request without files."""


class Session(AiohttpSession):
    """aiogram's session, changed so that each failed call raises a TelegramAPIError.

    For a response that is not JSON, such as an HTML page, aiogram's own session may raise UnicodeDecodeError,
    ClientDecodeError or TypeError.

    A response of a proxy or gateway with the status 2xx raises TelegramNetworkError, because the Bot API may have
    executed the call. A response of a proxy or gateway with another status raises TelegramServerError.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - aiogram's
        super().__init__(**options)
        self._time_limit = ClientTimeout(total=self.timeout)
        self._results: dict[type, TypeAdapter[Any]] = {}
        """Maps the class of a Bot API method to the validator of its result."""
        self._defaults: dict[tuple[int, str], Any] = {}
        """The form value of each default property, by the bot's id and the name of the property."""
        self.clock_ahead_seconds = 0.0
        """Seconds by which the local clock was ahead of Telegram's clock at the last getUpdates."""

    async def create_session(self) -> ClientSession:
        """Return the HTTP session, which stores no cookies: a captive portal may set new ones at each request."""
        if self._session is None or self._session.closed:
            connector = self._connector_type(**self._connector_init)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        return self._session

    async def close(self) -> None:
        """Close the connections; unlike aiogram's session, do not sleep for 0.25 s afterwards."""
        if self._session is not None:
            await self._session.close()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        """Make the request and return the result; raise TelegramNetworkError if there is no complete response."""
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form = self.build_form_data(bot, method)
        time_limit = self._time_limit if timeout is None else ClientTimeout(total=timeout)
        max_bytes = MAX_UPDATES_BYTES if method.__api_method__ == "getUpdates" else MAX_RESPONSE_BYTES
        try:
            async with session.post(url, data=form, timeout=time_limit, allow_redirects=False) as response:
                content = await _read_text(response.content, max_bytes)
        except TimeoutError as exc:
            raise TelegramNetworkError(method=method, message="Request timeout error") from exc
        except PROXY_ERRORS as exc:
            raise TelegramNetworkError(method=method, message=f"proxy error: {exc}") from exc
        except (ClientError, OSError, ValueError) as exc:  # ValueError: invalid headers
            raise TelegramNetworkError(method=method, message=f"{type(exc).__name__}: {exc}") from exc
        result = self.read_result(bot, method, response.status, content)
        if method.__api_method__ == "getUpdates":
            self.clock_ahead_seconds = _seconds_ahead(response.headers.get("Date", ""), time.time())
        return result

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """Return the parameters of *method* as a form.

        If the call sends files, aiogram's method builds the form. A form without files needs no FormData of
        aiohttp, and omits the empty fields of buttons, which aiogram includes.
        """
        files: dict[str, Any] = {}
        fields: dict[str, str | int] = {}
        for name, value in vars(method).items():
            if type(value) in PLAIN_TYPES:
                fields[name] = value
            elif isinstance(value, InlineKeyboardMarkup):
                fields[name] = value.model_dump_json(exclude_none=True)
            elif value is not None:
                prepared = self.prepare_value(value, bot=bot, files=files)
                if prepared:
                    fields[name] = prepared.value if isinstance(prepared, Enum) else prepared
        if files:
            return super().build_form_data(bot, method)
        form = URL.build(query=fields).raw_query_string  # yarl's quoting is faster than urllib's urlencode
        return cast("FormData", BytesPayload(form.encode("ascii"), content_type=FORM_CONTENT_TYPE))

    def prepare_value(self, value: Any, bot: Bot, files: dict[str, Any], _dumps_json: bool = True) -> Any:  # noqa: ANN401 - aiogram's
        """Convert *value* as aiogram does, but each default property of a bot only once."""
        if not isinstance(value, Default) or not _dumps_json:
            return super().prepare_value(value, bot, files, _dumps_json)
        key = bot.id, value.name
        if key not in self._defaults:
            self._defaults[key] = super().prepare_value(value, bot, files)
        return self._defaults[key]

    def read_result(
        self, bot: Bot, method: TelegramMethod[TelegramType], status: int, content: str
    ) -> TelegramType:
        """Return the result in the body *content* of a response, or raise the corresponding TelegramAPIError."""
        is_success = 200 <= status < 300  # noqa: PLR2004
        if status >= 500:  # noqa: PLR2004
            raise TelegramServerError(method=method, message=f"HTTP {status}")
        try:
            response = _parse_response(content)
        except (ValueError, RecursionError) as exc:  # not a response of the Bot API
            if status == TOO_MANY_REQUESTS:
                raise retry_after_error(method, DEFAULT_RETRY_AFTER) from exc
            error = TelegramNetworkError if is_success else TelegramServerError
            raise error(method=method, message=f"HTTP {status} with an unreadable body") from exc
        if not (is_success and response["ok"]):
            raise _refusal_error(method, status, response)
        result = response.get("result")
        if result is None:
            raise TelegramAPIError(method=method, message=f"HTTP {status} without a result")
        adapter = self._results.get(type(method))
        if adapter is None:
            adapter = self._results[type(method)] = TypeAdapter(method.__returning__)
        try:
            return cast("TelegramType", adapter.validate_python(result, context={"bot": bot}))
        except ValidationError as exc:
            raise TelegramAPIError(method=method, message=f"HTTP {status} with an unreadable body") from exc


def retry_after_error(method: TelegramMethod[Any], seconds: int) -> TelegramRetryAfter:
    """Return the error for a call that may be repeated after *seconds* seconds."""
    error = TelegramRetryAfter(method=method, message="", retry_after=seconds)
    # aiogram's message has three lines and contains the chat's id.
    error.message, error.url = f"HTTP 429, retry after {seconds} s", ""
    return error


def _refusal_error(method: TelegramMethod[Any], status: int, response: dict[str, Any]) -> TelegramAPIError:
    """Return the error for a call that the Bot API refuses with *response*."""
    parameters = response.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    retry_after = _parse_retry_after(parameters.get("retry_after"))
    if retry_after is not None or status == TOO_MANY_REQUESTS:
        return retry_after_error(method, retry_after or DEFAULT_RETRY_AFTER)
    message = str(response.get("description") or "no reason given")
    new_chat_id = _parse_chat_id(parameters.get("migrate_to_chat_id"))
    if new_chat_id is not None:
        return TelegramMigrateToChat(method=method, message=message, migrate_to_chat_id=new_chat_id)
    return ERRORS_BY_STATUS.get(status, TelegramAPIError)(method=method, message=message)


async def _read_text(body: StreamReader, max_bytes: int) -> str:
    """Return *body* as text; raise ValueError if it is longer than *max_bytes* after decompression."""
    content = bytearray()
    while not body.at_eof():
        content += await body.readany()
        if len(content) > max_bytes:
            raise ValueError(f"the body has more than {max_bytes} bytes")
    return content.decode(errors="replace")


def _seconds_ahead(date_header: str, now: float) -> float:
    """Return the seconds by which *now*, a Unix time, is ahead of *date_header*; 0.0 if the header is invalid."""
    try:
        return now - parsedate_to_datetime(date_header).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _parse_response(content: str) -> dict[str, Any]:
    """Parse the JSON of a response of the Bot API, and remove ECHOED_FIELDS from its result.

    Raise ValueError or RecursionError if *content* is not a response of the Bot API.
    """
    if _has_too_many_values(content):
        raise ValueError(f"the response has more than {MAX_RESPONSE_VALUES} values")
    response = json.loads(content)
    if not isinstance(response, dict) or not isinstance(response.get("ok"), bool):
        raise ValueError("not a response of the Bot API")  # noqa: TRY004 - as for invalid JSON
    result = response.get("result")
    if isinstance(result, dict):
        response["result"] = {name: value for name, value in result.items() if name not in ECHOED_FIELDS}
    return response


def _has_too_many_values(content: str) -> bool:
    """Return whether the JSON text *content* has more than MAX_RESPONSE_VALUES values."""
    if len(content) <= MAX_RESPONSE_VALUES or sum(map(content.count, "[{,")) <= MAX_RESPONSE_VALUES:
        return False
    return sum(map(_JSON_STRING.sub("", content).count, "[{,")) > MAX_RESPONSE_VALUES


def _parse_retry_after(value: object) -> int | None:
    """Return *value* in whole seconds, at most MAX_RETRY_AFTER; None if it is not a positive, finite number."""
    try:
        seconds = float(value)  # type: ignore[arg-type] # raises TypeError if it is not a number
    except (TypeError, ValueError, OverflowError):  # OverflowError: the int is too large for a float
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    if seconds > MAX_RETRY_AFTER:
        logger.warning("Telegram sends a retry_after of %.0f s; waiting %d s", seconds, MAX_RETRY_AFTER)
    return min(math.ceil(seconds), MAX_RETRY_AFTER)


def _parse_chat_id(value: object) -> int | None:
    """Return *value* if it is a valid id of a chat, else None."""
    return value if isinstance(value, int) and abs(value) < 2**MAX_CHAT_ID_BITS else None
