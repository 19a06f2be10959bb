"""Several days in a question."""

import pytest

from services.questions import (
    DayReference,
    DaysBetween,
    InDays,
    OnDate,
    OnDay,
    OnWeekday,
    Quantity,
    SeveralDays,
    Subject,
    read_question,
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ghent 10 days", 10),
        ("Ghent for the next five days", 5),
        ("7-day forecast for Ghent", 7),
        ("seven day outlook ghent", 7),
        ("ghent over 3 days", 3),
        ("Ghent for two weeks", 14),
        ("Ghent for a week", 7),
        ("today and tomorrow in Ghent", 2),
        ("Ghent this week", 7),
        ("десятидневный прогноз псков", 10),
        ("Ghent at the end of the week", 7),
        ("end of this week Ghent", 7),
        ("Ghent this week and next", 14),
        ("Псков на 10 дней", 10),
        ("десять дней псков", 10),
        ("псков на пять дней", 5),
        ("ближайшие три дня в пскове", 3),
        ("прогноз на две недели псков", 14),
        ("псков на неделю", 7),
        ("псков на неделю вперёд", 7),
        ("псков на месяц", 30),
        ("сегодня и завтра псков", 2),
        ("псков на этой неделе", 7),
        ("к концу недели псков", 7),
        ("псков на этой и на следующей неделе", 14),
    ],
)
def test_a_number_of_days_is_read(text: str, count: int) -> None:
    assert read_question(text).when == SeveralDays(count)


@pytest.mark.parametrize(
    "text",
    [
        "forecast Ghent",
        "Ghent forcast",
        "the coming days in Ghent",
        "Ghent, the days ahead",
        "Ghent for the next few days",
        "which days will be dry in Ghent",
        "will it rain in Ghent soon",
        "when will it rain in Ghent",
        "when will the sun come out in Ghent",
        "when will it stop being so cold in Ghent",
        "weekdays in Ghent",
        "прогноз Псков",
        "прогноз погоды в Пскове",
        "ближайшие дни псков",
        "псков на несколько дней",
        "скоро ли снег в пскове",
        "когда пойдёт дождь в Пскове",
        "в какие дни дождь в пскове",
        "псков по дням",
    ],
)
def test_several_days_without_a_number_are_read(text: str) -> None:
    assert read_question(text).when == SeveralDays()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Ghent Friday and Saturday", OnWeekday(4), OnWeekday(5)),
        ("mon-fri ghent", OnWeekday(0), OnWeekday(4)),
        ("Ghent from Thursday to Sunday", OnWeekday(3), OnWeekday(6)),
        ("from tomorrow to Friday in Ghent", InDays(1), OnWeekday(4)),
        ("Ghent Dec 2-5", OnDate(12, 2), OnDate(12, 5)),
        ("2 to 5 December in Ghent", OnDate(12, 2), OnDate(12, 5)),
        ("Ghent 28 Nov - 2 Dec", OnDate(11, 28), OnDate(12, 2)),
        ("с пятницы по воскресенье в Пскове", OnWeekday(4), OnWeekday(6)),
        ("пн, вт и ср псков", OnWeekday(0), OnWeekday(2)),
        ("псков 2–5 дек", OnDate(12, 2), OnDate(12, 5)),
        ("с 2 по 5 декабря псков", OnDate(12, 2), OnDate(12, 5)),
        ("завтра и послезавтра псков", InDays(1), InDays(2)),
        ("Ghent from Sunday to Saturday", OnWeekday(6), OnWeekday(5)),
        ("Ghent from tomorrow to December 4", InDays(1), OnDate(12, 4)),
        ("Псков с воскресенья по субботу", OnWeekday(6), OnWeekday(5)),
        ("Псков в пятницу и субботу ночью", OnWeekday(4), OnWeekday(5)),
        ("с 29 по 3 декабря псков", OnDate(11, 29), OnDate(12, 3)),
        ("30 to 2 January in Ghent", OnDate(12, 30), OnDate(1, 2)),
    ],
)
def test_days_are_asked_about_from_one_to_another(text: str, first: DayReference, last: DayReference) -> None:
    assert read_question(text).when == DaysBetween(first, last)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ghent the coming week", 7),
        ("all week in Ghent", 7),
        ("next 48 hours in Ghent", 2),
        ("Ghent for the next fortnight", 14),
        ("Ghent this month", 30),
        ("псков на всю неделю", 7),
        ("псков 2-3 дня", 3),
        ("Ghent for 3-4 days", 4),
    ],
)
def test_a_whole_week_and_hours_of_days_are_counted_in_days(text: str, count: int) -> None:
    assert read_question(text).when == SeveralDays(count)


def test_a_day_of_last_week_is_in_the_past() -> None:
    assert read_question("how was it in Ghent on Friday last week").when == OnDay(InDays(-7))


@pytest.mark.parametrize(
    "text",
    [
        "Ghent next week",
        "next week in Ghent, rain?",
        "forecast for the following week Ghent",
        "weekdays next week in Ghent",
        "Псков на следующей неделе",
        "прогноз на следующую неделю псков",
        "на будущей неделе в Пскове",
    ],
)
def test_the_next_week_is_read(text: str) -> None:
    assert read_question(text).when == SeveralDays(next_week=True)


@pytest.mark.parametrize(
    "text",
    [
        "Ghent",
        "weather in Ghent",
        "Псков",
        "погода в Пскове",
        "is it raining in Ghent?",
        "когда закат в Пскове",
        "",
    ],
)
def test_a_text_without_a_time_has_none(text: str) -> None:
    assert read_question(text).when is None


@pytest.mark.parametrize(
    "text", ["rest of the week in Ghent", "прогноз до конца недели Псков", "остаток недели псков"]
)
def test_the_rest_of_the_week_ends_on_sunday(text: str) -> None:
    assert read_question(text).when == DaysBetween(InDays(0), OnWeekday(6))


def test_the_next_week_with_an_article_is_the_coming_seven_days() -> None:
    assert read_question("Ghent for the next week").when == SeveralDays(7)


@pytest.mark.parametrize("text", ["how's the week looking in Ghent", "Ghent, the week", "погода неделя псков"])
def test_a_week_alone_is_several_days(text: str) -> None:
    assert read_question(text).when == SeveralDays()


@pytest.mark.parametrize("text", ["when will it stop raining in Ghent", "когда закончится дождь в Пскове"])
def test_the_end_of_something_is_asked_of_the_present(text: str) -> None:
    assert read_question(text).when is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("Ghent 10", 10), ("10 Псков", 10), ("Ghent Псков 7", 7), ("Ghent 30", 30), ("псков 3", 3)],
)
def test_a_number_after_the_command_for_several_days_is_their_number(text: str, count: int) -> None:
    assert read_question(text, Subject.DAYS).when == SeveralDays(count)


def test_two_numbers_alone_are_not_a_number_of_days() -> None:
    assert read_question("59, 10", Subject.DAYS).when is None


def test_a_number_beside_the_word_forecast_is_a_number_of_days_or_a_date() -> None:
    assert read_question("forecast Ghent 10").when == SeveralDays(10)
    assert read_question("прогноз Псков 28").when == OnDay(OnDate(None, 28))
    assert read_question("Ghent 28.11", Subject.DAYS).when == OnDay(OnDate(11, 28))


@pytest.mark.parametrize(
    "text",
    [
        "hourly forecast Ghent",
        "псков почасовой прогноз",
        "температура в Пскове ночью по часам",
        "Ghent hour by hour",
        "каждый час в Пскове завтра",
        "hours",
    ],
)
def test_the_weather_hour_by_hour_is_asked_about(text: str) -> None:
    assert read_question(text).answer_subject is Subject.HOURS


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ghent all day", 0),
        ("Ghent dawn till dusk tomorrow", 1),
        ("псков завтра с утра до вечера", 1),
        ("Morning! Ghent today?", 0),
    ],
)
def test_a_whole_day_has_no_part(text: str, day: int) -> None:
    question = read_question(text)
    assert (question.when, question.quantity) == (OnDay(InDays(day)), Quantity.WEATHER)
