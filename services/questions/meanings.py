"""The possible meanings of a phrase for a time, such as "tonight".

The module `when.py` combines the meanings of the phrases in a text.
"""

from enum import Enum, auto

from services.questions.clock import ClockRange, ClockTime
from services.questions.named_times import (
    DayPart,
    DayReference,
    DaysBetween,
    InHours,
    InMonth,
    NextHours,
    NoSuchTime,
    Now,
    SeveralDays,
    UnclearTime,
    Weekend,
)

RANGE_VALUE = "range"
"""The value that `times.txt` gives to words between the two times of a range, such as "until" in "Friday until
Sunday"."""


class Hint(Enum):
    """Words that name no exact time, but decide what time the other phrases of the question mean."""

    TONIGHT = auto()
    """The word "tonight": the evening, or the night in a text such as "overnight low tonight"."""
    LATE = auto()
    """The word "night": the evening if the text names a day, as in "Friday night", else the night."""
    FORECAST = auto()
    """The word "forecast": several days if the text names no time."""
    ASKED_WHEN = auto()
    """The question word "when": several days if the text names no time."""
    ENDING = auto()
    """A question about the end of the present weather, as in "when will it stop raining"."""
    LATER = auto()
    """The word "later": the rest of today if the text names no day."""
    AHEAD = auto()
    """A phrase such as "by morning": a part of the day that has not begun, if the text names no day."""
    WHOLE_DAY = auto()
    """A phrase such as "all day": today if the text names no day."""
    REMARK = auto()
    """A remark about a coming holiday, such as "the new year is coming soon", which asks for no time."""
    RANGE = auto()
    """A word such as "to" between two days: all days from the first to the second."""
    THIS_WEEK = auto()
    """The phrase "this week": seven days, which include the rest of the week, if the text names no day."""
    HOURLY = auto()
    """A phrase such as "hourly": the weather hour by hour."""
    AND = auto()
    """A word such as "and" between two times: both times."""
    BETWEEN = auto()
    """The word "between" before two hours: the range from the first to the second."""
    EVERY_DAY = auto()
    """A request for a daily push, such as "every morning"."""


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
    | UnclearTime
    | Hint
    | tuple["Meaning", ...]
)
