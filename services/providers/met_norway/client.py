"""Locationforecast 2.0 of MET Norway: https://api.met.no/weatherapi/locationforecast/2.0/documentation"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial

import aiohttp
from cachetools import LRUCache

from services.net.budget import Budget
from services.net.concurrency import SingleFlight
from services.net.http import Credentials, JsonClient
from services.places.models import Place
from services.providers.met_norway.bodies import Hour, hours_from

NAME = "MET Norway"
URL = "https://api.met.no"
PATH = "/weatherapi/locationforecast/2.0/complete"
CALLS_PER_SECOND = 20
"""More need an agreement with the service."""

REFUSAL = "refuses to answer: set CONTACT in .env to an address or a URL by which you can be reached"

DECIMALS = 4
"""More decimals of a coordinate are answered with 403."""

PLACES_KEPT = 100
"""Places whose hours are kept, of some 40 kB each."""

LONGEST_KEPT = 2 * 3600.0
"""Seconds for which an answer is kept at most; the service mostly says half an hour."""

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The hours of one place, and until when they need not be asked for."""

    hours: tuple[Hour, ...]
    expires: float
    """Unix time."""
    last_modified: str | None


class MetNorwayClient:
    """Forecasts of places: each is requested again when it has expired, and sent only if it has changed."""

    def __init__(self, contact: str, *, url: str = URL, clock: Callable[[], float] = time.time) -> None:
        self.budget = Budget(CALLS_PER_SECOND, 1.0)
        identity = Credentials(headers={"User-Agent": f"weather-bot {contact}"}, refusal=REFUSAL)
        self._http = JsonClient(NAME, url, credentials=identity, budget=self.budget)
        self._clock = clock
        self._kept: LRUCache[Spot, _Kept] = LRUCache(PLACES_KEPT)
        self._calls: SingleFlight[Spot, tuple[Hour, ...]] = SingleFlight()

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""
        self._http.connect(session)

    async def aclose(self) -> None:
        """End the calls under way."""
        await self._calls.aclose()

    async def hours(self, place: Place) -> tuple[Hour, ...]:
        """Return the forecast of *place* in order; raise a ServiceError when there is none."""
        spot = round(place.latitude, DECIMALS), round(place.longitude, DECIMALS)
        kept = self._kept.get(spot)
        if kept is not None and self._clock() < kept.expires:
            return kept.hours
        # The report and the forecast of a place are in one body.
        return await asyncio.shield(self._calls.ask(spot, partial(self._ask, spot, kept)))

    async def _ask(self, spot: Spot, kept: _Kept | None) -> tuple[Hour, ...]:
        latitude, longitude = spot
        since = kept.last_modified if kept is not None else None
        answer = await self._http.get_if_modified(PATH, {"lat": latitude, "lon": longitude}, since)
        if answer.body is None and kept is not None:
            hours, last_modified = kept.hours, kept.last_modified
        else:
            hours, last_modified = hours_from(answer.body, NAME), answer.headers.get("Last-Modified")
        self._kept[spot] = _Kept(hours, self._expiry(answer.headers.get("Expires")), last_modified)
        return hours

    def _expiry(self, header: str | None) -> float:
        """Return until when an answer may be kept: what the service says, LONGEST_KEPT from now at most."""
        now = self._clock()
        try:
            expires = parsedate_to_datetime(header or "").timestamp()
        except ValueError:
            return now
        return min(expires, now + LONGEST_KEPT)
