"""Reports read from Open-Meteo's bodies."""

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.open_meteo.current import REPORT_PARAMS, parse_report
from services.weather import Condition
from services.weather.sun_times import sun_times_on
from tests.services.bodies import OPEN_METEO, read, recorded

SOMEWHERE = Place("Somewhere", 55.75, 37.62)


def body(**changes: object) -> dict[str, Any]:
    return deepcopy(OPEN_METEO) | changes


def current(**changes: object) -> dict[str, Any]:
    return body(current=OPEN_METEO["current"] | changes)


def test_everything_in_a_body_is_read() -> None:
    report = parse_report(body(), SOMEWHERE)

    local = ZoneInfo("Europe/Moscow")
    assert report.provider == "Open-Meteo"
    assert report.observed_at == datetime(2026, 1, 19, 12, tzinfo=UTC)
    assert report.timezone is local
    assert (report.condition, report.is_day) == (Condition.SNOW, True)
    assert (report.temperature, report.feels_like) == (-9.4, -15)
    assert (report.wind_speed, report.wind_gust, report.wind_direction) == (3.83, 8.9, 202)
    assert (report.humidity, report.cloud_cover) == (83, 100)
    assert (report.pressure, report.surface_pressure) == (1024.6, 1005.9)
    assert (report.visibility, report.visibility_is_capped) == (1860, False)
    assert report.precipitation_rate == pytest.approx(1.2)  # 0.3 mm in a quarter of an hour
    light = sun_times_on(date(2026, 1, 19), SOMEWHERE, local)
    assert (report.sunrise, report.sunset) == (light.sunrise, light.sunset)
    assert report.sunrise is not None
    assert report.sunrise.tzinfo is local
    assert report.age is None


FIELDS = {
    "time": "observed_at",
    "weather_code": "condition",
    "temperature_2m": "temperature",
    "apparent_temperature": "feels_like",
    "wind_speed_10m": "wind_speed",
    "wind_gusts_10m": "wind_gust",
    "wind_direction_10m": "wind_direction",
    "relative_humidity_2m": "humidity",
    "pressure_msl": "pressure",
    "surface_pressure": "surface_pressure",
    "cloud_cover": "cloud_cover",
    "visibility": "visibility",
    "precipitation": "precipitation_rate",
    "interval": "precipitation_rate",
}


@pytest.mark.parametrize("junk", [None, "junk", [], {}, -1e9, 1e30, float("nan"), float("-inf"), 10**400])
@pytest.mark.parametrize(("name", "field"), FIELDS.items())
def test_an_unreadable_field_is_dropped_alone(name: str, field: str, junk: object) -> None:
    whole = parse_report(body(), SOMEWHERE)

    report = parse_report(body(current=OPEN_METEO["current"] | {name: junk}), SOMEWHERE)

    assert getattr(report, field) is None
    assert {other for other in FIELDS.values() if getattr(report, other) != getattr(whole, other)} == {field}


@pytest.mark.parametrize(("name", "field"), FIELDS.items())
def test_a_missing_field_does_not_affect_the_others(name: str, field: str) -> None:
    current = {other: value for other, value in OPEN_METEO["current"].items() if other != name}

    assert getattr(parse_report(body(current=current), SOMEWHERE), field) is None


@pytest.mark.parametrize(("month", "is_day"), [(1, False), (6, True)])
def test_polar_day_and_night_have_no_sunrise(month: int, is_day: bool) -> None:
    noon = int(datetime(2026, month, 19, 11, tzinfo=UTC).timestamp())

    report = parse_report(current(time=noon), Place("Longyearbyen", 78.22, 15.65, timezone="Arctic/Longyearbyen"))

    assert (report.sunrise, report.sunset, report.is_day) == (None, None, is_day)


@pytest.mark.parametrize("hour", [0, 11, 23])
def test_sunrise_and_sunset_belong_to_the_local_day(hour: int) -> None:
    local = ZoneInfo("Pacific/Kiritimati")  # 14 hours ahead of UTC
    observed = datetime(2026, 1, 20, hour, tzinfo=local)

    report = parse_report(
        current(time=int(observed.timestamp())), Place("Kiritimati", 1.98, -157.47, timezone=local.key)
    )

    assert report.sunrise is not None
    assert report.sunset is not None
    assert (report.sunrise.date(), report.sunset.date()) == (observed.date(), observed.date())
    assert report.is_day is (report.sunrise <= observed < report.sunset) is (hour == 11)


@pytest.mark.parametrize(
    ("precipitation", "interval", "rate"),
    [(0.25, 900, 1.0), (0.25, 3600, 0.25), (0, 900, 0), (0.25, None, None), (0.25, 0, None), (None, 900, None)],
)
def test_precipitation_is_a_rate_over_the_period_of_its_sum(
    precipitation: float | None, interval: int | None, rate: float | None
) -> None:
    report = parse_report(current(precipitation=precipitation, interval=interval), SOMEWHERE)
    assert report.precipitation_rate == pytest.approx(rate)


@pytest.mark.parametrize(
    ("code", "precipitation", "snowfall", "condition"),
    [
        (1, 0.0, 0.0, Condition.MOSTLY_CLEAR),
        (1, 0.1, 0.07, Condition.SNOW),  # 0.28 cm an hour
        (3, 0.02, 0.014, Condition.LIGHT_SNOW),
        (3, 0.6, 0.42, Condition.HEAVY_SNOW),
        (3, 0.1, 0.0, Condition.DRIZZLE),  # 0.4 mm an hour
        (0, 0.4, 0.0, Condition.LIGHT_RAIN),
        (2, 1.0, None, Condition.RAIN),
        (45, 2.0, 0.0, Condition.HEAVY_RAIN),
        (66, 0.3, 0.0, Condition.FREEZING_RAIN),
        (95, 0.3, 0.0, Condition.THUNDERSTORM),
        (71, 0.0, 0.0, Condition.LIGHT_SNOW),
    ],
)
def test_measured_rain_or_snow_overrides_a_dry_code(
    code: int, precipitation: float, snowfall: float | None, condition: Condition
) -> None:
    changed = current(weather_code=code, precipitation=precipitation, snowfall=snowfall)
    assert parse_report(changed, SOMEWHERE).condition is condition


@pytest.mark.parametrize(("metres", "is_capped"), [(24_140.0, True), (24_000.0, False), (61_300.0, False)])
def test_the_highest_visibility_of_the_american_model_is_a_lower_bound(metres: float, is_capped: bool) -> None:
    report = parse_report(current(visibility=metres), SOMEWHERE)
    assert (report.visibility, report.visibility_is_capped) == (metres, is_capped)


@pytest.mark.parametrize(
    ("station", "expected"), [(652.4, 652.4), (650, 650), (500, 500), (337, 337), (120, None)]
)
def test_the_station_pressure_of_high_places_is_accepted(station: float, expected: float | None) -> None:
    assert parse_report(current(surface_pressure=station), SOMEWHERE).surface_pressure == expected


def test_a_request_counts_as_less_than_one_call_and_a_half() -> None:
    assert len(str(REPORT_PARAMS["current"]).split(",")) <= 13
    assert not REPORT_PARAMS.keys() & {"hourly", "daily", "minutely_15"}


@pytest.mark.parametrize(
    ("place_zone", "timezone", "expected"),
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
def test_the_zone_of_the_place_has_priority(place_zone: str | None, timezone: object, expected: object) -> None:
    place = Place("Somewhere", 55.75, 37.62, timezone=place_zone)

    report = parse_report(body(timezone=timezone), place)

    assert report.timezone == expected
    assert (report.sunrise is None) == (expected is None)


@pytest.mark.parametrize(
    "malformed", [None, [], "text", 1, True, {}, {"current": None}, {"current": [1]}, {"error": True}]
)
def test_a_body_without_weather_is_malformed(malformed: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_report(malformed, SOMEWHERE)


@pytest.mark.parametrize("path", recorded("open-meteo"), ids=lambda path: path.stem)
def test_recorded_bodies_are_read_unless_they_lack_current_weather(path: Path) -> None:
    recording = read(path)
    current = recording.get("current", {})
    if not current.keys() & {"temperature_2m", "weather_code"}:
        with pytest.raises(InvalidResponse):
            parse_report(recording, SOMEWHERE)
        return

    report = parse_report(recording, SOMEWHERE)

    # Some bodies were recorded in °F; a high value is then impossible in °C.
    degrees = current.get("temperature_2m")
    assert report.temperature == (degrees if degrees is not None and degrees <= 70 else None)
    assert report.humidity == current.get("relative_humidity_2m")
    assert (report.condition is None) == ("weather_code" not in current)
    # An ISO time has no zone, so the parser must not read it as an instant.
    assert (report.observed_at is None) == isinstance(current["time"], str)
