"""Decides whether a name means a place, by its preposition, its capitals, and a time in the message."""

from collections.abc import Sequence

from services.places.index.schema import NameKind
from services.places.reading.certainty import MIN_LISTED_TOWN_POPULATION, is_clearly_place
from services.places.reading.everyday import MIN_TOWN_POPULATION, is_everyday_word
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Token
from services.places.reading.words import (
    DESTINATION_PREPOSITIONS,
    NAME_PREPOSITIONS,
    SETTLEMENT_TYPE_WORDS,
    WORDS_BEFORE_DECLINED_NAMES,
)

MIN_DISTINCTIVE_NAME_LENGTH = 4
"""Minimum number of letters of a small place's name that is recognized in a question about the weather."""

MIN_ALTERNATE_NAME_LENGTH = 8
"""Minimum number of letters of an alternate spelling that means a town without other signs: «петразаводск»."""


def is_possible_place(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* may be the place of a question.

    An everyday word may be the place only after a preposition: "in Nice".
    """
    if segment.role is Role.OTHER:
        return False
    before = tokens[segment.start - 1].key if segment.start > 0 else ""
    # "To" also stands before verbs: only the capital letter distinguishes "to Bath" from "to bath".
    is_destination = before in DESTINATION_PREPOSITIONS and tokens[segment.start].raw[0].isupper()
    after_preposition = (
        is_destination or before in NAME_PREPOSITIONS | WORDS_BEFORE_DECLINED_NAMES | SETTLEMENT_TYPE_WORDS
    )
    candidates = segment.candidates if segment.end - segment.start > 1 else ()
    is_whole = any(candidate.kind == NameKind.OWN for candidate in candidates[:1])
    return after_preposition or is_whole or not is_everyday_word(segment, tokens)


def follows_preposition(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether the word before *segment* is a preposition such as "in"."""
    return segment.start > 0 and tokens[segment.start - 1].key in NAME_PREPOSITIONS | WORDS_BEFORE_DECLINED_NAMES


def is_distinctive_name(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is correctly spelled, and neither short nor an everyday word."""
    return (
        segment.role is Role.NAME
        and not segment.is_misspelled
        and len(tokens[segment.start].key) >= MIN_DISTINCTIVE_NAME_LENGTH
        and segment.candidates[0].population >= MIN_LISTED_TOWN_POPULATION
        and not is_everyday_word(segment, tokens)
    )


def is_clear_in_message(segment: Segment, tokens: Sequence[Token], *, has_time: bool) -> bool:
    """Return whether *segment* clearly means a place; with a time in the message, a smaller town suffices."""
    return is_clearly_place(segment, tokens) or (has_time and _is_likely_town(segment, tokens))


def _is_likely_town(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* follows a preposition, or is a capitalized name that stands out.

    A capitalized name stands out if it has several words or is the whole text.

    Examples are «Выходные в Суздале», "Ocean City this weekend" and "Valletta tomorrow"; the caller has removed
    the times.
    """
    if segment.role is not Role.NAME or segment.is_misspelled or is_everyday_word(segment, tokens):
        return False
    best, named = segment.candidates[0], tokens[segment.start : segment.end]
    is_marked = len(named) > 1 or len(tokens) == 1
    # In «как насчёт Порхова», the caller has removed the words after which the name is declined.
    kinds = {NameKind.OWN, NameKind.DECLINED} if len(tokens) == 1 else {NameKind.OWN}
    is_capitalized = is_marked and best.kind in kinds and all(token.raw[0].isupper() for token in named)
    is_full_name = best.kind == NameKind.OWN or (
        best.kind == NameKind.ALTERNATE and len(tokens[segment.start].key) >= MIN_ALTERNATE_NAME_LENGTH
    )
    is_alone = len(tokens) == 1 and is_full_name and is_distinctive_name(segment, tokens)
    # «Ростов Великий» is another name of Ростов.
    has_other_name = (
        len(named) > 1 and best.kind == NameKind.ALTERNATE and all(token.raw.istitle() for token in named)
    )
    return (
        (follows_preposition(segment, tokens) or is_alone or has_other_name)
        and best.population >= MIN_TOWN_POPULATION
    ) or (is_capitalized and best.population >= MIN_LISTED_TOWN_POPULATION)
