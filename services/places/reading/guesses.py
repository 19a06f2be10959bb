"""Names that are not spelled so: what the words that nothing is known of may have been meant as."""

from collections.abc import Iterable, Iterator, Sequence

from services.places.index.reader import Bearer, PlaceIndex
from services.places.reading.segments import LONGEST, Lattice, Role, Segment, named, ranked
from services.places.reading.spelling import LONGEST as LONGEST_WORD
from services.places.reading.spelling import SHORTEST, one_letter_off, other_layout, torn
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import PREPOSITIONS
from services.places.text import fold

MOST_GUESSED = 8
"""Unknown words of a message that are looked into; each is about a thousand look-ups."""

TYPO = 2.0
"""What a name with a letter wrong costs, in log10 of people."""

LAYOUT = 1.0
LAYOUT_LEAST = 400
"""The score that a name typed in the wrong layout must have: ten thousand people."""

KEPT = 12
"""Bearers of a guessed name that are kept."""


def add_guesses(lattice: Lattice, best: Iterable[Segment], index: PlaceIndex) -> bool:
    """Add to *lattice* what the unknown words of *best* may be; tell whether there was anything to add."""
    unknown = [segment.start for segment in best if segment.role is Role.UNKNOWN][:MOST_GUESSED]
    added = False
    for place in unknown:
        for segment in _guesses(lattice.tokens, place, index):
            lattice.add(segment)
            added = True
    return added


def _guesses(tokens: Sequence[Token], place: int, index: PlaceIndex) -> Iterator[Segment]:
    yield from _in_other_layout(tokens, place, index)
    token = tokens[place]
    if not SHORTEST <= len(token.key) <= LONGEST_WORD:
        return
    words = sorted(index.known(one_letter_off(token.key))) + list(torn(token.key))
    for start, end in _around(tokens, place):
        before = [token.key for token in tokens[start:place]]
        after = [token.key for token in tokens[place + 1 : end]]
        declined = any(token.key in PREPOSITIONS for token in tokens[:start])
        yield from _named(start, end, (" ".join([*before, word, *after]) for word in words), index, declined=declined)
    for start, end in ((place - 1, place + 1), (place, place + 2)):
        if start >= 0 and end <= len(tokens) and tokens[end - 1].gap < Gap.COMMA:
            key = tokens[start].key + tokens[start + 1].key
            yield from _named(start, end, [key], index, declined=False)


def _around(tokens: Sequence[Token], place: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a name's words that *place* is in."""
    first = place
    while first > max(0, place - LONGEST + 1) and tokens[first].gap < Gap.COMMA:
        first -= 1
    for start in range(first, place + 1):
        end = place + 1
        yield start, end
        while end < len(tokens) and end - start < LONGEST - 2 and tokens[end].gap < Gap.COMMA:
            end += 1
            yield start, end


def _named(
    start: int, end: int, keys: Iterable[str], index: PlaceIndex, *, declined: bool
) -> Iterator[Segment]:
    found: dict[int, Bearer] = {}
    for key in keys:
        for bearer in index.bearers(key)[:KEPT]:
            if bearer.place not in found or found[bearer.place].score < bearer.score:
                found[bearer.place] = bearer
    if found:
        bearers = sorted(found.values(), key=lambda bearer: -bearer.score)
        bearers = ranked(bearers, declined=declined)[:KEPT]
        yield named(start, end, bearers, cost=TYPO, guessed=True)


def _in_other_layout(tokens: Sequence[Token], place: int, index: PlaceIndex) -> Iterator[Segment]:
    for start, end in _around(tokens, place):
        key = fold(other_layout(" ".join(token.raw for token in tokens[start:end])) or "")
        bearers = index.bearers(key) if key else []
        if bearers and bearers[0].score >= LAYOUT_LEAST:
            yield named(start, end, bearers, cost=LAYOUT)
