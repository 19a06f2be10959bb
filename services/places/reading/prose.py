"""Words of a sentence around the places that it tells: "the wedding is in Florence", «концерт в Белграде»."""

from collections.abc import Sequence

from services.places.reading.certainty import is_everyday
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import JOINING, PREPOSITIONS, WHERE

TELLING = WHERE | PREPOSITIONS


def without_prose(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[Segment]:
    """Return *segments* where small words that stand by themselves say nothing, if another name is told by "in".

    Such are everyday words that are also called so somewhere, and words that no place is called.
    """
    told = any(_is_told(segment, tokens) for segment in segments)
    return [
        Segment(segment.start, segment.end, segment.score, Role.OTHER)
        if told and _is_small(segment, tokens) and _is_by_itself(position, segments, tokens)
        else segment
        for position, segment in enumerate(segments)
    ]


def _is_told(segment: Segment, tokens: Sequence[Token]) -> bool:
    return segment.role is Role.NAME and segment.start > 0 and tokens[segment.start - 1].key in TELLING


def _is_small(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Whether it is a word without a capital that is no name, or hardly one."""
    if segment.end - segment.start > 1 or not tokens[segment.start].raw[0].islower():
        return False
    return is_everyday(segment, tokens) if segment.role is Role.NAME else not segment.bearers


def _is_by_itself(position: int, segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Whether it is not beside another name, "погода в Москве химкх", and neither joined nor told by "in"."""
    beside = (*segments[max(0, position - 1) : position], *segments[position + 1 : position + 2])
    start = segments[position].start
    told = start > 0 and tokens[start].gap < Gap.BREAK and tokens[start - 1].key in TELLING | JOINING
    return not told and all(other.role is Role.OTHER for other in beside)
