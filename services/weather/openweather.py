"""Current weather from OpenWeather 2.5, by coordinates: https://openweathermap.org/current"""

from datetime import UTC, timedelta, timezone, tzinfo
from typing import Annotated

import aiohttp
from pydantic import Field

from services.bodies import (
    Body,
    Celsius,
    Degrees,
    Hectopascals,
    Lenient,
    Metres,
    MetresPerSecond,
    Millimetres,
    Percent,
    UnixTime,
    moment,
    read,
)
from services.errors import Malformed
from services.openweather import NAME, OpenWeatherClient
from services.places.models import Place, zone
from services.weather.conditions import OPENWEATHER
from services.weather.models import Report


class _Weather(Body):
    id: Lenient[int] = None
    icon: Lenient[str] = None


class _Main(Body):
    temp: Celsius = None
    feels_like: Celsius = None
    humidity: Percent = None
    sea_level: Hectopascals = None
    pressure: Hectopascals = None


class _Wind(Body):
    speed: MetresPerSecond = None
    gust: MetresPerSecond = None
    deg: Degrees = None


class _Clouds(Body):
    all: Percent = None


class _Volume(Body):
    one_hour: Annotated[Millimetres, Field(alias="1h")] = None
    three_hours: Annotated[Millimetres, Field(alias="3h")] = None

    def hourly(self) -> float | None:
        """Return mm an hour; old stations report three hours at once."""
        if self.one_hour is None and self.three_hours is not None:
            return self.three_hours / 3
        return self.one_hour


class _Sun(Body):
    sunrise: UnixTime = None
    sunset: UnixTime = None


class _Current(Body):
    weather: Lenient[list[Lenient[_Weather]]] = None
    main: Lenient[_Main] = None
    wind: Lenient[_Wind] = None
    clouds: Lenient[_Clouds] = None
    visibility: Metres = None
    rain: Lenient[_Volume] = None
    snow: Lenient[_Volume] = None
    sys: Lenient[_Sun] = None
    dt: UnixTime = None
    timezone: Lenient[Annotated[int, Field(ge=-86399, le=86399)]] = None


def report_from(body: object, place: Place) -> Report:
    """Return the report in a body of `/data/2.5/weather`, asked with metric units.

    Raise Malformed when it holds neither a temperature nor a condition; nothing else is required.
    """
    current = read(_Current, body, NAME)
    # The first entry is the primary condition: https://openweathermap.org/weather-conditions
    weather = next((entry for entry in current.weather or () if entry is not None), _Weather())
    main, wind, sun = current.main or _Main(), current.wind or _Wind(), current.sys or _Sun()
    condition = OPENWEATHER.get(weather.id) if weather.id is not None else None
    if main.temp is None and condition is None:
        raise Malformed(NAME, 200)
    local = zone(place.timezone) or _fixed_zone(current.timezone)
    volumes = [volume.hourly() for volume in (current.rain, current.snow) if volume is not None]
    fallen = [millimetres for millimetres in volumes if millimetres is not None]
    return Report(
        provider=NAME,
        observed_at=moment(current.dt, UTC),
        timezone=local,
        condition=condition,
        is_day=weather.icon.endswith("d") if weather.icon else None,
        temperature=main.temp,
        feels_like=main.feels_like,
        wind_speed=wind.speed,
        wind_gust=wind.gust,
        wind_direction=wind.deg,
        humidity=main.humidity,
        pressure=main.sea_level or main.pressure,
        cloud_cover=current.clouds.all if current.clouds else None,
        visibility=current.visibility,
        precipitation=sum(fallen) if fallen else None,
        # In polar day and night both are 0, which is no time.
        sunrise=moment(sun.sunrise, local),
        sunset=moment(sun.sunset, local),
    )


def _fixed_zone(offset: int | None) -> tzinfo | None:
    return None if offset is None else timezone(timedelta(seconds=offset))


class OpenWeather:
    """The provider. One call a place: the 2.5 API has no batches."""

    name = NAME

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client

    async def report(self, session: aiohttp.ClientSession, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""
        body = await self._client.get(
            session,
            "/data/2.5/weather",
            {"lat": place.latitude, "lon": place.longitude, "units": "metric"},
        )
        return report_from(body, place)

    async def aclose(self) -> None:
        """Do nothing: each call belongs to who made it."""
