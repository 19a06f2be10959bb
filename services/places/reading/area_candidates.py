"""Looks up the places that a name may mean in an area, which is a country or a region."""

from collections.abc import Iterable, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.text import fold

MIN_ALTERNATE_NAME_LEAD = 100
"""Minimum lead in score with which a place's alternate name prevails over an equal own name of another place.

A score is 100 × log10 of a population, so a lead of 100 means ten times as likely.
"""

MAX_AREA_LOOK_UP_WORK = 600
"""Maximum work of looking up names in areas for one text.

The unit of work is the look-up of one name in one area, which takes some 0.1 ms.
"""

MAX_QUICK_AREA_LOOK_UP_WORK = 50
"""Maximum work, in the unit of MAX_AREA_LOOK_UP_WORK, for a text that is read on the event loop."""

MAX_HAMLET_POPULATION = 2_000
"""Maximum population of a hamlet; a town with a longer name is more likely meant: Tula de Allende for "Tula"."""

MIN_LONGER_NAMED_PLACE_POPULATION = 5_000
"""Minimum population of a place that the first words of its name may mean: "Tula, Mexico"."""

MIN_LONGER_NAME_POPULATION_RATIO = 10
"""A town with a longer name is meant if it has this many times as many people as a hamlet with the typed name."""

LONGER_NAMES_WORK = 30
"""Work of looking up all names with a given beginning, which takes 8 ms for the thousands of names with "San"."""


class AreaCandidates:
    """Finds and caches the places (candidates) that names may mean in areas; one object serves one text.

    No further places are found when the work of the look-ups has reached *max_work*. The unit of work is the
    look-up of one name in one area.
    """

    def __init__(self, index: PlaceIndex, max_work: int) -> None:
        self._index = index
        self._work_left = max_work
        self._found: dict[tuple[str, Area], list[Candidate]] = {}
        self._longer: dict[tuple[str, Area, int], list[Candidate]] = {}

    @property
    def is_exhausted(self) -> bool:
        """Whether a look-up was skipped because the work had reached its maximum."""
        return self._work_left < 0

    def find(self, folded_name: str, area: Area) -> list[Candidate]:
        """Return the places in *area* that *folded_name* may mean.

        The name of a country means its capital, unless *area* is a region.
        """
        if (folded_name, area) not in self._found:
            self._found[folded_name, area] = self._look_up(folded_name, area) if self.spend_work(1) else []
        return self._found[folded_name, area]

    def find_by_default_name(
        self, folded_name: str, area: Area, best: Candidate, *, may_be_longer: bool
    ) -> list[Candidate]:
        """Return the places in *area* with the default name of *best*, the likeliest place for *folded_name*.

        The default name is the name in the default language. If no place has the default name and *may_be_longer*
        is True, return places with longer names: Santiago de los Caballeros for "Santiago, Dominican Republic".
        """
        if best.kind not in {NameKind.OWN, NameKind.DECLINED}:
            return []
        default = fold(best.name)
        found = self.find(default, area) if default != folded_name else []
        if found and may_be_longer and not area.region_id:
            return self.with_longer_names((folded_name, default), area, found)
        for name in dict.fromkeys((folded_name, default)) if may_be_longer else ():
            found = found or self._find_longer_names(
                name, area, 0 if area.region_id else MIN_LONGER_NAMED_PLACE_POPULATION
            )
        return found

    def with_longer_names(
        self, folded_names: Iterable[str], area: Area, named_places: list[Candidate]
    ) -> list[Candidate]:
        """Return *named_places*, the places of a name in the country *area*, with much larger places before them.

        The much larger places have longer names, which begin with the typed name.

        "Tula, Mexico" means Tula de Allende, because the places called Tula in Mexico are hamlets. The spellings
        of the name are *folded_names*.
        """
        if named_places[0].population >= MAX_HAMLET_POPULATION:
            return named_places
        min_population = max(MAX_HAMLET_POPULATION, MIN_LONGER_NAME_POPULATION_RATIO * named_places[0].population)
        for name in dict.fromkeys(folded_names):
            if longer := self._find_longer_names(name, area, min_population):
                return [*longer, *named_places]
        return named_places

    def _find_longer_names(self, folded_name: str, area: Area, min_population: int) -> list[Candidate]:
        """Return the places in *area* of at least *min_population* with a name that begins with *folded_name*."""
        key = folded_name, area, min_population
        if key not in self._longer:
            self._longer[key] = (
                self._index.candidates_with_longer_names(folded_name, area, min_population=min_population)
                if self.spend_work(LONGER_NAMES_WORK)
                else []
            )
        return self._longer[key]

    def spend_work(self, work: int) -> bool:
        """Subtract *work* from the work that may still be done; return whether enough work was left."""
        if self._work_left >= 0:
            self._work_left -= work
        return self._work_left >= 0

    def find_in_all_areas(self, folded_name: str, areas: Iterable[Area], best: Candidate) -> list[Candidate]:
        """Return the places that *folded_name* may mean and that are in each of *areas*, the likeliest first.

        *best* is the likeliest place that *folded_name* may mean anywhere. If a region has no place with
        *folded_name*, return the places of the region with the default name of *best*.
        """
        first, *others = sorted(areas, key=lambda area: -area.region_id)
        found = self.find(folded_name, first)
        if not found:
            found = self.find_by_default_name(folded_name, first, best, may_be_longer=False)
        for other in others:
            found = self.candidates_inside(found, other)
        return found

    def candidates_inside(self, candidates: Sequence[Candidate], area: Area) -> list[Candidate]:
        """Return the *candidates* that are in *area*; all *candidates* must be in the country of *area*."""
        if not area.region_id or not candidates:
            return [*candidates]
        if not self.spend_work(1):
            return []
        inside = self._index.place_ids_inside([candidate.place_id for candidate in candidates], area)
        return [candidate for candidate in candidates if candidate.place_id in inside]

    def _look_up(self, folded_name: str, area: Area) -> list[Candidate]:
        found = self._index.candidates_within(folded_name, area)
        own_score = max(
            (candidate.score for candidate in found if candidate.kind != NameKind.ALTERNATE), default=0
        )
        # "Franklin" in Ohio means the small town of Franklin, not Columbus, which was formerly called Franklin.
        found = [
            candidate
            for candidate in found
            if candidate.kind != NameKind.ALTERNATE
            or candidate.score >= own_score + MIN_ALTERNATE_NAME_LEAD * bool(own_score)
        ]
        if not area.region_id:
            return found
        # Moscow Oblast surrounds Moscow and includes its districts, but the towns of the oblast are likelier
        # meant.
        own = [candidate for candidate in found if candidate.region_id == area.region_id]
        return [candidate for candidate in own or found if candidate.kind != NameKind.COUNTRY]
