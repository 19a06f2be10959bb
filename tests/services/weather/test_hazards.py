"""Hazards: their conditions, hours and order."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.weather import Condition, Step
from services.weather.days import CONDITIONS_BY_SEVERITY, main_condition
from services.weather.hazards import (
    HAZARD_KINDS_BY_SEVERITY,
    HAZARDOUS_CONDITIONS,
    MIN_GUST_SPEEDS,
    Hazard,
    HazardKind,
    find_hazards,
    hazard_kinds,
)
from services.weather.precipitation import PRECIPITATION_CONDITIONS
from tests.services.providers.forecast_bodies import HOUR, THREE_HOURS, steps

MIDNIGHT = datetime(2026, 1, 19, tzinfo=UTC)


def at(hour: int) -> datetime:
    return MIDNIGHT + hour * HOUR


def day(changes: dict[int, dict[str, Any]]) -> list[Step]:
    """Return the hours of a calm day, with *changes* to some of them."""
    return [replace(step, **changes.get(number, {})) for number, step in enumerate(steps(MIDNIGHT, 24))]


def during(*hours: int, **values: Any) -> dict[int, dict[str, Any]]:  # noqa: ANN401
    return dict.fromkeys(hours, values)


def found(hours: list[Step], start: int = 0, end: int = 24) -> tuple[Hazard, ...]:
    return find_hazards(hours, at(start), at(end))


ICE = during(9, 10, 11, condition=Condition.FREEZING_RAIN, probability=80.0)
RAIN = during(*range(12, 24), condition=Condition.HEAVY_RAIN, probability=90.0)


def test_ice_is_not_hidden_by_the_rain_that_follows() -> None:
    hours = day(ICE | RAIN)
    assert found(hours) == (
        Hazard(kind=HazardKind.FREEZING_RAIN, start=at(9), end=at(12), probability=80),
        Hazard(kind=HazardKind.HEAVY_RAIN, start=at(12), probability=90),
    )
    assert main_condition(hours) is Condition.FREEZING_RAIN


def test_a_calm_day_has_no_hazard() -> None:
    assert found(day({4: {"wind_gust": 16.9}, 5: {"condition": Condition.RAIN, "probability": 100.0}})) == ()


def test_hours_outside_the_time_in_question_do_not_count() -> None:
    hours = day(ICE)
    assert found(hours, 12) == found(hours, 0, 9) == ()
    (begun,) = found(hours, 10)
    assert (begun.start, begun.end) == (None, at(12))
    (unfinished,) = found(hours, 0, 10)
    assert (unfinished.start, unfinished.end) == (at(9), None)


def test_an_unlikely_hazard_has_its_probability() -> None:
    (hazard,) = found(day(during(15, condition=Condition.THUNDERSTORM, probability=10.0)))
    assert hazard == Hazard(kind=HazardKind.THUNDERSTORM, start=at(15), end=at(16), probability=10)


@pytest.mark.parametrize(
    ("gusts", "kind"),
    [
        ((17.0, 18.0), HazardKind.STRONG_GUSTS),
        ((24.0, 25.0), HazardKind.STORM_GUSTS),
        ((20.0, 33.0), HazardKind.HURRICANE_GUSTS),
    ],
)
def test_gusts_are_called_after_the_strongest_for_as_long_as_they_are_strong(
    gusts: tuple[float, float], kind: HazardKind
) -> None:
    hours = day({8: {"wind_gust": 16.0}, 9: {"wind_gust": gusts[0]}, 10: {"wind_gust": gusts[1]}})
    assert found(hours) == (Hazard(kind=kind, start=at(9), end=at(11), gust=gusts[1]),)


def test_hail_in_a_thunderstorm_is_one_hazard_and_drizzle_before_freezing_rain_too() -> None:
    storm = during(13, 15, condition=Condition.THUNDERSTORM) | during(14, condition=Condition.HAIL)
    ice = during(6, condition=Condition.FREEZING_DRIZZLE) | during(7, condition=Condition.FREEZING_RAIN)
    assert found(day(storm | ice)) == (
        Hazard(kind=HazardKind.HAIL, start=at(13), end=at(16)),
        Hazard(kind=HazardKind.FREEZING_RAIN, start=at(6), end=at(8)),
    )


def test_an_intermittent_hazard_is_reported_once() -> None:
    (hazard,) = found(day(during(9, 12, 15, condition=Condition.THUNDERSTORM)))
    assert (hazard.start, hazard.end, hazard.has_breaks) == (at(9), at(16), True)
    assert [one.has_breaks for one in found(day(during(9, 11, 15, condition=Condition.THUNDERSTORM)))] == [
        False,
        False,
    ]


def test_three_hours_over_the_end_count_for_both_sides() -> None:
    (step,) = steps(at(23), 1, THREE_HOURS, condition=Condition.FREEZING_RAIN)
    assert found([step]) == (Hazard(kind=HazardKind.FREEZING_RAIN, start=at(23)),)
    assert found([step], 24, 48) == (Hazard(kind=HazardKind.FREEZING_RAIN, end=at(26)),)


def test_a_moment_may_be_dangerous_in_two_ways() -> None:
    assert hazard_kinds(Condition.FREEZING_RAIN, 26.0) == (HazardKind.FREEZING_RAIN, HazardKind.STORM_GUSTS)
    assert hazard_kinds(None, None) == hazard_kinds(Condition.RAIN, 3.0) == ()


def test_every_condition_has_one_place_in_the_order_and_hazards_are_above_the_others() -> None:
    assert sorted(CONDITIONS_BY_SEVERITY) == sorted(Condition)
    assert set(CONDITIONS_BY_SEVERITY[-len(HAZARDOUS_CONDITIONS) :]) == HAZARDOUS_CONDITIONS
    assert not HAZARDOUS_CONDITIONS & PRECIPITATION_CONDITIONS
    assert {kind for kind in HAZARD_KINDS_BY_SEVERITY if kind not in MIN_GUST_SPEEDS} == {
        condition.value for condition in HAZARDOUS_CONDITIONS
    }


@pytest.mark.parametrize("dangerous", sorted(HAZARDOUS_CONDITIONS))
def test_one_hour_of_danger_is_the_condition_of_the_day(dangerous: Condition) -> None:
    for mild in (*PRECIPITATION_CONDITIONS, Condition.CLEAR, Condition.FOG):
        hours = day(during(*range(24), condition=mild, probability=100.0) | during(3, condition=dangerous))
        assert main_condition(hours) is dangerous
