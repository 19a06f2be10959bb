"""The day ahead in a forecast."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.daily import Change, Outlook, Outlooks, Spell, outlook_of
from services.errors import Failure, Reason
from services.places import Place
from services.places.models import zone
from services.weather import Condition, Forecast, Step
from services.weather.days import days_of
from tests.services.providers.forecast_bodies import BERLIN, HOUR, midnight, steps

YESTERDAY, TODAY = midnight(BERLIN, 2026, 1, 19), midnight(BERLIN, 2026, 1, 20)
MORNING, EVENING = TODAY + 8 * HOUR, TODAY + 18 * HOUR


def hours(changes: dict[int, dict[str, Any]] | None = None, start: datetime = TODAY, **values: Any) -> list[Step]:  # noqa: ANN401
    """Return a day's hours, some of them changed."""
    return [
        replace(step, **(changes or {}).get(number, {}))
        for number, step in enumerate(steps(start, 24, **({"probability": 5.0} | values)))
    ]


def forecast(*days: list[Step], now: datetime = MORNING) -> Forecast:
    told = [step for day in days for step in day]
    local = zone(BERLIN.timezone) or UTC
    whole = Forecast(provider="Open-Meteo", timezone=local, steps=tuple(told), days=days_of(told, BERLIN, local))
    return whole.seen(now)


def ahead(*days: list[Step], at: datetime = MORNING) -> Outlook:
    outlook = outlook_of(forecast(*days, now=at), at)
    assert outlook is not None
    return outlook


def told(spell: Spell) -> tuple[int | None, int | None]:
    return None if spell.start is None else spell.start.hour, None if spell.end is None else spell.end.hour


def rain(*numbers: int, **values: Any) -> dict[int, dict[str, Any]]:  # noqa: ANN401
    wet = {"condition": Condition.RAIN, "probability": 80.0, "precipitation": 1.0, **values}
    return dict.fromkeys(numbers, wet)


def test_what_is_over_by_the_morning_is_not_told() -> None:
    outlook = ahead(hours({3: {"temperature": -9.0}, 9: {"temperature": 4.0}, 15: {"temperature": 12.5}}))
    assert (outlook.date, outlook.low, outlook.high) == (date(2026, 1, 20), 4.0, 12.5)
    assert outlook.condition is Condition.CLEAR
    assert (outlook.spells, outlook.wind_speed, outlook.wind_gust, outlook.changes) == ((), None, None, ())


def test_from_the_evening_on_the_day_ahead_is_tomorrow() -> None:
    days = hours(temperature=5.0), hours(start=TODAY + 24 * HOUR, temperature=9.0)
    outlook = ahead(*days, at=EVENING)
    assert (outlook.date, outlook.low, outlook.high) == (date(2026, 1, 21), 9.0, 9.0)
    assert outlook.changes == (Change.WARMER,)
    assert ahead(*days, at=EVENING - HOUR).low == 5.0


@pytest.mark.parametrize(
    ("wet", "spells"),
    [
        ((14, 15, 16, 17), [(14, 18)]),
        ((14, 16), [(14, 17)]),
        ((10, 16), [(10, 11), (16, 17)]),
        ((7, 8, 9), [(None, 10)]),
        ((20, 21, 22, 23), [(20, None)]),
        (tuple(range(24)), [(None, None)]),
        ((2, 3), []),
        ((9, 12, 16, 20), [(9, 21)]),
    ],
)
def test_rain_is_told_with_its_hours(wet: tuple[int, ...], spells: list[tuple[int | None, int | None]]) -> None:
    outlook = ahead(hours(rain(*wet)))
    assert [told(spell) for spell in outlook.spells] == spells
    assert all(spell.kind is Condition.RAIN and spell.probability == 80 for spell in outlook.spells)
    assert [spell.broken for spell in outlook.spells] == [len(wet) == 4 and wet[0] == 9] * len(spells)


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ({"probability": 49.0}, False),
        ({"probability": 50.0}, True),
        ({"probability": None, "precipitation": 0.1}, True),
        ({"probability": None, "precipitation": 0.05}, False),
        ({"probability": None, "precipitation": None}, True),
    ],
)
def test_rain_is_told_where_it_is_likely(values: dict[str, Any], is_told: bool) -> None:
    assert [spell.likely for spell in ahead(hours(rain(12, **values))).spells] in ([is_told], [])
    assert any(spell.likely for spell in ahead(hours(rain(12, **values))).spells) is is_told


@pytest.mark.parametrize(
    ("temperature", "condition", "kind"),
    [
        (5.0, Condition.CLOUDY, Condition.RAIN),
        (-5.0, None, Condition.SNOW),
        (5.0, Condition.SLEET, Condition.SLEET),
    ],
)
def test_what_falls_has_a_kind(temperature: float, condition: Condition | None, kind: Condition) -> None:
    (spell,) = ahead(hours(rain(12, temperature=temperature, condition=condition))).spells
    assert spell.kind is kind


def test_wind_is_told_when_it_is_worth_it() -> None:
    assert ahead(hours(wind_speed=9.9, wind_gust=14.9)).wind_speed is None
    strong = ahead(hours({12: {"wind_speed": 10.0, "wind_direction": 315.0, "wind_gust": 14.0}}, wind_speed=2.0))
    assert (strong.wind_speed, strong.wind_direction, strong.wind_gust) == (10.0, 315.0, None)
    gusty = ahead(hours(wind_speed=7.0, wind_gust=15.0))
    assert (gusty.wind_speed, gusty.wind_gust) == (7.0, 15.0)


@pytest.mark.parametrize(
    ("before", "today", "changes"),
    [
        ({"temperature": 6.9}, {}, (Change.WARMER,)),
        ({"temperature": 13.0}, {}, (Change.COLDER,)),
        ({"temperature": 12.9}, {}, ()),
        ({"precipitation": 0.5}, {}, (Change.DRY,)),
        ({"precipitation": 0.5}, {"precipitation": 0.5, "probability": 90.0}, ()),
        ({"temperature": 14.0, "precipitation": 0.5}, {}, (Change.COLDER, Change.DRY)),
        ({"temperature": None}, {}, ()),
    ],
)
def test_what_is_other_than_yesterday_is_told(
    before: dict[str, Any], today: dict[str, Any], changes: tuple[Change, ...]
) -> None:
    outlook = ahead(hours(start=YESTERDAY, **before), hours(**today))
    assert outlook.changes == changes


def test_a_day_of_which_hours_are_missing_is_not_compared() -> None:
    assert ahead(hours(start=YESTERDAY, temperature=0.0)[6:], hours()).changes == ()
    assert ahead(hours(start=YESTERDAY, temperature=0.0), hours()[6:]).changes == ()


def test_a_forecast_that_does_not_reach_so_far_tells_nothing() -> None:
    assert outlook_of(forecast(hours()), EVENING) is None


def test_steps_of_which_nothing_is_known_are_no_trouble() -> None:
    outlook = ahead([Step(start=TODAY + number * HOUR, length=HOUR) for number in range(24)])
    assert (outlook.low, outlook.high, outlook.condition, outlook.spells) == (None, None, None, ())


class Weather:
    """Has a forecast for every place but those called Nowhere, and counts how often it is asked for."""

    def __init__(self, *, age: timedelta | None = None) -> None:
        self.asked: list[str] = []
        self.age = age

    async def forecasts(self, places: list[Place], *, within: float | None = None) -> list[Forecast | Failure]:
        assert within is not None
        self.asked += [place.name for place in places]
        return [
            Failure(Reason.TIMED_OUT) if place.name == "Nowhere" else replace(forecast(hours()), age=self.age)
            for place in places
        ]


async def test_a_place_is_asked_for_once_for_all_chats_and_failures_are_asked_for_again() -> None:
    weather = Weather()
    outlooks = Outlooks(weather)  # type: ignore[arg-type]
    nowhere = Place("Nowhere", 0, 0)
    for _ in range(3):
        berlin, failure = await outlooks.of([BERLIN, nowhere], MORNING)
        assert isinstance(berlin, Outlook)
        assert failure == Failure(Reason.TIMED_OUT)
    await outlooks.of([BERLIN], MORNING + timedelta(days=1) - 16 * HOUR)
    assert weather.asked == ["Berlin", "Nowhere", "Nowhere", "Nowhere", "Berlin"]


async def test_an_old_forecast_is_told_with_its_age_and_not_kept() -> None:
    weather = Weather(age=timedelta(hours=2))
    outlooks = Outlooks(weather)  # type: ignore[arg-type]
    for _ in range(2):
        (berlin,) = await outlooks.of([BERLIN], MORNING)
        assert isinstance(berlin, Outlook)
        assert berlin.age == timedelta(hours=2)
    assert weather.asked == ["Berlin"] * 2


async def test_a_forecast_that_ends_too_early_is_a_failure() -> None:
    outlooks = Outlooks(Weather())  # type: ignore[arg-type]
    assert await outlooks.of([BERLIN], EVENING) == [Failure(Reason.MALFORMED)]
