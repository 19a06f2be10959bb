"""Requests reports, forecasts and nowcasts from Open-Meteo, and parses reports: https://open-meteo.com/en/docs"""

import asyncio
from datetime import UTC
from functools import partial
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import InvalidResponse
from services.net.bodies import (
    Body,
    Celsius,
    Centimetres,
    Degrees,
    Hectopascals,
    Lenient,
    Metres,
    MetresPerSecond,
    Millimetres,
    Percent,
    SingleLine,
    SurfaceHectopascals,
    UnixTime,
    datetime_from_unix,
    validate,
)
from services.net.http import Params
from services.places.models import Place, zone_by_name
from services.providers.open_meteo.batches import Batches
from services.providers.open_meteo.client import MAX_CALLS_PER_DAY, NAME, URL, OpenMeteoClient
from services.providers.open_meteo.conditions import condition_from_code, condition_from_rates
from services.providers.open_meteo.forecast import FORECAST_PARAMS, parse_forecast
from services.providers.open_meteo.nowcast import NOWCAST_PARAMS, parse_nowcast
from services.weather.forecast import Extent, Forecast
from services.weather.models import Report
from services.weather.nowcast import Nowcast
from services.weather.precipitation import with_precipitation
from services.weather.sun_times import is_daytime, sunrise_and_sunset

HOUR_SECONDS = 3600
"""Number of seconds in an hour."""

MAX_VISIBILITY_METRES = 24_140
"""Maximum visibility that Open-Meteo's model for North America reports, in m; this is 15 miles."""

MAX_CONCURRENT_BATCHES = 4
"""Maximum number of concurrent requests for reports, forecasts and nowcasts, each for a batch of places.
Open-Meteo handles one request per IP address at a time, and queues only a few more requests."""


class _CurrentValues(Body):
    time: UnixTime = None
    interval: Lenient[Annotated[int, Field(ge=60, le=86400)]] = None
    """Length, in seconds, of the period before `time` in which the amounts of precipitation and snow have
    fallen."""
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

    def hourly_rate(self, amount: float | None) -> float | None:
        """Return the rate per hour of *amount*, which has fallen in `interval`.

        Return None if the amount or the interval is unknown.
        """
        return None if amount is None or self.interval is None else amount * HOUR_SECONDS / self.interval


class _Response(Body):
    timezone: Lenient[SingleLine] = None
    current: Lenient[_CurrentValues] = None


# The bot computes sunrise, sunset and daylight itself, because each further variable costs a tenth of a call.
REPORT_PARAMS: Params = {
    "current": ",".join(name for name in _CurrentValues.model_fields if name not in {"time", "interval"}),
    "forecast_days": 1,
    "wind_speed_unit": "ms",
}


def parse_report(body: object, place: Place) -> Report:
    """Return the report in *body*, the part of a response to `/v1/forecast` about *place*.

    Raise InvalidResponse if the report has neither a temperature nor a condition; all other values may be missing.
    """
    response = validate(_Response, body, NAME)
    current = response.current or _CurrentValues()
    condition = condition_from_code(current.weather_code)
    if current.temperature_2m is None and condition is None:
        raise InvalidResponse(NAME, 200)
    timezone = zone_by_name(place.timezone) or zone_by_name(response.timezone)
    observed_at = datetime_from_unix(current.time, UTC)
    sunrise, sunset = sunrise_and_sunset(observed_at, place, timezone)
    rate = current.hourly_rate(current.precipitation)
    return Report(
        provider=NAME,
        observed_at=observed_at,
        timezone=timezone,
        condition=with_precipitation(condition, condition_from_rates(rate, current.hourly_rate(current.snowfall))),
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
        visibility_is_capped=current.visibility == MAX_VISIBILITY_METRES,
        precipitation_rate=rate,
        sunrise=sunrise,
        sunset=sunset,
    )


class OpenMeteo:
    """Open-Meteo's provider of reports, forecasts and nowcasts.

    Concurrent look-ups of several places share one request.
    """

    name = NAME
    extents = frozenset(Extent)

    def __init__(self, *, url: str = URL, calls_per_day: int = MAX_CALLS_PER_DAY) -> None:
        self._client = OpenMeteoClient(url, calls_per_day=calls_per_day)
        self.budget = self._client.budget
        self.http = self._client.http
        slots = asyncio.Semaphore(MAX_CONCURRENT_BATCHES)
        self._reports = Batches(NAME, partial(self._client.get, params=REPORT_PARAMS), parse_report, slots)
        self._forecasts = {
            extent: Batches(NAME, partial(self._client.get, params=params), parse_forecast, slots)
            for extent, params in FORECAST_PARAMS.items()
        }
        self._nowcasts = Batches(NAME, partial(self._client.get, params=NOWCAST_PARAMS), parse_nowcast, slots)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to Open-Meteo."""
        self._client.use_session(session)

    async def report(self, place: Place) -> Report:
        """Return the current weather at *place*; raise ServiceError if the request fails."""
        return await self._reports.look_up(place)

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:
        """Return the hourly forecast from yesterday on; raise ServiceError if the request fails."""
        return await self._forecasts[extent].look_up(place)

    async def nowcast(self, place: Place) -> Nowcast:
        """Return the precipitation of the next NOWCAST_HOURS hours; raise ServiceError if the request fails."""
        return await self._nowcasts.look_up(place)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._reports.aclose()
        await self._nowcasts.aclose()
        for forecasts in self._forecasts.values():
            await forecasts.aclose()
