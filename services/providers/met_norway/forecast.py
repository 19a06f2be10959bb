"""Weather from MET Norway: both the report and the forecast are read from its hours."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp

import aiohttp

from services.errors import Malformed
from services.places.models import Place, zone
from services.providers.met_norway.bodies import Hour
from services.providers.met_norway.client import NAME, MetNorwayClient
from services.weather.days import days_from_steps
from services.weather.forecast import Extent, Forecast, Step
from services.weather.models import Report
from services.weather.sun_times import is_daytime, sun_times_at
from services.weather.timeline import zone_of_longitude


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class MetNorway:
    """The provider: current weather, and some nine days ahead, the first two or three of them hour by hour."""

    name = NAME
    extents = frozenset(Extent)

    def __init__(self, client: MetNorwayClient, *, now: Callable[[], datetime] = utc_now) -> None:
        self._client = client
        self._now = now
        self.budget = client.budget

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""
        self._client.connect(session)

    async def report(self, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""
        return report_from(await self._client.hours(place), place, self._now())

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:  # noqa: ARG002 - both are one answer
        """Return every step and day that it tells; raise a ServiceError when there are none to be had."""
        return forecast_from(await self._client.hours(place), place)

    async def aclose(self) -> None:
        """End the calls under way."""
        await self._client.aclose()


def report_from(hours: Sequence[Hour], place: Place, now: datetime) -> Report:
    """Return the conditions of the hour that *now* is in; raise Malformed when *hours* do not reach it.

    They are forecast and not observed, so there is no `observed_at`; precipitation is that of this hour.
    """
    hour = next((hour for hour in reversed(hours) if hour.start <= now < hour.start + hour.length), None)
    if hour is None:
        raise Malformed(NAME, 200)
    local, is_day = zone(place.timezone), hour.symbol.is_day
    light = sun_times_at(now, place, local)
    return Report(
        provider=NAME,
        timezone=local,
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
        # The mean of six hours says little of the present.
        precipitation_rate=hour.precipitation if hour.length == timedelta(hours=1) else None,
        sunrise=light.sunrise,
        sunset=light.sunset,
    )


def forecast_from(hours: Sequence[Hour], place: Place) -> Forecast:
    """Return the forecast; a step ends where the next time begins."""
    local = zone(place.timezone) or zone_of_longitude(place.longitude)
    steps = tuple(
        _step(hour, min(hour.length, later.start - hour.start), place) for hour, later in pairwise(hours)
    )
    return Forecast(provider=NAME, timezone=local, steps=steps, days=days_from_steps(steps, place, local))


def _step(hour: Hour, length: timedelta, place: Place) -> Step:
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
    """Return the apparent temperature in the shade, °C; None where its parts are not known.

    Steadman's formula as the Australian Bureau of Meteorology has it:
    http://www.bom.gov.au/info/thermal_stress/#atapproximation
    """
    if hour.temperature is None or hour.humidity is None or hour.wind_speed is None:
        return None
    vapour = hour.humidity / 100 * 6.105 * exp(17.27 * hour.temperature / (237.7 + hour.temperature))
    return round(hour.temperature + 0.33 * vapour - 0.7 * hour.wind_speed - 4.0, 1)
