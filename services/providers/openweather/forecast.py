"""OpenWeather's steps of three hours as a forecast: https://openweathermap.org/forecast5"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from services.net.bodies import Body, Entries, Lenient, UnixTime, read
from services.places.models import Place, zone
from services.providers.openweather.bodies import Main, Offset, Volume, Weathers, Wind, fixed_zone, primary
from services.providers.openweather.client import NAME
from services.providers.openweather.conditions import falling
from services.weather.forecast import Forecast
from services.weather.models import Condition
from services.weather.precipitation import with_precipitation
from services.weather.timeline import DataPoint, forecast_from_points

THREE_HOURS = timedelta(hours=3)


class _Part(Body):
    pod: Lenient[Literal["d", "n"]] = None


class _Entry(Body):
    # Rain and snow are those of the three hours before dt, and so is the condition: of 671 recorded ones, 663 are
    # wet just when their own entry has rain or snow, and 604 when the next one has.
    dt: UnixTime = None
    weather: Weathers = None
    # Its temp_min and temp_max tell how much a large city varies, not how much three hours do.
    main: Lenient[Main] = None
    wind: Lenient[Wind] = None
    rain: Lenient[Volume] = None
    snow: Lenient[Volume] = None
    pop: Lenient[Annotated[float, Field(ge=0, le=1)]] = None
    sys: Lenient[_Part] = None


class _City(Body):
    timezone: Offset = None


class _Answer(Body):
    entries: Annotated[Lenient[Entries[Lenient[_Entry]]], Field(alias="list")] = None
    city: Lenient[_City] = None


def forecast_from(body: object, place: Place) -> Forecast:
    """Return the forecast in a body of `/data/2.5/forecast`, asked with metric units.

    Raise Malformed when no entry holds a temperature or a condition; nothing else is required.
    """
    answer = read(_Answer, body, NAME)
    entries = [entry for entry in answer.entries or () if entry is not None]
    rows = {datetime.fromtimestamp(entry.dt, UTC): _row(entry) for entry in entries if entry.dt is not None}
    local = zone(place.timezone) or fixed_zone(answer.city.timezone if answer.city else None)
    return forecast_from_points(NAME, place, local, rows, THREE_HOURS)


def _row(entry: _Entry) -> DataPoint:
    main, wind = entry.main or Main(), entry.wind or Wind()
    return DataPoint(
        temperature=main.temp,
        feels_like=main.feels_like,
        wind_speed=wind.speed,
        wind_direction=wind.deg,
        humidity=main.humidity,
        pressure=main.sea_level or main.pressure,
        surface_pressure=main.grnd_level,
        is_day=entry.sys.pod == "d" if entry.sys and entry.sys.pod else None,
        condition=with_precipitation(primary(entry.weather).condition, _falling(entry)),
        precipitation=_fallen(entry),
        probability=round(entry.pop * 100) if entry.pop is not None else None,
        wind_gust=wind.gust,
    )


def _falling(entry: _Entry) -> Condition | None:
    """Return what falls in the three hours, by its rate."""
    rain, snow = (
        None if volume is None or volume.three_hours is None else volume.three_hours / 3
        for volume in (entry.rain, entry.snow)
    )
    return falling(rain, snow)


def _fallen(entry: _Entry) -> float | None:
    """Return mm in three hours; where weather is told without them, it is dry."""
    told = [
        volume for name, volume in (("rain", entry.rain), ("snow", entry.snow)) if name in entry.model_fields_set
    ]
    fallen = [
        None if volume is None else volume.three_hours if volume.model_fields_set else 0.0 for volume in told
    ]
    known = [millimetres for millimetres in fallen if millimetres is not None]
    return sum(known, 0.0) if entry.weather and len(known) == len(fallen) else None
