"""Words of a sentence around the places that it tells: "the wedding is in Florence", «концерт в Белграде»."""

from collections.abc import Sequence

from services.places.reading.certainty import is_everyday
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import ASKING, JOINING, PREPOSITIONS, WHERE

TELLING = WHERE | PREPOSITIONS


def without_prose(segments: Sequence[Segment], tokens: Sequence[Token]) -> Sequence[Segment]:
    """Return *segments* where small words that stand by themselves say nothing, if another name is told by "in".

    Such are everyday words that are also called so somewhere, and words that no place is called.
    """
    told = [position for position, segment in enumerate(segments) if _is_told(segment, tokens)]
    if not told:
        return segments
    return [
        Segment(segment.start, segment.end, segment.score, Role.OTHER)
        if _is_prose(position, segments, tokens)
        else segment
        for position, segment in enumerate(segments)
    ]


def _is_told(segment: Segment, tokens: Sequence[Token]) -> bool:
    return segment.role is Role.NAME and segment.start > 0 and tokens[segment.start - 1].key in TELLING


def _is_prose(position: int, segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    segment = segments[position]
    if segment.role is Role.OTHER or segment.end - segment.start > 1 or not tokens[segment.start].raw[0].islower():
        return False
    before, after = segments[max(0, position - 1) : position], segments[position + 1 : position + 2]
    if any(other.role is not Role.OTHER for other in (*before, *after)):  # "погода в Москве химкх"
        return False
    if before and tokens[segment.start].gap < Gap.BREAK and tokens[segment.start - 1].key in TELLING | JOINING:
        return False
    if segment.role is Role.NAME:
        return is_everyday(segment, tokens)
    return not (segment.bearers or (before and tokens[segment.start - 1].key in ASKING))
