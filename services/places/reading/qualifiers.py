"""Qualifiers, countries and regions beside a name: "Paris, Texas", "Springfield IL USA"."""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import AREA_CODE_LENGTH, CITY, Segment, qualified_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import STOPS, WHERE
from services.places.text import fold

COST = 0.3
"""The cost of a qualifier; costs are in log10 of people."""

CITY_COST, METROPOLIS_COST = 2.0, 6.0
"""The costs of a qualifier that is also the name of a city, and of one of a million people. With these "London
Ontario" is one place and "Buffalo New York" is two."""

QUALIFIED_RANGE = 150
"""By how much the score of a qualified place may be lower than that of the likeliest place of its name."""

METROPOLIS = 1_000_000
"""The least population of a metropolis."""

LONGER_NAME_POPULATION = 10_000
"""The least population of a place whose name begins with a country's, for that to be no qualifier: "Cancun, Mexico
City"."""


class Qualifiers:
    """The countries and regions among *tokens* that qualify names.

    *spans_at* are the ends and keys of the spans that begin at each token. *known* are the candidates for
    those keys that are names.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        spans_at: Sequence[Sequence[tuple[int, str]]],
        known: Mapping[str, Sequence[Candidate]],
        index: PlaceIndex,
    ) -> None:
        self._tokens = tokens
        self._spans_at = spans_at
        self._known = known
        self._index = index
        area_spans = [list(self._area_spans(start)) for start in range(len(tokens))]
        areas = index.areas({key for at_start in area_spans for _, key in at_start})
        self._areas = [
            [(end, area) for end, key in at_start for area in areas.get(key, ())] for at_start in area_spans
        ]

    def after(self, start: int, end: int, key: str, best: Candidate) -> Iterator[Segment]:
        """Yield the name *key* with each qualifier after it; *best* is its likeliest candidate without one."""
        first = end
        if first < len(self._tokens) and self._tokens[first].key in WHERE:  # "Paris in Texas"
            first += 1
        if first >= len(self._tokens) or any(token.gap is Gap.BREAK for token in self._tokens[end : first + 1]):
            return
        for last, area in self._areas[first]:
            if self._begins_name(first, last):
                continue
            within = self._index.candidates_within(key, area)
            if within:
                is_cheap = self._is_clear(start, last, area) and within[0].score >= best.score - QUALIFIED_RANGE
                cost = COST if is_cheap else self._cost(first, last)
                yield qualified_segment(start, self._second_end(last, area), within, area, cost)

    def before(self, start: int) -> Iterator[Segment]:
        """Yield the names after each qualifier at *start*: «Московская область, Химки»."""
        for end, area in self._areas[start]:
            if end == len(self._tokens) or self._tokens[end].gap is Gap.BREAK or self._cost(start, end) > COST:
                continue
            if len(self._tokens[start].key) <= AREA_CODE_LENGTH and not self._tokens[start].raw.isupper():
                continue  # "ne york" does not mean York in Nebraska
            for last, key in self._spans_at[end]:
                within = self._index.candidates_within(key, area) if key in self._known else []
                if within and (area.region or within[0].population >= CITY):
                    yield qualified_segment(start, last, within, area, COST)

    def _area_spans(self, start: int) -> Iterator[tuple[int, str]]:
        """Yield the end and key of each span from *start* that may be the name of an area."""
        token = self._tokens[start]
        if not self._index.may_begin_area(token.key):
            return
        for end, key in self._spans_at[start]:
            # Two small letters that are also a stop word are a code only after a comma.
            if len(key) > AREA_CODE_LENGTH or token.raw.isupper() or token.gap is Gap.COMMA or key not in STOPS:
                yield end, key

    def _is_clear(self, start: int, last: int, area: Area) -> bool:
        """Whether *area* is a qualifier though a city has its name: it is a country, or there is nothing else."""
        return (start == 0 and last == len(self._tokens)) or not area.region

    def _cost(self, start: int, end: int) -> float:
        """Return the cost of a qualifier, which is higher if a city has its name: "New York"."""
        key = " ".join(token.key for token in self._tokens[start:end])
        if len(key) <= AREA_CODE_LENGTH and self._tokens[start].raw.isupper():
            return COST
        for candidate in self._known.get(key, ())[:1]:
            is_city = candidate.population >= CITY
            if is_city and (
                candidate.kind == Kind.OWN or key in {fold(candidate.name), *map(fold, candidate.names.values())}
            ):
                return METROPOLIS_COST if candidate.population >= METROPOLIS else CITY_COST
        return COST

    def _begins_name(self, start: int, end: int) -> bool:
        """Whether the words from *start* to *end*, the name of an area, are the beginning of a place's name."""
        longer = [key for last, key in self._spans_at[start] if last > end]
        return any(
            candidate.population >= LONGER_NAME_POPULATION
            for key in longer
            for candidate in self._known.get(key, ())[:1]
        )

    def _second_end(self, last: int, area: Area) -> int:
        """Return the end of the country after the qualifier, *last* without one: "Springfield, IL 62701, USA"."""
        start = last
        while start < len(self._tokens) and self._tokens[start].is_number:
            start += 1
        if start < len(self._tokens) and area.region and self._tokens[start].gap is not Gap.BREAK:
            return max((end for end, other in self._areas[start] if other == Area(area.country)), default=last)
        return last
