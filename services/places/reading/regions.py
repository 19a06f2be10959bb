"""Regions and codes asked for themselves: "Texas", "погода в Татарстане", "Paris, North Carolina", "US", "OK"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.languages import LANGUAGES
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Bearer
from services.places.index.schema import Kind
from services.places.reading.segments import CODE, LONGEST, Role, Segment, named
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import JOINING, OUTSKIRTS, STOPS
from services.places.text import fold

LOG_TOWN = 4.9
"""Log10 of the people from which a place is rather meant than the region that is called so."""

MOST_MEANT = 2 * LONGEST
"""Words of a region with its country."""


def with_regions(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Sequence[Segment]:
    """Return *segments* with the regions that all of the words, or all between two commas or "and", are.

    There is no weather of a region: it is unknown, but for its largest places to choose from.
    """
    for start, end in _pieces(words):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and (inside[0].start, inside[-1].end) == (start, end):
            region = _region(inside, words, index)
            around = [
                other for other in segments if region and (other.end <= region.start or other.start >= region.end)
            ]
            segments = sorted([*around, region], key=lambda segment: segment.start) if region else segments
    return segments


def _pieces(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield what may be one region: all the words first, and "Trinidad and Tobago" before what is joined."""
    inner = range(1, len(words))
    breaks = {place for place in inner if words[place].gap is Gap.BREAK}
    commas = {place for place in inner if words[place].gap >= Gap.COMMA}
    joints = {place + after for place in inner if words[place].key in JOINING for after in (0, 1)}
    found: dict[tuple[int, int], None] = {}
    for cuts in (set[int](), breaks, breaks | joints, commas, commas | joints):
        found |= dict.fromkeys(pairwise(sorted({0, len(words)} | cuts)))
    yield from found


def _region(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Segment | None:
    """Return the region that all words of *segments* are the name of, but for those around it."""
    meant = _meant(words, segments[0].start, segments[-1].end)
    if not meant or not index.may_begin_area(words[meant[0]].key):
        return None
    start, end = meant[0], meant[-1] + 1
    names = [segment for segment in segments if segment.role is Role.NAME]
    # A name of a part of the words is no town, "North Carolina" is not Carolina; one of more is: "Texas City".
    whole = [name for name in names if name.start <= start and name.end >= end]
    if any(name.log_people >= LOG_TOWN or name.end - name.start > end - start for name in whole):
        return None
    regions = _called(words, meant, index)
    choices = [places for region in regions if (places := index.largest(region))]
    called = {name.bearers[0].place for name in names if name.start < max(regions.values(), default=end)}
    if not choices or any(place.place in called for places in choices for place in places):
        return None  # a town that its region is called after
    places = max(choices, key=lambda places: places[0].population)
    if any(name.bearers[0].population >= places[0].population for name in whole):
        return None  # a town larger than all of the region: Saint John is rather in Canada than on Antigua
    within = {place.region or 0 for place in places}
    area = Area(places[0].country, within.pop() if len(within) == 1 else 0)  # a land has places of several
    return Segment(start, end, 0.0, Role.UNKNOWN, places, area)


def _called(words: Sequence[Token], meant: Sequence[int], index: PlaceIndex) -> dict[int, int]:
    """Return the regions that the words *meant* are the name of, with where it ends.

    That is with the last of them, or before the name of the region's country: "Georgia, US".
    """
    if len(meant) > MOST_MEANT:
        return {}
    start, end = meant[0], meant[-1] + 1
    splits = [(last + 1, _key(words, start, last + 1), _key(words, first, end)) for last, first in pairwise(meant)]
    splits.append((end, _key(words, start, end), ""))
    areas = index.areas({key for _, *keys in splits for key in keys if len(key) >= CODE})
    return {
        area.region: last
        for last, name, country in splits
        if len(name) > CODE
        for area in areas.get(name, ())
        if area.region and (not country or Area(area.country) in areas.get(country, ()))
    }


def _key(words: Sequence[Token], start: int, end: int) -> str:
    return " ".join(word.key for word in words[start:end])


def code_asked(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Sequence[Segment] | None:
    """Return *segments* with what the code of two letters that is all they ask for is, None when it is none.

    A country is its capital, as by its name; what is or may be a region is unknown, but for places to choose from.
    """
    meant = _meant(words, 0, len(words))
    key = words[meant[0]].key if len(meant) == 1 else ""
    if len(key) != CODE or any(segment.role is Role.NAME and not segment.is_weak for segment in segments):
        return None
    start, end = meant[0], meant[0] + 1
    areas = index.areas({key}).get(key, ())
    capitals = [capital for area in areas if not area.region and (capital := _capital(area.country, index))]
    largest = [place for area in areas if area.region for place in index.largest(area.region)]
    if largest:
        code = Segment(start, end, 0.0, Role.UNKNOWN, [*capitals, *largest])
    elif capitals:
        code = named(start, end, capitals)
    else:
        return None
    around = [other for other in segments if other.end <= start or other.start >= end]
    return sorted([*around, code], key=lambda segment: segment.start)


def _meant(words: Sequence[Token], start: int, end: int) -> list[int]:
    return [place for place in range(start, end) if not _is_around(words[place])]


def _is_around(word: Token) -> bool:
    return word.is_number or (word.key in STOPS and word.key not in OUTSKIRTS)


def _capital(country: str, index: PlaceIndex) -> Bearer | None:
    # Monaco is the own name of its capital, Монако is not.
    names = [fold(index.country(country, language.code)) for language in LANGUAGES]
    bearers = (bearer for name in names for bearer in index.bearers(name))
    return next((one for one in bearers if one.kind == Kind.COUNTRY and one.country == country), None)
