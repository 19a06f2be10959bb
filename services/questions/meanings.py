"""The meanings of phrases that name a time. Each function reads one match of a rule in `times.py`."""

from calendar import monthrange
from enum import Enum, auto

from services.questions.clock import (
    EARLIEST_MORNING_HOUR,
    HOURS_IN_DAY,
    MINUTES_IN_HOUR,
    NOON,
    ClockRange,
    ClockTime,
)
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
from services.questions.patterns import PatternMatch

DAYS_IN_UNIT = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
"""Number of days in each unit of time."""

HOURS_IN_FEW = 3
"""Number of hours that "a few hours" means."""

LEAP_YEAR, MONTHS_IN_YEAR = 2000, 12

SUNDAY = 6

MAX_DAY_OF_MONTH = 31
"""Maximum day of a month."""


class Hint(Enum):
    """Phrases that name no time of their own, but change or replace the time that the other phrases name."""

    TONIGHT = auto()
    """The word "tonight": the evening, or the night if the text names the night as well."""
    LATE = auto()
    """The word "night": the evening if the text names a day, otherwise the night."""
    FORECAST = auto()
    """The word "forecast": several days if the text names no time."""
    ASKED_WHEN = auto()
    """The question "when": several days if the text names no time."""
    ENDING = auto()
    """The end of present weather, as in "when will it stop raining"."""
    EVERY_DAY = auto()
    """A request for a message every day."""


Meaning = (
    DayReference
    | DayPart
    | ClockTime
    | ClockRange
    | InHours
    | NextHours
    | Weekend
    | SeveralDays
    | DaysBetween
    | InMonth
    | Now
    | Hint
    | tuple["Meaning", ...]
)


def relative_day(match: PatternMatch) -> Meaning:
    """Return a day counted from today, such as "tomorrow"."""
    return InDays(int(match.get("day", "day_after") or 0))


def weekday(match: PatternMatch) -> Meaning:
    """Return a day of the week."""
    day = int(match.get("weekday", "weekday_short", "weekday_joined") or 0)
    return OnWeekday(day, next="next" in match, past="before_last" in match)


def weekdays(match: PatternMatch) -> Meaning:
    """Return the days between the first and the last weekday of a list."""
    days = list(dict.fromkeys(int(day) for day in match.in_order("weekday", "weekday_short", "weekday_joined")))
    if set(days) == {5, 6}:
        return Weekend(next="next" in match)
    if len(days) == 1:
        return OnWeekday(days[0])
    return SeveralDays(next_week=True) if "next" in match else DaysBetween(OnWeekday(days[0]), OnWeekday(days[-1]))


def calendar_date(match: PatternMatch) -> Meaning | None:
    """Return a date; None if the calendar has no such date."""
    if (written := match.get("date")) is not None:
        year, month, day = (int(day_part) for day_part in written.split("-"))
    else:
        day = int(match.get("digits", "ordinal") or 0)
        month = int(match.get("month", "month_short") or 0)
        year = int(match.get("year") or 0)
    exists = 0 < month <= MONTHS_IN_YEAR and 0 < day <= monthrange(year or LEAP_YEAR, month)[1]
    return OnDate(month, day, year or None) if exists else None


def day_of_month(match: PatternMatch) -> Meaning | None:
    """Return a date without a month, such as "the 28th"; None if no month has such a day."""
    day = int(match.get("digits", "ordinal") or 0)
    return OnDate(None, day) if 0 < day <= MAX_DAY_OF_MONTH else None


def day_of_month_not_hour(match: PatternMatch) -> Meaning | None:
    """Return a date without a month; None if its number is not above 12, as it may be an hour, or is no day."""
    return day_of_month(match) if int(match.get("digits") or 0) > NOON else None


def date_range(match: PatternMatch) -> Meaning | None:
    """Return the days between two dates of one month; None if the month has no such dates."""
    month, days = int(match.get("month", "month_short") or 0), [int(day) for day in match.values["digits"]]
    exist = all(0 < day <= monthrange(LEAP_YEAR, month)[1] for day in days)
    return DaysBetween(OnDate(month, days[0]), OnDate(month, days[-1])) if exist and days[0] < days[-1] else None


def holiday(match: PatternMatch) -> Meaning:
    """Return the date of a holiday."""
    month, day = (match.get("holiday") or "").split("-")
    return OnDate(int(month), int(day), int(match.get("year") or 0) or None)


def feast(match: PatternMatch) -> Meaning:
    """Return a feast whose date differs from year to year."""
    name, _, days = (match.get("feast") or "").partition(" ")
    return OnFeast(Feast(name), int(days or 0))


def month(match: PatternMatch) -> Meaning:
    """Return a month or the first month of a season, with the year if the text names it."""
    return InMonth(
        int(match.get("month", "month_alone", "season", "season_alone") or 0), int(match.get("year") or 0) or None
    )


def _count(match: PatternMatch) -> int | None:
    """Return the number before a unit of time: 1 by default, None for "a few"."""
    return None if "few" in match else int(match.get("number", "digits") or 1)


def _hours(count: int | None, unit: str) -> InHours | None:
    """Return the time *count* hours or minutes from now, in whole hours; None for other units."""
    if unit not in {"hour", "minute"}:
        return None
    hours = HOURS_IN_FEW if count is None else count if unit == "hour" else round(count / MINUTES_IN_HOUR)
    return InHours(max(1, hours))


def _next_hours(count: int | None, unit: str) -> NextHours | None:
    """Return the coming *count* hours or minutes, in whole hours; None for other units."""
    hours = _hours(count, unit)
    return NextHours(hours.hours) if hours is not None else None


def time_from_now(match: PatternMatch) -> Meaning | None:
    """Return a time counted from now, such as "in two weeks"."""
    count, unit = _count(match), match.get("unit") or ""
    return _hours(count, unit) or (SeveralDays() if count is None else InDays(count * DAYS_IN_UNIT[unit]))


def day_ago(match: PatternMatch) -> Meaning:
    """Return a day counted back from today, such as "two days ago"."""
    return InDays(-(_count(match) or 1) * DAYS_IN_UNIT.get(match.get("unit") or "", 0) or -1)


def duration(match: PatternMatch) -> Meaning:
    """Return the coming days or hours, as in "for ten days".

    A number of hours above 12 without other words is a time by the clock: "18 h".
    """
    count, unit = _count(match), match.get("unit") or ""
    if (
        unit == "hour"
        and count is not None
        and NOON < count < HOURS_IN_DAY
        and len(match.phrases) == len(("18", "h"))
    ):
        return ClockTime(count, exact=True)
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
    if unit in {"week", "fortnight"}:
        return SeveralDays(next_week=True)
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


def weekend(match: PatternMatch) -> Meaning:
    """Return a weekend; for the last weekend, return the day a week ago, whose weather is unknown."""
    return InDays(-DAYS_IN_UNIT["week"]) if "before_last" in match else Weekend(next="next" in match)


def day_part(match: PatternMatch) -> Meaning:
    """Return a part of a day, with today for words such as "this morning"."""
    part = DayPart(match.get("part") or "")
    return (InDays(0), part) if "coming" in match else part


def half_of_day(match: PatternMatch) -> Meaning | None:
    """Return a day and its morning or afternoon, as in "tomorrow am"; None for other halves."""
    part = {"am": DayPart.MORNING, "pm": DayPart.DAY}.get(match.get("half") or "")
    day = weekday(match) if "weekday" in match else relative_day(match)
    return (day, part) if part is not None else None


def part_of_weekday(match: PatternMatch) -> Meaning:
    """Return a day of the week and a part of it."""
    return weekday(match), DayPart(match.get("part") or "") if "part" in match else Hint.LATE


def _half(match: PatternMatch) -> str | None:
    return match.get("half", "half_after_at")


def clock_time(match: PatternMatch) -> Meaning | None:
    """Return a time by the clock; None if the clock has no such time."""
    half = _half(match)
    if (written := match.get("clock", "dotted")) is not None:
        hour, minute = (int(day_part) for day_part in written.split(":"))
        return ClockTime(hour, minute, half, exact=hour >= EARLIEST_MORNING_HOUR or written.startswith("0"))
    if (named := match.get("hour")) is not None:
        return ClockTime(int(named), exact=True)
    number = int(match.get("number", "digits") or 1)
    if number > HOURS_IN_DAY or (half in {"am", "pm"} and number > HOURS_IN_DAY - 1):
        return None
    if (past := match.get("half_past")) is not None:
        minutes = number * MINUTES_IN_HOUR + int(past)
        return ClockTime(minutes // MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR, half)
    return ClockTime(number, half=half)


def hours_between(match: PatternMatch) -> Meaning | None:
    """Return the time between two times by the clock; None if the clock has no such times."""
    clocks = match.in_order("clock", "dotted")
    numbers = [int(number) for number in match.in_order("number", "digits")]
    if len(clocks) > 1:
        hours = [
            ClockTime(int(hour), int(minute), exact=True) for hour, _, minute in (c.partition(":") for c in clocks)
        ]
    elif len(numbers) > 1 and max(numbers) <= HOURS_IN_DAY:
        halves = match.in_order("half", "half_after_at")
        first_half = halves[0] if len(halves) > 1 else None
        hours = [
            ClockTime(numbers[0], half=first_half),
            ClockTime(numbers[-1], half=halves[-1] if halves else None),
        ]
    else:
        return None
    return ClockRange(hours[0], hours[-1])


def hour_of_part(match: PatternMatch) -> Meaning | None:
    """Return a time by the clock and its part of the day, as in "seven in the morning"; None for other times."""
    hour = clock_time(match)
    return (hour, day_part(match)) if isinstance(hour, ClockTime) and hour.hour <= NOON else None


def daily_request(match: PatternMatch) -> Meaning:
    """Return a request for a message every day, with the part of the day and the time if the text names them."""
    hour = clock_time(match) if "number" in match or "digits" in match or "clock" in match else None
    day_part = match.get("part", "every_part")
    request: tuple[Meaning, ...] = (Hint.EVERY_DAY,)
    if day_part is not None:
        request += (DayPart(day_part),)
    return (*request, hour) if isinstance(hour, ClockTime) else request
