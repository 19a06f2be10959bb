"""An imitation of OpenWeather 2.5: weather, forecast and air_pollution in /data/2.5, and the geocoder /geo/1.0.

The imitation follows the service in format and errors, but is stricter. A parameter or value that the service
would ignore is refused with 400, so that a mistake in a client is noticed.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

from sandbox.weather.answers import JSON, Answer, Query, RefusalError
from sandbox.weather.cities import Cities, City, Point
from sandbox.weather.climate import quarter
from sandbox.weather.openweather_conditions import UNITS, format_conditions, format_pollution
from sandbox.weather.source import Source

STEP = timedelta(hours=3)
FORECAST_STEPS = 40
AIR_HOURS = 96
NAMED_WITHIN_KM = 50


class OpenWeather:
    """Answers queries; `key` is the only appid that it accepts."""

    def __init__(self, cities: Cities, now: Callable[[], datetime], key: str, source: Source) -> None:
        self._source = source
        self._cities = cities
        self._now = now
        self._key = key

    def weather(self, query: Query) -> Answer:
        """Return the current conditions at a point, or in the city that the deprecated `q` names."""
        self._check_parameters(query, {"lat", "lon", "q", "units", "lang"})
        point, city = self._place(query)
        now = quarter(self._now())
        country = {"country": city.country_code} if city.country_code else {}
        body = {
            "coord": _coordinates(point),
            "base": "stations",
            **format_conditions([self._source.present(point)], query),
            "dt": int(now.timestamp()),
            "sys": {"type": 2, "id": city.id, **country, **self._sun(point, now)},
            "timezone": self._utc_offset(point, now),
            "id": city.id,
            "name": city.name(query.get("lang", "en")),
            "cod": 200,
        }
        return Answer(body, (point,))

    def forecast(self, query: Query) -> Answer:
        """Return five days in steps of three hours."""
        self._check_parameters(query, {"lat", "lon", "q", "units", "lang"})
        point, city = self._place(query)
        now = self._now()
        first = datetime.fromtimestamp(-(-now.timestamp() // STEP.seconds) * STEP.seconds, UTC)
        about = {
            "id": city.id,
            "name": city.name(query.get("lang", "en")),
            "coord": _coordinates(point),
            "country": city.country_code,
            "population": city.population,
            "timezone": self._utc_offset(point, now),
            **self._sun(point, now),
        }
        steps = [self._forecast_step(point, first + number * STEP, query) for number in range(FORECAST_STEPS)]
        return Answer({"cod": "200", "message": 0, "cnt": FORECAST_STEPS, "list": steps, "city": about}, (point,))

    def air(self, query: Query) -> Answer:
        """Return the pollution of the air in the current hour."""
        return self._pollution(query, 1)

    def air_forecast(self, query: Query) -> Answer:
        """Return the pollution of the air in the next four days, by hours."""
        return self._pollution(query, AIR_HOURS)

    def _pollution(self, query: Query, hours: int) -> Answer:
        self._check_parameters(query, {"lat", "lon"})
        point = _point(query)
        first = self._now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        times = [first + number * timedelta(hours=1) for number in range(hours)]
        entries = [format_pollution(self._source.air(point, at), at) for at in times]
        return Answer({"coord": _coordinates(point), "list": entries}, (point,))

    def direct(self, query: Query) -> Answer:
        """Return the cities that `q` may mean: a name, optionally with a state and a country."""
        self._check_parameters(query, {"q", "limit"})
        return Answer([_place_fields(city) for city in self._split_name(query.get("q", ""))[: _limit(query)]])

    def reverse(self, query: Query) -> Answer:
        """Return the cities around a point, the nearest first."""
        self._check_parameters(query, {"lat", "lon", "limit"})
        point = _point(query)
        near = self._cities.near(point, NAMED_WITHIN_KM)
        return Answer([_place_fields(city) for city in near[: _limit(query)]], (point,))

    def _check_parameters(self, query: Query, allowed: set[str]) -> None:
        if query.get("appid") != self._key:
            message = "Invalid API key. Please see https://openweathermap.org/faq#error401 for more info."
            raise RefusalError(401, {"cod": 401, "message": message})
        if unknown := set(query) - allowed - {"appid"}:
            _refuse(f"unknown parameter {min(unknown)}")
        if query.get("units", "standard") not in UNITS:
            _refuse("wrong units")

    def _place(self, query: Query) -> tuple[Point, City]:
        """Return the point of a query and its city, or a city without a name if none is near."""
        if "q" in query:
            named = self._split_name(query["q"])
            if not named:
                raise RefusalError(404, {"cod": "404", "message": "city not found"})
            return named[0].point, named[0]
        point = _point(query)
        nowhere = City(name_en="", latitude=point[0], longitude=point[1])
        return point, next(iter(self._cities.near(point, NAMED_WITHIN_KM)), nowhere)

    def _split_name(self, text: str) -> list[City]:
        name, *areas = (part.strip() for part in text.split(","))
        if not name:
            _refuse("Nothing to geocode")
        return self._cities.named(name, areas)

    def _utc_offset(self, point: Point, at: datetime) -> int:
        """Return the UTC offset of local time in seconds."""
        local = at.astimezone(ZoneInfo(self._cities.timezone(point)))
        return int((local.utcoffset() or timedelta()).total_seconds())

    def _forecast_step(self, point: Point, at: datetime, query: Query) -> JSON:
        hours = [self._source.at(point, at - timedelta(hours=hour)) for hour in (2, 1, 0)]
        return {
            "dt": int(at.timestamp()),
            **format_conditions(hours, query),
            "pop": max(hour.precipitation_probability for hour in hours) / 100,
            "sys": {"pod": "d" if hours[-1].is_day else "n"},
            "dt_txt": f"{at:%Y-%m-%d %H:%M:%S}",
        }

    def _sun(self, point: Point, at: datetime) -> dict[str, int]:
        """Return sunrise and sunset in Unix time, or zeros on a day without them."""
        light = self._source.light(point, at)
        if light.sunset - light.sunrise in (timedelta(), timedelta(days=1)):
            return {"sunrise": 0, "sunset": 0}
        return {"sunrise": int(light.sunrise.timestamp()), "sunset": int(light.sunset.timestamp())}


def _place_fields(city: City) -> JSON:
    state = {"state": city.region_en} if city.region_en else {}
    names = {"en": city.name_en} | ({"ru": city.name_ru} if city.name_ru else {})
    return {
        "name": city.name_en,
        "local_names": names,
        "lat": city.latitude,
        "lon": city.longitude,
        "country": city.country_code,
        **state,
    }


def _coordinates(point: Point) -> dict[str, float]:
    return {"lon": round(point[1], 4), "lat": round(point[0], 4)}


def _point(query: Query) -> Point:
    if "lat" not in query and "lon" not in query:
        _refuse("Nothing to geocode")
    return _degrees(query, "lat", 90, "wrong latitude"), _degrees(query, "lon", 180, "wrong longitude")


def _degrees(query: Query, name: str, limit: int, complaint: str) -> float:
    try:
        value = float(query.get(name, ""))
    except ValueError:
        _refuse(complaint)
    if not -limit <= value <= limit:
        _refuse(complaint)
    return value


def _limit(query: Query) -> int:
    text = query.get("limit", "1")
    if text not in {"1", "2", "3", "4", "5"}:
        _refuse("wrong limit")
    return int(text)


def _refuse(message: str) -> NoReturn:
    raise RefusalError(400, {"cod": "400", "message": message})
