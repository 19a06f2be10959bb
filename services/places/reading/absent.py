"""Finds names with a region in which no place has the name, such as "Gravesend, Essex"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.candidates import distant_candidates
from services.places.reading.lattice import Lattice
from services.places.reading.qualifiers import METROPOLIS_POPULATION, QUALIFIER_COST
from services.places.reading.regions import MIN_TOWN_LOG_PEOPLE, is_better_known
from services.places.reading.segments import AREA_CODE_LENGTH, Role, Segment, insert_segment, qualified_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import NAME_PREPOSITIONS, STOP_WORDS
from services.places.text import MAX_NAME_WORDS, fold

MAX_CORRECTIONS = 5
"""Maximum number of corrections of a misspelled name that are looked up in its region."""

LARGE_POPULATION = 500_000
"""Minimum population of a place before the name of a county and a town, for the two names to be a list."""


def with_absent_names(
    segments: Sequence[Segment], lattice: Lattice, index: PlaceIndex, *, corrected: bool = False
) -> Sequence[Segment]:
    """Return *segments* with one ABSENT segment for a name and an area in which no place has this name.

    The name and the area must be the only words between two breaks, apart from stop words. If the name is
    misspelled and a correction of it is in the area, the segment is the corrected name. If *corrected*, *segments*
    include corrections of misspelled names, and a name that the index does not have also gets an ABSENT segment.
    """
    for start, end in _between_breaks(lattice.tokens):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and sum(segment.role is not Role.OTHER for segment in inside) > 1:
            one = _absent_segment(inside, (start, end), lattice, index, corrected=corrected)
            if one:
                segments = insert_segment(segments, one)
    return segments


def _between_breaks(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the span of the tokens between each two breaks, from the first token that is no stop word."""
    cuts = (at for at in range(1, len(tokens)) if tokens[at].gap is Gap.BREAK)
    for start, end in pairwise([0, *cuts, len(tokens)]):
        named = [at for at in range(start, end) if tokens[at].key not in STOP_WORDS]
        if named:
            yield named[0], end


def _absent_segment(
    inside: Sequence[Segment], span: tuple[int, int], lattice: Lattice, index: PlaceIndex, *, corrected: bool
) -> Segment | None:
    """Return the segment for *span* if it is a name and an area without a place of this name, else None."""
    start, end = span
    tokens = lattice.tokens
    for first in range(start + 1, min(end, start + MAX_NAME_WORDS + 2)):
        areas = [area for last, area in lattice.areas.at(first) if last == end]
        name_end = first - 1 if tokens[first - 1].key in NAME_PREPOSITIONS and first - 1 > start else first
        if not areas or any(token.gap is Gap.COMMA for token in tokens[start + 1 : name_end]):
            continue
        guessed = next((it for it in inside if it.guessed and (it.start, it.end) == (start, name_end)), None)
        if guessed and (within := _corrected_in_areas(guessed, end, areas, index)):
            return within
        key = " ".join(token.key for token in tokens[start:name_end])
        candidates = index.candidates(key)
        # In "Tuscany, Umbria" the name means an area as well. A name such as Wellington also means a city.
        is_area = any(last == name_end for last, _ in lattice.areas.at(start)) and not lattice.areas.is_city(
            start, name_end
        )
        if candidates and not is_area and _is_qualifier(candidates, (first, end), areas, lattice, index):
            for area in areas:
                if found := index.candidates_within(key, area):
                    return qualified_segment(start, end, found, area, QUALIFIER_COST)
            countries = {area.country for area in areas}
            nearest_first = sorted(
                distant_candidates(candidates), key=lambda candidate: candidate.country not in countries
            )
            return Segment(start, end, 0.0, Role.ABSENT, nearest_first, areas[0])
        named = [segment for segment in inside if segment.start < name_end]
        if corrected and not candidates and _is_unknown(named, (first, end), areas, lattice):
            for area in areas:
                if longer := index.longer_names_within(key, area, min_population=0):  # "Реджо, Калабрия"
                    return qualified_segment(start, end, longer, area, QUALIFIER_COST)
            return Segment(start, end, 0.0, Role.ABSENT, (), areas[0])
    return None


def _is_qualifier(
    candidates: Sequence[Candidate],
    span: tuple[int, int],
    areas: Sequence[Area],
    lattice: Lattice,
    index: PlaceIndex,
) -> bool:
    """Return whether the words of *span* name the area of a place in *candidates*, and not a second place."""
    first, end = span
    best = candidates[0]
    if best.kind == Kind.COUNTRY:
        return False
    key = lattice.tokens[first].key
    if end - first == 1 and len(key) <= AREA_CODE_LENGTH and not lattice.tokens[first].raw.isupper():
        return False
    if all(not area.region for area in areas):  # "Moscow, Germany" may be a list of two places
        return best.population < METROPOLIS_POPULATION
    if any(lattice.areas.is_named_after_town(first, end, area) for area in areas):
        return False  # "Tallinn, Tartu"
    city = lattice.areas.city_called(first, end)
    if city is None:  # "Moscow, Tver Oblast" is a list, "Paris, Bavaria" is not
        return best.population < METROPOLIS_POPULATION or best.country not in {area.country for area in areas}
    # "Tacoma, Kent" are two cities of Washington, but "Springfield, Kent" is a place in the county.
    is_beside = any(
        candidate.country == city.country and candidate.region == city.region for candidate in candidates
    )
    is_county = any(is_better_known(area.region, city.population, index) for area in areas)
    return is_county and not is_beside and best.population < LARGE_POPULATION


def _is_unknown(named: Sequence[Segment], span: tuple[int, int], areas: Sequence[Area], lattice: Lattice) -> bool:
    """Return whether the segments *named* are an unknown name, and the words of *span* are its area.

    The unknown name may have the name of a small place in it: Upper Slaughter.
    Without a comma, the words of *span* must not be the name of a city. After a comma they mean the area: the
    Norfolk in "Little Snoring, Norfolk" is the county, not the city in Virginia.
    """
    first, end = span
    if not any(segment.may_be_misspelled for segment in named) or not all(
        segment.may_be_misspelled or segment.role is Role.OTHER or segment.log_people < MIN_TOWN_LOG_PEOPLE
        for segment in named
    ):
        return False
    if not all(area.region for area in areas) or any(
        lattice.areas.is_named_after_town(first, end, area) for area in areas
    ):
        return False
    return lattice.tokens[first].gap is Gap.COMMA or not lattice.areas.is_city(first, end)


def _corrected_in_areas(guessed: Segment, end: int, areas: Sequence[Area], index: PlaceIndex) -> Segment | None:
    """Return *guessed*, a misspelled name, with its corrections in *areas*, or None if it has none in them."""
    within = [
        found[0]
        for candidate in guessed.candidates[:MAX_CORRECTIONS]
        for area in areas
        if (found := index.candidates_within(fold(candidate.name), area))
    ]
    if not within:
        return None
    likeliest = sorted(within, key=lambda candidate: -candidate.score)
    return replace(guessed, end=end, candidates=likeliest, area=areas[0])
