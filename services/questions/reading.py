"""What a question is about, apart from its places: the weather now, or in the days to come."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.answers import LONGEST_QUESTION, Subject
from services.places.reading.words import STOPS
from services.places.text import fold
from services.questions.days import without_days

QUESTIONS_KEPT, LONGEST_KEPT = 500, 100
"""Texts that are not read again, and the characters of the longest: many people ask for the same few cities."""

FORECAST = re.compile(r"\b(?:forecasts?|прогноз\w*)\b", re.IGNORECASE)
"""Words that stay, as they ask for the weather."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and the text that names the places."""

    subject: Subject
    places: str

    @property
    def is_bare(self) -> bool:
        """Whether no place is asked about: there is nothing, or only what asks for the weather or tells when."""
        words = re.findall(r"\w[\w'’]*", self.places)
        return all(fold(word) in STOPS for word in words) if words else not self.places.strip()


def read_question(text: str) -> Asked:
    """Return what *text* asks."""
    return _cached(text) if len(text) <= LONGEST_KEPT else _read_question(text)


def _read_question(text: str) -> Asked:
    # Words for days are taken out: not all of them are known as words around places.
    places, told = without_days(text[:LONGEST_QUESTION])
    return Asked(Subject.DAYS if told or FORECAST.search(places) else Subject.NOW, places)


_cached = lru_cache(QUESTIONS_KEPT)(_read_question)
