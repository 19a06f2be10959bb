"""Imitations of Open-Meteo's hourly air quality and sea: /v1/air-quality and /v1/marine."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.weather.answers import JSON, Answer, Query
from sandbox.weather.cities import Cities, Point
from sandbox.weather.open_meteo import DAY, TimeFormat, answer_about, columns, hours_of_day, place_fields
from sandbox.weather.open_meteo_query import Limits, ParsedQuery, parse
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
        self,
        query: ParsedQuery,
        variables: Mapping[str, Variable],
        weather_at: Callable[[Point, datetime], object],
    ) -> Answer:
        return answer_about(
            [self._place(point, query, variables, weather_at) for point in query.points], query.points
        )

    def _place(
        self,
        point: Point,
        query: ParsedQuery,
        variables: Mapping[str, Variable],
        weather_at: Callable[[Point, datetime], object],
    ) -> JSON:
        now = self._now()
        name = self._cities.timezone(point) if query.timezone == "auto" else query.timezone
        time_format = TimeFormat(name, now.astimezone(ZoneInfo(name)).utcoffset() or timedelta(), query.unixtime)
        today = time_format.midnight(now)
        hours = [
            hour
            for number in range(-query.past_days, query.forecast_days)
            for hour in hours_of_day(today + number * DAY)
        ]
        units, values = columns(
            variables, query.hourly, query.scales, [[weather_at(point, hour)] for hour in hours]
        )
        return place_fields(point, time_format) | {
            "hourly_units": {"time": time_format.unit, **units},
            "hourly": {"time": [time_format.time(hour) for hour in hours], **values},
        }
