"""Names told apart by a city near them, "Springfield near Boston", or by their rest: "Frankfurt (Oder)"."""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.qualifiers import COST
from services.places.reading.segments import Segment, name_segment, qualified_segment, ranked
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import BESIDE, BESIDE_WHAT

REACH = 150.0
"""Kilometres from a city that are near it, as people say."""

LEAST_BESIDE = 400
"""The least score of a name that another place is near to: 10,000 people."""


def besides(
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
        yield from _with_rest(start, key, spans_at[end], known, index)
    first = _after(tokens, end)
    for last, city in spans_at[first] if first else ():
        # After these words names are declined.
        candidates = ranked(known[city], declined=True) if city in known else ()
        if candidates and candidates[0].score >= LEAST_BESIDE:
            near = index.candidates_near(key, candidates[0].spot, REACH)
            if near and near[0].place != candidates[0].place:
                area = Area(near[0].country, near[0].region or 0)
                yield qualified_segment(start, last, near, area, COST)


def _after(tokens: Sequence[Token], position: int) -> int:
    """Return the position after the words "near" at *position*, 0 if they are not there or the last ones."""
    if tokens[position].key not in BESIDE:
        return 0
    position += 1
    if position < len(tokens) and tokens[position].key in BESIDE_WHAT:
        position += 1
    return position if position < len(tokens) else 0


def _with_rest(
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
