"""Qualifiers, countries and regions beside a name: "Paris, Texas", "Springfield IL USA", «Россия, г. Химки»."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import AREA_CODE_LENGTH, CITY, Segment, qualified_segment, ranked
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import DIRECTIONS, DIVISIONS, JOINING, RANKS, STOPS, WHERE, everyday
from services.places.text import fold

COST = 0.3
"""The cost of a qualifier; costs are in log10 of people."""

CITY_COST, METROPOLIS_COST = 2.0, 6.0
"""The costs of a qualifier that is also the name of a city, and of one of a million people. With these "London
Ontario" is one place and "Buffalo New York" is two."""

SEPARATED_POPULATION = 20_000
"""Minimum population of a place that SEPARATED_RANGE applies to; "Boston, New York" stays a list."""

QUALIFIED_RANGE, SEPARATED_RANGE = 150, 260
"""By how much the score of a qualified place may be lower than that of the likeliest place of its name, if a city
has the qualifier's name and nothing else is said: without and with a comma. "Rome, New York" is one place."""

METROPOLIS = 1_000_000
"""Minimum population of a metropolis."""

LONGER_NAME_POPULATION = 10_000
"""Minimum population of a place whose name begins with a country's name, for that not to be a qualifier:
"Cancun, Mexico City"."""

LONGEST_ABBREVIATION = 3
"""Letters of the longest abbreviation of an area that may be another word: "Ill."."""

MOST_WITH_CODE = 3
"""Words of a text that ends with a code in small letters, though that is a stop word: "london on"."""

LEAD_IGNORED = 0.99
"""The part of the lead of a likelier place elsewhere that does not count if all of the text is a name and its
qualifier. The rest decides between two areas of one name: Georgia."""

COUNTRY_CODE_COST = 0.01
"""The further cost of the code of a country, so that KY is Kentucky and not the Cayman Islands."""

NAMED_AFTER_POPULATION = 5_000
"""Minimum population of a town with the name of the region that it is in, for "Tallinn, Tartu" to be a list."""

MOST_QUALIFIERS = 3
"""Qualifiers before a name: a country, a region and a county."""


class Spelled(Enum):
    """What the words for an area have besides its name."""

    FULLY = auto()
    """Nothing."""
    WITH_DIVISION = auto()
    """A word for its kind, as "state"."""
    WITH_DIRECTION = auto()
    """A word for a part of it, as "northern"."""


class _AreaSpan(NamedTuple):
    """The end of a span that may be the name of an area, and the name without the other words."""

    end: int
    key: str
    spelled: Spelled


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
        areas = index.areas({span.key for at_start in area_spans for span in at_start})
        self._areas = [list(_known_areas(at_start, areas)) for at_start in area_spans]
        self._whole_ends = [_whole_ends(at_start, areas) for at_start in area_spans]

    def after(self, start: int, end: int, best: Candidate, *, declined: bool) -> Iterator[Segment]:
        """Yield the name from *start* to *end* with each qualifier after it.

        *best* is its likeliest candidate without one; names there may be *declined*.
        """
        key = self._key(start, end)
        for first in self._beginnings(end):
            for last, area in self._areas[first]:
                if self._begins_name(first, last) or last in self._whole_ends[start]:
                    continue  # "West Virginia" is no place in Virginia
                within = self._called(key, area)
                if not within and (area.region or self._is_alone(start, last)):
                    is_list = best.population >= CITY and self.is_named_after_town(first, last, area)
                    within = self._called_otherwise(key, area, best, may_be_longer=not is_list)
                if within:
                    last_of_all, within = self._with_more(last, area, list(ranked(within, declined=declined)))
                    cost = self._cost_after(start, (first, last, last_of_all), area, within[0], best)
                    yield qualified_segment(start, last_of_all, within, area, cost)

    def _cost_after(
        self, start: int, span: tuple[int, int, int], area: Area, within: Candidate, best: Candidate
    ) -> float:
        """Return the cost of the qualifier *area* after the name that begins at *start*.

        *span* is the start and end of the qualifier, and the end of all qualifiers. *within* is the likeliest
        place of the name in *area*, *best* the likeliest anywhere.
        """
        first, last, last_of_all = span
        if self._tokens[first - 1].key in WHERE and first - 1 > start:
            return COST  # "Sorrento in Victoria" is no list
        lead = (best.score - within.score) / 100
        is_alone = self._is_alone(start, last_of_all)
        is_separated = (
            is_alone and self._tokens[first].gap is Gap.COMMA and within.population >= SEPARATED_POPULATION
        )
        allowed = SEPARATED_RANGE if is_separated else QUALIFIED_RANGE
        is_clear = is_alone or not area.region
        is_cheap = is_clear and within.score >= best.score - allowed
        cost = COST if is_cheap or last_of_all > last else self._cost(first, last)
        if last - first == 1 and self._is_word(first):
            return -lead  # as likely as without the word
        if is_alone and cost == COST and within.kind in {Kind.OWN, Kind.DECLINED}:  # nothing else can be meant
            is_country_code = not area.region and len(self._key(first, last)) <= AREA_CODE_LENGTH
            return COST - LEAD_IGNORED * max(0.0, lead) + (COUNTRY_CODE_COST if is_country_code else 0.0)
        return cost

    def before(self, start: int) -> Iterator[Segment]:
        """Yield the names after each series of qualifiers from *start*: «Московская область, Химки»."""
        token = self._tokens[start]
        is_separate = start + 1 < len(self._tokens) and self._tokens[start + 1].gap is Gap.COMMA
        if len(token.key) <= AREA_CODE_LENGTH and not (token.raw.isupper() or is_separate):
            return  # "ne york" does not mean York in Nebraska
        for end, areas in self._series(start, ()):
            may_follow = self._tokens[end].gap is Gap.COMMA or self._tokens[end - 1].key in DIVISIONS
            first = self._skip(end, RANKS) if may_follow else end
            if first == len(self._tokens) or self._tokens[end].gap is Gap.BREAK:
                continue
            area = max(areas, key=lambda area: area.region > 0)
            for last, key in self._spans_at[first]:
                best = self._known[key][0] if key in self._known else None
                if best is None:
                    continue
                within = self._within_all(key, areas, best)
                is_alone = self._is_alone(start, last)
                if not within or not (
                    area.region
                    or within[0].population >= CITY
                    or first > end
                    or (is_alone and best.population < METROPOLIS)
                ):
                    continue
                cost = self._cost(start, end) if len({area.region for area in areas}) == 1 else COST
                is_list = within[0].place == best.place and self.is_named_after_town(start, end, area)
                if cost > COST and is_alone and not is_list:
                    cost = COST if within[0].score >= best.score - QUALIFIED_RANGE else cost
                elif cost > COST:
                    continue
                yield qualified_segment(start, last, within, area, cost)

    def areas_at(self, start: int) -> Sequence[tuple[int, Area]]:
        """Return the ends of the names of areas that begin at *start*, with the areas."""
        return self._areas[start]

    def is_city(self, start: int, end: int) -> bool:
        """Whether the words from *start* to *end*, the name of an area, are also that of a city."""
        return self.city_called(start, end) is not None

    def city_called(self, start: int, end: int) -> Candidate | None:
        """Return the city that the words from *start* to *end*, the name of an area, are also the name of."""
        key = self._key(start, end)
        if len(key) <= AREA_CODE_LENGTH and self._tokens[start].raw.isupper():
            return None
        for candidate in self._known.get(key, ())[:1]:
            is_own = candidate.kind == Kind.OWN or key in {
                fold(candidate.name),
                *map(fold, candidate.names.values()),
            }
            if is_own and candidate.population >= CITY:
                return candidate
        return None

    def is_named_after_town(self, start: int, end: int, area: Area) -> bool:
        """Whether the words from *start* to *end*, the name of *area*, are also that of a town in it: Tartu."""
        named = self._called(self._key(start, end), area) if area.region else []
        return any(
            candidate.population >= NAMED_AFTER_POPULATION and candidate.kind in {Kind.OWN, Kind.DECLINED}
            for candidate in named
        )

    def _key(self, start: int, end: int) -> str:
        return " ".join(token.key for token in self._tokens[start:end])

    def _beginnings(self, end: int) -> Iterator[int]:
        """Yield where a qualifier of the name that ends at *end* may begin, also after "in" or "city"."""
        after_rank = self._skip(end, RANKS)
        firsts = [end, end + 1] if end < len(self._tokens) and self._tokens[end].key in WHERE else [end]
        for first in dict.fromkeys([*firsts, after_rank]):
            if first < len(self._tokens) and all(
                token.gap is not Gap.BREAK for token in self._tokens[end : first + 1]
            ):
                yield first

    def _skip(self, start: int, words: frozenset[str]) -> int:
        """Return the position of the first token from *start* that is none of *words* nor a number."""
        while start < len(self._tokens) and (self._tokens[start].key in words or self._tokens[start].is_number):
            start += 1
        return start

    def _with_more(self, last: int, area: Area, within: list[Candidate]) -> tuple[int, list[Candidate]]:
        """Return the end of all qualifiers from *last* on, "Springfield, IL 62701, USA", and what is in all."""
        start = self._skip(last, frozenset())
        if start >= len(self._tokens) or self._tokens[start].gap is Gap.BREAK:
            return last, within
        for end, other in sorted(self._areas[start], key=lambda pair: -pair[0]):
            if other == area or other.country != area.country or self._begins_name(start, end):
                continue
            if other.region and self.is_city(start, end):
                continue
            in_both = self._inside(within, other)
            if in_both:
                return self._with_more(end, other, in_both)
        return last, within

    def _within_all(self, key: str, areas: Sequence[Area], best: Candidate) -> list[Candidate]:
        """Return the candidates for *key* that are in all *areas*, the likeliest first."""
        first, *others = sorted(areas, key=lambda area: -area.region)
        found = self._called(key, first)
        found = found or (self._called_otherwise(key, first, best, may_be_longer=False) if first.region else [])
        for other in others:
            found = self._inside(found, other)
        return found

    def _inside(self, candidates: list[Candidate], area: Area) -> list[Candidate]:
        """Return which of *candidates* are in *area*, another one of their country."""
        inside = self._index.inside([candidate.place for candidate in candidates], area) if area.region else set()
        return [candidate for candidate in candidates if candidate.place in inside or not area.region]

    def _called(self, key: str, area: Area) -> list[Candidate]:
        """Return the candidates for *key* in *area*; in a region no capitals for the names of countries."""
        found = self._index.candidates_within(key, area)
        if not area.region:
            return found
        # A part of Moscow is also in the region around Moscow, but less likely meant by it than a town.
        ranked_by_region = sorted(found, key=lambda candidate: candidate.region != area.region)
        return [candidate for candidate in ranked_by_region if candidate.kind != Kind.COUNTRY]

    def _called_otherwise(self, key: str, area: Area, best: Candidate, *, may_be_longer: bool) -> list[Candidate]:
        """Return the candidates in *area* that have the default name of *best*, the likeliest place called *key*.

        Not all places have names in all languages. If none has that name and *may_be_longer*, return those with a
        longer name: "Santiago, Dominican Republic".
        """
        if best.kind not in {Kind.OWN, Kind.DECLINED}:
            return []
        called = fold(best.name)
        found = self._called(called, area) if called != key else []
        least_population = 0 if area.region else CITY
        for name in dict.fromkeys((key, called)) if may_be_longer else ():
            found = found or self._index.longer_within(name, area, least_population=least_population)
        return found

    def _series(self, start: int, before: tuple[Area, ...]) -> Iterator[tuple[int, tuple[Area, ...]]]:
        """Yield the end of each series of areas of one country from *start*, and its areas."""
        for end, area in self._areas[start]:
            if end == len(self._tokens) or any(area == other or area.country != other.country for other in before):
                continue
            if any(other.region for other in before) and area.region and self.is_city(start, end):
                continue  # "Moscow, Moscow, …" is a list
            yield end, (*before, area)
            if len(before) + 1 < MOST_QUALIFIERS and self._tokens[end].gap is not Gap.BREAK:
                yield from self._series(end, (*before, area))

    def _area_spans(self, start: int) -> Iterator[_AreaSpan]:
        """Yield the spans from *start* that may be the name of an area.

        A span may be without the words for its kind and for a part of it: "state of", "northern".
        """
        token = self._tokens[start]
        if not (self._index.may_begin_area(token.key) or token.key in DIVISIONS or token.key in DIRECTIONS):
            return
        for end, key in self._spans_at[start]:
            # A few small letters that are also a word are an abbreviation only after a comma, or at the end.
            is_last = end == len(self._tokens) <= MOST_WITH_CODE
            if end > start + 1 or not self._is_word(start) or token.gap is Gap.COMMA or is_last:
                yield _AreaSpan(end, key, Spelled.FULLY)
            words = key.split()
            undivided = [word for word in words if word not in DIVISIONS]
            bare = undivided
            while bare and bare[0] in DIRECTIONS:
                bare = bare[1:]
            if bare and len(bare) < len(words) and len(" ".join(bare)) > AREA_CODE_LENGTH:
                spelled = Spelled.WITH_DIRECTION if bare != undivided else Spelled.WITH_DIVISION
                yield _AreaSpan(end, " ".join(bare), spelled)

    def _is_word(self, position: int) -> bool:
        """Whether there is a small word that may be an abbreviation of an area: "on", "miss"."""
        token = self._tokens[position]
        is_short = len(token.key) <= LONGEST_ABBREVIATION and not token.raw.isupper()
        return is_short and (token.key in STOPS or (len(token.key) > AREA_CODE_LENGTH and token.key in everyday()))

    def _is_alone(self, start: int, end: int) -> bool:
        """Whether only stop words are around the words from *start* to *end*, up to the next breaks or "and"."""
        first, last = start, end
        while (
            first > 0 and self._tokens[first].gap is not Gap.BREAK and self._tokens[first - 1].key not in JOINING
        ):
            first -= 1
        while (
            last < len(self._tokens)
            and self._tokens[last].gap is not Gap.BREAK
            and self._tokens[last].key not in JOINING
        ):
            last += 1
        around = (*self._tokens[first:start], *self._tokens[end:last])
        return all(token.key in STOPS or token.is_number for token in around)

    def _cost(self, start: int, end: int) -> float:
        """Return the cost of a qualifier, which is higher if a city has its name: "New York"."""
        city = self.city_called(start, end)
        if city is None:
            return COST
        return METROPOLIS_COST if city.population >= METROPOLIS else CITY_COST

    def _begins_name(self, start: int, end: int) -> bool:
        """Whether the words from *start* to *end*, the name of an area, are the beginning of a place's name."""
        longer = [key for last, key in self._spans_at[start] if last > end]
        return any(
            candidate.population >= LONGER_NAME_POPULATION
            for key in longer
            for candidate in self._known.get(key, ())[:1]
        )


def _known_areas(spans: Sequence[_AreaSpan], areas: Mapping[str, Sequence[Area]]) -> Iterator[tuple[int, Area]]:
    """Yield the ends of those of *spans* that name areas, with the *areas*.

    West Virginia is no part of Virginia, and countries are never called "state of".
    """
    whole = _whole_ends(spans, areas)
    for end, key, spelled in spans:
        if spelled is Spelled.FULLY or end not in whole:
            for area in areas.get(key, ()):
                if area.region or spelled is not Spelled.WITH_DIVISION:
                    yield end, area


def _whole_ends(spans: Sequence[_AreaSpan], areas: Mapping[str, Sequence[Area]]) -> set[int]:
    """Return the ends of those of *spans* that are in *areas* as they are spelled."""
    return {span.end for span in spans if span.spelled is Spelled.FULLY and span.key in areas}
