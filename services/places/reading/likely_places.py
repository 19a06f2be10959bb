"""Decides whether a name means a place, with the help of a preposition, a time or capitals in the message."""

from collections.abc import Sequence

from services.places.index.schema import Kind
from services.places.reading.certainty import (
    LISTED_TOWN_POPULATION,
    TOWN_POPULATION,
    is_clearly_place,
    is_everyday_word,
)
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Token
from services.places.reading.words import (
    NAME_PREPOSITIONS,
    PREPOSITIONS,
    RANK_WORDS,
)

MIN_DISTINCTIVE_LENGTH = 4
"""Minimum number of letters of the name of a small place in a question about the weather."""


def is_possible_place(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether *segment* may be the place in a question. An everyday word must follow a preposition."""
    if segment.role is Role.OTHER:
        return False
    after_preposition = (
        segment.start > 0 and words[segment.start - 1].key in NAME_PREPOSITIONS | PREPOSITIONS | RANK_WORDS
    )
    candidates = segment.candidates if segment.end - segment.start > 1 else ()
    is_whole = any(candidate.kind == Kind.OWN for candidate in candidates[:1])
    return after_preposition or is_whole or not is_everyday_word(segment, words)


def follows_preposition(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether the word before *name* is a preposition such as "in"."""
    return name.start > 0 and words[name.start - 1].key in NAME_PREPOSITIONS | PREPOSITIONS


def is_distinctive(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is spelled correctly, and is neither short nor an everyday word."""
    return (
        name.role is Role.NAME
        and not name.guessed
        and len(words[name.start].key) >= MIN_DISTINCTIVE_LENGTH
        and name.candidates[0].population >= LISTED_TOWN_POPULATION
        and not is_everyday_word(name, words)
    )


def is_clear_in_message(name: Segment, words: Sequence[Token], *, has_time: bool) -> bool:
    """Return whether *name* clearly means a place. If the text names a time, smaller places are clear as well."""
    return is_clearly_place(name, words) or (has_time and _is_likely_town(name, words))


def _is_likely_town(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is a town's name after a preposition, or has capitals and is long or the whole text.

    Examples are «Выходные в Суздале», "Ocean City this weekend" and "Valletta tomorrow".
    """
    if name.role is not Role.NAME or name.guessed or is_everyday_word(name, words):
        return False
    told = name.start > 0 and words[name.start - 1].key in NAME_PREPOSITIONS | PREPOSITIONS
    best, named = name.candidates[0], words[name.start : name.end]
    is_marked = len(named) > 1 or len(words) == 1
    is_capitalized = is_marked and best.kind == Kind.OWN and all(word.raw[0].isupper() for word in named)
    return (told and best.population >= TOWN_POPULATION) or (
        is_capitalized and best.population >= LISTED_TOWN_POPULATION
    )
