"""The period of a question, by the clock of the place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.questions import (
    DayPart,
    InDays,
    InHours,
    InMonth,
    NextHours,
    Now,
    OnDate,
    OnDay,
    OnWeekday,
    SeveralDays,
    Weekend,
    When,
    read_question,
)
from services.questions.periods import Period, PeriodKind, day_period, period_of, with_answered_day

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


@pytest.mark.parametrize(("hour", "day"), [(0, 26), (2, 26), (3, 27), (6, 27), (21, 27)])
def test_tonight_is_the_current_night_or_the_next_one(hour: int, day: int) -> None:
    period = resolved(OnDay(InDays(0), DayPart.NIGHT), moscow(26, hour))
    assert (period.dates, period.start, period.end) == ((november(day),), moscow(day), moscow(day, 6))


@pytest.mark.parametrize(
    ("hour", "start", "end"),
    [(0, (26, 0), (26, 6)), (2, (26, 0), (26, 6)), (3, (26, 18), (27, 0)), (14, (26, 18), (27, 0))],
)
def test_tonight_after_midnight_is_the_rest_of_the_night(
    hour: int, start: tuple[int, int], end: tuple[int, int]
) -> None:
    tonight = OnDay(InDays(0), DayPart.EVENING, names_day=False, is_tonight=True)
    period = resolved(tonight, moscow(26, hour))
    assert (period.start, period.end) == (moscow(*start), moscow(*end))


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


def test_an_hour_that_has_passed_is_tomorrows() -> None:
    assert resolved(OnDay(InDays(0), hour=time(9))).start == moscow(27, 9)
    assert resolved(OnDay(InDays(0), hour=time(14))).start == moscow(26, 14)


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
    assert resolved(when).consists_of_days is days


def test_a_part_of_a_day_that_is_over_is_that_of_tomorrow_unless_the_question_names_today() -> None:
    evening = datetime(2026, 11, 26, 20, tzinfo=MOSCOW)
    morning = OnDay(InDays(0), DayPart.MORNING, names_day=False)
    assert resolved(morning, evening).dates == (november(27),)
    assert resolved(morning, moscow(26, 7)).dates == (november(26),)
    assert resolved(OnDay(InDays(0), DayPart.MORNING), evening).dates == (november(26),)


@pytest.mark.parametrize(
    ("when", "answered"),
    [
        (OnDay(InDays(0), hour=time(12)), OnDay(InDays(1), hour=time(12))),
        (OnDay(InDays(0), hour=time(21)), OnDay(InDays(0), hour=time(21))),
        (OnDay(OnWeekday(3), hour=time(12)), OnDay(OnWeekday(3), hour=time(12))),
        (SeveralDays(3), SeveralDays(3)),
        (None, None),
    ],
)
def test_an_hour_of_today_that_is_over_is_remembered_as_one_of_tomorrow(
    when: When | None, answered: When | None
) -> None:
    assert with_answered_day(when, NOW, MOSCOW) == answered


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


@pytest.mark.parametrize(("hour", "day"), [(3, 26), (8, 27), (14, 27)])
def test_by_morning_means_a_morning_that_has_not_begun(hour: int, day: int) -> None:
    asked = read_question("к утру дождь в Пскове?").when
    assert resolved(asked, moscow(26, hour)).dates == (november(day),)
