"""Answers to whether it rains or snows: yes or no first, then the hours, the probability and the amount."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

import pytest

from handlers.texts import texts_for
from handlers.views.units import Units
from services.answers import PlaceData
from services.questions import DayPart, InDays, Now, OnDay, Quantity, SeveralDays, Weekend, When
from services.weather import Condition, Forecast
from tests.handlers.asked import FACTS, FACTS_NOW, KAZAN, REPORT, ZONE, forecast, lines
from tests.handlers.conftest import MOSCOW

TODAY, TOMORROW, AFTER, YESTERDAY = (OnDay(InDays(days)) for days in (0, 1, 2, -1))


def wet(probability: float | None, amount: float | None = 0.4, *, day: int = 3) -> PlaceData:
    """Return the data with rain on the evening of a day."""
    values: Mapping[str, object] = {
        "probability": probability,
        "precipitation": amount,
        "condition": Condition.LIGHT_RAIN,
    }
    told = forecast(more=lambda number, hour: dict(values) if number == day and 19 <= hour < 21 else {})
    return PlaceData(timezone=ZONE, forecast=told)


@pytest.mark.parametrize(
    ("when", "what", "in_english", "in_russian"),
    [
        (
            TOMORROW,
            Quantity.RAIN,
            "☂️ Yes: rain 14:00–17:00, 90 %, about 6 mm",
            "☂️ Да: дождь 14:00–17:00, 90 %, около 6 мм",
        ),
        (
            AFTER,
            Quantity.SNOW,
            "❄️ Yes: snow 06:00–09:00, 90 %, about 3 mm",
            "❄️ Да: снег 06:00–09:00, 90 %, около 3 мм",
        ),
        (TODAY, Quantity.RAIN, "No rain expected (0 %)", "Дождя не ожидается (0 %)"),
        (TODAY, Quantity.SNOW, "No snow expected (0 %)", "Снега не ожидается (0 %)"),
        (
            AFTER,
            Quantity.RAIN,
            "No rain expected, but snow 06:00–09:00, 90 %, about 3 mm",
            "Дождя не ожидается, но будет снег 06:00–09:00, 90 %, около 3 мм",
        ),
        (
            TOMORROW,
            Quantity.SNOW,
            "No snow expected, but rain 14:00–17:00, 90 %, about 6 mm",
            "Снега не ожидается, но будет дождь 14:00–17:00, 90 %, около 6 мм",
        ),
        (
            OnDay(InDays(1), DayPart.DAY),
            Quantity.RAIN,
            "☂️ Yes: rain 14:00–17:00, 90 %, about 6 mm",
            "☂️ Да: дождь 14:00–17:00, 90 %, около 6 мм",
        ),
        (OnDay(InDays(1), DayPart.MORNING), Quantity.RAIN, "No rain expected (0 %)", "Дождя не ожидается (0 %)"),
        (YESTERDAY, Quantity.RAIN, "No, it did not rain", "Нет, дождя не было"),
        (YESTERDAY, Quantity.SNOW, "No, it did not snow", "Нет, снега не было"),
    ],
)
def test_an_answer_begins_with_yes_or_no(when: When, what: Quantity, in_english: str, in_russian: str) -> None:
    for language, expected in (("en", in_english), ("ru", in_russian)):
        assert lines(Units(texts_for(language)), when, what)[1] == expected


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (80.0, "☂️ Yes: light rain 19:00–21:00, 80 %, about 0.8 mm"),
        (79.0, "☂️ Likely: light rain 19:00–21:00, 79 %, about 0.8 mm"),
        (50.0, "☂️ Likely: light rain 19:00–21:00, 50 %, about 0.8 mm"),
        (49.0, "🌂 Possibly: light rain 19:00–21:00, 49 %, about 0.8 mm"),
        (29.0, "No rain expected (29 %)"),
        (None, "☂️ Yes: light rain 19:00–21:00, about 0.8 mm"),
    ],
)
def test_the_wording_depends_on_the_probability(english: Units, probability: float | None, words: str) -> None:
    assert lines(english, OnDay(InDays(3)), Quantity.RAIN, (MOSCOW, wet(probability)))[1] == words


def test_the_temperature_and_the_wind_are_below_the_first_line(russian: Units) -> None:
    assert lines(russian, TOMORROW, Quantity.RAIN)[2] == "+6…+10 °C, ветер ЮЗ 3 м/с"
    assert lines(russian, TODAY, Quantity.RAIN)[2] == "0…+4 °C, ясно, ветер ЮЗ 3 м/с"


def test_the_rainy_days_of_a_period_are_named_first(english: Units, russian: Units) -> None:
    told = lines(english, SeveralDays(3), Quantity.RAIN)
    assert told[1] == "☂️ Yes: Fri 27"
    assert told[3] == "<b>Fri 27</b> 🌧 6 to 10 °C, rain 14:00–17:00, 90 %, about 6 mm"
    assert lines(russian, Weekend(), Quantity.RAIN)[1] == "Дождя не ожидается, но будет снег: сб 28"


def test_several_places_have_a_line_each(russian: Units) -> None:
    told = lines(russian, TOMORROW, Quantity.RAIN, (MOSCOW, FACTS), (KAZAN, wet(90.0)))
    assert told == [
        "Завтра, пт 27 ноября",
        "<b>Moscow</b> ☂️ Да: дождь 14:00–17:00, 90 %, около 6 мм, +6…+10 °C",
        "<b>Казань</b> ☂️ Да: дождь 14:00–17:00, 90 %, около 6 мм, +6…+10 °C",
    ]


def test_rain_that_has_fallen_is_shown_with_its_amount(english: Units) -> None:
    told = lines(english, YESTERDAY, Quantity.RAIN, (MOSCOW, wet(5.0, 1.5, day=-1)))
    assert told[1] == "☂️ Yes: light rain 19:00–21:00, 3 mm"


@pytest.mark.parametrize("when", [None, Now()])
def test_a_question_about_now_is_answered_from_the_report_and_the_next_hours(
    english: Units, russian: Units, when: When | None
) -> None:
    def first(facts: PlaceData, units: Units = english, what: Quantity = Quantity.RAIN) -> str:
        return lines(units, when, what, (MOSCOW, facts))[1]

    raining = replace(FACTS_NOW, report=replace(REPORT, condition=Condition.LIGHT_RAIN))
    ahead: Forecast = forecast(
        more=lambda day, hour: (
            {"probability": 90.0, "precipitation": 1.0, "condition": Condition.RAIN}
            if day == 0 and hour < 15
            else {}
        )
    )
    assert first(FACTS_NOW) == "No rain right now, and none expected in the next 12 hours (0 %)"
    assert first(FACTS_NOW, russian, Quantity.SNOW).startswith(
        "Сейчас снега нет и в ближайшие 12 часов не ожидается"
    )
    assert first(raining) == "☂️ Yes: light rain right now"
    assert first(replace(raining, forecast=ahead)) == "☂️ Yes: light rain right now, until 15:00"
    soon = replace(FACTS_NOW, forecast=ahead)
    assert first(soon).startswith("☂️ Not right now, but soon: rain until 15:00, 90 %")
    assert first(soon, russian).startswith("☂️ Сейчас нет, но скоро: дождь до 15:00, 90 %")
    assert first(replace(FACTS_NOW, forecast=wet(90.0, day=0).forecast)) == (
        "☂️ Not right now, but later: light rain 19:00–21:00, 90 %, about 0.8 mm"
    )
    assert first(replace(FACTS_NOW, forecast=None)) == "No rain right now"


def test_precipitation_is_named_after_its_main_type_and_a_hazard_has_its_own_hours(english: Units) -> None:
    heavy = {"precipitation": 5.0, "probability": 90.0, "condition": Condition.HEAVY_SNOW}
    light = {"precipitation": 1.0, "probability": 90.0, "condition": Condition.SNOW}
    told = forecast(
        more=lambda day, hour: dict(heavy if hour < 7 else light) if day == 1 and 5 <= hour < 12 else {}
    )
    danger, first, *_ = lines(english, TOMORROW, Quantity.SNOW, (MOSCOW, PlaceData(timezone=ZONE, forecast=told)))
    assert "05:00–07:00" in danger
    assert first.startswith("❄️ Yes: snow 05:00–12:00")


def test_spells_of_the_same_kind_are_joined(english: Units) -> None:
    rain = {"precipitation": 1.0, "probability": 90.0, "condition": Condition.RAIN}
    told = forecast(more=lambda day, hour: dict(rain) if day == 1 and 5 <= hour < 7 else {})
    line = lines(english, TOMORROW, Quantity.RAIN, (MOSCOW, PlaceData(timezone=ZONE, forecast=told)))[1]
    assert line.startswith("☂️ Yes: rain 05:00–07:00 and 14:00–17:00, 90 %")


def test_the_hours_of_a_hazard_are_those_of_its_day_beside_an_hour_of_it(english: Units) -> None:
    told = forecast(more=lambda day, hour: {"wind_gust": 22.0 if day == 1 and 10 <= hour < 17 else 5.0})
    facts = (MOSCOW, PlaceData(timezone=ZONE, forecast=told))
    eleven, evening = OnDay(InDays(1), hour=time(11)), OnDay(InDays(1), DayPart.EVENING)
    assert "22 m/s 10:00–17:00" in lines(english, eleven, Quantity.WEATHER, facts)[0]
    assert "22 m/s" not in lines(english, evening, Quantity.WEATHER, facts)[0]


def mixed(*, snow_hours: int) -> PlaceData:
    """Return the data with precipitation from 06:00 to 18:00 of a day: snow for *snow_hours*, then rain."""

    def weather(day: int, hour: int) -> dict[str, object]:
        if day != 3 or not 6 <= hour < 18:
            return {}
        condition = Condition.SNOW if hour < 6 + snow_hours else Condition.LIGHT_RAIN
        return {"condition": condition, "probability": 75.0, "precipitation": 1.0}

    return PlaceData(timezone=ZONE, forecast=forecast(more=weather))


@pytest.mark.parametrize(
    ("snow_hours", "emoji", "in_english", "in_russian"),
    [
        (12, "❄️", "snow 06:00–18:00", "снег 06:00–18:00"),
        (11, "❄️", "snow 06:00–18:00", "снег 06:00–18:00"),
        (6, "🌨", "rain and snow 06:00–18:00", "дождь со снегом 06:00–18:00"),
        (1, "🌧", "light rain 06:00–18:00", "небольшой дождь 06:00–18:00"),
    ],
)
def test_a_spell_with_rain_and_snow_has_one_type_in_its_emoji_its_words_and_the_answer(
    snow_hours: int, emoji: str, in_english: str, in_russian: str
) -> None:
    data = mixed(snow_hours=snow_hours)
    for language, words in (("en", in_english), ("ru", in_russian)):
        units = Units(texts_for(language))
        row = lines(units, SeveralDays(5), Quantity.RAIN, (MOSCOW, data))[5]
        verdict = lines(units, OnDay(InDays(3)), Quantity.RAIN, (MOSCOW, data))[1]
        assert f"</b> {emoji} " in row
        assert words in row
        assert words in verdict
        assert verdict.startswith("☂️") is (emoji != "❄️")


def test_a_clear_day_with_rain_late_in_the_day_has_an_emoji_of_rain(english: Units) -> None:
    row = lines(english, OnDay(InDays(3)), Quantity.WEATHER, (MOSCOW, wet(59.0)))[1]

    assert row.startswith("🌧")
