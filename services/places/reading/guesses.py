"""Names that are not spelled so: what the words that nothing is known of may have been meant as."""

from collections.abc import Iterator, Sequence

from services.places.index.reader import Bearer, PlaceIndex
from services.places.reading.segments import CITY, LONGEST, Lattice, Role, Segment, named, weighed
from services.places.reading.spelling import LONGEST as LONGEST_WORD
from services.places.reading.spelling import SHORTEST, TORN, one_letter_off, other_layout, torn
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import PREPOSITIONS
from services.places.text import fold

MOST_GUESSED = 8
"""Unknown words of a message that are looked into; each is about a thousand look-ups."""

MOST_WEAK = 2
"""Words of a name hardly used that are looked into; a longer one is no accident."""

LAYOUT = 1.0
LAYOUT_LEAST = 400
"""The score that a name typed in the wrong layout must have: ten thousand people."""

KEPT = 12
"""Bearers of a guessed name that are kept."""


def add_guesses(lattice: Lattice, best: Sequence[Segment], index: PlaceIndex) -> list[Segment]:
    """Add to *lattice* what the doubtful words of *best* may be, and return the likeliest segments then."""
    guessed: dict[int, dict[str, float]] = {}
    for doubtful in (_weak, _beside_weak):
        places = [place for place in doubtful(best, lattice.tokens) if place not in guessed]
        for place in places[: MOST_GUESSED - len(guessed)]:
            guessed[place] = _meant(lattice.tokens[place].key, index)
            for segment in _guesses(lattice.tokens, place, guessed[place], index):
                lattice.add(segment)
        best = lattice.best()
    return best


def _weak(best: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the positions of words that are no name, or hardly."""
    return [
        place
        for segment in best
        if segment.is_weak and segment.end - segment.start <= MOST_WEAK
        for place in range(segment.start, segment.end)
        if not tokens[place].is_number
    ]


def _beside_weak(best: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the positions beside those: in "Nizhyn Tagil" it is the name known that is misspelled."""
    places = []
    for segment in best:
        if segment.role is Role.UNKNOWN or (segment.is_weak and segment.end - segment.start == 1):
            if segment.start > 0 and tokens[segment.start].gap < Gap.COMMA:
                places.append(segment.start - 1)
            if segment.end < len(tokens) and tokens[segment.end].gap < Gap.COMMA:
                places.append(segment.end)
    return places


def _meant(word: str, index: PlaceIndex) -> dict[str, float]:
    """Return the words that *word* may have been, with what each costs."""
    if not 1 < len(word) <= LONGEST_WORD:
        return {}
    near = one_letter_off(word)
    return {known: near[known] for known in sorted(index.known(near))} | dict.fromkeys(torn(word), TORN)


def _guesses(
    tokens: Sequence[Token], place: int, words: dict[str, float], index: PlaceIndex
) -> Iterator[Segment]:
    yield from _in_other_layout(tokens, place, index)
    for start, end in _around(tokens, place):
        before = [token.key for token in tokens[start:place]]
        after = [token.key for token in tokens[place + 1 : end]]
        keys = {" ".join([*before, word, *after]): cost for word, cost in words.items()}
        yield from _named(tokens, start, end, keys, index)
    for start, end in ((place - 1, place + 1), (place, place + 2)):
        if start >= 0 and end <= len(tokens) and tokens[end - 1].gap < Gap.COMMA:
            yield from _named(tokens, start, end, {tokens[start].key + tokens[start + 1].key: TORN}, index)


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
    tokens: Sequence[Token], start: int, end: int, keys: dict[str, float], index: PlaceIndex
) -> Iterator[Segment]:
    """Yield the name that the words from *start* to *end* are one of *keys* for, if there is any."""
    declined = any(token.key in PREPOSITIONS for token in tokens[:start])
    short = sum(len(token.key) for token in tokens[start:end]) < SHORTEST
    found: dict[int, Bearer] = {}
    for key, cost in keys.items():
        for bearer in index.bearers(key):
            guess = bearer._replace(score=weighed(bearer, declined=declined) - round(100 * cost))
            known = found.get(bearer.place)
            if (known is None or known.score < guess.score) and not (short and bearer.population < CITY):
                found[bearer.place] = guess
    if found:
        yield named(start, end, sorted(found.values(), key=lambda bearer: -bearer.score)[:KEPT], guessed=True)


def _in_other_layout(tokens: Sequence[Token], place: int, index: PlaceIndex) -> Iterator[Segment]:
    for start, end in _around(tokens, place):
        key = fold(other_layout(" ".join(token.raw for token in tokens[start:end])) or "")
        bearers = index.bearers(key) if key else []
        if bearers and bearers[0].score >= LAYOUT_LEAST:
            yield named(start, end, bearers, cost=LAYOUT)
