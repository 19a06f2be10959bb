"""Open-Meteo's bodies as forecasts."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.open_meteo.forecast import parse_forecast
from services.weather import Condition, Step
from tests.services.bodies import RECORDED, read, recorded
from tests.services.providers.forecast_bodies import BERLIN, HOUR, KIRITIMATI, SOMEWHERE, hourly, midnight

START = datetime(2026, 1, 18, tzinfo=UTC)
COLUMNS = {
    "temperature_2m": "temperature",
    "apparent_temperature": "feels_like",
    "wind_speed_10m": "wind_speed",
    "wind_direction_10m": "wind_direction",
    "relative_humidity_2m": "humidity",
    "pressure_msl": "pressure",
    "surface_pressure": "surface_pressure",
    "uv_index": "uv_index",
    "is_day": "is_day",
    "weather_code": "condition",
    "precipitation": "precipitation",
    "precipitation_probability": "probability",
    "wind_gusts_10m": "wind_gust",
}


def test_precipitation_of_an_hour_belongs_to_the_step_that_begins_with_it() -> None:
    body = hourly(
        START,
        2,
        temperature_2m=[1.5, 2.5],
        apparent_temperature=[-1.5, -2.5],
        wind_speed_10m=[3, 4],
        wind_direction_10m=[10, 20],
        relative_humidity_2m=[50, 51],
        pressure_msl=[1001, 1002],
        surface_pressure=[981, 982],
        uv_index=[0.5, 1.5],
        is_day=[0, 1],
        precipitation=[9.0, 0.4],
        precipitation_probability=[90, 40],
        weather_code=[65, 61],
        wind_gusts_10m=[30, 7.5],
    )

    before, first, last = parse_forecast(body, SOMEWHERE).steps

    assert first == Step(
        start=START,
        length=HOUR,
        temperature=1.5,
        feels_like=-1.5,
        wind_speed=3,
        wind_direction=10,
        humidity=50,
        pressure=1001,
        surface_pressure=981,
        uv_index=0.5,
        is_day=False,
        condition=Condition.LIGHT_RAIN,
        precipitation=0.4,
        probability=40,
        wind_gust=7.5,
    )
    assert (before.start, before.precipitation, before.temperature) == (START - HOUR, 9, None)
    assert (last.start, last.precipitation, last.temperature) == (START + HOUR, None, 2.5)


@pytest.mark.parametrize("junk", [None, "junk", [], {}, -1e9, 1e30, float("nan"), 10**400])
@pytest.mark.parametrize(("column", "field"), COLUMNS.items())
def test_a_value_that_cannot_be_read_costs_only_itself(column: str, field: str, junk: object) -> None:
    body = hourly(START, 3)
    whole = parse_forecast(body, SOMEWHERE)
    body["hourly"][column][1] = junk

    broken = parse_forecast(body, SOMEWHERE)

    lost = [
        (step.start, name)
        for step, was in zip(broken.steps, whole.steps, strict=True)
        for name in COLUMNS.values()
        if getattr(step, name) != getattr(was, name)
    ]
    assert [name for _, name in lost] == [field]


@pytest.mark.parametrize("junk", [None, "junk", 5, [], {}, [[]], [1.5] * 2])
def test_a_column_that_is_missing_or_too_short_leaves_the_others(junk: object) -> None:
    body = hourly(START, 24)
    body["hourly"]["precipitation"] = junk

    (day,) = [day for day in parse_forecast(body, SOMEWHERE).days if day.date == START.date()]

    assert (day.temperature_max, day.precipitation) == (10, 1.5 if junk == [1.5] * 2 else None)


def test_hours_out_of_order_are_put_in_order() -> None:
    body = hourly(START, 48, temperature_2m=list(range(48)))
    ordered = parse_forecast(body, SOMEWHERE)
    for column in body["hourly"].values():
        column.reverse()

    assert parse_forecast(body, SOMEWHERE) == ordered


def test_hours_whose_time_is_unknown_are_left_out() -> None:
    body = hourly(START, 3)
    body["hourly"]["time"][1] = "2026-01-18T01:00"

    assert [step.start for step in parse_forecast(body, SOMEWHERE).steps if step.temperature is not None] == [
        START,
        START + 2 * HOUR,
    ]


def test_a_forecast_may_have_fewer_days_than_requested() -> None:
    forecast = parse_forecast(hourly(START, 24 * 2 + 1), SOMEWHERE)

    whole = [day.date.day for day in forecast.days if day.is_complete]
    assert whole == [18, 19]


@pytest.mark.parametrize(
    ("place", "zone_name", "expected"),
    [
        (KIRITIMATI, "Europe/Moscow", ZoneInfo("Pacific/Kiritimati")),
        (SOMEWHERE, "Europe/Moscow", ZoneInfo("Europe/Moscow")),
        (Place("At sea", 10, -170), None, timezone(timedelta(hours=-11))),
        (Place("At sea", 10, 179), "Nowhere/Land", timezone(timedelta(hours=12))),
    ],
)
def test_an_unknown_time_zone_is_derived_from_the_longitude(
    place: Place, zone_name: object, expected: object
) -> None:
    assert parse_forecast(hourly(START, 2) | {"timezone": zone_name}, place).timezone == expected


def test_days_after_a_clock_change_begin_at_the_new_midnight() -> None:
    start = midnight(BERLIN, 2026, 10, 24)
    body = hourly(start, 24 + 25 + 24 + 1, precipitation=[0.0] * 49 + [7.0] + [0.0] * 24)

    days = parse_forecast(body, BERLIN).days

    # What is written beside midnight has fallen before it, on the 25 hours of the day before.
    assert [(day.date.day, day.precipitation) for day in days if day.is_complete] == [(24, 0), (25, 7), (26, 0)]


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "text",
        1,
        {},
        {"hourly": None},
        {"hourly": []},
        {"error": True},
        {"current": {"temperature_2m": 1}},
    ],
)
def test_a_body_without_hours_is_malformed(said: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_forecast(said, SOMEWHERE)


def test_hours_without_any_values_are_malformed() -> None:
    with pytest.raises(InvalidResponse):
        parse_forecast(hourly(START, 24, temperature_2m=[None] * 24, weather_code=[None] * 24), SOMEWHERE)


@pytest.mark.parametrize("path", recorded("open-meteo"), ids=lambda path: path.stem)
def test_a_recorded_body_in_local_times_is_not_taken_for_instants(path: Path) -> None:
    with pytest.raises(InvalidResponse):
        parse_forecast(read(path), SOMEWHERE)


def in_unix_times(body: dict[str, Any]) -> dict[str, Any]:
    """Return a recorded body, in local times, as it is written when asked for Unix times."""
    local = timezone(timedelta(seconds=body["utc_offset_seconds"]))
    times = [datetime.fromisoformat(time).replace(tzinfo=local) for time in body["hourly"]["time"]]
    return body | {"hourly": body["hourly"] | {"time": [int(time.timestamp()) for time in times]}}


NEW_YORK = RECORDED / "open-meteo" / "magicmirror_weather_openmeteo_current.json"


@pytest.mark.skipif(not NEW_YORK.exists(), reason="no recorded bodies here")
def test_the_days_of_a_recorded_body_are_those_that_the_service_tells_itself() -> None:
    body = read(NEW_YORK)
    place = Place("New York", body["latitude"], body["longitude"], timezone=body["timezone"])

    days = [day for day in parse_forecast(in_unix_times(body), place).days if day.temperature_min is not None]

    daily = body["daily"]
    assert [day.date for day in days] == [date.fromisoformat(day) for day in daily["time"]]
    assert [day.temperature_min for day in days] == daily["temperature_2m_min"]
    assert [day.temperature_max for day in days] == daily["temperature_2m_max"]
    assert [day.precipitation for day in days] == daily["precipitation_sum"]
    assert [day.condition for day in days] == [
        Condition.OVERCAST,
        Condition.LIGHT_SNOW,
        Condition.CLEAR,
        Condition.OVERCAST,
        Condition.OVERCAST,
        Condition.FREEZING_DRIZZLE,
        Condition.OVERCAST,
    ]
    local = ZoneInfo("America/New_York")
    for name in ("sunrise", "sunset"):
        for day, time in zip(days, daily[name], strict=True):
            computed: datetime = getattr(day, name)
            assert abs(computed - datetime.fromisoformat(time).replace(tzinfo=local)) <= timedelta(minutes=5)
