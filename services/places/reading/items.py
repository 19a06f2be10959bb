"""Turns the segments of a text into the resolutions of the names: Match, Ambiguous or Unknown."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import (
    MAX_SUGGESTED_PLACES,
    MIN_OFFERED_NAMESAKE_RATIO,
    Ambiguous,
    Match,
    Place,
    Unknown,
    distinct_by_full_name,
    possible_places,
)
from services.places.reading.candidates import (
    candidates_far_apart,
    is_sure_correction,
    means_only_airport,
    prefer_city_to_country,
    relative_likelihood,
)
from services.places.reading.segments import AbsentSegment, Role, Segment
from services.places.reading.tokens import Gap, Token, typed_text
from services.places.text import MAX_UNKNOWN_NAME_LENGTH, fold

IndexResolution = Match | Ambiguous | Unknown
"""The resolution of a name by the index alone; LookupFailed is missing, because only geocoders may fail."""

MIN_AMBIGUOUS_LIKELIHOOD = 0.4
"""A name is ambiguous if its second-likeliest place has at least this likelihood, relative to the likeliest place.

Ambiguous is only for a text with a single name.
"""

MAX_OFFERED_NAMESAKES = 7
"""Maximum number of namesakes that are offered as choices beside the likeliest place of a name."""

MIN_NAMESAKE_POPULATION_RATIO = 0.05
"""A place's region is shown if a namesake in its country has at least this population, relative to the place."""


class ResolutionBuilder:
    """Builds the resolutions of names from segments; *language* is the language of the places' names."""

    def __init__(self, index: PlaceIndex, language: str) -> None:
        self._index = index
        self._language = language

    def resolutions(self, segments: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[IndexResolution]:
        """Yield the resolutions of the names in *segments*, in the order of the text with the words *tokens*."""
        numbered = _with_comma_counts(prefer_city_to_country(segments), tokens)
        for (role, _), group in groupby(numbered, key=lambda pair: (pair[0].role, pair[1])):
            run = [segment for segment, _ in group]
            if role is Role.UNKNOWN:
                # One character beyond the limit is kept, so that the resolver recognizes the name as too long.
                name = typed_text(tokens, run[0].start, run[-1].end)[: MAX_UNKNOWN_NAME_LENGTH + 1]
                choices = self._places_of_candidates(run[0].candidates, run[0])
                yield Ambiguous(self._nominative_of(name), choices) if choices else Unknown(name)
            elif role is Role.ABSENT:
                yield from (
                    self._resolve_absent(segment, tokens) for segment in run if isinstance(segment, AbsentSegment)
                )
            elif role is Role.NAME:
                yield from (self._resolve_name(segment, tokens) for segment in run)

    def _resolve_absent(self, segment: AbsentSegment, tokens: Sequence[Token]) -> Unknown:
        return Unknown(
            typed_text(tokens, segment.start, segment.end),
            self._places_of_candidates(segment.candidates, segment)[:MAX_SUGGESTED_PLACES],
            is_absent_from_area=True,
            name=typed_text(tokens, segment.start, segment.name_end),
            areas=tuple(segment.areas),
        )

    def _resolve_name(self, segment: Segment, tokens: Sequence[Token]) -> Match | Unknown:
        """Return a Match with the likeliest place of *segment*; return Unknown if a correction is uncertain."""
        name = typed_text(tokens, segment.start, segment.end)
        is_uncertain = segment.is_misspelled and segment.area is None and not is_sure_correction(segment, tokens)
        if means_only_airport(segment, tokens) or is_uncertain:
            suggestions = self._places_of_candidates(candidates_far_apart(segment.candidates), segment)
            return Unknown(name, suggestions[:MAX_SUGGESTED_PLACES])
        best = segment.candidates[0]
        distant = candidates_far_apart(self._notable_candidates(segment))
        choices = self._places_of_candidates(distant[: MAX_OFFERED_NAMESAKES + 1], segment)[1:]
        is_country = best.kind == NameKind.COUNTRY
        capital_of = self._index.country_name(best.country, self._language) if is_country else None
        is_stand_in = best.kind == NameKind.STAND_IN
        stands_for = self._nominative_of(name) if is_stand_in else name if segment.is_misspelled else None
        place = self._place_of_candidate(best, segment)
        if stands_for is not None and fold(stands_for) == fold(place.name):  # the island Phuket has a town Phuket
            stands_for = None
        return Match(name, place, choices, capital_of, is_guess=segment.is_misspelled, stands_for=stands_for)

    def _nominative_of(self, typed: str) -> str:
        """Return the nominative of *typed*, an area's or island's name, with its capitals: "Крыму" -> "Крым"."""
        name = self._index.nominative(fold(typed))
        if name is None:
            return typed
        words, typed_words = name.split(), typed.split()
        if name != name.lower() or len(words) != len(typed_words):
            return name
        return " ".join(
            word[0].upper() + word[1:] if typed_word[0].isupper() else word
            for word, typed_word in zip(words, typed_words, strict=True)
        )

    def _notable_candidates(self, segment: Segment) -> Sequence[Candidate]:
        """Return the likeliest place of *segment*, and the namesakes that are likely enough to be offered.

        For an alternate or declined name, namesakes are the places with the own name of the likeliest place.
        """
        candidates, best = segment.candidates, segment.candidates[0]
        if segment.is_misspelled or best.kind in {NameKind.ALTERNATE, NameKind.DECLINED}:
            is_declined = best.kind == NameKind.DECLINED
            own = (name for name in best.names.values()) if is_declined else (best.name,)
            for name in own:
                namesakes = self._index.candidates(fold(name))
                if namesakes and namesakes[0].place_id == best.place_id and segment.area is None:
                    candidates = namesakes
        return [
            candidate
            for candidate in candidates
            if relative_likelihood(candidates[0], candidate) >= MIN_OFFERED_NAMESAKE_RATIO
        ]

    def _places_of_candidates(self, candidates: Sequence[Candidate], segment: Segment) -> tuple[Place, ...]:
        """Return the places of *candidates*; of places with equal full names, return only the first."""
        return distinct_by_full_name(self._place_of_candidate(candidate, segment) for candidate in candidates)

    def _place_of_candidate(self, candidate: Candidate, segment: Segment) -> Place:
        """Return the place of *candidate*; its region is set for a namesake, or if the text names the region."""
        has_namesakes = any(
            other.country == candidate.country
            and other.place_id != candidate.place_id
            and other.name_in(self._language) == candidate.name_in(self._language)
            and other.population >= candidate.population * MIN_NAMESAKE_POPULATION_RATIO
            for other in segment.candidates
        )
        by_region = segment.area is not None and segment.area.region_id > 0
        return self._index.place_of(candidate, self._language, with_region=has_namesakes or by_region)


def resolve_only_name(match: Match, segments: Sequence[Segment]) -> IndexResolution:
    """Return *match*, the only name of a text, as Ambiguous if its second place is about as likely as its first.

    *segments* are all segments of the text.
    """
    names = [segment for segment in segments if segment.role is Role.NAME]
    if not names or match.capital_of or names[0].is_misspelled or not match.choices:
        return match
    best, *others = candidates_far_apart(names[0].candidates)
    if not others or relative_likelihood(best, others[0]) < MIN_AMBIGUOUS_LIKELIHOOD:
        return match
    return Ambiguous(match.asked, possible_places(match))


def _with_comma_counts(segments: Sequence[Segment], tokens: Sequence[Token]) -> Iterator[tuple[Segment, int]]:
    """Yield each segment with the number of commas (or stronger separators) in the text before it."""
    commas = 0
    for segment in segments:
        commas += tokens[segment.start].gap >= Gap.COMMA
        yield segment, commas
