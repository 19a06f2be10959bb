"""HTTP calls to a provider, with a budget, a time limit, a cooldown, and an error for each status."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import aiohttp
from pydantic_core import from_json

from services.errors import BadRequest, Busy, Malformed, Refused, ServiceError, TimedOut, Unavailable
from services.net.budget import Budget
from services.net.call_counts import count_call

logger = logging.getLogger(__name__)

Params = Mapping[str, str | int | float]

DEFAULT_TIMEOUT = 4.0
"""Default time limit of a call, up to the last byte of the body, in seconds."""

KEEP_ALIVE_SECONDS = 300.0
"""Time for which an idle connection stays open, in seconds.

The default of aiohttp, 15 seconds, makes a rarely used bot reconnect often.
"""

MAX_BODY_BYTES = 256 * 1024
"""Maximum size of a decompressed body, in bytes; a forecast of OpenWeather has 18,000."""

MAX_DELIMITERS = 20_000
"""Maximum number of brackets, braces and colons in a body; a batch of 50 forecasts has some 3,000.

Decoding lists and objects blocks the event loop ten times longer than decoding numbers and strings.
"""

MAX_BODY_BYTES_PER_CALL = 32 * 1024
"""Maximum size of a body in bytes, for each call that the provider counts for the request.

Bodies of up to MAX_BODY_BYTES are always allowed. A forecast that the provider counts as two calls has 35,000
bytes.
"""

MAX_ERROR_BYTES = 16 * 1024
"""Maximum number of bytes that are read from the body of an error."""

MAX_CONNECTIONS = 1000
"""Maximum number of connections.

With the default of aiohttp, 100 connections, 1,000 concurrent look-ups would wait for each other.
"""

REFUSED_COOLDOWN = 600.0
"""Cooldown after a provider refuses the key, in seconds. A new key becomes active within two hours."""

COOLDOWN_BY_WORD = {"minute": 60.0, "hour": 3600.0, "concurrent": 2.0}
"""Cooldown in seconds by a word in the body of a 429. Open-Meteo sends no Retry-After header."""

DEFAULT_COOLDOWN = 60.0
"""Cooldown after a 429 without a word of COOLDOWN_BY_WORD, in seconds. The free plans have limits per minute."""

MAX_COOLDOWN = 86400.0
"""Maximum cooldown, in seconds."""

KEY_REFUSED_MESSAGE = (
    "refuses the key: it is wrong, or new and not active yet (that takes up to two hours). Check it in .env"
)
"""Default log message, after the name of the service, for a refused key."""

SUCCESS_STATUSES = frozenset({200, 203})
"""Statuses of successful responses. MET Norway answers 203 if the API version is deprecated."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Parameters or headers that authenticate each call."""

    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    refused_message: str = KEY_REFUSED_MESSAGE
    """Log message, after the name of the service, for refused credentials."""


class JsonResponse(NamedTuple):
    """The decoded body of a response, or None if it was not modified, and the headers."""

    body: object | None
    headers: Mapping[str, str]


def open_session() -> aiohttp.ClientSession:
    """Return a session for the lifetime of the process. The caller closes the session."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS),
        # JsonClient sets a time limit for each call, which includes the body.
        timeout=aiohttp.ClientTimeout(total=None),
        # Providers need no cookies, and a cookie jar would grow.
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class JsonClient:
    """Requests JSON from one provider over a shared session.

    After the provider has refused the key or reported a used-up quota, each call raises the same error at once
    until the cooldown ends. Callers can then call the next provider without delay.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        credentials: Credentials | None = None,
        budget: Budget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._credentials = credentials
        self._budget = budget
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._cooldown_until = 0.0
        self._cooldown_error: type[ServiceError] = Busy

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all calls. The caller closes the session."""
        self._session = session

    async def get(self, path: str, params: Params, *, within: float | None = None, calls: int = 1) -> object:
        """Return the decoded body of a successful response; raise a ServiceError for any other outcome.

        *within* is the time limit in seconds. *calls* is the number of calls that the provider counts for the
        request, and determines the maximum size of the body. Redirects are not followed.
        """
        return (await self._call(path, params, {}, DEFAULT_TIMEOUT if within is None else within, calls)).body

    async def get_if_modified(self, path: str, params: Params, last_modified: str | None) -> JsonResponse:
        """Return the response; its body is None if the data were not modified after the time in *last_modified*.

        *last_modified* is the Last-Modified header of an earlier response. Raise a ServiceError as `get` does.
        """
        return await self._call(
            path, params, {} if last_modified is None else {"If-Modified-Since": last_modified}, DEFAULT_TIMEOUT, 1
        )

    async def _call(
        self, path: str, params: Params, headers: Mapping[str, str], within: float, calls: int
    ) -> JsonResponse:
        with count_call(self.name):
            return await self._send(path, params, headers, within, calls)

    async def _send(
        self, path: str, params: Params, headers: Mapping[str, str], within: float, calls: int
    ) -> JsonResponse:
        credentials = self._credentials or Credentials()
        if self._session is None:
            raise RuntimeError(f"{self.name} is not connected to a session")
        if self._clock() < self._cooldown_until:
            raise self._cooldown_error(self.name)
        if self._budget is not None and not self._budget.spend(calls):
            raise Busy(self.name)
        max_bytes = max(MAX_BODY_BYTES, MAX_BODY_BYTES_PER_CALL * calls)
        try:
            async with (
                asyncio.timeout(within),
                self._session.get(
                    self._url + path,
                    params={**params, **credentials.params},
                    headers={**headers, **credentials.headers},
                    allow_redirects=False,
                ) as response,
            ):
                if response.status == 304 and headers:  # noqa: PLR2004
                    return JsonResponse(None, response.headers)
                if response.status not in SUCCESS_STATUSES:
                    raise self.error(
                        response.status, await _read_error_body(response), response.headers.get("Retry-After")
                    )
                body = await _read_body(response, max_bytes)
        except TimeoutError as exc:
            raise TimedOut(self.name) from exc
        # A ClientResponseError is raised if the response is not HTTP, or its headers are too many or too long.
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as exc:
            raise Malformed(self.name) from exc
        except (aiohttp.ClientError, OSError, UnicodeError) as exc:  # UnicodeError: the URL has no host
            raise Unavailable(self.name) from exc
        return JsonResponse(self._decode(body, max_bytes, response.status), response.headers)

    def _decode(self, body: bytearray, max_bytes: int, status: int) -> object:
        if len(body) > max_bytes or sum(map(body.count, b"[{:")) > MAX_DELIMITERS:
            raise Malformed(self.name, status)
        try:
            decoded: object = from_json(body, cache_strings="keys")
        except ValueError as exc:
            raise Malformed(self.name, status) from exc
        return decoded

    def error(self, status: int, body: str = "", retry_after: str | None = None) -> ServiceError:
        """Return the error for *status*; start a cooldown if it is 429 or means that the key is refused."""
        match status:
            case _ if status == 401 or (status == 403 and self._credentials):  # noqa: PLR2004
                self._start_cooldown(Refused, REFUSED_COOLDOWN)
                return Refused(self.name, status)
            case 429:
                self._start_cooldown(Busy, cooldown_seconds(body, retry_after, datetime.now(UTC)))
                return Busy(self.name, status)
            case 400 | 404 | 405 | 406 | 413 | 414 | 422 | 431:
                return BadRequest(self.name, status)
            case _:
                return Unavailable(self.name, status)

    def _start_cooldown(self, error_type: type[ServiceError], seconds: float) -> None:
        now = self._clock()
        if now >= self._cooldown_until:  # concurrent calls log once
            if error_type is Refused:
                logger.error(
                    "%s %s; asking again in %d min.",
                    self.name,
                    self._credentials.refused_message if self._credentials else KEY_REFUSED_MESSAGE,
                    seconds // 60,
                )
            else:
                logger.warning("%s: the quota is used up; asking again in %d s", self.name, seconds)
        self._cooldown_error = error_type
        self._cooldown_until = max(self._cooldown_until, now + seconds)


async def _read_body(response: aiohttp.ClientResponse, max_bytes: int) -> bytearray:
    """Return the body; if it is longer than *max_bytes*, return a part that is longer than *max_bytes* too."""
    body = bytearray()
    # Unlike `response.read()`, this stops reading and decompressing at the limit.
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            break
    return body


async def _read_error_body(response: aiohttp.ClientResponse) -> str:
    """Return the body of an error as text; an empty string if it cannot be read."""
    try:
        return (await _read_body(response, MAX_ERROR_BYTES)).decode(errors="replace")
    except aiohttp.ClientError:
        return ""


def cooldown_seconds(body: str, retry_after: str | None, now: datetime) -> float:
    """Return the cooldown in seconds after a 429 with this *body* and Retry-After header."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), MAX_COOLDOWN)
    words = body.lower()
    if "tomorrow" in words:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - now).total_seconds()
    return next((seconds for word, seconds in COOLDOWN_BY_WORD.items() if word in words), DEFAULT_COOLDOWN)
