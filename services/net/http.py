"""Calls providers over HTTP, with call budgets, time limits and cooldowns; errors become exceptions."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
from pydantic_core import from_json

from services.errors import (
    CallLimitReached,
    InvalidResponse,
    KeyRefused,
    RequestRejected,
    ServiceError,
    TimedOut,
    Unavailable,
)
from services.net.addresses import redirect_target
from services.net.budget import Budget
from services.net.call_counts import count_call
from services.net.cooldowns import KEY_REFUSED_COOLDOWN, KEY_REFUSED_MESSAGE, ProviderCooldown, cooldown_seconds

if TYPE_CHECKING:
    from services.shared.limits import SharedCallLimits
    from services.shared.state import SharedState

logger = logging.getLogger(__name__)

Params = Mapping[str, str | int | float]

DEFAULT_TIMEOUT = 4.0
"""Default time limit of a call in seconds, from its start to the last byte of the body."""

KEEP_ALIVE_SECONDS = 300.0
"""Time in seconds for which an idle connection stays open; aiohttp's default of 15 s causes many reconnections."""

MAX_BODY_BYTES = 256 * 1024
"""Maximum size of a decompressed body, in bytes; for comparison, a forecast of OpenWeather has 18,000 bytes."""

MAX_DELIMITERS = 20_000
"""Maximum total number of the characters "[", "{" and ":" in a JSON body; 50 forecasts have about 3,000.

MAX_DELIMITERS limits the time of decoding: decoding lists and objects takes ten times as long as decoding numbers
and strings.
"""

MAX_BODY_BYTES_PER_CALL = 32 * 1024
"""Maximum size of a body, in bytes for each call that the provider counts; a request may count as several calls.
The limit is never below MAX_BODY_BYTES. For comparison, a forecast that the provider counts as two calls has
35,000 bytes."""

MAX_ERROR_BYTES = 16 * 1024
"""Maximum number of bytes that are read from the body of an error response."""

MAX_CONNECTIONS = 1000
"""Maximum number of concurrent connections; with aiohttp's default of 100, look-ups would wait for each other."""

DEPRECATED_STATUS = 203
"""HTTP status of a successful response of MET Norway if the called version of its API is deprecated."""

SUCCESS_STATUSES = frozenset({200, DEPRECATED_STATUS})
"""HTTP statuses of successful responses."""

MIN_DEPRECATION_LOG_INTERVAL = 86400.0
"""Minimum time in seconds between two log lines about one deprecated API."""

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED_STATUS = HTTPStatus.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class Credentials:
    """Query parameters or headers that authenticate each call."""

    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    refused_message: str = KEY_REFUSED_MESSAGE
    """Log message for refused credentials; in the log, the name of the service precedes this message."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to a provider, without the provider's credentials."""

    url: str
    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = DEFAULT_TIMEOUT
    calls: int = 1
    max_bytes: int = MAX_BODY_BYTES
    further_statuses: frozenset[int] = frozenset()
    """HTTP statuses that are not errors for this request, in addition to SUCCESS_STATUSES."""


class _Response(NamedTuple):
    """A response that is not an error. If its body is longer than allowed, the rest of the body is missing."""

    status: int
    headers: Mapping[str, str]
    body: bytearray


class JsonResponse(NamedTuple):
    """The decoded body and the headers of a response; the body is None if the data were not modified."""

    body: object | None
    headers: Mapping[str, str]


def open_session() -> aiohttp.ClientSession:
    """Return a session for the lifetime of the process; the caller must close the session."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS),
        # JsonClient sets the time limit of each call, including the time to read the body.
        timeout=aiohttp.ClientTimeout(total=None),
        # Cookies are not stored: providers need no cookies, and a cookie jar would grow.
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class JsonClient:
    """Requests JSON from one provider over a shared session.

    If the provider refuses the key or reports a used-up quota, a cooldown starts. During the cooldown, each call
    raises the same error without a request, so that callers try the next provider. After `share_limits`, several
    processes share the call budget and the cooldown.
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
        refused_message = credentials.refused_message if credentials is not None else KEY_REFUSED_MESSAGE
        self._cooldown = ProviderCooldown(name, clock, refused_message)
        self._deprecation_logged_at: float | None = None
        self._shared_limits: SharedCallLimits | None = None

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all calls; the caller must close the session."""
        self._session = session

    def share_limits(self, shared: "SharedState") -> None:
        """Share the call budget and the cooldown with all processes that use *shared*."""
        self._shared_limits = shared.call_limits(f"{self.name} {self._credentials!r}", self._url)

    async def get(self, path: str, params: Params, *, within: float | None = None, call_count: int = 1) -> object:
        """Return the decoded body of a successful response; raise a ServiceError for any other outcome.

        *within* is the time limit in seconds; None means DEFAULT_TIMEOUT. The provider counts the request
        as *call_count* calls; the maximum size of the response grows with them. Redirects are not followed.
        """
        within = DEFAULT_TIMEOUT if within is None else within
        max_bytes = max(MAX_BODY_BYTES, MAX_BODY_BYTES_PER_CALL * call_count)
        request = _Request(self._url + path, params, timeout_seconds=within, calls=call_count, max_bytes=max_bytes)
        return self._decode_json(await self._send_counted(request), max_bytes)

    async def get_if_modified(self, path: str, params: Params, last_modified: str | None) -> JsonResponse:
        """Return the response; the body is None if the data were not modified since *last_modified*.

        *last_modified* is the Last-Modified header of an earlier response. Raise a ServiceError if the request
        fails.
        """
        headers = {} if last_modified is None else {"If-Modified-Since": last_modified}
        statuses = frozenset({NOT_MODIFIED_STATUS} if headers else ())
        response = await self._send_counted(_Request(self._url + path, params, headers, further_statuses=statuses))
        body = None if response.status == NOT_MODIFIED_STATUS else self._decode_json(response, MAX_BODY_BYTES)
        return JsonResponse(body, response.headers)

    async def get_bytes(self, path: str, *, max_bytes: int) -> bytes:
        """Return the body of a successful response in any format; raise a ServiceError for any other outcome.

        One redirect to the same host is followed. Raise InvalidResponse if the body is longer than *max_bytes*.
        """
        request = _Request(self._url + path, max_bytes=max_bytes, further_statuses=REDIRECT_STATUSES)
        response = await self._send_counted(request)
        if response.status in REDIRECT_STATUSES:
            target = redirect_target(request.url, response.headers.get("Location", ""))
            if target is None:
                raise InvalidResponse(self.name, response.status)
            response = await self._send_counted(_Request(target, max_bytes=max_bytes))
        if len(response.body) > max_bytes:
            raise InvalidResponse(self.name, response.status)
        return bytes(response.body)

    async def _send_counted(self, request: _Request) -> _Response:
        with count_call(self.name):
            return await self._send_within_limits(request)

    async def _send_within_limits(self, request: _Request) -> _Response:
        credentials = self._credentials or Credentials()
        if self._session is None:
            raise RuntimeError(f"{self.name} is not connected to a session")
        self._cooldown.raise_if_active()
        if self._budget is not None and not self._budget.spend(request.calls):
            raise CallLimitReached(self.name)
        if self._shared_limits is not None:
            await self._spend_shared_calls(self._shared_limits, request.calls)
        try:
            async with (
                asyncio.timeout(request.timeout_seconds),
                self._session.get(
                    request.url,
                    params={**request.params, **credentials.params},
                    headers={**request.headers, **credentials.headers},
                    allow_redirects=False,
                ) as response,
            ):
                if response.status not in SUCCESS_STATUSES | request.further_statuses:
                    raise self.error_for_status(
                        response.status, await _read_error_body(response), response.headers.get("Retry-After")
                    )
                self._log_if_deprecated(response.status, response.url.path)
                body = await _read_body(response, request.max_bytes)
        except TimeoutError as exc:
            raise TimedOut(self.name) from exc
        # aiohttp raises ClientResponseError if the response is not HTTP, or has too many or too long headers.
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as exc:
            raise InvalidResponse(self.name) from exc
        except (aiohttp.ClientError, OSError, UnicodeError) as exc:  # a URL without a host raises a UnicodeError
            raise Unavailable(self.name) from exc
        return _Response(response.status, response.headers, body)

    def _log_if_deprecated(self, status: int, path: str) -> None:
        """Log, at most once a day, that the API at *path* is deprecated if *status* is DEPRECATED_STATUS."""
        now, logged_at = self._clock(), self._deprecation_logged_at
        if status == DEPRECATED_STATUS and (logged_at is None or now - logged_at >= MIN_DEPRECATION_LOG_INTERVAL):
            self._deprecation_logged_at = now
            logger.warning("%s says that %s is deprecated and will be removed: update the bot", self.name, path)

    async def _spend_shared_calls(self, limits: "SharedCallLimits", calls: int) -> None:
        """Spend *calls* calls of the shared budget.

        Raise CallLimitReached if fewer than *calls* calls are left. During a shared cooldown, raise its error.
        """
        outcome = await limits.spend(calls, self._budget)
        if outcome is True:
            return
        if self._budget is not None:
            self._budget.refund(calls)
        if outcome is False:
            raise CallLimitReached(self.name)
        raise self._cooldown.adopt_shared(outcome.reason, outcome.seconds)

    def _decode_json(self, response: _Response, max_bytes: int) -> object:
        body = response.body
        if len(body) > max_bytes or sum(map(body.count, b"[{:")) > MAX_DELIMITERS:
            raise InvalidResponse(self.name, response.status)
        try:
            decoded: object = from_json(body, cache_strings="keys")
        except ValueError as exc:
            raise InvalidResponse(self.name, response.status) from exc
        return decoded

    def error_for_status(self, status: int, body: str = "", retry_after: str | None = None) -> ServiceError:
        """Return the exception for *status*; a used-up quota or a refused key starts a cooldown."""
        match status:
            case _ if status == 401 or (status == 403 and self._credentials):  # noqa: PLR2004
                self._start_cooldown(KeyRefused, KEY_REFUSED_COOLDOWN)
                return KeyRefused(self.name, status)
            case 429:
                self._start_cooldown(CallLimitReached, cooldown_seconds(body, retry_after, datetime.now(UTC)))
                return CallLimitReached(self.name, status)
            case 400 | 404 | 405 | 406 | 413 | 414 | 422 | 431:
                return RequestRejected(self.name, status)
            case _:
                return Unavailable(self.name, status)

    def _start_cooldown(self, error_type: type[ServiceError], seconds: float) -> None:
        seconds_left = self._cooldown.start(error_type, seconds)
        if self._shared_limits is not None:
            self._shared_limits.start_cooldown(error_type.reason.encode(), seconds_left)


async def _read_body(response: aiohttp.ClientResponse, max_bytes: int) -> bytearray:
    """Return the body of *response*; reading stops as soon as more than *max_bytes* bytes have arrived."""
    body = bytearray()
    # Unlike `response.read()`, this loop stops reading and decompressing soon after *max_bytes*.
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            break
    return body


async def _read_error_body(response: aiohttp.ClientResponse) -> str:
    """Return the body of an error response as text; return an empty string if the body cannot be read."""
    try:
        return (await _read_body(response, MAX_ERROR_BYTES)).decode(errors="replace")
    except aiohttp.ClientError:
        return ""
