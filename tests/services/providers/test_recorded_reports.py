"""Every recorded body of current weather, compared value by value with an independent small reader."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.open_meteo import current as open_meteo
from services.providers.openweather import current as openweather
from services.weather import Report
from tests.services.bodies import read, recorded

RANGES = {
    "temperature": (-100, 70),
    "feels_like": (-100, 70),
    "wind_speed": (0, 150),
    "wind_gust": (0, 150),
    "wind_direction": (0, 360),
    "humidity": (0, 100),
    "cloud_cover": (0, 100),
    "pressure": (800, 1100),
    "surface_pressure": (300, 1100),
    "visibility": (0, 1_000_000),
}
"""The values that are possible on Earth; some bodies were recorded in Kelvin or in °F."""


def bodies(folder: str, prefix: str) -> list[Path]:
    return [*recorded(folder), *(path for path in recorded("more") if path.name.startswith(prefix))]


def number(value: object, field: str) -> float | None:
    low, high = RANGES[field]
    return value if isinstance(value, int | float) and low <= value <= high else None


def openweather_values(body: dict[str, Any]) -> dict[str, Any]:
    main, wind = body.get("main", {}), body.get("wind", {})
    falls = [body[name] for name in ("rain", "snow") if name in body]
    rates = [volume["1h"] if "1h" in volume else volume["3h"] / 3 for volume in falls if volume]
    return {
        "temperature": number(main.get("temp"), "temperature"),
        "feels_like": number(main.get("feels_like"), "feels_like"),
        "humidity": number(main.get("humidity"), "humidity"),
        "pressure": number(main.get("sea_level", main.get("pressure")), "pressure"),
        "surface_pressure": number(main.get("grnd_level"), "surface_pressure"),
        "wind_speed": number(wind.get("speed"), "wind_speed"),
        "wind_gust": number(wind.get("gust"), "wind_gust"),
        "wind_direction": number(wind.get("deg"), "wind_direction"),
        "cloud_cover": number(body.get("clouds", {}).get("all"), "cloud_cover"),
        "visibility": number(body.get("visibility"), "visibility"),
        "visibility_is_capped": body.get("visibility", 0) >= 10_000,
        "precipitation_rate": sum(rates) if rates else None,
        "observed_at": datetime.fromtimestamp(body["dt"], UTC) if "dt" in body else None,
    }


def open_meteo_values(body: dict[str, Any]) -> dict[str, Any]:
    current = body["current"]
    period = current.get("interval")
    fallen = current.get("precipitation")
    time = current.get("time")
    return {
        "temperature": number(current.get("temperature_2m"), "temperature"),
        "feels_like": number(current.get("apparent_temperature"), "feels_like"),
        "humidity": number(current.get("relative_humidity_2m"), "humidity"),
        "pressure": number(current.get("pressure_msl"), "pressure"),
        "surface_pressure": number(current.get("surface_pressure"), "surface_pressure"),
        "wind_speed": number(current.get("wind_speed_10m"), "wind_speed"),
        "wind_gust": number(current.get("wind_gusts_10m"), "wind_gust"),
        "wind_direction": number(current.get("wind_direction_10m"), "wind_direction"),
        "cloud_cover": number(current.get("cloud_cover"), "cloud_cover"),
        "visibility": number(current.get("visibility"), "visibility"),
        "precipitation_rate": None if fallen is None or period is None else fallen / (period / 3600),
        # Real requests use Unix time; the recorded ISO times have no zone.
        "observed_at": datetime.fromtimestamp(time, UTC) if isinstance(time, int) else None,
    }


def check(report: Report, expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        actual = getattr(report, name)
        assert actual == (pytest.approx(value) if isinstance(value, float) else value), name


def place_of(latitude: object, longitude: object) -> Place:
    return Place("Somewhere", float(str(latitude)), float(str(longitude)))


@pytest.mark.parametrize("path", bodies("openweather", "ow-current"), ids=lambda path: path.stem)
def test_a_report_of_openweather_has_the_values_of_its_body(path: Path) -> None:
    body = read(path)
    if not isinstance(body, dict) or "weather" not in body:
        return
    coordinates = {name.lower(): value or 0 for name, value in body.get("coord", {}).items()}
    report = openweather.parse_report(body, place_of(coordinates.get("lat", 0), coordinates.get("lon", 0)))

    check(report, openweather_values(body))
    icon = body["weather"][0].get("icon")
    assert icon is None or report.is_day is (icon[-1] == "d")
    assert (report.is_day is None) == (icon is None and "dt" not in body)
    assert (report.sunrise is None) == (not body.get("sys", {}).get("sunrise") or report.timezone is None)


@pytest.mark.parametrize("path", bodies("open-meteo", "om-forecast"), ids=lambda path: path.stem)
def test_a_report_of_open_meteo_has_the_values_of_its_body(path: Path) -> None:
    body = read(path)
    if not isinstance(body, dict) or "current" not in body:
        return
    place = place_of(body.get("latitude", 0), body.get("longitude", 0))
    if not body["current"].keys() & {"temperature_2m", "weather_code"}:
        with pytest.raises(InvalidResponse):
            open_meteo.parse_report(body, place)
        return
    check(open_meteo.parse_report(body, place), open_meteo_values(body))
