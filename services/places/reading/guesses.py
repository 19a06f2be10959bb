"""Guesses at misspelled names: the names that unknown words are with a letter, space or layout changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.reading.lattice import Lattice
from services.places.reading.segments import CITY, Role, Segment, is_declining, name_segment, weighed
from services.places.reading.spelling import (
    LONGEST_CORRECTED,
    SHORTEST_CORRECTED,
    SPACE_COST,
    UNDECLINED_COST,
    one_letter_off,
    other_layouts,
    space_moved,
    undeclined,
    with_space,
)
from services.places.reading.tokens import Gap, Token
from services.places.text import MAX_NAME_WORDS, fold

MOST_GUESS_WORK, WORD_WORK = 64, 2
"""The work for the doubtful words of a message, and that for a word; each span of words around it adds one.

It is enough for twenty words between commas, or for some seven among words that begin many names, and takes 12 ms.
"""

MOST_WEAK_WORDS = 2
"""Words of a rarely used name for which guesses are made; names of more words are rarely accidental."""

SHORT_NAME, SMALL_PLACE = 5, 4.2
"""Letters of a name, and log10 of its people, up to which it may be a misspelling in a list of large cities."""

LAYOUT_COST = 1.0
"""The cost of a name in another keyboard layout, in log10 of people."""

LEAST_LAYOUT_SCORE = 400
"""The least score of a name in another keyboard layout, that of ten thousand people."""

SHORTEST_LAYOUT = 3
"""The least letters of a name in another keyboard layout; shorter ones may be words: "гл" would be UK."""

MOST_GUESSED_CANDIDATES = 12
"""Candidates of a guessed name."""


def add_guesses(
    lattice: Lattice, best: Sequence[Segment], index: PlaceIndex, most_work: int = MOST_GUESS_WORK
) -> tuple[Sequence[Segment], int]:
    """Add corrections of the doubtful words in *best*, the best segments of *lattice*, to *lattice*.

    Stop when *most_work* is done. Return the best segments with the corrections, and the work done.
    """
    seen: set[int] = set()
    work = 0
    for positions_of in (_weak_positions, _positions_beside_weak):
        for position in positions_of(best, lattice.tokens):
            if position not in seen and work < most_work:
                seen.add(position)
                spans = list(_spans_with(lattice.tokens, position, index))
                work += WORD_WORK + len(spans)
                for segment in _guesses(lattice.tokens, position, spans, index):
                    lattice.add(segment)
        best = lattice.best()
    return best, work


def doubtful(best: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[Segment]:
    """Yield the segments that may be misspelled: unknown words, rare names, a small place among large ones."""
    names = [segment for segment in best if segment.role is Role.NAME]
    small = [name for name in names if name.log_people < SMALL_PLACE]
    among_large = len(small) == 1 and len(names) > 1
    for segment in best:
        is_short = segment.end - segment.start == 1 and len(tokens[segment.start].key) <= SHORT_NAME
        if segment.is_weak or (among_large and is_short and segment in small):
            yield segment


def _weak_positions(best: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the positions of doubtful words."""
    return [
        position
        for segment in doubtful(best, tokens)
        if segment.end - segment.start <= MOST_WEAK_WORDS
        for position in range(segment.start, segment.end)
        if not tokens[position].is_number
    ]


def _positions_beside_weak(best: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the positions beside doubtful words; a known word may be the misspelled one: "Nizhyn Tagil"."""
    positions = []
    for segment in doubtful(best, tokens):
        if segment.end - segment.start == 1:
            if segment.start > 0 and tokens[segment.start].gap < Gap.COMMA:
                positions.append(segment.start - 1)
            if segment.end < len(tokens) and tokens[segment.end].gap < Gap.COMMA:
                positions.append(segment.end)
    return positions


def _corrections(tokens: Sequence[Token], position: int, index: PlaceIndex) -> dict[str, float]:
    """Return the words that the one at *position* may be misspelled from, with their costs."""
    word = tokens[position].key
    if len(word) > LONGEST_CORRECTED:
        return {}
    similar = one_letter_off(word)
    if _is_declined(tokens, position):
        similar |= dict.fromkeys(undeclined(word), UNDECLINED_COST)
        similar.pop(word, None)
    known = sorted(index.words(similar))
    return {word: similar[word] for word in known} | dict.fromkeys(with_space(word), SPACE_COST)


def _is_declined(tokens: Sequence[Token], position: int) -> bool:
    """Whether a word before *position* makes the name there a declined one."""
    return any(map(is_declining, tokens[:position]))


def _guesses(
    tokens: Sequence[Token], position: int, spans: Sequence[tuple[int, int]], index: PlaceIndex
) -> Iterator[Segment]:
    """Yield the names that *spans* are if the word at *position* is corrected."""
    corrections = _corrections(tokens, position, index)
    yield from _in_other_layout(tokens, position, index)
    keys: dict[tuple[int, int], dict[str, float]] = {}
    for start, end in spans:
        before = [token.key for token in tokens[start:position]]
        after = [token.key for token in tokens[position + 1 : end]]
        keys[start, end] = {" ".join([*before, word, *after]): cost for word, cost in corrections.items()}
    for start in (position - 1, position):
        if start >= 0 and start + 2 <= len(tokens) and tokens[start + 1].gap < Gap.COMMA:
            moved = space_moved(tokens[start].key, tokens[start + 1].key)
            keys.setdefault((start, start + 2), {}).update(dict.fromkeys(moved, SPACE_COST))
    known = index.look_up({key for costs in keys.values() for key in costs})
    for (start, end), costs in keys.items():
        yield from _guessed(tokens, start, end, {key: cost for key, cost in costs.items() if key in known}, known)


def _spans_with(tokens: Sequence[Token], position: int, index: PlaceIndex) -> Iterator[tuple[int, int]]:
    """Yield the spans with *position* that may be names; the words before it must begin a name."""
    first = position
    while first > max(0, position - MAX_NAME_WORDS + 1) and tokens[first].gap < Gap.COMMA:
        first -= 1
    for start in range(first, position + 1):
        if start < position and not index.begins_longer_name(
            " ".join(token.key for token in tokens[start:position])
        ):
            continue
        end = position + 1
        yield start, end
        while end < len(tokens) and end - start < MAX_NAME_WORDS and tokens[end].gap < Gap.COMMA:
            end += 1
            yield start, end


def _guessed(
    tokens: Sequence[Token],
    start: int,
    end: int,
    keys: Mapping[str, float],
    known: Mapping[str, Sequence[Candidate]],
) -> Iterator[Segment]:
    """Yield the segment from *start* to *end* with the candidates for *keys*, corrected names with costs."""
    declined = _is_declined(tokens, start)
    length = sum(len(token.key) for token in tokens[start:end])
    guesses = [
        weighed(candidate, declined=declined, cost=cost)
        for key, cost in keys.items()
        for candidate in known[key]
        if length >= SHORTEST_CORRECTED or (length == SHORTEST_CORRECTED - 1 and candidate.population >= CITY)
    ]
    by_place = {guess.place: guess for guess in sorted(guesses, key=lambda candidate: candidate.score)}
    if by_place:
        likeliest = sorted(by_place.values(), key=lambda candidate: -candidate.score)[:MOST_GUESSED_CANDIDATES]
        yield replace(name_segment(start, end, likeliest), guessed=True)


def _in_other_layout(tokens: Sequence[Token], position: int, index: PlaceIndex) -> Iterator[Segment]:
    """Yield the names that the words from *position* on are in another keyboard layout."""
    for end in range(position + 1, min(position + MOST_WEAK_WORDS, len(tokens)) + 1):
        for typed in other_layouts(" ".join(token.raw for token in tokens[position:end])):
            key = fold(typed)
            candidates = index.candidates(key) if key else []
            if len(key) >= SHORTEST_LAYOUT and candidates and candidates[0].score >= LEAST_LAYOUT_SCORE:
                name = name_segment(position, end, candidates)
                yield replace(name, score=name.score - LAYOUT_COST)
