"""The sea from Open-Meteo: https://open-meteo.com/en/docs/marine-weather-api"""

import asyncio
from functools import partial
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import BadRequest
from services.net.bodies import Body, Celsius, Entries, Lenient, Line, read
from services.net.budget import Budget
from services.net.http import Params
from services.places.models import Place, zone
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import NAME, OpenMeteoClient
from services.providers.open_meteo.columns import Hours, cell
from services.weather.air import Sea, SeaHour
from services.weather.timeline import zone_of_longitude

URL = "https://marine-api.open-meteo.com"
PATH = "/v1/marine"

DAYS = 7

BATCHES_AT_ONCE = 2

WaveHeight = Lenient[Annotated[float, Field(ge=0, le=40)]]


class _Hours(Hours):
    sea_surface_temperature: Lenient[Entries[Celsius]] = None
    wave_height: Lenient[Entries[WaveHeight]] = None


class _Answer(Body):
    timezone: Lenient[Line] = None
    hourly: Lenient[_Hours] = None


SEA: Params = {
    "hourly": ",".join(_Hours.variables()),
    "forecast_days": DAYS,
    # The nearest cell of the models that lies at sea, within a few kilometres.
    "cell_selection": "sea",
}


def sea_from(body: object, place: Place) -> Sea:
    """Return the sea in one place's part of a `/v1/marine` body, asked with unix times.

    Inland all values are null, and there are no hours. Raise Malformed when it is no such body.
    """
    answer = read(_Answer, body, NAME)
    columns = answer.hourly or _Hours()
    hours = (
        SeaHour(
            start=start,
            temperature=cell(columns.sea_surface_temperature, index),
            wave_height=cell(columns.wave_height, index),
        )
        for index, start in columns.starts()
    )
    known = (hour for hour in hours if hour.temperature is not None or hour.wave_height is not None)
    return _sea(place, answer.timezone, tuple(sorted(known, key=lambda hour: hour.start)))


def _sea(place: Place, told: str | None = None, hours: tuple[SeaHour, ...] = ()) -> Sea:
    local = zone(place.timezone) or zone(told) or zone_of_longitude(place.longitude)
    return Sea(provider=NAME, timezone=local, hours=hours)


class OpenMeteoSea:
    """The provider. Look-ups that arrive together travel in one request."""

    name = NAME

    def __init__(self, budget: Budget, *, url: str = URL) -> None:
        """Take the *budget* of all of Open-Meteo's APIs."""
        self._client = OpenMeteoClient(url, PATH, budget=budget)
        self.budget = budget
        slots = asyncio.Semaphore(BATCHES_AT_ONCE)
        self._sea = Batches(NAME, partial(self._client.get, params=SEA), sea_from, slots)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all requests over *session*."""
        self._client.connect(session)

    async def sea(self, place: Place) -> Sea:
        """Return DAYS from today's beginning on, hour by hour; raise a ServiceError when there is no answer."""
        try:
            return await self._sea.look_up(place)
        except BadRequest:  # "No data is available for this location"
            return _sea(place)

    async def aclose(self) -> None:
        """Cancel the requests under way and those to come."""
        await self._sea.aclose()
