"""One HTTP conversation with a provider: budget, time limit, cooldown, and one table from status to error."""

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
from services.net.trace import asking

logger = logging.getLogger(__name__)

Params = Mapping[str, str | int | float]

TIMEOUT = 4.0
"""Seconds for a whole answer, from the first byte sent to the last byte of the body."""

KEEP_ALIVE = 300.0
"""Seconds a connection stays open when idle. With aiohttp's 15 a quiet bot shakes hands for every question."""

ANSWER_BYTES = 256 * 1024
"""Bytes of a body, decompressed, above which it is Malformed: a forecast of OpenWeather has 18,000."""

MOST_MARKS = 20_000
"""Brackets, braces and colons above which a body is Malformed: a batch of 50 forecasts has some 3,000.

Lists and objects take the decoder, which holds the event loop, ten times as long as numbers and strings.
"""

CALL_BYTES = 32 * 1024
"""Bytes for each call of a batch, where they come to more: a full forecast of Open-Meteo has 35,000 in two."""

ERROR_BYTES = 16 * 1024
"""Bytes that are read of a body with another status than 200."""

CONNECTION_LIMIT = 1000
"""Connections of the session at once. aiohttp's 100 makes 1,000 concurrent look-ups queue."""

REFUSED_COOLDOWN = 600.0
"""Seconds of cooldown after a provider refuses the key: a new key becomes active within two hours."""

COOLDOWN_BY_WORDS = {"minute": 60.0, "hour": 3600.0, "concurrent": 2.0}
"""Seconds of cooldown by what Open-Meteo writes about the limit that was hit; it sends no Retry-After."""

DEFAULT_COOLDOWN = 60.0
"""Seconds of cooldown after a 429 without a hint: the free plans count by the minute."""

MAX_COOLDOWN = 86400.0

KEY_REFUSED = (
    "refuses the key: it is wrong, or new and not active yet (that takes up to two hours). Check it in .env"
)

ANSWERED = frozenset({200, 203})
"""Statuses that bring what was asked for. MET Norway answers 203 when a version will not be served much longer."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What tells a service who asks: parameters or headers of each call."""

    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: str = KEY_REFUSED
    """What is logged, after the service's name, when it refuses them."""


class JsonAnswer(NamedTuple):
    """A body, None where the service says that it has not changed, and the headers."""

    body: object | None
    headers: Mapping[str, str]


def open_session() -> aiohttp.ClientSession:
    """Return a session made to live as long as the process; close it, or use it as a context manager."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTION_LIMIT, keepalive_timeout=KEEP_ALIVE),
        # JsonClient sets the limit for each call, body included.
        timeout=aiohttp.ClientTimeout(total=None),
        # Providers need no cookies, and a jar would keep whatever they set.
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class JsonClient:
    """GET JSON from one provider, over the session that it is connected to.

    A provider that refuses the key or reports a used-up quota gets a cooldown: until it ends,
    every call fails at once with the same kind of error, so that the next provider can be asked.
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
        """Send all calls over *session*, which is closed by whoever opened it."""
        self._session = session

    async def get(self, path: str, params: Params, *, within: float | None = None, calls: int = 1) -> object:
        """Return the decoded body of a 200, received within TIMEOUT or as many seconds as given.

        The provider counts it as so many *calls*, and the body may be as long. Raise a ServiceError for anything
        else. Redirects are not followed.
        """
        return (await self._call(path, params, {}, TIMEOUT if within is None else within, calls)).body

    async def get_if_modified(self, path: str, params: Params, since: str | None) -> JsonAnswer:
        """Return the answer as `get` does, without a body if nothing has changed *since* a Last-Modified."""
        return await self._call(path, params, {} if since is None else {"If-Modified-Since": since}, TIMEOUT, 1)

    async def _call(
        self, path: str, params: Params, headers: Mapping[str, str], within: float, calls: int
    ) -> JsonAnswer:
        with asking(self.name):
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
        at_most = max(ANSWER_BYTES, CALL_BYTES * calls)
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
                body = await _read(response, at_most)
        except TimeoutError as exc:
            raise TimedOut(self.name) from exc
        # ClientResponseError: not HTTP, or headers that are too many or too long.
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as exc:
            raise Malformed(self.name) from exc
        except (aiohttp.ClientError, OSError, UnicodeError) as exc:  # UnicodeError: no host in the address
            raise Unavailable(self.name) from exc
        return JsonAnswer(self._decoded(body, at_most, response.status), response.headers)

    def _decoded(self, body: bytearray, at_most: int, status: int) -> object:
        if len(body) > at_most or sum(map(body.count, b"[{:")) > MOST_MARKS:
            raise Malformed(self.name, status)
        try:
            decoded: object = from_json(body, cache_strings="keys")
        except ValueError as exc:
            raise Malformed(self.name, status) from exc
        return decoded

    def error(self, status: int, body: str = "", retry_after: str | None = None) -> ServiceError:
        """Return what *status* means, and start a cooldown where the answer asks for one."""
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

    def _start_cooldown(self, because: type[ServiceError], seconds: float) -> None:
        now = self._clock()
        if now >= self._cooldown_until:  # the answers that were on their way say the same: one line is enough
            if because is Refused:
                logger.error(
                    "%s %s; asking again in %d min.",
                    self.name,
                    self._credentials.refusal if self._credentials else KEY_REFUSED,
                    seconds // 60,
                )
            else:
                logger.warning("%s: the quota is used up, asking again in %d s", self.name, seconds)
        self._cooldown_error = because
        self._cooldown_until = max(self._cooldown_until, now + seconds)


async def _read(response: aiohttp.ClientResponse, at_most: int) -> bytearray:
    """Return the body, or more than *at_most* bytes of a longer one."""
    body = bytearray()
    # Unlike `response.read()` this stops the connection, and the decompression, while nobody reads.
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > at_most:
            break
    return body


async def _read_error(response: aiohttp.ClientResponse) -> str:
    """Return the text of an error, empty when it cannot be read: its status counts all the same."""
    try:
        return (await _read(response, ERROR_BYTES)).decode(errors="replace")
    except aiohttp.ClientError:
        return ""


def cooldown_seconds(body: str, retry_after: str | None, now: datetime) -> float:
    """Return the seconds of cooldown that an answer with status 429 asks for, a day at most."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), MAX_COOLDOWN)
    words = body.lower()
    if "tomorrow" in words:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - now).total_seconds()
    return next((seconds for word, seconds in COOLDOWN_BY_WORDS.items() if word in words), DEFAULT_COOLDOWN)
