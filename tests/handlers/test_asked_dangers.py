"""Whether there is fog, ice, frost, a storm or hail, whether driving is safe, and which day is the warmest."""

from dataclasses import replace
from datetime import time

import pytest

from handlers.texts import texts_for
from handlers.views.units import Units
from services.answers import PlaceData
from services.questions import InDays, NoSuchTime, OnDay, Quantity, SeveralDays
from services.weather import Condition
from tests.handlers.asked import FACTS, FACTS_NOW, KAZAN, REPORT, ZONE, Weather, forecast, lines
from tests.handlers.conftest import MOSCOW

TOMORROW = OnDay(InDays(1))
LATER = OnDay(InDays(4))


def at_hours(hours: range, **values: object) -> PlaceData:
    """Return the data with *values* at *hours* of the day in four days."""
    more: Weather = lambda day, hour: values if day == 4 and hour in hours else {}  # noqa: E731
    return PlaceData(timezone=ZONE, forecast=forecast(more=more))


FOG = at_hours(range(6, 9), condition=Condition.FOG)
FREEZING_RAIN = at_hours(range(9, 12), condition=Condition.FREEZING_RAIN, probability=90.0, precipitation=1.0)
FROST = at_hours(range(6), temperature=-4.0)
GUSTS = at_hours(range(10, 17), wind_gust=26.0)
HAIL = at_hours(range(15, 17), condition=Condition.HAIL, probability=90.0, precipitation=2.0)


@pytest.mark.parametrize(
    ("quantity", "data", "in_english", "in_russian"),
    [
        (Quantity.FOG, FOG, "🌫 Yes: fog 06:00–09:00", "🌫 Да: туман 06:00–09:00"),
        (Quantity.FOG, FACTS, "No fog expected", "Тумана не ожидается"),
        (Quantity.ICE, FREEZING_RAIN, "🧊 Yes: freezing rain 09:00–12:00", "🧊 Да: ледяной дождь 09:00–12:00"),
        (Quantity.ICE, FACTS, "No ice expected", "Гололёда не ожидается"),
        (
            Quantity.FROST,
            FROST,
            "🥶 Yes: below freezing until 06:00, down to −4 °C",
            "🥶 Да: ниже нуля до 06:00, до −4 °C",
        ),
        (Quantity.FROST, FACTS, "No frost expected, 24 to 28 °C", "Заморозков не ожидается, +24…+28 °C"),
        (
            Quantity.STORM,
            GUSTS,
            "💨 Yes, storm gusts up to 26 m/s 10:00–17:00",
            "💨 Да, шторм: порывы до 26 м/с 10:00–17:00",
        ),
        (Quantity.STORM, FACTS, "No storm expected", "Шторма не ожидается"),
        (Quantity.DRIVING, FOG, "🚗 Be careful, fog 06:00–09:00", "🚗 Осторожно, туман 06:00–09:00"),
        (Quantity.DRIVING, FACTS, "No dangerous weather expected", "Опасной погоды не ожидается"),
    ],
)
def test_an_answer_begins_with_yes_or_no(
    quantity: Quantity, data: PlaceData, in_english: str, in_russian: str
) -> None:
    for language, expected in (("en", in_english), ("ru", in_russian)):
        assert lines(Units(texts_for(language)), LATER, quantity, (MOSCOW, data))[1] == expected


def test_hail_is_shown_with_its_hours(english: Units) -> None:
    assert lines(english, LATER, Quantity.HAIL, (MOSCOW, HAIL))[1].startswith(
        "🧊 Yes: thunderstorm with hail 15:00–17:00"
    )
    assert lines(english, LATER, Quantity.HAIL)[1] == "No hail expected, chance of rain 0 %"


def test_frost_is_expected_if_only_the_nearest_hour_has_a_temperature(english: Units) -> None:
    def more(day: int, hour: int) -> dict[str, object]:
        return {"temperature": None if hour == 5 else -13.0} if day == 4 else {}

    data = PlaceData(timezone=ZONE, forecast=forecast(more=more))
    at_five = OnDay(InDays(4), hour=time(5))
    assert lines(english, at_five, Quantity.FROST, (MOSCOW, data))[1] == "🥶 Yes: below freezing, down to −13 °C"


def test_frost_after_rain_may_be_slippery(english: Units, russian: Units) -> None:
    more: Weather = lambda day, hour: {"temperature": -2.0} if day == 1 and hour >= 20 else {}  # noqa: E731
    data = PlaceData(timezone=ZONE, forecast=forecast(more=more))
    assert lines(english, TOMORROW, Quantity.ICE, (MOSCOW, data))[1] == (
        "🧊 Possibly: slippery, frost after rain or snow from 20:00"
    )
    assert lines(russian, TOMORROW, Quantity.DRIVING, (MOSCOW, data))[1] == (
        "🚗 Осторожно, скользко, мороз после дождя или снега с 20:00"
    )


def test_the_danger_of_now_and_of_the_next_hours_is_shown(english: Units) -> None:
    foggy = PlaceData(timezone=ZONE, report=replace(REPORT, condition=Condition.FOG), forecast=forecast())
    assert lines(english, None, Quantity.FOG, (MOSCOW, foggy))[1] == "🌫 Yes: fog right now"
    assert lines(english, None, Quantity.FROST, (MOSCOW, FACTS_NOW))[1] == "🥶 Yes: −30 °C right now"
    assert lines(english, None, Quantity.STORM, (MOSCOW, FACTS_NOW))[1] == (
        "No storm right now, and none expected in the next 12 hours"
    )
    alone = PlaceData(timezone=ZONE, report=REPORT)
    assert lines(english, None, Quantity.ICE, (MOSCOW, alone))[1] == "No ice right now"


def test_the_days_of_a_danger_are_named(english: Units) -> None:
    told = lines(english, SeveralDays(6), Quantity.FOG, (MOSCOW, FOG))
    assert told[1] == "🌫 Yes: Mon 30"
    assert lines(english, SeveralDays(6), Quantity.FOG)[1] == "No fog expected"


@pytest.mark.parametrize(
    ("quantity", "in_english", "in_russian"),
    [
        (Quantity.WARMER, "🌡 The warmest: Mon 30, 24 to 28 °C", "🌡 Теплее всего: пн 30, +24…+28 °C"),
        (Quantity.COLDER, "🌡 The coldest: Thu 26, 0 to 4 °C", "🌡 Холоднее всего: чт 26, 0…+4 °C"),
        (Quantity.DRIER, "☀️ The driest: Thu 26, 0 to 4 °C", "☀️ Суше всего: чт 26, 0…+4 °C"),
    ],
)
def test_the_extreme_day_is_named_first(quantity: Quantity, in_english: str, in_russian: str) -> None:
    for language, expected in (("en", in_english), ("ru", in_russian)):
        told = lines(Units(texts_for(language)), SeveralDays(5), quantity)
        assert told[1] == expected
        assert len(told) == 7


def test_rain_that_lasts_longer_than_the_known_hours_has_no_end(english: Units) -> None:
    rainy: Weather = lambda *_: {"condition": Condition.RAIN, "precipitation": 1.0, "probability": 90.0}  # noqa: E731
    data = PlaceData(
        timezone=ZONE, report=replace(REPORT, condition=Condition.RAIN), forecast=forecast(more=rainy)
    )
    assert lines(english, None, Quantity.RAIN, (MOSCOW, data))[1] == (
        "☂️ Yes: rain right now, for at least 12 more hours"
    )


def test_a_time_that_does_not_exist_is_answered_by_a_question(english: Units, russian: Units) -> None:
    assert lines(english, NoSuchTime(is_date=True)) == [
        "<b>Moscow</b>: there is no such date in the calendar. Which day do you mean?"
    ]
    assert lines(russian, NoSuchTime(is_date=False), Quantity.RAIN, (MOSCOW, FACTS), (KAZAN, FACTS)) == [
        "<b>Moscow</b>, <b>Казань</b>: такого времени не бывает. Какой час вас интересует?"
    ]
