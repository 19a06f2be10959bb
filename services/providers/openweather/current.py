"""Weather from OpenWeather 2.5, by coordinates: https://openweathermap.org/current"""

from collections.abc import Sequence
from datetime import UTC

import aiohttp

from services.errors import Malformed
from services.net.bodies import Body, Lenient, Metres, Percent, UnixTime, moment, read
from services.places.models import Place, zone
from services.providers.openweather.bodies import (
    Main,
    Offset,
    Volume,
    Weather,
    Weathers,
    Wind,
    fixed_zone,
    primary,
)
from services.providers.openweather.client import NAME, OpenWeatherClient
from services.providers.openweather.conditions import falling
from services.providers.openweather.forecast import forecast_from
from services.weather.forecast import Extent, Forecast
from services.weather.models import Condition, Report
from services.weather.precipitation import DRY_CONDITIONS, with_precipitation
from services.weather.sun_times import is_daytime, sun_times_at

VISIBILITY_CAP = 10_000
"""Metres, the most that is told; answers of 2020 end at ten miles instead."""


class _Clouds(Body):
    all: Percent = None


class _Current(Body):
    weather: Weathers = None
    main: Lenient[Main] = None
    wind: Lenient[Wind] = None
    clouds: Lenient[_Clouds] = None
    visibility: Metres = None
    rain: Lenient[Volume] = None
    snow: Lenient[Volume] = None
    dt: UnixTime = None
    timezone: Offset = None


def report_from(body: object, place: Place) -> Report:
    """Return the report in a body of `/data/2.5/weather`, asked with metric units.

    Raise Malformed when it holds neither a temperature nor a condition; nothing else is required.
    """
    current = read(_Current, body, NAME)
    weather = primary(current.weather)
    main, wind = current.main or Main(), current.wind or Wind()
    if main.temp is None and weather.condition is None:
        raise Malformed(NAME, 200)
    local = zone(place.timezone) or fixed_zone(current.timezone)
    observed_at = moment(current.dt, UTC)
    light = sun_times_at(observed_at, place, local)
    is_day = weather.is_day
    if is_day is None and observed_at is not None:
        is_day = is_daytime(place, observed_at)
    rain, snow = (volume.hourly() if volume is not None else None for volume in (current.rain, current.snow))
    rates = [rate for rate in (rain, snow) if rate is not None]
    return Report(
        provider=NAME,
        observed_at=observed_at,
        timezone=local,
        condition=with_precipitation(weather.condition, _other(current.weather) or falling(rain, snow)),
        is_day=is_day,
        temperature=main.temp,
        feels_like=main.feels_like,
        wind_speed=wind.speed,
        wind_gust=wind.gust,
        wind_direction=wind.deg,
        humidity=main.humidity,
        pressure=main.sea_level or main.pressure,
        surface_pressure=main.grnd_level,
        cloud_cover=current.clouds.all if current.clouds else None,
        visibility=current.visibility,
        visibility_is_capped=current.visibility is not None and current.visibility >= VISIBILITY_CAP,
        precipitation_rate=sum(rates) if rates else None,
        sunrise=light.sunrise,
        sunset=light.sunset,
    )


def _other(weathers: Sequence[Weather | None] | None) -> Condition | None:
    """Return the first condition that is not a dry one: rain may be told after mist."""
    told = (weather.condition for weather in weathers or () if weather is not None)
    return next(
        (condition for condition in told if condition is not None and condition not in DRY_CONDITIONS), None
    )


class OpenWeather:
    """The provider. One call a place: the 2.5 API has no batches."""

    name = NAME
    extents = frozenset({Extent.USUAL})

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client
        self.budget = client.budget

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""
        self._client.connect(session)

    async def report(self, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""
        return report_from(await self._get("/data/2.5/weather", place), place)

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:  # noqa: ARG002 - it has one
        """Return five days in steps of three hours; raise a ServiceError when there are none to be had."""
        return forecast_from(await self._get("/data/2.5/forecast", place), place)

    async def aclose(self) -> None:
        """Do nothing: each call belongs to who made it."""

    async def _get(self, path: str, place: Place) -> object:
        return await self._client.get(path, {"lat": place.latitude, "lon": place.longitude, "units": "metric"})
