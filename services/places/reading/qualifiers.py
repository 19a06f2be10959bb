"""Finds qualifiers, which are countries and regions beside a name: "Paris, Texas", «Россия, г. Химки»."""

from collections.abc import Iterator
from math import inf

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.area_names import MIN_METROPOLIS_POPULATION, QUALIFIER_COST, AreaNames
from services.places.reading.districts import Districts
from services.places.reading.fields import CommaFields
from services.places.reading.leading_areas import MAX_IGNORED_LEAD, LeadingAreas, skip_words
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    NAME_COST,
    Segment,
    qualified_segment,
    ranked_candidates,
)
from services.places.reading.tokens import Gap
from services.places.reading.words import (
    NAME_PREPOSITIONS,
    SETTLEMENT_TYPE_WORDS,
)
from services.places.text import fold

MIN_POPULATION_FOR_LEAD_AFTER_COMMA = 20_000
"""MAX_IGNORED_LEAD_AFTER_COMMA applies only to places with at least this population.

"Boston, New York" is a list of two cities, because the Boston in the state of New York has fewer people.
"""

MIN_OTHER_NAMED_PLACE_POPULATION = 30_000
"""Minimum population of a place with a longer or other name than the typed one, in a region named after a town.

"Porto, Faro" is a list of two cities, because Porto de Mós in the region of Faro has fewer people.
"""

MAX_IGNORED_LEAD_AFTER_COMMA = 260
"""Replaces MAX_IGNORED_LEAD if a comma precedes the area: "Rome, New York" is one place."""

COUNTRIES_WITH_STATES = frozenset({"US", "CA", "AU"})
"""Countries in which the state or province is commonly written after a comma: "Delhi, New York" is one place.

In Spain, "Los Angeles, Madrid" means two cities, although a district of Madrid is called Los Angeles.
"""

MIN_FOREIGN_NAMESAKE_POPULATION = 1_000
"""Minimum population of the town in "Delhi, New York"; "Delhi" alone means a city in another country."""

IGNORED_LEAD_FRACTION = 0.99
"""Fraction of a likelier place's lead in score that is ignored if a text has only a name and its qualifier.

The remaining hundredth of the lead decides between areas with the same name, such as the country and the state of
Georgia.
"""

COUNTRY_CODE_COST = 0.01
"""Subtracted from the score of a name before a country's code, so that KY means Kentucky, not Cayman Islands."""


class Qualifiers:
    """Finds the countries and regions (qualifiers) after names; *areas* are all names of areas in the text.

    *max_work* is the maximum work of looking up names in areas; the look-up of a name in an area is one unit.
    """

    def __init__(self, areas: AreaNames, index: PlaceIndex, max_work: int) -> None:
        self.areas = areas
        self._tokens = areas.tokens
        self._candidates = AreaCandidates(index, max_work)
        self._fields = CommaFields(areas, self._candidates, index)
        self.districts = Districts(areas, index)
        self.leading = LeadingAreas(areas, self._candidates, self._fields, self.districts)
        """Finds names that follow their areas."""

    @property
    def is_incomplete(self) -> bool:
        """Whether qualifiers are missing because the work had reached its maximum."""
        return self._candidates.is_exhausted

    def names_qualified_after(
        self, start: int, end: int, best: Candidate, *, may_be_declined: bool
    ) -> Iterator[Segment]:
        """For each qualifier after a name, yield one segment of the name and the qualifier: "Paris, Texas".

        The name is tokens *start* to *end* (exclusive). The likeliest place of the name in the world is *best*. If
        *may_be_declined*, the scores of declined names are raised by DECLINED_BONUS.
        """
        if self.is_incomplete:
            return
        key = self.areas.folded_text(start, end)
        for first in self._qualifier_starts(end):
            for last, area in self.areas.areas_at(first):
                if self.areas.begins_longer_name(first, last) or self.areas.is_whole_area_name(start, last):
                    continue  # "West Virginia" is not a place called West in Virginia
                if self._tokens[end].key in SETTLEMENT_TYPE_WORDS and self._candidates.find(
                    self.areas.folded_text(start, first), area
                ):
                    continue  # "Lincoln Park Illinois" means Lincoln Park, not Lincoln
                within = self._candidates.find(key, area)
                if not within and (area.region_id or self._fields.stands_alone(start, last)):
                    may_be_longer = not (area.region_id and self.areas.has_city_of_same_name(first, last))
                    within = self._candidates.find_by_default_name(key, area, best, may_be_longer=may_be_longer)
                    is_small = within and within[0].population < MIN_OTHER_NAMED_PLACE_POPULATION
                    if is_small and self.areas.is_named_after_town(first, last, area):
                        continue  # "Porto, Faro" does not mean Porto de Mós
                elif within and not area.region_id and self._fields.stands_alone(start, last):
                    within = self._candidates.with_longer_names((key,), area, within)
                if within:
                    has_city = self.areas.has_city_of_same_name(first, last)
                    is_county = area.region_id not in {0, within[0].region_id} and not has_city
                    ranked = list(ranked_candidates(within, may_be_declined=may_be_declined))
                    last_of_all, within = self._with_further_qualifiers(last, area, ranked, is_county=is_county)
                    cost = self._cost_of_qualifier(start, (first, last, last_of_all), area, within[0], best)
                    yield qualified_segment(start, last_of_all, within, area, cost)

    def _cost_of_qualifier(
        self, start: int, span: tuple[int, int, int], area: Area, within: Candidate, best: Candidate
    ) -> float:
        """Return the cost of *area* after the name at token *start*, to subtract from the score of the name.

        *span* has three token indices: the start of *area*, the end of *area*, and the end of the name's last
        qualifier. The name's likeliest place in *area* is *within*; its likeliest place in the world is *best*.
        """
        first, last, last_of_all = span
        if self._tokens[first - 1].key in NAME_PREPOSITIONS and first - 1 > start:
            return QUALIFIER_COST  # "Sorrento in Victoria" is one place
        lead = (best.score - within.score) / 100
        is_bracketed = self._tokens[first].is_bracketed  # "Benito Juárez (Buenos Aires)"
        is_alone = is_bracketed or self._fields.stands_alone(start, last_of_all)
        is_separated = is_alone and self._tokens[first].gap is Gap.COMMA
        allowed = (
            _ignored_lead_after_comma(within, best, self.areas.city_of_same_name(first, last))
            if is_separated
            else MAX_IGNORED_LEAD
        )
        is_clearly_place = is_alone or not area.region_id
        is_known_region = self._tokens[first].gap is Gap.COMMA and self._fields.is_well_known_area(
            area, first, last
        )
        is_cheap = is_clearly_place and (
            within.score >= best.score - allowed
            or is_bracketed
            or is_known_region
            or self._fields.is_in_clear_list(start, last_of_all, best)
        )
        cost = QUALIFIER_COST if is_cheap or last_of_all > last else self.areas.qualifier_cost(first, last)
        city = self.areas.city_of_same_name(first, last) if cost != QUALIFIER_COST else None
        if city and city.area == area and within.place_id == best.place_id:
            return NAME_COST  # "Anapa Gelendzhik Krasnodar" are three cities: Gelendzhik needs no qualifier
        if last - first == 1 and self.areas.is_area_abbreviation(first):
            # The name beside an abbreviated area scores exactly as much as the name alone.
            return -lead
        if is_alone and cost == QUALIFIER_COST and within.kind in {NameKind.OWN, NameKind.DECLINED}:
            # The text has only the name and its qualifiers.
            is_country_code = not area.region_id and len(self.areas.folded_text(first, last)) <= AREA_CODE_LENGTH
            return (
                QUALIFIER_COST
                - IGNORED_LEAD_FRACTION * max(0.0, lead)
                + (COUNTRY_CODE_COST if is_country_code else 0.0)
            )
        return cost

    def _qualifier_starts(self, end: int) -> Iterator[int]:
        """Yield the indices at which a qualifier may begin after a name; *end* is the index after the name.

        Words such as "in" and "city" may be between the name and its qualifier.
        """
        after_rank = skip_words(self._tokens, end, SETTLEMENT_TYPE_WORDS)
        firsts = (
            [end, end + 1] if end < len(self._tokens) and self._tokens[end].key in NAME_PREPOSITIONS else [end]
        )
        for first in dict.fromkeys([*firsts, after_rank, self.districts.end_of_district(end)]):
            if first < len(self._tokens) and all(
                token.gap is not Gap.BREAK for token in self._tokens[end : first + 1]
            ):
                yield first

    def _with_further_qualifiers(
        self, last: int, area: Area, within: list[Candidate], *, is_county: bool
    ) -> tuple[int, list[Candidate]]:
        """Return the index after a name's last qualifier, and the places of *within* that are in all qualifiers.

        The first qualifier is *area*, which ends before token *last*; *within* are the name's places in *area*.
        Further qualifiers may stand after *area*: "Springfield, IL 62701, USA". If *is_county*, *area* is a part
        of a region, and the region may stand after *area* even if the region has a city's name.
        """
        start = skip_words(self._tokens, self.districts.end_of_district(last), frozenset())
        if start == len(self._tokens) and self.districts.end_of_district(last) > last:
            return start, within
        if start >= len(self._tokens) or self._tokens[start].gap is Gap.BREAK:
            return last, within
        for end, other in sorted(self.areas.areas_at(start), key=lambda pair: -pair[0]):
            if other.country != area.country or self.areas.begins_longer_name(start, end):
                continue
            if other == area and not self.areas.has_city_of_same_name(start, end):  # "Саха (Якутия)"
                return end, within
            if other == area or (
                other.region_id and self.areas.has_city_of_same_name(start, end) and not is_county
            ):
                continue  # "Moscow, Moscow, …" means two places
            if not area.region_id and self.areas.is_named_after_town(start, end, other):
                continue  # «Лагос Португалия, Фару Португалия» are two towns, although Faro is also a region
            in_both = self._candidates.candidates_inside(within, other)
            if in_both:
                return self._with_further_qualifiers(end, other, in_both, is_county=False)
        return last, within


def _ignored_lead_after_comma(within: Candidate, best: Candidate, city: Candidate | None) -> float:
    """Return the maximum lead in score of *best* that is ignored if a comma precedes the area of *within*.

    The likeliest place of the name is *best* in the world, and *within* in the area. The parameter *city* is the
    city with the name of the area, or None.
    """
    has_state = within.country in COUNTRIES_WITH_STATES and city is not None and city.country == within.country
    if has_state and best.country != within.country and fold(within.name) == fold(best.name):
        is_town = within.kind == NameKind.OWN and within.population >= MIN_FOREIGN_NAMESAKE_POPULATION
        return inf if is_town else MAX_IGNORED_LEAD
    is_likely_list = best.population >= MIN_METROPOLIS_POPULATION and not has_state
    if within.population < MIN_POPULATION_FOR_LEAD_AFTER_COMMA or is_likely_list:
        return MAX_IGNORED_LEAD
    return MAX_IGNORED_LEAD_AFTER_COMMA
