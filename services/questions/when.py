"""The times that a text tells → the time that it asks about."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from services.questions.clock import Hour, HourRange
from services.questions.meanings import Mark, Meaning
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
    InDays,
    InHours,
    InMonth,
    NextHours,
    Now,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
    When,
)

TODAY = InDays(0)

NIGHTS = (Mark.TONIGHT, Mark.LATE)

SATURDAY, SUNDAY = 5, 6

LONG_AGO = -7
"""Days from today that a day of last week is told by."""

_Kind = TypeVar("_Kind")


def when_of(meanings: Iterable[Meaning], *, daily: bool, may_last: bool, past: bool = False) -> When | None:
    """Return the time that is told by *meanings*, None if there is none.

    Where the message is wanted *daily* it is the hour of that. A question "when" *may last* over several days.
    In the *past*, weekdays and dates are the last ones before today.
    """
    told = list(_flat(meanings))
    if daily:
        return _daily(told)
    if past:
        told = [replace(day, past=True) if isinstance(day, OnWeekday | OnDate) else day for day in told]
    if (hours := _first(told, InHours) or _first(told, NextHours)) is not None:
        return hours
    days = _distinct(told)
    several = _several(told)
    next_week = several is not None and several.next_week
    weekend = _first(told, Weekend)
    weekdays = {day.weekday for day in days if isinstance(day, OnWeekday)}
    if weekend is not None or weekdays == {SATURDAY, SUNDAY}:
        return Weekend(next=next_week or (weekend is not None and weekend.next))
    if next_week and len(days) == 1 and isinstance(days[0], OnWeekday):
        days = [OnWeekday(days[0].weekday, next=True)]
    elif several is not None and not (several == SeveralDays() and days):
        return several
    if (between := _span(days) if len(days) > 1 else _first(told, DaysBetween)) is not None:
        return between
    return _on_day(told, days) or _otherwise(told, may_last=may_last)


def _flat(meanings: Iterable[Meaning]) -> Iterator[Meaning]:
    for meaning in meanings:
        if isinstance(meaning, tuple):
            yield from _flat(meaning)
        else:
            yield meaning


def _first(told: Iterable[Meaning], kind: type[_Kind]) -> _Kind | None:
    return next((meaning for meaning in told if isinstance(meaning, kind)), None)


def _several(told: Iterable[Meaning]) -> SeveralDays | None:
    """Return the several days told, those of next week or with a number rather than others."""
    several = [meaning for meaning in told if isinstance(meaning, SeveralDays)]
    return max(several, key=lambda days: (days.next_week, days.count is not None), default=None)


def _daily(told: list[Meaning]) -> When | None:
    hour, part = _first(told, Hour), _part(told, is_dated=False)
    at = hour.at(part, early=True) if hour is not None else None
    if at is not None:
        return OnDay(TODAY, hour=at)
    return OnDay(TODAY, part) if part is not None else None


def _distinct(told: Iterable[Meaning]) -> list[DayReference]:
    days = dict.fromkeys(day for day in told if isinstance(day, InDays | OnWeekday | OnDate | OnFeast))
    # "today" is said for the hour as well: "later today, on Friday" is rare, "now and tomorrow" is about tomorrow.
    return list(days)


def _span(days: list[DayReference]) -> When:
    """Return the days from the first to the last that is told."""
    offsets = [day.days for day in days if isinstance(day, InDays)]
    if len(offsets) == len(days):
        first, last = min(offsets), max(offsets)
        return SeveralDays(last + 1) if first == 0 else DaysBetween(InDays(first), InDays(last))
    if offsets and min(offsets) <= LONG_AGO:  # "on Friday last week"
        return OnDay(InDays(min(offsets)))
    dates = [day for day in days if isinstance(day, OnDate)]
    if len(days) - len(dates) == 1 and len(dates) == 1:  # "tomorrow, 28 November" is one day, told twice
        return OnDay(dates[0])
    return DaysBetween(days[0], days[-1])


def _on_day(told: list[Meaning], days: list[DayReference]) -> OnDay | None:
    part = _part(told, is_dated=bool(days))
    span = _first(told, HourRange)
    between = span.at(part) if span is not None else None
    if between is not None:
        return OnDay(days[0] if days else TODAY, hour=between[0], until=between[1])
    hours = [hour for hour in told if isinstance(hour, Hour)]
    at = hours[0].at(part) if hours else None
    if not days and at is None and not any(isinstance(meaning, DayPart) or meaning in NIGHTS for meaning in told):
        return None
    day = days[0] if days else TODAY
    return OnDay(day, hour=at) if at is not None else OnDay(day, part)


def _part(told: list[Meaning], *, is_dated: bool) -> DayPart | None:
    """Return the part of a day that is told, None also if two are."""
    parts = {meaning for meaning in told if isinstance(meaning, DayPart)}
    if Mark.TONIGHT in told and DayPart.NIGHT in parts:  # "the overnight low tonight"
        return DayPart.NIGHT
    if Mark.TONIGHT in told or (Mark.LATE in told and is_dated):
        parts.add(DayPart.EVENING)
    elif Mark.LATE in told:
        parts.add(DayPart.NIGHT)
    return parts.pop() if len(parts) == 1 else None


def _otherwise(told: list[Meaning], *, may_last: bool) -> When | None:
    if (month := _first(told, InMonth)) is not None:
        return month
    if (several := _first(told, SeveralDays)) is not None:
        return several
    asks_for_days = Mark.ASKED_WHEN in told and may_last and Mark.ENDING not in told
    if Mark.FORECAST in told or asks_for_days:
        return SeveralDays()
    return _first(told, Now)
