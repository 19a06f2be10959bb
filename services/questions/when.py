"""Combines a text's phrases for times to one time: "tomorrow" and "in the evening" → tomorrow evening."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import time
from itertools import pairwise, permutations
from typing import TypeVar

from services.questions.clock import HOURS_IN_DAY, MIDNIGHT, NOON, ClockRange, ClockTime
from services.questions.dates import days_later
from services.questions.day_ranges import (
    DAY_REFERENCE_TYPES,
    DAYS_IN_WEEK,
    TODAY,
    dated_weekend,
    days_from_first_day,
    named_day_range,
    period_from_first_to_last,
    weeks_named_with_weekday,
    with_this_week_replaced,
)
from services.questions.meanings import Hint, Meaning
from services.questions.named_times import (
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
    OnWeekday,
    SeveralDays,
    UnclearTime,
    Weekend,
    When,
)
from services.questions.periods import HOURS_OF_DAY_PARTS

NIGHT_HINTS = (Hint.TONIGHT, Hint.LATE)
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6

AMBIGUOUS_HOURS_AT_NIGHT = range(NOON, 17)
"""Hours that mean the night if the text names a night: "tonight at 4" means 04:00, not 16:00."""
AMBIGUOUS_HOURS_IN_EVENING = range(NOON, 16)
"""Hours that mean the night if the text names an evening: "in the evening at 2" means 02:00, not 14:00."""
LAST_HOUR_OF_NIGHT = 5
"""Last hour that belongs to the night of the day before: "Friday night at 5" means 05:00 of Saturday."""
COLD_NIGHT_START = time(18)
"""Beginning of "tonight" in a question about frost or cold."""
COLD_NIGHT_END = time(6)
"""End of "tonight" in a question about frost or cold, because the coldest hour comes just before dawn."""

_MeaningType = TypeVar("_MeaningType")


def time_from_meanings(
    nested_meanings: Iterable[Meaning],
    *,
    is_push_request: bool,
    when_means_days: bool,
    is_past: bool = False,
    is_until_dawn: bool = False,
) -> When | None:
    """Return the time that all *nested_meanings* together name: "tomorrow" and "evening" → tomorrow evening.

    Return None if the meanings name no time. If *is_push_request*, return the time of day of the daily push. If
    *when_means_days*, the question word "when" means several days. If *is_past*, weekdays and dates mean days
    before today. If *is_until_dawn*, "tonight" ends at COLD_NIGHT_END, not at midnight.
    """
    flat = with_this_week_replaced(_flatten_meanings(nested_meanings))
    meanings = list(_with_today_in_lists(_with_dates_as_hours(flat)))
    if is_push_request:
        return next(iter(push_times(meanings)), None)
    if is_past:
        meanings = [
            replace(day, past=True) if isinstance(day, OnWeekday | OnDate | InMonth) else day for day in meanings
        ]
    preferred: tuple[type[NoSuchTime | InHours | NextHours], ...] = (NoSuchTime, InHours, NextHours)
    if (stated := named_day_range(meanings)) is not None:
        return stated
    for kind in preferred:
        if (found := _first_meaning_of_type(meanings, kind)) is not None:
            return found
    if any(isinstance(meaning, Now) for meaning in meanings):  # "it was hot yesterday, how is it now" asks for now
        meanings = [meaning for meaning in meanings if not (isinstance(meaning, InDays) and meaning.days < 0)]
    when = _days_or_hours(meanings, is_past=is_past) or _inexact_time(meanings, when_means_days=when_means_days)
    is_tonight = is_until_dawn and Hint.TONIGHT in meanings
    if is_tonight and isinstance(when, OnDay) and when.part is DayPart.EVENING:
        return replace(when, part=None, hour=COLD_NIGHT_START, until=COLD_NIGHT_END)
    return when


def _days_or_hours(meanings: list[Meaning], *, is_past: bool) -> When | None:
    """Return the days in *meanings*, or the part or hours of one day; None if *meanings* name neither."""
    days = _distinct_days(meanings)
    several = _preferred_several_days(meanings)
    next_week = several is not None and several.next_week
    weekend = _first_meaning_of_type(meanings, Weekend)
    weekdays = {day.weekday for day in days if isinstance(day, OnWeekday)}
    if weekend == Weekend() and (beside := weekdays & {FRIDAY, MONDAY}):  # "the weekend and Monday"
        return DaysBetween(
            OnWeekday(FRIDAY if FRIDAY in beside else SATURDAY), OnWeekday(MONDAY if MONDAY in beside else SUNDAY)
        )
    if weekend is not None and (dated := dated_weekend(meanings)) is not None:
        return dated
    if weekend is not None or weekdays == {SATURDAY, SUNDAY}:
        return Weekend(next=next_week or (weekend is not None and weekend.next))
    weeks = weeks_named_with_weekday(days)
    if len(weekdays) == 1 and ((next_week and len(days) == 1) or weeks):
        # "on Saturday next week" and "in two weeks on Saturday" name one Saturday
        days = [OnWeekday(weekdays.pop(), next=True, days=DAYS_IN_WEEK * (max(weeks, 1) - 1))]
    elif several is not None and not (several == SeveralDays() and days):
        return days_from_first_day(several, meanings)
    between = period_from_first_to_last(days) if len(days) > 1 else _first_meaning_of_type(meanings, DaysBetween)
    if between is not None:
        return between
    return _time_on_day(meanings, days, is_past=is_past)


def _with_dates_as_hours(meanings: list[Meaning]) -> list[Meaning]:
    """Return *meanings*; if one of them names the day, read a range such as «с 9 по 17» as hours, not days."""
    if not any(isinstance(meaning, DayPart | DAY_REFERENCE_TYPES) for meaning in meanings):
        return meanings
    return [_date_range_as_hours(meaning) or meaning for meaning in meanings]


def _date_range_as_hours(meaning: Meaning) -> ClockRange | None:
    if not isinstance(meaning, DaysBetween):
        return None
    bounds = [day.day for day in (meaning.first, meaning.last) if isinstance(day, OnDate) and day.month is None]
    if len(bounds) != 2 or max(bounds) > HOURS_IN_DAY:  # noqa: PLR2004
        return None
    return ClockRange(ClockTime(bounds[0]), ClockTime(bounds[1]))


def _with_today_in_lists(meanings: Sequence[Meaning]) -> Iterator[Meaning]:
    """Yield *meanings*; replace "now" and "tonight" by today in a list such as "tonight and tomorrow"."""
    for place, meaning in enumerate(meanings):
        joined = meanings[place + 1 : place + 3]
        is_of_today = isinstance(meaning, Now) or meaning is Hint.TONIGHT
        # A part of a day means today only at the beginning of the text: "in the evening and tomorrow".
        is_of_today = is_of_today or (isinstance(meaning, DayPart) and place == 0)
        if is_of_today and joined[:1] == [Hint.AND] and isinstance(joined[-1], DAY_REFERENCE_TYPES):
            yield TODAY
        yield meaning


def _flatten_meanings(nested_meanings: Iterable[Meaning]) -> Iterator[Meaning]:
    for meaning in nested_meanings:
        if isinstance(meaning, tuple):
            yield from _flatten_meanings(meaning)
        else:
            yield meaning


def _first_meaning_of_type(meanings: Iterable[Meaning], wanted: type[_MeaningType]) -> _MeaningType | None:
    return next((meaning for meaning in meanings if isinstance(meaning, wanted)), None)


def _preferred_several_days(meanings: Iterable[Meaning]) -> SeveralDays | None:
    """Return a SeveralDays of *meanings*; prefer next week, then a SeveralDays with a number of days."""
    several = [meaning for meaning in meanings if isinstance(meaning, SeveralDays)]
    return max(several, key=lambda days: (days.next_week, days.count is not None), default=None)


def push_times(nested_meanings: Iterable[Meaning]) -> list[When]:
    """Return the times of a daily push in order: 7:00 and 19:00 for "every day at 7 and 19"."""
    meanings = list(_flatten_meanings(nested_meanings))
    part = _named_day_part(meanings, is_dated=False)
    hours = [
        hour
        for meaning in meanings
        for hour in ((meaning.first, meaning.last) if isinstance(meaning, ClockRange) else (meaning,))
        if isinstance(hour, ClockTime)
    ]
    read_times = (hour.time_in_day_part(part, prefers_morning=True) for hour in hours)
    times = dict.fromkeys(at for at in read_times if at is not None)
    if times:
        return [OnDay(TODAY, hour=at) for at in times]
    parts = dict.fromkeys(meaning for meaning in meanings if isinstance(meaning, DayPart))
    return [OnDay(TODAY, one) for one in ([part] if part is not None else parts)]


def _distinct_days(meanings: list[Meaning]) -> list[DayReference]:
    days: list[DayReference] = list(dict.fromkeys(day for day in meanings if isinstance(day, DAY_REFERENCE_TYPES)))
    dates: list[DayReference] = [day for day in days if isinstance(day, OnDate)]
    # "Friday, 28 November" and "tomorrow, 28 November, at 7" each name one day twice. "Tomorrow, 28 November"
    # without an hour is read as a range of days, which has only one day if both are the same day.
    names_one_day = any(isinstance(day, OnWeekday) for day in days) or _names_hours_or_part(meanings)
    return dates if len(days) == 2 and len(dates) == 1 and names_one_day else days  # noqa: PLR2004


def _names_hours_or_part(meanings: Iterable[Meaning]) -> bool:
    return any(isinstance(one, DayPart | ClockTime | ClockRange) or one in NIGHT_HINTS for one in meanings)


def _time_on_day(meanings: list[Meaning], days: list[DayReference], *, is_past: bool) -> OnDay | None:
    day = days[0] if days else TODAY
    part = _named_day_part(meanings, is_dated=bool(days))
    hours = [hour for hour in meanings if isinstance(hour, ClockTime)]
    if (between := _named_hour_range(meanings, part)) is not None:
        first, last = between
        is_of_day_before = bool(days) and last <= first and _hour_range_ends_on_day(meanings, day)
        return OnDay(days_later(day, -1) if is_of_day_before else day, hour=first, until=last)
    if hours and (at := hours[0].time_in_day_part(part)) is not None:
        return _day_at_hour(day, at, hours[0], meanings, is_evening=part is DayPart.EVENING)
    if is_past and not days and part in {DayPart.NIGHT, DayPart.EVENING}:
        return OnDay(InDays(-1), part)  # "how cold was it at night" means last night
    names_part = any(isinstance(meaning, DayPart) or meaning in NIGHT_HINTS for meaning in meanings)
    if not days and not names_part:
        return None
    return OnDay(
        day,
        part,
        names_day=bool(days) or is_past,
        is_ahead=not days and part is not None and Hint.AHEAD in meanings,
        is_tonight=not days and part is DayPart.EVENING and Hint.TONIGHT in meanings,
    )


def _named_hour_range(meanings: Sequence[Meaning], part: DayPart | None) -> tuple[time, time] | None:
    """Return the first and the last hour of a range such as "from 10 to 14"; None if *meanings* have no range."""
    if (hour_range := _first_meaning_of_type(meanings, ClockRange)) is not None:
        return hour_range.times_in_day_part(part)
    hours = [meaning for meaning in meanings if isinstance(meaning, ClockTime)]
    if len(hours) == 2 and Hint.BETWEEN in meanings:  # noqa: PLR2004 - as in "between 9:30 and noon"
        first, last = (hour.time_in_day_part(part) for hour in hours)
        return (first, last) if first is not None and last is not None and first < last else None
    return None if hours else _hours_of_day_parts(meanings)


def _day_at_hour(
    day: DayReference, at: time, written: ClockTime, meanings: Sequence[Meaning], *, is_evening: bool
) -> OnDay:
    """Return the hour *at* (in the text: *written*) of *day*, or of the next day if *at* is after midnight."""
    is_night = any(hint in meanings for hint in NIGHT_HINTS)
    is_after_noon = at.hour in (AMBIGUOUS_HOURS_AT_NIGHT if is_night else AMBIGUOUS_HOURS_IN_EVENING)
    if is_evening and written.half is None and is_after_noon:
        return _time_in_night_after(day, at.replace(hour=at.hour - NOON))
    if is_evening and is_night and at.hour <= LAST_HOUR_OF_NIGHT:
        return _time_in_night_after(day, at)
    return OnDay(day, hour=at)


def _hours_of_day_parts(meanings: Iterable[Meaning]) -> tuple[time, time] | None:
    """Return the hours of two successive parts of a day: 6:00 to 18:00 for "morning or afternoon"."""
    parts = list(dict.fromkeys(meaning for meaning in meanings if isinstance(meaning, DayPart)))
    if len(parts) != 2:  # noqa: PLR2004
        return None
    for first, second in permutations(parts):
        start, end = HOURS_OF_DAY_PARTS[first], HOURS_OF_DAY_PARTS[second]
        if start[1] % HOURS_IN_DAY == end[0]:
            return time(start[0]), time(end[1] % HOURS_IN_DAY)
    return None


def _hour_range_ends_on_day(meanings: Sequence[Meaning], day: DayReference) -> bool:
    """Return whether *day* is the day on which a range of hours ends, as in "10 pm to 6 am tomorrow"."""
    is_coming = isinstance(day, InDays) and day.days > 0
    return is_coming and any(
        isinstance(first, ClockRange) and first.last != MIDNIGHT and second == day
        for first, second in pairwise(meanings)
    )


def _time_in_night_after(day: DayReference, at: time) -> OnDay:
    """Return the time *at* in the night after *day*: 01:00 of Saturday for "Friday night at 1"."""
    # TODAY is not changed, because an hour that is over means the same hour of tomorrow anyway.
    return OnDay(day if day == TODAY else days_later(day, 1), hour=at)


def _named_day_part(meanings: list[Meaning], *, is_dated: bool) -> DayPart | None:
    """Return the part of the day in *meanings*; None if *meanings* name no part or several parts."""
    parts = {meaning for meaning in meanings if isinstance(meaning, DayPart)}
    if Hint.TONIGHT in meanings and DayPart.NIGHT in parts:  # "the overnight low tonight"
        return DayPart.NIGHT
    if Hint.TONIGHT in meanings or (Hint.LATE in meanings and is_dated):
        parts.add(DayPart.EVENING)
    elif Hint.LATE in meanings:
        parts.add(DayPart.NIGHT)
    return parts.pop() if len(parts) == 1 else None


def _inexact_time(meanings: list[Meaning], *, when_means_days: bool) -> When | None:
    if (month := _first_meaning_of_type(meanings, InMonth)) is not None:
        return month
    if (several := _first_meaning_of_type(meanings, SeveralDays)) is not None:
        return several
    if Hint.LATER in meanings or Hint.WHOLE_DAY in meanings:
        return OnDay(TODAY)
    asks_for_days = Hint.ASKED_WHEN in meanings and when_means_days and Hint.ENDING not in meanings
    if (unclear := _first_meaning_of_type(meanings, UnclearTime)) is not None:
        return unclear
    if Hint.FORECAST in meanings or asks_for_days:
        return SeveralDays()
    return _first_meaning_of_type(meanings, Now)
