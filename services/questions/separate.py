"""Separates a text with several times into questions: "Oslo now and Bergen on Sunday"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from itertools import pairwise

from services.languages import LANGUAGES
from services.places import Place
from services.places.labels import NO_LABELS
from services.questions.clock import NOON, precedes_in_half_day
from services.questions.context import on_day_of_last_question
from services.questions.dates import days_later
from services.questions.day_ranges import TODAY
from services.questions.hour_lists import texts_for_listed_hours
from services.questions.models import MESSAGE_REQUEST_QUANTITIES, Quantity, Question
from services.questions.named_times import Now, OnDay, When
from services.questions.quantities import COMPARING_QUANTITIES
from services.questions.reading import read_question

MAX_SEPARATED_TEXT_LENGTH = 200
"""Maximum length, in characters, of a text that is separated into questions."""

MAX_TEXT_PIECES = 8
"""Maximum number of pieces of a text, which commas and words such as "and" separate."""

MAX_SEPARATE_QUESTIONS = 4
"""Maximum number of questions into which a text is separated."""

_SEPARATOR = re.compile(
    rf"[\s,;]+(?:{'|'.join(language.talk.separators for language in LANGUAGES)})\s+|[,;]\s+|\s*\n\s*",
    re.IGNORECASE,
)

_WORD = re.compile(r"\w+")


def read_separate_questions(
    text: str, *, labels: Mapping[str, Place] = NO_LABELS
) -> Sequence[tuple[Question, str]]:
    """Return the questions in *text* about different times, each with its part of the text.

    Return an empty list if *text* is one question, such as "Oslo and Bergen on Sunday". A question without a
    quantity gets the quantity of the first question: "rain in Oslo today and in Bergen on Sunday".

    *labels* maps each of the chat's labels, as a key that `label_key` returns, to the labelled place.
    """
    if len(text) > MAX_SEPARATED_TEXT_LENGTH:
        return []
    if at_hours := _questions_at_listed_hours(text, labels):
        return at_hours
    if not 1 < len(pieces := _piece_bounds(text)) <= MAX_TEXT_PIECES:
        return []
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
    if not 1 < len(parts) <= MAX_SEPARATE_QUESTIONS or len(times) < len(parts):
        return []
    return _with_quantity_of_first_question(parts)


def read_listed_hours(text: str, *, labels: Mapping[str, Place] = NO_LABELS) -> Sequence[Question]:
    """Return a question for each hour of a *text* with "at 10, 14 and 18"; none if *text* has no list of hours.

    *labels* maps each of the chat's labels, as a key that `label_key` returns, to the labelled place.
    """
    at_hours = _questions_at_listed_hours(text, labels) if len(text) <= MAX_SEPARATED_TEXT_LENGTH else []
    return [question for question, _ in at_hours]


def _questions_at_listed_hours(text: str, labels: Mapping[str, Place]) -> Sequence[tuple[Question, str]]:
    """Return a question for each hour of a list in *text*, as in "Rome tomorrow at noon and at 6 pm".

    Return an empty list if *text* has no list of hours. The list is also empty if the questions have the same time
    or different places.
    """
    hour_texts = texts_for_listed_hours(text)
    parts = [(read_question(one.text, labels=labels), one.text) for one in hour_texts]
    if not parts or not all(_names_hour_or_part(question.when) for question, _ in parts):
        return []
    if not any(_names_hour(question.when) for question, _ in parts) and _names_hour(read_question(text).when):
        return []  # successive parts of a day are one span of hours: "morning and afternoon"
    if len({" ".join(_WORD.findall(question.places)) for question, _ in parts}) > 1:
        return []
    if len({question.when for question, _ in parts}) < len(parts):
        return []
    return _with_quantity_of_first_question(_with_later_hours(parts, [one.bare_number for one in hour_texts]))


def _names_hour_or_part(when: When | None) -> bool:
    return _names_hour(when) or (isinstance(when, OnDay) and when.part is not None)


def _names_hour(when: When | None) -> bool:
    return isinstance(when, Now) or (isinstance(when, OnDay) and when.hour is not None)


def _with_later_hours(
    parts: Sequence[tuple[Question, str]], bare_numbers: Sequence[int | None]
) -> list[tuple[Question, str]]:
    """Return *parts*; for "at 6 and 7", move 7:00 to 19:00 if the 6 means 18:00.

    *bare_numbers* has, for each of *parts*, the hour as written if it may be before or after noon, else None.
    """
    found = list(parts[:1])
    for (first, second), (question, part) in zip(pairwise(bare_numbers), parts[1:], strict=True):
        before, when = found[-1][0].when, question.when
        if isinstance(before, OnDay) and isinstance(when, OnDay) and before.day == when.day:
            question = replace(question, when=_later_hour(before, first, when, second))  # noqa: PLW2901
        found.append((question, part))
    return found


def _later_hour(before: OnDay, first: int | None, when: OnDay, second: int | None) -> OnDay:
    if before.hour is None or when.hour is None or before.hour <= when.hour or when.until is not None:
        return when
    if when.hour == time(0) and when.day != TODAY:
        # In "Sunday at 18 and midnight", midnight is the end of Sunday. TODAY is not changed, because a midnight
        # that is over means the next midnight anyway.
        return replace(when, day=days_later(when.day, 1))
    if first is None or second is None or not precedes_in_half_day(first, second):
        return when
    is_afternoon = before.hour.hour == first + NOON and when.hour.hour == second
    return replace(when, hour=when.hour.replace(hour=second + NOON)) if is_afternoon else when


def _piece_bounds(text: str) -> list[tuple[int, int]]:
    """Return the indices (start, end) in *text* of each piece between separators such as commas and "and"."""
    found = list(_SEPARATOR.finditer(text))
    begins = [0, *(separator.end() for separator in found)]
    ends = [*(separator.start() for separator in found), len(text)]
    return list(zip(begins, ends, strict=True))


def _begins_with_time(part: str, question: Question) -> bool:
    """Return whether *part* begins with its time: "tomorrow in Oslo", but not "Oslo tomorrow"."""
    name = _WORD.search(question.places)
    first = _WORD.search(part)
    return name is not None and first is not None and name[0] != first[0]


def _on_day_of_first_question(first: Question, question: Question, part: str) -> tuple[Question, str]:
    """Return *question*, moved to the day of *first* if its text *part* names no day, and *part*."""
    if first.when is None or question.when is None:
        return question, part
    return replace(question, when=on_day_of_last_question(question.when, first.when, part)), part


def _with_quantity_of_first_question(parts: Sequence[tuple[Question, str]]) -> Sequence[tuple[Question, str]]:
    quantity = parts[0][0].quantity
    parts = [parts[0], *(_on_day_of_first_question(parts[0][0], question, part) for question, part in parts[1:])]
    if any(question.quantity in {*COMPARING_QUANTITIES, *MESSAGE_REQUEST_QUANTITIES} for question, _ in parts):
        return []
    return [
        (replace(question, quantity=quantity), part)
        if question.quantity is Quantity.WEATHER and not question.asks_for_weather
        else (question, part)
        for question, part in parts
    ]
