"""The period of a question, by the clock of the place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.questions import (
    DayPart,
    DayReference,
    DaysBetween,
    Feast,
    InDays,
    InHours,
    InMonth,
    NextHours,
    NoSuchTime,
    Now,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
    When,
)
from services.questions.periods import Period, PeriodKind, day_period, period_of

MOSCOW, NEW_YORK, TOKYO = ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 26, 11, 7, tzinfo=UTC)  # a Thursday, 14:07 in Moscow


def november(day: int) -> date:
    return date(2026, 11, day)


def resolved(when: When | None, at: datetime = NOW, zone: ZoneInfo = MOSCOW) -> Period:
    return period_of(when, at, zone)


def moscow(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=MOSCOW)


@pytest.mark.parametrize("when", [None, Now()])
def test_a_question_without_a_time_is_about_the_present(when: When | None) -> None:
    period = resolved(when)
    assert (period.kind, period.dates, period.start) == (PeriodKind.NOW, (november(26),), NOW)
    assert not period.is_over(NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("when", "kind", "start", "end"),
    [
        (OnDay(InDays(0)), PeriodKind.DAY, moscow(26), moscow(27)),
        (OnDay(InDays(1)), PeriodKind.DAY, moscow(27), moscow(28)),
        (OnDay(InDays(-1)), PeriodKind.DAY, moscow(25), moscow(26)),
        (OnDay(OnWeekday(3)), PeriodKind.DAY, moscow(26), moscow(27)),
        (OnDay(OnWeekday(0)), PeriodKind.DAY, moscow(30), moscow(30) + timedelta(days=1)),
        (OnDay(OnDate(11, 28)), PeriodKind.DAY, moscow(28), moscow(29)),
        (OnDay(InDays(1), DayPart.MORNING), PeriodKind.PART, moscow(27, 6), moscow(27, 12)),
        (OnDay(InDays(1), DayPart.NIGHT), PeriodKind.PART, moscow(27), moscow(27, 6)),
        (OnDay(InDays(0), DayPart.DAY), PeriodKind.PART, moscow(26, 12), moscow(26, 18)),
        (OnDay(InDays(0), DayPart.EVENING), PeriodKind.PART, moscow(26, 18), moscow(27)),
        (OnDay(InDays(1), hour=time(15)), PeriodKind.HOUR, moscow(27, 15), moscow(27, 16)),
        (OnDay(InDays(0), hour=time(18)), PeriodKind.HOUR, moscow(26, 18), moscow(26, 19)),
        (InHours(4), PeriodKind.HOUR, moscow(26, 18), moscow(26, 19)),
        (Weekend(), PeriodKind.WEEKEND, moscow(28), moscow(30)),
        (SeveralDays(3), PeriodKind.DAYS, moscow(26), moscow(29)),
    ],
)
def test_a_time_is_resolved_by_the_clock_of_the_place(
    when: When, kind: PeriodKind, start: datetime, end: datetime
) -> None:
    period = resolved(when)
    assert (period.kind, period.start, period.end) == (kind, start, end)
    assert period.start.tzinfo is UTC
    assert period.end.tzinfo is UTC


def test_tomorrow_depends_on_the_date_at_the_place() -> None:
    late = datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert resolved(OnDay(InDays(1)), late, TOKYO).dates == (november(28),)
    assert resolved(OnDay(InDays(1)), late, NEW_YORK).dates == (november(27),)


@pytest.mark.parametrize(("hour", "day"), [(0, 26), (5, 26), (6, 27), (21, 27)])
def test_tonight_is_the_current_night_or_the_next_one(hour: int, day: int) -> None:
    period = resolved(OnDay(InDays(0), DayPart.NIGHT), moscow(26, hour))
    assert (period.dates, period.start, period.end) == ((november(day),), moscow(day), moscow(day, 6))


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


def test_last_night_reaches_from_yesterday_evening_to_this_morning() -> None:
    night = resolved(OnDay(InDays(-1), DayPart.NIGHT))
    assert (night.start, night.end) == (moscow(25, 20), moscow(26, 6))
    assert night.is_over(NOW)
    early = datetime(2026, 11, 26, 2, tzinfo=MOSCOW)
    assert resolved(OnDay(InDays(-1), DayPart.NIGHT), early).end == early


def test_a_past_moment_is_in_the_hour_that_contains_it() -> None:
    period = resolved(InHours(-1), moscow(26, 14) + timedelta(minutes=50))
    assert (period.start, period.end) == (moscow(26, 13), moscow(26, 14))


def test_the_coming_hours_begin_now() -> None:
    period = resolved(NextHours(3))
    assert (period.kind, period.start, period.end) == (
        PeriodKind.HOURS,
        NOW,
        moscow(26, 17) + timedelta(minutes=10),
    )


def test_the_time_between_two_hours_may_pass_midnight_and_is_tomorrow_if_it_is_over() -> None:
    between = OnDay(InDays(0), hour=time(22), until=time(2))
    assert (resolved(between).start, resolved(between).end) == (moscow(26, 22), moscow(27, 2))
    over = OnDay(InDays(0), hour=time(10), until=time(12))
    assert (resolved(over).start, resolved(over).end) == (moscow(27, 10), moscow(27, 12))
    under_way = OnDay(InDays(0), hour=time(13), until=time(16))
    assert resolved(under_way).start == moscow(26, 13)


def test_a_day_without_a_month_is_the_next_such_day() -> None:
    assert resolved(OnDay(OnDate(None, 28))).dates == (november(28),)
    assert resolved(OnDay(OnDate(None, 5))).dates == (date(2026, 12, 5),)
    assert resolved(OnDay(OnDate(None, 31))).dates == (date(2026, 12, 31),)


def test_an_hour_that_has_passed_is_tomorrows() -> None:
    assert resolved(OnDay(InDays(0), hour=time(9))).start == moscow(27, 9)
    assert resolved(OnDay(InDays(0), hour=time(14))).start == moscow(26, 14)


def test_the_current_month_begins_today_and_a_later_one_with_its_first_day() -> None:
    assert resolved(InMonth(11)).dates == tuple(november(day) for day in range(26, 31))
    december = resolved(InMonth(12)).dates
    assert (december[0], december[-1]) == (date(2026, 12, 1), date(2026, 12, 31))
    assert resolved(InMonth(3)).dates[0] == date(2027, 3, 1)
    assert resolved(InMonth(2, 2028)).dates[-1] == date(2028, 2, 29)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (november(26), 24)])
def test_clock_changes_alter_the_length_of_a_day(day: date, hours: int) -> None:
    period = day_period(day, NEW_YORK)
    assert period.end - period.start == timedelta(hours=hours)
    night = resolved(OnDay(OnDate(day.month, day.day, day.year), DayPart.NIGHT), NOW, NEW_YORK)
    assert night.end - night.start == timedelta(hours=hours - 18)


def test_a_skipped_hour_is_resolved_to_an_hour_of_the_same_night() -> None:
    period = resolved(OnDay(OnDate(3, 8, 2026), hour=time(2, 30)), NOW, NEW_YORK)
    assert period.end - period.start == timedelta(hours=1)
    assert period.dates == (date(2026, 3, 8),)


def test_a_period_is_over_when_it_has_ended() -> None:
    assert resolved(OnDay(InDays(-1))).is_over(NOW)
    assert resolved(OnDay(InDays(0), DayPart.MORNING)).is_over(NOW)
    assert not resolved(OnDay(InDays(0))).is_over(NOW)
    assert not resolved(OnDay(InDays(0), DayPart.EVENING)).is_over(NOW)


@pytest.mark.parametrize(
    ("when", "days"),
    [(Weekend(), True), (SeveralDays(3), True), (InMonth(12), True), (OnDay(InDays(1)), False), (None, False)],
)
def test_weekends_months_and_several_days_are_answered_by_day(when: When | None, days: bool) -> None:
    assert resolved(when).has_days is days


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


def test_a_part_of_a_day_that_is_over_is_that_of_tomorrow_unless_the_question_names_today() -> None:
    evening = datetime(2026, 11, 26, 20, tzinfo=MOSCOW)
    morning = OnDay(InDays(0), DayPart.MORNING, names_day=False)
    assert resolved(morning, evening).dates == (november(27),)
    assert resolved(morning, moscow(26, 7)).dates == (november(26),)
    assert resolved(OnDay(InDays(0), DayPart.MORNING), evening).dates == (november(26),)


HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def test_an_hour_that_the_clocks_skip_or_repeat_is_an_hour() -> None:
    skipped = resolved(OnDay(OnDate(3, 28, 2027), hour=time(2, 30)), zone=BERLIN)
    repeated = resolved(OnDay(OnDate(10, 31, 2027), hour=time(2, 30)), zone=BERLIN)
    assert skipped.start == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert repeated.start == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert all(period.end - period.start == HOUR for period in (skipped, repeated))


def test_a_range_over_midnight_ends_on_the_next_day() -> None:
    period = resolved(OnDay(InDays(1), hour=time(22), until=time(4)))
    assert period.end - period.start == 6 * HOUR
    assert period.dates == (november(27),)


def test_hours_until_a_time_of_today_begin_now() -> None:
    period = resolved(OnDay(InDays(0), hour=time(0), until=time(18)))
    assert (period.start, period.end) == (NOW.replace(minute=0), NOW.replace(hour=15, minute=0))


def test_the_last_summer_is_over() -> None:
    assert resolved(InMonth(7, past=True)).dates[0] == date(2026, 7, 1)
    assert resolved(InMonth(11, past=True)).dates[0] == date(2025, 11, 1)
    assert resolved(NoSuchTime(is_date=True)).kind is PeriodKind.NOW
