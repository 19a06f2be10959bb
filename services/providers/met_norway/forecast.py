"""Creates reports and forecasts from the data of MET Norway."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp

import aiohttp

from services.errors import InvalidResponse
from services.places.models import Place, zone_by_name
from services.providers.met_norway.bodies import Hour
from services.providers.met_norway.client import NAME, MetNorwayClient
from services.timezones import utc_now
from services.weather.days import days_from_steps
from services.weather.forecast import Extent, Forecast, Step
from services.weather.models import Report
from services.weather.sun_times import is_daytime, sunrise_and_sunset
from services.weather.timeline import zone_of_longitude


class MetNorway:
    """MET Norway's provider of reports and nine-day forecasts.

    The later days of a forecast have steps of six hours.
    """

    name = NAME
    extents = frozenset(Extent)

    def __init__(self, client: MetNorwayClient, *, now: Callable[[], datetime] = utc_now) -> None:
        self._client = client
        self._now = now
        self.budget = client.budget

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to MET Norway."""
        self._client.use_session(session)

    async def report(self, place: Place) -> Report:
        """Return the weather forecast for the current hour; raise ServiceError if the request fails."""
        return report_from_hours(await self._client.hours(place), place, self._now())

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:  # noqa: ARG002 - each response contains the full extent
        """Return the nine-day forecast for *place*; raise ServiceError if the request fails."""
        return forecast_from_hours(await self._client.hours(place), place)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._client.aclose()


def report_from_hours(hours: Sequence[Hour], place: Place, now: datetime) -> Report:
    """Return a report with the forecast for the hour that contains *now*.

    Raise InvalidResponse if *hours* do not contain the hour of *now*.

    The report has no `observed_at`, because the service makes no observations.
    """
    hour = next((hour for hour in reversed(hours) if hour.start <= now < hour.start + hour.length), None)
    if hour is None:
        raise InvalidResponse(NAME, 200)
    timezone, is_day = zone_by_name(place.timezone), hour.symbol.is_day
    sunrise, sunset = sunrise_and_sunset(now, place, timezone)
    return Report(
        provider=NAME,
        timezone=timezone,
        condition=hour.symbol.condition,
        is_day=is_daytime(place, now) if is_day is None else is_day,
        temperature=hour.temperature,
        feels_like=feels_like(hour),
        wind_speed=hour.wind_speed,
        wind_gust=hour.wind_gust,
        wind_direction=hour.wind_direction,
        humidity=hour.humidity,
        pressure=hour.pressure,
        cloud_cover=hour.cloud_cover,
        # An amount of six hours gives no rate, because it says little about the present.
        precipitation_rate=hour.precipitation if hour.length == timedelta(hours=1) else None,
        sunrise=sunrise,
        sunset=sunset,
    )


def forecast_from_hours(hours: Sequence[Hour], place: Place) -> Forecast:
    """Return the forecast that consists of *hours*.

    Each of *hours* except the last becomes a step, which ends when the next of *hours* starts.
    """
    timezone = zone_by_name(place.timezone) or zone_of_longitude(place.longitude)
    steps = tuple(
        _step_from_hour(hour, min(hour.length, later.start - hour.start), place) for hour, later in pairwise(hours)
    )
    return Forecast(provider=NAME, timezone=timezone, steps=steps, days=days_from_steps(steps, place, timezone))


def _step_from_hour(hour: Hour, length: timedelta, place: Place) -> Step:
    is_day = hour.symbol.is_day
    return Step(
        start=hour.start,
        length=length,
        temperature=hour.temperature,
        feels_like=feels_like(hour),
        wind_speed=hour.wind_speed,
        wind_direction=hour.wind_direction,
        humidity=hour.humidity,
        pressure=hour.pressure,
        uv_index=hour.uv_index,
        is_day=is_daytime(place, hour.start) if is_day is None else is_day,
        condition=hour.symbol.condition,
        precipitation=hour.precipitation,
        probability=hour.probability,
        wind_gust=hour.wind_gust,
    )


def feels_like(hour: Hour) -> float | None:
    """Return the apparent temperature in the shade, in °C.

    Return None if temperature, humidity or wind speed is unknown.

    Source: Steadman's formula as used by the Australian Bureau of Meteorology,
    http://www.bom.gov.au/info/thermal_stress/#atapproximation
    """
    if hour.temperature is None or hour.humidity is None or hour.wind_speed is None:
        return None
    vapour_pressure = hour.humidity / 100 * 6.105 * exp(17.27 * hour.temperature / (237.7 + hour.temperature))
    return round(hour.temperature + 0.33 * vapour_pressure - 0.7 * hour.wind_speed - 4.0, 1)
