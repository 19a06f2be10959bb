"""Finds names with a region in which no place has the name, such as "Gravesend, Essex"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.candidates import distant_candidates
from services.places.reading.lattice import Lattice
from services.places.reading.qualifiers import METROPOLIS_POPULATION
from services.places.reading.segments import AREA_CODE_LENGTH, Role, Segment, insert_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import NAME_PREPOSITIONS, STOP_WORDS
from services.places.text import MAX_NAME_WORDS, fold

MAX_CORRECTIONS = 5
"""Maximum number of corrections of a misspelled name that are looked up in its region."""


def with_absent_names(segments: Sequence[Segment], lattice: Lattice, index: PlaceIndex) -> Sequence[Segment]:
    """Return *segments* with one ABSENT segment for a name and an area in which no place has this name.

    The name and the area must be the only words between two breaks, apart from stop words. If the name is
    misspelled and a correction of it is in the area, the segment is the corrected name.
    """
    for start, end in _between_breaks(lattice.tokens):
        inside = [segment for segment in segments if start <= segment.start and segment.end <= end]
        if inside and sum(segment.role is not Role.OTHER for segment in inside) > 1:
            one = _absent_segment(inside, (start, end), lattice, index)
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
    inside: Sequence[Segment], span: tuple[int, int], lattice: Lattice, index: PlaceIndex
) -> Segment | None:
    """Return the segment for *span* if it is a name and an area without a place of this name, else None."""
    start, end = span
    tokens = lattice.tokens
    for first in range(start + 1, min(end, start + MAX_NAME_WORDS + 2)):
        areas = [area for last, area in lattice.qualifiers.areas_at(first) if last == end]
        name_end = first - 1 if tokens[first - 1].key in NAME_PREPOSITIONS and first - 1 > start else first
        if not areas or any(token.gap is Gap.COMMA for token in tokens[start + 1 : name_end]):
            continue
        guessed = next((it for it in inside if it.guessed and (it.start, it.end) == (start, name_end)), None)
        if guessed:
            return _corrected_in_areas(guessed, end, areas, index)
        candidates = index.candidates(" ".join(token.key for token in tokens[start:name_end]))
        is_area = any(last == name_end for last, _ in lattice.qualifiers.areas_at(start))
        if candidates and not is_area and _is_qualifier(candidates, (first, end), areas, lattice):
            countries = {area.country for area in areas}
            nearest_first = sorted(
                distant_candidates(candidates), key=lambda candidate: candidate.country not in countries
            )
            return Segment(start, end, 0.0, Role.ABSENT, nearest_first, areas[0])
    return None


def _is_qualifier(
    candidates: Sequence[Candidate], span: tuple[int, int], areas: Sequence[Area], lattice: Lattice
) -> bool:
    """Whether the words of *span* qualify the name with *candidates*, and are not the name of a second place."""
    first, end = span
    best = candidates[0]
    if best.kind == Kind.COUNTRY:
        return False
    key = lattice.tokens[first].key
    if end - first == 1 and len(key) <= AREA_CODE_LENGTH and not lattice.tokens[first].raw.isupper():
        return False
    if all(not area.region for area in areas):  # "Moscow, Germany" may be a list of two places
        return best.population < METROPOLIS_POPULATION
    is_in_country = any(candidate.country in {area.country for area in areas} for candidate in candidates)
    return not lattice.qualifiers.is_city(first, end) or (
        is_in_country and best.population < METROPOLIS_POPULATION // 10
    )


def _corrected_in_areas(guessed: Segment, end: int, areas: Sequence[Area], index: PlaceIndex) -> Segment | None:
    """Return *guessed*, a misspelled name, with its corrections in *areas*, or None if none of them is there."""
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
