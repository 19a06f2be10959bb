"""Finds qualifiers, the countries and regions beside a name: "Paris, Texas", «Россия, г. Химки»."""

from collections.abc import Iterator

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.area_names import AreaNames
from services.places.reading.fields import Fields
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    CITY_POPULATION,
    Segment,
    qualified_segment,
    ranked_candidates,
)
from services.places.reading.tokens import Gap
from services.places.reading.words import (
    DIVISION_WORDS,
    NAME_PREPOSITIONS,
    RANK_WORDS,
)

QUALIFIER_COST = 0.3
"""Cost of a qualifier, in log10 of people."""

CITY_COST, METROPOLIS_COST = 2.0, 6.0
"""Costs of a qualifier that is also the name of a city, and of a metropolis, in log10 of people.

With these costs "London Ontario" is one place and "Buffalo New York" is two.
"""

MIN_SEPARATED_POPULATION = 20_000
"""Minimum population of a qualified place for MAX_SEPARATED_DIFFERENCE.

The Boston in the state of New York is smaller, so "Boston, New York" is a list of two cities.
"""

MAX_QUALIFIED_DIFFERENCE, MAX_SEPARATED_DIFFERENCE = 150, 260
"""Maximum lead in score of a name's likeliest place over the qualified place, without and with a comma.

Up to this lead, a qualifier that is also the name of a city costs only QUALIFIER_COST: "Rome, New
York" is one place.
"""

METROPOLIS_POPULATION = 1_000_000
"""Minimum population of a metropolis."""

IGNORED_LEAD = 0.99
"""Fraction of a likelier place's lead that is ignored if the text has only a name and its qualifier.

The other part of the lead decides between two areas with the same name, such as Georgia.
"""

COUNTRY_CODE_COST = 0.01
"""Additional cost of a country's code, in log10 of people, so that KY means Kentucky, not the Cayman Islands."""

MAX_QUALIFIERS = 3
"""Maximum number of qualifiers before a name: a country, a region and a county."""


class Qualifiers:
    """The countries and regions that qualify names; *areas* are all names of areas in the text."""

    def __init__(self, areas: AreaNames, index: PlaceIndex) -> None:
        self.areas = areas
        """The names of areas, which may be qualifiers."""
        self._tokens = areas.tokens
        self._candidates = AreaCandidates(index)
        self._fields = Fields(areas, self._candidates, index)

    def qualified_after(
        self, start: int, end: int, best: Candidate, *, may_be_declined: bool
    ) -> Iterator[Segment]:
        """Yield a segment of the name from *start* to *end* with each qualifier after it.

        *best* is the likeliest candidate for the name without a qualifier. If *may_be_declined*, declined names
        get DECLINED_BONUS.
        """
        key = self.areas.key(start, end)
        for first in self._qualifier_starts(end):
            for last, area in self.areas.at(first):
                if self.areas.begins_name(first, last) or self.areas.is_whole(start, last):
                    continue  # "West Virginia" is no place in Virginia
                if self._tokens[end].key in RANK_WORDS and self._candidates.called(
                    self.areas.key(start, first), area
                ):
                    continue  # "Lincoln Park Illinois" is not Lincoln
                within = self._candidates.called(key, area)
                if not within and (area.region or self._fields.is_alone(start, last)):
                    may_be_longer = not (area.region and self.areas.is_city(first, last))
                    within = self._candidates.called_similarly(key, area, best, may_be_longer=may_be_longer)
                    is_small = within and within[0].population < MIN_SEPARATED_POPULATION
                    if is_small and self.areas.is_named_after_town(first, last, area):
                        continue  # "Porto, Setúbal" is not Porto Covo
                if within:
                    last_of_all, within = self._with_further_qualifiers(
                        last, area, list(ranked_candidates(within, may_be_declined=may_be_declined))
                    )
                    cost = self._cost_after(start, (first, last, last_of_all), area, within[0], best)
                    yield qualified_segment(start, last_of_all, within, area, cost)

    def _cost_after(
        self, start: int, span: tuple[int, int, int], area: Area, within: Candidate, best: Candidate
    ) -> float:
        """Return the cost of the qualifier *area* after the name that begins at *start*.

        *span* holds the start of the qualifier, its end, and the end of the last qualifier after the name.
        *within* is the likeliest place with the name in *area*, and *best* is the likeliest one in the world.
        """
        first, last, last_of_all = span
        if self._tokens[first - 1].key in NAME_PREPOSITIONS and first - 1 > start:
            return QUALIFIER_COST  # "Sorrento in Victoria" is one place
        lead = (best.score - within.score) / 100
        is_bracketed = self._tokens[first].is_bracketed  # "Benito Juárez (Buenos Aires)"
        is_alone = is_bracketed or self._fields.is_alone(start, last_of_all)
        is_separated = (
            is_alone and self._tokens[first].gap is Gap.COMMA and within.population >= MIN_SEPARATED_POPULATION
        )
        allowed = MAX_SEPARATED_DIFFERENCE if is_separated else MAX_QUALIFIED_DIFFERENCE
        is_clearly_place = is_alone or not area.region
        is_cheap = is_clearly_place and (
            within.score >= best.score - allowed
            or is_bracketed
            or self._fields.is_in_clear_list(start, last_of_all)
        )
        cost = QUALIFIER_COST if is_cheap or last_of_all > last else self._qualifier_cost(first, last)
        if last - first == 1 and self.areas.is_abbreviation(first):
            return -lead  # the segment is as likely as the name without the word
        if (
            is_alone and cost == QUALIFIER_COST and within.kind in {Kind.OWN, Kind.DECLINED}
        ):  # the text has only the name and its qualifiers
            is_country_code = not area.region and len(self.areas.key(first, last)) <= AREA_CODE_LENGTH
            return QUALIFIER_COST - IGNORED_LEAD * max(0.0, lead) + (COUNTRY_CODE_COST if is_country_code else 0.0)
        return cost

    def qualified_before(self, start: int) -> Iterator[Segment]:
        """Yield the names after each series of qualifiers that begins at *start*: «Московская область, Химки»."""
        token = self._tokens[start]
        is_separate = start + 1 < len(self._tokens) and self._tokens[start + 1].gap is Gap.COMMA
        if len(token.key) <= AREA_CODE_LENGTH and not (token.raw.isupper() or is_separate):
            return  # "ne york" does not mean York in Nebraska
        for end, areas in self._area_series(start, ()):
            # "Mexico City" is no name after "Mexico".
            is_kind = self._tokens[end].key in RANK_WORDS and not self.areas.begins_name(start, end)
            may_follow = (
                is_kind or self._tokens[end].gap is Gap.COMMA or self._tokens[end - 1].key in DIVISION_WORDS
            )
            if self._tokens[end].gap is Gap.BREAK:
                continue
            area = max(areas, key=lambda area: area.region > 0)
            for first, last, key in self._spans_after(end, may_have_rank=may_follow):
                best = self.areas.known[key][0] if key in self.areas.known else None
                if best is None:
                    continue
                within = self._candidates.called_in_all(key, areas, best)
                is_alone = self._fields.is_alone(start, last)
                is_in_group = self._fields.is_in_group(start, last)
                if not within or not (
                    area.region
                    or within[0].population >= CITY_POPULATION
                    or first > end
                    or is_in_group
                    or (best.population < METROPOLIS_POPULATION and (is_alone or self._is_likely(within[0], best)))
                ):
                    continue
                cost = (
                    self._qualifier_cost(start, end)
                    if len({area.region for area in areas}) == 1
                    else QUALIFIER_COST
                )
                is_list = (
                    not is_in_group
                    and within[0].place == best.place
                    and self.areas.is_named_after_town(start, end, area)
                )
                if cost > QUALIFIER_COST and is_alone and not is_list:
                    is_cheap = self._is_likely(within[0], best) or self._fields.is_in_clear_list(start, last)
                    cost = QUALIFIER_COST if is_cheap else cost
                elif cost > QUALIFIER_COST:
                    continue
                yield qualified_segment(start, last, within, area, cost)

    def _spans_after(self, end: int, *, may_have_rank: bool) -> Iterator[tuple[int, int, str]]:
        """Yield the spans that begin at *end*, with their keys, and those after words such as "city" there."""
        firsts = (end, self._skip_words(end, RANK_WORDS)) if may_have_rank else (end,)
        for first in dict.fromkeys(firsts):
            for last, key in self.areas.spans_at[first] if first < len(self._tokens) else ():
                yield first, last, key

    def _is_likely(self, within: Candidate, best: Candidate) -> bool:
        """Return whether *within* is at most MAX_QUALIFIED_DIFFERENCE less likely than *best*, a place."""
        return within.score >= best.score - MAX_QUALIFIED_DIFFERENCE and best.kind != Kind.COUNTRY

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
        for end, other in sorted(self.areas.at(start), key=lambda pair: -pair[0]):
            if other.country != area.country or self.areas.begins_name(start, end):
                continue
            if other == area and not self.areas.is_city(start, end):  # "Саха (Якутия)"
                return end, within
            if other == area or (other.region and self.areas.is_city(start, end)):
                continue
            in_both = self._candidates.inside(within, other)
            if in_both:
                return self._with_further_qualifiers(end, other, in_both)
        return last, within

    def _area_series(self, start: int, before: tuple[Area, ...]) -> Iterator[tuple[int, tuple[Area, ...]]]:
        """Yield the end and the areas of each series of areas in a country; *before* are those before *start*."""
        for end, area in self.areas.at(start):
            if end == len(self._tokens) or any(area == other or area.country != other.country for other in before):
                continue
            if any(other.region for other in before) and area.region and self.areas.is_city(start, end):
                continue  # "Moscow, Moscow, …" is a list
            yield end, (*before, area)
            if len(before) + 1 < MAX_QUALIFIERS and self._tokens[end].gap is not Gap.BREAK:
                yield from self._area_series(end, (*before, area))

    def _qualifier_cost(self, start: int, end: int) -> float:
        """Return the cost of the qualifier from *start* to *end*, which is higher if a city has its name."""
        city = self.areas.city_called(start, end)
        if city is None:
            return QUALIFIER_COST
        return METROPOLIS_COST if city.population >= METROPOLIS_POPULATION else CITY_COST
