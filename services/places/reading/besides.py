"""Names told apart by a city near them, "Springfield near Boston", or by their rest: "Frankfurt (Oder)"."""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.qualifiers import QUALIFIER_COST
from services.places.reading.segments import Segment, name_segment, qualified_segment, ranked_candidates
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import NEARNESS_COMPLEMENTS, NEARNESS_WORDS

MAX_NEAR_DISTANCE = 150.0
"""Kilometres from a city that are near it, as people say."""

MIN_NEAR_CITY_SCORE = 400
"""The least score of a name that another place is near to: 10,000 people."""


def names_with_additions(
    tokens: Sequence[Token],
    span: tuple[int, int],
    spans_at: Sequence[Sequence[tuple[int, str]]],
    known: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield the name at *span* with what is said after it: that it is near a city, or the rest of its name.

    *spans_at* and *known* are as for `Qualifiers`.
    """
    start, end = span
    key = " ".join(token.key for token in tokens[start:end])
    if end >= len(tokens) or tokens[end].gap is Gap.BREAK:
        return
    if tokens[end].gap is Gap.COMMA:
        yield from _longer_names(start, key, spans_at[end], known, index)
    first = _position_after_nearness(tokens, end)
    for last, city in spans_at[first] if first else ():
        # After these words names are declined.
        candidates = ranked_candidates(known[city], declined=True) if city in known else ()
        if candidates and candidates[0].score >= MIN_NEAR_CITY_SCORE:
            near = index.candidates_near(key, candidates[0].spot, MAX_NEAR_DISTANCE)
            if near and near[0].place != candidates[0].place:
                area = Area(near[0].country, near[0].region or 0)
                yield qualified_segment(start, last, near, area, QUALIFIER_COST)


def _position_after_nearness(tokens: Sequence[Token], position: int) -> int:
    """Return the position after the words "near" at *position*, 0 if they are not there or the last ones."""
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
    known: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield the names that *key* at *start* and unknown words after it form."""
    longer = {f"{key} {rest}": last for last, rest in spans_after if rest not in known}
    for name, candidates in index.look_up(longer).items() if longer else ():
        if candidates[0].kind in {Kind.OWN, Kind.OTHER}:
            yield name_segment(start, longer[name], candidates)
