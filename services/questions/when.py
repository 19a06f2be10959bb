"""Combination of a text's time phrases to one time: "tomorrow" and "in the evening" → tomorrow evening."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import time
from typing import TypeVar

from services.questions.clock import NOON, ClockRange, ClockTime
from services.questions.meanings import Hint, Meaning
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
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

TODAY = InDays(0)

NIGHT_HINTS = (Hint.TONIGHT, Hint.LATE)

SATURDAY, SUNDAY = 5, 6

HOURS_AFTER_NOON = range(NOON, 17)
"""Hours of the afternoon that mean the hours after midnight if they are said of an evening: "tonight at 1"."""

IN_A_WEEK = InDays(7)

LAST_WEEK = -7
"""Number of days from today that "last week" means, as in `InDays`."""

_Type = TypeVar("_Type")


def time_from_meanings(
    nested_meanings: Iterable[Meaning], *, is_push_request: bool, when_means_days: bool, is_past: bool = False
) -> When | None:
    """Return the time that *nested_meanings* name together: "tomorrow" and "evening" → tomorrow evening.

    Return None if the meanings name no time. If *is_push_request*, return the time of day of the daily push. If
    *when_means_days*, the question word "when" asks for several days. If *is_past*, weekdays and dates are those
    before today.
    """
    meanings = list(_flattened(nested_meanings))
    if is_push_request:
        return _push_time(meanings)
    if is_past:
        meanings = [
            replace(day, past=True) if isinstance(day, OnWeekday | OnDate | InMonth) else day for day in meanings
        ]
    preferred: tuple[type[NoSuchTime | InHours | NextHours], ...] = (NoSuchTime, InHours, NextHours)
    for kind in preferred:
        if (found := _first_of_type(meanings, kind)) is not None:
            return found
    days = _distinct_days(meanings)
    several = _several_days(meanings)
    next_week = several is not None and several.next_week
    weekend = _first_of_type(meanings, Weekend)
    weekdays = {day.weekday for day in days if isinstance(day, OnWeekday)}
    if weekend is not None or weekdays == {SATURDAY, SUNDAY}:
        return Weekend(next=next_week or (weekend is not None and weekend.next))
    if len(weekdays) == 1 and (len(days) == 1 if next_week else len(days) == 2 and IN_A_WEEK in days):  # noqa: PLR2004
        days = [OnWeekday(weekdays.pop(), next=True)]  # "on Saturday next week", "in a week on Saturday"
    elif several is not None and not (several == SeveralDays() and days):
        return several
    if (between := _days_between(days) if len(days) > 1 else _first_of_type(meanings, DaysBetween)) is not None:
        return between
    return _on_day(meanings, days, is_past=is_past) or _vague_time(meanings, when_means_days=when_means_days)


def _flattened(nested_meanings: Iterable[Meaning]) -> Iterator[Meaning]:
    for meaning in nested_meanings:
        if isinstance(meaning, tuple):
            yield from _flattened(meaning)
        else:
            yield meaning


def _first_of_type(meanings: Iterable[Meaning], wanted: type[_Type]) -> _Type | None:
    return next((meaning for meaning in meanings if isinstance(meaning, wanted)), None)


def _several_days(meanings: Iterable[Meaning]) -> SeveralDays | None:
    """Return one SeveralDays of *meanings*, preferably next week or, failing that, one with a number of days."""
    several = [meaning for meaning in meanings if isinstance(meaning, SeveralDays)]
    return max(several, key=lambda days: (days.next_week, days.count is not None), default=None)


def _push_time(meanings: list[Meaning]) -> When | None:
    hour, part = _first_of_type(meanings, ClockTime), _day_part(meanings, is_dated=False)
    at = hour.in_part(part, prefers_morning=True) if hour is not None else None
    if at is not None:
        return OnDay(TODAY, hour=at)
    return OnDay(TODAY, part) if part is not None else None


def _distinct_days(meanings: list[Meaning]) -> list[DayReference]:
    days: list[DayReference] = list(
        dict.fromkeys(day for day in meanings if isinstance(day, InDays | OnWeekday | OnDate | OnFeast))
    )
    dates: list[DayReference] = [day for day in days if isinstance(day, OnDate)]
    # "Friday, 28 November" and "tomorrow, 28 November, at 7" name one day twice. "Tomorrow" and a date without an
    # hour stay two days: the range from "tomorrow" to the date of tomorrow is one day.
    names_one_day = any(isinstance(day, OnWeekday) for day in days) or _names_hours(meanings)
    return dates if len(days) == 2 and len(dates) == 1 and names_one_day else days  # noqa: PLR2004


def _names_hours(meanings: Iterable[Meaning]) -> bool:
    return any(
        isinstance(meaning, DayPart | ClockTime | ClockRange) or meaning in NIGHT_HINTS for meaning in meanings
    )


def _days_between(days: list[DayReference]) -> When:
    """Return the period from the first to the last of *days*; of days of last week, return the first."""
    offsets = [day.days for day in days if isinstance(day, InDays)]
    if len(offsets) == len(days):
        first, last = min(offsets), max(offsets)
        return SeveralDays(last + 1) if first == 0 else DaysBetween(InDays(first), InDays(last))
    if offsets and min(offsets) <= LAST_WEEK:  # "on Friday last week"
        return OnDay(InDays(min(offsets)))
    return DaysBetween(days[0], days[-1])


def _on_day(meanings: list[Meaning], days: list[DayReference], *, is_past: bool) -> OnDay | None:
    part = _day_part(meanings, is_dated=bool(days))
    span = _first_of_type(meanings, ClockRange)
    between = span.in_part(part) if span is not None else None
    if between is not None:
        return OnDay(days[0] if days else TODAY, hour=between[0], until=between[1])
    hours = [hour for hour in meanings if isinstance(hour, ClockTime)]
    at = hours[0].in_part(part) if hours else None
    if at is not None and part is DayPart.EVENING and hours[0].half is None and at.hour in HOURS_AFTER_NOON:
        return _after_midnight(days[0] if days else TODAY, at)
    if (
        not days
        and at is None
        and not any(isinstance(meaning, DayPart) or meaning in NIGHT_HINTS for meaning in meanings)
    ):
        return None
    day = days[0] if days else TODAY
    return OnDay(day, hour=at) if at is not None else OnDay(day, part, names_day=bool(days) or is_past)


def _after_midnight(day: DayReference, at: time) -> OnDay:
    """Return the time for "tonight at 1" or "tomorrow evening at 12"; *at* is the time in the afternoon."""
    if isinstance(day, InDays):
        at = at.replace(hour=at.hour - NOON)
        # An hour of today that is over means tomorrow's anyway.
        day = InDays(day.days + 1) if day.days > 0 else day
    return OnDay(day, hour=at)


def _day_part(meanings: list[Meaning], *, is_dated: bool) -> DayPart | None:
    """Return the part of the day in *meanings*; None if they name no part, or several parts."""
    parts = {meaning for meaning in meanings if isinstance(meaning, DayPart)}
    if Hint.TONIGHT in meanings and DayPart.NIGHT in parts:  # "the overnight low tonight"
        return DayPart.NIGHT
    if Hint.TONIGHT in meanings or (Hint.LATE in meanings and is_dated):
        parts.add(DayPart.EVENING)
    elif Hint.LATE in meanings:
        parts.add(DayPart.NIGHT)
    return parts.pop() if len(parts) == 1 else None


def _vague_time(meanings: list[Meaning], *, when_means_days: bool) -> When | None:
    if (month := _first_of_type(meanings, InMonth)) is not None:
        return month
    if (several := _first_of_type(meanings, SeveralDays)) is not None:
        return several
    if Hint.LATER in meanings:
        return OnDay(TODAY)
    asks_for_days = Hint.ASKED_WHEN in meanings and when_means_days and Hint.ENDING not in meanings
    if Hint.FORECAST in meanings or asks_for_days:
        return SeveralDays()
    return _first_of_type(meanings, Now)
