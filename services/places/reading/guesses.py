"""Corrects misspelled names: looks up unknown words with a changed letter, space or keyboard layout."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.index.transliteration import is_transliteration
from services.places.reading.lattice import Lattice
from services.places.reading.layouts import MIN_OTHER_KEYBOARD_LAYOUT_LENGTH, texts_in_other_layouts
from services.places.reading.segments import (
    MIN_CITY_POPULATION,
    Role,
    Segment,
    name_segment,
    requires_declension,
    with_adjusted_score,
)
from services.places.reading.spelling import (
    IRREGULAR_NOMINATIVE_COST,
    MAX_CORRECTED_LENGTH,
    MIN_CORRECTED_LENGTH,
    SPACE_COST,
    irregular_nominatives,
    one_letter_corrections,
    space_insertions,
    space_moves,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import PREPOSITIONS_IN_NAMES
from services.places.text import MAX_NAME_WORDS, fold

MAX_CORRECTION_WORK = 64
"""Maximum work for all corrections in a message.

The unit of work is one possible name that contains a doubtful word. The maximum is enough for twenty doubtful
words between commas, or for seven doubtful words in succession.
"""

WORK_PER_DOUBTFUL_WORD = 2
"""Work of correcting one doubtful word, besides the work for each possible name that contains the word."""

MAX_DOUBTFUL_WORDS = 2
"""Maximum number of words of a rarely used name that may be a misspelling; longer names rarely match by chance."""

MAX_SHORT_NAME_LENGTH = 5
"""Maximum number of letters of a small place's name that may be a misspelling.

The name counts as doubtful only if all other names of the text mean larger places.
"""

MAX_SMALL_PLACE_LOG_POPULATION = 4.2
"""Maximum log10 of the population of a small place; the short name of a small place may be a misspelling."""

OTHER_KEYBOARD_LAYOUT_COST = 1.0
"""Subtracted from the score (log10 of population) of a name that was typed in the wrong keyboard layout."""

MIN_OTHER_KEYBOARD_LAYOUT_SCORE = 400
"""Minimum score (100 × log10 of population) of a name in another keyboard layout: the score of 10,000 people."""

MAX_CORRECTED_CANDIDATES = 12
"""Maximum number of candidates of a corrected name; less likely candidates are dropped."""


def add_guesses(
    lattice: Lattice, segments: Sequence[Segment], index: PlaceIndex, max_work: int = MAX_CORRECTION_WORK
) -> tuple[Sequence[Segment], int]:
    """Add corrections of doubtful words to *lattice*; return the new best segments and the work that was done.

    Doubtful words are unknown words and rarely used names. Before the call, *segments* are the best segments of
    *lattice*. Correct no further word when the work has reached *max_work*; the unit of work is one possible name
    that contains a doubtful word.
    """
    seen: set[int] = set()
    work = 0
    for positions_of in (_doubtful_positions, _positions_beside_doubtful):
        for position in positions_of(segments, lattice.tokens):
            if position not in seen and work < max_work:
                seen.add(position)
                spans = list(_name_spans_containing(lattice.tokens, position, index))
                work += WORK_PER_DOUBTFUL_WORD + len(spans)
                for segment in _corrected_names_at(lattice.tokens, position, spans, index):
                    lattice.add(segment)
        segments = lattice.best_segments()
    return segments, work


def misspelled_compound_spans(segments: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of three words that may be one misspelled name: «росстов на дону».

    The first word is unknown, the second is one of PREPOSITIONS_IN_NAMES, and the third is a name.
    """
    for first, middle, last in zip(segments, segments[1:], segments[2:], strict=False):
        is_joined = all(tokens[segment.start].gap < Gap.COMMA for segment in (middle, last))
        is_inside = tokens[middle.start].key in PREPOSITIONS_IN_NAMES
        if first.role is Role.UNKNOWN and last.role is Role.NAME and is_inside and is_joined:
            yield first.start, last.end


def add_corrected_compounds(lattice: Lattice, spans: Sequence[tuple[int, int]], index: PlaceIndex) -> None:
    """Add the names at *spans*, from `misspelled_compound_spans`, to *lattice* with corrected first words."""
    for start, end in spans:
        for name in _corrected_names_at(lattice.tokens, start, [(start, end)], index):
            if (name.start, name.end) == (start, end):
                lattice.add(name)


def doubtful_segments(segments: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[Segment]:
    """Yield the segments that may be misspelled: unknown words, rare names, a small place among large places."""
    names = [segment for segment in segments if segment.role is Role.NAME]
    small = [name for name in names if name.log_population < MAX_SMALL_PLACE_LOG_POPULATION]
    among_large = len(small) == 1 and len(names) > 1
    for segment in segments:
        is_short = segment.end - segment.start == 1 and len(tokens[segment.start].key) <= MAX_SHORT_NAME_LENGTH
        if segment.may_be_misspelled or (among_large and is_short and segment in small):
            yield segment


def _doubtful_positions(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the indices of the tokens that may be misspelled."""
    return [
        position
        for segment in doubtful_segments(segments, tokens)
        if segment.end - segment.start <= MAX_DOUBTFUL_WORDS
        for position in range(segment.start, segment.end)
        if not tokens[position].is_number
    ]


def _positions_beside_doubtful(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[int]:
    """Return the indices of words beside doubtful words: "Nizhyn" in "Nizhyn Tagil" may be misspelled."""
    positions = []
    for segment in doubtful_segments(segments, tokens):
        if segment.end - segment.start == 1:
            if segment.start > 0 and tokens[segment.start].gap < Gap.COMMA:
                positions.append(segment.start - 1)
            if segment.end < len(tokens) and tokens[segment.end].gap < Gap.COMMA:
                positions.append(segment.end)
    return positions


def _corrections_with_costs(tokens: Sequence[Token], position: int, index: PlaceIndex) -> dict[str, float]:
    """Return the corrections of the token at *position*, each with the cost to subtract from its score."""
    word = tokens[position].key
    if len(word) > MAX_CORRECTED_LENGTH:
        return {}
    similar = one_letter_corrections(word)
    if _must_be_declined(tokens, position):
        similar |= dict.fromkeys(irregular_nominatives(word), IRREGULAR_NOMINATIVE_COST)
        similar.pop(word, None)
    known = sorted(index.known_words(similar))
    return {word: similar[word] for word in known} | dict.fromkeys(space_insertions(word), SPACE_COST)


def _must_be_declined(tokens: Sequence[Token], position: int) -> bool:
    """Return whether a word before *position*, such as «в», requires a declined name."""
    return any(map(requires_declension, tokens[:position]))


def _corrected_names_at(
    tokens: Sequence[Token], position: int, spans: Sequence[tuple[int, int]], index: PlaceIndex
) -> Iterator[Segment]:
    """Yield the known names that corrections of the token at *position* form with the words around the token.

    *spans* are (start, end) of each possible name that contains the token.
    """
    corrections = _corrections_with_costs(tokens, position, index)
    yield from _names_in_other_layout(tokens, position, index)
    keys: dict[tuple[int, int], dict[str, float]] = {}
    for start, end in spans:
        before = [token.key for token in tokens[start:position]]
        after = [token.key for token in tokens[position + 1 : end]]
        keys[start, end] = {" ".join([*before, word, *after]): cost for word, cost in corrections.items()}
    for start in (position - 1, position):
        if start >= 0 and start + 2 <= len(tokens) and tokens[start + 1].gap < Gap.COMMA:
            moved = space_moves(tokens[start].key, tokens[start + 1].key)
            keys.setdefault((start, start + 2), {}).update(dict.fromkeys(moved, SPACE_COST))
    typed = {" ".join(token.key for token in tokens[start:end]) for start, end in keys}
    known = index.look_up(typed | {key for costs in keys.values() for key in costs})
    for (start, end), costs in keys.items():
        yield from _corrected_segments(
            tokens, start, end, {key: cost for key, cost in costs.items() if key in known}, known
        )


def _name_spans_containing(tokens: Sequence[Token], position: int, index: PlaceIndex) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each possible name that contains the token at *position*.

    The words of a possible name before *position* must be the first words of a name in the index.
    """
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


def _corrected_segments(
    tokens: Sequence[Token],
    start: int,
    end: int,
    keys: Mapping[str, float],
    known: Mapping[str, Sequence[Candidate]],
) -> Iterator[Segment]:
    """Yield at most one segment, for tokens *start* to *end* (exclusive), with the places that *keys* may mean.

    *keys* maps corrected names, folded, to costs. The mapping *known* has the places that the corrected names may
    mean. The own name of a place is not corrected to a country's name: Piran is not Iran.
    """
    may_be_declined = _must_be_declined(tokens, start)
    typed = " ".join(token.key for token in tokens[start:end])
    is_own_name = typed in known and known[typed][0].kind == NameKind.OWN
    length = sum(len(token.key) for token in tokens[start:end])
    guesses = [
        with_adjusted_score(candidate, may_be_declined=may_be_declined, cost=cost)
        for key, cost in keys.items()
        for candidate in known[key]
        if (candidate.kind != NameKind.COUNTRY or not is_own_name)
        and (
            length >= MIN_CORRECTED_LENGTH
            or (length == MIN_CORRECTED_LENGTH - 1 and candidate.population >= MIN_CITY_POPULATION)
        )
    ]
    by_place = {guess.place_id: guess for guess in sorted(guesses, key=lambda candidate: candidate.score)}
    if by_place:
        likeliest = sorted(by_place.values(), key=lambda candidate: -candidate.score)[:MAX_CORRECTED_CANDIDATES]
        spelled = [guess._replace(kind=NameKind.OWN) for guess in likeliest if is_transliteration(typed, guess)]
        # A name in Latin letters may have several correct spellings.
        yield (
            name_segment(start, end, spelled)
            if spelled
            else replace(name_segment(start, end, likeliest), is_misspelled=True)
        )


def _names_in_other_layout(tokens: Sequence[Token], position: int, index: PlaceIndex) -> Iterator[Segment]:
    """Yield the names that the words from *position* on would be in another keyboard layout."""
    for end in range(position + 1, min(position + MAX_DOUBTFUL_WORDS, len(tokens)) + 1):
        for typed in texts_in_other_layouts(" ".join(token.raw for token in tokens[position:end])):
            key = fold(typed)
            candidates = index.candidates(key) if key else []
            if (
                len(key) >= MIN_OTHER_KEYBOARD_LAYOUT_LENGTH
                and candidates
                and candidates[0].score >= MIN_OTHER_KEYBOARD_LAYOUT_SCORE
            ):
                name = name_segment(position, end, candidates)
                yield replace(name, score=name.score - OTHER_KEYBOARD_LAYOUT_COST)
