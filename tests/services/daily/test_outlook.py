"""Outlooks from forecasts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.daily import Outlook, WeatherChange, WetSpell, outlook_from_forecast
from services.places.models import zone_by_name
from services.weather import Condition, Forecast, Step
from services.weather.days import days_from_steps
from services.weather.hazards import HazardKind
from tests.services.providers.forecast_bodies import BERLIN, HOUR, midnight, steps

YESTERDAY, TODAY = midnight(BERLIN, 2026, 1, 19), midnight(BERLIN, 2026, 1, 20)
MORNING, EVENING = TODAY + 8 * HOUR, TODAY + 18 * HOUR


def hours(changes: dict[int, dict[str, Any]] | None = None, start: datetime = TODAY, **values: Any) -> list[Step]:  # noqa: ANN401
    """Return the hours of a day, with changes to some of them."""
    return [
        replace(step, **(changes or {}).get(number, {}))
        for number, step in enumerate(steps(start, 24, **({"probability": 5.0} | values)))
    ]


def forecast(*days: list[Step], now: datetime = MORNING) -> Forecast:
    steps = [step for day in days for step in day]
    local = zone_by_name(BERLIN.timezone) or UTC
    whole = Forecast(
        provider="Open-Meteo", timezone=local, steps=tuple(steps), days=days_from_steps(steps, BERLIN, local)
    )
    return whole.as_of(now)


def ahead(*days: list[Step], at: datetime = MORNING) -> Outlook:
    outlook = outlook_from_forecast(forecast(*days, now=at), at)
    assert outlook is not None
    return outlook


def hours_of(spell: WetSpell) -> tuple[int | None, int | None]:
    return None if spell.start is None else spell.start.hour, None if spell.end is None else spell.end.hour


def rain(*numbers: int, **values: Any) -> dict[int, dict[str, Any]]:  # noqa: ANN401
    wet = {"condition": Condition.RAIN, "probability": 80.0, "precipitation": 1.0, **values}
    return dict.fromkeys(numbers, wet)


def test_an_outlook_omits_past_hours() -> None:
    outlook = ahead(hours({3: {"temperature": -9.0}, 9: {"temperature": 4.0}, 15: {"temperature": 12.5}}))
    assert (outlook.date, outlook.low, outlook.high) == (date(2026, 1, 20), 4.0, 12.5)
    assert outlook.condition is Condition.CLEAR
    assert (outlook.spells, outlook.wind_speed, outlook.wind_gust, outlook.changes) == ((), None, None, ())


def test_from_the_evening_on_the_day_ahead_is_tomorrow() -> None:
    days = hours(temperature=5.0), hours(start=TODAY + 24 * HOUR, temperature=9.0)
    outlook = ahead(*days, at=EVENING)
    assert (outlook.date, outlook.low, outlook.high) == (date(2026, 1, 21), 9.0, 9.0)
    assert outlook.changes == (WeatherChange.WARMER,)
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
def test_an_outlook_has_the_hours_of_rain(
    wet: tuple[int, ...], spells: list[tuple[int | None, int | None]]
) -> None:
    outlook = ahead(hours(rain(*wet)))
    assert [hours_of(spell) for spell in outlook.spells] == spells
    assert all(spell.kind is Condition.RAIN and spell.probability == 80 for spell in outlook.spells)
    assert [spell.has_breaks for spell in outlook.spells] == [len(wet) == 4 and wet[0] == 9] * len(spells)


@pytest.mark.parametrize(
    ("mild", "heavy", "spell", "hazard"),
    [
        ((12, 13), (14, 15), (12, 14), (14, 16)),
        ((16, 17), (14, 15), (16, 18), (14, 16)),
        ((12, 13, 15), (14, 16), (12, 17), (14, 17)),  # rain at 15:00 would end within the heavy rain
        ((13, 15), (12, 14), (12, 16), (12, 15)),
        ((12, 15), (13, 14), (12, 16), (13, 15)),
    ],
)
def test_no_period_of_rain_ends_within_a_hazard(
    mild: tuple[int, ...], heavy: tuple[int, ...], spell: tuple[int, int], hazard: tuple[int, int]
) -> None:
    outlook = ahead(hours(rain(*mild) | rain(*heavy, condition=Condition.HEAVY_RAIN)))
    assert [hours_of(found) for found in outlook.spells] == [spell]
    local = outlook.timezone
    assert [
        (found.start.astimezone(local).hour, found.end.astimezone(local).hour)
        for found in outlook.hazards
        if found.start and found.end
    ] == [hazard]


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
def test_an_outlook_has_likely_rain(values: dict[str, Any], is_told: bool) -> None:
    assert [spell.is_likely for spell in ahead(hours(rain(12, **values))).spells] in ([is_told], [])
    assert any(spell.is_likely for spell in ahead(hours(rain(12, **values))).spells) is is_told


@pytest.mark.parametrize(
    ("temperature", "condition", "kind"),
    [
        (5.0, Condition.CLOUDY, Condition.RAIN),
        (-5.0, None, Condition.SNOW),
        (5.0, Condition.SLEET, Condition.SLEET),
    ],
)
def test_precipitation_has_a_type(temperature: float, condition: Condition | None, kind: Condition) -> None:
    (spell,) = ahead(hours(rain(12, temperature=temperature, condition=condition))).spells
    assert spell.kind is kind


def test_an_outlook_has_strong_wind() -> None:
    assert ahead(hours(wind_speed=9.9, wind_gust=14.9)).wind_speed is None
    strong = ahead(hours({12: {"wind_speed": 10.0, "wind_direction": 315.0, "wind_gust": 14.0}}, wind_speed=2.0))
    assert (strong.wind_speed, strong.wind_direction, strong.wind_gust) == (10.0, 315.0, None)
    gusty = ahead(hours(wind_speed=7.0, wind_gust=15.0))
    assert (gusty.wind_speed, gusty.wind_gust) == (7.0, 15.0)


@pytest.mark.parametrize(
    ("before", "today", "changes"),
    [
        ({"temperature": 6.9}, {}, (WeatherChange.WARMER,)),
        ({"temperature": 13.0}, {}, (WeatherChange.COLDER,)),
        ({"temperature": 12.9}, {}, ()),
        ({"precipitation": 0.5}, {}, (WeatherChange.DRY,)),
        ({"precipitation": 0.5}, {"precipitation": 0.5, "probability": 90.0}, ()),
        ({"temperature": 14.0, "precipitation": 0.5}, {}, (WeatherChange.COLDER, WeatherChange.DRY)),
        ({"temperature": None}, {}, ()),
    ],
)
def test_an_outlook_has_the_changes_since_yesterday(
    before: dict[str, Any], today: dict[str, Any], changes: tuple[WeatherChange, ...]
) -> None:
    outlook = ahead(hours(start=YESTERDAY, **before), hours(**today))
    assert outlook.changes == changes


def test_the_same_hours_are_compared() -> None:
    """Both days are warmest at night, and past hours are not compared."""
    night = {number: {"temperature": 20.0} for number in range(6)}
    assert ahead(hours(start=YESTERDAY), hours(night)).changes == ()
    assert ahead(hours(night, start=YESTERDAY), hours()).changes == ()


def test_a_day_whose_highest_temperature_is_over_is_not_called_warmer() -> None:
    warm = hours({number: {"temperature": 20.0} for number in range(10, 16)}, temperature=12.0)
    late = ahead(hours(start=YESTERDAY, temperature=8.0), warm, at=TODAY + 17 * HOUR)
    assert (late.high, late.changes, late.is_late) == (12, (), True)


def test_a_change_of_hours_that_contradicts_the_days_is_ignored() -> None:
    cold_front = hours({number: {"temperature": 25.0} for number in range(6)}, temperature=14.0)
    assert ahead(hours(start=YESTERDAY), cold_front).changes == (WeatherChange.WARMER,)
    hot_night = hours({number: {"temperature": 30.0} for number in range(6)}, start=YESTERDAY)
    assert ahead(hot_night, cold_front).changes == ()


def test_a_day_is_not_called_dry_after_a_wet_morning() -> None:
    wet = rain(10, 11, precipitation=6.0)
    assert ahead(hours(wet, start=YESTERDAY), hours()).changes == (WeatherChange.DRY,)
    assert ahead(hours(wet, start=YESTERDAY), hours(rain(2, 3, precipitation=6.0))).changes == ()


@pytest.mark.parametrize(
    "today",
    [
        {"probability": 35.0},
        {"precipitation": 0.6, "probability": 10.0},
        {"condition": Condition.THUNDERSTORM, "probability": 10.0},
        {"condition": Condition.DRIZZLE, "probability": 10.0},
    ],
)
def test_a_day_is_not_called_dry_when_something_may_fall(today: dict[str, Any]) -> None:
    wet = rain(10, 11, precipitation=6.0)
    assert WeatherChange.DRY not in ahead(hours(wet, start=YESTERDAY), hours({15: today})).changes


def test_rain_in_other_hours_of_yesterday_is_not_compared() -> None:
    assert ahead(hours(rain(1, 2, precipitation=6.0), start=YESTERDAY), hours()).changes == ()


def test_unlikely_drizzle_is_not_the_sky_of_the_day() -> None:
    drizzle = rain(10, 11, 12, condition=Condition.DRIZZLE, precipitation=0.1, probability=30.0)
    outlook = ahead(hours(drizzle, condition=Condition.PARTLY_CLOUDY))
    assert outlook.condition is Condition.PARTLY_CLOUDY
    (spell,) = outlook.spells
    assert (hours_of(spell), spell.kind, spell.is_likely) == ((10, 13), Condition.DRIZZLE, False)


def test_an_outlook_has_hazards_with_their_hours_and_other_precipitation() -> None:
    ice = rain(9, 10, 11, condition=Condition.FREEZING_RAIN)
    outlook = ahead(hours(ice | rain(12, 13, 14) | {20: {"wind_gust": 26.0}}))
    assert [
        (hazard.kind, hazard.start and (hazard.start - TODAY) / HOUR, hazard.end and (hazard.end - TODAY) / HOUR)
        for hazard in outlook.hazards
    ] == [(HazardKind.STORM_GUSTS, 20, 21), (HazardKind.FREEZING_RAIN, 9, 12)]
    assert [(hours_of(spell), spell.kind) for spell in outlook.spells] == [((12, 15), Condition.RAIN)]
    assert outlook.condition is Condition.FREEZING_RAIN


def test_an_hour_of_heavy_rain_does_not_end_the_rain_around_it() -> None:
    outlook = ahead(hours(rain(12, 14, 15) | rain(13, condition=Condition.HEAVY_RAIN)))
    assert [hours_of(spell) for spell in outlook.spells] == [(12, 16)]
    assert [hazard.kind for hazard in outlook.hazards] == [HazardKind.HEAVY_RAIN]


def test_an_outlook_has_rain_beside_squalls() -> None:
    outlook = ahead(hours(rain(12, 13, condition=Condition.SQUALL)))
    assert [(hours_of(spell), spell.kind) for spell in outlook.spells] == [((12, 14), Condition.RAIN)]
    assert [(hazard.kind, hazard.probability) for hazard in outlook.hazards] == [(HazardKind.SQUALL, None)]


def test_a_day_with_missing_hours_is_not_compared() -> None:
    assert ahead(hours(start=YESTERDAY, temperature=0.0)[6:], hours()).changes == ()
    assert ahead(hours(start=YESTERDAY, temperature=0.0), hours()[6:]).changes == ()


def test_a_forecast_that_ends_before_the_day_has_no_outlook() -> None:
    assert outlook_from_forecast(forecast(hours()), EVENING) is None


def test_steps_without_any_values_give_an_empty_outlook() -> None:
    outlook = ahead([Step(start=TODAY + number * HOUR, length=HOUR) for number in range(24)])
    assert (outlook.low, outlook.high, outlook.condition, outlook.spells) == (None, None, None, ())
