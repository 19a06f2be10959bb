"""The times that questions name, such as "tomorrow evening"; `periods.py` converts the times to dates."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


class DayPart(StrEnum):
    """A part of a day, six hours long, by the local time of the place."""

    NIGHT = "night"
    """The hours from 0:00 to 6:00."""
    MORNING = "morning"
    """The hours from 6:00 to 12:00."""
    DAY = "day"
    """The hours from 12:00 to 18:00."""
    EVENING = "evening"
    """The hours from 18:00 to 24:00."""


@dataclass(frozen=True, slots=True)
class InDays:
    """The day that is *days* days after today; if *days* is negative, a day before today."""

    days: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The next day, from today on, with the given weekday."""

    weekday: int
    """Number of the weekday, from 0 for Monday to 6 for Sunday."""
    next: bool = False
    """Whether the question means the weekday of next week, as in "next Friday"."""
    past: bool = False
    """Whether the question means the last such weekday before today, as in "how was it on Friday"."""
    days: int = 0
    """Number of days to add to the weekday: 7 for "Saturday week"."""
    number: int | None = None
    """The number after the weekday, as in "Friday 4"; it means the 4th of a month if a coming 4th is a Friday."""


@dataclass(frozen=True, slots=True)
class OnDate:
    """A date; without a year, the next day with this date, from today on."""

    month: int | None
    """The month, from 1 to 12; None if the question names only the day, as in "on the 20th"."""
    day: int
    year: int | None = None
    past: bool = False
    """Whether the question means the last such date before today, as in "how was it on the 20th"."""
    days: int = 0
    """Number of days to add to the date."""
    may_be_swapped: bool = False
    """Whether *month* may be the day and *day* the month, as in "12/4"."""


@dataclass(frozen=True, slots=True)
class OnNthWeekday:
    """A weekday of a month, such as the second Saturday of December; without a year, the next such day."""

    weekday: int
    """Number of the weekday, from 0 for Monday to 6 for Sunday."""
    number: int
    """1 for the first such weekday of the month, 2 for the second, −1 for the last."""
    month: int
    year: int | None = None
    days: int = 0
    """Number of days to add to the weekday: 1 for the Sunday of the second weekend."""


@dataclass(frozen=True, slots=True)
class InMonth:
    """A month; without a year, the next such month, from the present month on."""

    month: int
    year: int | None = None
    past: bool = False
    """Whether the question means the last such month before the present month, as in "last summer"."""


class Feast(StrEnum):
    """Feasts that are on another date each year."""

    EASTER = "easter"
    """Easter Sunday of the western churches; Orthodox Easter Sunday is another feast."""
    ORTHODOX_EASTER = "orthodox_easter"
    THANKSGIVING = "thanksgiving"
    """Thanksgiving in the United States."""
    BANK_HOLIDAY = "bank_holiday"
    """The public holidays of England."""


@dataclass(frozen=True, slots=True)
class OnFeast:
    """The next day that is *days* days after *feast*: −2 for Good Friday (from Easter), 1 for Easter Monday."""

    feast: Feast
    days: int = 0


DayReference = InDays | OnWeekday | OnDate | OnNthWeekday | OnFeast


@dataclass(frozen=True, slots=True)
class Now:
    """The present, if the question names it with words such as "at the moment"."""


@dataclass(frozen=True, slots=True)
class InHours:
    """The hour that begins *hours* hours from now, as in "in 3 hours"; in the past if *hours* is negative."""

    hours: int


@dataclass(frozen=True, slots=True)
class NextHours:
    """The period that begins now and lasts *hours* hours, as in "in the next 3 hours"."""

    hours: int


@dataclass(frozen=True, slots=True)
class OnDay:
    """A whole day, a *part* of the day, one *hour* of the day, or its hours from *hour* to *until*."""

    day: DayReference
    part: DayPart | None = None
    hour: time | None = None
    """The hour that the question names, in local time; None if the question names no hour."""
    until: time | None = None
    """End of the hours; None if the question names at most one hour. An end that is not later than `hour` is on
    the next day."""
    names_day: bool = field(default=True, compare=False)
    """Whether the question names the day; if not, a part of the day that is over today means the part of
    tomorrow."""
    is_ahead: bool = False
    """Whether a part of the day that has already begun means the part of tomorrow, as in "by morning"."""
    is_tonight: bool = field(default=False, compare=False)
    """Whether the question says "tonight", which soon after midnight means the rest of the night."""


@dataclass(frozen=True, slots=True)
class Weekend:
    """The weekend of this week, from today on; if *next*, the weekend of next week."""

    next: bool = False


@dataclass(frozen=True, slots=True)
class SeveralDays:
    """Successive days from today on; if *next_week*, the days of next week."""

    count: int | None = None
    """Number of days, as in "for ten days"; None if the question names no number."""
    next_week: bool = False


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """The days from *first* to *last*, both included, as in "from Friday to Sunday"."""

    first: DayReference
    last: DayReference


@dataclass(frozen=True, slots=True)
class NoSuchTime:
    """An impossible date or time, such as 31 February and 25:00."""

    is_date: bool
    """True for an impossible date, False for an impossible time by the clock."""


@dataclass(frozen=True, slots=True)
class UnclearTime:
    """A time that the text names, but whose date the bot does not know, such as "city day"."""


When = Now | InHours | NextHours | OnDay | Weekend | SeveralDays | DaysBetween | InMonth | NoSuchTime | UnclearTime
"""The time of a question. The time has no dates yet, because the date of "tomorrow" depends on the local time of a
place."""
