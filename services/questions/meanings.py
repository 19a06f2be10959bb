"""What phrases for a time mean, as the rules find them."""

from calendar import monthrange
from enum import Enum, auto

from services.questions.clock import AFTERNOON, HOURS, MINUTES, NOON, Hour, HourRange
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
    Feast,
    InDays,
    InHours,
    InMonth,
    NextHours,
    Now,
    OnDate,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
)
from services.questions.patterns import Found

UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
"""Days."""

FEW = 3
"""Hours that "a few" are."""

LEAP_YEAR, MONTHS = 2000, 12

SUNDAY = 6

MOST_DAYS = 31
"""Days of a month."""


class Mark(Enum):
    """What tells a time only beside another, or if there is none."""

    TONIGHT = auto()
    LATE = auto()
    """The evening of a day that is told, else the night."""
    FORECAST = auto()
    """Several days unless another time is told."""
    ASKED_WHEN = auto()
    ENDING = auto()
    """The end of something that goes on now: "when will it stop"."""
    EVERY_DAY = auto()


Meaning = (
    DayReference
    | DayPart
    | Hour
    | HourRange
    | InHours
    | NextHours
    | Weekend
    | SeveralDays
    | DaysBetween
    | InMonth
    | Now
    | Mark
    | tuple["Meaning", ...]
)


def day_told(found: Found) -> Meaning:
    """Return a day counted from today: "tomorrow"."""
    return InDays(int(found.get("day", "day_after") or 0))


def weekday(found: Found) -> Meaning:
    """Return a day of the week."""
    day = int(found.get("weekday", "weekday_short", "weekday_joined") or 0)
    return OnWeekday(day, next="next" in found, past="before_last" in found)


def weekdays(found: Found) -> Meaning:
    """Return several days of the week."""
    days = list(dict.fromkeys(int(day) for day in found.in_order("weekday", "weekday_short", "weekday_joined")))
    if set(days) == {5, 6}:
        return Weekend(next="next" in found)
    if len(days) == 1:
        return OnWeekday(days[0])
    return SeveralDays(next_week=True) if "next" in found else DaysBetween(OnWeekday(days[0]), OnWeekday(days[-1]))


def date_told(found: Found) -> Meaning | None:
    """Return a date, None where the calendar has none such."""
    if (written := found.get("date")) is not None:
        year, month, day = (int(part) for part in written.split("-"))
    else:
        day = int(found.get("digits", "ordinal") or 0)
        month = int(found.get("month", "month_short") or 0)
        year = int(found.get("year") or 0)
    exists = 0 < month <= MONTHS and 0 < day <= monthrange(year or LEAP_YEAR, month)[1]
    return OnDate(month, day, year or None) if exists else None


def day_of_month(found: Found) -> Meaning | None:
    """Return a date without its month: "the 28th"."""
    day = int(found.get("digits", "ordinal") or 0)
    return OnDate(None, day) if 0 < day <= MOST_DAYS else None


def dates(found: Found) -> Meaning | None:
    """Return the days from one date to another of the same month."""
    month, days = int(found.get("month", "month_short") or 0), [int(day) for day in found.values["digits"]]
    exist = all(0 < day <= monthrange(LEAP_YEAR, month)[1] for day in days)
    return DaysBetween(OnDate(month, days[0]), OnDate(month, days[-1])) if exist and days[0] < days[-1] else None


def holiday(found: Found) -> Meaning:
    """Return the date of a holiday."""
    month, day = (found.get("holiday") or "").split("-")
    return OnDate(int(month), int(day), int(found.get("year") or 0) or None)


def feast(found: Found) -> Meaning:
    """Return the date of a feast that moves."""
    name, _, days = (found.get("feast") or "").partition(" ")
    return OnFeast(Feast(name), int(days or 0))


def month_told(found: Found) -> Meaning:
    """Return a month, with its year if it is told."""
    return InMonth(
        int(found.get("month", "month_alone", "season", "season_alone") or 0), int(found.get("year") or 0) or None
    )


def _count(found: Found) -> int | None:
    """Return the number told, 1 by default, None for "a few"."""
    return None if "few" in found else int(found.get("number", "digits") or 1)


def _hours(count: int | None, unit: str) -> InHours | None:
    """Return so many hours or minutes, rounded, None for days."""
    if unit not in {"hour", "minute"}:
        return None
    hours = FEW if count is None else count if unit == "hour" else round(count / MINUTES)
    return InHours(max(1, hours))


def _next_hours(count: int | None, unit: str) -> NextHours | None:
    """Return the hours or minutes from now on, rounded; None for days."""
    hours = _hours(count, unit)
    return NextHours(hours.hours) if hours is not None else None


def later(found: Found) -> Meaning | None:
    """Return a time counted from now: "in two weeks"."""
    count, unit = _count(found), found.get("unit") or ""
    return _hours(count, unit) or (SeveralDays() if count is None else InDays(count * UNITS[unit]))


def ago(found: Found) -> Meaning:
    """Return a day counted back from today."""
    return InDays(-(_count(found) or 1) * UNITS.get(found.get("unit") or "", 0) or -1)


def several(found: Found) -> Meaning:
    """Return so many days or hours: "for ten days"; "18 h" without more is a time by the clock."""
    count, unit = _count(found), found.get("unit") or ""
    if unit == "hour" and count is not None and NOON < count < HOURS and len(found.phrases) == len(("18", "h")):
        return Hour(count, exact=True)
    if unit == "hour" and count is not None and count > HOURS:
        return SeveralDays(-(-count // HOURS))
    return _next_hours(count, unit) or SeveralDays(count * UNITS[unit] if count else None)


def next_unit(found: Found) -> Meaning:
    """Return the next week, day, month or hour."""
    unit = found.get("unit") or ""
    if unit in {"week", "fortnight"}:
        return SeveralDays(next_week=True)
    return _next_hours(1, unit) or InDays(UNITS[unit])


def after_next(found: Found) -> Meaning:
    """Return the week, day or month after the next."""
    unit = found.get("unit") or ""
    return _hours(2, unit) or InDays(2 * UNITS[unit])


def this_unit(found: Found) -> Meaning:
    """Return the current week, day, month or hour."""
    unit = found.get("unit") or ""
    if unit == "week" and found.get("coming") == "rest":
        return rest_of_week(found)
    if unit == "week" and found.get("coming") == "whole":
        return SeveralDays(UNITS[unit])
    return _next_hours(1, unit) or (InDays(0) if unit == "day" else SeveralDays())


def rest_of_week(_: Found) -> Meaning:
    """Return the days until Sunday."""
    return DaysBetween(InDays(0), OnWeekday(SUNDAY))


def week_alone(found: Found) -> Meaning | None:
    """Return several days for "the week", None for another unit."""
    return SeveralDays() if found.get("unit") == "week" else None


def one_unit(found: Found) -> Meaning:
    """Return one week, day, month or hour from now on: "for a week"."""
    unit = found.get("unit") or ""
    return _next_hours(1, unit) or (InDays(0) if unit == "day" else SeveralDays(UNITS[unit]))


def last_unit(found: Found) -> Meaning:
    """Return the day a week, a day or a month ago."""
    return InDays(-UNITS.get(found.get("unit") or "", 1))


def weekend(found: Found) -> Meaning:
    """Return a weekend; one of the past is told to be a week ago."""
    return InDays(-UNITS["week"]) if "before_last" in found else Weekend(next="next" in found)


def part(found: Found) -> Meaning:
    """Return a part of a day."""
    return DayPart(found.get("part") or "")


def part_of_weekday(found: Found) -> Meaning:
    """Return a day of the week and a part of it."""
    return weekday(found), DayPart(found.get("part") or "") if "part" in found else Mark.LATE


def _half(found: Found) -> str | None:
    return found.get("half", "half_after_at")


def hour_told(found: Found) -> Meaning | None:
    """Return a time by the clock, None where a clock has none such."""
    half = _half(found)
    if (written := found.get("clock", "dotted")) is not None:
        hour, minute = (int(part) for part in written.split(":"))
        return Hour(hour, minute, half, exact=hour >= AFTERNOON or written.startswith("0"))
    if (named := found.get("hour")) is not None:
        return Hour(int(named), exact=True)
    told = int(found.get("number", "digits") or 1)
    if told > HOURS or (half in {"am", "pm"} and told > HOURS - 1):
        return None
    if (past := found.get("half_past")) is not None:
        minutes = told * MINUTES + int(past)
        return Hour(minutes // MINUTES, minutes % MINUTES, half)
    return Hour(told, half=half)


def hours_between(found: Found) -> Meaning | None:
    """Return the time from one hour to another, None where a clock has no such hours."""
    clocks = found.in_order("clock", "dotted")
    numbers = [int(number) for number in found.in_order("number", "digits")]
    half = _half(found)
    if len(clocks) > 1:
        hours = [
            Hour(int(hour), int(minute), exact=True) for hour, _, minute in (c.partition(":") for c in clocks)
        ]
    elif len(numbers) > 1 and max(numbers) <= HOURS:
        hours = [Hour(numbers[0]), Hour(numbers[-1], half=half)]
    else:
        return None
    return HourRange(hours[0], hours[-1])


def hour_of_part(found: Found) -> Meaning | None:
    """Return a time by the clock and the part of the day that it is in: "seven in the morning"."""
    hour = hour_told(found)
    return (hour, part(found)) if isinstance(hour, Hour) and hour.hour <= NOON else None


def every(found: Found) -> Meaning:
    """Return that a message is wanted every day, with the part of the day and the hour if they are told."""
    hour = hour_told(found) if "number" in found or "digits" in found or "clock" in found else None
    part = found.get("part", "every_part")
    told: tuple[Meaning, ...] = (Mark.EVERY_DAY,)
    if part is not None:
        told += (DayPart(part),)
    return (*told, hour) if isinstance(hour, Hour) else told
