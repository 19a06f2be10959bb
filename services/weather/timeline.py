"""Conversion of the values that providers give for points in time to the steps of a forecast."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from services.errors import Malformed
from services.places.models import Place
from services.timezones import DEGREES_PER_HOUR
from services.weather.days import days_of
from services.weather.forecast import Forecast, Step
from services.weather.models import Condition
from services.weather.sky import is_daytime


class Row(NamedTuple):
    """The values of a provider for one point in time, in the units of `Step`."""

    temperature: float | None = None
    feels_like: float | None = None
    wind_speed: float | None = None
    wind_direction: float | None = None
    humidity: float | None = None
    pressure: float | None = None
    surface_pressure: float | None = None
    uv_index: float | None = None
    is_day: bool | None = None
    condition: Condition | None = None
    precipitation: float | None = None
    probability: float | None = None
    wind_gust: float | None = None


EMPTY_ROW = Row()


def forecast_of(
    provider: str, place: Place, local: tzinfo | None, rows: Mapping[datetime, Row], length: timedelta
) -> Forecast:
    """Return the forecast for *rows*, which are given by their times in UTC and are *length* apart.

    Its days are those of the time zone *local*, or of the zone of the longitude if that is None. Raise Malformed
    if all rows lack both the temperature and the condition.
    """
    if all(row.temperature is None and row.condition is None for row in rows.values()):
        raise Malformed(provider, 200)
    local = local or zone_of_longitude(place.longitude)
    # A row has the state at its time, but precipitation and gusts of the time before it.
    starts = sorted({*rows, *(time - length for time in rows)})
    steps = tuple(
        _step(start, length, rows.get(start, EMPTY_ROW), rows.get(start + length, EMPTY_ROW), place)
        for start in starts
    )
    return Forecast(provider=provider, timezone=local, steps=steps, days=days_of(steps, place, local))


def zone_of_longitude(longitude: float) -> tzinfo:
    """Return the UTC offset of a longitude: one hour for each 15 degrees."""
    return timezone(timedelta(hours=round(longitude / DEGREES_PER_HOUR)))


def _step(start: datetime, length: timedelta, at_start: Row, at_end: Row, place: Place) -> Step:
    return Step(
        start=start,
        length=length,
        temperature=at_start.temperature,
        feels_like=at_start.feels_like,
        wind_speed=at_start.wind_speed,
        wind_direction=at_start.wind_direction,
        humidity=at_start.humidity,
        pressure=at_start.pressure,
        surface_pressure=at_start.surface_pressure,
        uv_index=at_start.uv_index,
        is_day=is_daytime(place, start) if at_start.is_day is None else at_start.is_day,
        condition=at_end.condition,
        precipitation=at_end.precipitation,
        probability=at_end.probability,
        wind_gust=at_end.wind_gust,
    )
