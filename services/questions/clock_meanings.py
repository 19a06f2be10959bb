"""The meanings of phrases with hours, such as "after 6 pm"; `rules.py` has the patterns of these phrases."""

from collections.abc import Callable
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
    precedes_in_half_day,
)
from services.questions.day_meanings import MONTHS_IN_YEAR, calendar_date, day_part, named_day, relative_day
from services.questions.meanings import RANGE_VALUE, Hint, Meaning
from services.questions.named_times import DayPart, NoSuchTime, OnDate
from services.questions.patterns import PatternMatch


def _half_of_day(match: PatternMatch) -> str | None:
    return match.get("half", "half_after_at")


def time_or_range(match: PatternMatch) -> Meaning | None:
    """Return a time for "at 6 pm", a range of hours for "after 6 pm" and "until 9", and None for "at 26"."""
    return _range_if_bounded(clock_time(match), match)


def hour_or_day(match: PatternMatch) -> Meaning | None:
    """Return an hour for "Oslo 18", a day of the month for "Oslo 28", and None for the unclear "Oslo 8"."""
    number = int(match.get("final_number") or 0)
    if number <= NOON:
        return None
    return ClockTime(number, is_24_hour=True) if number < HOURS_IN_DAY else OnDate(None, number)


def no_such_time(_: PatternMatch) -> Meaning:
    """Return NoSuchTime for an impossible time, such as "25:00"."""
    return NoSuchTime(is_date=False)


def no_such_hour(match: PatternMatch) -> Meaning | None:
    """Return NoSuchTime for an impossible hour, such as "at 26"; None for the hours 0 to 24."""
    return NoSuchTime(is_date=False) if int(match.get("digits") or 0) > HOURS_IN_DAY else None


def _range_if_bounded(hour: Meaning | None, match: PatternMatch) -> Meaning | None:
    if not isinstance(hour, ClockTime):
        return hour
    bounds = {*match.values.get("at", ()), *match.values.get("at_exact", ())}
    if "from" in bounds:
        if hour.time_in_day_part(None) == time(0):  # "after 12 am" means the night, not the whole day
            return DayPart.NIGHT
        return ClockRange(hour, MIDNIGHT)
    if "between" in bounds:
        return (Hint.BETWEEN, hour)
    return ClockRange(MIDNIGHT, hour) if "until" in bounds else hour


def clock_time(match: PatternMatch) -> ClockTime | None:
    """Return the time that "15:30", "7 pm" or "half past nine" names; None for an hour above 24."""
    half = _half_of_day(match)
    if (written := match.get("clock", "dotted", "four_digits")) is not None:
        hour, minute = (int(day_part) for day_part in written.split(":"))
        return ClockTime(hour, minute, half, is_24_hour=hour >= EARLIEST_MORNING_HOUR or written.startswith("0"))
    if (named := match.get("hour")) is not None:
        return ClockTime(int(named), is_24_hour=True)
    number = int(match.get("number", "digits", "final_number") or 1)
    if number > HOURS_IN_DAY or (half in {"am", "pm"} and number > HOURS_IN_DAY - 1):
        return None
    if (past := match.get("half_past")) is not None:
        minutes = number * MINUTES_IN_HOUR + int(past)
        return ClockTime(minutes // MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR, half)
    return ClockTime(number, int(match.get("minutes") or 0), half)


def hour_range_or_pair(match: PatternMatch) -> Meaning | None:
    """Return the range for "from 9 to 17", the two hours for "at 9 and 17"; None if an hour is above 24."""
    if (written := match.get("clock_range")) is not None:
        first, last = (ClockTime(int(hour), is_24_hour=True) for hour in written.split("-"))
        return ClockRange(first, last)
    hours = _all_clock_times(match)
    if len(hours) < 2 or max(hour.hour for hour in hours) > HOURS_IN_DAY:  # noqa: PLR2004
        return None
    if "between" in match.values.get("at", ()) or "to" not in match or RANGE_VALUE in match.values["to"]:
        return ClockRange(hours[0], hours[-1])
    first, last = hours[0], hours[-1]
    if first.half is None and not first.is_24_hour and precedes_in_half_day(first.hour, last.hour):
        first = replace(first, half=last.half)  # "8 and 10 pm"
    return (first, last)


def _all_clock_times(match: PatternMatch) -> list[ClockTime]:
    """Return the times in *match*, in order, each with its half of the day if a word such as "pm" follows."""
    hours: list[ClockTime] = []
    for phrase in match.phrases:
        if phrase.kind in {"clock", "dotted"}:
            hour, minute = (int(number) for number in phrase.value.split(":"))
            hours.append(ClockTime(hour, minute, is_24_hour=True))
        elif phrase.kind in {"number", "digits"}:
            hours.append(ClockTime(int(phrase.value)))
        elif phrase.kind == "hour":
            hours.append(ClockTime(NOON, half="pm") if int(phrase.value) == NOON else MIDNIGHT)
        elif phrase.kind in {"half", "half_after_at"} and hours:
            hours[-1] = replace(hours[-1], half=phrase.value)
    return hours


def day_and_time_reader(
    read_time: Callable[[PatternMatch], Meaning | None],
) -> Callable[[PatternMatch], Meaning | None]:
    """Return a function that reads a day and a time, as in "2pm sun" and "tomorrow 18.30".

    *read_time* reads the time. If *read_time* returns None, the returned function returns None too.
    """

    def read(match: PatternMatch) -> Meaning | None:
        hour = read_time(match)
        return None if hour is None else (named_day(match), hour)

    return read


def dotted_time(match: PatternMatch) -> Meaning | None:
    """Return the time for "18.30"; None for "9.12", which may be a date."""
    minute = int((match.get("dotted") or "").partition(":")[2] or 0)
    return time_or_range(match) if minute > MONTHS_IN_YEAR else None


def dotted_time_on_date(match: PatternMatch) -> Meaning | None:
    """Return the date and the time for "12 December 18.30"."""
    hour, day = dotted_time(match), calendar_date(match)
    return None if hour is None or day is None else (day, hour)


def two_daily_push_times(match: PatternMatch) -> Meaning | None:
    """Return the hint EVERY_DAY and both times for "every day at 7 and 19"; None if an hour is above 24."""
    hours = _all_clock_times(match)
    if max(hour.hour for hour in hours) > HOURS_IN_DAY:
        return None
    return (Hint.EVERY_DAY, *hours)


def time_and_day_part(match: PatternMatch) -> Meaning | None:
    """Return the time and the part of the day for "seven in the morning"; None for "20 in the morning"."""
    hour = clock_time(match)
    part = day_part(match)
    if hour is None or (hour.hour > NOON and part not in {DayPart.DAY, DayPart.EVENING}):
        return None
    hours = _range_if_bounded(hour, match)
    return None if hours is None else (hours, part)


def time_tonight(match: PatternMatch) -> Meaning | None:
    """Return the time and the hint TONIGHT for "tonight around 10"; None if the hour is above 24."""
    hour = time_or_range(match)
    return None if hour is None else (hour, Hint.TONIGHT)


def day_and_hour(match: PatternMatch) -> Meaning | None:
    """Return the day and the hour for "tomorrow 5"; None for a number above 24."""
    number = int(match.get("final_number") or 0)
    return (relative_day(match), ClockTime(number)) if number <= HOURS_IN_DAY else None


def daily_push_request(match: PatternMatch) -> Meaning:
    """Return the hint EVERY_DAY, and the part of the day and the time of "every morning at 7"."""
    hour = clock_time(match) if "number" in match or "digits" in match or "clock" in match else None
    day_part = match.get("part", "every_part")
    meanings: tuple[Meaning, ...] = (Hint.EVERY_DAY,)
    if day_part is not None:
        meanings += (DayPart(day_part),)
    return (*meanings, hour) if isinstance(hour, ClockTime) else meanings
