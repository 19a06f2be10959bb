"""Finds the names of areas (countries and regions) in a text, such as "Texas" in "Paris, Texas"."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import COUNTY_WORDS, NameKind
from services.places.models import Area
from services.places.reading.segments import AREA_CODE_LENGTH, MIN_CITY_POPULATION
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    DIRECTION_WORDS,
    DIVISION_WORDS,
    STOP_WORDS,
    WORDS_BETWEEN_DISTRICT_AND_NAME,
    everyday_words,
)
from services.places.text import MAX_NAME_WORDS, fold

QUALIFIER_COST = 0.3
"""Subtracted from a name's score (log10 of population) if a qualifier (country or region) is beside it."""

CITY_QUALIFIER_COST = 2.0
"""Subtracted from a name's score (log10 of population) if its qualifier is also a city: "London Ontario"."""

METROPOLIS_QUALIFIER_COST = 6.0
"""Subtracted from a name's score if its qualifier is also a metropolis; "Buffalo New York" is two places."""

MIN_METROPOLIS_POPULATION = 1_000_000
"""Minimum population of a metropolis: a city whose name rarely means the region with the same name."""

MIN_LONGER_NAME_POPULATION = 10_000
"""Minimum population of a place whose name counts as one name although it begins with an area's name.

In "Cancun, Mexico City", the word Mexico does not mean the country.
"""

MAX_ABBREVIATION_LENGTH = 3
"""Maximum number of letters of an area's abbreviation that is also an everyday word: "ill" for Illinois."""

MAX_WORDS_OF_TEXT_WITH_AREA_CODE = 3
"""Maximum number of words of a text that may end with an area's code that is also a stop word: "london on"."""

MIN_NAMESAKE_TOWN_POPULATION = 5_000
"""Minimum population of a town whose name means the town, not the region with the same name: Tartu in Estonia."""


MIN_DASHED_NAME_WORDS = 3
"""Minimum number of words of an area's name with dashes inside; two words with a dash are two names."""


class AreaSpelling(Enum):
    """How a text names an area: by the name of the area alone, or with other words beside the name."""

    FULL = auto()
    """Only the name of the area: "Virginia"."""
    WITH_DIVISION = auto()
    """The name of the area with a word such as "state": "state of Virginia"."""
    WITH_DIRECTION = auto()
    """The name of the area with a word for a part of the area: "northern Virginia"."""


class _AreaSpan(NamedTuple):
    """Words that may name an area."""

    end: int
    """Index of the token after the words."""
    key: str
    """The folded name of the area, without a word such as "state"."""
    spelling: AreaSpelling


class AreaNames:
    """The names of areas (countries and regions) among *tokens*, the words of a text.

    *spans_at[i]* holds (end, folded text) of each possible name from token i to token end (exclusive). The mapping
    *known* has the candidates (possible places) of each folded name in the text.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        spans_at: Sequence[Sequence[tuple[int, str]]],
        known: Mapping[str, Sequence[Candidate]],
        index: PlaceIndex,
    ) -> None:
        self.tokens = tokens
        self.spans_at = spans_at
        self.known = known
        self._index = index
        self._has_county_word = any(token.key in COUNTY_WORDS for token in tokens)
        area_spans = [list(self._area_spans(start)) for start in range(len(tokens))]
        areas = index.areas_by_name({span.key for at_start in area_spans for span in at_start})
        self._areas = [list(_areas_named_by_spans(at_start, areas)) for at_start in area_spans]
        self._whole_ends = [_ends_of_whole_names(at_start, areas) for at_start in area_spans]

    def areas_at(self, start: int) -> Sequence[tuple[int, Area]]:
        """Return (end, area) for each name of an area from token *start* to token end (exclusive)."""
        return self._areas[start]

    def is_whole_area_name(self, start: int, end: int) -> bool:
        """Return whether tokens *start* to *end* (exclusive) are an area's whole name, such as "West Virginia"."""
        return end in self._whole_ends[start]

    def has_city_of_same_name(self, start: int, end: int) -> bool:
        """Return whether the area's name in tokens *start* to *end* (exclusive) is also the name of a city."""
        return self.city_of_same_name(start, end) is not None

    def city_of_same_name(self, start: int, end: int) -> Candidate | None:
        """Return the city with the name of the area in tokens *start* to *end* (exclusive), or None."""
        key = self.folded_text(start, end)
        if len(key) <= AREA_CODE_LENGTH and self.tokens[start].raw.isupper():
            return None
        for candidate in self.known.get(key, ())[:1]:
            own_names = {fold(candidate.name), *map(fold, candidate.names.values())}
            if candidate.population >= MIN_CITY_POPULATION and (
                candidate.kind == NameKind.OWN or key in own_names
            ):
                return candidate
        return None

    def qualifier_cost(self, start: int, end: int) -> float:
        """Return the cost of the qualifier in tokens *start* to *end* (exclusive), such as QUALIFIER_COST."""
        city = self.city_of_same_name(start, end)
        if city is None:
            return QUALIFIER_COST
        return METROPOLIS_QUALIFIER_COST if city.population >= MIN_METROPOLIS_POPULATION else CITY_QUALIFIER_COST

    def is_named_after_town(self, start: int, end: int, area: Area) -> bool:
        """Return whether *area*, named in tokens *start* to *end* (exclusive), has a town of its name: Tartu."""
        named = self._index.candidates_within(self.folded_text(start, end), area) if area.region_id else []
        return any(
            candidate.population >= MIN_NAMESAKE_TOWN_POPULATION
            and candidate.kind in {NameKind.OWN, NameKind.DECLINED}
            for candidate in named
        )

    def folded_text(self, start: int, end: int) -> str:
        """Return the folded text of tokens *start* to *end* (exclusive)."""
        return " ".join(token.key for token in self.tokens[start:end])

    def begins_longer_name(self, start: int, end: int) -> bool:
        """Return whether an area's name, tokens *start* to *end*, begins a longer name, such as "Mexico City"."""
        longer = [key for last, key in self.spans_at[start] if last > end]
        return any(
            candidate.population >= MIN_LONGER_NAME_POPULATION
            for key in longer
            for candidate in self.known.get(key, ())[:1]
        )

    def _area_spans(self, start: int) -> Iterator[_AreaSpan]:
        """Yield the possible names of areas from token *start* on: for "state of Virginia", also "Virginia"."""
        token = self.tokens[start]
        if not (
            self._index.may_begin_area(token.key)
            or token.key in DIVISION_WORDS
            or token.key in DIRECTION_WORDS
            or (
                self._has_county_word
                and any(self.tokens[end - 1].key in COUNTY_WORDS for end, _ in self.spans_at[start])
            )
        ):
            return
        yield from self._spans_with_dashes(start)
        for end, key in self.spans_at[start]:
            # A word such as "on" abbreviates an area (Ontario) only after a comma or at the end of a short text.
            is_last = end == len(self.tokens) <= MAX_WORDS_OF_TEXT_WITH_AREA_CODE
            if end > start + 1 or not self.is_area_abbreviation(start) or token.gap is Gap.COMMA or is_last:
                yield _AreaSpan(end, key, AreaSpelling.FULL)
            words = key.split()
            for part, spelling in _shortened_names(words):
                if len(part) < len(words) and len(" ".join(part)) > AREA_CODE_LENGTH:
                    yield _AreaSpan(end, " ".join(part), spelling)

    def _spans_with_dashes(self, start: int) -> Iterator[_AreaSpan]:
        """Yield the possible names of areas with dashes from token *start* on: «Овернь — Рона — Альпы».

        The method skips a word such as «регион» before the name.
        """
        is_division = (
            self.tokens[start].key in DIVISION_WORDS
            and start + 1 < len(self.tokens)
            and self.tokens[start + 1].gap is Gap.SPACE
        )
        key, commas = "" if is_division else self.tokens[start].key, 0
        for end in range(start + 1, min(start + MAX_NAME_WORDS, len(self.tokens))):
            token = self.tokens[end]
            if token.gap is Gap.BREAK:
                return
            key, commas = f"{key} {token.key}".lstrip(), commas + (token.gap is Gap.COMMA)
            if commas and end + 1 - start >= MIN_DASHED_NAME_WORDS:
                yield _AreaSpan(end + 1, key, AreaSpelling.FULL)

    def is_area_abbreviation(self, position: int) -> bool:
        """Return whether the token at *position* is a common word that also abbreviates areas: "on", "ill"."""
        token = self.tokens[position]
        if len(token.key) <= AREA_CODE_LENGTH:
            return token.key in STOP_WORDS and not token.raw.isupper()
        return (
            len(token.key) <= MAX_ABBREVIATION_LENGTH and token.raw[0].islower() and token.key in everyday_words()
        )


def _areas_named_by_spans(
    spans: Sequence[_AreaSpan], areas: Mapping[str, Sequence[Area]]
) -> Iterator[tuple[int, Area]]:
    """Yield (end, area) for each of *spans* that names an area; *areas* maps folded names to areas.

    "West Virginia" is not the west of Virginia, and "state of" does not precede the name of a country.
    """
    whole = _ends_of_whole_names(spans, areas)
    undirected = {
        span.end for span in spans if span.spelling is AreaSpelling.WITH_DIVISION and span.key in areas
    } | whole
    for end, key, spelling in spans:
        longer = undirected if spelling is AreaSpelling.WITH_DIRECTION else whole
        if spelling is AreaSpelling.FULL or end not in longer:
            for area in areas.get(key, ()):
                if area.region_id or spelling is not AreaSpelling.WITH_DIVISION:
                    yield end, area


def _ends_of_whole_names(spans: Sequence[_AreaSpan], areas: Mapping[str, Sequence[Area]]) -> set[int]:
    """Return the ends of the *spans* that are whole names of areas, such as "West Virginia"."""
    return {span.end for span in spans if span.spelling is AreaSpelling.FULL and span.key in areas}


def _shortened_names(words: Sequence[str]) -> Iterator[tuple[Sequence[str], AreaSpelling]]:
    """Yield the possible names of an area in *words*: without words such as "state of" or "northern".

    All *words* together are also a possible name. A word such as "Negeri" may be a word for "state" or, as in
    "state of Negeri Sembilan", a part of the name.
    """
    first = 0
    while first < len(words) and (
        words[first] in DIVISION_WORDS or (first and words[first] in WORDS_BETWEEN_DISTRICT_AND_NAME)
    ):
        first += 1
    last = len(words) - 1 if words[-1] in DIVISION_WORDS else len(words)
    undivided = [word for word in words if word not in DIVISION_WORDS]
    for part in (*(words[at:] for at in range(1, first + 1)), words[:last], words[first:last], undivided):
        yield part, AreaSpelling.WITH_DIVISION
    undirected = undivided
    while undirected and undirected[0] in DIRECTION_WORDS:
        undirected = undirected[1:]
    if len(undirected) < len(undivided):
        yield undirected, AreaSpelling.WITH_DIRECTION
