"""A question: its places, its time, and its quantity."""

import re
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from services.languages import LANGUAGES
from services.places.reading.words import STOP_WORDS, WEATHER_WORDS
from services.places.text import fold
from services.questions.subjects import Subject


class Quantity(StrEnum):
    """The quantity that a question is about."""

    WEATHER = "weather"
    TEMPERATURE = "temperature"
    """The temperature, with advice on clothes."""
    RAIN = "rain"
    """Whether and when it rains."""
    SNOW = "snow"
    THUNDER = "thunder"
    """Whether and when there is a thunderstorm."""
    HAIL = "hail"
    FOG = "fog"
    ICE = "ice"
    """Whether and when roads may be icy."""
    FROST = "frost"
    """Whether and when the temperature is below zero."""
    STORM = "storm"
    """Whether and when there are strong gusts or a thunderstorm."""
    DRIVING = "driving"
    """Whether the weather makes driving dangerous."""
    WIND = "wind"
    PRESSURE = "pressure"
    HUMIDITY = "humidity"
    UV = "uv"
    AIR = "air"
    """The quality of the air."""
    POLLEN = "pollen"
    SUN = "sun"
    """Sunrise and sunset, sunrise first."""
    SUNSET = "sunset"
    """Sunrise and sunset, sunset first."""
    WARMER = "warmer"
    """A comparison of places or days by temperature, the warmest first."""
    COLDER = "colder"
    """A comparison of places or days by temperature, the coldest first."""
    DRIER = "drier"
    """A comparison of days by precipitation, the driest first."""
    WATER = "water"
    """The temperature of the sea."""
    DAILY = "daily"
    """A request for a daily push."""


class DayPart(StrEnum):
    """A quarter of a day by the place's clock."""

    NIGHT = "night"
    """0:00 to 6:00."""
    MORNING = "morning"
    """6:00 to 12:00."""
    DAY = "day"
    """12:00 to 18:00."""
    EVENING = "evening"
    """18:00 to 24:00."""


@dataclass(frozen=True, slots=True)
class InDays:
    """The day that is *days* days after today; a negative number is in the past."""

    days: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The next day with this weekday, which may be today."""

    weekday: int
    """From 0, Monday, to 6, Sunday."""
    next: bool = False
    """Whether the question means the weekday of next week, as in "next Friday"."""
    past: bool = False
    """Whether the question means the last day with this weekday before today, as in "how was it on Friday"."""


@dataclass(frozen=True, slots=True)
class OnDate:
    """A date. Without a year, it is the next day with this date, which may be today."""

    month: int | None
    """None if only the day of the month is named."""
    day: int
    year: int | None = None
    past: bool = False
    """Whether the question means the last day with this date before today, as in "how was it on the 20th"."""


@dataclass(frozen=True, slots=True)
class InMonth:
    """A month. Without a year, it is the next month of this name, which may be the present one."""

    month: int
    year: int | None = None
    past: bool = False
    """Whether the question means the last such month before the present one, as in "last summer"."""


class Feast(StrEnum):
    """Feasts whose date differs from year to year."""

    EASTER = "easter"
    """Easter Sunday of the western churches."""
    ORTHODOX_EASTER = "orthodox_easter"
    THANKSGIVING = "thanksgiving"
    """Thanksgiving in the United States."""


@dataclass(frozen=True, slots=True)
class OnFeast:
    """The next day that is *days* days after a feast; Good Friday is −2 days after Easter."""

    feast: Feast
    days: int = 0


DayReference = InDays | OnWeekday | OnDate | OnFeast


@dataclass(frozen=True, slots=True)
class Now:
    """The present, if the question names it, as in "at the moment"."""


@dataclass(frozen=True, slots=True)
class InHours:
    """The time that is *hours* hours from now, or ago if *hours* is negative."""

    hours: int


@dataclass(frozen=True, slots=True)
class NextHours:
    """The time from now until *hours* hours from now."""

    hours: int


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day, or a part of it, an hour, or the hours from one to another."""

    day: DayReference
    part: DayPart | None = None
    hour: time | None = None
    """None unless the question names an hour; then *part* is None."""
    until: time | None = None
    """The end of the hours from *hour* on, on the next day if it is not after *hour*; None for a single hour."""
    names_day: bool = field(default=True, compare=False)
    """Whether the question names the day. If it names only a *part* that is over today, it means tomorrow."""


@dataclass(frozen=True, slots=True)
class Weekend:
    """The rest of this weekend, or with *next* the weekend of next week."""

    next: bool = False


@dataclass(frozen=True, slots=True)
class SeveralDays:
    """The coming days from today on, or with *next_week* the days of next week."""

    count: int | None = None
    """Number of days; None if the question names no number."""
    next_week: bool = False


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """The days from *first* to *last*, both included, as in "from Friday to Sunday"."""

    first: DayReference
    last: DayReference


@dataclass(frozen=True, slots=True)
class NoSuchTime:
    """A date that is not in the calendar, or a time that no clock shows, such as 31 February and 25:00."""

    is_date: bool
    """Whether the text names an impossible date; otherwise, it names an impossible time by the clock."""


When = Now | InHours | NextHours | OnDay | Weekend | SeveralDays | DaysBetween | InMonth | NoSuchTime
"""The time of a question, relative to the local time of its places."""


_ELLIPTIC = WEATHER_WORDS | {fold(word) for language in LANGUAGES for word in language.talk.elliptic.split()}


@dataclass(frozen=True, slots=True)
class Question:
    """What a text asks about the weather."""

    places: str
    """The text that names the places, at most MAX_QUESTION_LENGTH characters long."""
    subject: Subject = Subject.NOW
    when: When | None = None
    """None if the text names no time."""
    quantity: Quantity = Quantity.WEATHER
    asks_for_weather: bool = False
    """Whether the text has a word that asks for the weather by itself, such as "umbrella" or "humidity"."""

    @property
    def answer_subject(self) -> Subject:
        """The subject of the answer; ASKED for a time or a quantity that no other subject covers."""
        if self.quantity is not Quantity.WEATHER:
            return Subject.ASKED
        match self.when:
            case None:
                return self.subject
            case Now():
                return Subject.NOW
            case SeveralDays(count=None | 5, next_week=False):
                return Subject.DAYS
            case _:
                return Subject.ASKED

    @property
    def is_bare(self) -> bool:
        """Whether the question names no place: its text is empty or has only words for the weather or a time."""
        words = re.findall(r"\w[\w'’]*", self.places)
        if not words:
            return not self.places.strip() or self.is_elliptic
        return all(fold(word) in STOP_WORDS for word in words) or self.is_elliptic

    @property
    def is_elliptic(self) -> bool:
        """Whether the question names a time or a quantity but no place, as in "and tomorrow?"."""
        if self.when is None and self.quantity is Quantity.WEATHER:
            return False
        # Stop words do not name a place if the text has a time and a quantity: "is it gonna rain there on Sat".
        known = _ELLIPTIC if self.when is None or self.quantity is Quantity.WEATHER else _ELLIPTIC | STOP_WORDS
        return all(fold(word) in known for word in re.findall(r"\w[\w'’]*", self.places))
