"""Countries and regions beside a name: "Paris, Texas", "Springfield IL USA", "Московская область, Химки"."""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Bearer
from services.places.index.schema import Kind
from services.places.reading.segments import CITY, CODE, Segment, qualified
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import STOPS, WHERE
from services.places.text import fold

COST = 0.3
AMBIGUOUS, METROPOLIS = 2.0, 6.0
"""What a qualifier costs, and one that is a large city as well or a very large one: "London Ontario" is one place,
"Buffalo New York" two."""

SMALL = 150
"""How much lower a place's score is that is not meant before a city's name: "Santiago, Бразилия" is two."""


MILLION = 1_000_000
"""People of a very large city."""

LONGER = 10_000
"""People of a place whose name goes on from a country's, so that this is none: "Cancun, Mexico City"."""


class Qualifiers:
    """The countries and regions among *tokens*, in which the names *known* are.

    *names* are the spans that begin at each token.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        names: Sequence[Sequence[tuple[int, str]]],
        known: Mapping[str, Sequence[Bearer]],
        index: PlaceIndex,
    ) -> None:
        self._tokens = tokens
        self._names = names
        self._known = known
        self._index = index
        keys = [list(self._may_be_areas(start)) for start in range(len(tokens))]
        areas = index.areas({key for some in keys for _, key in some})
        self._areas = [[(end, area) for end, key in some for area in areas.get(key, ())] for some in keys]

    def after(self, start: int, end: int, key: str, best: Bearer) -> Iterator[Segment]:
        """Yield the name *key* with what comes after it as a qualifier, *best* being what it means without."""
        first = end
        if first < len(self._tokens) and self._tokens[first].key in WHERE:  # "Paris in Texas"
            first += 1
        if first >= len(self._tokens) or any(token.gap is Gap.BREAK for token in self._tokens[end : first + 1]):
            return
        for last, area in self._areas[first]:
            if self._goes_on(first, last):
                continue
            within = self._index.bearers_within(key, area)
            if within:
                told = self._is_told(start, last, area) and within[0].score >= best.score - SMALL
                cost = COST if told else self._cost(first, last)
                yield qualified(start, self._further(last, area), within, area, cost)

    def before(self, start: int) -> Iterator[Segment]:
        """Yield the names after a qualifier at *start* that they are in."""
        for end, area in self._areas[start]:
            if end == len(self._tokens) or self._tokens[end].gap is Gap.BREAK or self._cost(start, end) > COST:
                continue
            if len(self._tokens[start].key) <= CODE and not self._tokens[start].raw.isupper():
                continue  # "ne york" is not York in Nebraska
            for last, key in self._names[end]:
                within = self._index.bearers_within(key, area) if key in self._known else []
                if within and (area.region or within[0].population >= CITY):
                    yield qualified(start, last, within, area, COST)

    def _may_be_areas(self, start: int) -> Iterator[tuple[int, str]]:
        """Yield the ends of the areas' names that may begin at *start*, with their keys."""
        token = self._tokens[start]
        if not self._index.may_begin_area(token.key):
            return
        for end, key in self._names[start]:
            # Two letters are a code where they stand for nothing else.
            if len(key) > CODE or token.raw.isupper() or token.gap is Gap.COMMA or key not in STOPS:
                yield end, key

    def _is_told(self, start: int, last: int, area: Area) -> bool:
        """Whether a city's name may tell what is before it: all that is asked is "Buffalo, New York"."""
        return (start == 0 and last == len(self._tokens)) or not area.region

    def _cost(self, start: int, end: int) -> float:
        """Return what a country or region costs, more if its name is a large city's as well: "New York"."""
        key = " ".join(token.key for token in self._tokens[start:end])
        if len(key) <= CODE and self._tokens[start].raw.isupper():
            return COST
        for bearer in self._known.get(key, ())[:1]:
            large = bearer.population >= CITY
            if large and (
                bearer.kind == Kind.OWN or key in {fold(bearer.name), *map(fold, bearer.names.values())}
            ):
                return METROPOLIS if bearer.population >= MILLION else AMBIGUOUS
        return COST

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether the name of a country or region is the beginning of a place's."""
        longer = [key for last, key in self._names[start] if last > end]
        return any(bearer.population >= LONGER for key in longer for bearer in self._known.get(key, ())[:1])

    def _further(self, last: int, area: Area) -> int:
        """Return where a second qualifier ends that says the same: "Springfield, IL 62701, USA"."""
        then = last
        while then < len(self._tokens) and self._tokens[then].is_number:
            then += 1
        if then < len(self._tokens) and area.region and self._tokens[then].gap is not Gap.BREAK:
            return max((end for end, other in self._areas[then] if other == Area(area.country)), default=last)
        return last
