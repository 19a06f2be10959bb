"""Requests reports and forecasts from OpenWeather, and parses reports: https://openweathermap.org/current"""

from collections.abc import Sequence
from datetime import UTC

import aiohttp

from services.errors import InvalidResponse
from services.net.bodies import Body, Lenient, Metres, Percent, UnixTime, datetime_from_unix, validate
from services.places.models import Place, zone_by_name
from services.providers.openweather.bodies import (
    MainValues,
    PrecipitationVolume,
    UtcOffset,
    Weather,
    WeatherList,
    Wind,
    primary_weather,
    zone_from_offset,
)
from services.providers.openweather.client import NAME, OpenWeatherClient
from services.providers.openweather.conditions import condition_from_rates
from services.providers.openweather.forecast import parse_forecast
from services.weather.forecast import Extent, Forecast
from services.weather.models import Condition, Report
from services.weather.precipitation import DRY_CONDITIONS, with_precipitation
from services.weather.sun_times import is_daytime, sunrise_and_sunset

MAX_VISIBILITY_METRES = 10_000
"""Maximum visibility that OpenWeather reports, in m."""


class _Clouds(Body):
    all: Percent = None


class _CurrentWeather(Body):
    weather: WeatherList = None
    main: Lenient[MainValues] = None
    wind: Lenient[Wind] = None
    clouds: Lenient[_Clouds] = None
    visibility: Metres = None
    rain: Lenient[PrecipitationVolume] = None
    snow: Lenient[PrecipitationVolume] = None
    dt: UnixTime = None
    timezone: UtcOffset = None


def parse_report(body: object, place: Place) -> Report:
    """Return the report in *body*, a response to a request for `/data/2.5/weather`.

    Raise InvalidResponse if the report has neither a temperature nor a condition; all other values may be missing.
    """
    current = validate(_CurrentWeather, body, NAME)
    weather = primary_weather(current.weather)
    main, wind = current.main or MainValues(), current.wind or Wind()
    if main.temp is None and weather.condition is None:
        raise InvalidResponse(NAME, 200)
    timezone = zone_by_name(place.timezone) or zone_from_offset(current.timezone)
    observed_at = datetime_from_unix(current.dt, UTC)
    sunrise, sunset = sunrise_and_sunset(observed_at, place, timezone)
    is_day = weather.is_day
    if is_day is None and observed_at is not None:
        is_day = is_daytime(place, observed_at)
    rain, snow = (volume.hourly_rate() if volume is not None else None for volume in (current.rain, current.snow))
    precipitation = _first_wet_condition(current.weather) or condition_from_rates(rain, snow)
    rates = [rate for rate in (rain, snow) if rate is not None]
    return Report(
        provider=NAME,
        observed_at=observed_at,
        timezone=timezone,
        condition=with_precipitation(weather.condition, precipitation),
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
        visibility_is_capped=current.visibility is not None and current.visibility >= MAX_VISIBILITY_METRES,
        precipitation_rate=sum(rates) if rates else None,
        sunrise=sunrise,
        sunset=sunset,
    )


def _first_wet_condition(weathers: Sequence[Weather | None] | None) -> Condition | None:
    """Return the first condition in the list *weathers* that is not dry.

    The first condition in the list may be dry: mist may come before rain.
    """
    conditions = (weather.condition for weather in weathers or () if weather is not None)
    return next(
        (condition for condition in conditions if condition is not None and condition not in DRY_CONDITIONS), None
    )


class OpenWeather:
    """OpenWeather's provider of reports and forecasts; each request is for one place."""

    name = NAME
    extents = frozenset({Extent.USUAL})

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client
        self.budget = client.budget

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to OpenWeather."""
        self._client.use_session(session)

    async def report(self, place: Place) -> Report:
        """Return the current weather at *place*; raise ServiceError if the request fails."""
        return parse_report(await self._get_for_place("/data/2.5/weather", place), place)

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:  # noqa: ARG002 - there is one extent
        """Return the forecast for five days in steps of three hours; raise ServiceError if the request fails."""
        return parse_forecast(await self._get_for_place("/data/2.5/forecast", place), place)

    async def aclose(self) -> None:
        """Do nothing, because each request runs in the task of its caller and is cancelled with that task."""

    async def _get_for_place(self, path: str, place: Place) -> object:
        return await self._client.get(path, {"lat": place.latitude, "lon": place.longitude, "units": "metric"})
