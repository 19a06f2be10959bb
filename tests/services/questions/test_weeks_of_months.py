"""Weeks, weekends and weekdays of a month in a question, and days counted from another day."""

from datetime import UTC, date, datetime

import pytest

from services.questions import UnclearTime, read_question
from services.questions.periods import period_of

FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


def dates_of(text: str, at: datetime = FRIDAY) -> tuple[date, ...]:
    return period_of(read_question(text).when, at, UTC).dates


def days(first: date, last: date) -> tuple[date, ...]:
    return tuple(date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the first week of december in Ghent", 1, 7),
        ("3rd week of December Ghent", 15, 21),
        ("Ghent last week of December", 25, 31),
        ("the last week in december, Ghent", 25, 31),
        ("Псков 3 неделя декабря", 15, 21),
        ("первая неделя декабря в Пскове", 1, 7),
        ("псков на последней неделе декабря", 25, 31),
        ("2nd weekend of december in Ghent", 12, 13),
        ("Ghent on the first weekend in December", 5, 6),
        ("вторые выходные декабря псков", 12, 13),
        ("псков в первые выходные декабря", 5, 6),
        ("early December in Ghent", 1, 10),
        ("Ghent mid-december", 11, 20),
        ("at the end of December in Ghent", 21, 31),
        ("Псков в начале декабря", 1, 10),
        ("псков середина декабря", 11, 20),
        ("псков в конце декабря", 21, 31),
        ("the week after next in Ghent", 7, 13),
        ("Ghent the weekend after next", 12, 13),
        ("Ghent from the 16th to the 18th", 16, 18),
        ("Псков с 16 по 18 число", 16, 18),
        ("псков со 2 по 5", 2, 5),
        ("the second half of December in Ghent", 16, 31),
        ("первая половина декабря Псков", 1, 15),
        ("Ghent at the end of the year", 21, 31),
        ("псков в конце года", 21, 31),
        ("псков 16-18 числа", 16, 18),
        ("псков с 5-го по 7-е", 5, 7),
    ],
)
def test_days_of_december_are_read(text: str, first: int, last: int) -> None:
    assert dates_of(text) == days(date(2026, 12, first), date(2026, 12, last))


def test_the_days_of_a_part_of_the_present_month_begin_today() -> None:
    assert dates_of("Ghent at the end of November") == days(date(2026, 11, 27), date(2026, 11, 30))
    assert dates_of("последние выходные ноября Псков") == days(date(2026, 11, 28), date(2026, 11, 29))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("first Saturday of December Ghent", date(2026, 12, 5)),
        ("Ghent on the 2nd monday in december", date(2026, 12, 14)),
        ("the last friday of december in Ghent", date(2026, 12, 25)),
        ("вторая суббота декабря Псков", date(2026, 12, 12)),
        ("псков в последнюю пятницу декабря", date(2026, 12, 25)),
        ("the first Saturday of January 2027 in Ghent", date(2027, 1, 2)),
        ("Saturday week in Ghent", date(2026, 12, 5)),
        ("a week from Saturday in Ghent", date(2026, 12, 5)),
        ("Ghent a week on Monday", date(2026, 12, 7)),
        ("two weeks from Saturday, Ghent", date(2026, 12, 12)),
        ("Ghent tomorrow week", date(2026, 12, 5)),
        ("a week from tomorrow in Ghent", date(2026, 12, 5)),
        ("a week today in Ghent", date(2026, 12, 4)),
        ("in two weeks on Saturday, Ghent", date(2026, 12, 12)),
        ("Псков через две недели в пятницу", date(2026, 12, 11)),
        ("Bank holiday weather in Leeds", date(2026, 12, 25)),
        ("псков старый новый год", date(2027, 1, 14)),
        ("two Sundays from now in Ghent", date(2026, 12, 6)),
        ("two weeks today in Ghent", date(2026, 12, 11)),
        ("Ghent this time tomorrow", date(2026, 11, 28)),
        ("псков завтра в это же время", date(2026, 11, 28)),
        ("Sunday after next in Ghent", date(2026, 12, 6)),
        ("the same day next week in Ghent", date(2026, 12, 4)),
        ("in exactly ten days in Ghent", date(2026, 12, 7)),
        ("Ghent in a fortnight's time", date(2026, 12, 11)),
        ("псков новогодняя ночь", date(2027, 1, 1)),
        ("Ghent two days after tomorrow", date(2026, 11, 30)),
        ("the day after Friday in Ghent", date(2026, 11, 28)),
        ("Ghent Wednesday next", date(2026, 12, 2)),
        ("псков в среду на следующей", date(2026, 12, 2)),
        ("Friday 4 Ghent", date(2026, 12, 4)),
        ("Ghent Friday 5", date(2026, 11, 27)),
        ("псков вторник 1", date(2026, 12, 1)),
        ("псков вторник 1 число", date(2026, 12, 1)),
        ("Ghent on the third", date(2026, 12, 3)),
        ("on the third in Ghent", date(2026, 12, 3)),
        ("третьего числа псков", date(2026, 12, 3)),
        ("псков третьего", date(2026, 12, 3)),
        ("на четвёртое декабря Псков", date(2026, 12, 4)),
        ("last day of autumn in Ghent", date(2026, 11, 30)),
        ("псков первый день зимы", date(2026, 12, 1)),
        ("Ghent 12/4", date(2026, 12, 4)),
        ("Ghent 4/12", date(2026, 12, 4)),
        ("Ghent 3/4", date(2027, 4, 3)),
    ],
)
def test_a_day_counted_from_another_day_is_read(text: str, day: date) -> None:
    assert dates_of(text) == (day,)


def test_the_next_bank_holiday_is_one_of_england() -> None:
    holidays = [
        dates_of("Leeds bank holiday", datetime(2027, month, 2, tzinfo=UTC))[0] for month in (1, 3, 4, 5, 6, 9, 12)
    ]
    assert [(day.month, day.day) for day in holidays] == [
        (3, 26),
        (3, 26),
        (5, 3),
        (5, 3),
        (8, 30),
        (12, 25),
        (12, 25),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("friday to december 4 in Ghent", date(2026, 11, 27), date(2026, 12, 4)),
        ("с пятницы по 4 декабря Псков", date(2026, 11, 27), date(2026, 12, 4)),
        ("from tomorrow until Sunday in Ghent", date(2026, 11, 28), date(2026, 11, 29)),
        ("Ghent from 28 november to 2 december", date(2026, 11, 28), date(2026, 12, 2)),
        ("Псков со среды", date(2026, 12, 2), date(2026, 12, 6)),
        ("псков с завтрашнего дня", date(2026, 11, 28), date(2026, 12, 2)),
        ("Ghent from Monday", date(2026, 11, 30), date(2026, 12, 4)),
        ("псков начиная с 5 декабря", date(2026, 12, 5), date(2026, 12, 9)),
        ("Ghent for a week from Saturday", date(2026, 11, 28), date(2026, 12, 4)),
        ("flying to Ghent on 5 December for a week", date(2026, 12, 5), date(2026, 12, 11)),
        ("лечу в Псков 12 декабря на неделю", date(2026, 12, 12), date(2026, 12, 18)),
        ("прогноз на 3 дня псков 5 декабря", date(2026, 12, 5), date(2026, 12, 7)),
        ("Ghent tomorrow and the next three days", date(2026, 11, 27), date(2026, 11, 29)),
        ("Ghent for the weekend of 5 December", date(2026, 12, 5), date(2026, 12, 6)),
        ("псков на выходных 5-6 декабря", date(2026, 12, 5), date(2026, 12, 6)),
        ("псков 1 декабря и на выходных", date(2026, 11, 28), date(2026, 12, 1)),
        ("Ghent the week of December 7", date(2026, 12, 7), date(2026, 12, 13)),
        ("the week of 7 December in Ghent", date(2026, 12, 7), date(2026, 12, 13)),
        ("Ghent second half of next week", date(2026, 12, 3), date(2026, 12, 6)),
        ("псков в первой половине следующей недели", date(2026, 11, 30), date(2026, 12, 3)),
        ("Ghent on the last day of November", date(2026, 11, 30), date(2026, 11, 30)),
        ("псков в первый день декабря", date(2026, 12, 1), date(2026, 12, 1)),
        ("Ghent two days before New Year", date(2026, 12, 30), date(2026, 12, 30)),
        ("псков за день до нового года", date(2026, 12, 31), date(2026, 12, 31)),
        ("Ghent the day after Christmas", date(2026, 12, 26), date(2026, 12, 26)),
        ("3 days starting Monday in Ghent", date(2026, 11, 30), date(2026, 12, 2)),
        ("the week starting 30 November in Ghent", date(2026, 11, 30), date(2026, 12, 6)),
        ("псков до среды включительно", date(2026, 11, 27), date(2026, 12, 2)),
        ("Ghent over the weekend and Monday", date(2026, 11, 28), date(2026, 11, 30)),
        ("псков в пятницу и на выходных", date(2026, 11, 27), date(2026, 11, 29)),
        ("all next week Ghent", date(2026, 11, 30), date(2026, 12, 6)),
        ("всю следующую неделю псков", date(2026, 11, 30), date(2026, 12, 6)),
        ("Ghent now and on Sunday", date(2026, 11, 27), date(2026, 11, 29)),
        ("will it rain in Ghent tonight or tomorrow", date(2026, 11, 27), date(2026, 11, 28)),
        ("псков вечером и завтра", date(2026, 11, 27), date(2026, 11, 28)),
        ("Ghent tomorrow onwards", date(2026, 11, 28), date(2026, 12, 2)),
        ("Ghent after the weekend", date(2026, 11, 30), date(2026, 12, 4)),
        ("псков перед выходными", date(2026, 11, 27), date(2026, 11, 27)),
        ("Ghent the weekend after this one", date(2026, 12, 5), date(2026, 12, 6)),
        ("Ghent 1/12-3/12", date(2026, 12, 1), date(2026, 12, 3)),
        ("Ghent 12/1-12/3", date(2026, 12, 1), date(2026, 12, 3)),
        ("Ghent week commencing 7 Dec", date(2026, 12, 7), date(2026, 12, 13)),
        ("is Ghent warmer than yesterday", date(2026, 11, 26), date(2026, 11, 27)),
    ],
)
def test_days_from_one_to_another_are_read(text: str, first: date, last: date) -> None:
    assert dates_of(text) == days(first, last)


@pytest.mark.parametrize("text", ["from yesterday in Ghent", "псков с 40 по 45 число"])
def test_days_that_cannot_be_counted_make_no_range(text: str) -> None:
    assert len(dates_of(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Псков в день города",
        "псков на каникулах",
        "Ghent half term",
        "weather in Ghent on Mother's Day",
        "Ghent semi-month forecast month",
        "Ghent year overview",
        "Ghent in the middle of the month",
        "псков в начале следующего месяца",
        "Ghent over the holidays",
        "псков на праздниках",
    ],
)
def test_a_time_that_cannot_be_read_is_not_now(text: str) -> None:
    assert read_question(text).when == UnclearTime()
