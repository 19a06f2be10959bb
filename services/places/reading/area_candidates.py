"""Looks up the candidates for a name in the areas that qualify it, and remembers them for one text."""

from collections.abc import Iterable, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.segments import CITY_POPULATION
from services.places.text import fold

MIN_ALTERNATE_LEAD = 100
"""Minimum lead in score of a place with an alternate name over one with this as its own name in the same area."""


class AreaCandidates:
    """The candidates for names in areas. Each name is looked up in each area once."""

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self._found: dict[tuple[str, Area], list[Candidate]] = {}

    def called(self, key: str, area: Area) -> list[Candidate]:
        """Return the candidates for *key* in *area*, without capitals of countries if *area* is a region."""
        if (key, area) not in self._found:
            self._found[key, area] = self._look_up(key, area)
        return self._found[key, area]

    def called_similarly(self, key: str, area: Area, best: Candidate, *, may_be_longer: bool) -> list[Candidate]:
        """Return the candidates in *area* for the default name of *best*, the likeliest candidate for *key*.

        A place may have no name in the language of *key*. If no candidate has the default name and the name
        *may_be_longer*, return those whose names begin with it: "Santiago, Dominican Republic".
        """
        if best.kind not in {Kind.OWN, Kind.DECLINED}:
            return []
        default = fold(best.name)
        found = self.called(default, area) if default != key else []
        min_population = 0 if area.region else CITY_POPULATION
        for name in dict.fromkeys((key, default)) if may_be_longer else ():
            found = found or self._index.longer_names_within(name, area, min_population=min_population)
        return found

    def called_in_all(self, key: str, areas: Iterable[Area], best: Candidate) -> list[Candidate]:
        """Return the candidates for *key* that are in all *areas*, the likeliest first.

        *best* is the likeliest candidate for *key*. A region is also searched for its default name.
        """
        first, *others = sorted(areas, key=lambda area: -area.region)
        found = self.called(key, first)
        if not found and first.region:
            found = self.called_similarly(key, first, best, may_be_longer=False)
        for other in others:
            found = self.inside(found, other)
        return found

    def inside(self, candidates: Sequence[Candidate], area: Area) -> list[Candidate]:
        """Return those of *candidates* that are in *area*, which must be in the country of the candidates."""
        if not area.region:
            return [*candidates]
        inside = self._index.places_inside([candidate.place for candidate in candidates], area)
        return [candidate for candidate in candidates if candidate.place in inside]

    def _look_up(self, key: str, area: Area) -> list[Candidate]:
        found = self._index.candidates_within(key, area)
        own_score = max((candidate.score for candidate in found if candidate.kind != Kind.OTHER), default=0)
        # Franklin in Ohio is a town of 12,000 people; it is also an old name of Columbus.
        found = [
            candidate
            for candidate in found
            if candidate.kind != Kind.OTHER or candidate.score >= own_score + MIN_ALTERNATE_LEAD * bool(own_score)
        ]
        if not area.region:
            return found
        # A part of Moscow also counts as a place of the region around Moscow, but a town there is likelier meant.
        own = [candidate for candidate in found if candidate.region == area.region]
        return [candidate for candidate in own or found if candidate.kind != Kind.COUNTRY]
