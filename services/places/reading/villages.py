"""Recognizes messages of only an unknown name and its region: "Little Snoring, Norfolk"."""

from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.reading.absent import with_names_absent_from_areas
from services.places.reading.lattice import Lattice
from services.places.reading.segments import AbsentSegment, Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import DISTRICT_WORDS, DIVISION_WORDS, SETTLEMENT_TYPE_WORDS

MAX_VILLAGE_MESSAGE_WORDS = 8
"""Maximum number of words of a message that consists of an unknown name and its region."""


def may_name_village(segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether a short message has a comma and an unknown word: "Little Snoring, Norfolk"."""
    return (
        len(tokens) <= MAX_VILLAGE_MESSAGE_WORDS
        and any(token.gap is Gap.COMMA for token in tokens)
        and any(segment.may_be_misspelled for segment in segments)
    )


def names_village_in_region(segments: Sequence[Segment], lattice: Lattice, index: PlaceIndex) -> bool:
    """Return whether the message consists of an unknown name and its region: "Little Snoring, Norfolk".

    A name of one word must follow a word such as «деревня», or its region must have a word such as "county". For
    example, "Sincerely, Virginia" has neither word, and may be the end of a letter.
    """
    tokens = lattice.tokens
    if not may_name_village(segments, tokens):
        return False
    named = [
        segment
        for segment in with_names_absent_from_areas(segments, lattice, index, is_corrected=True)
        if segment.role is not Role.OTHER
    ]
    village = named[0] if len(named) == 1 else None
    if not isinstance(village, AbsentSegment) or village.candidates:
        return False
    keys = {token.key for token in tokens[village.name_end : village.end]}
    has_kind = (
        any(token.key in SETTLEMENT_TYPE_WORDS for token in tokens[: village.start])
        or village.name_end > village.start + 1
        or bool(keys & (DIVISION_WORDS | DISTRICT_WORDS))
    )
    words = (tokens[village.start], *tokens[village.name_end : village.end][:1])
    is_written = all(word.raw[0].isupper() for word in words) or bool(keys & DIVISION_WORDS)
    return has_kind and is_written and tokens[village.name_end].gap is Gap.COMMA
