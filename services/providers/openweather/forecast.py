"""Parses forecasts of OpenWeather, which have steps of three hours: https://openweathermap.org/forecast5"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from services.net.bodies import Body, Lenient, LimitedList, UnixTime, validate
from services.places.models import Place, zone_by_name
from services.providers.openweather.bodies import (
    MainValues,
    PrecipitationVolume,
    UtcOffset,
    WeatherList,
    Wind,
    primary_weather,
    zone_from_offset,
)
from services.providers.openweather.client import NAME
from services.providers.openweather.conditions import condition_from_rates
from services.weather.forecast import Forecast
from services.weather.models import Condition
from services.weather.precipitation import with_precipitation
from services.weather.timeline import DataPoint, forecast_from_points

THREE_HOURS = timedelta(hours=3)


class _DayOrNight(Body):
    pod: Lenient[Literal["d", "n"]] = None


class _Entry(Body):
    # `rain`, `snow` and `weather` describe the three hours before `dt`.
    dt: UnixTime = None
    weather: WeatherList = None
    # `main.temp_min` and `main.temp_max` are not read, because they are the extremes within a city, not within
    # three hours.
    main: Lenient[MainValues] = None
    wind: Lenient[Wind] = None
    rain: Lenient[PrecipitationVolume] = None
    snow: Lenient[PrecipitationVolume] = None
    pop: Lenient[Annotated[float, Field(ge=0, le=1)]] = None
    sys: Lenient[_DayOrNight] = None


class _City(Body):
    timezone: UtcOffset = None


class _Response(Body):
    entries: Annotated[Lenient[LimitedList[Lenient[_Entry]]], Field(alias="list")] = None
    city: Lenient[_City] = None


def parse_forecast(body: object, place: Place) -> Forecast:
    """Return the forecast in *body*, a response to a request for `/data/2.5/forecast`.

    Raise InvalidResponse if no entry has a temperature or a condition; all other values may be missing.
    """
    response = validate(_Response, body, NAME)
    entries = [entry for entry in response.entries or () if entry is not None]
    points = {
        datetime.fromtimestamp(entry.dt, UTC): _data_point_from_entry(entry)
        for entry in entries
        if entry.dt is not None
    }
    timezone = zone_by_name(place.timezone) or zone_from_offset(response.city.timezone if response.city else None)
    return forecast_from_points(NAME, place, timezone, points, THREE_HOURS)


def _data_point_from_entry(entry: _Entry) -> DataPoint:
    main, wind = entry.main or MainValues(), entry.wind or Wind()
    return DataPoint(
        temperature=main.temp,
        feels_like=main.feels_like,
        wind_speed=wind.speed,
        wind_direction=wind.deg,
        humidity=main.humidity,
        pressure=main.sea_level or main.pressure,
        surface_pressure=main.grnd_level,
        is_day=entry.sys.pod == "d" if entry.sys and entry.sys.pod else None,
        condition=with_precipitation(primary_weather(entry.weather).condition, _precipitation_condition(entry)),
        precipitation=_precipitation_amount(entry),
        probability=round(entry.pop * 100) if entry.pop is not None else None,
        wind_gust=wind.gust,
    )


def _precipitation_condition(entry: _Entry) -> Condition | None:
    """Return the condition for the mean rates of rain and snow in *entry*; None without rain and snow."""
    rain, snow = (
        None if volume is None or volume.three_hours is None else volume.three_hours / 3
        for volume in (entry.rain, entry.snow)
    )
    return condition_from_rates(rain, snow)


def _precipitation_amount(entry: _Entry) -> float | None:
    """Return the total of rain and snow in *entry* in mm of water; 0 if *entry* has neither.

    Return None if an amount is invalid, or if *entry* has no condition and may be incomplete.
    """
    volumes = [
        volume for name, volume in (("rain", entry.rain), ("snow", entry.snow)) if name in entry.model_fields_set
    ]
    amounts = [
        None if volume is None else volume.three_hours if volume.model_fields_set else 0.0 for volume in volumes
    ]
    known_amounts = [amount for amount in amounts if amount is not None]
    return sum(known_amounts, 0.0) if entry.weather and len(known_amounts) == len(amounts) else None
