"""Small bodies shaped on real ones, and the recorded ones where their folder is there."""

import json
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"


def recorded(folder: str) -> list[Path]:
    """Return the recorded bodies of one service; none in a clone without them."""
    return sorted((RECORDED / folder).glob("*.json"))


def read(path: Path) -> Any:  # noqa: ANN401 - it is JSON
    return json.loads(path.read_bytes())


OPENWEATHER: dict[str, Any] = {
    "coord": {"lon": 10.99, "lat": 44.34},
    "weather": [
        {"id": 501, "main": "Rain", "description": "moderate rain", "icon": "10d"},
        {"id": 701, "main": "Mist", "description": "mist", "icon": "50d"},
    ],
    "base": "stations",
    "main": {
        "temp": 5.33,
        "feels_like": -1.59,
        "temp_min": 4.41,
        "temp_max": 6.9,
        "pressure": 1015,
        "humidity": 64,
        "sea_level": 1016,
        "grnd_level": 933,
    },
    "visibility": 10000,
    "wind": {"speed": 4.12, "deg": 349, "gust": 9.18},
    "rain": {"1h": 3.16},
    "clouds": {"all": 75},
    "dt": 1768824420,
    "sys": {"type": 2, "id": 2075663, "country": "IT", "sunrise": 1768805159, "sunset": 1768838852},
    "timezone": 3600,
    "id": 3163858,
    "name": "Zocca",
    "cod": 200,
}

OPEN_METEO: dict[str, Any] = {
    "latitude": 55.75,
    "longitude": 37.625,
    "generationtime_ms": 0.11,
    "utc_offset_seconds": 10800,
    "timezone": "Europe/Moscow",
    "timezone_abbreviation": "GMT+3",
    "elevation": 144.0,
    "current_units": {"time": "unixtime", "interval": "seconds", "temperature_2m": "°C", "wind_speed_10m": "m/s"},
    "current": {
        "time": 1768824000,
        "interval": 900,
        "weather_code": 73,
        "temperature_2m": -9.4,
        "apparent_temperature": -15.0,
        "wind_speed_10m": 3.83,
        "wind_gusts_10m": 8.9,
        "wind_direction_10m": 202,
        "relative_humidity_2m": 83,
        "pressure_msl": 1024.6,
        "surface_pressure": 1005.9,
        "cloud_cover": 100,
        "visibility": 1860.0,
        "precipitation": 0.3,
        "snowfall": 0.21,
    },
}

OPENWEATHER_PLACES: list[dict[str, Any]] = [
    {
        "name": "London",
        "local_names": {"ru": "Лондон", "en": "London", "feature_name": "London"},
        "lat": 51.5073219,
        "lon": -0.1276474,
        "country": "GB",
        "state": "England",
    },
    {"name": "London", "lat": 42.9832406, "lon": -81.243372, "country": "CA"},
]

OPEN_METEO_PLACES: dict[str, Any] = {
    "results": [
        {
            "id": 2643743,
            "name": "London",
            "latitude": 51.50853,
            "longitude": -0.12574,
            "elevation": 25.0,
            "feature_code": "PPLC",
            "country_code": "GB",
            "timezone": "Europe/London",
            "population": 8961989,
            "country": "United Kingdom",
            "admin1": "England",
        },
        {"id": 6255152, "name": "Antarctica", "latitude": -78.15856, "longitude": 16.40626, "elevation": 3199.0},
    ],
    "generationtime_ms": 0.75,
}
