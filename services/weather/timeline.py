"""Converts data points, which are values for moments, to the steps of a forecast."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from typing import NamedTuple

from services.errors import InvalidResponse
from services.places.models import Place
from services.timezones import DEGREES_PER_HOUR
from services.weather.days import days_from_steps
from services.weather.forecast import Forecast, Step
from services.weather.models import Condition
from services.weather.sun_times import is_daytime


class DataPoint(NamedTuple):
    """The values that a provider gives for one point in time, in the units of `Step`."""

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


EMPTY_DATA_POINT = DataPoint()


def forecast_from_points(
    provider: str,
    place: Place,
    timezone: tzinfo | None,
    points: Mapping[datetime, DataPoint],
    step_length: timedelta,
) -> Forecast:
    """Return the forecast that consists of *points*.

    *points* maps times in UTC to data points; successive times differ by *step_length*.

    The days begin at midnight in *timezone*. If *timezone* is None, the UTC offset is computed from the longitude.
    Raise InvalidResponse if no point has a temperature or a condition.
    """
    if all(point.temperature is None and point.condition is None for point in points.values()):
        raise InvalidResponse(provider, 200)
    timezone = timezone or zone_of_longitude(place.longitude)
    # The temperature of a data point is for its time; the precipitation and the gusts are for the period before
    # its time.
    starts = sorted({*points, *(time - step_length for time in points)})
    steps = tuple(
        _step_from_points(
            start,
            step_length,
            points.get(start, EMPTY_DATA_POINT),
            points.get(start + step_length, EMPTY_DATA_POINT),
            place,
        )
        for start in starts
    )
    return Forecast(
        provider=provider, timezone=timezone, steps=steps, days=days_from_steps(steps, place, timezone)
    )


def zone_of_longitude(longitude: float) -> tzinfo:
    """Return a time zone whose UTC offset is computed from *longitude*: one hour for each 15 degrees."""
    return fixed_offset(timedelta(hours=round(longitude / DEGREES_PER_HOUR)))


def _step_from_points(
    start: datetime, step_length: timedelta, at_start: DataPoint, at_end: DataPoint, place: Place
) -> Step:
    return Step(
        start=start,
        length=step_length,
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
