"""Streets, which are no places although many are called like one: "ул. Ленина 5", "221B Baker Street"."""

from collections.abc import Collection, Iterator, Sequence

from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import ADJECTIVES, ROADS, STOPS, STREETS

ROAD = -5.5
"""What an English street costs: as a town of 25,000 people, so that Abu Road and Chester-le-Street are some."""

LONGEST_ROAD = 4
"""Words of a street with the number of a house before it."""


def streets(tokens: Sequence[Token], start: int, names: Collection[tuple[int, int]]) -> Iterator[Segment]:
    """Yield the street whose kind is at *start*, the words being *names* from and to these positions."""
    if tokens[start].key in STREETS:
        end = _end(tokens, start)
        named_before = end == start + 1 and start > 0 and tokens[start].gap < Gap.COMMA
        if named_before and tokens[start - 1].key.endswith(ADJECTIVES):  # Мясницкая ул.
            start -= 1
        yield Segment(start, end, 0.0, Role.OTHER)
    elif tokens[start].key in ROADS and start > 0 and tokens[start].gap < Gap.COMMA:
        begins = any(first == start and end > start + 1 for first, end in names)  # Lane Cove, Road Town
        others = [*tokens[: start - 1], *tokens[start + 1 :]]
        alone = all(token.key in STOPS for token in others)
        if not begins and not (alone and (start - 1, start + 1) in names):
            yield Segment(_begin(tokens, start), start + 1, ROAD, Role.OTHER)


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return where the street ends whose kind is at *start*: with its number, else after a word."""
    end = start + 1
    while end < len(tokens) and tokens[end].gap < Gap.COMMA:
        end += 1
        if tokens[end - 1].is_number and end > start + 2:
            return end
    is_date = start + 1 < end and tokens[start + 1].is_number  # ул. 8 Марта
    return min(start + (3 if is_date else 2), end)


def _begin(tokens: Sequence[Token], kind: int) -> int:
    """Return where the street begins whose kind is at *kind*: with the number of the house, else a word before."""
    start = kind
    while start > max(0, kind - LONGEST_ROAD + 1) and tokens[start].gap < Gap.COMMA:
        start -= 1
        if tokens[start].is_number:
            return start
    return kind - 1
