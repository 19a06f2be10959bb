"""The dates that the days of a question mean, by the date at the place."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.questions import (
    DayReference,
    DaysBetween,
    Feast,
    InDays,
    InHours,
    InMonth,
    NoSuchTime,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
    When,
)
from services.questions.periods import Period, PeriodKind, period_of

MOSCOW, NEW_YORK, TOKYO = ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 26, 11, 7, tzinfo=UTC)  # a Thursday, 14:07 in Moscow


def november(day: int) -> date:
    return date(2026, 11, day)


def resolved(when: When | None, at: datetime = NOW, zone: ZoneInfo = MOSCOW) -> Period:
    return period_of(when, at, zone)


def moscow(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=MOSCOW)


def test_tomorrow_depends_on_the_date_at_the_place() -> None:
    late = datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert resolved(OnDay(InDays(1)), late, TOKYO).dates == (november(28),)
    assert resolved(OnDay(InDays(1)), late, NEW_YORK).dates == (november(27),)


def test_a_next_weekday_is_in_the_next_week() -> None:
    assert resolved(OnDay(OnWeekday(4, next=True))).dates == (date(2026, 12, 4),)
    assert resolved(OnDay(OnWeekday(1, next=True))).dates == (date(2026, 12, 1),)
    assert resolved(OnDay(OnWeekday(4))).dates == (november(27),)


@pytest.mark.parametrize(
    ("at", "dates"),
    [
        (NOW, [28, 29]),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), [28, 29]),
        (datetime(2026, 11, 29, 12, tzinfo=UTC), [29]),
    ],
)
def test_a_weekend_in_progress_is_its_remaining_days(at: datetime, dates: list[int]) -> None:
    assert resolved(Weekend(), at).dates == tuple(map(november, dates))


def test_the_next_weekend_has_both_days() -> None:
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert resolved(Weekend(next=True), sunday).dates == (date(2026, 12, 5), date(2026, 12, 6))
    assert resolved(Weekend(next=True)).next_week


def test_several_days_are_the_given_number_or_five_or_a_week() -> None:
    assert len(resolved(SeveralDays()).dates) == 5
    assert len(resolved(SeveralDays(12)).dates) == 12
    week = resolved(SeveralDays(next_week=True)).dates
    assert (week[0], week[-1], len(week)) == (november(30), date(2026, 12, 6), 7)


def test_a_date_without_a_year_is_the_next_such_date() -> None:
    assert resolved(OnDay(OnDate(11, 26))).dates == (november(26),)
    assert resolved(OnDay(OnDate(11, 5))).dates == (date(2027, 11, 5),)
    assert resolved(OnDay(OnDate(11, 25, 2026))).dates == (november(25),)
    assert resolved(OnDay(OnDate(2, 29))).dates == (date(2028, 2, 29),)
    assert resolved(OnDay(OnDate(2, 29, 2027))).dates == (date(2027, 2, 28),)


def test_a_date_without_a_year_that_is_just_over_is_the_past_one() -> None:
    assert resolved(OnDay(OnDate(11, 25))).dates == (november(25),)
    assert resolved(OnDay(OnDate(1, 2)), datetime(2027, 1, 5, tzinfo=UTC)).dates == (date(2027, 1, 2),)
    assert resolved(OnDay(OnDate(12, 30)), datetime(2027, 1, 5, tzinfo=UTC)).dates == (date(2026, 12, 30),)


def test_a_weekday_or_date_of_the_past_is_the_last_one_before_today() -> None:
    assert resolved(OnDay(OnWeekday(0, past=True))).dates == (november(23),)
    assert resolved(OnDay(OnWeekday(3, past=True))).dates == (november(19),)
    assert resolved(OnDay(OnDate(5, 9, past=True))).dates == (date(2026, 5, 9),)
    assert resolved(OnDay(OnDate(None, 28, past=True))).dates == (date(2026, 10, 28),)


def test_a_feast_is_the_next_one() -> None:
    assert resolved(OnDay(OnFeast(Feast.THANKSGIVING))).dates == (november(26),)
    assert resolved(OnDay(OnFeast(Feast.THANKSGIVING, 1))).dates == (november(27),)
    assert resolved(OnDay(OnFeast(Feast.EASTER))).dates == (date(2027, 3, 28),)
    assert resolved(OnDay(OnFeast(Feast.EASTER, -2))).dates == (date(2027, 3, 26),)
    assert resolved(OnDay(OnFeast(Feast.ORTHODOX_EASTER))).dates == (date(2027, 5, 2),)


def test_a_day_without_a_month_is_the_next_such_day() -> None:
    assert resolved(OnDay(OnDate(None, 28))).dates == (november(28),)
    assert resolved(OnDay(OnDate(None, 5))).dates == (date(2026, 12, 5),)
    assert resolved(OnDay(OnDate(None, 31))).dates == (date(2026, 12, 31),)


def test_the_current_month_begins_today_and_a_later_one_with_its_first_day() -> None:
    assert resolved(InMonth(11)).dates == tuple(november(day) for day in range(26, 31))
    december = resolved(InMonth(12)).dates
    assert (december[0], december[-1]) == (date(2026, 12, 1), date(2026, 12, 31))
    assert resolved(InMonth(3)).dates[0] == date(2027, 3, 1)
    assert resolved(InMonth(2, 2028)).dates[-1] == date(2028, 2, 29)


@pytest.mark.parametrize(
    "when",
    [
        InHours(10**30),
        OnDay(InDays(-(10**30))),
        OnDay(OnDate(12, 31, 9999)),
        OnDay(OnDate(2, 29, 1)),
        SeveralDays(10**30),
        InMonth(12, 9999),
        InMonth(1, 0),
    ],
)
def test_no_number_is_too_large(when: When) -> None:
    assert len(resolved(when).dates) <= 31


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (OnDate(11, 28), OnDate(11, 30), [28, 29, 30]),
        (InDays(1), InDays(1), [november(27).day]),
    ],
)
def test_days_between_two_are_both_of_them_and_those_between(
    first: DayReference, last: DayReference, days: list[int]
) -> None:
    assert [
        day.day for day in resolved(DaysBetween(first, last), datetime(2026, 11, 26, 12, tzinfo=UTC)).dates
    ] == days


def test_the_last_of_several_weekdays_is_after_the_first() -> None:
    monday = datetime(2026, 11, 30, 12, tzinfo=UTC)
    dates = resolved(DaysBetween(OnWeekday(4), OnWeekday(0)), monday).dates
    assert dates == (date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7))


def test_the_last_summer_is_over() -> None:
    assert resolved(InMonth(7, past=True)).dates[0] == date(2026, 7, 1)
    assert resolved(InMonth(11, past=True)).dates[0] == date(2025, 11, 1)
    assert resolved(NoSuchTime(is_date=True)).kind is PeriodKind.NOW
