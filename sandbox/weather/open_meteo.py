"""Open-Meteo: the forecast, for one place or many.

Two of the service's habits are kept on purpose: coordinates come back snapped to the model's grid, and local times
carry one offset, today's, for the whole answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from sandbox.weather.answers import JSON, Answer, Query
from sandbox.weather.cities import Cities, Point
from sandbox.weather.climate import STEP_SECONDS, Conditions, conditions, elevation, quarter
from sandbox.weather.open_meteo_query import SUN, Wanted, parse
from sandbox.weather.open_meteo_variables import DAILY, HOURLY, Scale, Variable
from services.sun import daylight

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
GRID_STEPS_PER_DEGREE = 8
SUMS = {"water", "snow"}
"""Quantities of a period: `current` tells those of the quarter of an hour before, `hourly` those of the hour."""


@dataclass(frozen=True)
class Clock:
    """How the times of one place are written."""

    name: str
    offset: timedelta
    unixtime: bool

    @property
    def unit(self) -> str:
        """What the units say of times."""
        return "unixtime" if self.unixtime else "iso8601"

    @property
    def abbreviation(self) -> str:
        """`GMT`, `GMT+3` or `GMT+5:45`."""
        hours, minutes = divmod(abs(self.offset) // timedelta(minutes=1), 60)
        sign = "-" if self.offset < timedelta() else "+"
        return "GMT" + (f"{sign}{hours}" if self.offset else "") + (f":{minutes}" if minutes else "")

    def midnight(self, at: datetime) -> datetime:
        """Return when the local day of `at` begins."""
        return at.astimezone(timezone(self.offset)).replace(hour=0, minute=0, second=0, microsecond=0)

    def time(self, at: datetime) -> int | str:
        """Write an instant."""
        return int(at.timestamp()) if self.unixtime else f"{at.astimezone(timezone(self.offset)):%Y-%m-%dT%H:%M}"

    def date(self, midnight: datetime) -> int | str:
        """Write a day: as its local midnight in Unix time, or without the time."""
        return int(midnight.timestamp()) if self.unixtime else f"{midnight:%Y-%m-%d}"


class OpenMeteo:
    """Answers queries to /v1/forecast."""

    def __init__(self, cities: Cities, now: Callable[[], datetime]) -> None:
        self._cities = cities
        self._now = now

    def forecast(self, query: Query) -> Answer:
        """Return one object for one place, and for more of them a list in the order asked."""
        wanted = parse(query)
        first, *others = (self._place(point, wanted) for point in wanted.points)
        if not others:
            return Answer(first, wanted.points)
        numbered = [{**body, "location_id": number} for number, body in enumerate(others, 1)]
        return Answer([first, *numbered], wanted.points)

    def _place(self, point: Point, wanted: Wanted) -> JSON:
        now = self._now()
        name = self._cities.timezone(point) if wanted.timezone == "auto" else wanted.timezone
        clock = Clock(name, now.astimezone(ZoneInfo(name)).utcoffset() or timedelta(), wanted.unixtime)
        today = clock.midnight(now)
        days = [today + number * DAY for number in range(-wanted.past_days, wanted.forecast_days)]
        body: JSON = {
            "latitude": _snapped(point[0]),
            "longitude": _snapped(point[1]),
            "generationtime_ms": 0.1,
            "utc_offset_seconds": int(clock.offset.total_seconds()),
            "timezone": clock.name,
            "timezone_abbreviation": clock.abbreviation,
            "elevation": elevation(*point),
        }
        if wanted.current:
            body |= _current(point, now, wanted, clock)
        if wanted.hourly:
            body |= _hourly(point, days, wanted, clock)
        if wanted.daily:
            body |= _daily(point, days, wanted, clock)
        return body


def _current(point: Point, now: datetime, wanted: Wanted, clock: Clock) -> JSON:
    time = {"time": clock.time(quarter(now)), "interval": STEP_SECONDS}
    weather = [conditions(*point, now)]
    scales = {name: _of_a_quarter(scale) if name in SUMS else scale for name, scale in wanted.scales.items()}
    units, values = _rows(HOURLY, wanted.current, scales, [weather])
    return {
        "current_units": {"time": clock.unit, "interval": "seconds", **units},
        "current": time | {name: row[0] for name, row in values.items()},
    }


def _hourly(point: Point, days: list[datetime], wanted: Wanted, clock: Clock) -> JSON:
    hours = [hour for day in days for hour in _hours(day)]
    weather = [[conditions(*point, hour)] for hour in hours]
    units, values = _rows(HOURLY, wanted.hourly, wanted.scales, weather)
    return {
        "hourly_units": {"time": clock.unit, **units},
        "hourly": {"time": [clock.time(hour) for hour in hours], **values},
    }


def _daily(point: Point, days: list[datetime], wanted: Wanted, clock: Clock) -> JSON:
    numbers = [name for name in wanted.daily if name not in SUN]
    weather = [[conditions(*point, hour) for hour in _hours(day)] for day in days] if numbers else []
    units, values = _rows(DAILY, numbers, wanted.scales, weather)
    light = [daylight(*point, near=day + DAY / 2) for day in days]
    sun = {name: [clock.time(getattr(day, name)) for day in light] for name in SUN if name in wanted.daily}
    return {
        "daily_units": {"time": clock.unit, **units, **dict.fromkeys(sun, clock.unit)},
        "daily": {"time": [clock.date(day) for day in days], **values, **sun},
    }


def _rows(
    variables: Mapping[str, Variable],
    names: list[str],
    scales: Mapping[str, Scale],
    weather: Sequence[Sequence[Conditions]],
) -> tuple[dict[str, str], dict[str, list[float]]]:
    """Return the unit of each variable, and its value for each item of `weather`, which is an hour or a day."""
    units, rows = {}, {}
    for name in names:
        scale = scales[variables[name].quantity]
        units[name] = scale.unit
        rows[name] = [scale(variables[name].of(hours)) for hours in weather]
    return units, rows


def _hours(midnight: datetime) -> list[datetime]:
    return [midnight + hour * HOUR for hour in range(24)]


def _of_a_quarter(scale: Scale) -> Scale:
    """Return what writes the part of an hour's sum that falls in STEP_SECONDS."""
    return replace(scale, factor=scale.factor * STEP_SECONDS / HOUR.total_seconds())


def _snapped(degrees: float) -> float:
    return round(degrees * GRID_STEPS_PER_DEGREE) / GRID_STEPS_PER_DEGREE
