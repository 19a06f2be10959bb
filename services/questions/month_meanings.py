"""The meanings of phrases for months and years, such as "early December"; `rules.py` has their patterns."""

from calendar import monthrange

from services.questions.dates import days_later
from services.questions.day_meanings import DAYS_IN_WEEK, LEAP_YEAR, MONTHS_IN_YEAR, SATURDAY
from services.questions.meanings import Meaning
from services.questions.named_times import DaysBetween, InMonth, OnDate, OnNthWeekday
from services.questions.patterns import PatternMatch

ORDINALS_IN_MONTH = (-1, 1, 2, 3, 4, 5)
"""Possible numbers of a week or weekday in a month; −1 means the last."""

DAYS_IN_FIRST_HALF_OF_MONTH = 15
"""Number of days of the first half of a month."""

FIRST_DAYS_OF_MONTH_THIRDS = (1, 11, 21)
"""First days of the beginning, the middle and the end of a month."""


def _ordinal_number(match: PatternMatch) -> int:
    """Return 2 for "second" and "2nd", −1 for "last", and 1 for «первые» ("first")."""
    return -1 if "final" in match else int(match.get("ordinal", "digits") or 1)


def nth_weekday(match: PatternMatch) -> Meaning | None:
    """Return the day for "the second Saturday of December"; None for impossible numbers."""
    number = _ordinal_number(match)
    month, year = int(match.get("month") or 0), int(match.get("year") or 0) or None
    if number not in ORDINALS_IN_MONTH:
        return None
    return OnNthWeekday(int(match.get("weekday", "weekday_short") or 0), number, month, year)


def nth_weekend(match: PatternMatch) -> Meaning | None:
    """Return Saturday and Sunday for "the second weekend of December"; None for impossible numbers."""
    if _has_word_such_as_this(match):
        return None
    number = _ordinal_number(match)
    month, year = int(match.get("month") or 0), int(match.get("year") or 0) or None
    saturday = OnNthWeekday(SATURDAY, number, month, year)
    return DaysBetween(saturday, days_later(saturday, 1)) if number in ORDINALS_IN_MONTH else None


def day_or_week_of_month(match: PatternMatch) -> Meaning | None:
    """Return the days 1 to 7 for "the first week of December", and the 31st for "the last day of December"."""
    number, unit = _ordinal_number(match), match.get("unit")
    if number not in ORDINALS_IN_MONTH or _has_word_such_as_this(match):
        return None
    month, year = int(match.get("month") or 0), int(match.get("year") or 0)
    last_of_month = monthrange(year or LEAP_YEAR + 1, month)[1]
    if unit == "day" and "digits" not in match:
        return OnDate(month, last_of_month if number < 0 else number, year or None)
    first = last_of_month - DAYS_IN_WEEK + 1 if number < 0 else (number - 1) * DAYS_IN_WEEK + 1
    last = min(first + DAYS_IN_WEEK - 1, last_of_month)
    if unit != "week" or first > last_of_month:
        return None
    return DaysBetween(OnDate(month, first, year or None), OnDate(month, last, year or None))


def _has_word_such_as_this(match: PatternMatch) -> bool:
    """Return whether *match* has a word such as "this", which has the same kind as «первые» ("first")."""
    return "coming" in match and match.get("coming") != "first"


def part_of_month(match: PatternMatch) -> Meaning:
    """Return the first ten days of December for "early December", and the last days for "the end of December"."""
    third = int(match.get("month_third") or 1)
    month, year = int(match.get("month") or 0), int(match.get("year") or 0)
    last = monthrange(year or LEAP_YEAR + 1, month)[1] if third == len(FIRST_DAYS_OF_MONTH_THIRDS) else third * 10
    return DaysBetween(
        OnDate(month, FIRST_DAYS_OF_MONTH_THIRDS[third - 1], year or None), OnDate(month, last, year or None)
    )


def half_of_month(match: PatternMatch) -> Meaning:
    """Return the days 1 to 15 for "the first half of December", and 16 to 31 for "the second half of December"."""
    month, year = int(match.get("month") or 0), int(match.get("year") or 0)
    is_first = match.get("month_half") == "1"
    first, last = (
        (1, DAYS_IN_FIRST_HALF_OF_MONTH)
        if is_first
        else (DAYS_IN_FIRST_HALF_OF_MONTH + 1, monthrange(year or LEAP_YEAR + 1, month)[1])
    )
    return DaysBetween(OnDate(month, first, year or None), OnDate(month, last, year or None))


def part_of_year(match: PatternMatch) -> Meaning | None:
    """Return 21 to 31 December for "the end of the year", and 1 to 10 January for "the beginning of the year"."""
    last_third = len(FIRST_DAYS_OF_MONTH_THIRDS)
    days = {1: (OnDate(1, 1), OnDate(1, 10)), last_third: (OnDate(12, 21), OnDate(12, 31))}
    found = days.get(int(match.get("month_third") or 0))
    return DaysBetween(*found) if found is not None else None


def day_of_season(match: PatternMatch) -> Meaning | None:
    """Return 1 December for "the first day of winter" and 30 November for "the last day of autumn"."""
    number, (first, last) = _ordinal_number(match), _first_and_last_month_of_season(match)
    if match.get("unit") != "day" or number not in {-1, 1}:
        return None
    year = int(match.get("year") or 0) or None
    return OnDate(first, 1, year) if number > 0 else OnDate(last, monthrange(LEAP_YEAR + 1, last)[1], year)


def part_of_season(match: PatternMatch) -> Meaning:
    """Return the first month of a season for "early winter", and the last month for "the end of winter"."""
    middle = int(match.get("season", "season_alone") or 0)
    number = middle + int(match.get("month_third") or 0) - 2
    return InMonth((number - 1) % MONTHS_IN_YEAR + 1, int(match.get("year") or 0) or None)


def _first_and_last_month_of_season(match: PatternMatch) -> tuple[int, int]:
    """Return the first and the last month of the season in *match*, whose value is the middle month."""
    middle = int(match.get("season", "season_alone") or 0)
    return (middle - 2) % MONTHS_IN_YEAR + 1, middle + 1


def month_or_season(match: PatternMatch) -> Meaning:
    """Return the month for a phrase such as "in May 2025", and the middle month of the season for "in summer"."""
    number = int(match.get("month", "month_alone", "season", "season_alone") or 0)
    return InMonth(number, int(match.get("year") or 0) or None, past="before_last" in match)


def year(match: PatternMatch) -> Meaning:
    """Return January of the year for a phrase such as "in 2030"."""
    return InMonth(1, int(match.get("year") or 0))
