"""The meanings of phrases that name a time, which `when.py` combines to the time of a question."""

from enum import Enum, auto

from services.questions.clock import ClockRange, ClockTime
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
    InHours,
    InMonth,
    NextHours,
    NoSuchTime,
    Now,
    SeveralDays,
    Weekend,
)


class Hint(Enum):
    """Phrases that name no time of their own, but change or replace the time that the other phrases name."""

    TONIGHT = auto()
    """The word "tonight": the evening, or the night if the text names the night as well."""
    LATE = auto()
    """The word "night": the evening if the text names a day, otherwise the night."""
    FORECAST = auto()
    """The word "forecast": several days if the text names no time."""
    ASKED_WHEN = auto()
    """The question "when": several days if the text names no time."""
    ENDING = auto()
    """The end of present weather, as in "when will it stop raining"."""
    LATER = auto()
    """The word "later": the rest of today if the text names no day."""
    REMARK = auto()
    """A remark about a coming day, such as "the new year is coming soon", which may not be part of a question."""
    EVERY_DAY = auto()
    """A request for a message every day."""


Meaning = (
    DayReference
    | DayPart
    | ClockTime
    | ClockRange
    | InHours
    | NextHours
    | Weekend
    | SeveralDays
    | DaysBetween
    | InMonth
    | Now
    | NoSuchTime
    | Hint
    | tuple["Meaning", ...]
)
