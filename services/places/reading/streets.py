"""Finds streets, whose names are often also the names of places: «ул. Ленина 5», "221B Baker Street"."""

from collections.abc import Collection, Iterator, Sequence

from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import ADJECTIVE_ENDINGS, STOP_WORDS, STREET_PREFIXES, STREET_SUFFIXES

STREET_SCORE = -5.5
"""Score of an English street; towns of more than 25,000 people score higher, such as Abu Road."""

MAX_STREET_WORDS = 4
"""Maximum number of words of an English street, with the house number."""


def street_segments(
    tokens: Sequence[Token], start: int, name_spans: Collection[tuple[int, int]]
) -> Iterator[Segment]:
    """Yield the segment of the street whose word for "street", such as «ул.», is at index *start*.

    *name_spans* are (start, end) of the tokens that are names of places.
    """
    if tokens[start].key in STREET_PREFIXES:
        end = _street_end(tokens, start)
        named_before = end == start + 1 and start > 0 and tokens[start].gap < Gap.COMMA
        if named_before and tokens[start - 1].key.endswith(ADJECTIVE_ENDINGS):  # Мясницкая ул.
            start -= 1
        yield Segment(start, end, 0.0, Role.OTHER)
    elif tokens[start].key in STREET_SUFFIXES and start > 0 and tokens[start].gap < Gap.COMMA:
        begins_name = any(first == start and end > start + 1 for first, end in name_spans)  # Lane Cove, Road Town
        others = [*tokens[: start - 1], *tokens[start + 1 :]]
        is_alone = all(token.key in STOP_WORDS for token in others)
        if not begins_name and not (is_alone and (start - 1, start + 1) in name_spans):
            yield Segment(_street_start(tokens, start), start + 1, STREET_SCORE, Role.OTHER)


def _street_end(tokens: Sequence[Token], start: int) -> int:
    """Return the index after the last word of a street; its word «улица» is at index *start*.

    The street ends after the house number or, without a number, after the first word of its name.
    """
    end = start + 1
    while end < len(tokens) and tokens[end].gap < Gap.COMMA:
        end += 1
        if tokens[end - 1].is_number and end > start + 2:
            return end
    is_date = start + 1 < end and tokens[start + 1].is_number  # ул. 8 Марта
    return min(start + (3 if is_date else 2), end)


def _street_start(tokens: Sequence[Token], position: int) -> int:
    """Return the index of the first word of a street; its word "Street" is at index *position*.

    The street begins with the house number or, without a number, with the word before "Street".
    """
    start = position
    while start > max(0, position - MAX_STREET_WORDS + 1) and tokens[start].gap < Gap.COMMA:
        start -= 1
        if tokens[start].is_number:
            return start
    return position - 1
