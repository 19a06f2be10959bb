"""Weather from Open-Meteo, many places in one request: https://open-meteo.com/en/docs"""

import asyncio
from datetime import UTC
from functools import partial
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import Malformed
from services.net.bodies import (
    Body,
    Celsius,
    Centimetres,
    Degrees,
    Hectopascals,
    Lenient,
    Line,
    Metres,
    MetresPerSecond,
    Millimetres,
    Percent,
    SurfaceHectopascals,
    UnixTime,
    moment,
    read,
)
from services.net.http import Params
from services.places.models import Place, zone
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import CALLS_PER_DAY, NAME, URL, OpenMeteoClient
from services.providers.open_meteo.conditions import CONDITIONS, falling
from services.providers.open_meteo.forecast import FORECASTS, forecast_from
from services.weather.forecast import Extent, Forecast
from services.weather.models import Report
from services.weather.precipitation import with_precipitation
from services.weather.sun_times import is_daytime, sun_times_at

HOUR = 3600

VISIBILITY_CAP = 24_140
"""Metres, which is 15 miles: the most that the model for North America tells."""

BATCHES_AT_ONCE = 4
"""Batches under way. Open-Meteo runs one at a time for an address and lets a few more queue."""


class _Conditions(Body):
    time: UnixTime = None
    interval: Lenient[Annotated[int, Field(ge=60, le=86400)]] = None
    """Seconds before `time` that the sums, precipitation and snowfall, are of."""
    weather_code: Lenient[int] = None
    temperature_2m: Celsius = None
    apparent_temperature: Celsius = None
    wind_speed_10m: MetresPerSecond = None
    wind_gusts_10m: MetresPerSecond = None
    wind_direction_10m: Degrees = None
    relative_humidity_2m: Percent = None
    pressure_msl: Hectopascals = None
    surface_pressure: SurfaceHectopascals = None
    cloud_cover: Percent = None
    visibility: Metres = None
    precipitation: Millimetres = None
    snowfall: Centimetres = None

    def hourly(self, total: float | None) -> float | None:
        """Return what a sum comes to in an hour; None where its period is not known."""
        return None if total is None or self.interval is None else total * HOUR / self.interval


class _Answer(Body):
    timezone: Lenient[Line] = None
    current: Lenient[_Conditions] = None


# Each variable adds a tenth of a call. Daylight, sunrise and sunset are computed and not asked for, so that the
# pressure at the place and snowfall cost nothing.
REPORT: Params = {
    "current": ",".join(name for name in _Conditions.model_fields if name not in {"time", "interval"}),
    "forecast_days": 1,
    "wind_speed_unit": "ms",
}


def report_from(body: object, place: Place) -> Report:
    """Return the report in one place's part of a `/v1/forecast` body, asked with unix times and m/s.

    Raise Malformed when it holds neither a temperature nor a condition; nothing else is required.
    """
    answer = read(_Answer, body, NAME)
    current = answer.current or _Conditions()
    condition = CONDITIONS.get(current.weather_code) if current.weather_code is not None else None
    if current.temperature_2m is None and condition is None:
        raise Malformed(NAME, 200)
    local = zone(place.timezone) or zone(answer.timezone)
    observed_at = moment(current.time, UTC)
    light = sun_times_at(observed_at, place, local)
    rate = current.hourly(current.precipitation)
    return Report(
        provider=NAME,
        observed_at=observed_at,
        timezone=local,
        condition=with_precipitation(condition, falling(rate, current.hourly(current.snowfall))),
        is_day=is_daytime(place, observed_at) if observed_at is not None else None,
        temperature=current.temperature_2m,
        feels_like=current.apparent_temperature,
        wind_speed=current.wind_speed_10m,
        wind_gust=current.wind_gusts_10m,
        wind_direction=current.wind_direction_10m,
        humidity=current.relative_humidity_2m,
        pressure=current.pressure_msl,
        surface_pressure=current.surface_pressure,
        cloud_cover=current.cloud_cover,
        visibility=current.visibility,
        visibility_is_capped=current.visibility == VISIBILITY_CAP,
        precipitation_rate=rate,
        sunrise=light.sunrise,
        sunset=light.sunset,
    )


class OpenMeteo:
    """The provider. Look-ups that arrive together, from whichever chats, travel in one request."""

    name = NAME
    extents = frozenset(Extent)

    def __init__(self, *, url: str = URL, calls_per_day: int = CALLS_PER_DAY) -> None:
        self._client = OpenMeteoClient(url, calls_per_day=calls_per_day)
        self.budget = self._client.budget
        slots = asyncio.Semaphore(BATCHES_AT_ONCE)
        self._reports = Batches(NAME, partial(self._client.get, params=REPORT), report_from, slots)
        self._forecasts = {
            extent: Batches(NAME, partial(self._client.get, params=params), forecast_from, slots)
            for extent, params in FORECASTS.items()
        }

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all requests over *session*."""
        self._client.connect(session)

    async def report(self, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""
        return await self._reports.look_up(place)

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:
        """Return the hours of yesterday and the coming days; raise a ServiceError if the request fails."""
        return await self._forecasts[extent].look_up(place)

    async def aclose(self) -> None:
        """Cancel the requests under way and those to come."""
        await self._reports.aclose()
        for forecasts in self._forecasts.values():
            await forecasts.aclose()
