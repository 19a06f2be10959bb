"""Open-Meteo's hours as a forecast: https://open-meteo.com/en/docs"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from services.net.bodies import (
    Body,
    Celsius,
    Degrees,
    Entries,
    Lenient,
    Line,
    MetresPerSecond,
    Millimetres,
    Percent,
    UnixTime,
    read,
)
from services.net.http import Params
from services.places.models import Place, zone
from services.providers.open_meteo.client import NAME
from services.providers.open_meteo.conditions import CONDITIONS
from services.weather.forecast import Forecast
from services.weather.timeline import Row, forecast_of

HOUR = timedelta(hours=1)

Value = TypeVar("Value")


class _Hours(Body):
    time: Lenient[Entries[UnixTime]] = None
    temperature_2m: Lenient[Entries[Celsius]] = None
    apparent_temperature: Lenient[Entries[Celsius]] = None
    precipitation: Lenient[Entries[Millimetres]] = None
    precipitation_probability: Lenient[Entries[Percent]] = None
    weather_code: Lenient[Entries[Lenient[int]]] = None
    is_day: Lenient[Entries[Lenient[bool]]] = None
    wind_speed_10m: Lenient[Entries[MetresPerSecond]] = None
    wind_gusts_10m: Lenient[Entries[MetresPerSecond]] = None
    wind_direction_10m: Lenient[Entries[Degrees]] = None


class _Answer(Body):
    timezone: Lenient[Line] = None
    hourly: Lenient[_Hours] = None


# Days are summed up from hours here and not asked for: those of the service go by today's offset, an hour off
# once clocks change, and ten variables are what counts as one call. The sixth day is for whoever is given the
# answer after midnight.
FORECAST: Params = {
    "hourly": ",".join(name for name in _Hours.model_fields if name != "time"),
    "past_days": 1,
    "forecast_days": 6,
}


def forecast_from(body: object, place: Place) -> Forecast:
    """Return the forecast in one place's part of a `/v1/forecast` body, asked with unix times and m/s.

    Raise Malformed when no hour holds a temperature or a condition; nothing else is required.
    """
    answer = read(_Answer, body, NAME)
    hours = answer.hourly or _Hours()
    rows = {
        datetime.fromtimestamp(seconds, UTC): _row(hours, index)
        for index, seconds in enumerate(hours.time or ())
        if seconds is not None
    }
    return forecast_of(NAME, place, zone(place.timezone) or zone(answer.timezone), rows, HOUR)


def _row(hours: _Hours, index: int) -> Row:
    code = _cell(hours.weather_code, index)
    return Row(
        temperature=_cell(hours.temperature_2m, index),
        feels_like=_cell(hours.apparent_temperature, index),
        wind_speed=_cell(hours.wind_speed_10m, index),
        wind_direction=_cell(hours.wind_direction_10m, index),
        is_day=_cell(hours.is_day, index),
        condition=CONDITIONS.get(code) if code is not None else None,
        precipitation=_cell(hours.precipitation, index),
        probability=_cell(hours.precipitation_probability, index),
        wind_gust=_cell(hours.wind_gusts_10m, index),
    )


def _cell(column: Sequence[Value | None] | None, index: int) -> Value | None:
    return column[index] if column is not None and index < len(column) else None
