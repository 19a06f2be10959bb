"""The air in words: the index of the place, warnings on a card, pollen, and the page about the air."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.views.air_page import air_text
from handlers.views.units import Units
from handlers.views.weather import weather_text
from sandbox.telegram.html import parse_html
from services.answers import Answer, Entry, PlaceData
from services.places import Match, Place
from services.questions import InDays, OnDay, Quantity, Subject
from services.storage import ChatSettings
from services.units import TemperatureUnit
from services.weather.air import AirHour, AirQuality, Plant, PollenDay, PollenForecast, PollenLevel
from services.weather.air_notice import AirNotice
from tests.handlers.asked import AIR, DAY, HOURS, NOW, REPORT, TODAY, ZONE, lines
from tests.handlers.conftest import LONDON, MOSCOW

BOSTON = Place("Boston", 42.36, -71.06, country="United States")
BOSTON_IN_RUSSIAN = Place("Бостон", 42.36, -71.06, country="США")
PHONE_WIDTH = 40
"""Characters in a line of a message on a phone 390 pixels wide; in <pre> the characters are equally wide."""

MUCH, LITTLE, NONE = (
    PollenForecast(Plant.BIRCH, PollenLevel.VERY_HIGH),
    PollenForecast(Plant.GRASS, PollenLevel.LOW),
    PollenForecast(Plant.ALDER, PollenLevel.NONE),
)


def air(*pollen: PollenForecast, day: date = TODAY, **hour: object) -> AirQuality:
    hours = tuple(replace(known, **hour) for known in AIR.hours)  # type: ignore[arg-type]
    return replace(AIR, hours=hours, pollen_days=(PollenDay(date=day, pollen=pollen),) if pollen else ())


def card(notice: AirNotice, units: Units, place: Place = MOSCOW) -> list[str]:
    answer = Answer("en", (Entry(Match(place.name, place), REPORT, notice=notice),))
    text = weather_text(answer, units, now=NOW, usual_provider="Open-Meteo").replace("\N{NO-BREAK SPACE}", " ")
    return text.splitlines()[3:]


def page(known: AirQuality, units: Units, place: Place = MOSCOW) -> list[str]:
    data = PlaceData(timezone=ZONE, air=known)
    answer = Answer("en", (Entry(Match(place.name, place), data),), subject=Subject.AIR)
    return air_text(answer, units, now=NOW).replace("\N{NO-BREAK SPACE}", " ").splitlines()


def lines_of(
    known: AirQuality, units: Units, quantity: Quantity, place: Place = MOSCOW, days: int | None = None
) -> list[str]:
    when = None if days is None else OnDay(InDays(days))
    return lines(units, when, quantity, (place, PlaceData(timezone=ZONE, air=known)))[1:]


@pytest.mark.parametrize(
    ("index", "dot", "word"),
    [
        *((50, "🟢", "good"), (51, "🟡", "moderate"), (101, "🟠", "unhealthy for sensitive groups")),
        *((151, "🔴", "unhealthy"), (201, "🟣", "very unhealthy"), (301, "🟤", "hazardous")),
    ],
)
def test_places_in_the_us_have_the_index_of_the_us(english: Units, index: int, dot: str, word: str) -> None:
    known = air(us_index=float(index))
    assert lines_of(known, english, Quantity.AIR, BOSTON)[0] == f"{dot} Air: {word}, US AQI {index}"


def test_the_us_is_recognized_in_each_language_and_by_the_units_of_the_chat(
    english: Units, russian: Units
) -> None:
    assert lines_of(AIR, russian, Quantity.AIR, BOSTON_IN_RUSSIAN)[0] == "🟡 Воздух средний, индекс США (AQI) 60"
    imperial = Units(english.texts, ChatSettings(temperature=TemperatureUnit.FAHRENHEIT))
    assert lines_of(AIR, imperial, Quantity.AIR)[0] == "🟡 Air: moderate, US AQI 60"
    assert lines_of(AIR, english, Quantity.AIR, LONDON)[0] == "🟢 Air: fair, European index 35"


def test_an_unknown_index_is_replaced_by_the_index_of_the_other_kind(english: Units) -> None:
    assert lines_of(air(us_index=None), english, Quantity.AIR, BOSTON)[0] == "🟢 Air: fair, European index 35"
    assert lines_of(air(european_index=None), english, Quantity.AIR)[0] == "🟡 Air: moderate, US AQI 60"
    assert lines_of(air(european_index=None, us_index=None), english, Quantity.AIR) == [
        "No air quality data for that place."
    ]


def test_ozone_and_desert_dust_are_shown_if_they_are_high(english: Units, russian: Units) -> None:
    assert lines_of(air(ozone=120.0, dust=45.0), english, Quantity.AIR)[1] == "PM2.5 12 µg/m³, PM10 20 µg/m³"
    high = air(ozone=121.0, dust=300.0)
    assert lines_of(high, english, Quantity.AIR)[1].endswith("ozone 121 µg/m³, desert dust 300 µg/m³")
    assert lines_of(high, russian, Quantity.AIR)[1].endswith("озон 121 мкг/м³, пыль из пустынь 300 мкг/м³")


def test_an_answer_about_the_air_now_goes_on_with_the_next_days(english: Units) -> None:
    assert lines_of(air(uv_index=2.0), english, Quantity.AIR)[2:] == [
        f"<b>{day}</b> 🟢 fair (35), UV 2" for day in ("Fri 27", "Sat 28", "Sun 29")
    ]
    assert len(lines_of(AIR, english, Quantity.AIR, days=1)) == 2


def test_pollen_is_shown_in_bands_the_highest_first(english: Units, russian: Units) -> None:
    known = air(LITTLE, MUCH, NONE)
    assert lines_of(known, english, Quantity.POLLEN)[0] == "🌾 Pollen: birch very high, grass low"
    assert lines_of(known, russian, Quantity.POLLEN)[0] == "🌾 Пыльца: берёза – очень много, злаки – мало"
    assert lines_of(air(NONE), english, Quantity.POLLEN)[0] == "🌾 Almost no pollen in the air"


def test_an_answer_says_why_pollen_is_unknown(english: Units, russian: Units) -> None:
    assert lines_of(AIR, english, Quantity.POLLEN)[0] == "🌾 No pollen forecast there at this time of year"
    assert lines_of(AIR, english, Quantity.POLLEN, BOSTON)[0] == "🌾 Pollen is only forecast in Europe"
    assert lines_of(air(MUCH), russian, Quantity.POLLEN, days=1)[0] == "🌾 Прогноза пыльцы на этот день нет"
    instead = replace(AIR, provider="OpenWeather", has_computed_index=True)
    assert lines_of(instead, english, Quantity.POLLEN)[0] == "🌾 No pollen data right now"


def test_the_scale_of_a_computed_index_is_named(english: Units, russian: Units) -> None:
    instead = replace(AIR, provider="OpenWeather", has_computed_index=True, age=timedelta(hours=2))
    assert (
        lines_of(instead, english, Quantity.AIR)[-1] == "Index computed from the values of OpenWeather · 2 h ago"
    )
    assert page(instead, russian)[-1].startswith("Индекс вычислен по данным OpenWeather · ")


def test_a_card_warns_of_poor_air_a_high_uv_index_and_pollen(english: Units, russian: Units) -> None:
    until = NOW.astimezone(ZONE).replace(hour=16, minute=0)
    notice = AirNotice(european_index=72, us_index=155, uv_index=6.6, uv_end=until, pollen=(MUCH,))
    assert card(notice, english)[-3:] == [
        "🔴 Air: poor, European index 72",
        "🧴 UV index up to 7, high, until 16:00",
        "🌾 Pollen: birch very high",
    ]
    assert card(notice, english, BOSTON)[-3] == "🔴 Air: unhealthy, US AQI 155"
    later = replace(notice, uv_start=until.replace(hour=13), european_index=None)
    assert card(later, russian)[-2:] == [
        "🧴 УФ-индекс до 7, высокий, 13:00–16:00",
        "🌾 Пыльца: берёза – очень много",
    ]


def test_the_page_has_the_air_now_uv_by_hours_pollen_and_the_next_days(english: Units, russian: Units) -> None:
    known = replace(
        air(MUCH, LITTLE, day=TODAY + DAY, ozone=61.0),
        hours=tuple(
            replace(hour, ozone=61.0, uv_index=float(max(0, 7 - abs(hour.start.astimezone(ZONE).hour - 13))))
            for hour in AIR.hours
        ),
    )
    assert page(known, english) == [
        "<b>Moscow</b>, Russia · now 12:07",
        "🟢 Air: fair, European index 35",
        "PM2.5 12 µg/m³, PM10 20 µg/m³, ozone 61 µg/m³",
        "🧴 UV index today: up to 7, high",
        "<pre>12 13 14 15 16 17 18 19",
        " 6  7  6  5  4  3  2  1</pre>",
        "🌾 No pollen forecast for that day",
        "<b>Fri 27</b> 🟢 fair (35), UV 7, 🌾 birch very high",
        "<b>Sat 28</b> 🟢 fair (35), UV 7",
        "<b>Sun 29</b> 🟢 fair (35), UV 5",
        "Copernicus CAMS via Open-Meteo",
    ]
    assert page(known, russian)[3] == "🧴 УФ-индекс сегодня до 7, высокий"


def test_the_page_has_every_second_hour_on_long_days_and_tomorrow_in_the_evening(english: Units) -> None:
    evening = [hour for hour in AIR.hours if hour.start.astimezone(ZONE).hour not in range(12, 20)]
    long = [replace(hour, uv_index=3.0) for hour in evening if hour.start.astimezone(ZONE).date() > TODAY]
    shown = page(replace(AIR, hours=(*AIR.hours[9:12], *long)), english)
    heading = shown.index("🧴 UV index tomorrow: up to 3, moderate")
    assert shown[heading + 1] == "<pre> 0  2  4  6  8 10 20 22"
    dark = page(air(uv_index=0.0), english)
    assert "🧴 UV index 0, low" in dark
    assert not any("UV" in line for line in page(AIR, english))


def test_the_table_of_hours_fits_into_the_width_of_a_phone(units: Units) -> None:
    always = replace(AIR, hours=tuple(AirHour(start=at, european_index=70, uv_index=11) for at in HOURS[12:]))
    text, _ = parse_html("\n".join(page(always, units)))
    table = [line for line in text.splitlines() if line.replace(" ", "").isdecimal()]
    assert len(table) == 2
    assert max(map(len, table)) <= PHONE_WIDTH
