"""Answers about the sky, and about quantities that no weather service provides."""

import pytest

from handlers.views.asked.place_lines import UNKNOWN_QUANTITIES
from handlers.views.units import Units
from services.answers import PlaceData
from services.questions import DayPart, InDays, Now, OnDay, Quantity, Weekend, When
from services.weather import Condition, Report
from tests.handlers.asked import KAZAN, NOW, ZONE, forecast, lines
from tests.handlers.conftest import MOSCOW

TODAY, TOMORROW = (OnDay(InDays(days)) for days in (0, 1))


def test_an_answer_about_sunshine_has_the_hours(english: Units, russian: Units) -> None:
    assert lines(russian, TOMORROW, Quantity.SUNNY)[1:] == [
        "🌤 Отчасти: солнечно 07:00–14:00 и 17:00–19:00, +6…+10 °C",
        "Дождь 14:00–17:00, 90 %, около 6 мм, ветер ЮЗ 3 м/с",
    ]
    assert lines(english, OnDay(InDays(2), DayPart.EVENING), Quantity.SUNNY)[1].startswith("☀️ Yes: clear")
    assert lines(english, OnDay(InDays(2), DayPart.NIGHT), Quantity.SUNNY)[1].startswith("The sun is down")
    assert lines(english, Weekend(), Quantity.SUNNY)[1] == "☀️ Sunny: Sat 28, Sun 29"
    overcast = PlaceData(timezone=ZONE, forecast=forecast(more=lambda *_: {"condition": Condition.OVERCAST}))
    assert lines(russian, TODAY, Quantity.SUNNY, (MOSCOW, overcast))[1] == "☁️ Нет: пасмурно, 0…+4 °C"
    assert lines(russian, Weekend(), Quantity.SUNNY, (MOSCOW, overcast))[1].startswith("☁️ По-настоящему")


def test_an_answer_about_northern_lights_says_that_they_are_unknown_and_tells_the_sky(
    english: Units, russian: Units
) -> None:
    evening = OnDay(InDays(2), DayPart.EVENING)
    assert lines(english, evening, Quantity.AURORA)[1:3] == [
        "🌌 I don’t know whether there will be an aurora; the sky: clear",
        "🌙 15 °C, clear",
    ]
    assert lines(russian, Weekend(), Quantity.AURORA)[1].endswith("погодные сервисы этого не сообщают.")


def test_the_moon_and_the_depth_of_snow_are_answered_first(english: Units, russian: Units) -> None:
    assert lines(english, TOMORROW, Quantity.MOON)[1:] == [
        "🌖 Waning gibbous, 89 % lit",
        "New moon on 9 December, full moon on 24 December",
    ]
    depth, snow, *_ = lines(russian, OnDay(InDays(2)), Quantity.SNOW_DEPTH)[1:]
    assert depth.startswith("Какой глубины снег, я не знаю")
    assert "снег 06:00–09:00" in snow


@pytest.mark.parametrize("quantity", sorted(UNKNOWN_QUANTITIES | {Quantity.AURORA}))
def test_an_answer_about_now_without_a_forecast_has_the_present_weather(
    english: Units, quantity: Quantity
) -> None:
    report = Report(provider="Open-Meteo", observed_at=NOW, temperature=4.0, condition=Condition.OVERCAST)
    heading, first, present = lines(english, Now(), quantity, (MOSCOW, PlaceData(timezone=ZONE, report=report)))
    assert heading.endswith("now")
    assert first.startswith(("🧲", "🌊", "🌌"))
    assert present == "4 °C, overcast"


def test_an_answer_about_what_no_service_has_says_so_before_the_weather(english: Units, russian: Units) -> None:
    storms = lines(russian, TOMORROW, Quantity.MAGNETIC)
    assert storms[1].startswith("🧲 Будут ли магнитные бури, я не знаю")
    assert "+6…+10 °C" in storms[2]
    tides = lines(english, Weekend(), Quantity.TIDE)
    assert tides[1] == "🌊 I don’t know the tides: the weather services don’t say."
    assert len(tides) == 4


@pytest.mark.parametrize("when", [TOMORROW, Weekend()])
def test_an_answer_about_several_places_says_once_what_no_service_has(english: Units, when: When) -> None:
    places = [(place, PlaceData(timezone=ZONE, forecast=forecast())) for place in (MOSCOW, KAZAN)]
    tides = lines(english, when, Quantity.TIDE, *places)
    assert tides[1] == "🌊 I don’t know the tides: the weather services don’t say."
    assert sum("tides" in line for line in tides) == 1
    assert sum("°C" in line for line in tides) == (2 if when is TOMORROW else 4)


def test_an_answer_about_northern_lights_on_days_in_several_places_says_once_that_they_are_unknown(
    english: Units,
) -> None:
    places = [(place, PlaceData(timezone=ZONE, forecast=forecast())) for place in (MOSCOW, KAZAN)]
    assert sum("aurora" in line for line in lines(english, Weekend(), Quantity.AURORA, *places)) == 1
    assert sum("aurora" in line for line in lines(english, TOMORROW, Quantity.AURORA, *places)) == len(places)


def test_an_answer_about_frost_in_several_places_has_the_temperature_once(english: Units) -> None:
    cold = forecast(more=lambda _, hour: {"temperature": -5.0 - hour % 2})
    places = [(place, PlaceData(timezone=ZONE, forecast=cold)) for place in (MOSCOW, KAZAN)]
    frost = lines(english, TOMORROW, Quantity.FROST, *places)
    assert len(frost) == 3
    assert [line.split(" ", 1)[1] for line in frost[1:]] == ["🥶 Yes: below freezing all day, down to −6 °C"] * 2
