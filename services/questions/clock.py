"""Times by the clock as people write them, such as "7 in the evening" or "15:00"."""

from dataclasses import dataclass
from datetime import time
from functools import partial

from services.questions.models import DayPart

EARLIEST_MORNING_HOUR = 7
"""First hour that means the morning if the text names no half of the day; "6" means 18:00, "7" means 07:00."""

LATEST_NIGHT_HOUR = 8
"""Last hour that means the time after midnight in "at night"; "9 at night" means 21:00."""

NOON, HOURS_IN_DAY, MINUTES_IN_HOUR = 12, 24, 60


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time by the clock, of which the half of the day may be unknown."""

    hour: int
    minute: int = 0
    half: str | None = None
    """The half of the day: "am", "pm", "night", "any" or None."""
    exact: bool = False
    """Whether the text uses the 24-hour clock, such as "15:00"."""

    @property
    def is_ambiguous(self) -> bool:
        """Whether the time may be before or after noon."""
        return self.half in {None, "any"} and not self.exact and 0 < self.hour <= NOON

    def at(self, part: DayPart | None, *, early: bool = False) -> time | None:
        """Return the time of day within *part*; None if the clock has no such time.

        With *early*, an hour without a half of the day is before noon.
        """
        if self.hour > HOURS_IN_DAY or self.minute >= MINUTES_IN_HOUR:
            return None
        hour = self.hour % HOURS_IN_DAY
        named_half = None if self.half == "any" else self.half
        half = named_half or {None: None, DayPart.MORNING: "am", DayPart.NIGHT: "night"}.get(part, "pm")
        if hour > NOON:
            return time(hour, self.minute)
        if half == "pm":
            hour = hour if hour in {0, NOON} else hour + NOON
        elif half in {"am", "night"}:
            hour = 0 if hour == NOON and (named_half or half == "night") else hour
            hour += NOON if half == "night" and LATEST_NIGHT_HOUR < hour < NOON else 0
        elif not (self.exact or early) and 0 < hour < EARLIEST_MORNING_HOUR:
            hour += NOON
        return time(hour, self.minute)


@dataclass(frozen=True, slots=True)
class ClockRange:
    """The time between two times by the clock, such as "from 10 to 2 pm"."""

    first: ClockTime
    last: ClockTime

    def at(self, part: DayPart | None) -> tuple[time, time] | None:
        """Return the first and the last time of day within *part*; None if the clock has no such time.

        Two equal times are a whole day apart.
        """
        first, last = self.first.at(part), self.last.at(part)
        if first is None or last is None:
            return None
        # The range is as short as possible: "2 to 5 pm", "10 to 2 pm" and "22 to 4" last at most six hours.
        if part is None and self.last.is_ambiguous:
            last = min(_halves(last), key=partial(_hours_between, first))
        elif part is None and self.first.is_ambiguous and self.last.half is not None:
            first = min(_halves(first), key=partial(_hours_between, last=last))
        return first, last


MIDNIGHT = ClockTime(0, exact=True)


def _halves(hour: time) -> tuple[time, time]:
    """Return *hour* and the time twelve hours later or earlier."""
    return hour, hour.replace(hour=(hour.hour + NOON) % HOURS_IN_DAY)


def _hours_between(first: time, last: time) -> float:
    """Return the hours from *first* to *last*, which is on the next day if it is not after *first*."""
    hours = last.hour - first.hour + (last.minute - first.minute) / MINUTES_IN_HOUR
    return hours if hours > 0 else hours + HOURS_IN_DAY
