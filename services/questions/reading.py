"""Free text → what is asked: the subject, and the text that names the places."""

import re
from functools import lru_cache

from services.questions.days import without_days
from services.questions.models import Question
from services.questions.subjects import Subject

LONGEST_QUESTION = 4096
"""Characters that are read, as many as a Telegram message has: a megabyte would take seconds."""

QUESTIONS_KEPT, LONGEST_KEPT = 500, 100
"""The number of questions that are cached, and the characters of the longest of them."""

FORECAST = re.compile(r"\b(?:forecasts?|прогноз\w*)\b", re.IGNORECASE)
"""Words that ask for the days to come. They stay in the text, as they also tell that it asks for the weather."""


def read_question(text: str, subject: Subject = Subject.NOW) -> Question:
    """Return the question in *text*, which is about *subject* unless it asks for the days to come."""
    return _cached(text, subject) if len(text) <= LONGEST_KEPT else _read_question(text, subject)


def _read_question(text: str, subject: Subject) -> Question:
    # Words for days are removed, since the reader of places does not know all of them.
    places, days = without_days(text[:LONGEST_QUESTION])
    if subject is Subject.NOW and (days or FORECAST.search(places)):
        subject = Subject.DAYS
    return Question(places, subject)


_cached = lru_cache(QUESTIONS_KEPT)(_read_question)
