"""Reports read from OpenWeather's bodies."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.openweather.current import parse_report
from services.weather import Condition
from tests.services.bodies import OPENWEATHER, read, recorded
from tests.services.providers.forecast_bodies import LONGYEARBYEN

SOMEWHERE = Place("Somewhere", 44.34, 10.99)


def body(**changes: object) -> dict[str, Any]:
    return deepcopy(OPENWEATHER) | changes


def body_without(*path: str) -> dict[str, Any]:
    changed = part = body()
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    return changed


def test_everything_in_a_body_is_read() -> None:
    report = parse_report(body(), SOMEWHERE)

    local = timezone(timedelta(hours=1))
    assert report.provider == "OpenWeather"
    assert report.observed_at == datetime(2026, 1, 19, 12, 7, tzinfo=UTC)
    assert report.timezone == local
    assert (report.condition, report.is_day) == (Condition.RAIN, True)
    assert (report.temperature, report.feels_like) == (5.33, -1.59)
    assert (report.wind_speed, report.wind_gust, report.wind_direction) == (4.12, 9.18, 349)
    assert (report.humidity, report.cloud_cover) == (64, 75)
    assert (report.pressure, report.surface_pressure) == (1016, 933)
    assert (report.visibility, report.visibility_is_capped, report.precipitation_rate) == (10000, True, 3.16)
    # The body has 07:45:59 and 17:07:32.
    assert report.sunrise == datetime(2026, 1, 19, 7, 46, tzinfo=local)
    assert report.sunset == datetime(2026, 1, 19, 17, 8, tzinfo=local)
    assert report.age is None


FIELDS = {
    ("main", "temp"): "temperature",
    ("main", "feels_like"): "feels_like",
    ("main", "humidity"): "humidity",
    ("main", "grnd_level"): "surface_pressure",
    ("wind", "speed"): "wind_speed",
    ("wind", "gust"): "wind_gust",
    ("wind", "deg"): "wind_direction",
    ("clouds", "all"): "cloud_cover",
    ("visibility",): "visibility",
    ("rain", "1h"): "precipitation_rate",
    ("rain",): "precipitation_rate",
    ("dt",): "observed_at",
    ("timezone",): "timezone",
    ("weather",): "condition",
}


@pytest.mark.parametrize("junk", [None, "junk", [], {}, -1e9, 1e30, float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize(("path", "field"), FIELDS.items())
def test_an_unreadable_field_is_dropped_alone(path: tuple[str, ...], field: str, junk: object) -> None:
    broken = body()
    part = broken
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = junk
    whole = parse_report(body(), SOMEWHERE)

    report = parse_report(broken, SOMEWHERE)

    assert getattr(report, field) is None
    fields = (*FIELDS.values(), "sunrise", "sunset")
    lost = {name for name in fields if getattr(report, name) != getattr(whole, name)}
    assert lost <= {field, *({"sunrise", "sunset"} if field in {"timezone", "observed_at"} else ())}


@pytest.mark.parametrize(("path", "field"), FIELDS.items())
def test_a_missing_field_does_not_affect_the_others(path: tuple[str, ...], field: str) -> None:
    assert getattr(parse_report(body_without(*path), SOMEWHERE), field) is None


@pytest.mark.parametrize(
    ("volumes", "millimetres"),
    [
        ({"rain": {"1h": 0.4}}, 0.4),
        ({"rain": {"3h": 1.2}}, 0.4),
        ({"rain": {"1h": 0.3, "3h": 9}}, 0.3),
        ({"rain": {"3h": 0}}, 0),
        ({"snow": {"1h": 0.5}}, 0.5),
        ({"rain": {"1h": 0.4}, "snow": {"1h": 0.5}}, 0.9),
        ({"rain": {"1h": 0.4}, "snow": {}}, 0.4),
        ({"rain": {"1h": "junk"}}, None),
        ({}, None),
    ],
)
def test_precipitation_is_a_rate(volumes: dict[str, object], millimetres: float | None) -> None:
    changed = body_without("rain") | volumes

    assert parse_report(changed, SOMEWHERE).precipitation_rate == pytest.approx(millimetres)


def test_the_station_pressure_replaces_a_missing_sea_level_pressure() -> None:
    assert parse_report(body_without("main", "sea_level"), SOMEWHERE).pressure == 1015


def test_the_first_readable_entry_is_the_condition() -> None:
    dry = body_without("rain") | {"weather": [None, {"id": 701, "icon": "50n"}, {"id": 800}]}
    assert parse_report(dry, SOMEWHERE).condition is Condition.MIST
    assert parse_report(body(weather=[{"id": 701, "icon": "50n"}]), SOMEWHERE).is_day is False


def test_rain_has_priority_over_mist() -> None:
    wet = body_without("rain") | {"weather": [{"id": 701}, {"id": 502}, {"id": 500}]}
    assert parse_report(wet, SOMEWHERE).condition is Condition.HEAVY_RAIN


def test_an_unknown_code_does_not_affect_the_temperature() -> None:
    report = parse_report(body(weather=[{"id": 999}]), SOMEWHERE)

    assert (report.condition, report.is_day, report.temperature) == (None, True, 5.33)


@pytest.mark.parametrize(
    ("hour", "icon", "is_day"),
    [(12, None, True), (12, "01n", False), (23, None, False), (23, "01d", True), (None, None, None)],
)
def test_without_an_icon_the_suns_position_decides_day_or_night(
    hour: int | None, icon: str | None, is_day: bool | None
) -> None:
    at = None if hour is None else int(datetime(2026, 1, 19, hour, tzinfo=UTC).timestamp())
    assert parse_report(body(weather=[{"id": 800, "icon": icon}], dt=at), SOMEWHERE).is_day is is_day


@pytest.mark.parametrize(
    ("code", "volumes", "condition"),
    [
        (800, {}, Condition.CLEAR),
        (800, {"rain": {"1h": 0.17}, "snow": {"1h": 0.14}}, Condition.RAIN_AND_SNOW),
        (800, {"rain": {"1h": 0.3}}, Condition.LIGHT_RAIN),
        (804, {"rain": {"3h": 6.0}}, Condition.RAIN),
        (701, {"rain": {"1h": 12}}, Condition.HEAVY_RAIN),
        (804, {"snow": {"1h": 0.3}}, Condition.LIGHT_SNOW),
        (804, {"snow": {"1h": 1.5}}, Condition.SNOW),
        (804, {"rain": {"1h": 0}}, Condition.OVERCAST),
        (762, {"rain": {"1h": 1}}, Condition.ASH),
        (511, {"rain": {"1h": 1}}, Condition.FREEZING_RAIN),
    ],
)
def test_measured_rain_or_snow_overrides_a_dry_code(
    code: int, volumes: dict[str, object], condition: Condition
) -> None:
    changed = body_without("rain") | {"weather": [{"id": code}]} | volumes
    assert parse_report(changed, SOMEWHERE).condition is condition


@pytest.mark.parametrize(("metres", "is_capped"), [(9999, False), (10_000, True), (16_093, True)])
def test_the_highest_visibility_is_a_lower_bound(metres: int, is_capped: bool) -> None:
    assert parse_report(body(visibility=metres), SOMEWHERE).visibility_is_capped is is_capped


def test_polar_day_and_night_have_no_sunrise() -> None:
    report = parse_report(body(), LONGYEARBYEN)

    assert report.temperature is not None
    assert (report.sunrise, report.sunset) == (None, None)


@pytest.mark.parametrize(
    ("place_zone", "offset", "expected"),
    [
        (None, 0, UTC),
        (None, -12600, timezone(timedelta(hours=-3.5))),
        (None, 10**6, None),
        ("Europe/Rome", 0, ZoneInfo("Europe/Rome")),
        ("Nowhere/Land", 3600, timezone(timedelta(hours=1))),
    ],
)
def test_the_zone_of_the_place_has_priority(place_zone: str | None, offset: int, expected: object) -> None:
    place = Place("Somewhere", 44.34, 10.99, timezone=place_zone)

    assert parse_report(body(timezone=offset), place).timezone == expected


@pytest.mark.parametrize("path", recorded("openweather"), ids=lambda path: path.stem)
def test_recorded_bodies_are_read_unless_they_lack_current_weather(path: Path) -> None:
    recording = read(path)
    if not isinstance(recording, dict) or "weather" not in recording:
        with pytest.raises(InvalidResponse):
            parse_report(recording, SOMEWHERE)
        return

    report = parse_report(recording, SOMEWHERE)

    assert report.condition is not None
    assert report.wind_speed == recording.get("wind", {}).get("speed")
    # All bodies but one were recorded in Kelvin, which is impossible as °C.
    assert report.temperature == (1.49 if recording.get("name") == "Munich" else None)
