"""Finds names with an addition that distinguishes the place from its namesakes.

The addition is a city near the place ("Springfield near Boston") or the rest of its name ("Frankfurt (Oder)").
"""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.qualifiers import QUALIFIER_COST
from services.places.reading.segments import Segment, name_segment, qualified_segment, ranked_candidates
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import NEARNESS_COMPLEMENTS, NEARNESS_WORDS

MAX_NEAR_DISTANCE = 150.0
"""Maximum distance between a place and the city that it is said to be near, in kilometres."""

MIN_NEAR_CITY_SCORE = 400
"""Minimum score of the city that a place is said to be near, which is the score of 10,000 people."""


def names_with_additions(
    tokens: Sequence[Token],
    span: tuple[int, int],
    spans_at: Sequence[Sequence[tuple[int, str]]],
    candidates_by_key: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield a segment for each addition after the name at *span*; the segment covers the name and the addition.

    *spans_at* holds the ends and keys of the spans that begin at each token. *candidates_by_key* maps the keys
    that are names to their candidates.
    """
    start, end = span
    key = " ".join(token.key for token in tokens[start:end])
    if end >= len(tokens) or tokens[end].gap is Gap.BREAK:
        return
    if tokens[end].gap is Gap.COMMA:
        yield from _longer_names(start, key, spans_at[end], candidates_by_key, index)
    first = _position_after_nearness(tokens, end)
    for last, city in spans_at[first] if first else ():
        # The name of the city may be declined after words for nearness.
        candidates = (
            ranked_candidates(candidates_by_key[city], may_be_declined=True) if city in candidates_by_key else ()
        )
        if candidates and candidates[0].score >= MIN_NEAR_CITY_SCORE:
            near = index.candidates_near(key, candidates[0].spot, MAX_NEAR_DISTANCE)
            if near and near[0].place != candidates[0].place:
                area = Area(near[0].country, near[0].region or 0)
                yield qualified_segment(start, last, near, area, QUALIFIER_COST)


def _position_after_nearness(tokens: Sequence[Token], position: int) -> int:
    """Return the position after the words for nearness at *position*, or 0 if no word follows such words there."""
    if tokens[position].key not in NEARNESS_WORDS:
        return 0
    position += 1
    if position < len(tokens) and tokens[position].key in NEARNESS_COMPLEMENTS:
        position += 1
    return position if position < len(tokens) else 0


def _longer_names(
    start: int,
    key: str,
    spans_after: Sequence[tuple[int, str]],
    candidates_by_key: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield the longer names that the name *key* at *start* forms with unknown words after it."""
    longer = {f"{key} {rest}": last for last, rest in spans_after if rest not in candidates_by_key}
    for name, candidates in index.look_up(longer).items() if longer else ():
        if candidates[0].kind in {Kind.OWN, Kind.OTHER}:
            yield name_segment(start, longer[name], candidates)
