"""Finds the names and codes of regions and countries in a request: "Texas", «погода в Татарстане», "US", "OK"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from services.languages import LANGUAGES
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import COUNTY_WORDS, NameKind
from services.places.models import MAX_SUGGESTED_PLACES, Area
from services.places.reading.region_towns import (
    MIN_TOWN_TO_COUNTY_RATIO,
    is_in_none_of_regions,
    is_well_known_town,
    means_small_place,
    means_town,
)
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    Role,
    Segment,
    insert_segment,
    name_segment,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    DISTRICT_WORDS,
    DIVISION_WORDS,
    FEATURE_WORDS,
    JOINING_WORDS,
    OUTSKIRTS_WORDS,
    STOP_WORDS,
    WEATHER_WORDS,
)
from services.places.text import MAX_NAME_WORDS, fold

_FEATURE_WORDS_OF_REGIONS = FEATURE_WORDS - WEATHER_WORDS
"""Words for natural features, such as "peninsula", that do not also ask for the weather, as "sea" does."""

_WORDS_IN_REGION_NAMES = OUTSKIRTS_WORDS | DISTRICT_WORDS | COUNTY_WORDS
"""Stop words that are parts of the names of regions."""

COUNTRY_WITH_WELL_KNOWN_REGION_CODES = "US"
"""Country whose region codes are as well known as country codes: CA means California or Canada."""

MAX_REGION_WORDS = 2 * MAX_NAME_WORDS
"""Maximum number of words of a region's name with the name of its country."""


def with_regions(segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex) -> Sequence[Segment]:
    """Return *segments* with one segment for each name of a region: "Texas".

    The region's name must be the whole text, or all words between two separators. The candidates of a region's
    segment are the region's largest places. The segment has the role UNKNOWN, because a region has no weather of
    its own.
    """
    if not any(index.may_begin_area(token.key) or token.key in FEATURE_WORDS | COUNTY_WORDS for token in tokens):
        return segments
    for start, end in _region_spans(tokens):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and (inside[0].start, inside[-1].end) == (start, end):
            region = _region_segment(inside, tokens, index)
            segments = insert_segment(segments, region) if region else segments
    return segments


def _region_spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the tokens that may name a region; "Trinidad and Tobago" comes before "Trinidad".

    The words before and after a comma may be a region and its country: "Victoria, Australia".
    """
    inner = range(1, len(tokens))
    breaks = {position for position in inner if tokens[position].gap is Gap.BREAK}
    commas = {position for position in inner if tokens[position].gap >= Gap.COMMA}
    joints = {position + after for position in inner if tokens[position].key in JOINING_WORDS for after in (0, 1)}
    spans: dict[tuple[int, int], None] = {}
    for cuts in (set[int](), breaks, breaks | joints, commas, commas | joints):
        edges = sorted({0, len(tokens)} | cuts)
        pairs = zip(edges, edges[2:], strict=False) if cuts == commas else ()
        spans |= dict.fromkeys([*pairs, *pairwise(edges)])
    yield from spans


def _region_segment(segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex) -> Segment | None:
    """Return the segment of the region that *segments* name, without stop words around the name, or None."""
    may_be_region = _may_begin_region(tokens, segments[0].start, segments[-1].end, index)
    named = _possible_region_positions(segments, tokens, index) if may_be_region else []
    if not named:
        return None
    start, end = named[0], named[-1] + 1
    # With a word such as "peninsula", the name means no small town: "Mani Peninsula".
    around = (*tokens[segments[0].start : start], *tokens[end : segments[-1].end])
    is_feature = any(token.key in _FEATURE_WORDS_OF_REGIONS for token in around)
    names = [
        segment
        for segment in segments
        if segment.role is Role.NAME and not (is_feature and means_small_place(segment))
    ]
    # The name of a place may contain the region's name ("Texas City"). A place's name inside the region's name,
    # such as "Carolina" in "North Carolina", is ignored.
    whole = [name for name in names if name.start <= start and name.end >= end]
    if any(name.end - name.start > end - start for name in whole):
        return None
    regions = _name_end_by_region_id(tokens, named, index)
    countries = _countries_after_region(tokens, named, regions, index)
    choices = [
        places
        for region, last in regions.items()
        if (places := _places_in_countries(countries if last < end else set(), index.largest_places(region)))
    ]
    region_end = max(regions.values(), default=end)
    country_start = next((at for at in named if at >= region_end), end)
    has_division = any(tokens[at].key in DIVISION_WORDS | DISTRICT_WORDS for at in range(start, country_start))
    if not choices or (not has_division and means_town((start, end), names, regions, choices, index)):
        return None
    choices.sort(key=lambda places: -places[0].population)
    is_ambiguous = len(choices) > 1 and any(tokens[at].key in COUNTY_WORDS for at in named)
    # "Suffolk County" may be in Massachusetts, New York or Virginia.
    places = [county[0] for county in choices[:MAX_SUGGESTED_PLACES]] if is_ambiguous else choices[0]
    # The name may mean a larger town: Saint John in Canada is larger than all places of the region on Antigua. But
    # the county of Cornwall is better known than a town called Cornwall.
    is_county = places[0].region_id not in regions
    known_as = MIN_TOWN_TO_COUNTY_RATIO if is_county else 1
    if any(name.candidates[0].population >= places[0].population * known_as for name in whole):
        return None
    # A county is meant only if the text has no other name: in "Tacoma, Kent", Kent is a town.
    is_all = is_county and len(_name_positions(tokens, 0, len(tokens))) == len(named)
    towns_elsewhere = [name for name in whole if is_well_known_town(name)]
    if not all(is_all and is_in_none_of_regions(name, regions, index) for name in towns_elsewhere):
        return None
    places = [*places, *(name.candidates[0] for name in towns_elsewhere)]
    segment = _segment_of_places((start, end), places)
    # With a region in `area`, the bot shows the regions of all offered places, which tell the counties apart.
    return replace(segment, area=places[0].area) if is_ambiguous else segment


def _segment_of_places(span: tuple[int, int], places: Sequence[Candidate]) -> Segment:
    """Return the segment of a region with *places* to choose from; a region with one place means this place.

    *span* is (start, end) of the words that name the region.
    """
    if len(places) == 1:
        stand_in = places[0]._replace(kind=NameKind.STAND_IN)
        return replace(name_segment(*span, [stand_in]), area=Area(stand_in.country))
    region_ids = {place.region_id or 0 for place in places}
    # A landscape may be in several regions; the region id 0 means the whole country.
    area = Area(places[0].country, region_ids.pop() if len(region_ids) == 1 else 0)
    return Segment(*span, 0.0, Role.UNKNOWN, places, area)


def _countries_after_region(
    tokens: Sequence[Token], named: Sequence[int], regions: Mapping[int, int], index: PlaceIndex
) -> set[str]:
    """Return the codes of the countries that the words after a region's name mean: "India" in "Punjab, India".

    The tokens at the indices *named* may name a region and its country. The mapping *regions* has the end of the
    name of each possible region, a token index, by the id of the region.
    """
    first = next((at for at in named if regions and at >= min(regions.values())), None)
    if first is None:
        return set()
    country = _folded_text(tokens, first, named[-1] + 1)
    return {area.country for area in index.areas_by_name({country}).get(country, ())}


def _places_in_countries(countries: set[str], places: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the *places* in *countries*; return all *places* if *countries* is empty.

    A landscape such as Punjab may be in several countries, and so may its largest places.
    """
    return [place for place in places if not countries or place.country in countries]


def _may_begin_region(tokens: Sequence[Token], start: int, end: int, index: PlaceIndex) -> bool:
    """Return whether a region's name may begin at token *start*, or after the stop words from *start* on.

    The region's name must end before token *end*.
    """
    first = next((at for at in range(start, end) if not _is_number_or_stop_word(tokens[at])), start)
    return (
        any(index.may_begin_area(tokens[at].key) for at in (start, first))
        or tokens[first].key in FEATURE_WORDS
        or any(token.key in COUNTY_WORDS for token in tokens[start:end])
    )


def _possible_region_positions(
    segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex
) -> list[int]:
    """Return the indices of the words of *segments* that may name a region.

    Stop words are left out unless they are parts of the region's name. A word such as "island" is left out if the
    name is known without this word: «остров Суматра».
    """
    start, end = segments[0].start, segments[-1].end
    # A region's name that consists of all words before a comma may have stop words and words such as "island".
    commas = [at for at in range(start + 1, end) if tokens[at].gap is Gap.COMMA]
    if index.may_begin_area(tokens[start].key) and index.areas_by_name(
        {_folded_text(tokens, start, last) for last in (*commas[:1], end)}
    ):
        return [*range(start, end)]
    others = {at for segment in segments if segment.role is Role.OTHER for at in range(segment.start, segment.end)}
    named = _name_positions(tokens, start, end)
    # A stop word may be the end of a region's name: «на Лазурном берегу».
    ends = range(end, named[-1], -1) if named and index.may_begin_area(tokens[named[0]].key) else ()
    keys = {last: _folded_text(tokens, named[0], last) for last in ends}
    areas = index.areas_by_name(keys.values())
    for last, key in keys.items():
        if key in areas:
            return named if last == named[-1] + 1 else [*range(named[0], last)]
    return [at for at in named if at not in others or tokens[at].key not in FEATURE_WORDS]


def _name_end_by_region_id(tokens: Sequence[Token], named: Sequence[int], index: PlaceIndex) -> dict[int, int]:
    """Return the ids of the regions that the tokens at the indices *named* may mean, with the end of each name.

    The name of the region's country may follow the region's name: "Georgia, US".
    """
    if len(named) > MAX_REGION_WORDS:
        return {}
    start, end = named[0], named[-1] + 1
    splits = [
        (last + 1, _folded_text(tokens, start, last + 1), _folded_text(tokens, first, end))
        for last, first in pairwise(named)
    ]
    splits.append((end, _folded_text(tokens, start, end), ""))
    areas = index.areas_by_name({key for _, *keys in splits for key in keys if len(key) >= AREA_CODE_LENGTH})
    return {
        area.region_id: last
        for last, name, country in splits
        if len(name) > AREA_CODE_LENGTH
        for area in areas.get(name, ())
        if area.region_id
        and (not country or any(_is_area_within(area, other, index) for other in areas.get(country, ())))
    }


def _is_area_within(area: Area, other: Area, index: PlaceIndex) -> bool:
    """Return whether the region *area* is in *other*, a country or a larger region, as Norfolk is in England."""
    if area.country != other.country or not other.region_id:
        return area.country == other.country
    places = {place.place_id for place in index.largest_places(area.region_id)}
    return area != other and bool(places) and index.place_ids_inside(places, other) == places


def _folded_text(tokens: Sequence[Token], start: int, end: int) -> str:
    return " ".join(token.key for token in tokens[start:end])


def with_code_of_area(
    segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex
) -> Sequence[Segment] | None:
    """Return *segments* with one segment for the code of a country or region, such as "US".

    Return None if *segments* have no code of two letters, or also have other names. A country's code means its
    capital. The segment of a region's code has the role UNKNOWN, and its candidates are the places to choose from.
    """
    named = _name_positions(tokens, 0, len(tokens))
    key = tokens[named[0]].key if len(named) == 1 else ""
    if len(key) != AREA_CODE_LENGTH or any(
        segment.role is Role.NAME and not segment.may_be_misspelled for segment in segments
    ):
        return None
    start, end = named[0], named[0] + 1
    areas = index.areas_by_name({key}).get(key, ())
    capitals = [capital for area in areas if not area.region_id and (capital := capital_of(area.country, index))]
    is_country = bool(capitals)  # "PE" means Peru, not Pernambuco
    largest = [
        place
        for area in areas
        if area.region_id and (area.country == COUNTRY_WITH_WELL_KNOWN_REGION_CODES or not is_country)
        for place in index.largest_places(area.region_id)
    ]
    if largest:
        return insert_segment(segments, Segment(start, end, 0.0, Role.UNKNOWN, [*capitals, *largest]))
    return insert_segment(segments, name_segment(start, end, capitals)) if capitals else None


def _name_positions(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the indices of tokens from *start* to *end* (exclusive) that are neither numbers nor stop words."""
    return [position for position in range(start, end) if not _is_number_or_stop_word(tokens[position])]


def _is_number_or_stop_word(token: Token) -> bool:
    return token.is_number or (token.key in STOP_WORDS and token.key not in _WORDS_IN_REGION_NAMES)


def capital_of(country: str, index: PlaceIndex) -> Candidate | None:
    """Return the capital of *country*, an ISO 3166-1 code; None if the index does not have the capital."""
    # All languages are tried, because a country and its capital have the same name in some languages: Monaco.
    names = [fold(index.country_name(country, language.code)) for language in LANGUAGES]
    candidates = (candidate for name in names for candidate in index.candidates(name))
    return next((it for it in candidates if it.kind == NameKind.COUNTRY and it.country == country), None)
