"""Finds the names of countries and regions in a text, which may qualify names of places."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import AREA_CODE_LENGTH, CITY_POPULATION
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import DIRECTION_WORDS, DIVISION_WORDS, STOP_WORDS, everyday_words
from services.places.text import MAX_NAME_WORDS, fold

MIN_LONGER_NAME_POPULATION = 10_000
"""Minimum population of a place whose longer name includes a country's name.

In "Cancun, Mexico City" the country Mexico does not qualify Cancun.
"""

MAX_ABBREVIATION_LENGTH = 3
"""Maximum number of letters of an area's abbreviation that is spelled like a word: "ill" for Illinois."""

MAX_WORDS_WITH_CODE = 3
"""Maximum number of words of a text whose last word may be a code, although it is a stop word: "london on"."""

NAMED_AFTER_POPULATION = 5_000
"""Minimum population of a town with the name of its region, for the name to mean the town: "Tallinn, Tartu"."""


MIN_DASHED_WORDS = 3
"""Minimum number of words of an area's name with a dash; a shorter one may be a list: "Bosnia, Herzegovina"."""


class Spelling(Enum):
    """The words that a span has besides the name of an area."""

    FULL = auto()
    """No other words."""
    WITH_DIVISION = auto()
    """A word for the kind of the area, such as "state"."""
    WITH_DIRECTION = auto()
    """A word for a part of the area, such as "northern"."""


class _AreaSpan(NamedTuple):
    """A span that may be the name of an area: its end, and the key without words such as "state"."""

    end: int
    key: str
    spelling: Spelling


class AreaNames:
    """The names of countries and regions among *tokens*.

    *spans_at* holds the ends and keys of the spans that begin at each token. *known* maps the keys that are names
    of places to their candidates.
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
        area_spans = [list(self._area_spans(start)) for start in range(len(tokens))]
        areas = index.areas({span.key for at_start in area_spans for span in at_start})
        self._areas = [list(_known_areas(at_start, areas)) for at_start in area_spans]
        self._whole_ends = [_whole_ends(at_start, areas) for at_start in area_spans]

    def at(self, start: int) -> Sequence[tuple[int, Area]]:
        """Return the areas whose names begin at *start*, each with the end of its name."""
        return self._areas[start]

    def is_whole(self, start: int, end: int) -> bool:
        """Return whether the words from *start* to *end* are the name of an area without other words."""
        return end in self._whole_ends[start]

    def is_city(self, start: int, end: int) -> bool:
        """Return whether the words from *start* to *end*, which name an area, are also the name of a city."""
        return self.city_called(start, end) is not None

    def city_called(self, start: int, end: int) -> Candidate | None:
        """Return the city that has the same name as the area that the words from *start* to *end* name."""
        key = self.key(start, end)
        if len(key) <= AREA_CODE_LENGTH and self.tokens[start].raw.isupper():
            return None
        for candidate in self.known.get(key, ())[:1]:
            own_names = {fold(candidate.name), *map(fold, candidate.names.values())}
            if candidate.population >= CITY_POPULATION and (candidate.kind == Kind.OWN or key in own_names):
                return candidate
        return None

    def is_named_after_town(self, start: int, end: int, area: Area) -> bool:
        """Return whether a town in *area* has the name of *area*, the words from *start* to *end*: Tartu."""
        named = self._index.candidates_within(self.key(start, end), area) if area.region else []
        return any(
            candidate.population >= NAMED_AFTER_POPULATION and candidate.kind in {Kind.OWN, Kind.DECLINED}
            for candidate in named
        )

    def key(self, start: int, end: int) -> str:
        """Return the key of the words from *start* to *end*."""
        return " ".join(token.key for token in self.tokens[start:end])

    def begins_name(self, start: int, end: int) -> bool:
        """Return whether the name of an area from *start* to *end* is a prefix of a place's longer name."""
        longer = [key for last, key in self.spans_at[start] if last > end]
        return any(
            candidate.population >= MIN_LONGER_NAME_POPULATION
            for key in longer
            for candidate in self.known.get(key, ())[:1]
        )

    def _area_spans(self, start: int) -> Iterator[_AreaSpan]:
        """Yield the spans from *start* that may be the name of an area.

        Words such as "state of" and "northern" may be removed from the key of a span.
        """
        token = self.tokens[start]
        if not (
            self._index.may_begin_area(token.key) or token.key in DIVISION_WORDS or token.key in DIRECTION_WORDS
        ):
            return
        yield from self._spans_with_dashes(start)
        for end, key in self.spans_at[start]:
            # A short word is an abbreviation only after a comma or at the end of a short text.
            is_last = end == len(self.tokens) <= MAX_WORDS_WITH_CODE
            if end > start + 1 or not self.is_abbreviation(start) or token.gap is Gap.COMMA or is_last:
                yield _AreaSpan(end, key, Spelling.FULL)
            words = key.split()
            undivided = [word for word in words if word not in DIVISION_WORDS]
            bare = undivided
            while bare and bare[0] in DIRECTION_WORDS:
                bare = bare[1:]
            if bare and len(bare) < len(words) and len(" ".join(bare)) > AREA_CODE_LENGTH:
                spelling = Spelling.WITH_DIRECTION if bare != undivided else Spelling.WITH_DIVISION
                yield _AreaSpan(end, " ".join(bare), spelling)

    def _spans_with_dashes(self, start: int) -> Iterator[_AreaSpan]:
        """Yield the spans from *start* that have dashes or brackets in them: «Овернь — Рона — Альпы»."""
        key, commas = self.tokens[start].key, 0
        for end in range(start + 1, min(start + MAX_NAME_WORDS, len(self.tokens))):
            token = self.tokens[end]
            if token.gap is Gap.BREAK:
                return
            key, commas = f"{key} {token.key}", commas + (token.gap is Gap.COMMA)
            if commas and end + 1 - start >= MIN_DASHED_WORDS:
                yield _AreaSpan(end + 1, key, Spelling.FULL)

    def is_abbreviation(self, position: int) -> bool:
        """Return whether the token at *position* may be an area's abbreviation or a short word: "on", "ill"."""
        token = self.tokens[position]
        if len(token.key) <= AREA_CODE_LENGTH:
            return token.key in STOP_WORDS and not token.raw.isupper()
        return (
            len(token.key) <= MAX_ABBREVIATION_LENGTH and token.raw[0].islower() and token.key in everyday_words()
        )


def _known_areas(spans: Sequence[_AreaSpan], areas: Mapping[str, Sequence[Area]]) -> Iterator[tuple[int, Area]]:
    """Yield the ends of those of *spans* that name areas, with the *areas*.

    West Virginia is no part of Virginia, and countries are never called "state of".
    """
    whole = _whole_ends(spans, areas)
    for end, key, spelling in spans:
        if spelling is Spelling.FULL or end not in whole:
            for area in areas.get(key, ()):
                if area.region or spelling is not Spelling.WITH_DIVISION:
                    yield end, area


def _whole_ends(spans: Sequence[_AreaSpan], areas: Mapping[str, Sequence[Area]]) -> set[int]:
    """Return the ends of the *spans* that are names in *areas* without words such as "state"."""
    return {span.end for span in spans if span.spelling is Spelling.FULL and span.key in areas}
