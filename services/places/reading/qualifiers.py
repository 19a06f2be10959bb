"""Finds qualifiers, which are countries and regions beside a name: "Paris, Texas", «Россия, г. Химки»."""

from collections.abc import Iterator, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.area_names import AreaNames
from services.places.reading.districts import Districts
from services.places.reading.fields import Fields
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    MIN_CITY_POPULATION,
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
from services.places.text import MAX_NAME_WORDS

QUALIFIER_COST = 0.3
"""Subtracted from the score (log10 of population) of a name with a country or region (qualifier) beside it."""

CITY_COST, METROPOLIS_COST = 2.0, 6.0
"""Subtracted from the score of a name if its qualifier ("Ontario") is also a city's, or a metropolis's, name.

A score is a log10 of population. With both costs, "London Ontario" is one place and "Buffalo New York" is two.
"""

MIN_POPULATION_AFTER_COMMA = 20_000
"""Minimum population of a place for MAX_IGNORED_LEAD_AFTER_COMMA to apply if a comma precedes its area.

"Boston, New York" is a list of two cities, because the Boston in the state of New York is smaller.
"""

MAX_IGNORED_LEAD, MAX_IGNORED_LEAD_AFTER_COMMA = 150, 260
"""Maximum lead in score of a name's likeliest place over its place in the named area, without and with a comma.

An area that shares a city's name costs only QUALIFIER_COST within this maximum: "Rome, New York" is one place. A
lead of 100 means ten times as likely.
"""

MIN_METROPOLIS_POPULATION = 1_000_000
"""Minimum population of a metropolis, a city whose name rarely means the region of the same name."""

IGNORED_LEAD_FRACTION = 0.99
"""Fraction of a likelier place's lead in score that is ignored if a text has only a name and its qualifier.

The rest of the lead decides between two areas with one name, such as the country and the state of Georgia.
"""

SECOND_CHOICE_COST = 1.5
"""Subtracted from the score of a name after its area if the name before the area may have it as well."""

COUNTRY_CODE_COST = 0.01
"""Subtracted from the score of a name before a country's code: KY means Kentucky, not the Cayman Islands."""

MAX_QUALIFIERS = 3
"""Maximum number of qualifiers before a name: a country, a region and a county."""


class Qualifiers:
    """Finds the countries and regions (qualifiers) beside names; *areas* are all names of areas in the text."""

    def __init__(self, areas: AreaNames, index: PlaceIndex) -> None:
        self.areas = areas
        self._tokens = areas.tokens
        self._candidates = AreaCandidates(index)
        self._fields = Fields(areas, self._candidates, index)
        self.districts = Districts(areas, index)

    def names_qualified_after(
        self, start: int, end: int, best: Candidate, *, may_be_declined: bool
    ) -> Iterator[Segment]:
        """For each qualifier after a name, yield one segment of the name and the qualifier: "Paris, Texas".

        The name is tokens *start* to *end* (exclusive). *best* is the likeliest place of the name in the world. If
        *may_be_declined*, the scores of declined names are raised by DECLINED_BONUS.
        """
        key = self.areas.folded_text(start, end)
        for first in self._qualifier_starts(end):
            for last, area in self.areas.areas_at(first):
                if self.areas.begins_name(first, last) or self.areas.is_whole_name(start, last):
                    continue  # "West Virginia" is not a place called West in Virginia
                if self._tokens[end].key in RANK_WORDS and self._candidates.find(
                    self.areas.folded_text(start, first), area
                ):
                    continue  # "Lincoln Park Illinois" means Lincoln Park, not Lincoln
                within = self._candidates.find(key, area)
                if not within and (area.region or self._fields.stands_alone(start, last)):
                    may_be_longer = not (area.region and self.areas.is_city(first, last))
                    within = self._candidates.find_similar(key, area, best, may_be_longer=may_be_longer)
                    is_small = within and within[0].population < MIN_POPULATION_AFTER_COMMA
                    if is_small and self.areas.is_named_after_town(first, last, area):
                        continue  # "Porto, Setúbal" does not mean Porto Covo
                if within:
                    is_county = area.region not in {0, within[0].region} and not self.areas.is_city(first, last)
                    ranked = list(ranked_candidates(within, may_be_declined=may_be_declined))
                    last_of_all, within = self._with_further_qualifiers(last, area, ranked, is_county=is_county)
                    cost = self._cost_after(start, (first, last, last_of_all), area, within[0], best)
                    yield qualified_segment(start, last_of_all, within, area, cost)

    def _cost_after(
        self, start: int, span: tuple[int, int, int], area: Area, within: Candidate, best: Candidate
    ) -> float:
        """Return what *area* after the name at token *start* subtracts from the score of the name.

        The token indices in *span* are the start of *area*, its end, and the end of the name's last qualifier;
        ends are exclusive. The likeliest place of the name in *area* is *within*, and that in the world is *best*.
        """
        first, last, last_of_all = span
        if self._tokens[first - 1].key in NAME_PREPOSITIONS and first - 1 > start:
            return QUALIFIER_COST  # "Sorrento in Victoria" is one place
        lead = (best.score - within.score) / 100
        is_bracketed = self._tokens[first].is_bracketed  # "Benito Juárez (Buenos Aires)"
        is_alone = is_bracketed or self._fields.stands_alone(start, last_of_all)
        is_separated = (
            is_alone and self._tokens[first].gap is Gap.COMMA and within.population >= MIN_POPULATION_AFTER_COMMA
        )
        allowed = MAX_IGNORED_LEAD_AFTER_COMMA if is_separated else MAX_IGNORED_LEAD
        is_clearly_place = is_alone or not area.region
        is_cheap = is_clearly_place and (
            within.score >= best.score - allowed
            or is_bracketed
            or self._fields.is_in_clear_list(start, last_of_all, best)
        )
        cost = QUALIFIER_COST if is_cheap or last_of_all > last else self._qualifier_cost(first, last)
        if last - first == 1 and self.areas.is_abbreviation(first):
            return -lead  # a name with an abbreviated area scores as much as the name alone
        if (
            is_alone and cost == QUALIFIER_COST and within.kind in {NameKind.OWN, NameKind.DECLINED}
        ):  # the text has only the name and its qualifiers
            is_country_code = not area.region and len(self.areas.folded_text(first, last)) <= AREA_CODE_LENGTH
            return (
                QUALIFIER_COST
                - IGNORED_LEAD_FRACTION * max(0.0, lead)
                + (COUNTRY_CODE_COST if is_country_code else 0.0)
            )
        return cost

    def names_qualified_before(self, start: int) -> Iterator[Segment]:
        """Yield one segment for each name after the qualifiers at token *start*: «Московская область, Химки».

        The segment covers the qualifiers and the name.
        """
        token = self._tokens[start]
        is_separate = start + 1 < len(self._tokens) and self._tokens[start + 1].gap is Gap.COMMA
        if len(token.key) <= AREA_CODE_LENGTH and not (token.raw.isupper() or is_separate):
            return  # "ne york" does not mean York in Nebraska
        for end, areas in self._area_series(start, ()):
            # In "Mexico City" the word "City" is a part of the name.
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
                within = self._candidates.find_in_all(key, areas, best)
                is_alone = self._fields.stands_alone(start, last)
                is_group = self._fields.is_group(start, last)
                if not within or not (
                    area.region
                    or within[0].population >= MIN_CITY_POPULATION
                    or first > end
                    or is_group
                    or (
                        best.population < MIN_METROPOLIS_POPULATION
                        and (is_alone or self._is_likely_enough(within[0], best))
                    )
                ):
                    continue
                cost = (
                    self._qualifier_cost(start, end)
                    if len({area.region for area in areas}) == 1
                    else QUALIFIER_COST
                )
                is_list = (
                    not is_group
                    and within[0].place == best.place
                    and self.areas.is_named_after_town(start, end, area)
                )
                if cost > QUALIFIER_COST and is_alone and not is_list:
                    is_cheap = self._is_likely_enough(within[0], best) or self._fields.is_in_clear_list(
                        start, last, best
                    )
                    cost = QUALIFIER_COST if is_cheap else cost
                elif cost > QUALIFIER_COST:
                    continue
                if self._follows_name_in(start, areas):
                    cost += SECOND_CHOICE_COST
                yield qualified_segment(start, last, within, area, cost)

    def _follows_name_in(self, start: int, areas: Sequence[Area]) -> bool:
        """Return whether the words before token *start* are the name of a place that is in all *areas*.

        The areas rather belong to this name: "León, Nicaragua, Managua".
        """
        return any(
            self._candidates.find_in_all(key, areas, self.areas.known[key][0])
            for first in range(max(0, start - MAX_NAME_WORDS), start)
            for last, key in self.areas.spans_at[first]
            if last == start and key in self.areas.known and self._tokens[start].gap is not Gap.BREAK
        )

    def _spans_after(self, end: int, *, may_have_rank: bool) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, folded text) of each possible name at token *end*.

        If *may_have_rank*, words such as "city" may stand before the name.
        """
        after_district = self.districts.end_at(end)
        firsts = (
            (end, after_district, self._skip_words(after_district, RANK_WORDS))
            if may_have_rank
            else (end, after_district)
        )
        for first in dict.fromkeys(firsts):
            for last, key in self.areas.spans_at[first] if first < len(self._tokens) else ():
                yield first, last, key

    def _is_likely_enough(self, within: Candidate, best: Candidate) -> bool:
        """Return whether *best* is no country, and leads *within* in score by at most MAX_IGNORED_LEAD."""
        return within.score >= best.score - MAX_IGNORED_LEAD and best.kind != NameKind.COUNTRY

    def _qualifier_starts(self, end: int) -> Iterator[int]:
        """Yield the indices at which a qualifier may begin after a name; *end* is the index after the name.

        Words such as "in" and "city" may be between the name and its qualifier.
        """
        after_rank = self._skip_words(end, RANK_WORDS)
        firsts = (
            [end, end + 1] if end < len(self._tokens) and self._tokens[end].key in NAME_PREPOSITIONS else [end]
        )
        for first in dict.fromkeys([*firsts, after_rank, self.districts.end_at(end)]):
            if first < len(self._tokens) and all(
                token.gap is not Gap.BREAK for token in self._tokens[end : first + 1]
            ):
                yield first

    def _skip_words(self, start: int, words: frozenset[str]) -> int:
        """Return the index of the first token from *start* that is neither one of *words* nor a number."""
        while start < len(self._tokens) and (self._tokens[start].key in words or self._tokens[start].is_number):
            start += 1
        return start

    def _with_further_qualifiers(
        self, last: int, area: Area, within: list[Candidate], *, is_county: bool
    ) -> tuple[int, list[Candidate]]:
        """Return the index after a name's last qualifier, and the places in *within* that all qualifiers match.

        The first qualifier is *area*, which ends before token *last*, and *within* are the places of the name in
        *area*. Further qualifiers may follow: "Springfield, IL 62701, USA". If *is_county*, *area* is a part of a
        region, and the name of a region that is also a city's name may follow.
        """
        start = self._skip_words(self.districts.end_at(last), frozenset())
        if start == len(self._tokens) and self.districts.end_at(last) > last:
            return start, within
        if start >= len(self._tokens) or self._tokens[start].gap is Gap.BREAK:
            return last, within
        for end, other in sorted(self.areas.areas_at(start), key=lambda pair: -pair[0]):
            if other.country != area.country or self.areas.begins_name(start, end):
                continue
            if other == area and not self.areas.is_city(start, end):  # "Саха (Якутия)"
                return end, within
            if other == area or (other.region and self.areas.is_city(start, end) and not is_county):
                continue  # "Moscow, Moscow, …" is a list, "Delhi, Delaware County, New York" is not
            if not area.region and self.areas.is_named_after_town(start, end, other):
                continue  # «Лагос Португалия, Фару Португалия» are two towns, although Faro is also a region
            in_both = self._candidates.keep_inside(within, other)
            if in_both:
                return self._with_further_qualifiers(end, other, in_both, is_county=False)
        return last, within

    def _area_series(self, start: int, before: tuple[Area, ...]) -> Iterator[tuple[int, tuple[Area, ...]]]:
        """Yield each series of areas from token *start* as its end index and its areas: «США», then «США, Огайо».

        All areas of a series are in one country; *before* are the areas of the series before token *start*.
        """
        for end, area in self.areas.areas_at(start):
            if end == len(self._tokens) or any(area == other or area.country != other.country for other in before):
                continue
            is_city = bool(area.region) and self.areas.is_city(start, end)
            if any(other.region for other in before) and is_city:
                continue  # "Moscow, Moscow, …" is a list
            yield end, (*before, area)
            if len(before) + 1 < MAX_QUALIFIERS and self._tokens[end].gap is not Gap.BREAK:
                for last, series in self._area_series(end, (*before, area)):
                    # A city's name before a country is no region: "Tripoli, Libya, Tripoli, Lebanon".
                    if not is_city or series[len(before) + 1].region:
                        yield last, series

    def _qualifier_cost(self, start: int, end: int) -> float:
        """Return the cost of the qualifier in tokens *start* to *end* (exclusive), higher for a city's name."""
        city = self.areas.city_called(start, end)
        if city is None:
            return QUALIFIER_COST
        return METROPOLIS_COST if city.population >= MIN_METROPOLIS_POPULATION else CITY_COST
