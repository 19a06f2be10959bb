"""What OpenWeather's current weather and its forecasts write alike: https://openweathermap.org/weather-conditions"""

from collections.abc import Sequence
from datetime import timedelta, timezone, tzinfo
from typing import Annotated

from pydantic import Field

from services.net.bodies import (
    Body,
    Celsius,
    Degrees,
    Hectopascals,
    Lenient,
    MetresPerSecond,
    Millimetres,
    Percent,
    SurfaceHectopascals,
)
from services.providers.openweather.conditions import CONDITIONS
from services.weather.models import Condition

Offset = Lenient[Annotated[int, Field(ge=-86399, le=86399)]]
"""Seconds that local time is ahead of UTC."""


class Weather(Body):
    """One word on the weather."""

    id: Lenient[int] = None
    icon: Lenient[str] = None

    @property
    def condition(self) -> Condition | None:
        """What its code means."""
        return CONDITIONS.get(self.id) if self.id is not None else None

    @property
    def is_day(self) -> bool | None:
        """Whether its icon is that of the day."""
        return self.icon.endswith("d") if self.icon else None


Weathers = Lenient[Annotated[list[Lenient[Weather]], Field(max_length=10)]]


class Main(Body):
    """What thermometers and their like say."""

    temp: Celsius = None
    feels_like: Celsius = None
    humidity: Percent = None
    sea_level: Hectopascals = None
    pressure: Hectopascals = None
    grnd_level: SurfaceHectopascals = None


class Wind(Body):
    """The wind."""

    speed: MetresPerSecond = None
    gust: MetresPerSecond = None
    deg: Degrees = None


class Volume(Body):
    """What has fallen in an hour or in three, mm."""

    one_hour: Annotated[Millimetres, Field(alias="1h")] = None
    three_hours: Annotated[Millimetres, Field(alias="3h")] = None

    def hourly(self) -> float | None:
        """Return mm an hour; old stations report three hours at once, of which it is the mean."""
        if self.one_hour is None and self.three_hours is not None:
            return self.three_hours / 3
        return self.one_hour


def primary(weathers: Sequence[Weather | None] | None) -> Weather:
    """Return the first entry that can be read, which is the primary condition."""
    return next((entry for entry in weathers or () if entry is not None), Weather())


def fixed_zone(offset: int | None) -> tzinfo | None:
    """Return the time zone of that offset."""
    return None if offset is None else timezone(timedelta(seconds=offset))
