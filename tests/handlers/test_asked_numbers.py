"""Wind, pressure, humidity, UV, air, the sea and the sun: what was asked is in the first line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.views.units import Units
from services.answers import PlaceData
from services.questions import DayPart, InDays, Now, OnDay, Quantity, SeveralDays
from tests.handlers.asked import AIR, FACTS, FACTS_NOW, MURMANSK, SEA, ZONE, forecast, lines
from tests.handlers.conftest import MOSCOW

TODAY, TOMORROW = OnDay(InDays(0)), OnDay(InDays(1))


def first(units: Units, *asked: object, facts: PlaceData = FACTS) -> str:
    when, what = asked
    return lines(units, when, what, (MOSCOW, facts))[1]  # type: ignore[arg-type]


def test_the_wind_comes_with_its_gusts(english: Units, russian: Units) -> None:
    assert first(english, Now(), Quantity.WIND, facts=FACTS_NOW) == "💨 Wind 3 m/s SW, gusts up to 5 m/s"
    assert first(russian, TOMORROW, Quantity.WIND) == "💨 Ветер ЮЗ 3 м/с, порывы до 5 м/с"
    windy = PlaceData(
        timezone=ZONE, forecast=forecast(more=lambda _, hour: {"wind_gust": 16.0 if hour == 12 else 5.0})
    )
    assert first(english, TOMORROW, Quantity.WIND, facts=windy) == "💨 Wind 3 m/s SW, gusts up to 16 m/s"


def test_the_pressure_comes_with_its_trend(english: Units, russian: Units) -> None:
    assert first(russian, Now(), Quantity.PRESSURE, facts=FACTS_NOW) == "🧭 Давление 735 мм рт. ст., не меняется"
    assert first(english, TOMORROW, Quantity.PRESSURE) == "🧭 Pressure 1000 hPa, steady"

    def falling(day: int, hour: int) -> dict[str, object]:
        return {"pressure": 1000.0 - hour - 24 * day, "surface_pressure": 980.0 - hour - 24 * day}

    facts = replace(FACTS_NOW, forecast=forecast(more=falling))
    assert first(english, Now(), Quantity.PRESSURE, facts=facts).endswith("falling (−6 in 6 hours)")
    assert first(russian, Now(), Quantity.PRESSURE, facts=facts).endswith("падает (−5 за 6 часов)")
    assert first(english, TOMORROW, Quantity.PRESSURE, facts=facts) == "🧭 Pressure 953–976 hPa, falling"
    ahead = replace(facts, forecast=forecast(past=False, more=falling))
    assert first(english, Now(), Quantity.PRESSURE, facts=ahead).endswith("going to fall (−6 in 6 hours)")
    assert (
        first(english, Now(), Quantity.PRESSURE, facts=replace(FACTS_NOW, forecast=None)) == "🧭 Pressure 1000 hPa"
    )


def test_the_humidity_is_a_share_or_a_span(english: Units, russian: Units) -> None:
    assert first(english, Now(), Quantity.HUMIDITY, facts=FACTS_NOW) == "💧 Humidity 55 %"
    moist = PlaceData(timezone=ZONE, forecast=forecast(more=lambda _, hour: {"humidity": 40.0 + hour}))
    assert first(russian, TOMORROW, Quantity.HUMIDITY, facts=moist) == "💧 Влажность 40–63 %"


def test_the_uv_index_is_that_of_the_whole_day_with_the_hours_of_protection(
    english: Units, russian: Units
) -> None:
    for when in (None, TODAY, TOMORROW):
        told = lines(english, when, Quantity.UV)
        assert told[1] == "🧴 UV index up to 7, high, around 13:00"
        assert told[2] == "Use sun protection from 10:00 to 16:00"
    assert first(russian, OnDay(InDays(1), DayPart.EVENING), Quantity.UV) == "🧴 УФ-индекс 0, низкий"


@pytest.mark.parametrize(
    ("index", "dot", "word"),
    [
        *((20, "🔵", "good"), (21, "🟢", "fair"), (41, "🟡", "moderate"), (61, "🔴", "poor")),
        *((81, "🟤", "very poor"), (101, "🟣", "extremely poor")),
    ],
)
def test_the_air_is_shown_as_a_word_and_the_european_index(
    english: Units, index: int, dot: str, word: str
) -> None:
    hours = tuple(replace(hour, european_index=float(index)) for hour in AIR.hours)
    told = lines(english, Now(), Quantity.AIR, (MOSCOW, PlaceData(timezone=ZONE, air=replace(AIR, hours=hours))))
    assert told[1] == f"{dot} Air: {word}, European index {index}"
    assert told[2] == "PM2.5 12 µg/m³, PM10 20 µg/m³"


def test_an_answer_says_that_the_sea_is_modelled_or_unknown(english: Units, russian: Units) -> None:
    facts = PlaceData(timezone=ZONE, sea=SEA)
    assert first(russian, Now(), Quantity.WATER, facts=facts) == "🌊 Море +13 °C (по модели), волна 0,4 м"
    assert first(english, TOMORROW, Quantity.WATER, facts=facts) == "🌊 Sea 13 °C (from a model), waves 0.4 m"
    inland = PlaceData(timezone=ZONE, sea=replace(SEA, hours=()))
    assert first(english, Now(), Quantity.WATER, facts=inland) == "No sea data for that place."
    assert first(russian, Now(), Quantity.WATER, facts=inland) == "Данных о море там нет."
    far = lines(english, OnDay(InDays(9)), Quantity.WATER, (MOSCOW, facts))
    assert "the forecast reaches 29 November so far" in far[0]


def test_the_sea_alone_has_no_line_about_the_air(english: Units) -> None:
    told = lines(english, Now(), Quantity.WATER, (MOSCOW, replace(FACTS_NOW, sea=SEA)))
    assert not any("Air" in line for line in told)


def test_the_weather_by_the_sea_follows_the_sea(english: Units, russian: Units) -> None:
    told = lines(english, Now(), Quantity.BEACH, (MOSCOW, replace(FACTS_NOW, sea=SEA)))
    assert told[2].startswith("Air: ")
    assert "°C" in told[2]
    told = lines(russian, TOMORROW, Quantity.BEACH, (MOSCOW, replace(FACTS, sea=SEA)))
    assert told[2].startswith("Воздух: ")


def test_sunrise_and_sunset_are_known_for_any_day(english: Units, russian: Units) -> None:
    facts = PlaceData(timezone=ZONE)
    title, times, light = lines(english, None, Quantity.SUN, (MOSCOW, facts))
    assert title.endswith("today, Thu 26 November")
    assert times == "☀️ Sunrise 08:26, sunset 16:07"
    assert light.startswith("Light from 07:4")
    assert first(russian, OnDay(InDays(200)), Quantity.SUN, facts=facts).startswith("☀️ Восход 03:4")
    assert len(lines(english, SeveralDays(3), Quantity.SUN, (MOSCOW, facts))) == 4


def test_an_answer_says_that_the_sun_stays_up_or_down(english: Units, russian: Units) -> None:
    facts = PlaceData(timezone=ZONE)
    winter, summer = datetime(2026, 12, 20, 9, tzinfo=UTC), datetime(2026, 6, 20, 9, tzinfo=UTC)
    assert lines(english, None, Quantity.SUN, (MURMANSK, facts), now=winter)[1] == (
        "🌌 Polar night: the sun does not rise"
    )
    assert lines(russian, None, Quantity.SUN, (MURMANSK, facts), now=summer)[1] == (
        "☀️ Полярный день: солнце не заходит"
    )


@pytest.mark.parametrize("what", [Quantity.PRESSURE, Quantity.HUMIDITY, Quantity.UV, Quantity.WIND])
def test_an_answer_about_an_unknown_quantity_says_so(units: Units, what: Quantity) -> None:
    missing = ("humidity", "pressure", "surface_pressure", "uv_index", "wind_speed")
    facts = PlaceData(timezone=ZONE, forecast=forecast(more=lambda *_: dict.fromkeys(missing)))
    told = first(units, TOMORROW, what, facts=facts)
    assert told in {units.texts("asked-unknown", quantity=one) for one in ("pressure", "humidity", "uv", "wind")}


def test_a_part_of_a_day_has_only_the_numbers_of_its_own_hours(english: Units) -> None:
    moist = PlaceData(timezone=ZONE, forecast=forecast(more=lambda _, hour: {"humidity": 40.0 + hour}))
    assert (
        first(english, OnDay(InDays(1), DayPart.MORNING), Quantity.HUMIDITY, facts=moist) == "💧 Humidity 46–51 %"
    )
