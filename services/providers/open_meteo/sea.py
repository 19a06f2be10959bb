"""Requests the state of the sea from Open-Meteo: https://open-meteo.com/en/docs/marine-weather-api"""

import asyncio
from functools import partial
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import RequestRejected
from services.net.bodies import Body, Celsius, Lenient, LimitedList, SingleLine, validate
from services.net.budget import Budget
from services.net.http import Params
from services.places.models import Place, zone_by_name
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import NAME, OpenMeteoClient
from services.providers.open_meteo.columns import HourlyColumns, value_at
from services.weather.air import Sea, SeaHour
from services.weather.timeline import zone_of_longitude

URL = "https://marine-api.open-meteo.com"
PATH = "/v1/marine"

FORECAST_DAYS = 7
"""Number of requested days, including today."""

MAX_CONCURRENT_BATCHES = 2
"""Maximum number of concurrent requests for the state of the sea, each for a batch of places."""

WaveHeight = Lenient[Annotated[float, Field(ge=0, le=40)]]
"""Significant wave height, in m."""


class _SeaColumns(HourlyColumns):
    sea_surface_temperature: Lenient[LimitedList[Celsius]] = None
    wave_height: Lenient[LimitedList[WaveHeight]] = None


class _Response(Body):
    timezone: Lenient[SingleLine] = None
    hourly: Lenient[_SeaColumns] = None


SEA_PARAMS: Params = {
    "hourly": ",".join(_SeaColumns.variable_names()),
    "forecast_days": FORECAST_DAYS,
    # With this parameter, the data are from the nearest grid cell at sea, even if the cell is some kilometres from
    # the place.
    "cell_selection": "sea",
}


def parse_sea(body: object, place: Place) -> Sea:
    """Return the state of the sea in *body*, the part of a response to `/v1/marine` about *place*.

    The Sea has no hours if all values are null, as for inland places. Raise InvalidResponse if *body* is invalid.
    """
    response = validate(_Response, body, NAME)
    columns = response.hourly or _SeaColumns()
    hours = (
        SeaHour(
            start=start,
            temperature=value_at(columns.sea_surface_temperature, index),
            wave_height=value_at(columns.wave_height, index),
        )
        for index, start in columns.indexed_times()
    )
    known_hours = (hour for hour in hours if hour.temperature is not None or hour.wave_height is not None)
    return _sea_from_hours(place, response.timezone, tuple(sorted(known_hours, key=lambda hour: hour.start)))


def _sea_from_hours(place: Place, timezone: str | None = None, hours: tuple[SeaHour, ...] = ()) -> Sea:
    known_zone = zone_by_name(place.timezone) or zone_by_name(timezone)
    return Sea(provider=NAME, timezone=known_zone or zone_of_longitude(place.longitude), hours=hours)


class OpenMeteoSea:
    """Open-Meteo's provider of the state of the sea.

    Concurrent look-ups of several places share one request.
    """

    name = NAME

    def __init__(self, budget: Budget, *, url: str = URL) -> None:
        """Create the provider; *budget* is the common call budget of all APIs of Open-Meteo."""
        self._client = OpenMeteoClient(url, PATH, budget=budget)
        self.budget = budget
        self.http = self._client.http
        slots = asyncio.Semaphore(MAX_CONCURRENT_BATCHES)
        self._sea = Batches(NAME, partial(self._client.get, params=SEA_PARAMS), parse_sea, slots)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to Open-Meteo."""
        self._client.use_session(session)

    async def sea(self, place: Place) -> Sea:
        """Return the state of the sea from midnight on for FORECAST_DAYS days.

        Raise ServiceError if the request fails.
        """
        try:
            return await self._sea.look_up(place)
        except RequestRejected:  # Open-Meteo answers 400 for inland places
            return _sea_from_hours(place)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._sea.aclose()
