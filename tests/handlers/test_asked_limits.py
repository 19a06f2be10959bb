"""Answers to questions with a limit, such as "wind over 40 mph?", and to questions about two quantities."""

from dataclasses import replace

import pytest

from handlers.views.asked import asked_answer_text
from handlers.views.units import Units
from services.answers import PlaceData
from services.questions import InDays, Limit, Now, OnDay, Quantity, Weekend, When
from tests.handlers.asked import FACTS_NOW, NOW, ZONE, answer, forecast
from tests.handlers.conftest import MOSCOW

TOMORROW = OnDay(InDays(1))
GUSTY = PlaceData(
    timezone=ZONE, forecast=forecast(more=lambda _, hour: {"wind_gust": 16.0 if hour == 12 else 5.0})
)


def lines_of(
    units: Units,
    when: When,
    quantity: Quantity,
    *,
    limit: Limit | None = None,
    second: Quantity | None = None,
    facts: PlaceData = GUSTY,
) -> list[str]:
    asked = replace(answer(when, quantity, (MOSCOW, facts)), limit=limit, second_quantity=second)
    html = asked_answer_text(asked, units, now=NOW, usual_provider="Open-Meteo")
    return html.replace("\N{NO-BREAK SPACE}", " ").splitlines()


@pytest.mark.parametrize(
    ("quantity", "limit", "first"),
    [
        (Quantity.WIND, Limit(2, is_upper=True), "💨 Yes: wind 3 m/s SW, gusts up to 16 m/s"),
        (Quantity.WIND, Limit(10, is_upper=True), "💨 Only in gusts: wind 3 m/s SW, gusts up to 16 m/s"),
        (Quantity.WIND, Limit(20, is_upper=True), "💨 No: wind 3 m/s SW, gusts up to 16 m/s"),
        (Quantity.TEMPERATURE, Limit(9, is_upper=True), "🌡 Yes: 6 to 10 °C, feels like 6 °C: a warm jacket"),
        (Quantity.TEMPERATURE, Limit(10, is_upper=True), "🌡 No: 6 to 10 °C, feels like 6 °C: a warm jacket"),
        (Quantity.TEMPERATURE, Limit(7, is_upper=False), "🌡 Yes: 6 to 10 °C, feels like 6 °C: a warm jacket"),
    ],
)
def test_an_answer_begins_with_whether_the_limit_is_passed(
    english: Units, quantity: Quantity, limit: Limit, first: str
) -> None:
    assert lines_of(english, TOMORROW, quantity, limit=limit)[1] == first


def test_the_days_on_which_a_limit_is_passed_come_first(english: Units, russian: Units) -> None:
    over_15 = Limit(15, is_upper=True)
    assert lines_of(english, Weekend(), Quantity.TEMPERATURE, limit=over_15)[1] == "Yes: Sat 28, Sun 29"
    assert lines_of(russian, Weekend(), Quantity.WIND, limit=Limit(50, is_upper=True))[1].startswith(
        "Нет, ни в один"
    )


def test_both_quantities_of_a_question_come_first(english: Units, russian: Units) -> None:
    both = lines_of(english, TOMORROW, Quantity.HUMIDITY, second=Quantity.PRESSURE)
    assert both[1:] == ["💧 Humidity 55 %", "🧭 Pressure 1000 hPa, steady", "6 to 10 °C"]
    now = lines_of(russian, Now(), Quantity.WIND, second=Quantity.PRESSURE, facts=FACTS_NOW)
    assert now[1:] == ["💨 Ветер ЮЗ 3 м/с, порывы до 5 м/с", "🧭 Давление 735 мм рт. ст., не меняется", "−30 °C"]
    rain = lines_of(english, TOMORROW, Quantity.RAIN, second=Quantity.TEMPERATURE)
    assert [line[:1] for line in rain[1:]] == ["☂", "🌡"]


def test_the_days_of_a_period_have_both_quantities(english: Units) -> None:
    saturday = lines_of(english, Weekend(), Quantity.HUMIDITY, second=Quantity.PRESSURE)[1]
    assert "Humidity 55 %" in saturday
    assert "Pressure 1000 hPa" in saturday
