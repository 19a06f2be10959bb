"""Regions and codes that are asked for like places: "Texas", «погода в Татарстане», "US", "OK"."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from services.languages import LANGUAGES
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import AREA_CODE_LENGTH, Role, Segment, name_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import FEATURES, JOINING, OUTSKIRTS, STOPS
from services.places.text import MOST_NAME_WORDS, fold

LOG_TOWN = 4.9
"""Log10 of the population from which a place of the same name is likelier meant than the region."""

COUNTY_LEAD = 3
"""By how much more people a town must have than the largest place of a county of its name, to be meant."""

MOST_REGION_WORDS = 2 * MOST_NAME_WORDS
"""Words of a region with its country."""


def with_regions(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Sequence[Segment]:
    """Return *segments* with the regions; a region's name must be all of the words, or all between separators.

    A region has no weather of its own: its segment has the role UNKNOWN, with its largest places as candidates.
    """
    for start, end in _region_spans(words):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and (inside[0].start, inside[-1].end) == (start, end):
            region = _region(inside, words, index)
            segments = _replaced(segments, region) if region else segments
    return segments


def _replaced(segments: Sequence[Segment], new: Segment) -> Sequence[Segment]:
    """Return *segments* with *new* instead of those that it overlaps."""
    around = [other for other in segments if other.end <= new.start or other.start >= new.end]
    return sorted([*around, new], key=lambda segment: segment.start)


def _region_spans(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the spans that may name one region: all words first, and "Trinidad and Tobago" before its parts."""
    inner = range(1, len(words))
    breaks = {position for position in inner if words[position].gap is Gap.BREAK}
    commas = {position for position in inner if words[position].gap >= Gap.COMMA}
    joints = {position + after for position in inner if words[position].key in JOINING for after in (0, 1)}
    spans: dict[tuple[int, int], None] = {}
    for cuts in (set[int](), breaks, breaks | joints, commas, commas | joints):
        spans |= dict.fromkeys(pairwise(sorted({0, len(words)} | cuts)))
    yield from spans


def _region(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Segment | None:
    """Return the segment of the region that the words of *segments* name, without stop words around it."""
    named = _named(segments, words, index)
    if not named or not index.may_begin_area(words[named[0]].key):
        return None
    start, end = named[0], named[-1] + 1
    names = [segment for segment in segments if segment.role is Role.NAME]
    # A name of a place that is a part of the region's does not count: "North Carolina" is not Carolina. A name
    # that contains the region's name does count: "Texas City".
    whole = [name for name in names if name.start <= start and name.end >= end]
    if any(name.end - name.start > end - start for name in whole):
        return None
    regions = _regions_called(words, named, index)
    choices = [places for region in regions if (places := index.largest(region))]
    towns = {name.candidates[0].place for name in names if name.start < max(regions.values(), default=end)}
    if not choices or any(place.place in towns for places in choices for place in places):
        return None  # the region is named after one of its towns, which is likelier meant
    places = max(choices, key=lambda places: places[0].population)
    # A town of that name may be larger than all in the region: Saint John in Canada, not on Antigua. A county,
    # which is no own region of places, is better known than such a town: Cornwall.
    is_county = places[0].region not in regions
    known_as = COUNTY_LEAD if is_county else 1
    if any(name.candidates[0].population >= places[0].population * known_as for name in whole):
        return None
    # In a list the town is meant: "Tacoma, Kent".
    is_all = is_county and len(_name_positions(words, 0, len(words))) == len(named)
    towns_elsewhere = [name for name in whole if name.log_people >= LOG_TOWN]
    if not all(is_all and _is_elsewhere(name, regions, index) for name in towns_elsewhere):
        return None
    places = [*places, *(name.candidates[0] for name in towns_elsewhere)]
    region_ids = {place.region or 0 for place in places}
    area = Area(places[0].country, region_ids.pop() if len(region_ids) == 1 else 0)  # lands span several regions
    return Segment(start, end, 0.0, Role.UNKNOWN, places, area)


def is_better_known(region: int, town: int, index: PlaceIndex) -> bool:
    """Whether *region* is a county that is better known than a town elsewhere of its name and that population."""
    places = index.largest(region) if region else []
    return bool(places) and places[0].region != region and town < places[0].population * COUNTY_LEAD


def _is_elsewhere(name: Segment, regions: Iterable[int], index: PlaceIndex) -> bool:
    """Whether no place called *name* is in one of *regions*: there is no Kent in Kent."""
    places = [candidate.place for candidate in name.candidates]
    return not any(index.inside(places, Area("", region)) for region in regions)


def _named(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> list[int]:
    """Return the positions of the words of *segments* that may name a region: without stop words, if it has none.

    The word for an island is left out as well where its name is known without it: "остров Суматра".
    """
    start, end = segments[0].start, segments[-1].end
    if index.may_begin_area(words[start].key) and index.areas({_key(words, start, end)}):
        return [*range(start, end)]
    others = {at for segment in segments if segment.role is Role.OTHER for at in range(segment.start, segment.end)}
    named = _name_positions(words, start, end)
    if named and index.areas({_key(words, named[0], named[-1] + 1)}):
        return named
    return [at for at in named if at not in others or words[at].key not in FEATURES]


def _regions_called(words: Sequence[Token], named: Sequence[int], index: PlaceIndex) -> dict[int, int]:
    """Return the ids of the regions that the words at the positions *named* mean, with the ends of their names.

    The region's country may follow its name: "Georgia, US".
    """
    if len(named) > MOST_REGION_WORDS:
        return {}
    start, end = named[0], named[-1] + 1
    splits = [(last + 1, _key(words, start, last + 1), _key(words, first, end)) for last, first in pairwise(named)]
    splits.append((end, _key(words, start, end), ""))
    areas = index.areas({key for _, *keys in splits for key in keys if len(key) >= AREA_CODE_LENGTH})
    return {
        area.region: last
        for last, name, country in splits
        if len(name) > AREA_CODE_LENGTH
        for area in areas.get(name, ())
        if area.region and (not country or any(_is_within(area, other, index) for other in areas.get(country, ())))
    }


def _is_within(area: Area, other: Area, index: PlaceIndex) -> bool:
    """Whether the region *area* is a part of *other*, a country or a larger region: Norfolk of England."""
    if area.country != other.country or not other.region:
        return area.country == other.country
    places = {place.place for place in index.largest(area.region)}
    return area != other and bool(places) and index.inside(places, other) == places


def _key(words: Sequence[Token], start: int, end: int) -> str:
    return " ".join(word.key for word in words[start:end])


def with_code(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Sequence[Segment] | None:
    """Return *segments* with one for the code of two letters that is all they name; None if they name no code.

    The code of a country is a name of its capital. A code that is, or may be, a region's has the role UNKNOWN,
    with places to choose from as candidates.
    """
    named = _name_positions(words, 0, len(words))
    key = words[named[0]].key if len(named) == 1 else ""
    if len(key) != AREA_CODE_LENGTH or any(
        segment.role is Role.NAME and not segment.is_weak for segment in segments
    ):
        return None
    start, end = named[0], named[0] + 1
    areas = index.areas({key}).get(key, ())
    capitals = [capital for area in areas if not area.region and (capital := capital_of(area.country, index))]
    largest = [place for area in areas if area.region for place in index.largest(area.region)]
    if largest:
        return _replaced(segments, Segment(start, end, 0.0, Role.UNKNOWN, [*capitals, *largest]))
    return _replaced(segments, name_segment(start, end, capitals)) if capitals else None


def _name_positions(words: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the positions from *start* to *end* of words that are neither numbers nor stop words."""
    return [position for position in range(start, end) if not _is_around_names(words[position])]


def _is_around_names(word: Token) -> bool:
    return word.is_number or (word.key in STOPS and word.key not in OUTSKIRTS)


def capital_of(country: str, index: PlaceIndex) -> Candidate | None:
    """Return the capital of the country with that ISO code, None when it is not known."""
    # In some languages the country's name is also its capital's own name, which has the kind OWN: Monaco.
    names = [fold(index.country(country, language.code)) for language in LANGUAGES]
    candidates = (candidate for name in names for candidate in index.candidates(name))
    return next((it for it in candidates if it.kind == Kind.COUNTRY and it.country == country), None)
