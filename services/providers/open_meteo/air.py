"""The quality of the air from Open-Meteo, as CAMS models it: https://open-meteo.com/en/docs/air-quality-api"""

import asyncio
from functools import partial
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import Malformed
from services.net.bodies import Body, Entries, Lenient, Line, read
from services.net.budget import Budget
from services.net.http import Params
from services.places.models import Place, zone
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import NAME, OpenMeteoClient
from services.providers.open_meteo.columns import Hours, cell
from services.weather.air import AirHour, AirQuality
from services.weather.timeline import zone_of_longitude

URL = "https://air-quality-api.open-meteo.com"
PATH = "/v1/air-quality"

DAYS = 5
"""Days that pollen and the European model reach; the global one reaches as many."""

BATCHES_AT_ONCE = 2

Index = Lenient[Annotated[float, Field(ge=0, le=2_000)]]
Micrograms = Lenient[Annotated[float, Field(ge=0, le=20_000)]]
"""For each cubic metre; sandstorms have some thousands."""


class _Hours(Hours):
    european_aqi: Lenient[Entries[Index]] = None
    us_aqi: Lenient[Entries[Index]] = None
    pm2_5: Lenient[Entries[Micrograms]] = None
    pm10: Lenient[Entries[Micrograms]] = None


class _Answer(Body):
    timezone: Lenient[Line] = None
    hourly: Lenient[_Hours] = None


AIR: Params = {"hourly": ",".join(_Hours.variables()), "forecast_days": DAYS}


def air_from(body: object, place: Place) -> AirQuality:
    """Return the air in one place's part of a `/v1/air-quality` body, asked with unix times.

    Raise Malformed when no hour holds a value.
    """
    answer = read(_Answer, body, NAME)
    columns = answer.hourly or _Hours()
    hours = [
        AirHour(
            start=start,
            european_index=cell(columns.european_aqi, index),
            us_index=cell(columns.us_aqi, index),
            pm2_5=cell(columns.pm2_5, index),
            pm10=cell(columns.pm10, index),
        )
        for index, start in columns.starts()
    ]
    if all(hour == AirHour(start=hour.start) for hour in hours):
        raise Malformed(NAME, 200)
    return AirQuality(
        provider=NAME,
        timezone=zone(place.timezone) or zone(answer.timezone) or zone_of_longitude(place.longitude),
        hours=tuple(sorted(hours, key=lambda hour: hour.start)),
    )


class OpenMeteoAir:
    """The provider. Look-ups that arrive together travel in one request."""

    name = NAME

    def __init__(self, budget: Budget, *, url: str = URL) -> None:
        """Take the *budget* of all of Open-Meteo's APIs."""
        self._client = OpenMeteoClient(url, PATH, budget=budget)
        self.budget = budget
        slots = asyncio.Semaphore(BATCHES_AT_ONCE)
        self._air = Batches(NAME, partial(self._client.get, params=AIR), air_from, slots)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all requests over *session*."""
        self._client.connect(session)

    async def air(self, place: Place) -> AirQuality:
        """Return DAYS from today's beginning on, hour by hour; raise a ServiceError when there are none."""
        return await self._air.look_up(place)

    async def aclose(self) -> None:
        """Cancel the requests under way and those to come."""
        await self._air.aclose()
