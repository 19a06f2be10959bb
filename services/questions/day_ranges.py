"""Combines several phrases for days to a range of days, such as "Friday to 4 December"."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from services.questions.dates import days_later
from services.questions.meanings import Hint, Meaning
from services.questions.named_times import (
    DayReference,
    DaysBetween,
    InDays,
    OnDate,
    OnDay,
    OnFeast,
    OnNthWeekday,
    OnWeekday,
    SeveralDays,
    Weekend,
    When,
)

TODAY = InDays(0)

DAYS_IN_WEEK, SATURDAY = 7, 5

DAY_REFERENCE_TYPES = InDays | OnWeekday | OnDate | OnNthWeekday | OnFeast
"""The types of a DayReference, for `isinstance`."""

LAST_WEEK_OFFSET_DAYS = -7
"""Number of days from today to the day that "last week" means."""


def with_this_week_replaced(meanings: Iterable[Meaning]) -> list[Meaning]:
    """Return *meanings*; replace "this week" by seven days, or remove it if another meaning names a day."""
    found = list(meanings)
    names_day = any(isinstance(meaning, DAY_REFERENCE_TYPES | DaysBetween | Weekend) for meaning in found)
    week = [] if names_day else [SeveralDays(DAYS_IN_WEEK)]
    return [one for meaning in found for one in (week if meaning is Hint.THIS_WEEK else [meaning])]


def named_day_range(meanings: Sequence[Meaning]) -> DaysBetween | None:
    """Return the range that *meanings* name, such as "Friday to 4 December"; None if there is no range."""
    found = [
        meaning
        for meaning in meanings
        if isinstance(meaning, DaysBetween | DAY_REFERENCE_TYPES) or meaning is Hint.RANGE
    ]
    for first, last in pairwise(found):
        # "From tomorrow until Sunday" consists of two meanings: tomorrow, and the days from today until Sunday.
        if isinstance(last, DaysBetween) and last.first == TODAY and first is not Hint.RANGE:
            return DaysBetween(_first_day(first), last.last)
    for first, to, last in zip(found, found[1:], found[2:], strict=False):
        if to is Hint.RANGE and first is not Hint.RANGE and isinstance(last, DAY_REFERENCE_TYPES):
            return DaysBetween(_first_day(first), last)
    return None


def _first_day(days: DaysBetween | DayReference) -> DayReference:
    return days.first if isinstance(days, DaysBetween) else days


def weeks_named_with_weekday(days: Sequence[DayReference]) -> int:
    """Return the number of weeks that *days* name beside a weekday: 2 for "in two weeks on Saturday"; else 0."""
    offsets = [day.days for day in days if isinstance(day, InDays)]
    is_pair = len(days) == 2 and len(offsets) == 1  # noqa: PLR2004
    return offsets[0] // DAYS_IN_WEEK if is_pair and offsets[0] > 0 and offsets[0] % DAYS_IN_WEEK == 0 else 0


def days_from_first_day(several_days: SeveralDays, meanings: Sequence[Meaning]) -> When:
    """Return the days of *several_days*, beginning on the first day that *meanings* name.

    The first day comes from a phrase such as "from Saturday", or is the single day in "on 5 December for a week".
    The period "tomorrow and the next three days" begins today.
    """
    between = next((one for one in meanings if isinstance(one, DaysBetween)), None)
    days = {day for day in meanings if isinstance(day, DAY_REFERENCE_TYPES)}
    first: DayReference = TODAY
    if between is not None:
        first = between.first
    elif len(days) == 1 and several_days.count is not None and Hint.AND not in meanings:
        first = days.pop()
    is_past = isinstance(first, InDays) and first.days < 0
    if first == TODAY or is_past or several_days.next_week:
        return several_days
    return DaysBetween(first, days_later(first, (several_days.count or DAYS_IN_WEEK) - 1))


def dated_weekend(meanings: Sequence[Meaning]) -> DaysBetween | None:
    """Return the days of a weekend with a date, such as "the weekend of 5 December"; None without a date.

    The first day is the date, because nearly everybody dates a weekend by its Saturday. For "the weekend and 1
    December", return the days from Saturday to 1 December.
    """
    for meaning in meanings:
        if isinstance(meaning, DaysBetween) and isinstance(meaning.first, OnDate):
            return meaning
        if isinstance(meaning, OnDate):
            if Hint.AND in meanings:
                return DaysBetween(OnWeekday(SATURDAY), meaning)
            return DaysBetween(meaning, days_later(meaning, 1))
    return None


def period_from_first_to_last(days: list[DayReference]) -> When:
    """Return the period from the first to the last of *days*; for days of last week, return only the first day."""
    offsets = [day.days for day in days if isinstance(day, InDays)]
    if len(offsets) == len(days):
        first, last = min(offsets), max(offsets)
        return SeveralDays(last + 1) if first == 0 else DaysBetween(InDays(first), InDays(last))
    if offsets and min(offsets) <= LAST_WEEK_OFFSET_DAYS:  # "on Friday last week"
        return OnDay(InDays(min(offsets)))
    return DaysBetween(days[0], days[-1])
