"""The meanings of phrases with units of time. Each function reads one match of a rule in `times.py`."""

from services.questions.clock import HOURS_IN_DAY, MINUTES_IN_HOUR, NOON, ClockTime
from services.questions.meanings import Meaning
from services.questions.models import (
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

DAYS_IN_UNIT = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
"""Number of days in each unit of time."""

DAYS_IN_YEAR = 365

FEW = 3
"""Number that "a few" means, as in "a few hours ago"."""

SUNDAY = 6


def _count(match: PatternMatch) -> int | None:
    """Return the number before a unit of time, rounded up: 1 by default, None for "a few"."""
    return None if "few" in match else int(match.get("number", "digits", "count") or 1) + ("and_half" in match)


def _hours(count: int | None, unit: str) -> InHours | None:
    """Return the time *count* hours or minutes from now, in whole hours; None for other units."""
    if unit not in {"hour", "minute"}:
        return None
    hours = FEW if count is None else count if unit == "hour" else round(count / MINUTES_IN_HOUR)
    return InHours(max(1, hours) if count else 0)


def _next_hours(count: int | None, unit: str) -> NextHours | None:
    """Return the coming *count* hours or minutes, in whole hours; None for other units."""
    hours = _hours(count, unit)
    return NextHours(hours.hours) if hours is not None else None


def time_from_now(match: PatternMatch) -> Meaning | None:
    """Return a time counted from now, such as "in two weeks"."""
    count, unit = _count(match), match.get("unit") or ""
    hours = _hours(count, unit)
    if hours is not None:
        return hours if hours.hours else Now()
    return SeveralDays() if count is None else InDays(count * DAYS_IN_UNIT[unit])


def negative_time(_: PatternMatch) -> Meaning:
    """Return that there is no such time, as in "in -5 hours"."""
    return NoSuchTime(is_date=False)


def years_from_now(match: PatternMatch) -> Meaning:
    """Return a day that is some years from now, or ago."""
    count = _count(match) or 1
    is_past = "ago" in match or "before_last" in match
    return InDays((-count if is_past else count) * DAYS_IN_YEAR)


def time_ago(match: PatternMatch) -> Meaning:
    """Return a time counted back from now, such as "two days ago"."""
    count, unit = _count(match), match.get("unit") or ""
    count = FEW if count is None else max(1, count)
    hours = _hours(count, unit)
    return InHours(-hours.hours) if hours is not None else InDays(-count * DAYS_IN_UNIT[unit])


def duration(match: PatternMatch) -> Meaning:
    """Return the coming days or hours, as in "for ten days".

    A number of hours above 12 without other words is a time by the clock: "18 h", "1900 hrs".
    """
    count, unit = _count(match), match.get("unit") or ""
    if unit == "hour" and count is not None and len(match.phrases) == len(("18", "h")):
        if NOON < count < HOURS_IN_DAY:
            return ClockTime(count, exact=True)
        hour, minute = divmod(count, 100)
        if NOON <= hour < HOURS_IN_DAY and minute < MINUTES_IN_HOUR:
            return ClockTime(hour, minute, exact=True)
    if unit == "hour" and count is not None and count > HOURS_IN_DAY:
        return SeveralDays(-(-count // HOURS_IN_DAY))
    return _next_hours(count, unit) or SeveralDays(count * DAYS_IN_UNIT[unit] if count else None)


def next_unit(match: PatternMatch) -> Meaning:
    """Return next week, the next hour, tomorrow, or the day a month from now."""
    unit = match.get("unit") or ""
    if (
        unit == "week" and "the" in match and match.get("next") != "following"
    ):  # "for the next week", but "for next week"
        return SeveralDays(DAYS_IN_UNIT[unit])
    if unit == "week":
        return SeveralDays(next_week=True)
    if unit == "fortnight":
        return SeveralDays(DAYS_IN_UNIT[unit])
    return _next_hours(1, unit) or InDays(DAYS_IN_UNIT[unit])


def unit_after_next(match: PatternMatch) -> Meaning:
    """Return the time two weeks, days, months or hours from now, as in "the week after next"."""
    unit = match.get("unit") or ""
    return _hours(2, unit) or InDays(2 * DAYS_IN_UNIT[unit])


def this_unit(match: PatternMatch) -> Meaning:
    """Return the coming days of this week or month, today, or the coming hour."""
    unit = match.get("unit") or ""
    if unit == "week" and match.get("coming") == "rest":
        return rest_of_week(match)
    if unit == "week" and match.get("coming") == "whole":
        return SeveralDays(DAYS_IN_UNIT[unit])
    return _next_hours(1, unit) or (InDays(0) if unit == "day" else SeveralDays())


def rest_of_week(_: PatternMatch) -> Meaning:
    """Return the days from today to Sunday."""
    return DaysBetween(InDays(0), OnWeekday(SUNDAY))


def bare_week(match: PatternMatch) -> Meaning | None:
    """Return several days for "the week"; None for another unit."""
    return SeveralDays() if match.get("unit") == "week" else None


def single_unit(match: PatternMatch) -> Meaning:
    """Return one week, day, month or hour from now on, as in "for a week"."""
    unit = match.get("unit") or ""
    return _next_hours(1, unit) or (InDays(0) if unit == "day" else SeveralDays(DAYS_IN_UNIT[unit]))


def last_unit(match: PatternMatch) -> Meaning:
    """Return the day that was a week, a day or a month ago, as in "last week"."""
    return InDays(-DAYS_IN_UNIT.get(match.get("unit") or "", 1))
