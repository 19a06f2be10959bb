"""Names that are not spelled so: what the words that nothing is known of may have been meant as."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Bearer
from services.places.reading.lattice import Lattice
from services.places.reading.segments import CITY, LONGEST, Role, Segment, is_declining, named, weighed
from services.places.reading.spelling import LONGEST as LONGEST_WORD
from services.places.reading.spelling import (
    SHORTEST,
    TORN,
    UNDECLINED,
    one_letter_off,
    other_layouts,
    space_misplaced,
    torn,
    undeclined,
)
from services.places.reading.tokens import Gap, Token
from services.places.text import fold

MOST_GUESSED, WORD = 64, 2
"""Work for the doubtful words of a message: WORD for each, and one for each run of words with it.

That is twenty words between commas, or some seven among others that begin many names, in 12 ms.
"""

MOST_WEAK = 2
"""Words of a name hardly used that are looked into; a longer one is no accident."""

SHORT, SMALL = 5, 4.2
"""Letters of a name and log10 of its people up to which it is doubtful among large cities: Nio after Bangkok."""

LAYOUT = 1.0
LAYOUT_LEAST = 400
"""The score that a name typed in the wrong layout must have: ten thousand people."""

LAYOUT_LETTERS = 3
"""Of a name typed in the wrong layout; a shorter one may be a word as it is: "гл" is UK."""

KEPT = 12
"""Bearers of a guessed name that are kept."""


def add_guesses(
    lattice: Lattice, best: Sequence[Segment], index: PlaceIndex, most: int = MOST_GUESSED
) -> tuple[Sequence[Segment], int]:
    """Add to *lattice* what the doubtful words of *best* may be, until that is *most* work.

    Return the likeliest segments then, and the work done.
    """
    seen: set[int] = set()
    work = 0
    for look in (_weak, _beside_weak):
        for place in look(best, lattice.tokens):
            if place not in seen and work < most:
                seen.add(place)
                spans = list(_around(lattice.tokens, place, index))
                work += WORD + len(spans)
                for segment in _guesses(lattice.tokens, place, spans, index):
                    lattice.add(segment)
        best = lattice.best()
    return best, work


def doubtful(best: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[Segment]:
    """Yield the segments that may be meant as another: no names, or hardly, or small places among large ones."""
    names = [segment for segment in best if segment.role is Role.NAME]
    small = [name for name in names if name.log_people < SMALL]
    among_large = len(small) == 1 and len(names) > 1
    for segment in best:
        is_short = segment.end - segment.start == 1 and len(tokens[segment.start].key) <= SHORT
        if segment.is_weak or (among_large and is_short and segment in small):
            yield segment


def _weak(best: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the positions of words that are doubtful."""
    return [
        place
        for segment in doubtful(best, tokens)
        if segment.end - segment.start <= MOST_WEAK
        for place in range(segment.start, segment.end)
        if not tokens[place].is_number
    ]


def _beside_weak(best: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the positions beside those: in "Nizhyn Tagil" it is the name known that is misspelled."""
    places = []
    for segment in doubtful(best, tokens):
        if segment.end - segment.start == 1:
            if segment.start > 0 and tokens[segment.start].gap < Gap.COMMA:
                places.append(segment.start - 1)
            if segment.end < len(tokens) and tokens[segment.end].gap < Gap.COMMA:
                places.append(segment.end)
    return places


def _meant(tokens: Sequence[Token], place: int, index: PlaceIndex) -> dict[str, float]:
    """Return the words that the one at *place* may have been, with what each costs."""
    word = tokens[place].key
    if len(word) > LONGEST_WORD:
        return {}
    near = one_letter_off(word)
    if _is_declined(tokens, place):
        near |= dict.fromkeys(undeclined(word), UNDECLINED)
        near.pop(word, None)
    return {known: near[known] for known in sorted(index.words(near))} | dict.fromkeys(torn(word), TORN)


def _is_declined(tokens: Sequence[Token], place: int) -> bool:
    """Whether a name at *place* is rather in another case than the nominative."""
    return any(map(is_declining, tokens[:place]))


def _guesses(
    tokens: Sequence[Token], place: int, spans: Sequence[tuple[int, int]], index: PlaceIndex
) -> Iterator[Segment]:
    """Yield the names that the word at *place* is a part of in one of *spans*, had it been another word."""
    words = _meant(tokens, place, index)
    yield from _in_other_layout(tokens, place, index)
    keys: dict[tuple[int, int], dict[str, float]] = {}
    for start, end in spans:
        before = [token.key for token in tokens[start:place]]
        after = [token.key for token in tokens[place + 1 : end]]
        keys[start, end] = {" ".join([*before, word, *after]): cost for word, cost in words.items()}
    for start in (place - 1, place):
        if start >= 0 and start + 2 <= len(tokens) and tokens[start + 1].gap < Gap.COMMA:
            pair = space_misplaced(tokens[start].key, tokens[start + 1].key)
            keys.setdefault((start, start + 2), {}).update(dict.fromkeys(pair, TORN))
    known = index.look_up({key for some in keys.values() for key in some})
    for (start, end), some in keys.items():
        yield from _named(tokens, start, end, {key: cost for key, cost in some.items() if key in known}, known)


def _around(tokens: Sequence[Token], place: int, index: PlaceIndex) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that *place* is in and that any name may be, as far as the words before it tell."""
    first = place
    while first > max(0, place - LONGEST + 1) and tokens[first].gap < Gap.COMMA:
        first -= 1
    for start in range(first, place + 1):
        if start < place and not index.continues(" ".join(token.key for token in tokens[start:place])):
            continue
        end = place + 1
        yield start, end
        while end < len(tokens) and end - start < LONGEST and tokens[end].gap < Gap.COMMA:
            end += 1
            yield start, end


def _named(
    tokens: Sequence[Token],
    start: int,
    end: int,
    keys: Mapping[str, float],
    known: Mapping[str, Sequence[Bearer]],
) -> Iterator[Segment]:
    """Yield the name that the words from *start* to *end* are one of *keys* for, if there is any."""
    declined = _is_declined(tokens, start)
    length = sum(len(token.key) for token in tokens[start:end])
    guesses = [
        weighed(bearer, declined=declined, cost=cost)
        for key, cost in keys.items()
        for bearer in known[key]
        if length >= SHORTEST or (length == SHORTEST - 1 and bearer.population >= CITY)
    ]
    found = {guess.place: guess for guess in sorted(guesses, key=lambda bearer: bearer.score)}
    if found:
        likeliest = sorted(found.values(), key=lambda bearer: -bearer.score)[:KEPT]
        yield replace(named(start, end, likeliest), guessed=True)


def _in_other_layout(tokens: Sequence[Token], place: int, index: PlaceIndex) -> Iterator[Segment]:
    for end in range(place + 1, min(place + MOST_WEAK, len(tokens)) + 1):
        for typed in other_layouts(" ".join(token.raw for token in tokens[place:end])):
            key = fold(typed)
            bearers = index.bearers(key) if key else []
            if len(key) >= LAYOUT_LETTERS and bearers and bearers[0].score >= LAYOUT_LEAST:
                spelled = named(place, end, bearers)
                yield replace(spelled, score=spelled.score - LAYOUT)
