"""Open-Meteo's bodies as reports."""

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.errors import Malformed
from services.places.models import Place
from services.providers.open_meteo.current import report_from
from services.weather import Condition
from tests.services.bodies import OPEN_METEO, read, recorded

SOMEWHERE = Place("Somewhere", 55.75, 37.62)
HOUR = 3600
NOON = 1768813200


def body(**changes: object) -> dict[str, Any]:
    return deepcopy(OPEN_METEO) | changes


def daily(sunrise: object, sunset: object) -> dict[str, Any]:
    return body(daily={"sunrise": [sunrise], "sunset": [sunset]})


def test_everything_in_a_body_is_read() -> None:
    report = report_from(body(), SOMEWHERE)

    local = ZoneInfo("Europe/Moscow")
    assert report.provider == "Open-Meteo"
    assert report.observed_at == datetime(2026, 1, 19, 12, tzinfo=UTC)
    assert report.timezone is local
    assert (report.condition, report.is_day) == (Condition.SNOW, True)
    assert (report.temperature, report.feels_like) == (-9.4, -15)
    assert (report.wind_speed, report.wind_gust, report.wind_direction) == (3.83, 8.9, 202)
    assert (report.humidity, report.pressure, report.cloud_cover) == (83, 1024.6, 100)
    assert (report.visibility, report.precipitation) == (1860, 0.3)
    assert report.sunrise == datetime(2026, 1, 19, 8, 46, tzinfo=local)
    assert report.sunset == datetime(2026, 1, 19, 16, 30, tzinfo=local)
    assert report.age is None


FIELDS = {
    "time": "observed_at",
    "weather_code": "condition",
    "is_day": "is_day",
    "temperature_2m": "temperature",
    "apparent_temperature": "feels_like",
    "wind_speed_10m": "wind_speed",
    "wind_gusts_10m": "wind_gust",
    "wind_direction_10m": "wind_direction",
    "relative_humidity_2m": "humidity",
    "pressure_msl": "pressure",
    "cloud_cover": "cloud_cover",
    "visibility": "visibility",
    "precipitation": "precipitation",
}


@pytest.mark.parametrize("junk", [None, "junk", [], {}, -1e9, 1e30, float("nan"), float("-inf"), 10**400])
@pytest.mark.parametrize(("name", "field"), FIELDS.items())
def test_a_field_that_cannot_be_read_costs_only_itself(name: str, field: str, junk: object) -> None:
    whole = report_from(body(), SOMEWHERE)

    report = report_from(body(current=OPEN_METEO["current"] | {name: junk}), SOMEWHERE)

    assert getattr(report, field) is None
    assert [other for other in FIELDS.values() if getattr(report, other) != getattr(whole, other)] == [field]


@pytest.mark.parametrize(("name", "field"), FIELDS.items())
def test_a_missing_field_costs_only_itself(name: str, field: str) -> None:
    current = {other: value for other, value in OPEN_METEO["current"].items() if other != name}

    assert getattr(report_from(body(current=current), SOMEWHERE), field) is None


@pytest.mark.parametrize(
    ("sunrise", "sunset"),
    [
        (NOON, NOON),  # polar night
        (NOON, NOON + 24 * HOUR),  # polar day
        (NOON, NOON - HOUR),
        (0, 0),
        (None, None),
    ],
)
def test_polar_day_and_night_have_no_sunrise(sunrise: int | None, sunset: int | None) -> None:
    report = report_from(daily(sunrise, sunset), SOMEWHERE)

    assert (report.sunrise, report.sunset) == (None, None)


def test_a_polar_day_is_one_although_the_clocks_are_changed_on_it() -> None:
    # 29 March 2026 has 23 hours on the clocks of Svalbard.
    midnight = int(datetime(2026, 3, 28, 23, tzinfo=UTC).timestamp())

    report = report_from(
        daily(midnight, midnight + 24 * HOUR), Place("Svalbard", 78, 15, timezone="Arctic/Longyearbyen")
    )

    assert report.sunrise is None


@pytest.mark.parametrize(
    "days", [None, "junk", {}, {"sunrise": [], "sunset": []}, {"sunrise": "junk"}, {"sunrise": ["junk"]}]
)
def test_days_that_cannot_be_read_leave_the_rest(days: object) -> None:
    report = report_from(body(daily=days), SOMEWHERE)

    assert (report.sunrise, report.sunset, report.temperature) == (None, None, -9.4)


def test_a_sunrise_is_told_without_a_sunset() -> None:
    report = report_from(daily(NOON, None), SOMEWHERE)

    assert report.sunrise == datetime.fromtimestamp(NOON, UTC)
    assert report.sunset is None


@pytest.mark.parametrize(
    ("place_zone", "told", "expected"),
    [
        (None, "Europe/Moscow", ZoneInfo("Europe/Moscow")),
        (None, "GMT", ZoneInfo("GMT")),
        ("Asia/Tokyo", "Europe/Moscow", ZoneInfo("Asia/Tokyo")),
        ("Nowhere/Land", "Europe/Moscow", ZoneInfo("Europe/Moscow")),
        (None, "Nowhere/Land", None),
        (None, "auto", None),
        (None, 3, None),
    ],
)
def test_the_place_knows_its_time_zone_better(place_zone: str | None, told: object, expected: object) -> None:
    place = Place("Somewhere", 55.75, 37.62, timezone=place_zone)

    report = report_from(body(timezone=told), place)

    assert report.timezone == expected
    assert (report.sunrise is None) == (expected is None)


@pytest.mark.parametrize(
    "said", [None, [], "text", 1, True, {}, {"current": None}, {"current": [1]}, {"error": True}]
)
def test_a_body_without_weather_is_malformed(said: object) -> None:
    with pytest.raises(Malformed):
        report_from(said, SOMEWHERE)


@pytest.mark.parametrize("path", recorded("open-meteo"), ids=lambda path: path.stem)
def test_a_recorded_body_is_read_or_is_no_current_weather(path: Path) -> None:
    recording = read(path)
    current = recording.get("current", {})
    if not current.keys() & {"temperature_2m", "weather_code"}:
        with pytest.raises(Malformed):
            report_from(recording, SOMEWHERE)
        return

    report = report_from(recording, SOMEWHERE)

    # Some were recorded in °F, which can be too much for °C.
    degrees = current.get("temperature_2m")
    assert report.temperature == (degrees if degrees is not None and degrees <= 70 else None)
    assert report.humidity == current.get("relative_humidity_2m")
    assert (report.condition is None) == ("weather_code" not in current)
    # An ISO time carries no zone: it is not taken for an instant.
    assert (report.observed_at is None) == isinstance(current["time"], str)
