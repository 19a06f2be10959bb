"""Finds regions and codes that are requested like places: "Texas", «погода в Татарстане», "US", "OK"."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from services.languages import LANGUAGES
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import AREA_CODE_LENGTH, Role, Segment, insert_segment, name_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import FEATURE_WORDS, JOINING_WORDS, OUTSKIRTS_WORDS, STOP_WORDS
from services.places.text import MAX_NAME_WORDS, fold

MIN_TOWN_LOG_PEOPLE = 4.9
"""Minimum log10 of the population of a town that a name may mean instead of a region elsewhere."""

MIN_COUNTY_TOWN_RATIO = 3
"""Minimum ratio of a town's population to that of the largest place of a county with the town's name, for the name
to mean the town.

"""

MAX_REGION_WORDS = 2 * MAX_NAME_WORDS
"""Maximum number of words of a region with its country."""


def with_regions(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Sequence[Segment]:
    """Return *segments* with one segment for each name of a region.

    The name of a region must be the whole text, or all words between two separators. Because a region has no
    weather of its own, its segment has the role UNKNOWN, and its candidates are the region's largest places.
    """
    for start, end in _region_spans(words):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and (inside[0].start, inside[-1].end) == (start, end):
            region = _region_segment(inside, words, index)
            segments = insert_segment(segments, region) if region else segments
    return segments


def _region_spans(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the spans that may name one region, longer spans first: "Trinidad and Tobago" before "Trinidad".

    Two fields between commas may be a region and its country: "Victoria, Australia, New York".
    """
    inner = range(1, len(words))
    breaks = {position for position in inner if words[position].gap is Gap.BREAK}
    commas = {position for position in inner if words[position].gap >= Gap.COMMA}
    joints = {position + after for position in inner if words[position].key in JOINING_WORDS for after in (0, 1)}
    spans: dict[tuple[int, int], None] = {}
    for cuts in (set[int](), breaks, breaks | joints, commas, commas | joints):
        edges = sorted({0, len(words)} | cuts)
        pairs = zip(edges, edges[2:], strict=False) if cuts == commas else ()
        spans |= dict.fromkeys([*pairs, *pairwise(edges)])
    yield from spans


def _region_segment(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> Segment | None:
    """Return the segment of the region that *segments* name, without stop words around it, or None."""
    may_be_region = _may_begin_region(words, segments[0].start, segments[-1].end, index)
    named = _region_positions(segments, words, index) if may_be_region else []
    if not named or not index.may_begin_area(words[named[0]].key):
        return None
    start, end = named[0], named[-1] + 1
    names = [segment for segment in segments if segment.role is Role.NAME]
    # The name of a place counts if it contains the region's name ("Texas City"), but not if it is a part of the
    # region's name ("Carolina" in "North Carolina").
    whole = [name for name in names if name.start <= start and name.end >= end]
    if any(name.end - name.start > end - start for name in whole):
        return None
    regions = _region_ends(words, named, index)
    choices = [places for region in regions if (places := index.largest_places(region))]
    # The name of a country means no town in "Île-de-France".
    towns = {
        name.candidates[0].place
        for name in names
        if name.start < max(regions.values(), default=end) and name.candidates[0].kind != Kind.COUNTRY
    }
    if not choices or any(place.place in towns for places in choices for place in places):
        return None  # the name more likely means the town in this region
    places = max(choices, key=lambda places: places[0].population)
    # A town of the region's name may be larger than all places of the region: Saint John in Canada is larger than
    # the places of Saint John on Antigua. The county of Cornwall is better known than a town of this name.
    is_county = places[0].region not in regions
    known_as = MIN_COUNTY_TOWN_RATIO if is_county else 1
    if any(name.candidates[0].population >= places[0].population * known_as for name in whole):
        return None
    # In a list the name means the town: "Tacoma, Kent".
    is_all = is_county and len(_name_positions(words, 0, len(words))) == len(named)
    towns_elsewhere = [name for name in whole if name.log_people >= MIN_TOWN_LOG_PEOPLE]
    if not all(is_all and _is_elsewhere(name, regions, index) for name in towns_elsewhere):
        return None
    places = [*places, *(name.candidates[0] for name in towns_elsewhere)]
    region_ids = {place.region or 0 for place in places}
    area = Area(
        places[0].country, region_ids.pop() if len(region_ids) == 1 else 0
    )  # a landscape spans several regions
    return Segment(start, end, 0.0, Role.UNKNOWN, places, area)


def is_better_known(region: int, town: int, index: PlaceIndex) -> bool:
    """Return whether *region* is a county that is better known than its namesake, a town with *town* people."""
    places = index.largest_places(region) if region else []
    return bool(places) and places[0].region != region and town < places[0].population * MIN_COUNTY_TOWN_RATIO


def _is_elsewhere(name: Segment, regions: Iterable[int], index: PlaceIndex) -> bool:
    """Return whether no place called *name* is in one of *regions*: there is no Kent in Kent."""
    places = [candidate.place for candidate in name.candidates]
    return not any(index.places_inside(places, Area("", region)) for region in regions)


def _may_begin_region(words: Sequence[Token], start: int, end: int, index: PlaceIndex) -> bool:
    """Return whether the first word from *start*, or the first that may be a name, may begin a region's name."""
    first = next((at for at in range(start, end) if not _is_context_word(words[at])), start)
    return any(index.may_begin_area(words[at].key) for at in (start, first)) or words[first].key in FEATURE_WORDS


def _region_positions(segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex) -> list[int]:
    """Return the positions of the words of *segments* that may name a region.

    Stop words are left out unless they are parts of the name. A word such as "island" is left out if the name is
    known without it: "остров Суматра".
    """
    start, end = segments[0].start, segments[-1].end
    if index.may_begin_area(words[start].key) and index.areas({_joined_key(words, start, end)}):
        return [*range(start, end)]
    others = {at for segment in segments if segment.role is Role.OTHER for at in range(segment.start, segment.end)}
    named = _name_positions(words, start, end)
    # A stop word may be the end of the name: «на Лазурном берегу».
    ends = range(end, named[-1], -1) if named and index.may_begin_area(words[named[0]].key) else ()
    keys = {last: _joined_key(words, named[0], last) for last in ends}
    areas = index.areas(keys.values())
    for last, key in keys.items():
        if key in areas:
            return named if last == named[-1] + 1 else [*range(named[0], last)]
    return [at for at in named if at not in others or words[at].key not in FEATURE_WORDS]


def _region_ends(words: Sequence[Token], named: Sequence[int], index: PlaceIndex) -> dict[int, int]:
    """Return the ids of the regions that the words at the positions *named* mean, each with the end of its name.

    The name of the region's country may follow: "Georgia, US".
    """
    if len(named) > MAX_REGION_WORDS:
        return {}
    start, end = named[0], named[-1] + 1
    splits = [
        (last + 1, _joined_key(words, start, last + 1), _joined_key(words, first, end))
        for last, first in pairwise(named)
    ]
    splits.append((end, _joined_key(words, start, end), ""))
    areas = index.areas({key for _, *keys in splits for key in keys if len(key) >= AREA_CODE_LENGTH})
    return {
        area.region: last
        for last, name, country in splits
        if len(name) > AREA_CODE_LENGTH
        for area in areas.get(name, ())
        if area.region and (not country or any(_is_within(area, other, index) for other in areas.get(country, ())))
    }


def _is_within(area: Area, other: Area, index: PlaceIndex) -> bool:
    """Return whether the region *area* is a part of *other*, a country or a larger region: Norfolk of England."""
    if area.country != other.country or not other.region:
        return area.country == other.country
    places = {place.place for place in index.largest_places(area.region)}
    return area != other and bool(places) and index.places_inside(places, other) == places


def _joined_key(words: Sequence[Token], start: int, end: int) -> str:
    return " ".join(word.key for word in words[start:end])


def with_area_code(
    segments: Sequence[Segment], words: Sequence[Token], index: PlaceIndex
) -> Sequence[Segment] | None:
    """Return *segments* with the segment of an area code, or None unless their only name is a code of two letters.

    The code of a country is a name of its capital. The segment of a region's code has the role UNKNOWN, and its
    candidates are the places to choose from.
    """
    named = _name_positions(words, 0, len(words))
    key = words[named[0]].key if len(named) == 1 else ""
    if len(key) != AREA_CODE_LENGTH or any(
        segment.role is Role.NAME and not segment.may_be_misspelled for segment in segments
    ):
        return None
    start, end = named[0], named[0] + 1
    areas = index.areas({key}).get(key, ())
    capitals = [capital for area in areas if not area.region and (capital := capital_of(area.country, index))]
    largest = [place for area in areas if area.region for place in index.largest_places(area.region)]
    if largest:
        return insert_segment(segments, Segment(start, end, 0.0, Role.UNKNOWN, [*capitals, *largest]))
    return insert_segment(segments, name_segment(start, end, capitals)) if capitals else None


def _name_positions(words: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the positions from *start* to *end* of the words that are neither numbers nor stop words."""
    return [position for position in range(start, end) if not _is_context_word(words[position])]


def _is_context_word(word: Token) -> bool:
    return word.is_number or (word.key in STOP_WORDS and word.key not in OUTSKIRTS_WORDS)


def capital_of(country: str, index: PlaceIndex) -> Candidate | None:
    """Return the capital of *country*, an ISO code, or None if the index does not have it."""
    # A country may have its capital's name, as Monaco does in some languages. The kind of this name is OWN.
    names = [fold(index.country_name(country, language.code)) for language in LANGUAGES]
    candidates = (candidate for name in names for candidate in index.candidates(name))
    return next((it for it in candidates if it.kind == Kind.COUNTRY and it.country == country), None)
