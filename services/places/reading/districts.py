"""Finds districts, which are small divisions of regions that the index lacks: «Одинцовский район».

Most districts are named after their largest town, which is called the seat here. Places near the seat count as
places in the district.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.languages import LANGUAGES
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.area_names import AreaNames
from services.places.reading.segments import MIN_CITY_POPULATION, Role, Segment, name_segment
from services.places.reading.tokens import Gap
from services.places.reading.words import DISTRICT_WORDS, STOP_WORDS, WORDS_BETWEEN_DISTRICT_AND_NAME

MAX_DISTRICT_WORDS = 3
"""Maximum number of words of a district's name, without the word for "district"."""

MAX_SEAT_KILOMETRES = 60.0
"""Maximum distance in kilometres between a place in a district and the seat of the district."""

MIN_SEAT_SCORE = 300
"""Minimum score (100 × log10 of population) of a seat: the score of 1,000 people."""

MIN_COMMON_SEAT_LETTERS = 4
"""Minimum number of equal letters at the beginning of the names of a district and its seat."""

MAX_DROPPED_STEM_LETTERS = 2
"""Maximum number of last letters of the stem of a district's name that the seat's name may lack.

For example, «Мытищин», the stem of «Мытищинский», has one letter more than «Мытищи».
"""

MAX_ADDED_SEAT_LETTERS = 3
"""Maximum number of last letters of a seat's name that the stem of the district's name lacks."""

MAX_SEAT_CANDIDATES = 12
"""Maximum number of places that are considered as the seat of a district."""

DISTRICT_COST = 0.4
"""Subtracted from the score (log10 of population) of a name that has a district beside it."""

_ADJECTIVE_SUFFIXES = tuple(suffix for language in LANGUAGES for suffix in language.district_suffixes)


class District(NamedTuple):
    """A district in tokens `start` to `end` (exclusive), with its name in tokens `name_start` to `name_end`."""

    start: int
    end: int
    name_start: int
    name_end: int


class Districts:
    """The districts in a text; *areas* are the names of countries and regions in the text."""

    def __init__(self, areas: AreaNames, index: PlaceIndex) -> None:
        self._areas = areas
        self._tokens = areas.tokens
        self._index = index
        found = self._find_districts() if any(token.key in DISTRICT_WORDS for token in self._tokens) else ()
        self._at = {district.start: district for district in found}

    def end_of_district(self, position: int) -> int:
        """Return the end of the district that begins at token *position*, or *position* if there is none."""
        district = self._at.get(position)
        return district.end if district else position

    def segments_at(self, start: int) -> Iterator[Segment]:
        """Yield the segment of the district at token *start* («Одинцовский район»); the segment means the seat.

        If the name of a city follows the district, the segment means the city.
        """
        district = self._at.get(start)
        if district is None or not self._has_no_name_before(district):
            return
        for end, key in self._areas.spans_at[district.end] if district.end < len(self._tokens) else ():
            candidates = self._areas.known.get(key, ())
            if candidates and candidates[0].population >= MIN_CITY_POPULATION:  # «Приморский район Петербурга»
                yield name_segment(start, end, candidates)
        end, area = self._area_after(district.end)
        inside = self._seats_inside(self._possible_seats(district), area)
        if inside:
            yield name_segment(start, end, [seat._replace(kind=NameKind.STAND_IN) for seat in inside])

    def names_before_district(self, start: int, end: int, candidates: Sequence[Candidate]) -> Iterator[Segment]:
        """Yield one segment for the name in tokens *start* to *end* (exclusive) and the district after it.

        *candidates* are the places that the name may mean. The segment has the role NAME if only one place with
        the name is near a seat of the district. The segment also has the role NAME if no place with the name is
        near a seat, but the likeliest place is a city. In all other cases the segment has the role UNKNOWN, so
        that the bot asks the user.
        """
        district = self._at.get(end)
        if district is None:
            return
        key = self._areas.folded_text(start, end)
        near = [
            candidate
            for seat in self._possible_seats(district)
            for candidate in self._index.candidates_near(key, seat.coordinates, MAX_SEAT_KILOMETRES)[:1]
        ]
        found = sorted(_without_repeated_places(near), key=lambda candidate: -candidate.score) or candidates
        area = found[0].area if near else None
        is_clear = len(found) == 1 or (not near and found[0].population >= MIN_CITY_POPULATION)
        score = name_segment(start, district.end, found).score - DISTRICT_COST
        yield Segment(start, district.end, score, Role.NAME if is_clear else Role.UNKNOWN, found, area)

    def areas_of_district(self, start: int, end: int) -> list[Area]:
        """Return the regions that may contain the district in tokens *start* to *end* (exclusive)."""
        district = self._at.get(start)
        if district is None or district.end != end:
            return []
        return list(dict.fromkeys(seat.area for seat in self._possible_seats(district)))

    def _find_districts(self) -> Iterator[District]:
        """Yield the possible districts; of districts with the same first word, yield the longest last.

        The words of a district have no comma between them.
        """
        for at, token in enumerate(self._tokens):
            if token.key not in DISTRICT_WORDS:
                continue
            first = at
            while first > max(0, at - MAX_DISTRICT_WORDS) and self._may_extend_name_before(first):
                first -= 1
                if not self._is_area_name(first, at + 1):
                    yield District(first, at + 1, first, at)
            last = after = at + 1
            while after < len(self._tokens) and self._tokens[after].key in WORDS_BETWEEN_DISTRICT_AND_NAME:
                last = after = after + 1
            while last < min(len(self._tokens), after + MAX_DISTRICT_WORDS) and self._tokens[last].gap < Gap.COMMA:
                last += 1
            if last > after and not self._is_area_name(at, last):
                yield District(at, last, after, last)

    def _may_extend_name_before(self, position: int) -> bool:
        """Return whether the tokens before and at *position* may both belong to the name of a district."""
        before = self._tokens[position - 1]
        return (
            self._tokens[position].gap < Gap.COMMA
            and before.key not in STOP_WORDS
            and before.key not in DISTRICT_WORDS
        )

    def _is_area_name(self, start: int, end: int) -> bool:
        return any(last == end for last, _ in self._areas.areas_at(start))

    def _has_no_name_before(self, district: District) -> bool:
        """Return whether no name stands directly before *district*."""
        return district.start == 0 or self._tokens[district.start - 1].key in STOP_WORDS

    def _area_after(self, end: int) -> tuple[int, Area | None]:
        """Return (end, area) of the area that begins at token *end*, after a district; the area may be None."""
        if end < len(self._tokens) and self._tokens[end].gap is not Gap.BREAK:
            for last, area in sorted(self._areas.areas_at(end), key=lambda pair: -pair[0]):
                return last, area
        return end, None

    def _seats_inside(self, seats: Sequence[Candidate], area: Area | None) -> Sequence[Candidate]:
        if area is None:
            return seats
        own = [seat for seat in seats if seat.country == area.country]
        inside = self._index.place_ids_inside([seat.place_id for seat in own], area) if area.region_id else None
        return [seat for seat in own if inside is None or seat.place_id in inside]

    def _possible_seats(self, district: District) -> list[Candidate]:
        """Return at most MAX_SEAT_CANDIDATES places that may be the seat of *district*, the likeliest first."""
        key = self._areas.folded_text(district.name_start, district.name_end)
        found = [*self._areas.known.get(key, ())]
        for suffix in _ADJECTIVE_SUFFIXES:
            if key.endswith(suffix):
                found += self._places_named_like(key.removesuffix(suffix))
        seats = [
            seat
            for seat in _without_repeated_places(found)
            if seat.score >= MIN_SEAT_SCORE and seat.kind != NameKind.COUNTRY
        ]
        return sorted(seats, key=lambda seat: -seat.score)[:MAX_SEAT_CANDIDATES]

    def _places_named_like(self, stem: str) -> Iterator[Candidate]:
        """Yield the places whose names begin like *stem*, the stem of an adjective: Мытищи for «Мытищин»."""
        for dropped in range(MAX_DROPPED_STEM_LETTERS + 1):
            prefix = stem[: len(stem) - dropped]
            if len(prefix) < MIN_COMMON_SEAT_LETTERS:
                return
            found = [
                candidate
                for candidate in self._index.completions(prefix, MAX_SEAT_CANDIDATES * 2)
                if candidate.kind == NameKind.OWN
                and any(len(name) <= len(prefix) + MAX_ADDED_SEAT_LETTERS for name in candidate.names.values())
            ]
            yield from found
            if found:
                return


def _without_repeated_places(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield *candidates* without the candidates whose place an earlier candidate has."""
    places: set[int] = set()
    for candidate in candidates:
        if candidate.place_id not in places:
            places.add(candidate.place_id)
            yield candidate
