"""The HTTP session with the Bot API server: sends requests and validates responses."""

import asyncio
import time
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, StreamReader
from aiohttp.payload import BytesPayload
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from pydantic import TypeAdapter, ValidationError
from yarl import URL

from bot.aiogram_models import build_models
from bot.bot_api_responses import (
    DEFAULT_RETRY_AFTER,
    TOO_MANY_REQUESTS,
    parse_response,
    refusal_error,
    retry_after_error,
)

MAX_RESPONSE_BYTES = 2 * 2**20
"""Maximum size in bytes of a response to any method except getUpdates.

A message has up to 32,768 characters, each of up to 6 bytes in JSON, and may quote another message.
"""

MAX_UPDATES_BYTES = 64 * 2**20
"""Maximum size in bytes of a response to getUpdates, which contains up to 100 updates."""

PROXY_ERRORS = (ProxyError, ProxyConnectionError, ProxyTimeoutError, asyncio.IncompleteReadError)
"""Errors of a proxy, which have no common base class.

IncompleteReadError means that the proxy closed the connection during the SOCKS handshake.
"""

CLOCK_COMPARISON_METHODS = frozenset({"getMe", "getUpdates", "getWebhookInfo"})
"""Bot API methods whose responses are used to compare Telegram's clock, in the header Date, with the local clock.

The bot calls at least one of CLOCK_COMPARISON_METHODS regularly.
"""

UNCONVERTED_TYPES = frozenset({str, int})
"""Types whose values are sent as they are; their subclasses, such as enums and bool, are converted."""

FORM_CONTENT_TYPE = "application/x-www-form-urlencoded"
"""Content type of a request without files."""


class Session(AiohttpSession):
    """A subclass of aiogram's session in which each failed call raises a TelegramAPIError.

    For a response that is not JSON, such as an HTML page, aiogram's own session may raise UnicodeDecodeError,
    ClientDecodeError or TypeError.

    A response of a proxy or gateway with the status 2xx raises TelegramNetworkError, because the Bot API may have
    executed the call. A response of a proxy or gateway with a status other than 2xx raises TelegramServerError.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - aiogram's
        super().__init__(**options)
        self._time_limit = ClientTimeout(total=self.timeout)
        self._result_adapters: dict[type, TypeAdapter[Any]] = {}
        """Maps the class of a Bot API method to the validator of its result."""
        self._converted_defaults: dict[tuple[int, str], Any] = {}
        """Converted defaults of bots, such as `parse_mode`, by the bot's id and the name of the default."""
        self.clock_ahead_seconds = 0.0
        """Seconds by which the local clock was ahead of Telegram's clock at the last comparison."""

    async def create_session(self) -> ClientSession:
        """Return the HTTP session, which stores no cookies, because a captive portal may set many."""
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
        if method.__api_method__ in CLOCK_COMPARISON_METHODS:
            self.clock_ahead_seconds = _clock_ahead_seconds(response.headers.get("Date", ""), time.time())
        return result

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """Return the parameters of *method* as a form.

        If the call sends files, aiogram's method builds the form. A form without files needs no FormData of
        aiohttp, and omits the empty fields of buttons, which aiogram includes.
        """
        files: dict[str, Any] = {}
        fields: dict[str, str | int] = {}
        for name, value in vars(method).items():
            if type(value) in UNCONVERTED_TYPES:
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
        """Convert *value* as aiogram does, but convert each default of a bot, such as `parse_mode`, only once."""
        if not isinstance(value, Default) or not _dumps_json:
            return super().prepare_value(value, bot, files, _dumps_json)
        key = bot.id, value.name
        if key not in self._converted_defaults:
            self._converted_defaults[key] = super().prepare_value(value, bot, files)
        return self._converted_defaults[key]

    def read_result(
        self, bot: Bot, method: TelegramMethod[TelegramType], status: int, content: str
    ) -> TelegramType:
        """Return the result in the body *content* of a response, or raise the corresponding TelegramAPIError."""
        is_success = 200 <= status < 300  # noqa: PLR2004
        if status >= 500:  # noqa: PLR2004
            raise TelegramServerError(method=method, message=f"HTTP {status}")
        try:
            response = parse_response(content)
        except (ValueError, RecursionError) as exc:  # the content is not a response of the Bot API
            if status == TOO_MANY_REQUESTS:
                raise retry_after_error(method, DEFAULT_RETRY_AFTER) from exc
            error = TelegramNetworkError if is_success else TelegramServerError
            raise error(method=method, message=f"HTTP {status} with an unreadable body") from exc
        if not (is_success and response["ok"]):
            raise refusal_error(method, status, response)
        result = response.get("result")
        if result is None:
            raise TelegramAPIError(method=method, message=f"HTTP {status} without a result")
        adapter = self._result_adapters.get(type(method))
        if adapter is None:
            build_models(method.__returning__)
            adapter = self._result_adapters[type(method)] = TypeAdapter(method.__returning__)
        try:
            return cast("TelegramType", adapter.validate_python(result, context={"bot": bot}))
        except ValidationError as exc:
            raise TelegramAPIError(method=method, message=f"HTTP {status} with an unreadable body") from exc


async def _read_text(body: StreamReader, max_bytes: int) -> str:
    """Return *body* as text; raise ValueError if it is longer than *max_bytes* after decompression."""
    content = bytearray()
    while not body.at_eof():
        content += await body.readany()
        if len(content) > max_bytes:
            raise ValueError(f"the body has more than {max_bytes} bytes")
    return content.decode(errors="replace")


def _clock_ahead_seconds(date_header: str, now: float) -> float:
    """Return the seconds by which *now*, a Unix time, is ahead of *date_header*; 0.0 if the header is invalid."""
    try:
        return now - parsedate_to_datetime(date_header).timestamp()
    except (ValueError, OverflowError):
        return 0.0
