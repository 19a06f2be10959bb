"""The model of a question: the text of its places, its time, and its quantity (what it is about)."""

import re
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import cached_property

from services.languages import LANGUAGES
from services.places.reading.words import INSIDE_PREPOSITIONS, STOP_WORDS, WEATHER_WORDS, everyday_words
from services.places.text import fold
from services.questions.subjects import Subject


class Quantity(StrEnum):
    """What a question is about: the temperature, rain, the weather as a whole, …"""

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
    WARNING = "warning"
    """The official warnings of weather services."""
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
    """Sunrise and sunset; the answer begins with sunrise."""
    SUNSET = "sunset"
    """Sunrise and sunset; the answer begins with sunset."""
    WARMER = "warmer"
    """A comparison of places or days by temperature, the warmest first."""
    COLDER = "colder"
    """A comparison of places or days by temperature, the coldest first."""
    DRIER = "drier"
    """A comparison of days by precipitation, the driest first."""
    WATER = "water"
    """The temperature of the water of the sea."""
    BEACH = "beach"
    """The temperature of the water of the sea, and the weather by the sea."""
    DAILY = "daily"
    """A request for a daily push."""
    ALERTS = "alerts"
    """A request for a message when some weather is coming, such as "warn me about frost"."""


REQUESTED_MESSAGES = frozenset({Quantity.DAILY, Quantity.ALERTS})
"""Quantities of texts that request later messages, and that no answer is about."""


class DayPart(StrEnum):
    """A quarter of a day, by the local time of the place."""

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
    """The next day with this weekday, which may be today."""

    weekday: int
    """Number of the weekday, from 0 for Monday to 6 for Sunday."""
    next: bool = False
    """Whether the weekday of next week is meant, as in "next Friday"."""
    past: bool = False
    """Whether the last such weekday before today is meant, as in "how was it on Friday"."""
    days: int = 0
    """Number of days after the weekday: 7 for "Saturday week"."""


@dataclass(frozen=True, slots=True)
class OnDate:
    """A date; without a year, the next day with this date, which may be today."""

    month: int | None
    """The month, from 1 to 12; None if the question names only the day, as in "on the 20th"."""
    day: int
    year: int | None = None
    past: bool = False
    """Whether the last day with this date before today is meant, as in "how was it on the 20th"."""
    days: int = 0
    """Number of days after the date."""


@dataclass(frozen=True, slots=True)
class OnNthWeekday:
    """A weekday of a month, such as the second Saturday of December; without a year, the next one."""

    weekday: int
    """Number of the weekday, from 0 for Monday to 6 for Sunday."""
    number: int
    """1 for the first such weekday of the month, 2 for the second, −1 for the last."""
    month: int
    year: int | None = None
    days: int = 0
    """Number of days after the weekday: 1 for the Sunday of the second weekend."""


@dataclass(frozen=True, slots=True)
class InMonth:
    """A month; without a year, the next month with this number, which may be the present month."""

    month: int
    year: int | None = None
    past: bool = False
    """Whether the last such month before the present month is meant, as in "last summer"."""


class Feast(StrEnum):
    """Feasts that are on another date each year."""

    EASTER = "easter"
    """Easter Sunday of the western churches, which differs from Orthodox Easter Sunday."""
    ORTHODOX_EASTER = "orthodox_easter"
    THANKSGIVING = "thanksgiving"
    """Thanksgiving in the United States."""
    BANK_HOLIDAY = "bank_holiday"
    """The public holidays of England."""


@dataclass(frozen=True, slots=True)
class OnFeast:
    """The next day that is *days* days after *feast*: −2 for Good Friday, 1 for Easter Monday."""

    feast: Feast
    days: int = 0


DayReference = InDays | OnWeekday | OnDate | OnNthWeekday | OnFeast


@dataclass(frozen=True, slots=True)
class Now:
    """The present, in a question that names it with words such as "at the moment"."""


@dataclass(frozen=True, slots=True)
class InHours:
    """The hour that begins *hours* hours from now, as in "in 3 hours"; negative *hours* are in the past."""

    hours: int


@dataclass(frozen=True, slots=True)
class NextHours:
    """The period that begins now and lasts *hours* hours, as in "in the next 3 hours"."""

    hours: int


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day, a part of the day (*part*), one hour of it (*hour*), or the hours from *hour* to *until*."""

    day: DayReference
    part: DayPart | None = None
    hour: time | None = None
    """The hour that the question names, in local time (*part* is None then); None if it names no hour."""
    until: time | None = None
    """End of the hours, on the next day unless it is later than *hour*; None for a single hour."""
    names_day: bool = field(default=True, compare=False)
    """Whether the question names the day; if not, a *part* that is over today means the same part of tomorrow."""


@dataclass(frozen=True, slots=True)
class Weekend:
    """The rest of this week's weekend or, with *next*, the weekend of next week."""

    next: bool = False


@dataclass(frozen=True, slots=True)
class SeveralDays:
    """Successive days from today on or, with *next_week*, the days of next week."""

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
    """A date that is not in the calendar, or a time that no clock shows, such as 31 February and 25:00."""

    is_date: bool
    """True for an impossible date, False for an impossible time by the clock."""


@dataclass(frozen=True, slots=True)
class UnclearTime:
    """A time that the text names, but whose date the bot does not know, such as "city day"."""


When = Now | InHours | NextHours | OnDay | Weekend | SeveralDays | DaysBetween | InMonth | NoSuchTime | UnclearTime
"""The time of a question, not yet converted to dates: the local time differs between the question's places."""


_HOURLY_TIMES = Now | InHours | NextHours | OnDay
"""Types of times that the subject HOURS can show."""

_ELLIPTIC_WORDS = WEATHER_WORDS | {fold(word) for language in LANGUAGES for word in language.talk.elliptic.split()}


@dataclass(frozen=True)
class Question:
    """What a text asks about the weather."""

    places: str
    """The text that names the places, at most MAX_QUESTION_LENGTH characters long."""
    subject: Subject = Subject.NOW
    when: When | None = None
    """The time that the text names; None if it names none."""
    quantity: Quantity = Quantity.WEATHER
    asks_for_weather: bool = False
    """Whether the text has a word that is only used to ask for the weather, such as "umbrella" or "humidity"."""
    names_label: bool = False
    """Whether *places* has a label of the chat, which names a place even if the label is an everyday word."""

    @property
    def answer_subject(self) -> Subject:
        """The subject of the answer: ASKED if the question has a time or quantity that no other subject shows."""
        is_hourly = self.subject is Subject.HOURS and (self.when is None or isinstance(self.when, _HOURLY_TIMES))
        if is_hourly and self.quantity in {Quantity.WEATHER, Quantity.TEMPERATURE}:
            return Subject.HOURS
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
    def names_coming_time(self) -> bool:
        """Whether the question names a time that the bot knows and that is not over."""
        match self.when:
            case None | UnclearTime() | NoSuchTime() | SeveralDays(count=None, next_week=False):
                return False  # `SeveralDays()` may also come from the word "when", which names no time
            case InHours(hours):
                return hours >= 0
            case OnDay(day=InDays(days)):
                return days >= 0
            case OnDay(day=OnWeekday(past=past) | OnDate(past=past)) | InMonth(past=past):
                return not past
            case _:
                return True

    @cached_property
    def is_bare(self) -> bool:
        """Whether the question names no place: *places* is empty or has only stop words and weather words."""
        if self.names_label:
            return False
        words = re.findall(r"\w[\w'’]*", self.places)
        if any(map(_is_capitalized_place, words, words[1:])):
            return False
        if not words:
            return not self.places.strip() or self.is_elliptic
        return all(fold(word) in STOP_WORDS for word in words) or self.is_elliptic

    @property
    def is_elliptic(self) -> bool:
        """Whether the question names a time or a quantity but no place, as in "and tomorrow?"."""
        if self.names_label or (self.when is None and self.quantity is Quantity.WEATHER):
            return False
        words = re.findall(r"\w[\w'’]*", self.places)
        if any(map(_is_capitalized_place, words, words[1:])):
            return False
        names_both = self.when is not None and self.quantity is not Quantity.WEATHER
        # "is it gonna rain there on Sat" names a time and a quantity, so its other words name no place.
        no_places = _ELLIPTIC_WORDS | STOP_WORDS if names_both else _ELLIPTIC_WORDS
        return all(fold(word) in no_places for word in words)


def _is_capitalized_place(before: str, word: str) -> bool:
    """Return whether *word* is a place whose name is an everyday word, after the word *before*: "in Nice"."""
    return before in INSIDE_PREPOSITIONS and word.istitle() and fold(word) in everyday_words()
