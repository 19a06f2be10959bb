"""Finds the limit in a question, such as "over 40 mph" in "will the wind be over 40 mph?"."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.questions.models import Limit
from services.questions.quantities import LIMIT_KIND, MINUS_VALUE, QUANTITY_PHRASES, ZERO_VALUE
from services.questions.words import Phrase, Word

MINUS_SIGNS = frozenset({"-", "\N{EN DASH}", "\N{MINUS SIGN}"})
"""Characters that may be the minus sign before a negative number."""

MAX_LIMIT_DIGITS = 3
"""Maximum number of digits of a limit; temperatures and wind speeds have at most three digits."""

KINDS_AFTER_OTHER_NUMBERS = frozenset(
    {"unit", "unit_year", "month", "month_short", "oclock", "half", "half_after_at", "date_end", "day_of_month"}
)
"""Kinds of phrases after numbers that are not limits, such as "days" after "3" in "over 3 days"."""


@dataclass(frozen=True, slots=True)
class LimitPhrase:
    """A phrase for a limit in a text, such as "over 40"."""

    start: int
    """Index of the first word of the phrase."""
    end: int
    """Index of the word after the phrase."""
    limit: Limit


def find_limit(
    words: Sequence[Word], time_phrases: Sequence[Sequence[Phrase]], name_positions: AbstractSet[int]
) -> LimitPhrase | None:
    """Return the first phrase for a limit in *words*, ignoring words at *name_positions*; None without a limit.

    *time_phrases* are the phrases for times that begin at each word.
    """
    for start in range(len(words)):
        for phrase in QUANTITY_PHRASES.phrases_starting_at(words, start):
            found = (
                _limit_beginning_with(phrase, start, words, time_phrases) if phrase.kind == LIMIT_KIND else None
            )
            if found is not None and name_positions.isdisjoint(range(start, found.end)):
                return found
    return None


def _limit_beginning_with(
    phrase: Phrase, start: int, words: Sequence[Word], time_phrases: Sequence[Sequence[Phrase]]
) -> LimitPhrase | None:
    """Return the limit that begins with *phrase*, at the word *start*; None if no number follows."""
    at = phrase.end
    if at == len(words):
        return None
    if phrase.value != "under" and any(
        word.value == ZERO_VALUE for word in QUANTITY_PHRASES.phrases_starting_at(words, at)
    ):
        return LimitPhrase(start, at + 1, Limit(0, is_upper=True))
    is_negative = any(sign.value == MINUS_VALUE for sign in QUANTITY_PHRASES.phrases_starting_at(words, at))
    at += is_negative
    if at == len(words) or not words[at].key.isdecimal() or len(words[at].key) > MAX_LIMIT_DIGITS:
        return None
    following = time_phrases[at + 1] if at + 1 < len(words) else ()
    if not KINDS_AFTER_OTHER_NUMBERS.isdisjoint(phrase.kind for phrase in following):
        return None
    number = int(words[at].key)
    value = -number if is_negative or words[at].gap.strip() in MINUS_SIGNS else number
    match phrase.value:
        case "over":
            limit = Limit(value, is_upper=True)
        case "minus" | "zero":
            return None
        case "from":  # "at least 30" means "over 29"
            limit = Limit(value - 1, is_upper=True)
        case _:
            limit = Limit(value, is_upper=False)
    return LimitPhrase(start, at + 1, limit)
