"""The meanings of phrases with units of time, such as "in two weeks"; `rules.py` has their patterns."""

from services.questions.clock import HOURS_IN_DAY, MINUTES_IN_HOUR, NOON, ClockTime
from services.questions.dates import days_later
from services.questions.day_meanings import named_day
from services.questions.meanings import Hint, Meaning
from services.questions.named_times import (
    DaysBetween,
    InDays,
    InHours,
    NextHours,
    NoSuchTime,
    Now,
    OnWeekday,
    SeveralDays,
)
from services.questions.patterns import PatternMatch

DAYS_IN_TIME_UNIT = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
"""Number of days that each unit of time means; a month counts as 30 days."""

DAYS_IN_YEAR = 365

COUNT_OF_A_FEW = 3
"""Number that "a few" means, as in "a few hours ago"."""

MONDAY, SUNDAY = 0, 6


def _unit_count(match: PatternMatch) -> int | None:
    """Return 2 for "two hours" and for "one and a half hours", 1 for "an hour", and None for "a few hours"."""
    return None if "few" in match else int(match.get("number", "digits", "count") or 1) + ("and_half" in match)


def _in_hours(count: int | None, unit: str) -> InHours | None:
    """Return the time *count* hours or minutes from now, rounded to hours; None for a longer *unit*."""
    if unit not in {"hour", "minute"}:
        return None
    hours = COUNT_OF_A_FEW if count is None else count if unit == "hour" else round(count / MINUTES_IN_HOUR)
    return InHours(max(1, hours) if count else 0)


def _next_hours(count: int | None, unit: str) -> NextHours | None:
    """Return the next *count* hours or minutes, rounded to hours; None for a longer *unit*, such as "day"."""
    hours = _in_hours(count, unit)
    return NextHours(hours.hours) if hours is not None else None


def time_from_now(match: PatternMatch) -> Meaning | None:
    """Return the hour for "in 3 hours", the day for "in two weeks", and several days for "in a few days"."""
    count, unit = _unit_count(match), match.get("unit") or ""
    hours = _in_hours(count, unit)
    if hours is not None:
        return hours if hours.hours else Now()
    return SeveralDays() if count is None else InDays(count * DAYS_IN_TIME_UNIT[unit])


def negative_time(_: PatternMatch) -> Meaning:
    """Return NoSuchTime for a negative number, as in "in -5 hours"."""
    return NoSuchTime(is_date=False)


def years_from_now(match: PatternMatch) -> Meaning:
    """Return the day for "in two years", "two years ago" or "last year"; a year counts as 365 days."""
    count = _unit_count(match) or 1
    is_past = "ago" in match or "before_last" in match
    return InDays((-count if is_past else count) * DAYS_IN_YEAR)


def time_ago(match: PatternMatch) -> Meaning:
    """Return the day for "two days ago" or "a week ago", and the hour for "an hour ago"."""
    count, unit = _unit_count(match), match.get("unit") or ""
    count = COUNT_OF_A_FEW if count is None else max(1, count)
    hours = _in_hours(count, unit)
    return InHours(-hours.hours) if hours is not None else InDays(-count * DAYS_IN_TIME_UNIT[unit])


def coming_duration(match: PatternMatch) -> Meaning | None:
    """Return the coming days for "for ten days", and the coming hours for "for three hours".

    Without a word such as "for", a number of hours above 12 is a time: "18 h" means 18:00, "1930 hrs" means 19:30.
    """
    count, unit = _unit_count(match), match.get("unit") or ""
    if "dash" in match:  # "2-3 days" is a duration; "15-18 h" is a range of hours
        if unit == "hour" and not {"next", "coming", "in_unit"} & match.values.keys():
            return None
        count = max(int(number) for number in match.values["digits"])
    if unit == "hour" and count is not None and len(match.phrases) == len(("18", "h")):
        if NOON < count < HOURS_IN_DAY:
            return ClockTime(count, is_24_hour=True)
        hour, minute = divmod(count, 100)
        if NOON <= hour < HOURS_IN_DAY and minute < MINUTES_IN_HOUR:
            return ClockTime(hour, minute, is_24_hour=True)
    if unit == "hour" and count is not None and count > HOURS_IN_DAY:
        return SeveralDays(-(-count // HOURS_IN_DAY))
    return _next_hours(count, unit) or SeveralDays(count * DAYS_IN_TIME_UNIT[unit] if count else None)


def next_time_unit(match: PatternMatch) -> Meaning:
    """Return the time for "next week", "the next hour" or "the next day"; "next month" means in 30 days."""
    unit = match.get("unit") or ""
    # "The next week" means seven days from today on; "next week" begins on Monday.
    if unit == "week" and "the" in match and match.get("next") != "following":
        return SeveralDays(DAYS_IN_TIME_UNIT[unit])
    if unit == "week":
        return SeveralDays(next_week=True)
    if unit == "fortnight":
        return SeveralDays(DAYS_IN_TIME_UNIT[unit])
    return _next_hours(1, unit) or InDays(DAYS_IN_TIME_UNIT[unit])


def time_unit_after_next(match: PatternMatch) -> Meaning:
    """Return the time two units from now: for "the week after next", the second week after this week."""
    unit = match.get("unit") or ""
    if unit == "week":
        monday = OnWeekday(MONDAY, next=True, days=DAYS_IN_TIME_UNIT[unit])
        return DaysBetween(monday, days_later(monday, DAYS_IN_TIME_UNIT[unit] - 1))
    return _in_hours(2, unit) or InDays(2 * DAYS_IN_TIME_UNIT[unit])


def weeks_after_day(match: PatternMatch) -> Meaning | None:
    """Return the day for "Saturday week", "a week from Saturday" and "two weeks from tomorrow"."""
    unit = match.get("unit") or "week"
    day = named_day(match)
    if unit not in {"week", "fortnight"} or not isinstance(day, InDays | OnWeekday):
        return None
    return days_later(day, int(match.get("number", "digits") or 1) * DAYS_IN_TIME_UNIT[unit])


def same_time_on_day(match: PatternMatch) -> Meaning:
    """Return the hour 24 hours from now for "this time tomorrow", and now for "this time today"."""
    days = int(match.get("day") or 0)
    return InHours(days * HOURS_IN_DAY) if days else Now()


def this_time_unit(match: PatternMatch) -> Meaning:
    """Return THIS_WEEK for "this week", a month for "this month", today for "this day", now for "this minute"."""
    unit = match.get("unit") or ""
    if unit == "minute":
        return Now()
    if unit == "week" and match.get("coming") == "rest":
        return rest_of_week(match)
    if unit == "week":
        return Hint.THIS_WEEK
    return _next_hours(1, unit) or (InDays(0) if unit == "day" else SeveralDays(DAYS_IN_TIME_UNIT.get(unit)))


def this_week_and_next(match: PatternMatch) -> Meaning | None:
    """Return the fourteen days from today on for "this week and next"; None for other units than weeks."""
    return SeveralDays(2 * DAYS_IN_TIME_UNIT["week"]) if match.get("unit") == "week" else None


def rest_of_week(_: PatternMatch) -> Meaning:
    """Return the days from today to Sunday, for "the rest of the week"."""
    return DaysBetween(InDays(0), OnWeekday(SUNDAY))


def week_without_number(match: PatternMatch) -> Meaning | None:
    """Return an unnamed number of days for "the week"; None for another unit, such as "the month"."""
    return SeveralDays() if match.get("unit") == "week" else None


def one_time_unit(match: PatternMatch) -> Meaning:
    """Return seven days from today on for "for a week", today for "for a day", and one hour for "for an hour"."""
    unit = match.get("unit") or ""
    return _next_hours(1, unit) or (InDays(0) if unit == "day" else SeveralDays(DAYS_IN_TIME_UNIT[unit]))


def day_one_time_unit_ago(match: PatternMatch) -> Meaning:
    """Return the day one unit ago: 7 days ago for "last week", 30 days ago for "last month"."""
    return InDays(-DAYS_IN_TIME_UNIT.get(match.get("unit") or "", 1))
