"""What a question asks: the places, the time, and the quantity."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from services.languages import LANGUAGES
from services.places.reading.words import STOPS, WEATHER
from services.places.text import fold
from services.questions.subjects import Subject


class What(StrEnum):
    """The quantity that is asked about."""

    WEATHER = "weather"
    TEMPERATURE = "temperature"
    """How warm or cold it is, and what to wear."""
    RAIN = "rain"
    """Whether and when it rains, and whether an umbrella is needed."""
    SNOW = "snow"
    WIND = "wind"
    PRESSURE = "pressure"
    HUMIDITY = "humidity"
    UV = "uv"
    AIR = "air"
    """The quality of the air."""
    SUN = "sun"
    """Sunrise and sunset."""
    WARMER = "warmer"
    """Which of the places is warmer, or colder."""
    WATER = "water"
    """The temperature of the sea."""
    DAILY = "daily"
    """A wish for a message every day."""


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
    """The day so many days after today; a negative number is in the past."""

    days: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The next such day, today included."""

    weekday: int
    """0 is Monday."""
    next: bool = False
    """Whether the words may mean the one in the week after: "next Friday"."""


@dataclass(frozen=True, slots=True)
class OnDate:
    """The next such date, today included, unless the year is told."""

    month: int | None
    """None where the day alone is told: the next such day of a month."""
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class InMonth:
    """The next such month, or the one under way; a question for days further than a forecast reaches, mostly."""

    month: int
    year: int | None = None


DayReference = InDays | OnWeekday | OnDate


@dataclass(frozen=True, slots=True)
class Now:
    """The present, asked for in words: "at the moment"."""


@dataclass(frozen=True, slots=True)
class InHours:
    """So many hours from now."""

    hours: int


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day, or a part or an hour of it."""

    day: DayReference
    part: DayPart | None = None
    hour: time | None = None
    """None unless an hour is asked about; then *part* is None."""


@dataclass(frozen=True, slots=True)
class Weekend:
    """What is left of Saturday and Sunday of this week, or those of the next."""

    next: bool = False


@dataclass(frozen=True, slots=True)
class SeveralDays:
    """Several days from today on, or those of the next week."""

    count: int | None = None
    """None where no number is told."""
    next_week: bool = False


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """The days from one to another, both included: "from Friday to Sunday"."""

    first: DayReference
    last: DayReference


When = Now | InHours | OnDay | Weekend | SeveralDays | DaysBetween | InMonth
"""A time as it is asked about: it becomes dates and hours by the clock of the place."""


_ELLIPTIC = WEATHER | {fold(word) for language in LANGUAGES for word in language.talk.elliptic.split()}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    places: str
    """The text that names the places, of LONGEST_QUESTION characters at most."""
    subject: Subject = Subject.NOW
    when: When | None = None
    """None where the text tells no time."""
    what: What = What.WEATHER
    asks_for_weather: bool = False
    """Whether words say so that are said of nothing else: "weather", "umbrella", "humidity"."""

    @property
    def page(self) -> Subject:
        """The subject of the answer: the weather now or the coming days, unless a time or a quantity is told."""
        if self.what is not What.WEATHER:
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
        """Whether no place is named: the text is empty, or only asks for the weather or says when."""
        words = re.findall(r"\w[\w'’]*", self.places)
        if not words:
            return not self.places.strip() or self.is_elliptic
        return all(fold(word) in STOPS for word in words)

    @property
    def is_elliptic(self) -> bool:
        """Whether it only tells a time or a quantity, without a place: "and tomorrow?", «и ветер?»."""
        if self.when is None and self.what is What.WEATHER:
            return False
        # With a time and a quantity there is no doubt about the other words: "is it gonna rain there on Sat".
        known = _ELLIPTIC if self.when is None or self.what is What.WEATHER else _ELLIPTIC | STOPS
        return all(fold(word) in known for word in re.findall(r"\w[\w'’]*", self.places))
