"""Answers about the weather and the temperature at the time of a question, by the calendar of the place."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import texts_for
from handlers.views.asked import asked_answer_text
from handlers.views.units import Units
from services.answers import Answer, Entry, PlaceData
from services.errors import Failure, Reason
from services.places import Place, Unknown
from services.questions import (
    DayPart,
    DaysBetween,
    InDays,
    InHours,
    InMonth,
    Now,
    OnDate,
    OnDay,
    Quantity,
    SeveralDays,
    Subject,
    UnclearTime,
    Weekend,
    When,
)
from services.storage import ChatSettings
from services.units import ClockFormat
from services.weather import Condition
from tests.handlers.asked import DAY, FACTS, FACTS_NOW, KAZAN, NOW, ZONE, answer, forecast, lines
from tests.handlers.conftest import LONDON, MOSCOW

TODAY, TOMORROW, YESTERDAY = (OnDay(InDays(days)) for days in (0, 1, -1))


@pytest.mark.parametrize(
    ("when", "english", "russian", "degrees"),
    [
        (TODAY, "today, Thu 26 November", "сегодня, чт 26 ноября", "0…+4 °C"),
        (TOMORROW, "tomorrow, Fri 27 November", "завтра, пт 27 ноября", "+6…+10 °C"),
        (OnDay(InDays(2)), "Sat 28 November", "послезавтра, сб 28 ноября", "+12…+16 °C"),
        (OnDay(OnDate(12, 1)), "Tue 1 December", "вт 1 декабря", "+30…+34 °C"),
        (YESTERDAY, "yesterday, Wed 25 November", "вчера, ср 25 ноября", "−6…−2 °C"),
        (OnDay(InDays(0), DayPart.EVENING), "tonight, 18–24", "сегодня вечером, 18–24", "+3 °C"),
        (
            OnDay(InDays(0), hour=time(18), until=time(6)),
            "tonight, 18–6",
            "сегодня вечером и ночью, 18–6",
            "+3…+6 °C",
        ),
        (OnDay(InDays(0), DayPart.DAY), "this afternoon, 12–18", "сегодня днём, 12–18", "+4 °C"),
        (OnDay(InDays(0), DayPart.MORNING), "this morning, 6–12", "сегодня утром, 6–12", "+1 °C"),
        (
            OnDay(InDays(0), DayPart.NIGHT),
            "overnight, Fri 27 November, 0–6",
            "ночью, пт 27 ноября, 0–6",
            "6 °C",
        ),
        (
            OnDay(InDays(1), DayPart.MORNING),
            "tomorrow morning, Fri 27 November, 6–12",
            "завтра утром, пт 27 ноября, 6–12",
            "7 °C",
        ),
        (
            OnDay(InDays(1), hour=time(20)),
            "tomorrow at 20:00, Fri 27 November",
            "завтра в 20:00, пт 27 ноября",
            "9 °C",
        ),
        (InHours(4), "today at 16:00", "сегодня в 16:00", "+4 °C"),
    ],
)
def test_a_time_is_shown_in_words_and_date_with_its_own_temperature(
    when: When, english: str, russian: str, degrees: str
) -> None:
    for language, words in (("en", english), ("ru", russian)):
        title, first, *_ = lines(Units(texts_for(language)), when)
        assert title == f"<b>Moscow</b>, {words}"
        assert (degrees if language == "ru" else degrees.replace("…", " to ").replace("+", "")) in first
        assert "−30" not in first


def test_the_hours_of_a_part_are_written_by_the_clock_of_the_chat() -> None:
    american = Units(texts_for("en"), ChatSettings(clock=ClockFormat.HOURS_12))
    assert lines(american, OnDay(InDays(0), DayPart.EVENING))[0] == "<b>Moscow</b>, tonight, 6 PM–12 AM"


def test_a_day_line_names_the_precipitation_with_its_hours_or_else_the_sky(english: Units, russian: Units) -> None:
    assert lines(russian, TOMORROW) == [
        "<b>Moscow</b>, завтра, пт 27 ноября",
        "🌧 +6…+10 °C, дождь 14:00–17:00, 90 %, около 6 мм",
        "Ветер ЮЗ 3 м/с",
    ]
    assert lines(english, TODAY) == [
        "<b>Moscow</b>, today, Thu 26 November",
        "☀️ 0 to 4 °C, clear",
        "Wind 3 m/s SW, no rain or snow expected (0 %)",
    ]


def test_possible_precipitation_is_not_stated_as_a_fact(english: Units, russian: Units) -> None:
    facts = PlaceData(
        timezone=ZONE, forecast=forecast(more=lambda _, hour: {"probability": 40.0 if hour > 20 else 0.0})
    )
    assert "may rain from 21:00, 40 %" in lines(english, OnDay(InDays(3)), Quantity.WEATHER, (MOSCOW, facts))[1]
    assert "возможен дождь с 21:00, 40 %" in lines(russian, OnDay(InDays(3)), Quantity.WEATHER, (MOSCOW, facts))[1]


def test_if_only_the_rest_of_today_is_known_the_title_says_so(english: Units, russian: Units) -> None:
    facts = PlaceData(timezone=ZONE, forecast=forecast(past=False))
    title, first, *_ = lines(english, TODAY, Quantity.WEATHER, (MOSCOW, facts))
    assert title == "<b>Moscow</b>, today, Thu 26 November, from now on"
    assert "3 to 4 °C" in first
    assert lines(russian, TODAY, Quantity.WEATHER, (MOSCOW, facts))[0].endswith("до конца дня")


def test_a_weekend_and_several_days_have_a_line_for_each_day(russian: Units) -> None:
    assert lines(russian, Weekend()) == [
        "<b>Moscow</b>, выходные",
        "<b>Сб 28</b> ❄️ +12…+16 °C, снег 06:00–09:00, 90 %, около 3 мм",
        "<b>Вс 29</b> ☀️ +18…+22 °C, ясно",
    ]
    title, *days = lines(russian, SeveralDays(3))
    assert title == "<b>Moscow</b>, 3 дня"
    assert [day[3:8] for day in days] == ["Чт 26", "Пт 27", "Сб 28"]
    assert lines(russian, SeveralDays(next_week=True))[0] == "<b>Moscow</b>, следующая неделя"


@pytest.mark.parametrize(
    ("when", "title"),
    [(SeveralDays(12), "8 days"), (SeveralDays(next_week=True), "next week"), (InMonth(12), "December")],
)
def test_an_answer_about_days_past_the_forecast_says_so(english: Units, when: When, title: str) -> None:
    told = lines(english, when)
    assert told[0] == f"<b>Moscow</b>, {title}"
    assert told[-2].startswith("<b>Thu 3</b>")
    assert told[-1] == "No forecast after 3 December yet."


@pytest.mark.parametrize("when", [OnDay(InDays(30)), OnDay(OnDate(12, 31)), InMonth(2)])
def test_a_day_further_than_the_forecast_gets_no_other_weather(english: Units, russian: Units, when: When) -> None:
    assert lines(english, when) == [
        "<b>Moscow</b>: the forecast reaches 3 December so far. Ask again closer to the day."
    ]
    assert lines(russian, when) == ["<b>Moscow</b>: прогноз пока есть до 3 декабря. Спросите ближе к дате."]


def test_only_known_values_of_the_past_are_shown(english: Units, russian: Units) -> None:
    assert lines(english, YESTERDAY)[1:] == ["☀️ −6 to −2 °C, clear", "Wind 3 m/s SW, dry"]
    assert lines(russian, OnDay(InDays(-3)))[1:] == ["Из прошедших дней я знаю только вчерашний."]
    unknown = PlaceData(timezone=ZONE, forecast=forecast(past=False))
    (_, told) = lines(english, YESTERDAY, Quantity.WEATHER, (MOSCOW, unknown))
    assert told == "I don’t know what it was like there: the weather service only gives forecasts."


def test_the_temperature_comes_with_how_it_feels_and_what_to_wear(english: Units, russian: Units) -> None:
    assert lines(english, Now(), Quantity.TEMPERATURE, (MOSCOW, FACTS_NOW)) == [
        "<b>Moscow</b>, now",
        "🥶 −30 °C, feels like −38 °C: hat, scarf and gloves",
        "Clear, wind 3 m/s SW",
    ]
    assert lines(russian, TOMORROW, Quantity.TEMPERATURE)[1] == "🌡 +6…+10 °C, ощущается как +6 °C: тёплая куртка"
    assert ":" not in lines(russian, YESTERDAY, Quantity.TEMPERATURE)[1]


@pytest.mark.parametrize("warmth", [-40, -15, -5, 5, 10, 17, 25, 35])
def test_every_temperature_has_its_clothes(units: Units, warmth: float) -> None:
    facts = PlaceData(timezone=ZONE, forecast=forecast(more=lambda *_: {"feels_like": warmth}))
    _, first, *_ = lines(units, TOMORROW, Quantity.TEMPERATURE, (MOSCOW, facts))
    assert first.split(": ")[1]


def test_several_places_have_a_line_each_below_the_time(russian: Units) -> None:
    dry = PlaceData(timezone=ZONE, forecast=forecast(more=lambda *_: {"probability": 0.0, "precipitation": 0.0}))
    assert lines(russian, OnDay(InDays(3)), Quantity.WEATHER, (MOSCOW, FACTS), (KAZAN, dry)) == [
        "Вс 29 ноября",
        "<b>Moscow</b> ☀️ +18…+22 °C, ясно",
        "<b>Казань</b> ☀️ +18…+22 °C, ясно",
    ]


def test_rain_now_in_several_places_comes_with_the_present_temperatures(english: Units) -> None:
    told = lines(english, Now(), Quantity.RAIN, (MOSCOW, FACTS_NOW), (KAZAN, FACTS_NOW))
    assert [line.rsplit(", ", 1)[1] for line in told[1:]] == ["−30 °C", "−30 °C"]


def test_a_failed_place_is_named_below_the_other_places(english: Units) -> None:
    told = lines(english, TOMORROW, Quantity.RAIN, (MOSCOW, FACTS), (LONDON, Failure(Reason.UNAVAILABLE, 503)))
    assert told[1].startswith("<b>Moscow</b> ☂️ Yes")
    assert told[-1] == "<b>London</b>: the weather service is not answering (503)"


def test_places_with_different_dates_name_their_dates(english: Units) -> None:
    late = datetime(2026, 11, 26, 20, 30, tzinfo=NOW.tzinfo)
    tokyo = Place("Tokyo", 35.69, 139.69, timezone="Asia/Tokyo")
    moved = replace(forecast(), timezone=ZoneInfo("Asia/Tokyo"))
    elsewhere = PlaceData(timezone=moved.timezone, forecast=moved)
    told = lines(
        english, OnDay(InDays(1), DayPart.DAY), Quantity.RAIN, (MOSCOW, FACTS), (tokyo, elsewhere), now=late
    )
    assert [line.partition(", 12–18")[0] for line in told] == [
        "<b>Moscow</b>, tomorrow afternoon, Fri 27 November",
        "<b>Tokyo</b>, tomorrow afternoon, Sat 28 November",
    ]


def test_the_warmer_place_is_named_first(english: Units, russian: Units) -> None:
    cold = PlaceData(timezone=ZONE, forecast=forecast(more=lambda *_: {"temperature": -5.0}))
    assert lines(russian, TOMORROW, Quantity.WARMER, (KAZAN, cold), (MOSCOW, FACTS)) == [
        "Завтра, пт 27 ноября",
        "<b>Moscow</b> – теплее: +6…+10 °C, <b>Казань</b> −5 °C",
    ]
    assert lines(english, TOMORROW, Quantity.WARMER, (KAZAN, FACTS), (MOSCOW, FACTS))[1].startswith("The same: ")
    three = ((KAZAN, cold), (MOSCOW, FACTS), (LONDON, FACTS))
    assert " is the coldest: " in lines(english, TOMORROW, Quantity.COLDER, *three)[1]
    assert " – теплее всего: " in lines(russian, TOMORROW, Quantity.WARMER, *three)[1]


def test_a_comparison_of_unknown_places_says_that_they_are_unknown(english: Units) -> None:
    answer = Answer("en", (Entry(Unknown("Qwertyzz")),), subject=Subject.ASKED, quantity=Quantity.WARMER)
    assert asked_answer_text(answer, english, now=NOW, usual_provider="").startswith(
        "<b>Qwertyzz</b>: no such place"
    )


def test_a_coming_day_is_compared_with_today(english: Units, russian: Units) -> None:
    assert lines(english, TOMORROW, Quantity.WARMER)[1] == "🌡 Yes: 6 to 10 °C, today 0 to 4 °C"
    assert lines(russian, TOMORROW, Quantity.COLDER)[1] == "🌡 Нет: +6…+10 °C, сегодня 0…+4 °C"
    same = PlaceData(timezone=ZONE, forecast=forecast(more=lambda *_: {"temperature": 5.0}))
    assert lines(english, TOMORROW, Quantity.WARMER, (MOSCOW, same))[1] == "🌡 About the same as today: 5 °C"


def test_dangers_are_named_in_the_first_line(english: Units, russian: Units) -> None:
    icy = PlaceData(
        timezone=ZONE,
        forecast=forecast(
            more=lambda day, hour: (
                {"condition": Condition.FREEZING_RAIN, "precipitation": 1.0, "probability": 90.0}
                if day == 1 and 9 <= hour < 12
                else {"wind_gust": 31.0 if day == 2 and hour >= 16 else 5.0}
            )
        ),
    )
    first, *_ = lines(russian, TOMORROW, Quantity.HUMIDITY, (MOSCOW, icy))
    assert first.startswith("<b>Moscow</b>")
    assert "⚠️ Гололёд" in first
    assert "09:00–12:00" in first
    assert "31 m/s from 16:00" in lines(english, OnDay(InDays(2)), Quantity.RAIN, (MOSCOW, icy))[0]
    assert "⚠️" not in lines(english, OnDay(InDays(3)), Quantity.RAIN, (MOSCOW, icy))[0]
    _, kazan, moscow = lines(english, TOMORROW, Quantity.RAIN, (KAZAN, icy), (MOSCOW, FACTS))
    assert kazan.startswith("<b>Казань</b>")
    assert "⚠️" in kazan
    assert "⚠️" not in moscow


def test_another_provider_and_an_old_forecast_are_named(english: Units) -> None:
    old = PlaceData(timezone=ZONE, forecast=replace(forecast(), provider="Elsewhere", age=timedelta(minutes=90)))
    assert lines(english, TOMORROW, Quantity.WEATHER, (MOSCOW, old))[-1] == "Elsewhere · 1 h 30 min ago"


def test_many_places_and_days_that_do_not_fit_are_summarized(english: Units) -> None:
    places = [(Place(f"Town {number}", number, 37.0), FACTS) for number in range(20)]
    title, first, *_ = lines(english, SeveralDays(8), Quantity.WEATHER, *places)
    assert (title, first) == ("8 days", "<b>Town 0</b>: 0 to 46 °C")


def test_days_from_one_to_another_are_named_by_both(english: Units, russian: Units) -> None:
    between = DaysBetween(InDays(1), InDays(3))
    assert "27 – " in lines(english, between, Quantity.WEATHER)[0]
    assert len(lines(russian, between, Quantity.WEATHER)) == len(["title", "day", "day", "day"])


def test_after_midnight_tomorrow_of_yesterdays_question_stays_the_same_day(english: Units) -> None:
    asked = answer(TOMORROW)
    before, after = (
        asked_answer_text(asked, english, now=now, usual_provider="Open-Meteo").splitlines()[0]
        for now in (NOW, NOW + DAY)
    )
    assert before.endswith("tomorrow, Fri 27 November")
    assert after.endswith("today, Fri 27 November")


def test_a_period_of_a_day_or_longer_names_the_day_of_its_end(english: Units, russian: Units) -> None:
    whole_day = OnDay(InDays(0), hour=time(22), until=time(22))
    assert "today, 22:00–22:00, Fri 27" in lines(english, whole_day)[0]
    assert "сегодня, 22:00–22:00, пт 27" in lines(russian, whole_day)[0]


def test_a_time_that_is_unclear_is_asked_about(english: Units, russian: Units) -> None:
    assert lines(english, UnclearTime())[0].startswith("<b>Moscow</b>: which day do you mean?")
    assert lines(russian, UnclearTime())[0].startswith("<b>Moscow</b>: какой день вас интересует?")
