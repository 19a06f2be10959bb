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
from sandbox.weather.climate import STEP_SECONDS, elevation, quarter
from sandbox.weather.open_meteo_query import FORECAST, SUN, Wanted, parse
from sandbox.weather.open_meteo_variables import DAILY, HOURLY, Scale, Variable
from sandbox.weather.source import Source

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

    def __init__(self, cities: Cities, now: Callable[[], datetime], source: Source) -> None:
        self._source = source
        self._cities = cities
        self._now = now

    def forecast(self, query: Query) -> Answer:
        """Return one object for one place, and for more of them a list in the order asked."""
        wanted = parse(query, FORECAST)
        return numbered([self._place(point, wanted) for point in wanted.points], wanted.points)

    def _place(self, point: Point, wanted: Wanted) -> JSON:
        now = self._now()
        name = self._cities.timezone(point) if wanted.timezone == "auto" else wanted.timezone
        clock = Clock(name, now.astimezone(ZoneInfo(name)).utcoffset() or timedelta(), wanted.unixtime)
        today = clock.midnight(now)
        days = [today + number * DAY for number in range(-wanted.past_days, wanted.forecast_days)]
        body = place_of(point, clock)
        if wanted.current:
            body |= self._current(point, now, wanted, clock)
        if wanted.hourly:
            body |= self._hourly(point, days, wanted, clock)
        if wanted.daily:
            body |= self._daily(point, days, wanted, clock)
        return body

    def _current(self, point: Point, now: datetime, wanted: Wanted, clock: Clock) -> JSON:
        time = {"time": clock.time(quarter(now)), "interval": STEP_SECONDS}
        weather = [self._source.present(point)]
        scales = {name: _of_a_quarter(scale) if name in SUMS else scale for name, scale in wanted.scales.items()}
        units, values = rows(HOURLY, wanted.current, scales, [weather])
        return {
            "current_units": {"time": clock.unit, "interval": "seconds", **units},
            "current": time | {name: row[0] for name, row in values.items()},
        }

    def _hourly(self, point: Point, days: list[datetime], wanted: Wanted, clock: Clock) -> JSON:
        hours = [hour for day in days for hour in hours_of(day)]
        weather = [[self._source.at(point, hour)] for hour in hours]
        units, values = rows(HOURLY, wanted.hourly, wanted.scales, weather)
        return {
            "hourly_units": {"time": clock.unit, **units},
            "hourly": {"time": [clock.time(hour) for hour in hours], **values},
        }

    def _daily(self, point: Point, days: list[datetime], wanted: Wanted, clock: Clock) -> JSON:
        numbers = [name for name in wanted.daily if name not in SUN]
        weather = [[self._source.at(point, hour) for hour in hours_of(day)] for day in days] if numbers else []
        units, values = rows(DAILY, numbers, wanted.scales, weather)
        light = [self._source.light(point, day + DAY / 2) for day in days]
        sun = {name: [clock.time(getattr(day, name)) for day in light] for name in SUN if name in wanted.daily}
        return {
            "daily_units": {"time": clock.unit, **units, **dict.fromkeys(sun, clock.unit)},
            "daily": {"time": [clock.date(day) for day in days], **values, **sun},
        }


def numbered(bodies: Sequence[JSON], points: tuple[Point, ...]) -> Answer:
    """Return the answer about these points: one object, or a list in which all but the first have a number."""
    first, *others = bodies
    if not others:
        return Answer(first, points)
    return Answer([first, *({**body, "location_id": number} for number, body in enumerate(others, 1))], points)


def place_of(point: Point, clock: Clock) -> JSON:
    """Return what an answer tells of the place itself."""
    return {
        "latitude": _snapped(point[0]),
        "longitude": _snapped(point[1]),
        "generationtime_ms": 0.1,
        "utc_offset_seconds": int(clock.offset.total_seconds()),
        "timezone": clock.name,
        "timezone_abbreviation": clock.abbreviation,
        "elevation": elevation(*point),
    }


def rows(
    variables: Mapping[str, Variable],
    names: list[str],
    scales: Mapping[str, Scale],
    weather: Sequence[Sequence[object]],
) -> tuple[dict[str, str], dict[str, list[float | None]]]:
    """Return the unit of each variable, and its value for each item of `weather`, which is an hour or a day."""
    units, values = {}, {}
    for name in names:
        scale = scales[variables[name].quantity]
        units[name] = scale.unit
        told = [variables[name].of(hours) for hours in weather]
        values[name] = [None if value is None else scale(value) for value in told]
    return units, values


def hours_of(midnight: datetime) -> list[datetime]:
    """Return the 24 hours of a day, as the service counts them."""
    return [midnight + hour * HOUR for hour in range(24)]


def _of_a_quarter(scale: Scale) -> Scale:
    """Return what writes the part of an hour's sum that falls in STEP_SECONDS."""
    return replace(scale, factor=scale.factor * STEP_SECONDS / HOUR.total_seconds())


def _snapped(degrees: float) -> float:
    return round(degrees * GRID_STEPS_PER_DEGREE) / GRID_STEPS_PER_DEGREE
