"""Client for forecasts of MET Norway: https://api.met.no/weatherapi/locationforecast/2.0/documentation"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial

import aiohttp
from cachetools import LRUCache

from services.net.budget import Budget
from services.net.concurrency import SingleFlight
from services.net.http import JsonClient
from services.places.models import Place
from services.providers.declaration import contact_credentials
from services.providers.met_norway.bodies import Hour, parse_hours

NAME = "MET Norway"
URL = "https://api.met.no"
PATH = "/weatherapi/locationforecast/2.0/complete"
MAX_CALLS_PER_SECOND = 20
"""Maximum number of calls per second that MET Norway allows without a special agreement."""

REFUSED_MESSAGE = "refuses to answer: set CONTACT in .env to an address or a URL by which you can be reached"

MAX_COORDINATE_DECIMALS = 4
"""Maximum number of decimals of a requested coordinate; the service answers 403 to a request with more
decimals."""

MAX_CACHED_PLACES = 100
"""Maximum number of places whose forecasts are cached; one forecast takes about 40 kB of memory."""

MAX_CACHE_SECONDS = 2 * 3600.0
"""Maximum time for which a response is cached, in seconds; most responses expire after half an hour."""

RoundedCoordinates = tuple[float, float]
"""Latitude and longitude in degrees, with at most MAX_COORDINATE_DECIMALS decimals."""


@dataclass(frozen=True, slots=True)
class _CacheEntry:
    """The cached hours of the forecast for one place, with their expiry time."""

    hours: tuple[Hour, ...]
    expires_at: float
    """Unix time after which the hours are requested again."""
    last_modified: str | None
    """The Last-Modified header of the response that contained the hours."""


class MetNorwayClient:
    """Requests forecasts from MET Norway, and caches them.

    If a cached forecast has expired, it is downloaded again only if it has changed.
    """

    def __init__(self, contact: str, *, url: str = URL, clock: Callable[[], float] = time.time) -> None:
        self.budget = Budget(MAX_CALLS_PER_SECOND, 1.0)
        identity = contact_credentials(contact, REFUSED_MESSAGE)
        self.http = JsonClient(NAME, url, credentials=identity, budget=self.budget)
        self._clock = clock
        self._cache: LRUCache[RoundedCoordinates, _CacheEntry] = LRUCache(MAX_CACHED_PLACES)
        self._calls: SingleFlight[RoundedCoordinates, tuple[Hour, ...]] = SingleFlight()

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to MET Norway."""
        self.http.use_session(session)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._calls.aclose()

    async def hours(self, place: Place) -> tuple[Hour, ...]:
        """Return the hours of the forecast for *place* in chronological order.

        Raise ServiceError if the request fails.
        """
        coordinates = (
            round(place.latitude, MAX_COORDINATE_DECIMALS),
            round(place.longitude, MAX_COORDINATE_DECIMALS),
        )
        cached = self._cache.get(coordinates)
        if cached is not None and self._clock() < cached.expires_at:
            return cached.hours
        # The report and the forecast for a place share one request, because both are made from the same hours.
        return await asyncio.shield(
            self._calls.get_or_start(coordinates, partial(self._request, coordinates, cached))
        )

    async def _request(self, coordinates: RoundedCoordinates, cached: _CacheEntry | None) -> tuple[Hour, ...]:
        latitude, longitude = coordinates
        last_modified = cached.last_modified if cached is not None else None
        response = await self.http.get_if_modified(PATH, {"lat": latitude, "lon": longitude}, last_modified)
        if response.body is None and cached is not None:
            hours = cached.hours
        else:
            hours, last_modified = parse_hours(response.body, NAME), response.headers.get("Last-Modified")
        self._cache[coordinates] = _CacheEntry(hours, self._expires_at(response.headers), last_modified)
        return hours

    def _expires_at(self, headers: Mapping[str, str]) -> float:
        """Return the Unix time at which a response with *headers* expires.

        A response without a valid Expires header expires at once.

        The server's Date header is taken as the present time, because the local clock may be wrong. The returned
        time is at most MAX_CACHE_SECONDS in the future.
        """
        now = self._clock()
        expires, sent_at = _unix_time(headers.get("Expires")), _unix_time(headers.get("Date"))
        if expires is None:
            return now
        return now + min(expires - (now if sent_at is None else sent_at), MAX_CACHE_SECONDS)


def _unix_time(header: str | None) -> float | None:
    """Return the Unix time in the HTTP date *header*; None if it is missing or invalid."""
    try:
        moment = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    # `parsedate_to_datetime` returns a naive datetime for the UTC offset "-0000".
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
