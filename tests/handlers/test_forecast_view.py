"""The days to come as text: a line a day, hours, and a table."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.texts import Texts
from handlers.views.fitting import utf16_length
from handlers.views.forecast import forecast_text
from handlers.views.keyboards import answer_keyboard
from handlers.views.units import Units
from services.answers import Answer, Entry
from services.errors import Failure, Reason
from services.places import Match, Place, Unknown
from services.questions import Subject
from services.weather import Condition, Day, Forecast
from tests.pictures import LONDON, LONGYEARBYEN, MOSCOW, SIDE_BY_SIDE, WINTER, at, hole, hourly, hurricane, thunder

DOWN = Failure(Reason.UNAVAILABLE, 503)


def answer(*told: tuple[Place, Forecast | Failure], **known: object) -> Answer:
    entries = tuple(Entry(Match(place.name, place), result) for place, result in told)
    return replace(Answer("en", entries, subject=Subject.DAYS), **known)  # type: ignore[arg-type]


def render(told: Answer, units: Units) -> str:
    return forecast_text(told, units, usual_provider="Open-Meteo").replace("\u00a0", " ")


def labels(told: Answer, texts: Texts) -> list[list[str]]:
    keyboard = answer_keyboard(told, "token", texts)
    return [[button.text for button in row] for row in keyboard.inline_keyboard] if keyboard else []


STORMY = answer((MOSCOW, hourly(MOSCOW, at(2026, 7, 1, 6, 5), thunder, mean=21, swing=6)))


def test_each_day_is_a_line(english: Units, russian: Units) -> None:
    assert render(STORMY, english).splitlines() == [
        "<b>Москва</b>, Россия · ⚠️ Thunderstorm: Fri 3",
        "<b>Wed 1</b> (rest of the day) ☀️ 18 to 27 °C, clear, 7 m/s",
        "<b>Thu 2</b> ⛅ 15 to 27 °C, partly cloudy, 6 m/s",
        "<b>Fri 3</b> ⛈ 15 to 27 °C, 32 mm (80 %), 2 m/s",
        "⚠️ Thunderstorm 11:00–15:00 (80 %)",
        "<b>Sat 4</b> ☀️ 15 to 27 °C, clear, 5 m/s",
        "<b>Sun 5</b> ☁️ 15 to 27 °C, overcast, 7 m/s",
    ]
    assert "<b>Пт 3</b> ⛈ +15…+27 °C, 32 мм (80 %), 2 м/с\n⚠️ Гроза 11:00–15:00 (80 %)\n" in render(STORMY, russian)


def test_strong_gusts_are_named_and_precipitation_is_shown_by_the_emoji(english: Units) -> None:
    storm = answer((LONDON, hourly(LONDON, at(2026, 9, 9, 15, 7), hurricane)))
    lines = render(storm, english).splitlines()
    assert lines[0] == (
        "<b>London</b>, United Kingdom · ⚠️ Squalls: Fri 11; hurricane-force gusts: Thu 10, Fri 11, Sat 12; "
        "heavy rain: Thu 10 (49 %), Fri 11, Sat 12"
    )
    assert "⚠️ Hurricane-force gusts up to 75 m/s all day" in lines
    day = Day(date=date(2026, 1, 19), condition=Condition.LIGHT_RAIN, precipitation=0.44, probability=30.0)
    drizzly = answer((LONDON, replace(hourly(LONDON, WINTER), days=(day,))))
    assert render(drizzly, english).splitlines()[1] == "<b>Mon 19</b> (rest of the day) 🌧 0.4 mm (30 %)"


def test_a_day_without_data_says_so(english: Units, russian: Units) -> None:
    hollow = answer((LONDON, hourly(LONDON, at(2026, 3, 26, 8, 7), hole)))
    assert render(hollow, english).splitlines()[3] == "<b>Sat 28</b> 🌡 no data"
    assert render(hollow, russian).splitlines()[3] == "<b>Сб 28</b> 🌡 нет данных"


def test_an_open_day_has_a_line_for_each_hour(english: Units, russian: Units) -> None:
    friday = replace(STORMY, day=date(2026, 7, 3))
    first, *hours, sun = render(friday, english).splitlines()
    assert first == "<b>Москва</b> · Friday, 3 July · ⚠️ Thunderstorm 11:00–15:00 (80 %)"
    assert len(hours) == 24
    assert hours[0] == "00:00 ☁️ 17 °C, 2 m/s N"
    assert hours[14].startswith("14:00 ⛈ 27 °C, thunderstorm, 8.0 mm (80 %)")
    assert sun == "🌅 03:51 · 🌇 21:16"
    assert render(friday, russian).startswith("<b>Москва</b> · пятница, 3 июля · ⚠️ Гроза 11:00–15:00 (80 %)\n")


def test_a_polar_day_says_why_there_is_no_sunrise(english: Units) -> None:
    light = answer((LONGYEARBYEN, hourly(LONGYEARBYEN, at(2026, 6, 19, 21, 7))), day=date(2026, 6, 21))
    assert render(light, english).endswith("\nPolar day")
    dark = answer((LONGYEARBYEN, hourly(LONGYEARBYEN, at(2026, 12, 19, 21, 7))), day=date(2026, 12, 21))
    assert render(dark, english).endswith("\nPolar night")


def test_an_open_day_that_has_passed_shows_all_days_instead(english: Units) -> None:
    assert render(replace(STORMY, day=date(2026, 6, 30)), english) == render(STORMY, english)


def test_several_cities_are_a_table_as_wide_as_a_phone(english: Units, russian: Units) -> None:
    told = answer(*SIDE_BY_SIDE)
    assert render(told, russian) == (
        "⚠️ <b>Москва</b> · Гололёд: вт 20\n"
        "⚠️ <b>London</b> · Гроза: ср 21\n"
        "19 янв. – 23 янв., °C\n"
        "<pre>        пн    вт    ср    чт    пт\n"
        "\n"
        "Москва\n"
        "макс    +1    +1    +1    +1    +1\n"
        "мин     −5    −7    −7    −7    −7\n"
        "мм       –    11    14   3,6     –\n"
        "\n"
        "London\n"
        "макс   +10   +10   +10   +10   +10\n"
        "мин     +6    +4    +4    +4    +4\n"
        "мм       –     –    32     –     –\n"
        "\n"
        "Сочи\n"
        "макс   +16   +16   +16   +16   +16\n"
        "мин     +9    +6    +6    +6    +6</pre>"
    )
    assert max(map(len, render(told, english).split("<pre>")[1].removesuffix("</pre>").splitlines())) <= 36


def test_namesakes_in_a_table_have_distinct_names(english: Units) -> None:
    ontario = replace(LONDON, country="Canada", region="Ontario")
    told = answer(SIDE_BY_SIDE[1], (ontario, SIDE_BY_SIDE[1][1]), SIDE_BY_SIDE[0])
    lines = render(told, english).splitlines()
    assert {"London, United Kingdom", "London, Canada", "Москва"} < set(lines)


def test_failures_and_unknown_names_follow_the_forecast(english: Units) -> None:
    told = answer(SIDE_BY_SIDE[0], SIDE_BY_SIDE[1], (LONGYEARBYEN, DOWN))
    told = replace(told, entries=(*told.entries, Entry(Unknown("Qwertyzz"))), left_out=("Oslo",))
    assert render(told, english).split("\n\n")[-3:] == [
        "<b>Longyearbyen</b>: the weather service is not answering (503)",
        "<b>Qwertyzz</b>: no such place",
        "At most 6 places a message; left out: Oslo",
    ]
    alone = answer(SIDE_BY_SIDE[0], (LONDON, DOWN))
    assert render(alone, english).startswith("<b>Москва</b>, Россия · ⚠️ Ice: Tue 20\n<b>Mon 19</b> ")


def test_another_provider_and_an_outdated_forecast_are_named_in_a_forecast(english: Units) -> None:
    place, forecast = SIDE_BY_SIDE[0]
    old = replace(forecast, provider="OpenWeather", age=timedelta(hours=2, minutes=5))
    assert render(answer((place, old)), english).endswith("\nOpenWeather · 2 h 5 min ago")
    assert render(answer((place, old), SIDE_BY_SIDE[1]), english).endswith(
        "</pre>\n<b>Москва</b>: OpenWeather · 2 h 5 min ago"
    )


def test_names_in_a_forecast_are_escaped(english: Units) -> None:
    place = replace(SIDE_BY_SIDE[0][0], name="<a> & b")
    assert "&lt;a&gt; &amp; b" in render(answer((place, SIDE_BY_SIDE[0][1]), SIDE_BY_SIDE[1]), english)
    old = replace(SIDE_BY_SIDE[0][1], provider="OpenWeather")
    assert render(answer((place, old), SIDE_BY_SIDE[1]), english).endswith("<b>&lt;a&gt; &amp; b</b>: OpenWeather")


def test_the_longest_forecast_fits_into_a_message(units: Units) -> None:
    name = "&" * 90
    many = [(replace(place, name=name), forecast) for place, forecast in SIDE_BY_SIDE * 2]
    told = replace(answer(*many), left_out=("x" * 90,) * 60)
    stormy = answer((replace(LONDON, name=name), hourly(LONDON, WINTER, hurricane)), day=date(2026, 1, 21))
    for one in (told, stormy):
        shown = render(one, units).replace("&amp;", "&")
        assert utf16_length(shown) <= 4096


def test_buttons_open_and_close_a_day(en: Texts, ru: Texts) -> None:
    assert labels(STORMY, en) == [
        ["Wed 1", "Thu 2", "Fri 3", "Sat 4", "Sun 5"],
        ["🌤 Now", "🕒 Hours", "📅 10 days"],
        ["🔄 Refresh", "⭐ Save", "🔔 Alerts"],
    ]
    assert labels(replace(STORMY, day=date(2026, 7, 3)), ru) == [
        ["Ср 1", "Чт 2", "✓ 3", "Сб 4", "Вс 5"],
        ["‹ 5 дней"],
        ["🌤 Сейчас", "🕒 По часам", "📅 10 дней"],
        ["🔄 Обновить", "⭐ Сохранить", "🔔 Оповещать"],
    ]
    assert labels(answer(*SIDE_BY_SIDE), en) == [["🔄 Refresh", "🌤 Now"], ["⭐ Save all"]]
    assert labels(answer((LONDON, DOWN)), en) == [
        ["🌤 Now", "🕒 Hours", "📅 10 days"],
        ["🔁 Try again", "⭐ Save", "🔔 Alerts"],
    ]
