"""An imitation of Open-Meteo's forecast, for one place or many.

Two habits of the service are imitated: coordinates are snapped to the model's grid, and all local times of an
answer have today's UTC offset.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from sandbox.weather.answers import JSON, Answer, Query
from sandbox.weather.cities import Cities, Point
from sandbox.weather.climate import STEP_SECONDS, elevation, quarter
from sandbox.weather.open_meteo_query import FORECAST, SUN, ParsedQuery, parse
from sandbox.weather.open_meteo_variables import DAILY, HOURLY, Scale, Variable
from sandbox.weather.source import HOUR, Source

DAY = timedelta(days=1)
QUARTER = timedelta(seconds=STEP_SECONDS)
GRID_STEPS_PER_DEGREE = 8
SUMMED_QUANTITIES = {"water", "snow"}
"""Quantities that are sums over a period: a quarter of an hour in `current`, an hour in `hourly`."""


@dataclass(frozen=True)
class TimeFormat:
    """The time zone and time format of one place's answer."""

    name: str
    offset: timedelta
    unixtime: bool

    @property
    def unit(self) -> str:
        """The name of the time format that the answer's units state."""
        return "unixtime" if self.unixtime else "iso8601"

    @property
    def abbreviation(self) -> str:
        """`GMT`, `GMT+3` or `GMT+5:45`."""
        hours, minutes = divmod(abs(self.offset) // timedelta(minutes=1), 60)
        sign = "-" if self.offset < timedelta() else "+"
        return "GMT" + (f"{sign}{hours}" if self.offset else "") + (f":{minutes}" if minutes else "")

    def midnight(self, at: datetime) -> datetime:
        """Return the start of the local day that contains `at`."""
        return at.astimezone(timezone(self.offset)).replace(hour=0, minute=0, second=0, microsecond=0)

    def time(self, at: datetime) -> int | str:
        """Format a time: as Unix time, or as local ISO 8601."""
        return int(at.timestamp()) if self.unixtime else f"{at.astimezone(timezone(self.offset)):%Y-%m-%dT%H:%M}"

    def date(self, midnight: datetime) -> int | str:
        """Format a day: its local midnight in Unix time, or its ISO date."""
        return int(midnight.timestamp()) if self.unixtime else f"{midnight:%Y-%m-%d}"


class OpenMeteo:
    """Answers queries to /v1/forecast."""

    def __init__(self, cities: Cities, now: Callable[[], datetime], source: Source) -> None:
        self._source = source
        self._cities = cities
        self._now = now

    def forecast(self, query: Query) -> Answer:
        """Return one object for one place, or a list in the requested order for several places."""
        parsed = parse(query, FORECAST)
        return answer_about([self._place(point, parsed) for point in parsed.points], parsed.points)

    def _place(self, point: Point, query: ParsedQuery) -> JSON:
        now = self._now()
        name = self._cities.timezone(point) if query.timezone == "auto" else query.timezone
        time_format = TimeFormat(name, now.astimezone(ZoneInfo(name)).utcoffset() or timedelta(), query.unixtime)
        today = time_format.midnight(now)
        days = [today + number * DAY for number in range(-query.past_days, query.forecast_days)]
        body = place_fields(point, time_format)
        if query.current:
            body |= self._current(point, now, query, time_format)
        if query.minutely_15:
            body |= self._quarters(point, now, query, time_format)
        if query.hourly:
            body |= self._hourly(point, days, query, time_format)
        if query.daily:
            body |= self._daily(point, days, query, time_format)
        return body

    def _current(self, point: Point, now: datetime, query: ParsedQuery, time_format: TimeFormat) -> JSON:
        time = {"time": time_format.time(quarter(now)), "interval": STEP_SECONDS}
        weather = [self._source.present(point)]
        scales = {
            name: _of_a_quarter(scale) if name in SUMMED_QUANTITIES else scale
            for name, scale in query.scales.items()
        }
        units, values = columns(HOURLY, query.current, scales, [weather])
        return {
            "current_units": {"time": time_format.unit, "interval": "seconds", **units},
            "current": time | {name: row[0] for name, row in values.items()},
        }

    def _quarters(self, point: Point, now: datetime, query: ParsedQuery, time_format: TimeFormat) -> JSON:
        times = [
            quarter(now) + number * QUARTER for number in range(-query.past_quarters, query.forecast_quarters)
        ]
        weather = [[self._source.at(point, time, QUARTER)] for time in times]
        units, values = columns(HOURLY, query.minutely_15, query.scales, weather)
        return {
            "minutely_15_units": {"time": time_format.unit, **units},
            "minutely_15": {"time": [time_format.time(time) for time in times], **values},
        }

    def _hourly(self, point: Point, days: list[datetime], query: ParsedQuery, time_format: TimeFormat) -> JSON:
        hours = [hour for day in days for hour in hours_of_day(day)]
        weather = [[self._source.at(point, hour)] for hour in hours]
        units, values = columns(HOURLY, query.hourly, query.scales, weather)
        return {
            "hourly_units": {"time": time_format.unit, **units},
            "hourly": {"time": [time_format.time(hour) for hour in hours], **values},
        }

    def _daily(self, point: Point, days: list[datetime], query: ParsedQuery, time_format: TimeFormat) -> JSON:
        numbers = [name for name in query.daily if name not in SUN]
        weather = [[self._source.at(point, hour) for hour in hours_of_day(day)] for day in days] if numbers else []
        units, values = columns(DAILY, numbers, query.scales, weather)
        light = [self._source.light(point, day + DAY / 2) for day in days]
        sun = {
            name: [time_format.time(getattr(day, name)) for day in light] for name in SUN if name in query.daily
        }
        return {
            "daily_units": {"time": time_format.unit, **units, **dict.fromkeys(sun, time_format.unit)},
            "daily": {"time": [time_format.date(day) for day in days], **values, **sun},
        }


def answer_about(bodies: Sequence[JSON], points: tuple[Point, ...]) -> Answer:
    """Return one object for one point, or a list for several.

    All objects of a list but the first have a `location_id`.
    """
    first, *others = bodies
    if not others:
        return Answer(first, points)
    return Answer([first, *({**body, "location_id": number} for number, body in enumerate(others, 1))], points)


def place_fields(point: Point, time_format: TimeFormat) -> JSON:
    """Return the fields of an answer that describe the place itself."""
    return {
        "latitude": _snapped(point[0]),
        "longitude": _snapped(point[1]),
        "generationtime_ms": 0.1,
        "utc_offset_seconds": int(time_format.offset.total_seconds()),
        "timezone": time_format.name,
        "timezone_abbreviation": time_format.abbreviation,
        "elevation": elevation(*point),
    }


def columns(
    variables: Mapping[str, Variable],
    names: list[str],
    scales: Mapping[str, Scale],
    weather: Sequence[Sequence[object]],
) -> tuple[dict[str, str], dict[str, list[float | None]]]:
    """Return the units of the variables, and their values for each item of `weather`, an hour or a day."""
    units, values = {}, {}
    for name in names:
        scale = scales[variables[name].quantity]
        units[name] = scale.unit
        raw_values = [variables[name].of(hours) for hours in weather]
        values[name] = [None if value is None else scale(value) for value in raw_values]
    return units, values


def hours_of_day(midnight: datetime) -> list[datetime]:
    """Return the 24 hours of a day, as the service counts them."""
    return [midnight + hour * HOUR for hour in range(24)]


def _of_a_quarter(scale: Scale) -> Scale:
    """Return a scale that converts the sum of an hour to the share of STEP_SECONDS."""
    return replace(scale, factor=scale.factor * STEP_SECONDS / HOUR.total_seconds())


def _snapped(degrees: float) -> float:
    return round(degrees * GRID_STEPS_PER_DEGREE) / GRID_STEPS_PER_DEGREE
