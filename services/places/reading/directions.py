"""Finds places in a part of a country or region: "south of France", «север Италии»."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.candidates import candidates_far_apart
from services.places.reading.regions import capital_of
from services.places.reading.segments import Role, Segment, insert_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    ADJECTIVE_ENDINGS,
    CENTRE_SECTION,
    DIRECTION_WORDS,
    DIVISION_WORDS,
    SETTLEMENT_TYPE_WORDS,
    STOP_WORDS,
)

MAX_SEARCHED_PLACES = 300
"""Number of most populous places of an area among which the places in a part of the area are searched."""

MAX_PLACES_IN_DIRECTION = 4
"""Maximum number of places that are offered for a part of an area, such as its south."""

MAX_COMPARED_PLACES = 30
"""Maximum number of places in a part of an area that are compared with each other to leave out suburbs."""

PARTS_PER_DIRECTION = (4, 2)
"""Numbers of equal parts into which an area is divided in each direction, tried in this order.

With four parts, a corner of an area, such as the northeast of Italy, may have no place; then the area is divided
into two parts. With three parts, the north of Kazakhstan would include Aktobe, which lies in the west.
"""

PLACES_PER_OUTLIER = 10
"""One in this many places is left out at each edge of an area when the extent of the area is measured.

For example, places on distant islands are left out.
"""


def with_parts_of_areas(
    segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex
) -> Sequence[Segment]:
    """Return *segments* with one segment for each part of a country or region, such as "south of France".

    The words between two commas must be only the part, such as "south of France", and stop words. The segment of a
    part has the role UNKNOWN; its candidates are the largest places in the part.
    """
    for start, end in spans_between_commas(tokens):
        named = _positions_without_stop_words(tokens, start, end)
        part = None
        if len(named) > 1 and tokens[named[0]].key in DIRECTION_WORDS:
            # "Central City in Kentucky" is a town.
            has_type = any(token.key in SETTLEMENT_TYPE_WORDS for token in tokens[named[0] : named[-1]])
            part = None if has_type else _segment_of_area_part(tokens, named, index)
        if part and not any(_is_town_or_qualifier(part, segment, tokens) for segment in segments):
            segments = insert_segment(segments, part)
    return segments


def _is_town_or_qualifier(part: Segment, segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return False if *part* means a part of an area: "север Московской области".

    Return True if *part* is the name of a town, such as Северный in "Северный Московская область", or a qualifier
    of *segment*, as in "Bergamo, northern Italy".
    """
    if segment.area is None or segment.end <= part.start or segment.start >= part.end:
        return False
    has_division = any(token.key in DIVISION_WORDS for token in tokens[part.start : part.end])
    is_town = has_division and tokens[part.start].key.endswith(ADJECTIVE_ENDINGS)
    return is_town or segment.start < part.start or segment.end > part.end


def spans_between_commas(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the tokens between commas or stronger separators, such as line breaks."""
    inner = (at for at in range(1, len(tokens)) if tokens[at].gap >= Gap.COMMA)
    yield from pairwise([0, *inner, len(tokens)])


def _positions_without_stop_words(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the indices of the tokens from *start* to *end* (exclusive) that are not stop words."""
    return [at for at in range(start, end) if tokens[at].key not in STOP_WORDS]


def _segment_of_area_part(tokens: Sequence[Token], named: Sequence[int], index: PlaceIndex) -> Segment | None:
    keys = [tokens[at].key for at in named]
    whole = " ".join(keys)
    if index.areas_by_name({whole}) or any(
        candidate.kind == NameKind.OWN for candidate in index.candidates(whole)
    ):
        return None  # South Africa, North Port
    count = 0
    sides: set[str] = set()
    while count < len(keys) and keys[count] in DIRECTION_WORDS:
        sides |= DIRECTION_WORDS[keys[count]]
        count += 1
    rest = [key for key in keys[count:] if key not in DIVISION_WORDS] if count < len(keys) else []
    name = " ".join(rest)
    areas: Sequence[Area] = index.areas_by_name({name}).get(name, ()) if rest else ()
    places = [place for area in areas[:1] for place in _places_in_direction(area, sides, index)]
    if not places:
        return None
    return Segment(named[0], named[-1] + 1, 0.0, Role.UNKNOWN, places, Area(areas[0].country, areas[0].region_id))


def _places_in_direction(area: Area, sides: set[str], index: PlaceIndex) -> list[Candidate]:
    """Return the largest places of *area* that are on all *sides*, such as south and east, without the capital."""
    places = index.most_populous_places(area, MAX_SEARCHED_PLACES) or index.largest_places(area.region_id)
    if not places:
        return []
    capital = capital_of(area.country, index)
    found: list[Candidate] = []
    for parts in PARTS_PER_DIRECTION:
        if not found:
            found = [place for place in places if capital is None or place.place_id != capital.place_id]
            for side in sides:
                is_inside = (
                    _centre_filter(places, parts) if side == CENTRE_SECTION else _side_filter(side, places, parts)
                )
                found = [place for place in found if is_inside(place)]
    return candidates_far_apart(found[:MAX_COMPARED_PLACES])[:MAX_PLACES_IN_DIRECTION]


def _centre_filter(places: Sequence[Candidate], parts: int) -> Callable[[Candidate], bool]:
    """Return a function that checks whether a place is in the central part of *places*."""
    latitudes = sorted(place.latitude for place in places)
    longitudes = sorted(place.longitude for place in places)

    def distance_from_centre(place: Candidate) -> float:
        return sum(
            abs(value - values[len(values) // 2]) / ((values[-1] - values[0]) or 1.0)
            for value, values in ((place.latitude, latitudes), (place.longitude, longitudes))
        )

    most = sorted(map(distance_from_centre, places))[len(places) // parts]
    return lambda place: distance_from_centre(place) <= most


def _side_filter(side: str, places: Sequence[Candidate], parts: int) -> Callable[[Candidate], bool]:
    """Return a function that checks whether a place is among the outermost *places* on *side*.

    The area is divided into *parts* parts in two ways: with equal extents, and with equal numbers of places. The
    function returns True only for a place that is in the outermost part in both ways. The parameter *side* is one
    of SIDE_SECTIONS.
    """
    sign = 1 if side in {"north", "east"} else -1

    def position_along_side(place: Candidate) -> float:
        return sign * (place.latitude if side in {"north", "south"} else place.longitude)

    values = sorted(position_along_side(place) for place in places)
    few = len(values) // PLACES_PER_OUTLIER
    low, high = values[few], values[-few - 1]
    threshold = max(high - (high - low) / parts, values[-(len(values) // parts) - 1])
    return lambda place: position_along_side(place) >= threshold
