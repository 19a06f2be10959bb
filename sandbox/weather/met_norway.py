"""An imitation of MET Norway's Locationforecast 2.0, strict about its terms of service."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import isfinite

from sandbox.weather.answers import JSON, Answer, Query, RefusalError
from sandbox.weather.cities import Point
from sandbox.weather.climate import Conditions, elevation
from sandbox.weather.source import Source

HOUR = timedelta(hours=1)
HOURLY_STEPS = 60
SIX_HOUR_STEPS = 28
MAX_DECIMALS = 4
EXPIRES_AFTER = timedelta(minutes=30)

SYMBOLS = {
    0: "clearsky",
    1: "fair",
    2: "partlycloudy",
    3: "cloudy",
    45: "fog",
    51: "lightrain",
    61: "lightrain",
    63: "rain",
    65: "heavyrain",
    71: "lightsnow",
    73: "snow",
    75: "heavysnow",
    80: "lightrainshowers",
    81: "rainshowers",
    82: "heavyrainshowers",
    95: "rainandthunder",
}
SYMBOLS_WITH_DAYLIGHT = {"clearsky", "fair", "partlycloudy", "lightrainshowers", "rainshowers", "heavyrainshowers"}


class MetNorway:
    """Answers queries to /weatherapi/locationforecast/2.0/complete. A new forecast is issued each hour."""

    def __init__(self, now: Callable[[], datetime], source: Source) -> None:
        self._now = now
        self._source = source

    def forecast(self, query: Query, headers: Mapping[str, str]) -> Answer:
        """Return the forecast for a point, or 304 when the client's copy is current."""
        if "weather-bot " not in headers.get("User-Agent", ""):
            raise RefusalError(403, "Please identify your application in the User-Agent")
        if unknown := set(query) - {"lat", "lon", "altitude"}:
            raise RefusalError(400, f"unknown parameter {min(unknown)}")
        point = _degrees(query, "lat", 90), _degrees(query, "lon", 180)
        now = self._now().astimezone(UTC)
        made = now.replace(minute=0, second=0, microsecond=0)
        caching = {
            "Date": format_datetime(now.replace(microsecond=0), usegmt=True),
            "Last-Modified": format_datetime(made, usegmt=True),
            "Expires": format_datetime((now + EXPIRES_AFTER).replace(microsecond=0), usegmt=True),
        }
        if headers.get("If-Modified-Since") == caching["Last-Modified"]:
            return Answer(None, (point,), 304, caching)
        times = [made + number * HOUR for number in range(HOURLY_STEPS)]
        later = times[-1].replace(hour=times[-1].hour // 6 * 6) + 6 * HOUR
        times += [later + number * 6 * HOUR for number in range(SIX_HOUR_STEPS)]
        series = [self._entry(point, at, hourly=at < later, last=at == times[-1]) for at in times]
        body = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [point[1], point[0], elevation(*point)]},
            "properties": {"meta": {"updated_at": f"{made:%Y-%m-%dT%H:%M:%SZ}"}, "timeseries": series},
        }
        return Answer(body, (point,), headers=caching)

    def _entry(self, point: Point, at: datetime, *, hourly: bool, last: bool) -> JSON:
        state = self._source.at(point, at)
        data: JSON = {"instant": {"details": _details(state)}}
        if hourly:
            data["next_1_hours"] = self._period(point, at, 1)
        if not last:
            data["next_6_hours"] = self._period(point, at, 6)
        return {"time": f"{at:%Y-%m-%dT%H:%M:%SZ}", "data": data}

    def _period(self, point: Point, at: datetime, hours: int) -> JSON:
        ahead = [self._source.at(point, at + number * HOUR) for number in range(1, hours + 1)]
        worst = max(ahead, key=lambda state: state.weather_code)
        symbol = SYMBOLS[worst.weather_code]
        light = ("_day" if worst.is_day else "_night") if symbol in SYMBOLS_WITH_DAYLIGHT else ""
        return {
            "summary": {"symbol_code": symbol + light},
            "details": {
                "precipitation_amount": round(sum(state.precipitation for state in ahead), 1),
                "probability_of_precipitation": float(max(state.precipitation_probability for state in ahead)),
            },
        }


def _details(state: Conditions) -> JSON:
    return {
        "air_pressure_at_sea_level": state.pressure,
        "air_temperature": state.temperature,
        "cloud_area_fraction": float(state.cloud_cover),
        "relative_humidity": float(state.humidity),
        "wind_from_direction": float(state.wind_direction),
        "wind_speed": state.wind_speed,
        "wind_speed_of_gust": state.wind_gusts,
    }


def _degrees(query: Query, name: str, limit: int) -> float:
    text = query.get(name, "")
    try:
        value = float(text)
    except ValueError:
        raise RefusalError(400, f"{name} is no number") from None
    if not isfinite(value) or abs(value) > limit:
        raise RefusalError(400, f"{name} is not on Earth")
    if len(text.partition(".")[2]) > MAX_DECIMALS:
        raise RefusalError(403, f"{name} has more than {MAX_DECIMALS} decimals")
    return value
