"""Imitations of Open-Meteo's hourly air quality and sea: /v1/air-quality and /v1/marine."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.weather.answers import JSON, Answer, Query
from sandbox.weather.cities import Cities, Point
from sandbox.weather.open_meteo import DAY, Clock, hours_of, numbered, place_of, rows
from sandbox.weather.open_meteo_query import Limits, Wanted, parse
from sandbox.weather.open_meteo_variables import AIR, WATER, Variable
from sandbox.weather.source import Source

AIR_LIMITS = Limits(hourly=AIR, forecast_days=(5, 7), choices=("cell_selection", "domains"))
SEA_LIMITS = Limits(hourly=WATER, forecast_days=(7, 16), choices=("cell_selection",))


class OpenMeteoModels:
    """Answers queries to /v1/air-quality and /v1/marine."""

    def __init__(self, cities: Cities, now: Callable[[], datetime], source: Source) -> None:
        self._cities = cities
        self._now = now
        self._source = source

    def air(self, query: Query) -> Answer:
        """Return the air at one or more places."""
        return self._answer(parse(query, AIR_LIMITS), AIR, self._source.air)

    def sea(self, query: Query) -> Answer:
        """Return the sea at one or more places; inland all values are null."""
        return self._answer(parse(query, SEA_LIMITS), WATER, self._source.water)

    def _answer(
        self, wanted: Wanted, variables: Mapping[str, Variable], tell: Callable[[Point, datetime], object]
    ) -> Answer:
        return numbered([self._place(point, wanted, variables, tell) for point in wanted.points], wanted.points)

    def _place(
        self,
        point: Point,
        wanted: Wanted,
        variables: Mapping[str, Variable],
        tell: Callable[[Point, datetime], object],
    ) -> JSON:
        now = self._now()
        name = self._cities.timezone(point) if wanted.timezone == "auto" else wanted.timezone
        clock = Clock(name, now.astimezone(ZoneInfo(name)).utcoffset() or timedelta(), wanted.unixtime)
        today = clock.midnight(now)
        hours = [
            hour
            for number in range(-wanted.past_days, wanted.forecast_days)
            for hour in hours_of(today + number * DAY)
        ]
        units, values = rows(variables, wanted.hourly, wanted.scales, [[tell(point, hour)] for hour in hours])
        return place_of(point, clock) | {
            "hourly_units": {"time": clock.unit, **units},
            "hourly": {"time": [clock.time(hour) for hour in hours], **values},
        }
