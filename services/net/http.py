"""HTTP calls to a provider: budget, time limit, cooldown, and the errors for each status."""

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
from services.net.trace import counted

logger = logging.getLogger(__name__)

Params = Mapping[str, str | int | float]

TIMEOUT = 4.0
"""Seconds for a call, from the first byte sent to the last byte of the body."""

KEEP_ALIVE = 300.0
"""Seconds for which an idle connection stays open. With aiohttp's 15, a quiet bot would often connect anew."""

MAX_BODY_BYTES = 256 * 1024
"""Maximum size in bytes of a decompressed body; a forecast of OpenWeather has 18,000."""

MAX_DELIMITERS = 20_000
"""Maximum number of brackets, braces and colons in a body; a batch of 50 forecasts has some 3,000.

Decoding lists and objects blocks the event loop ten times as long as decoding numbers and strings.
"""

MAX_BODY_BYTES_PER_CALL = 32 * 1024
"""Maximum size in bytes per call of a batch, if that is more; a forecast in two calls has 35,000."""

MAX_ERROR_BYTES = 16 * 1024
"""Bytes that are read of a body with a status other than 200."""

CONNECTION_LIMIT = 1000
"""Maximum number of connections. With aiohttp's 100, 1,000 concurrent look-ups would queue."""

REFUSED_COOLDOWN = 600.0
"""Seconds of cooldown after a provider refuses the key: a new key becomes active within two hours."""

COOLDOWN_BY_WORDS = {"minute": 60.0, "hour": 3600.0, "concurrent": 2.0}
"""Seconds of cooldown by a word in Open-Meteo's message, which names the limit; it sends no Retry-After."""

DEFAULT_COOLDOWN = 60.0
"""Seconds of cooldown after a 429 without such a word; the free plans count per minute."""

MAX_COOLDOWN = 86400.0

KEY_REFUSED = (
    "refuses the key: it is wrong, or new and not active yet (that takes up to two hours). Check it in .env"
)

ANSWERED = frozenset({200, 203})
"""Statuses of a successful response. MET Norway sends 203 for a version that it will soon stop serving."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Parameters or headers that authenticate each call."""

    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: str = KEY_REFUSED
    """Log message, after the service's name, for refused credentials."""


class JsonAnswer(NamedTuple):
    """A decoded body, None if it has not been modified, and the headers."""

    body: object | None
    headers: Mapping[str, str]


def open_session() -> aiohttp.ClientSession:
    """Return a session for the lifetime of the process; the caller closes it."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTION_LIMIT, keepalive_timeout=KEEP_ALIVE),
        # JsonClient sets the limit for each call, body included.
        timeout=aiohttp.ClientTimeout(total=None),
        # Providers need no cookies, and a cookie jar would grow.
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class JsonClient:
    """Gets JSON from one provider over a shared session.

    After the provider refuses the key or reports a used-up quota, each call raises the same error at once until
    the cooldown ends, so that the next provider is called without delay.
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
        """Use *session* for all calls; its owner closes it."""
        self._session = session

    async def get(self, path: str, params: Params, *, within: float | None = None, calls: int = 1) -> object:
        """Return the decoded body of a 200 that arrives *within* so many seconds, TIMEOUT by default.

        The request counts as so many *calls* in the provider's quota; the limit of the body's size grows with
        them. Raise a ServiceError for any other outcome. Redirects are not followed.
        """
        return (await self._call(path, params, {}, TIMEOUT if within is None else within, calls)).body

    async def get_if_modified(self, path: str, params: Params, since: str | None) -> JsonAnswer:
        """Return the response as `get` does, without a body if unmodified *since* an earlier Last-Modified."""
        return await self._call(path, params, {} if since is None else {"If-Modified-Since": since}, TIMEOUT, 1)

    async def _call(
        self, path: str, params: Params, headers: Mapping[str, str], within: float, calls: int
    ) -> JsonAnswer:
        with counted(self.name):
            return await self._send(path, params, headers, within, calls)

    async def _send(
        self, path: str, params: Params, headers: Mapping[str, str], within: float, calls: int
    ) -> JsonAnswer:
        known = self._credentials or Credentials()
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
                    params={**params, **known.params},
                    headers={**headers, **known.headers},
                    allow_redirects=False,
                ) as response,
            ):
                if response.status == 304 and headers:  # noqa: PLR2004
                    return JsonAnswer(None, response.headers)
                if response.status not in ANSWERED:
                    raise self.error(
                        response.status, await _read_error(response), response.headers.get("Retry-After")
                    )
                body = await _read(response, max_bytes)
        except TimeoutError as exc:
            raise TimedOut(self.name) from exc
        # ClientResponseError: not HTTP, or too many or too long headers.
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as exc:
            raise Malformed(self.name) from exc
        except (aiohttp.ClientError, OSError, UnicodeError) as exc:  # UnicodeError: no host in the URL
            raise Unavailable(self.name) from exc
        return JsonAnswer(self._decoded(body, max_bytes, response.status), response.headers)

    def _decoded(self, body: bytearray, max_bytes: int, status: int) -> object:
        if len(body) > max_bytes or sum(map(body.count, b"[{:")) > MAX_DELIMITERS:
            raise Malformed(self.name, status)
        try:
            decoded: object = from_json(body, cache_strings="keys")
        except ValueError as exc:
            raise Malformed(self.name, status) from exc
        return decoded

    def error(self, status: int, body: str = "", retry_after: str | None = None) -> ServiceError:
        """Return the error for *status*, and start a cooldown after a 429 or a refused key."""
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
        if now >= self._cooldown_until:  # log once for all concurrent calls
            if error_type is Refused:
                logger.error(
                    "%s %s; asking again in %d min.",
                    self.name,
                    self._credentials.refusal if self._credentials else KEY_REFUSED,
                    seconds // 60,
                )
            else:
                logger.warning("%s: the quota is used up, asking again in %d s", self.name, seconds)
        self._cooldown_error = error_type
        self._cooldown_until = max(self._cooldown_until, now + seconds)


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytearray:
    """Return the body; of one longer than *max_bytes*, return a longer part."""
    body = bytearray()
    # Unlike `response.read()`, this reads and decompresses no more than the limit.
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            break
    return body


async def _read_error(response: aiohttp.ClientResponse) -> str:
    """Return the body of an error as text; empty if it cannot be read, because the status is enough."""
    try:
        return (await _read(response, MAX_ERROR_BYTES)).decode(errors="replace")
    except aiohttp.ClientError:
        return ""


def cooldown_seconds(body: str, retry_after: str | None, now: datetime) -> float:
    """Return the cooldown in seconds that a 429 asks for, at most MAX_COOLDOWN."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), MAX_COOLDOWN)
    words = body.lower()
    if "tomorrow" in words:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - now).total_seconds()
    return next((seconds for word, seconds in COOLDOWN_BY_WORDS.items() if word in words), DEFAULT_COOLDOWN)
