"""Forecasts read from OpenWeather's bodies."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.openweather.forecast import parse_forecast
from services.weather import Condition, Step
from tests.services.bodies import RECORDED, read, recorded
from tests.services.providers.forecast_bodies import KIRITIMATI, SOMEWHERE, THREE_HOURS, three_hourly

START = datetime(2026, 1, 19, 15, tzinfo=UTC)
KELVIN = 273.15


def test_the_precipitation_of_three_hours_belongs_to_their_start() -> None:
    body = three_hourly(START, 2)
    body["list"][1] |= {
        "weather": [{"id": 501}],
        "rain": {"3h": 1.25},
        "snow": {"3h": 0.5},
        "pop": 0.55,
        "wind": {"speed": 9, "deg": 180, "gust": 14.5},
    }

    before, first, last = parse_forecast(body, SOMEWHERE).steps

    assert first == Step(
        start=START,
        length=THREE_HOURS,
        temperature=10,
        feels_like=8,
        wind_speed=3,
        wind_direction=90,
        is_day=True,
        condition=Condition.RAIN,
        precipitation=1.75,
        probability=55,
        wind_gust=14.5,
    )
    assert (before.start, before.precipitation, before.temperature) == (START - THREE_HOURS, 0, None)
    assert (last.start, last.precipitation, last.wind_speed) == (START + THREE_HOURS, None, 9)


@pytest.mark.parametrize(
    ("volumes", "millimetres"),
    [
        ({}, 0),
        ({"rain": {"3h": 0}}, 0),
        ({"snow": {"3h": 0.7}}, 0.7),
        ({"rain": {"3h": 0.4}, "snow": {"3h": 0.5}}, 0.9),
        ({"rain": None}, None),
        ({"rain": {}}, 0),
        ({"rain": {"3h": "junk"}}, None),
        ({"rain": {"3h": 0.4}, "snow": "junk"}, None),
        ({"weather": None}, None),
    ],
)
def test_an_entry_without_rain_or_snow_is_dry(volumes: dict[str, object], millimetres: float | None) -> None:
    step = parse_forecast(three_hourly(START, 1, **volumes), SOMEWHERE).steps[0]

    assert step.precipitation == pytest.approx(millimetres)


@pytest.mark.parametrize("junk", [None, "junk", [], {}, -1e9, 1e30, float("nan"), 10**400])
@pytest.mark.parametrize("name", ["main", "weather", "wind", "pop", "sys", "dt"])
def test_an_unreadable_field_does_not_affect_other_entries(name: str, junk: object) -> None:
    body = three_hourly(START, 3)
    body["list"][1][name] = junk

    steps = parse_forecast(body, SOMEWHERE).steps

    assert [steps[1].temperature, steps[3].temperature] == [10, 10]
    assert [steps[0].probability, steps[2].probability] == [5, 5]


def test_invalid_entries_are_skipped_and_others_sorted() -> None:
    body = three_hourly(START, 40)
    ordered = parse_forecast(body, SOMEWHERE)
    body["list"].reverse()
    body["list"][3:3] = [None, "junk", {}]

    assert parse_forecast(body, SOMEWHERE) == ordered


def test_the_last_hours_of_yesterday_are_not_a_day() -> None:
    midnight = datetime(2026, 1, 19, tzinfo=UTC)

    forecast = parse_forecast(three_hourly(midnight, 40), SOMEWHERE).as_of(midnight + timedelta(minutes=10))

    assert forecast.yesterday is None
    assert [day.date.day for day in forecast.days] == [19, 20, 21, 22, 23]


@pytest.mark.parametrize(
    ("place", "offset", "expected"),
    [
        (KIRITIMATI, 0, ZoneInfo("Pacific/Kiritimati")),
        (SOMEWHERE, 20700, timezone(timedelta(hours=5, minutes=45))),
        (SOMEWHERE, 0, UTC),
        (Place("At sea", 0, 31), "junk", timezone(timedelta(hours=2))),
    ],
)
def test_the_zone_of_the_place_has_priority(place: Place, offset: object, expected: object) -> None:
    body = three_hourly(START, 1) | {"city": {"timezone": offset}}

    assert parse_forecast(body, place).timezone == expected


@pytest.mark.parametrize(
    "malformed", [None, [], "text", {}, {"list": None}, {"list": []}, {"list": [{}]}, {"list": {}}]
)
def test_a_body_without_entries_is_malformed(malformed: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_forecast(malformed, SOMEWHERE)


LONDON = RECORDED / "openweather" / "vcr_forecast__five_day.json"


@pytest.mark.skipif(not LONDON.exists(), reason="no recorded bodies here")
def test_the_days_of_a_recorded_body() -> None:
    body = read(LONDON)
    for entry in body["list"]:  # the body was recorded in Kelvin
        entry["main"]["temp"] = round(entry["main"]["temp"] - KELVIN, 2)

    forecast = parse_forecast(body, SOMEWHERE)

    assert len(forecast.steps) == 41
    rest, *days = forecast.days
    assert (rest.date.day, rest.is_complete, rest.temperature_max) == (20, False, 14.87)
    assert [
        (day.date.day, day.temperature_min, day.temperature_max, day.precipitation, day.probability)
        for day in days
    ] == [
        (21, 10.31, 15.61, 1.4, 100),
        (22, 9.41, 12.61, 6.16, 100),
        (23, 8.02, 11.1, 0.3, 45),
        (24, 6.92, 11.37, 0.1, 20),
        (25, 4.13, 12.79, 0.0, 0),
    ]
    assert [(day.wind_speed, day.wind_gust) for day in days[:2]] == [(5.63, 13.78), (5.29, 8.74)]
    assert [day.condition for day in days] == [
        *(Condition.LIGHT_RAIN, Condition.LIGHT_RAIN, Condition.OVERCAST, Condition.OVERCAST, Condition.CLEAR)
    ]
    assert [day.is_complete for day in days] == [True] * 4 + [False]  # the last entry is at 18:00
    sunrise = datetime.fromtimestamp(body["city"]["sunrise"], UTC)
    assert rest.sunrise is not None
    assert abs(rest.sunrise - sunrise) <= timedelta(minutes=5)


@pytest.mark.parametrize("path", recorded("openweather"), ids=lambda path: path.stem)
def test_recorded_bodies_are_read_unless_they_lack_a_forecast(path: Path) -> None:
    recording = read(path)
    entries = recording.get("list", []) if isinstance(recording, dict) else []
    if not any("weather" in entry for entry in entries):
        with pytest.raises(InvalidResponse):
            parse_forecast(recording, SOMEWHERE)
        return

    assert parse_forecast(recording, SOMEWHERE).days
