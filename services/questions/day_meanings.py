"""The meanings of phrases for days and their parts. Each function reads one match of a rule in `times.py`."""

from calendar import monthrange

from services.questions.clock import NOON
from services.questions.meanings import Hint, Meaning
from services.questions.models import (
    DayPart,
    DaysBetween,
    Feast,
    InDays,
    InMonth,
    NoSuchTime,
    OnDate,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
)
from services.questions.patterns import PatternMatch

LEAP_YEAR, MONTHS_IN_YEAR, DAYS_IN_WEEK = 2000, 12, 7

MAX_DAY_OF_MONTH = 31
"""Maximum day of a month."""

MAX_TYPED_DAY, MAX_TYPED_DAY_ALONE = 99, 39
"""Maximum numbers that are read as an impossible day, beside a month and without one; larger ones are no days."""


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
    is_from_sunday = days == [6, 5] and "range" in match.values.get(
        "to", ()
    )  # "from Sunday to Saturday" lasts a week
    if set(days) == {5, 6} and not is_from_sunday:
        return Weekend(next="next" in match)
    if len(days) == 1:
        return OnWeekday(days[0])
    return SeveralDays(next_week=True) if "next" in match else DaysBetween(OnWeekday(days[0]), OnWeekday(days[-1]))


def calendar_date(match: PatternMatch) -> Meaning | None:
    """Return a date; None if the numbers are too large to be meant as a date."""
    if (written := match.get("date")) is not None:
        year, month, day = (int(day_part) for day_part in written.split("-"))
    else:
        day = int(match.get("digits", "ordinal") or 0)
        month = int(match.get("month", "month_short") or 0)
        year = int(match.get("year") or 0)
    if 0 < month <= MONTHS_IN_YEAR and 0 < day <= monthrange(year or LEAP_YEAR, month)[1]:
        return OnDate(month, day, year or None)
    return NoSuchTime(is_date=True) if day <= MAX_TYPED_DAY else None


def no_such_date(_: PatternMatch) -> Meaning:
    """Return that the calendar has no such date."""
    return NoSuchTime(is_date=True)


def day_of_month(match: PatternMatch) -> Meaning | None:
    """Return a date without a month, such as "the 28th"; None if the number is too large to be meant as a day."""
    day = int(match.get("digits", "ordinal") or 0)
    if 0 < day <= MAX_DAY_OF_MONTH:
        return OnDate(None, day)
    return NoSuchTime(is_date=True) if day <= MAX_TYPED_DAY_ALONE else None


def day_of_month_not_hour(match: PatternMatch) -> Meaning | None:
    """Return a date without a month; None if its number is not above 12, as it may be an hour, or is no day."""
    return day_of_month(match) if NOON < int(match.get("digits") or 0) <= MAX_DAY_OF_MONTH else None


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
    number = int(match.get("month", "month_alone", "season", "season_alone") or 0)
    return InMonth(number, int(match.get("year") or 0) or None, past="before_last" in match)


def year(match: PatternMatch) -> Meaning:
    """Return the first month of a year."""
    return InMonth(1, int(match.get("year") or 0))


def remark(match: PatternMatch) -> Meaning:
    """Return the day of a remark, such as "the new year is coming soon"."""
    return Hint.REMARK, holiday(match) if "holiday" in match else feast(match)


def weekend(match: PatternMatch) -> Meaning:
    """Return a weekend; for the last weekend, return the day a week ago, whose weather is unknown."""
    return InDays(-DAYS_IN_WEEK) if "before_last" in match else Weekend(next="next" in match)


def day_part(match: PatternMatch) -> Meaning:
    """Return a part of a day, with today for words such as "this morning"."""
    part = DayPart(match.get("part") or "")
    return (InDays(0), part) if "coming" in match else part


def night_between(match: PatternMatch) -> Meaning | None:
    """Return the night between two weekdays, as in «в ночь с пятницы на субботу»; None for other phrases."""
    first, second = (int(day) for day in match.values["weekday"])
    is_night = DayPart(match.get("part") or "") is DayPart.NIGHT and second == (first + 1) % DAYS_IN_WEEK
    return (OnWeekday(second), DayPart.NIGHT) if is_night else None


def half_of_day(match: PatternMatch) -> Meaning | None:
    """Return a day and its morning or afternoon, as in "tomorrow am"; None for other halves."""
    part = {"am": DayPart.MORNING, "pm": DayPart.DAY}.get(match.get("half") or "")
    day = weekday(match) if "weekday" in match else relative_day(match)
    return (day, part) if part is not None else None


def part_of_weekday(match: PatternMatch) -> Meaning:
    """Return a day of the week and a part of it."""
    return weekday(match), DayPart(match.get("part") or "") if "part" in match else Hint.LATE
