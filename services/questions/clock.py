"""Data classes for times by the clock as people write them, such as "7 in the evening" or "15:00"."""

from dataclasses import dataclass
from datetime import time
from functools import partial

from services.questions.named_times import DayPart

EARLIEST_MORNING_HOUR = 7
"""First hour that means the morning without "am" or "pm": "7" means 07:00, but "6" means 18:00."""

LATEST_MORNING_HOUR_AT_NIGHT = 8
"""Last hour that is before noon in a phrase with "at night": "8 at night" is 08:00, "9 at night" is 21:00."""

NOON, HOURS_IN_DAY, MINUTES_IN_HOUR = 12, 24, 60


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time by the clock as written in a text: "15:00", "7 am", or "7", which may be before or after noon."""

    hour: int
    minute: int = 0
    half: str | None = None
    """The half of the day that the text names: "am", "pm", "night" or "any" (either half); None if the text names
    none."""
    is_24_hour: bool = False
    """Whether the text uses the 24-hour clock, as in "15:00"."""

    @property
    def is_ambiguous(self) -> bool:
        """Whether the time may be before or after noon, as in "at 7"."""
        return self.half in {None, "any"} and not self.is_24_hour and 0 < self.hour <= NOON

    def time_in_day_part(self, day_part: DayPart | None, *, prefers_morning: bool = False) -> time | None:
        """Return the time of day within *day_part*: 19:00 for "7" in the evening; None for an impossible time.

        If *day_part* is None and the text names no half of the day, the hours 1 to 6 mean the afternoon or, if
        *prefers_morning*, the morning.
        """
        if self.hour > HOURS_IN_DAY or self.minute >= MINUTES_IN_HOUR:
            return None
        hour = self.hour % HOURS_IN_DAY
        named_half = None if self.half == "any" else self.half
        half = named_half or {None: None, DayPart.MORNING: "am", DayPart.NIGHT: "night"}.get(day_part, "pm")
        if hour > NOON:
            return time(hour, self.minute)
        if half == "pm":
            hour = hour if hour in {0, NOON} else hour + NOON
        elif half in {"am", "night"}:
            hour = 0 if hour == NOON and (named_half or half == "night") else hour
            hour += NOON if half == "night" and LATEST_MORNING_HOUR_AT_NIGHT < hour < NOON else 0
        elif not (self.is_24_hour or prefers_morning) and 0 < hour < EARLIEST_MORNING_HOUR:
            hour += NOON
        return time(hour, self.minute)


@dataclass(frozen=True, slots=True)
class ClockRange:
    """The hours between two times by the clock as written in a text, such as "from 10 to 2 pm"."""

    first: ClockTime
    last: ClockTime

    def times_in_day_part(self, day_part: DayPart | None) -> tuple[time, time] | None:
        """Return the beginning and the end of the range within *day_part*; None if one of them is impossible.

        If the end equals the beginning, the end is on the next day.
        """
        first, last = self.first.time_in_day_part(day_part), self.last.time_in_day_part(day_part)
        if first is None or last is None:
            return None
        # A time without "am" or "pm" is read so that the range is short: "10 to 2" ends at 14:00, not at 02:00.
        if day_part is None and self.last.is_ambiguous:
            last = min(_in_both_halves(last), key=partial(_hours_between, first))
        elif day_part is None and self.first.is_ambiguous and self.last.half is not None:
            first = min(_in_both_halves(first), key=partial(_hours_between, last=last))
        return first, last


MIDNIGHT = ClockTime(0, is_24_hour=True)


def precedes_in_half_day(first_hour: int, second_hour: int) -> bool:
    """Return whether *first_hour* precedes *second_hour* in one half of the day, as in "8 and 10 pm"."""
    return first_hour % NOON < second_hour % NOON


def _in_both_halves(hour: time) -> tuple[time, time]:
    """Return *hour* and the same hour in the other half of the day: 07:00 and 19:00."""
    return hour, hour.replace(hour=(hour.hour + NOON) % HOURS_IN_DAY)


def _hours_between(first: time, last: time) -> float:
    """Return the number of hours from *first* to the next time *last*: 6 hours from 22:00 to 04:00."""
    hours = last.hour - first.hour + (last.minute - first.minute) / MINUTES_IN_HOUR
    return hours if hours > 0 else hours + HOURS_IN_DAY
