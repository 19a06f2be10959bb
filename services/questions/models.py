"""The model of a question: the text of its places, its time, and its quantity (what it is about)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from services.languages import LANGUAGES
from services.places.reading.words import NAME_PREPOSITIONS, STOP_WORDS, WEATHER_WORDS, everyday_words
from services.places.text import fold
from services.questions.named_times import (
    InDays,
    InHours,
    InMonth,
    NextHours,
    NoSuchTime,
    Now,
    OnDate,
    OnDay,
    OnWeekday,
    SeveralDays,
    UnclearTime,
    When,
)
from services.questions.subjects import Subject
from services.units import Unit


class Quantity(StrEnum):
    """What a question is about: the temperature, rain, the weather as a whole, …"""

    WEATHER = "weather"
    TEMPERATURE = "temperature"
    """The temperature, with advice on clothes."""
    RAIN = "rain"
    """Whether and when it rains."""
    SNOW = "snow"
    SNOW_DEPTH = "snow-depth"
    """How deep the snow on the ground is, which is unknown; the answer has the snow that falls."""
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
    SUNNY = "sunny"
    """Whether and when the sun shines."""
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
    MOON = "moon"
    """The phase of the moon."""
    AURORA = "aurora"
    """Whether there are northern lights, which is unknown; the answer has the sky of the night."""
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


HOURLY_TIMES = Now | InHours | NextHours | OnDay
"""Types of times that the subject HOURS can show."""

_ELLIPTIC_WORDS = WEATHER_WORDS | {fold(word) for language in LANGUAGES for word in language.talk.elliptic.split()}

_VERSUS = re.compile(rf"\w\s+(?:{'|'.join(language.talk.versus for language in LANGUAGES)})\b", re.IGNORECASE)


_SCORE = re.compile(r"[^\W\d]\s+\d{1,2}\s?[:–-]\s?\d{1,2}\s+[^\W\d]")
"""Matches the score of a match between two teams, as in "Brighton 2:1 Leeds"."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit in a question such as "over 40 mph?" or "below −10?": a wind speed or a temperature."""

    value: int
    """The limit, in the unit in which the answer is shown."""
    is_upper: bool
    """Whether the question asks for higher values than the limit; else it asks for lower values."""


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
    units: tuple[Unit, ...] = ()
    """The units in which the text wants the answer, at most one for each quantity; else the chat's units count."""
    second_quantity: Quantity | None = None
    """Another quantity that the text asks about, as the pressure in "humidity and pressure"; mostly None."""
    limit: Limit | None = None
    """The limit of the temperature or wind in a text such as "wind over 40 mph?"; None if the text has none."""
    second_push_time: When | None = None
    """The second time of day of a daily push, as in "every day at 7 and 19"; *when* is the first time."""
    names_label: bool = False
    """Whether *places* has a label of the chat, which names a place even if the label is an everyday word."""

    @property
    def answer_subject(self) -> Subject:
        """The subject of the answer: ASKED if the question has a time or quantity that no other subject shows."""
        is_hourly = self.subject is Subject.HOURS and (self.when is None or isinstance(self.when, HOURLY_TIMES))
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
    def is_fixture(self) -> bool:
        """Whether the text only tells when teams play ("Milan vs Roma tonight 8pm") or their score."""
        names_hour = isinstance(self.when, OnDay) and self.when.hour is not None
        asks = self.asks_for_weather or self.quantity is not Quantity.WEATHER or "?" in self.places
        is_match = (names_hour and _VERSUS.search(self.places)) or _SCORE.search(self.places)
        return bool(is_match) and not asks

    @property
    def is_elliptic(self) -> bool:
        """Whether the question names a time, a quantity or a unit, but no place, as in "and tomorrow?"."""
        names_subject = self.subject is Subject.HOURS or self.quantity is not Quantity.WEATHER or bool(self.units)
        if self.names_label or (self.when is None and not names_subject):
            return False
        words = re.findall(r"\w[\w'’]*", self.places)
        if any(map(_is_capitalized_place, words, words[1:])):
            return False
        # "is it gonna rain there on Sat" and "do i need an umbrella" surely ask: their other words name no place.
        surely_asks = self.quantity is not Quantity.WEATHER and (self.when is not None or self.asks_for_weather)
        no_places = _ELLIPTIC_WORDS | STOP_WORDS if surely_asks else _ELLIPTIC_WORDS
        return all(fold(word) in no_places for word in words)


def _is_capitalized_place(before: str, word: str) -> bool:
    """Return whether *word* is a place whose name is an everyday word, after the word *before*: "in Nice"."""
    return before in NAME_PREPOSITIONS and word.istitle() and fold(word) in everyday_words()
