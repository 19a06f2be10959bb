"""Separates a text with a time for each place into questions: "Oslo now and Bergen on Sunday"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.languages import LANGUAGES
from services.places import Place
from services.places.labels import NO_LABELS
from services.places.text import fold
from services.questions.models import REQUESTED_MESSAGES, Quantity, Question
from services.questions.named_times import OnDay
from services.questions.quantities import COMPARISONS
from services.questions.reading import read_question
from services.questions.words import split_words

MAX_SEPARATED_LENGTH = 200
"""Maximum length, in characters, of a text that is separated into questions."""

MAX_PIECES = 8
"""Maximum number of pieces of a text, which commas and words such as "and" separate."""

MAX_QUESTIONS = 4
"""Maximum number of questions into which a text is separated."""

_SEPARATOR = re.compile(
    rf"[\s,;]+(?:{'|'.join(language.talk.separators for language in LANGUAGES)})\s+|[,;]\s+|\s*\n\s*",
    re.IGNORECASE,
)

_WORDS_BEFORE_RANGE = frozenset(
    fold(word) for language in LANGUAGES for word in language.time_phrases["at between"]
)
"""Words before the bounds of a range of hours, such as "between" in "between 9 and 11"."""

_FIRST_WORD = re.compile(r"\w+")


def read_separate_questions(
    text: str, *, labels: Mapping[str, Place] = NO_LABELS
) -> Sequence[tuple[Question, str]]:
    """Return the questions in *text* about different times, each with its part of the text.

    Return an empty list if *text* is one question, such as "Oslo and Bergen on Sunday". A question without a
    quantity gets the quantity of the first question: "rain in Oslo today and in Bergen on Sunday". *labels* maps
    each of the chat's labels, as a key that `label_key` returns, to the labelled place.
    """
    if len(text) > MAX_SEPARATED_LENGTH or not 1 < len(pieces := _pieces(text)) <= MAX_PIECES:
        return []
    if at_hours := _at_two_hours(text, pieces, labels):
        return at_hours
    parts: list[tuple[Question, str]] = []
    start: int | None = None
    names_time_first = False
    for begin, end in pieces:
        start = begin if start is None else start
        part = text[start:end]
        question = read_question(part, labels=labels)
        is_complete = question.when is not None and not question.names_no_place
        if not parts and is_complete:
            names_time_first = _begins_with_time(part, question)
        # In "tomorrow Oslo, Bergen and on Sunday Rome", Bergen belongs to the question about tomorrow.
        follows = bool(parts) and names_time_first and question.when is None
        if follows:
            joined = f"{parts[-1][1]}, {part}"
            parts[-1] = read_question(joined, labels=labels), joined
            start = None
        elif is_complete:
            parts.append((question, part))
            start = None
    if parts and start is not None:
        joined = f"{parts[-1][1]}, {text[start:]}"
        parts[-1] = read_question(joined, labels=labels), joined
    times = {question.when for question, _ in parts}
    if not 1 < len(parts) <= MAX_QUESTIONS or len(times) < len(parts):
        return []
    return _with_quantity_of_first(parts)


def _at_two_hours(
    text: str, pieces: Sequence[tuple[int, int]], labels: Mapping[str, Place]
) -> Sequence[tuple[Question, str]]:
    """Return a question for each of the two hours in *text*, as in "Rome tomorrow at noon and at 6 pm".

    Return an empty list if *text* does not have two hours, or if these are the bounds of a range: "between 9 and
    11".
    """
    if len(pieces) != 2:  # noqa: PLR2004
        return []
    question = read_question(text, labels=labels)
    when = question.when
    if question.names_no_place or not isinstance(when, OnDay) or when.until is None:
        return []
    parts = [read_question(text[begin:end], labels=labels).when for begin, end in pieces]
    are_hours = all(isinstance(part, OnDay) and part.hour is not None and part.until is None for part in parts)
    if not are_hours or any(word.key in _WORDS_BEFORE_RANGE for word in split_words(text)):
        return []
    first, second = replace(when, until=None), replace(when, hour=when.until, until=None)
    return [(replace(question, when=first), text), (replace(question, when=second), text)]


def _pieces(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each piece of *text* between separators, as character indices."""
    found = list(_SEPARATOR.finditer(text))
    begins = [0, *(separator.end() for separator in found)]
    ends = [*(separator.start() for separator in found), len(text)]
    return list(zip(begins, ends, strict=True))


def _begins_with_time(part: str, question: Question) -> bool:
    """Return whether *part* begins with its time: "tomorrow in Oslo", but not "Oslo tomorrow"."""
    name = _FIRST_WORD.search(question.places)
    first = _FIRST_WORD.search(part)
    return name is not None and first is not None and name[0] != first[0]


def _with_quantity_of_first(parts: Sequence[tuple[Question, str]]) -> Sequence[tuple[Question, str]]:
    quantity = parts[0][0].quantity
    if any(question.quantity in {*COMPARISONS, *REQUESTED_MESSAGES} for question, _ in parts):
        return []
    return [
        (replace(question, quantity=quantity), part)
        if question.quantity is Quantity.WEATHER and not question.asks_for_weather
        else (question, part)
        for question, part in parts
    ]
