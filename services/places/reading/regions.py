"""Regions and codes asked for themselves: "Texas", "погода в Татарстане", "US", "OK"."""

from collections.abc import Sequence

from services.places.index.reader import Area, Bearer, PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.segments import CODE, Role, Segment, named
from services.places.reading.tokens import Token
from services.places.reading.words import STOPS
from services.places.text import fold

TOWN = 4.9
"""Log10 of the people from which a place is rather meant than the region that is called so."""


def region_asked(
    segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex
) -> Sequence[Segment] | None:
    """Return *segments* with the region that is all they ask for, None when it is not.

    There is no weather of a region: it is unknown, but for its largest places to choose from.
    """
    meant = _meant(words)
    if not meant or not index.may_begin_area(words[meant[0]].key):
        return None
    names = [segment for segment in segments if segment.role is Role.NAME]
    if any(name.log_people >= TOWN for name in names):
        return None
    start, end = meant[0], meant[-1] + 1
    key = " ".join(word.key for word in words[start:end])
    regions = [area.region for area in index.areas({key}).get(key, ()) if area.region] if len(key) > CODE else []
    choices = [places for region in regions if (places := index.largest(region))]
    called = {name.bearers[0].place for name in names}
    if not choices or any(place.place in called for places in choices for place in places):
        return None  # a town that its region is called after
    places = max(choices, key=lambda places: places[0].population)
    around = [other for other in segments if other.end <= start or other.start >= end]
    region = Segment(start, end, 0.0, Role.UNKNOWN, places, Area(places[0].country, places[0].region or 0))
    return sorted([*around, region], key=lambda segment: segment.start)


def code_asked(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Sequence[Segment] | None:
    """Return *segments* with what the code of two letters that is all they ask for is, None when it is none.

    A country is its capital, as by its name; what is or may be a region is unknown, but for places to choose from.
    """
    meant = _meant(words)
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


def _meant(words: Sequence[Token]) -> list[int]:
    return [place for place, word in enumerate(words) if word.key not in STOPS and not word.is_number]


def _capital(country: str, index: PlaceIndex) -> Bearer | None:
    # Jordan is an everyday word, Иордания is not.
    names = [fold(index.country(country, language)) for language in ("en", "ru")]
    bearers = (bearer for name in names for bearer in index.bearers(name))
    return next((one for one in bearers if one.kind == Kind.COUNTRY and one.country == country), None)
