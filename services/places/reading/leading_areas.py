"""Finds names after their areas: «Россия, Московская обл., г. Химки», "Ohio, Akron"."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.area_names import MIN_METROPOLIS_POPULATION, QUALIFIER_COST, AreaNames
from services.places.reading.districts import Districts
from services.places.reading.fields import CommaFields
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    MIN_CITY_POPULATION,
    Segment,
    qualified_segment,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import DIVISION_WORDS, SETTLEMENT_TYPE_WORDS
from services.places.text import MAX_NAME_WORDS

MAX_IGNORED_LEAD = 150
"""Maximum lead of a name's likeliest place over its place in an area with which QUALIFIER_COST applies.

At a larger lead, an area with the name of a city costs more. A lead of 100 means ten times as likely.
"""

AREA_OF_PREVIOUS_NAME_COST = 1.5
"""Subtracted from the score of a name if the area before the name may belong to the previous name instead."""

MAX_QUALIFIERS = 3
"""Maximum number of qualifiers before a name: a country, a region and a county."""


class LeadingAreas:
    """Finds names after their areas; *areas* are all names of areas in the text."""

    def __init__(
        self, areas: AreaNames, candidates: AreaCandidates, fields: CommaFields, districts: Districts
    ) -> None:
        self._areas = areas
        self._tokens = areas.tokens
        self._candidates = candidates
        self._fields = fields
        self._districts = districts

    def names_at(self, start: int) -> Iterator[Segment]:
        """Yield one segment for each name after the qualifiers at token *start*: «Московская область, Химки».

        Each segment covers the qualifiers and the name.
        """
        token = self._tokens[start]
        is_separate = start + 1 < len(self._tokens) and self._tokens[start + 1].gap is Gap.COMMA
        if len(token.key) <= AREA_CODE_LENGTH and not (token.raw.isupper() or is_separate):
            return  # "ne york" does not mean York in Nebraska
        for end, areas in takewhile(lambda _: self._candidates.spend_work(1), self._area_series(start, ())):
            # In "Mexico City" the word "City" is a part of the name.
            is_kind = self._tokens[end].key in SETTLEMENT_TYPE_WORDS and not self._areas.begins_longer_name(
                start, end
            )
            may_follow = (
                is_kind or self._tokens[end].gap is Gap.COMMA or self._tokens[end - 1].key in DIVISION_WORDS
            )
            if self._tokens[end].gap is Gap.BREAK:
                continue
            area = max(areas, key=lambda area: area.region_id > 0)
            for first, last, key in self._name_spans_after(end, may_have_type_word=may_follow):
                best = self._areas.known[key][0] if key in self._areas.known else None
                if best is None:
                    continue
                within = self._candidates.find_in_all_areas(key, areas, best)
                is_alone = self._fields.stands_alone(start, last)
                is_name_with_areas = self._fields.is_name_with_areas(start, last)
                if not within or not (
                    area.region_id
                    or within[0].population >= MIN_CITY_POPULATION
                    or first > end
                    or is_name_with_areas
                    or (
                        best.population < MIN_METROPOLIS_POPULATION
                        and (is_alone or self._is_likely_enough(within[0], best))
                    )
                ):
                    continue
                cost = (
                    self._areas.qualifier_cost(start, end)
                    if len({area.region_id for area in areas}) == 1
                    else QUALIFIER_COST
                )
                is_list = (
                    not is_name_with_areas
                    and within[0].place_id == best.place_id
                    and self._areas.is_named_after_town(start, end, area)
                )
                if cost > QUALIFIER_COST and is_alone and not is_list:
                    is_cheap = self._is_likely_enough(within[0], best) or self._fields.is_in_clear_list(
                        start, last, best
                    )
                    cost = QUALIFIER_COST if is_cheap else cost
                elif cost > QUALIFIER_COST:
                    continue
                if self._follows_name_in(start, areas):
                    cost += AREA_OF_PREVIOUS_NAME_COST
                yield qualified_segment(start, last, within, area, cost)

    def _follows_name_in(self, start: int, areas: Sequence[Area]) -> bool:
        """Return whether the words before token *start* are the name of a place that is in all *areas*.

        In "León, Nicaragua, Managua", the area Nicaragua follows León, and does not belong to Managua.
        """
        return any(
            self._candidates.find_in_all_areas(key, areas, self._areas.known[key][0])
            for first in range(max(0, start - MAX_NAME_WORDS), start)
            for last, key in self._areas.spans_at[first]
            if last == start and key in self._areas.known and self._tokens[start].gap is not Gap.BREAK
        )

    def _name_spans_after(self, end: int, *, may_have_type_word: bool) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, folded text) of each possible name at token *end*.

        If *may_have_type_word*, words such as "city" may stand before the name.
        """
        after_district = self._districts.end_of_district(end)
        firsts = (
            (end, after_district, skip_words(self._tokens, after_district, SETTLEMENT_TYPE_WORDS))
            if may_have_type_word
            else (end, after_district)
        )
        for first in dict.fromkeys(firsts):
            for last, key in self._areas.spans_at[first] if first < len(self._tokens) else ():
                yield first, last, key

    def _is_likely_enough(self, within: Candidate, best: Candidate) -> bool:
        """Return whether *best* is not a country, and scores at most MAX_IGNORED_LEAD more than *within*."""
        return within.score >= best.score - MAX_IGNORED_LEAD and best.kind != NameKind.COUNTRY

    def _area_series(self, start: int, before: tuple[Area, ...]) -> Iterator[tuple[int, tuple[Area, ...]]]:
        """Yield (end, areas) for each series of areas from token *start*: «США», then «США, Огайо».

        All areas of a series are in one country. The areas *before* stand before token *start* in the series.
        """
        for end, area in self._areas.areas_at(start):
            if end == len(self._tokens) or any(area == other or area.country != other.country for other in before):
                continue
            is_city = bool(area.region_id) and self._areas.has_city_of_same_name(start, end)
            if any(other.region_id for other in before) and is_city:
                continue  # "Moscow, Moscow, …" means two places
            yield end, (*before, area)
            if len(before) + 1 < MAX_QUALIFIERS and self._tokens[end].gap is not Gap.BREAK:
                for last, series in self._area_series(end, (*before, area)):
                    # A city's name before a country does not mean a region: "Tripoli, Libya, Tripoli, Lebanon".
                    if not is_city or series[len(before) + 1].region_id:
                        yield last, series


def skip_words(tokens: Sequence[Token], start: int, words: frozenset[str]) -> int:
    """Return the index of the first token, from *start* on, that is neither one of *words* nor a number."""
    while start < len(tokens) and (tokens[start].key in words or tokens[start].is_number):
        start += 1
    return start
