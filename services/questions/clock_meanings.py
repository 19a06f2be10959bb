"""The meanings of phrases with hours. Each function reads one match of a rule in `times.py`."""

from dataclasses import replace
from datetime import time

from services.questions.clock import (
    EARLIEST_MORNING_HOUR,
    HOURS_IN_DAY,
    MIDNIGHT,
    MINUTES_IN_HOUR,
    NOON,
    ClockRange,
    ClockTime,
)
from services.questions.day_meanings import day_part
from services.questions.meanings import Hint, Meaning
from services.questions.models import DayPart, NoSuchTime, OnDate
from services.questions.patterns import PatternMatch


def _half(match: PatternMatch) -> str | None:
    return match.get("half", "half_after_at")


def time_or_hours(match: PatternMatch) -> Meaning | None:
    """Return a time by the clock, or the hours after or before the time, as in "after 6 pm" and "until 9".

    A time that no clock shows is ignored.
    """
    return _bounded(clock_time(match), match)


def hour_or_day(match: PatternMatch) -> Meaning | None:
    """Return the hour or the day of the month for the number alone that ends a text; None if it may be either."""
    number = int(match.get("final_number") or 0)
    if number <= NOON:
        return None
    return ClockTime(number, exact=True) if number < HOURS_IN_DAY else OnDate(None, number)


def no_such_time(_: PatternMatch) -> Meaning:
    """Return that no clock shows the time."""
    return NoSuchTime(is_date=False)


def no_such_hour(match: PatternMatch) -> Meaning | None:
    """Return that no clock shows the hour; None if the hour exists."""
    return NoSuchTime(is_date=False) if int(match.get("digits") or 0) > HOURS_IN_DAY else None


def _bounded(hour: Meaning | None, match: PatternMatch) -> Meaning | None:
    if not isinstance(hour, ClockTime):
        return hour
    bounds = {*match.values.get("at", ()), *match.values.get("at_exact", ())}
    if "from" in bounds:
        if hour.at(None) == time(0):  # "after 12 am" is the night, not the whole day
            return DayPart.NIGHT
        return ClockRange(hour, MIDNIGHT)
    return ClockRange(MIDNIGHT, hour) if "until" in bounds else hour


def clock_time(match: PatternMatch) -> ClockTime | None:
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
    if (written := match.get("clock_range")) is not None:
        first, last = (ClockTime(int(hour), exact=True) for hour in written.split("-"))
        return ClockRange(first, last)
    hours: list[ClockTime] = []
    for phrase in match.phrases:
        if phrase.kind in {"clock", "dotted"}:
            hour, minute = (int(number) for number in phrase.value.split(":"))
            hours.append(ClockTime(hour, minute, exact=True))
        elif phrase.kind in {"number", "digits"}:
            hours.append(ClockTime(int(phrase.value)))
        elif phrase.kind in {"half", "half_after_at"} and hours:
            hours[-1] = replace(hours[-1], half=phrase.value)
    if len(hours) < 2 or max(hour.hour for hour in hours) > HOURS_IN_DAY:  # noqa: PLR2004
        return None
    return ClockRange(hours[0], hours[-1])


def time_of_part(match: PatternMatch) -> Meaning | None:
    """Return a time by the clock and its part of the day, as in "seven in the morning"; None for other times."""
    hour = clock_time(match)
    if hour is None or hour.hour > NOON:
        return None
    bounded = _bounded(hour, match)
    return None if bounded is None else (bounded, day_part(match))


def daily_request(match: PatternMatch) -> Meaning:
    """Return a request for a message every day, with the part of the day and the time if the text names them."""
    hour = clock_time(match) if "number" in match or "digits" in match or "clock" in match else None
    day_part = match.get("part", "every_part")
    request: tuple[Meaning, ...] = (Hint.EVERY_DAY,)
    if day_part is not None:
        request += (DayPart(day_part),)
    return (*request, hour) if isinstance(hour, ClockTime) else request
