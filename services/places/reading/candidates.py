"""Ranks the candidates of a name (the places that the name may mean), and decides if a correction is certain."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.geometry import MAX_SAME_PLACE_KILOMETRES, distance_km
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate, log_score
from services.places.index.schema import NameKind
from services.places.reading.segments import MIN_CITY_POPULATION, Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import STOP_WORDS
from services.places.text import AIRPORT_CODE_LENGTH, fold

MIN_CORRECTION_LIKELIHOOD_RATIO = 10.0
"""A correction is accepted only if it is this many times as likely as each other correction."""

MIN_SURE_CORRECTION_LENGTH = 5
"""Minimum number of letters of a misspelled city's name for its correction to be accepted.

The misspelled name of a large city may have one letter fewer than this minimum.
"""

MIN_SURE_COMPOUND_LENGTH, MIN_CORRECTED_COMPOUND_POPULATION = 10, 10_000
"""Minimum number of letters, and minimum population of the town, for a sure correction of several words.

Two long names of several words rarely resemble each other by chance: «ханты мансиск» means Ханты-Мансийск.
"""

MIN_LARGE_CITY_POPULATION = 1_000_000
"""Minimum population of a large city, whose name is recognized even if it is short, misspelled or declined."""


def relative_likelihood(best: Candidate, other: Candidate) -> float:
    """Return the likelihood of *other* relative to *best*: 0.1 if the score of *other* is 100 less."""
    return float(10 ** ((other.score - best.score) / 100))


def candidates_far_apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates* without the places that are within MAX_SAME_PLACE_KILOMETRES of a likelier place."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if all(
            distance_km(other.coordinates, candidate.coordinates) > MAX_SAME_PLACE_KILOMETRES for other in kept
        ):
            kept.append(candidate)
    return kept


def prefer_city_to_country(segments: Sequence[Segment]) -> list[Segment]:
    """Return *segments*; if one of several names means a country, replace the country by its namesake city.

    For example, "Armenia" among the names of cities means the city in Colombia. A country stays if it is the only
    name, or if the text names several countries.
    """
    names = [segment for segment in segments if segment.role is Role.NAME]
    countries = [segment for segment in names if segment.candidates[0].kind == NameKind.COUNTRY]
    return [
        _with_city_first(segment) if [segment] == countries and len(names) > 1 else segment for segment in segments
    ]


def _with_city_first(country: Segment) -> Segment:
    cities = [candidate for candidate in country.candidates if candidate.kind in {NameKind.OWN, NameKind.DECLINED}]
    first = [candidate for candidate in cities if candidate.population >= MIN_CITY_POPULATION][:1]
    others = (candidate for candidate in country.candidates if candidate not in first)
    return replace(country, candidates=[*first, *others])


def with_ranking_of_default_name(segment: Segment, index: PlaceIndex) -> Segment:
    """Return *segment*; the places of an alternate name get the order that they have for the default name.

    For example, the places of "Barselona" get the order of the places of "Barcelona": the city in Spain is first.
    """
    if segment.role is not Role.NAME or segment.is_misspelled or segment.area is not None:
        return segment
    best = segment.candidates[0]
    if best.kind != NameKind.ALTERNATE or len(segment.candidates) == 1:
        return segment
    typed = {candidate.place_id for candidate in segment.candidates if candidate.name == best.name}
    namesakes = [candidate for candidate in index.candidates(fold(best.name)) if candidate.place_id in typed]
    if not namesakes:
        return segment
    ranked = [
        candidate._replace(kind=NameKind.ALTERNATE, score=best.score - namesakes[0].score + candidate.score)
        for candidate in namesakes
    ]
    places = {candidate.place_id for candidate in ranked}
    others = [candidate for candidate in segment.candidates if candidate.place_id not in places]
    return replace(segment, candidates=sorted([*ranked, *others], key=lambda candidate: -candidate.score))


def is_sure_correction(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether the likeliest correction of *segment* is a city, and far likelier than other corrections."""
    length = sum(len(token.key) for token in tokens[segment.start : segment.end])
    best, *others = candidates_far_apart(segment.candidates)
    # Other places of the same name do not make the correction uncertain, because the bot offers them as choices.
    other_corrections = [
        other for other in others if other.name != best.name and not other.names.items() & best.names.items()
    ]
    return (
        not segment.is_only_suggestion
        and length >= MIN_SURE_CORRECTION_LENGTH - 1
        and best.kind != NameKind.COUNTRY
        and (best.kind != NameKind.ALTERNATE or best.score >= log_score(MIN_CITY_POPULATION))
        and best.population >= _min_corrected_population(segment, tokens, length)
        and all(
            relative_likelihood(best, other) <= 1 / MIN_CORRECTION_LIKELIHOOD_RATIO for other in other_corrections
        )
    )


def _min_corrected_population(segment: Segment, tokens: Sequence[Token], length: int) -> int:
    """Return the minimum population of a city for a sure correction of *segment*, which has *length* letters."""
    is_compound = segment.end - segment.start > 1 and length >= MIN_SURE_COMPOUND_LENGTH
    if is_compound and _has_only_stop_words_beside(segment, tokens):
        return MIN_CORRECTED_COMPOUND_POPULATION
    return MIN_CITY_POPULATION if length >= MIN_SURE_CORRECTION_LENGTH else MIN_LARGE_CITY_POPULATION


def _has_only_stop_words_beside(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether a stop word, a comma or nothing is directly before and after *segment*."""
    before, after = tokens[: segment.start], tokens[segment.end :]
    is_first = not before or tokens[segment.start].gap >= Gap.COMMA or before[-1].key in STOP_WORDS
    is_last = not after or after[0].gap >= Gap.COMMA or after[0].key in STOP_WORDS
    return is_first and is_last


def means_only_airport(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* can only mean an airport's code, although the code is not in capitals: "Qwx"."""
    token = tokens[segment.start]
    is_short = segment.end - segment.start == 1 and len(token.key) <= AIRPORT_CODE_LENGTH
    return (
        is_short
        and not token.raw.isupper()
        and segment.may_be_misspelled
        and segment.candidates[0].kind == NameKind.ALTERNATE
    )
