"""Days of a forecast, and the steps that belong to them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.places.models import Place, zone_by_name
from services.weather import Condition, Day, PolarDayOrNight, Step
from services.weather.days import days_from_steps, main_condition
from tests.services.providers.forecast_bodies import (
    BERLIN,
    HOUR,
    KATHMANDU,
    KIRITIMATI,
    LONGYEARBYEN,
    PAGO_PAGO,
    SOMEWHERE,
    THREE_HOURS,
    midnight,
    steps,
)


def days(told: list[Step], place: Place) -> tuple[Day, ...]:
    return days_from_steps(told, place, zone_by_name(place.timezone) or UTC)


@pytest.mark.parametrize("place", [KIRITIMATI, PAGO_PAGO, KATHMANDU, BERLIN], ids=lambda place: place.name)
def test_a_day_goes_from_one_local_midnight_to_the_next(place: Place) -> None:
    start = midnight(place, 2026, 1, 19)
    told = steps(start, 24) + steps(start + 24 * HOUR, 24, temperature=20.0)
    told[0] = Step(start=start, length=HOUR, temperature=-5.0, precipitation=1.0)
    told[23] = Step(start=start + 23 * HOUR, length=HOUR, temperature=15.0, precipitation=2.0)

    first, second = days(told, place)

    assert (first.date, second.date) == (date(2026, 1, 19), date(2026, 1, 20))
    assert (first.temperature_min, first.temperature_max, first.precipitation) == (-5, 15, 3)
    assert (second.temperature_min, second.temperature_max, second.precipitation) == (20, 20, 0)
    assert first.is_complete
    assert second.is_complete


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 25, 25)])
def test_a_day_on_which_clocks_change_has_23_or_25_hours(month: int, day: int, hours: int) -> None:
    start = midnight(BERLIN, 2026, month, day)
    told = steps(start - HOUR, 1, precipitation=50.0) + steps(start, hours, precipitation=1.0)

    before, changing, after = days([*told, *steps(start + hours * HOUR, 1, precipitation=50.0)], BERLIN)

    assert [told.date.day for told in (before, changing, after)] == [day - 1, day, day + 1]
    assert changing.precipitation == hours
    assert changing.is_complete
    assert not days(told[:-1], BERLIN)[1].is_complete


@pytest.mark.parametrize("hours", [-1, 0, 1])
def test_three_hours_across_midnight_belong_where_most_of_them_are(hours: int) -> None:
    start = datetime(2026, 1, 19, 22, 30, tzinfo=UTC) + hours * HOUR

    told = days(steps(start, 1, THREE_HOURS, precipitation=9.0), SOMEWHERE)

    wet = [day.date.day for day in told if day.precipitation]
    assert wet == [19 if hours < 0 else 20]
    assert [day.date.day for day in told if day.temperature_min is not None] == [20 if hours > 1 else 19]


@pytest.mark.parametrize("length", [HOUR, THREE_HOURS])
def test_a_day_with_missing_hours_is_not_whole(length: timedelta) -> None:
    told = steps(datetime(2026, 1, 19, tzinfo=UTC), timedelta(days=1) // length, length)

    assert [day.is_complete for day in days(told, SOMEWHERE)] == [True]
    assert [day.is_complete for day in days(told[1:], SOMEWHERE)] == [False]
    assert [day.is_complete for day in days([*told[:3], *told[4:]], SOMEWHERE)] == [False]


def test_a_polar_night_and_a_polar_day_are_distinguished() -> None:
    winter, summer, spring = (
        days(steps(midnight(LONGYEARBYEN, 2026, month, 19), 24), LONGYEARBYEN)[0] for month in (1, 6, 3)
    )

    assert (winter.sunrise, winter.sunset, winter.polar) == (None, None, PolarDayOrNight.NIGHT)
    assert (summer.sunrise, summer.sunset, summer.polar) == (None, None, PolarDayOrNight.DAY)
    assert spring.polar is None
    assert spring.sunrise is not None
    assert spring.sunset is not None
    assert spring.sunrise.date() == spring.sunset.date() == spring.date


@pytest.mark.parametrize("place", [KIRITIMATI, PAGO_PAGO, KATHMANDU], ids=lambda place: place.name)
def test_the_sun_rises_and_sets_by_the_clocks_of_the_place(place: Place) -> None:
    (day,) = days(steps(midnight(place, 2026, 1, 19), 24), place)

    assert day.sunrise is not None
    assert day.sunset is not None
    assert (day.sunrise.date(), day.sunset.date()) == (day.date, day.date)
    assert (day.sunrise.hour, day.sunset.hour) in {(6, 18), (6, 17), (7, 17), (6, 19)}
    assert day.sunrise.tzinfo == zone_by_name(place.timezone)


def test_a_day_without_any_values_is_still_a_day() -> None:
    start = datetime(2026, 1, 19, tzinfo=UTC)
    nothing = [Step(start=start + (24 + hour) * HOUR, length=HOUR) for hour in range(24)]

    told = days([*steps(start, 24), *nothing, *steps(start + 48 * HOUR, 24)], SOMEWHERE)

    assert [day.date.day for day in told] == [19, 20, 21]
    missing = told[1]
    light = {name: getattr(missing, name) for name in ("sunrise", "sunset", "dawn", "dusk")}
    assert missing == Day(date=date(2026, 1, 20), **light)
    assert None not in light.values()


def test_a_drought_is_no_rain_and_not_unknown_rain() -> None:
    told = days(steps(datetime(2026, 7, 1, tzinfo=UTC), 5 * 24, probability=0.0), SOMEWHERE)

    assert [(day.precipitation, day.probability, day.condition) for day in told] == [(0, 0, Condition.CLEAR)] * 5


def test_a_hurricane_has_all_its_values() -> None:
    storm = steps(
        datetime(2026, 9, 1, tzinfo=UTC),
        24,
        wind_speed=70.0,
        wind_gust=95.5,
        precipitation=40.1,
        probability=100.0,
        condition=Condition.HEAVY_RAIN,
    )
    storm[12] = Step(start=storm[12].start, length=HOUR, wind_speed=85.3, wind_gust=112.0, precipitation=80.2)

    (day,) = days(storm, SOMEWHERE)

    assert (day.wind_speed, day.wind_gust) == (85.3, 112)
    assert (day.precipitation, day.probability) == (1002.5, 100)
    assert day.condition is Condition.HEAVY_RAIN


def sky(*runs: tuple[int, Condition | None, bool], length: timedelta = HOUR) -> list[Step]:
    start = datetime(2026, 1, 19, tzinfo=UTC)
    told = [(condition, is_day) for count, condition, is_day in runs for _ in range(count)]
    return [
        Step(start=start + number * length, length=length, condition=condition, is_day=is_day)
        for number, (condition, is_day) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("told", "condition"),
    [
        (sky((14, Condition.OVERCAST, False), (10, Condition.CLEAR, True)), Condition.CLEAR),
        (sky((24, Condition.OVERCAST, False)), Condition.OVERCAST),
        (sky((5, Condition.CLEAR, True), (5, Condition.CLOUDY, True)), Condition.CLOUDY),
        (sky((21, Condition.CLEAR, True), (2, Condition.RAIN, True)), Condition.CLEAR),
        (sky((20, Condition.CLEAR, True), (3, Condition.RAIN, False)), Condition.RAIN),
        (
            sky((9, Condition.CLEAR, True), (1, Condition.RAIN, True), (2, Condition.DRIZZLE, True)),
            Condition.DRIZZLE,
        ),
        (sky((7, Condition.CLEAR, True), (1, Condition.SNOW, True), length=THREE_HOURS), Condition.SNOW),
        (sky((23, Condition.SNOW, True), (1, Condition.FREEZING_RAIN, False)), Condition.FREEZING_RAIN),
        (sky((1, Condition.HEAVY_RAIN, True), (1, Condition.THUNDERSTORM, True)), Condition.THUNDERSTORM),
        (sky((2, Condition.RAIN, True)), Condition.RAIN),
        (sky((23, None, True), (1, Condition.FOG, False)), Condition.FOG),
        (sky((24, None, True)), None),
        ([], None),
    ],
)
def test_the_condition_of_a_day_follows_its_rule(told: list[Step], condition: Condition | None) -> None:
    assert main_condition(told) is condition


def test_every_condition_has_its_part_in_the_rule() -> None:
    assert {main_condition(sky((24, condition, True))) for condition in Condition} == set(Condition)
