"""Decides whether a misspelled name in a message without a command certainly means a city."""

from collections.abc import Sequence

from services.places.index.schema import NameKind
from services.places.reading.candidates import (
    MIN_LARGE_CITY_POPULATION,
    MIN_SURE_COMPOUND_LENGTH,
    is_sure_correction,
)
from services.places.reading.everyday import is_everyday_word
from services.places.reading.segments import MIN_CITY_POPULATION, Segment
from services.places.reading.tokens import Token
from services.places.text import fold

MAX_SHORT_MISSPELLING_LENGTH = 5
"""Maximum number of letters of a short misspelled name, which certainly means a city only if the city is large."""

MIN_MISSPELLED_NAME_LENGTH = 5
"""Minimum number of letters of a misspelled name that certainly means a city.

A misspelled name of four letters is certain only if it has the letters of a large city's name in another order:
"olso" for Oslo.
"""

MIN_UNSURE_CORRECTION_LENGTH = 10
"""Minimum number of letters of a misspelled name that may have two wrong letters or several corrections."""

MIN_MISSPELLED_CITY_POPULATION = 300_000
"""Minimum population of a city that a misspelled name certainly means.

A name of at most MAX_SHORT_MISSPELLING_LENGTH letters must mean a larger city.
"""


def is_misspelled_city(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is the misspelled name of a city, and too long to resemble another word by chance.

    The longer the name is, the smaller the city may be. A name with two wrong letters or several possible
    corrections must have MIN_UNSURE_CORRECTION_LENGTH letters. A name of four letters must have the letters of a
    large city's name in another order: "olso".
    """
    best, length = segment.candidates[0], len(folded_letters(segment, tokens))
    is_declined = best.kind == NameKind.DECLINED and length >= MIN_UNSURE_CORRECTION_LENGTH
    is_name = best.kind in {NameKind.OWN, NameKind.ALTERNATE} or is_declined
    if not segment.is_misspelled or not is_name or is_everyday_word(segment, tokens):
        return False
    if segment.is_only_suggestion or not is_sure_correction(segment, tokens):
        return length >= MIN_UNSURE_CORRECTION_LENGTH and best.population >= MIN_CITY_POPULATION
    if length < MIN_MISSPELLED_NAME_LENGTH:
        letters = sorted(folded_letters(segment, tokens))
        own_names = (best.name, *best.names.values())
        return best.population >= MIN_LARGE_CITY_POPULATION and any(
            letters == sorted(fold(own)) for own in own_names
        )
    if segment.end - segment.start > 1 and length >= MIN_SURE_COMPOUND_LENGTH:
        return True  # `is_sure_correction` has checked the population
    min_population = (
        MIN_LARGE_CITY_POPULATION if length <= MAX_SHORT_MISSPELLING_LENGTH else MIN_MISSPELLED_CITY_POPULATION
    )
    return best.population >= min_population


def folded_letters(segment: Segment, tokens: Sequence[Token]) -> str:
    """Return the folded words of *segment* without spaces between them."""
    return "".join(token.key for token in tokens[segment.start : segment.end])
