"""Finds qualifiers, the countries and regions beside a name: "Paris, Texas", «Россия, г. Химки»."""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import AREA_CODE_LENGTH, CITY_POPULATION, Segment, qualified_segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import DIVISION_WORDS, NAME_PREPOSITIONS, RANK_WORDS, STOP_WORDS
from services.places.text import fold

QUALIFIER_COST = 0.3
"""Cost of a qualifier, in log10 of people."""

CITY_COST, METROPOLIS_COST = 2.0, 6.0
"""Costs of a qualifier that is also the name of a city, and of a metropolis, in log10 of people.

With these costs "London Ontario" is one place and "Buffalo New York" is two.
"""

MIN_SEPARATED_POPULATION = 20_000
"""Minimum population of a place for MAX_SEPARATED_DIFFERENCE; "Boston, New York" has none and remains a list."""

MAX_QUALIFIED_DIFFERENCE, MAX_SEPARATED_DIFFERENCE = 150, 260
"""Maximum differences between the scores of a name's likeliest and its qualified place, without and with a comma.

The differences apply if a city has the qualifier's name and the text has no other words. "Rome, New York" is one
place.
"""

METROPOLIS_POPULATION = 1_000_000
"""Minimum population of a metropolis."""

MIN_LONGER_NAME_POPULATION = 10_000
"""Minimum population of a place whose longer name includes a country's name.

In "Cancun, Mexico City" the country Mexico does not qualify Cancun.
"""

MAX_WORDS_WITH_CODE = 3
"""Maximum number of words of a text that may end with a code that is a lower-case stop word: "london on"."""

MAX_QUALIFIERS = 3
"""Maximum number of qualifiers before a name: a country, a region and a county."""


class Qualifiers:
    """The countries and regions among *tokens* that qualify names.

    *spans_at* holds the ends and keys of the spans that begin at each token. *known* maps the keys that are names
    to their candidates.
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
        areas = index.areas({key for at_start in area_spans for _, key, _ in at_start})
        self._areas = [
            [
                (end, area)
                for end, key, is_bare in at_start
                for area in areas.get(key, ())
                if area.region or not is_bare
            ]
            for at_start in area_spans
        ]

    def qualified_after(self, start: int, end: int, key: str, best: Candidate) -> Iterator[Segment]:
        """Yield a segment of the name *key* with each qualifier after it.

        *best* is the likeliest candidate for the name without a qualifier.
        """
        for first in self._qualifier_starts(end):
            for last, area in self._areas[first]:
                if self._begins_name(first, last) or any(longer == last for longer, _ in self._areas[start]):
                    continue  # "West Virginia" is no place in Virginia
                within = self._candidates_called(key, area)
                if not within and (area.region or self._is_alone(start, last)):
                    within = self._candidates_with_similar_name(key, area, best)
                if within:
                    last_of_all, within = self._with_further_qualifiers(last, area, within)
                    is_alone = self._is_alone(start, last_of_all)
                    is_separated = (
                        is_alone
                        and self._tokens[first].gap is Gap.COMMA
                        and within[0].population >= MIN_SEPARATED_POPULATION
                    )
                    allowed = MAX_SEPARATED_DIFFERENCE if is_separated else MAX_QUALIFIED_DIFFERENCE
                    is_clearly_place = is_alone or not area.region
                    is_cheap = is_clearly_place and within[0].score >= best.score - allowed
                    cost = QUALIFIER_COST if is_cheap or last_of_all > last else self._qualifier_cost(first, last)
                    if last - first == 1 and self._is_short_stop_word(first):
                        cost = (within[0].score - best.score) / 100  # the name is as likely as without the word
                    yield qualified_segment(start, last_of_all, within, area, cost)

    def qualified_before(self, start: int) -> Iterator[Segment]:
        """Yield the names after each series of qualifiers that begins at *start*: «Московская область, Химки»."""
        token = self._tokens[start]
        if len(token.key) <= AREA_CODE_LENGTH and not token.raw.isupper():
            return  # "ne york" does not mean York in Nebraska
        for end, areas in self._area_series(start, ()):
            may_follow = self._tokens[end].gap is Gap.COMMA or self._tokens[end - 1].key in DIVISION_WORDS
            first = self._skip_words(end, RANK_WORDS) if may_follow else end
            if first == len(self._tokens) or self._tokens[end].gap is Gap.BREAK:
                continue
            area = max(areas, key=lambda area: area.region > 0)
            for last, key in self._spans_at[first]:
                best = self._known[key][0] if key in self._known else None
                if best is None:
                    continue
                within = self._candidates_in_all(key, areas, best)
                if within and (area.region or within[0].population >= CITY_POPULATION or first > end):
                    cost = (
                        self._qualifier_cost(start, end)
                        if len({area.region for area in areas}) == 1
                        else QUALIFIER_COST
                    )
                    if cost > QUALIFIER_COST and self._is_alone(start, last):
                        cost = QUALIFIER_COST if within[0].score >= best.score - MAX_QUALIFIED_DIFFERENCE else cost
                    elif cost > QUALIFIER_COST:
                        continue
                    yield qualified_segment(start, last, within, area, cost)

    def areas_at(self, start: int) -> Sequence[tuple[int, Area]]:
        """Return the areas whose names begin at *start*, each with the end of its name."""
        return self._areas[start]

    def is_city(self, start: int, end: int) -> bool:
        """Whether the words from *start* to *end*, which name an area, are also the name of a city."""
        return self._qualifier_cost(start, end) > QUALIFIER_COST

    def _qualifier_starts(self, end: int) -> Iterator[int]:
        """Yield the positions at which a qualifier may begin after the name that ends at *end*.

        The words "in" and "city" may be between the name and its qualifier.
        """
        after_rank = self._skip_words(end, RANK_WORDS)
        firsts = (
            [end, end + 1] if end < len(self._tokens) and self._tokens[end].key in NAME_PREPOSITIONS else [end]
        )
        for first in dict.fromkeys([*firsts, after_rank]):
            if first < len(self._tokens) and all(
                token.gap is not Gap.BREAK for token in self._tokens[end : first + 1]
            ):
                yield first

    def _skip_words(self, start: int, words: frozenset[str]) -> int:
        """Return the position of the first token from *start* that is neither one of *words* nor a number."""
        while start < len(self._tokens) and (self._tokens[start].key in words or self._tokens[start].is_number):
            start += 1
        return start

    def _with_further_qualifiers(
        self, last: int, area: Area, within: list[Candidate]
    ) -> tuple[int, list[Candidate]]:
        """Return the end of all qualifiers, and the candidates of *within* that are in all qualifying areas.

        The first qualifier is *area* and ends at *last*; others may follow: "Springfield, IL 62701, USA".
        """
        start = self._skip_words(last, frozenset())
        if start >= len(self._tokens) or self._tokens[start].gap is Gap.BREAK:
            return last, within
        for end, other in sorted(self._areas[start], key=lambda pair: -pair[0]):
            if other == area or other.country != area.country or self._begins_name(start, end):
                continue
            if other.region and self.is_city(start, end):
                continue
            in_both = self._candidates_inside(within, other)
            if in_both:
                return self._with_further_qualifiers(end, other, in_both)
        return last, within

    def _candidates_in_all(self, key: str, areas: Sequence[Area], best: Candidate) -> list[Candidate]:
        """Return the candidates for *key* that are in all *areas*, the likeliest first."""
        first, *others = sorted(areas, key=lambda area: -area.region)
        found = self._candidates_called(key, first)
        found = found or (self._candidates_with_similar_name(key, first, best) if first.region else [])
        for other in others:
            found = self._candidates_inside(found, other)
        return found

    def _candidates_inside(self, candidates: list[Candidate], area: Area) -> list[Candidate]:
        """Return those of *candidates* that are in *area*, which must be in the country of the candidates."""
        inside = (
            self._index.places_inside([candidate.place for candidate in candidates], area)
            if area.region
            else set()
        )
        return [candidate for candidate in candidates if candidate.place in inside or not area.region]

    def _candidates_called(self, key: str, area: Area) -> list[Candidate]:
        """Return the candidates for *key* in *area*. For a region they do not include capitals of countries."""
        found = self._index.candidates_within(key, area)
        return [candidate for candidate in found if not area.region or candidate.kind != Kind.COUNTRY]

    def _candidates_with_similar_name(self, key: str, area: Area, best: Candidate) -> list[Candidate]:
        """Return the candidates in *area* for the default name of *best*, the likeliest candidate for *key*.

        A place may have no name in the language of *key*. If no candidate has the default name, return those whose
        names begin with it: "Santiago, Dominican Republic".
        """
        if best.kind not in {Kind.OWN, Kind.DECLINED}:
            return []
        called = fold(best.name)
        found = self._candidates_called(called, area) if called != key else []
        return found or self._index.longer_names_within(
            key, area, min_population=0 if area.region else CITY_POPULATION
        )

    def _area_series(self, start: int, before: tuple[Area, ...]) -> Iterator[tuple[int, tuple[Area, ...]]]:
        """Yield the end and the areas of each series of areas in a country; *before* are those before *start*."""
        for end, area in self._areas[start]:
            if end == len(self._tokens) or any(area == other or area.country != other.country for other in before):
                continue
            if before and area.region and self.is_city(start, end):
                continue  # "Moscow, Moscow, …" is a list
            yield end, (*before, area)
            if len(before) + 1 < MAX_QUALIFIERS and self._tokens[end].gap is not Gap.BREAK:
                yield from self._area_series(end, (*before, area))

    def _area_spans(self, start: int) -> Iterator[tuple[int, str, bool]]:
        """Yield the end and the key of each span from *start* that may be the name of an area.

        The third value tells whether words such as "state of" were removed from the key.
        """
        token = self._tokens[start]
        if not (self._index.may_begin_area(token.key) or token.key in DIVISION_WORDS):
            return
        for end, key in self._spans_at[start]:
            # A stop word of two lower-case letters is a code only after a comma or at the end of a short text.
            if (
                not self._is_short_stop_word(start)
                or token.gap is Gap.COMMA
                or end == len(self._tokens) <= MAX_WORDS_WITH_CODE
            ):
                yield end, key, False
            words = key.split()
            bare = [word for word in words if word not in DIVISION_WORDS]
            if bare and len(bare) < len(words) and len(" ".join(bare)) > AREA_CODE_LENGTH:
                yield end, " ".join(bare), True

    def _is_short_stop_word(self, position: int) -> bool:
        """Whether the token at *position* is a stop word of two lower-case letters, such as "on"."""
        token = self._tokens[position]
        return len(token.key) <= AREA_CODE_LENGTH and not token.raw.isupper() and token.key in STOP_WORDS

    def _is_alone(self, start: int, end: int) -> bool:
        """Whether only stop words and numbers are between the words from *start* to *end* and the next breaks."""
        first, last = start, end
        while first > 0 and self._tokens[first].gap is not Gap.BREAK:
            first -= 1
        while last < len(self._tokens) and self._tokens[last].gap is not Gap.BREAK:
            last += 1
        around = (*self._tokens[first:start], *self._tokens[end:last])
        return all(token.key in STOP_WORDS or token.is_number for token in around)

    def _qualifier_cost(self, start: int, end: int) -> float:
        """Return the cost of the qualifier from *start* to *end*, which is higher if a city has its name."""
        key = " ".join(token.key for token in self._tokens[start:end])
        if len(key) <= AREA_CODE_LENGTH and self._tokens[start].raw.isupper():
            return QUALIFIER_COST
        for candidate in self._known.get(key, ())[:1]:
            is_city = candidate.population >= CITY_POPULATION
            if is_city and (
                candidate.kind == Kind.OWN or key in {fold(candidate.name), *map(fold, candidate.names.values())}
            ):
                return METROPOLIS_COST if candidate.population >= METROPOLIS_POPULATION else CITY_COST
        return QUALIFIER_COST

    def _begins_name(self, start: int, end: int) -> bool:
        """Whether the words from *start* to *end*, which name an area, are a prefix of a place's longer name."""
        longer = [key for last, key in self._spans_at[start] if last > end]
        return any(
            candidate.population >= MIN_LONGER_NAME_POPULATION
            for key in longer
            for candidate in self._known.get(key, ())[:1]
        )
