"""Requests air quality from Open-Meteo: https://open-meteo.com/en/docs/air-quality-api"""

import asyncio
from functools import partial
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import Malformed
from services.net.bodies import Body, Lenient, LimitedList, SingleLine, validate
from services.net.budget import Budget
from services.net.http import Params
from services.places.models import Place, zone
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import NAME, OpenMeteoClient
from services.providers.open_meteo.columns import HourlyColumns, value_at
from services.weather.air import AirHour, AirQuality
from services.weather.timeline import zone_of_longitude

URL = "https://air-quality-api.open-meteo.com"
PATH = "/v1/air-quality"

FORECAST_DAYS = 5
"""Number of requested days, including today; Open-Meteo's models of air quality forecast no further days."""

MAX_CONCURRENT_BATCHES = 2
"""Maximum number of concurrent requests for air quality, each for a batch of places."""

AirQualityIndex = Lenient[Annotated[float, Field(ge=0, le=2_000)]]
Micrograms = Lenient[Annotated[float, Field(ge=0, le=20_000)]]
"""Concentration of particles in µg/m³; in sandstorms it reaches several thousand."""


class _Hours(HourlyColumns):
    european_aqi: Lenient[LimitedList[AirQualityIndex]] = None
    us_aqi: Lenient[LimitedList[AirQualityIndex]] = None
    pm2_5: Lenient[LimitedList[Micrograms]] = None
    pm10: Lenient[LimitedList[Micrograms]] = None


class _Response(Body):
    timezone: Lenient[SingleLine] = None
    hourly: Lenient[_Hours] = None


AIR_PARAMS: Params = {"hourly": ",".join(_Hours.variables()), "forecast_days": FORECAST_DAYS}


def parse_air(body: object, place: Place) -> AirQuality:
    """Return the air quality in *body*, the part of a response to `/v1/air-quality` about *place*.

    Raise Malformed if no hour has a value.
    """
    response = validate(_Response, body, NAME)
    columns = response.hourly or _Hours()
    hours = [
        AirHour(
            start=start,
            european_index=value_at(columns.european_aqi, index),
            us_index=value_at(columns.us_aqi, index),
            pm2_5=value_at(columns.pm2_5, index),
            pm10=value_at(columns.pm10, index),
        )
        for index, start in columns.times()
    ]
    if all(hour == AirHour(start=hour.start) for hour in hours):
        raise Malformed(NAME, 200)
    return AirQuality(
        provider=NAME,
        timezone=zone(place.timezone) or zone(response.timezone) or zone_of_longitude(place.longitude),
        hours=tuple(sorted(hours, key=lambda hour: hour.start)),
    )


class OpenMeteoAir:
    """Open-Meteo's provider of air quality; concurrent look-ups of several places share one request."""

    name = NAME

    def __init__(self, budget: Budget, *, url: str = URL) -> None:
        """Create the provider; *budget* is the call budget that all APIs of Open-Meteo share."""
        self._client = OpenMeteoClient(url, PATH, budget=budget)
        self.budget = budget
        self.http = self._client.http
        slots = asyncio.Semaphore(MAX_CONCURRENT_BATCHES)
        self._air = Batches(NAME, partial(self._client.get, params=AIR_PARAMS), parse_air, slots)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to Open-Meteo."""
        self._client.connect(session)

    async def air(self, place: Place) -> AirQuality:
        """Return the air quality for FORECAST_DAYS days from midnight on; raise ServiceError on failure."""
        return await self._air.look_up(place)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._air.aclose()
