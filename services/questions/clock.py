"""Times by the clock as people write them, such as "7 in the evening" or "15:00"."""

from dataclasses import dataclass, replace
from datetime import time

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
        """Return the first and the last time of day within *part*; None if the clock has no such time."""
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
