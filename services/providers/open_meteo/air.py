"""Requests air quality and pollen from Open-Meteo: https://open-meteo.com/en/docs/air-quality-api"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import partial
from statistics import fmean
from typing import Annotated

import aiohttp
from pydantic import AfterValidator, Field

from services.errors import InvalidResponse
from services.interning import interned_float
from services.net.bodies import Body, Lenient, LimitedList, SingleLine, UvIndex, validate
from services.net.budget import Budget
from services.net.http import Params
from services.places.models import Place, zone_by_name
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import NAME, OpenMeteoClient
from services.providers.open_meteo.columns import HourlyColumns, value_at
from services.weather.air import AirHour, AirQuality, Plant, PollenDay, PollenForecast
from services.weather.air_index import pollen_level
from services.weather.timeline import zone_of_longitude

URL = "https://air-quality-api.open-meteo.com"
PATH = "/v1/air-quality"

FORECAST_DAYS = 5
"""Number of requested days, including today. Open-Meteo has no air quality forecasts for further days."""

MAX_CONCURRENT_BATCHES = 2
"""Maximum number of concurrent requests for air quality, each for a batch of places."""

AirQualityIndex = Lenient[Annotated[float, Field(ge=0, le=2_000), AfterValidator(interned_float)]]
Micrograms = Lenient[Annotated[float, Field(ge=0, le=20_000), AfterValidator(interned_float)]]
"""Concentration in µg/m³; in sandstorms, the concentration of particles reaches several thousand µg/m³."""

Grains = Lenient[Annotated[float, Field(ge=0, le=100_000)]]
"""Count of pollen in grains/m³."""

MIN_POLLEN_HOURS = 18
"""Minimum number of hourly pollen counts for the mean of a day; if fewer are known, the pollen of the day is
unknown."""


class _AirColumns(HourlyColumns):
    european_aqi: Lenient[LimitedList[AirQualityIndex]] = None
    us_aqi: Lenient[LimitedList[AirQualityIndex]] = None
    pm2_5: Lenient[LimitedList[Micrograms]] = None
    pm10: Lenient[LimitedList[Micrograms]] = None
    ozone: Lenient[LimitedList[Micrograms]] = None
    dust: Lenient[LimitedList[Micrograms]] = None
    uv_index: Lenient[LimitedList[UvIndex]] = None
    alder_pollen: Lenient[LimitedList[Grains]] = None
    birch_pollen: Lenient[LimitedList[Grains]] = None
    olive_pollen: Lenient[LimitedList[Grains]] = None
    grass_pollen: Lenient[LimitedList[Grains]] = None
    mugwort_pollen: Lenient[LimitedList[Grains]] = None
    ragweed_pollen: Lenient[LimitedList[Grains]] = None

    def pollen(self, plant: Plant) -> Sequence[float | None]:
        """Return the pollen counts of *plant* in all hours; return an empty list if the counts are unknown."""
        counts: Sequence[float | None] | None = getattr(self, f"{plant}_pollen")
        return counts or []


class _Response(Body):
    timezone: Lenient[SingleLine] = None
    hourly: Lenient[_AirColumns] = None


AIR_PARAMS: Params = {"hourly": ",".join(_AirColumns.variable_names()), "forecast_days": FORECAST_DAYS}


def parse_air(body: object, place: Place) -> AirQuality:
    """Return the air quality in *body*, the part of a response to `/v1/air-quality` about *place*.

    Pollen is known only in Europe, and only in the pollen season. Raise InvalidResponse if no hour has a
    value other than pollen.
    """
    response = validate(_Response, body, NAME)
    timezone = (
        zone_by_name(place.timezone) or zone_by_name(response.timezone) or zone_of_longitude(place.longitude)
    )
    columns = response.hourly or _AirColumns()
    hours = [
        AirHour(
            start=start,
            european_index=value_at(columns.european_aqi, index),
            us_index=value_at(columns.us_aqi, index),
            pm2_5=value_at(columns.pm2_5, index),
            pm10=value_at(columns.pm10, index),
            ozone=value_at(columns.ozone, index),
            dust=value_at(columns.dust, index),
            uv_index=value_at(columns.uv_index, index),
        )
        for index, start in columns.indexed_times()
    ]
    if all(hour == AirHour(start=hour.start) for hour in hours):
        raise InvalidResponse(NAME, 200)
    return AirQuality(
        provider=NAME,
        timezone=timezone,
        hours=tuple(sorted(hours, key=lambda hour: hour.start)),
        pollen_days=_pollen_days(columns, columns.indexed_times(), timezone),
    )


def _pollen_days(
    columns: _AirColumns, times: Sequence[tuple[int, datetime]], timezone: tzinfo
) -> tuple[PollenDay, ...]:
    """Return the pollen of each day that has at least MIN_POLLEN_HOURS known counts."""
    pollen: defaultdict[date, list[PollenForecast]] = defaultdict(list)
    for plant in Plant:
        counts: defaultdict[date, list[float]] = defaultdict(list)
        column = columns.pollen(plant)
        for index, start in times if column else ():
            if (count := value_at(column, index)) is not None:
                counts[start.astimezone(timezone).date()].append(count)
        for day, known in counts.items():
            if len(known) >= MIN_POLLEN_HOURS:
                pollen[day].append(PollenForecast(plant, pollen_level(plant, fmean(known))))
    return tuple(PollenDay(date=day, pollen=tuple(levels)) for day, levels in sorted(pollen.items()))


class OpenMeteoAir:
    """Open-Meteo's provider of air quality.

    Concurrent look-ups of several places share one request.
    """

    name = NAME
    air_rank = 0
    """Open-Meteo is called first, because OpenWeather lacks the index of the United States, pollen and the UV
    index."""

    def __init__(self, budget: Budget, *, url: str = URL) -> None:
        """Create the provider; *budget* is the common call budget of all APIs of Open-Meteo."""
        self._client = OpenMeteoClient(url, PATH, budget=budget)
        self.budget = budget
        self.http = self._client.http
        slots = asyncio.Semaphore(MAX_CONCURRENT_BATCHES)
        self._air = Batches(NAME, partial(self._client.get, params=AIR_PARAMS), parse_air, slots)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to Open-Meteo."""
        self._client.use_session(session)

    async def air(self, place: Place) -> AirQuality:
        """Return the air quality from midnight on for FORECAST_DAYS days.

        Raise ServiceError if the request fails.
        """
        return await self._air.look_up(place)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._air.aclose()
