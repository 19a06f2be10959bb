"""Parts of countries and regions by their direction: "south of France", «север Италии», "northern Spain"."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.regions import capital_of
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import CENTRE, DIRECTIONS, DIVISIONS, STOPS

MOST_LOOKED_THROUGH = 300
"""The largest places of an area among which those in a direction are chosen."""

MOST_OFFERED = 4
"""Places offered for a part of an area."""

PART = 3
"""A direction is the outermost of this many parts."""

OUTLIERS = 10
"""One of this many places at either end does not count for the extent of an area, as it may be on a far island."""


def with_directions(segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex) -> Sequence[Segment]:
    """Return *segments* with the parts of areas, which must be all between two commas, but for stop words.

    A part has the role UNKNOWN, with its largest places as candidates.
    """
    for start, end in between_commas(tokens):
        named = _named(tokens, start, end)
        part = _part(tokens, named, index) if len(named) > 1 and tokens[named[0]].key in DIRECTIONS else None
        is_qualifier = part and any(
            segment.area and segment.start < part.end and segment.end > part.start for segment in segments
        )
        if part and not is_qualifier:  # "Bergamo, northern Italy"
            around = [other for other in segments if other.end <= part.start or other.start >= part.end]
            segments = sorted([*around, part], key=lambda segment: segment.start)
    return segments


def between_commas(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of the words between each two commas."""
    inner = (at for at in range(1, len(tokens)) if tokens[at].gap >= Gap.COMMA)
    yield from pairwise([0, *inner, len(tokens)])


def _named(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the positions of the words from the first direction on, without "of" and stop words around."""
    return [at for at in range(start, end) if tokens[at].key not in STOPS]


def _part(tokens: Sequence[Token], named: Sequence[int], index: PlaceIndex) -> Segment | None:
    keys = [tokens[at].key for at in named]
    whole = " ".join(keys)
    if index.areas({whole}) or any(candidate.kind == Kind.OWN for candidate in index.candidates(whole)):
        return None  # South Africa, North Port
    count = 0
    sides: set[str] = set()
    while count < len(keys) and keys[count] in DIRECTIONS:
        sides |= DIRECTIONS[keys[count]]
        count += 1
    rest = [key for key in keys[count:] if key not in DIVISIONS] if count < len(keys) else []
    name = " ".join(rest)
    areas: Sequence[Area] = index.areas({name}).get(name, ()) if rest else ()
    places = [place for area in areas[:1] for place in _in_direction(area, sides, index)]
    if not places:
        return None
    return Segment(named[0], named[-1] + 1, 0.0, Role.UNKNOWN, places, Area(areas[0].country, areas[0].region))


def _in_direction(area: Area, sides: set[str], index: PlaceIndex) -> list[Candidate]:
    """Return the largest places of *area* that are on all *sides* of it."""
    places = index.most_populous(area, MOST_LOOKED_THROUGH) or index.largest(area.region)
    if not places:
        return []
    capital = capital_of(area.country, index)
    found = [place for place in places if capital is None or place.place != capital.place]
    for side in sides:
        is_inside = _is_central(places) if side == CENTRE else _is_far(side, places)
        found = [place for place in found if is_inside(place)]
    return found[:MOST_OFFERED]


def _is_central(places: Sequence[Candidate]) -> Callable[[Candidate], bool]:
    """Return whether a place is among the part of *places* that is nearest to the middle."""
    latitudes = sorted(place.latitude for place in places)
    longitudes = sorted(place.longitude for place in places)

    def away(place: Candidate) -> float:
        return sum(
            abs(value - values[len(values) // 2]) / ((values[-1] - values[0]) or 1.0)
            for value, values in ((place.latitude, latitudes), (place.longitude, longitudes))
        )

    most = sorted(map(away, places))[len(places) // PART]
    return lambda place: away(place) <= most


def _is_far(side: str, places: Sequence[Candidate]) -> Callable[[Candidate], bool]:
    """Return whether a place is in the outermost part on *side*, of the extent of *places* and of their number."""
    sign = 1 if side in {"north", "east"} else -1

    def along(place: Candidate) -> float:
        return sign * (place.latitude if side in {"north", "south"} else place.longitude)

    values = sorted(along(place) for place in places)
    few = len(values) // OUTLIERS
    low, high = values[few], values[-few - 1]
    least = max(high - (high - low) / PART, values[-(len(values) // PART) - 1])
    return lambda place: along(place) >= least
