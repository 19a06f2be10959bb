"""An hour as it is told: "at 7 in the evening", "15:00"."""

from dataclasses import dataclass, replace
from datetime import time

from services.questions.models import DayPart

AFTERNOON = 7
"""Hours below this one, told without more, are after noon."""

NIGHTFALL = 8
"""The hours after this one, up to noon, are before midnight if they are said to be at night."""

NOON, HOURS, MINUTES = 12, 24, 60


@dataclass(frozen=True, slots=True)
class Hour:
    """A time by the clock; `half` is "am", "pm", "night", "any" or None."""

    hour: int
    minute: int = 0
    half: str | None = None
    exact: bool = False
    """Whether it is written as on a clock with 24 hours: "15:00"."""

    def at(self, part: DayPart | None, *, early: bool = False) -> time | None:
        """Return the time of a day that it is in that *part*, None if it is none; *early* hours stay as told."""
        if self.hour > HOURS or self.minute >= MINUTES:
            return None
        hour = self.hour % HOURS
        told = None if self.half == "any" else self.half
        half = told or {None: None, DayPart.MORNING: "am", DayPart.NIGHT: "night"}.get(part, "pm")
        if hour > NOON:
            return time(hour, self.minute)
        if half == "pm":
            hour = hour if hour in {0, NOON} else hour + NOON
        elif half in {"am", "night"}:
            hour = 0 if hour == NOON and (told or half == "night") else hour
            hour += NOON if half == "night" and NIGHTFALL < hour < NOON else 0
        elif not (self.exact or early) and 0 < hour < AFTERNOON:
            hour += NOON
        return time(hour, self.minute)


@dataclass(frozen=True, slots=True)
class HourRange:
    """The time from one hour to another: "from 10 to 2 pm"."""

    first: Hour
    last: Hour

    def at(self, part: DayPart | None) -> tuple[time, time] | None:
        """Return the first and the last time on a day, in that *part*; None if the clock has no such hour."""
        last = self.last.at(part)
        first = self.first.at(part)
        if first is None or last is None:
            return None
        if self.first.half is None and self.last.half is not None:  # "2 to 5 pm", but "10 to 2 pm"
            with_half = replace(self.first, half=self.last.half).at(part)
            first = (
                with_half
                if with_half is not None and with_half < last
                else replace(self.first, exact=True).at(part)
            )
        return (first, last) if first is not None and first != last else None
