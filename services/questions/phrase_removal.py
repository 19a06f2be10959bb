"""Removes the phrases for times, quantities, units and limits from a text, so that the names of places remain."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.places.reading.words import QUESTION_WORDS, REQUEST_WORDS, WEATHER_WORDS
from services.questions.asked_units import UnitPhrase
from services.questions.limits import LimitPhrase
from services.questions.meanings import Hint
from services.questions.quantities import QuantityPhrase
from services.questions.times import TimePhrase
from services.questions.words import Word

_RemovedPhrase = TimePhrase | QuantityPhrase | UnitPhrase | LimitPhrase
"""A phrase to remove from a text, so that only the names of places remain."""

WORDS_OF_QUESTIONS = REQUEST_WORDS | QUESTION_WORDS | WEATHER_WORDS
"""Words that occur in questions about the weather, but not in lists of places."""


def phrases_without_places(
    words: Sequence[Word],
    time_phrases: Iterable[TimePhrase],
    quantity_phrases: Iterable[QuantityPhrase],
    unit_phrases: Iterable[UnitPhrase],
    limit_phrase: LimitPhrase | None,
) -> list[_RemovedPhrase]:
    """Return the phrases that name no place.

    A phrase for a quantity that has only one word stays in the text unless the word is misspelled. The package
    `services.places` decides whether a word that may name a quantity is a part of a name.
    """
    return [
        *unit_phrases,
        *([limit_phrase] if limit_phrase is not None else []),
        *(
            time
            for time in time_phrases
            if not _is_remark_about_holiday(time)
            and (time.meaning not in {Hint.ASKED_WHEN, Hint.ENDING} or time.end - time.start > 1)
        ),
        *(
            _without_question_word(phrase, words)
            for phrase in quantity_phrases
            if phrase.is_certain and (phrase.end - phrase.start > 1 or _is_misspelled(words[phrase.start]))
        ),
    ]


def _is_misspelled(word: Word) -> bool:
    """Return whether *word*, which names a quantity, is misspelled, such as "humidty"."""
    return word.key not in WORDS_OF_QUESTIONS and not word.is_capitalized


def _is_remark_about_holiday(phrase: TimePhrase) -> bool:
    return isinstance(phrase.meaning, tuple) and Hint.REMARK in phrase.meaning


def _without_question_word(quantity_phrase: QuantityPhrase, words: Sequence[Word]) -> QuantityPhrase:
    """Return *quantity_phrase* without a question word at its beginning, such as "how" in "how many degrees"."""
    return replace(
        quantity_phrase, start=quantity_phrase.start + (words[quantity_phrase.start].key in QUESTION_WORDS)
    )


def without_phrases(text: str, words: Sequence[Word], removed_phrases: Iterable[_RemovedPhrase]) -> str:
    """Return *text* without *removed_phrases*; two spaces remain around each removed phrase."""
    kept: list[str] = []
    at = 0
    for start, end in sorted((words[one.start].start, words[one.end - 1].end) for one in removed_phrases):
        if start > at or not kept:
            kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])
