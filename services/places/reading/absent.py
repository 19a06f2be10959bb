"""Finds a name beside an area that has no place of this name: "Gravesend, Essex"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.area_names import MIN_METROPOLIS_POPULATION, QUALIFIER_COST
from services.places.reading.candidates import candidates_far_apart, is_sure_correction
from services.places.reading.lattice import Lattice
from services.places.reading.region_towns import MIN_REGION_NAMESAKE_LOG_POPULATION, is_county_better_known
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    MIN_CITY_POPULATION,
    AbsentSegment,
    Role,
    Segment,
    insert_segment,
    qualified_segment,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import NAME_PREPOSITIONS, STOP_WORDS
from services.places.text import MAX_NAME_WORDS, fold

MAX_FURTHER_AREAS = 2
"""Maximum number of areas after the first area beside a name: "Little Snoring, Norfolk, England, UK" has two."""

MAX_CORRECTIONS_IN_AREAS = 5
"""Maximum number of corrections of a misspelled name that are looked up in the area next to the name.

For example, corrections of "Sprngfield" in "Sprngfield, Illinois" are looked up in Illinois.
"""

MIN_CITY_BESIDE_TOWN_POPULATION = 500_000
"""Minimum population of a city after which an area's name may mean a town: Kent in "Tacoma, Kent"."""


def with_names_absent_from_areas(
    segments: Sequence[Segment], lattice: Lattice, index: PlaceIndex, *, is_corrected: bool = False
) -> Sequence[Segment]:
    """Return *segments* with an ABSENT segment for each name in an area that lacks the place: "Gravesend, Essex".

    The line of the text, or the part between semicolons, must have only the name, the area and stop words. If a
    correction of the name is the name of a place in the area, the segment means this place. The flag
    *is_corrected* is True if misspelled names in *segments* are already corrected. A name that the index lacks
    gets an ABSENT segment only if *is_corrected*.
    """
    for start, end in _spans_between_breaks(segments, lattice.tokens):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and sum(segment.role is not Role.OTHER for segment in inside) > 1:
            one = _segment_of_name_and_area(inside, (start, end), lattice, index, is_corrected=is_corrected)
            if one:
                segments = insert_segment(segments, one)
    return segments


def _spans_between_breaks(segments: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the tokens between breaks, such as semicolons, without leading stop words.

    A stop word at the beginning of a name in *segments* is kept: "Da" in Da Lat.
    """
    names = {segment.start for segment in segments if segment.role is Role.NAME}
    cuts = (at for at in range(1, len(tokens)) if tokens[at].gap is Gap.BREAK)
    for start, end in pairwise([0, *cuts, len(tokens)]):
        named = [at for at in range(start, end) if tokens[at].key not in STOP_WORDS or at in names]
        if named:
            yield named[0], end


def _segment_of_name_and_area(
    inside: Sequence[Segment], span: tuple[int, int], lattice: Lattice, index: PlaceIndex, *, is_corrected: bool
) -> Segment | None:
    """Return one segment for a name and its area: "Gravesend, Essex".

    The pair *span* is (start, end) of the tokens. Return None if the tokens are not only a name and its area. The
    role of the segment is ABSENT if no place in the area has the name or a correction of the name.
    """
    start, end = span
    tokens = lattice.tokens
    for first in range(start + 1, min(end, start + MAX_NAME_WORDS + 2)):
        areas = _areas_of_span(first, end, lattice) or lattice.districts.areas_of_district(first, end)
        name_end = first - 1 if tokens[first - 1].key in NAME_PREPOSITIONS and first - 1 > start else first
        if not areas or any(token.gap is Gap.COMMA for token in tokens[start + 1 : name_end]):
            continue
        misspelled = next(
            (one for one in inside if one.is_misspelled and (one.start, one.end) == (start, name_end)), None
        )
        if misspelled and (within := _corrected_in_areas(misspelled, end, areas, index)):
            return within
        key = " ".join(token.key for token in tokens[start:name_end])
        candidates = index.candidates(key)
        # "Tuscany" in "Tuscany, Umbria" means only an area, but "Wellington" means an area and a city.
        is_area = any(last == name_end for last, _ in lattice.areas.areas_at(start))
        is_area = is_area and not lattice.areas.has_city_of_same_name(start, name_end)
        if candidates and not is_area and _is_qualifier(candidates, (first, end), areas, lattice, index):
            for area in areas:
                if found := index.candidates_within(key, area):
                    return qualified_segment(start, end, found, area, QUALIFIER_COST)
            countries = {area.country for area in areas}
            nearest_first = sorted(
                candidates_far_apart(candidates), key=lambda candidate: candidate.country not in countries
            )
            return _make_absent_segment((start, name_end, end), areas, nearest_first)
        named = [segment for segment in inside if segment.start < name_end]
        if is_corrected and not candidates and _is_unknown_name(named, (first, end), areas, lattice):
            for area in areas:
                if longer := index.candidates_with_longer_names(
                    key, area, min_population=0
                ):  # "Реджо, Калабрия" means «Реджо-ди-Калабрия»
                    return qualified_segment(start, end, longer, area, QUALIFIER_COST)
            return _make_absent_segment((start, name_end, end), areas)
    return None


def _areas_of_span(start: int, end: int, lattice: Lattice, max_further: int = MAX_FURTHER_AREAS) -> list[Area]:
    """Return the areas that tokens *start* to *end* (exclusive) mean: "Norfolk" or "Norfolk, England".

    At most *max_further* areas may follow the first area.
    """
    areas = lattice.areas.areas_at(start)
    whole = [area for last, area in areas if last == end]
    if whole or not max_further or end - start > MAX_NAME_WORDS:
        return whole
    # "Córdoba, Santa Fe, San Juan, Mendoza" and "Padua, Rome, Venice" are cities, although all are also regions.
    countries = {
        last: {
            around.country
            for around in _areas_of_span(last, end, lattice, max_further - 1)
            if not (
                around.region_id
                and (
                    lattice.areas.has_city_of_same_name(last, end)
                    or lattice.areas.is_named_after_town(last, end, around)
                )
            )
        }
        for last, _ in areas
    }
    return [area for last, area in areas if area.country in countries[last]]


def _make_absent_segment(
    span: tuple[int, int, int], areas: Sequence[Area], candidates: Sequence[Candidate] = ()
) -> AbsentSegment:
    """Return the segment of a name that *areas* lack; *candidates* are the places of this name elsewhere.

    The indices in *span* are the start of the name, its end, and the end of the words that mean *areas*.
    """
    start, name_end, end = span
    return AbsentSegment(start, end, 0.0, Role.ABSENT, candidates, areas[0], name_end=name_end, areas=areas)


def _is_qualifier(
    candidates: Sequence[Candidate],
    span: tuple[int, int],
    areas: Sequence[Area],
    lattice: Lattice,
    index: PlaceIndex,
) -> bool:
    """Return whether the words of *span* mean a name's area ("Springfield, Kent"), not a second place.

    *candidates* are the places that the name may mean, and *areas* are the areas that the words of *span* may
    mean.
    """
    first, end = span
    best = candidates[0]
    if best.kind == NameKind.COUNTRY:
        return False
    key = lattice.tokens[first].key
    if end - first == 1 and len(key) <= AREA_CODE_LENGTH and not lattice.tokens[first].raw.isupper():
        return False
    if all(not area.region_id for area in areas):  # "Moscow, Germany" and "Amsterdam, Singapore" may be two places
        return best.population < MIN_METROPOLIS_POPULATION and not lattice.areas.has_city_of_same_name(first, end)
    has_namesake = best.population >= MIN_CITY_POPULATION and _have_place_named(
        lattice.areas.folded_text(first, end), areas, index
    )
    if has_namesake or any(lattice.areas.is_named_after_town(first, end, area) for area in areas):
        return False  # "Tallinn, Tartu" are two towns, although Tartu is also a region
    city = lattice.areas.city_of_same_name(first, end)
    if city is None:  # "Moscow, Tver Oblast" means two places
        return best.population < MIN_METROPOLIS_POPULATION or best.country not in {area.country for area in areas}
    # "Tacoma, Kent" means two cities, because both are in Washington. In "Springfield, Kent", Kent is the English
    # county, because Washington has no Springfield.
    is_beside = any(
        candidate.country == city.country and candidate.region_id == city.region_id for candidate in candidates
    )
    is_county = any(is_county_better_known(area.region_id, city.population, index) for area in areas)
    return is_county and not is_beside and best.population < MIN_CITY_BESIDE_TOWN_POPULATION


def _have_place_named(key: str, areas: Sequence[Area], index: PlaceIndex) -> bool:
    """Return whether one of *areas* has a place, however small, with the folded name *key*: Lake Louise."""
    return any(
        key in map(fold, (place.name, *place.names.values()))
        for area in areas
        if area.region_id
        for place in [*index.largest_places(area.region_id), *index.candidates_within(key, area)]
    )


def _is_unknown_name(
    named: Sequence[Segment], span: tuple[int, int], areas: Sequence[Area], lattice: Lattice
) -> bool:
    """Return whether *named* is a name that the index lacks, and the words of *span* are its area.

    A part of an unknown name may itself be a name: "Slaughter" in "Upper Slaughter". Return False if a city's name
    follows one word without a comma: "Lomdon Norfolk" may be two cities. In "Great Snoring Norfolk", Norfolk is
    the English county.
    """
    first, end = span
    if not any(segment.may_be_misspelled for segment in named) or not all(
        segment.may_be_misspelled
        or segment.role is Role.OTHER
        or segment.log_population < MIN_REGION_NAMESAKE_LOG_POPULATION
        for segment in named
    ):
        return False
    if not all(area.region_id for area in areas) or any(
        lattice.areas.is_named_after_town(first, end, area) for area in areas
    ):
        return False
    has_own_correction = any(
        segment.is_misspelled and segment.role is Role.NAME and is_sure_correction(segment, lattice.tokens)
        for segment in named
    )
    is_name_of_words = first - named[0].start > 1 and not has_own_correction
    has_city = lattice.areas.has_city_of_same_name(first, end)
    return lattice.tokens[first].gap is Gap.COMMA or not has_city or is_name_of_words


def _corrected_in_areas(misspelled: Segment, end: int, areas: Sequence[Area], index: PlaceIndex) -> Segment | None:
    """Return the segment *misspelled* with only the corrections in *areas*; None if no correction is there."""
    within = [
        found[0]
        for candidate in misspelled.candidates[:MAX_CORRECTIONS_IN_AREAS]
        for area in areas
        if (found := index.candidates_within(fold(candidate.name), area))
    ]
    if not within:
        return None
    likeliest = sorted(within, key=lambda candidate: -candidate.score)
    return replace(misspelled, end=end, candidates=likeliest, area=areas[0])
