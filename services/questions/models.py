"""The data classes of a question: the text with its places, its time and its quantity (what it is about)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from services.languages import LANGUAGES
from services.places.reading.narration import has_idiom
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
    """The depth of the snow on the ground; the bot has no data on it, and answers with the expected snowfall."""
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
    """Sunrise and sunset; the answer shows sunrise first."""
    SUNSET = "sunset"
    """Sunrise and sunset; the answer shows sunset first."""
    MOON = "moon"
    """The phase of the moon."""
    AURORA = "aurora"
    """Northern lights; the bot has no data on them, and answers whether the night will be clear."""
    MAGNETIC = "magnetic"
    """Geomagnetic storms; the bot has no data on them, and answers with the weather."""
    TIDE = "tide"
    """High and low tide; the bot has no data on them, and answers with the weather."""
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


MESSAGE_REQUEST_QUANTITIES = frozenset({Quantity.DAILY, Quantity.ALERTS})
"""Quantities of texts that do not ask a question, but request later messages."""


HOURLY_TIME_TYPES = Now | InHours | NextHours | OnDay
"""Types of times that the subject HOURS can show."""

_WORDS_OF_ELLIPTIC_QUESTIONS = WEATHER_WORDS | {
    fold(word) for language in LANGUAGES for word in language.talk.elliptic.split()
}

_VERSUS_WORD = re.compile(rf"\w\s+(?:{'|'.join(language.talk.versus for language in LANGUAGES)})\b", re.IGNORECASE)


_SPORTS_SCORE = re.compile(r"[^\W\d]\s\d{1,2}(?:\s?[:–-]\s?\d{1,2}\s[^\W\d]|,?\s[^\W\d][\w ]{1,40}\s\d{1,2}\s*\Z)")
"""Matches the score of a match between two teams, as in "Brighton 2:1 Leeds" and "Brighton 2 Leeds 1"."""

_POSSIBLE_TEMPERATURE = re.compile(r"\d{1,2}")
"""Matches a number that may be a temperature."""

MAX_SPORTS_SCORE_LENGTH = 80
"""Maximum length, in characters, of a text that may be the score of a match."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit in a question such as "over 40 mph?" or "below −10?": a wind speed or a temperature."""

    value: int
    """The limit in the unit in which the bot shows the answer."""
    is_upper: bool
    """True if the question asks for values above the limit; False if it asks for values below the limit."""


@dataclass(frozen=True)
class Question:
    """What a text asks about the weather."""

    places: str
    """The text that names the places, at most MAX_QUESTION_LENGTH characters long."""
    subject: Subject = Subject.NOW
    when: When | None = None
    """The time that the text names; None if the text names no time."""
    quantity: Quantity = Quantity.WEATHER
    asks_for_weather: bool = False
    """Whether the text has a word, such as "umbrella", that people use only to ask about the weather."""
    units: tuple[Unit, ...] = ()
    """The units that the text requests for the answer: at most one for each of temperature, wind and pressure."""
    second_quantity: Quantity | None = None
    """The second quantity, such as the pressure in "humidity and pressure"; None if there is only one."""
    limit: Limit | None = None
    """The limit of the temperature or wind, as in "wind over 40 mph?"; None if the text has no limit."""
    second_push_time: When | None = None
    """The second time of day of a daily push, as in "every day at 7 and 19"; `when` has the first time."""
    names_label: bool = False
    """Whether `places` has a label of the chat; a label names a place even if it is an everyday word."""

    @property
    def answer_subject(self) -> Subject:
        """The subject of the answer; ASKED if no other subject shows the time or quantity of the question."""
        is_hourly = self.subject is Subject.HOURS and (
            self.when is None or isinstance(self.when, HOURLY_TIME_TYPES)
        )
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
        """Whether the question names a time of the present or future; False if the named time is unclear."""
        match self.when:
            case None | UnclearTime() | NoSuchTime() | SeveralDays(count=None, next_week=False):
                return False  # the question word "when", which names no time, also gives `SeveralDays()`
            case InHours(hours):
                return hours >= 0
            case OnDay(day=InDays(days)):
                return days >= 0
            case OnDay(day=OnWeekday(past=past) | OnDate(past=past)) | InMonth(past=past):
                return not past
            case _:
                return True

    @cached_property
    def names_no_place(self) -> bool:
        """Whether the question names no place: `places` is empty, or has only stop words and weather words."""
        if self.names_label:
            return False
        words = re.findall(r"\w[\w'’]*", self.places)
        if any(map(_is_capitalized_place, words, words[1:])):
            return False
        if not words:
            return not self.places.strip() or self.is_elliptic
        return all(fold(word) in STOP_WORDS for word in words) or self.is_elliptic

    @property
    def is_sports_fixture(self) -> bool:
        """Whether the text only tells when teams play ("Milan vs Roma tonight 8pm"), or the score of a match."""
        names_hour = isinstance(self.when, OnDay) and self.when.hour is not None
        asks = self.asks_for_weather or self.quantity is not Quantity.WEATHER or "?" in self.places
        tells_score = len(self.places) <= MAX_SPORTS_SCORE_LENGTH and _SPORTS_SCORE.search(self.places)
        is_match = tells_score or (names_hour and _VERSUS_WORD.search(self.places))
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
        # "is it gonna rain there on Sat" and "do i need an umbrella" are questions, and name no place
        surely_asks = self.quantity is not Quantity.WEATHER and (self.when is not None or self.asks_for_weather)
        no_places = _WORDS_OF_ELLIPTIC_QUESTIONS | STOP_WORDS if surely_asks else _WORDS_OF_ELLIPTIC_QUESTIONS
        is_asked = "?" in self.places
        if is_asked and self.when is not None:  # "40 tomorrow?" asks whether it will be 40 degrees
            words = [word for word in words if not _POSSIBLE_TEMPERATURE.fullmatch(word)]
        return all(fold(word) in no_places for word in words) and (is_asked or not has_idiom(self.places))


def _is_capitalized_place(before: str, word: str) -> bool:
    """Return whether the everyday word *word*, after the word *before*, is the name of a place: "in Nice"."""
    return before in NAME_PREPOSITIONS and word.istitle() and fold(word) in everyday_words()
