"""Chooses among the candidates of a name, and decides whether a correction is certain enough."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.geometry import MAX_SAME_PLACE_DISTANCE, distance
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate, log_score
from services.places.index.schema import Kind
from services.places.reading.segments import CITY_POPULATION, Role, Segment
from services.places.reading.tokens import Token
from services.places.text import AIRPORT_CODE_LENGTH, fold

MIN_LIKELIHOOD_RATIO = 10.0
"""Minimum ratio of the likelihoods of the best and the next correction for the best one to be accepted."""

MIN_ACCEPTED_LENGTH = 5
"""Minimum number of letters of a misspelled name for its correction to be accepted."""

LARGE_CITY_POPULATION = 1_000_000
"""Minimum population of a large city, which is also accepted as the correction of a shorter name."""


def relative_likelihood(best: Candidate, other: Candidate) -> float:
    """Return the ratio of the likelihoods of *other* and *best*."""
    return float(10 ** ((other.score - best.score) / 100))


def distant_candidates(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates* without those that are near a likelier candidate."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if all(distance(other.spot, candidate.spot) > MAX_SAME_PLACE_DISTANCE for other in kept):
            kept.append(candidate)
    return kept


def prefer_city_to_country(segments: Sequence[Segment]) -> list[Segment]:
    """Return *segments* with a city first among the candidates of the only country, if the city has its name.

    Among the names of cities "Armenia" means the city in Colombia. If two or more names mean countries, all of
    them keep their meaning.
    """
    names = [segment for segment in segments if segment.role is Role.NAME]
    countries = [segment for segment in names if segment.candidates[0].kind == Kind.COUNTRY]
    return [
        _with_city_first(segment) if [segment] == countries and len(names) > 1 else segment for segment in segments
    ]


def _with_city_first(country: Segment) -> Segment:
    cities = [candidate for candidate in country.candidates if candidate.kind in {Kind.OWN, Kind.DECLINED}]
    first = [candidate for candidate in cities if candidate.population >= CITY_POPULATION][:1]
    others = (candidate for candidate in country.candidates if candidate not in first)
    return replace(country, candidates=[*first, *others])


def ranked_as_own_name(segment: Segment, index: PlaceIndex) -> Segment:
    """Return *segment* with the ranking of its best candidate's default name, if the typed name is an alternate.

    "Barselona" means the same places as "Barcelona", and the one in Spain most likely.
    """
    if segment.role is not Role.NAME or segment.guessed or segment.area is not None:
        return segment
    best = segment.candidates[0]
    if best.kind != Kind.OTHER or len(segment.candidates) == 1:
        return segment
    typed = {candidate.place for candidate in segment.candidates if candidate.name == best.name}
    namesakes = [candidate for candidate in index.candidates(fold(best.name)) if candidate.place in typed]
    if not namesakes:
        return segment
    ranked = [
        candidate._replace(kind=Kind.OTHER, score=best.score - namesakes[0].score + candidate.score)
        for candidate in namesakes
    ]
    places = {candidate.place for candidate in ranked}
    others = [candidate for candidate in segment.candidates if candidate.place not in places]
    return replace(segment, candidates=sorted([*ranked, *others], key=lambda candidate: -candidate.score))


def is_sure_correction(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether the misspelled name of *segment* has one likely correction, and this correction is a city."""
    length = sum(len(word.key) for word in words[segment.start : segment.end])
    best, *others = distant_candidates(segment.candidates)
    # Only candidates with another name make the correction uncertain. Namesakes are offered as choices.
    other_corrections = [
        other for other in others if other.name != best.name and not other.names.items() & best.names.items()
    ]
    return (
        not segment.suggested
        and length >= MIN_ACCEPTED_LENGTH - 1
        and best.kind != Kind.COUNTRY
        and (best.kind != Kind.OTHER or best.score >= log_score(CITY_POPULATION))
        and best.population >= (CITY_POPULATION if length >= MIN_ACCEPTED_LENGTH else LARGE_CITY_POPULATION)
        and all(relative_likelihood(best, other) <= 1 / MIN_LIKELIHOOD_RATIO for other in other_corrections)
    )


def means_only_airport(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether *segment* can only be the code of an airport, although it is not in capitals: "Qwx"."""
    word = words[segment.start]
    is_short = segment.end - segment.start == 1 and len(word.key) <= AIRPORT_CODE_LENGTH
    return (
        is_short
        and not word.raw.isupper()
        and segment.may_be_misspelled
        and segment.candidates[0].kind == Kind.OTHER
    )
