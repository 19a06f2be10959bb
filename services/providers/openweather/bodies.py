"""Types for the common parts of OpenWeather's reports and forecasts: https://openweathermap.org/current"""

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
from services.providers.openweather.conditions import CONDITIONS_BY_CODE
from services.weather.models import Condition

UtcOffset = Lenient[Annotated[int, Field(ge=-86399, le=86399)]]
"""UTC offset in seconds."""


class Weather(Body):
    """One element of the list `weather` in a response: a weather code and its icon."""

    id: Lenient[int] = None
    icon: Lenient[str] = None

    @property
    def condition(self) -> Condition | None:
        """The condition of the weather code; None if the code is missing or unknown."""
        return CONDITIONS_BY_CODE.get(self.id) if self.id is not None else None

    @property
    def is_day(self) -> bool | None:
        """Whether the icon is for daytime; None if the icon is missing."""
        return self.icon.endswith("d") if self.icon else None


WeatherList = Lenient[Annotated[list[Lenient[Weather]], Field(max_length=10)]]
"""The list `weather` in a response; its first element is the primary weather condition."""


class MainValues(Body):
    """Temperature, humidity and air pressure."""

    temp: Celsius = None
    feels_like: Celsius = None
    humidity: Percent = None
    sea_level: Hectopascals = None
    pressure: Hectopascals = None
    grnd_level: SurfaceHectopascals = None


class Wind(Body):
    """Speed, gusts and direction of the wind."""

    speed: MetresPerSecond = None
    gust: MetresPerSecond = None
    deg: Degrees = None


class PrecipitationVolume(Body):
    """Amount of rain or snow in one hour or in three hours, in mm of water."""

    one_hour: Annotated[Millimetres, Field(alias="1h")] = None
    three_hours: Annotated[Millimetres, Field(alias="3h")] = None

    def hourly_rate(self) -> float | None:
        """Return the rate in mm per hour.

        The rate is computed from the amount of one hour or, if it is unknown, from the amount of three hours.
        """
        if self.one_hour is None and self.three_hours is not None:
            return self.three_hours / 3
        return self.one_hour


def primary_weather(weathers: Sequence[Weather | None] | None) -> Weather:
    """Return the primary element of *weathers*, which is the first valid one.

    Return an empty Weather if no element is valid.
    """
    return next((entry for entry in weathers or () if entry is not None), Weather())


def zone_from_offset(offset: int | None) -> tzinfo | None:
    """Return the time zone with the UTC *offset* in seconds; None if *offset* is None."""
    return None if offset is None else timezone(timedelta(seconds=offset))
