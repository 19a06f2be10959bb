"""Looks up names in the place index: the places and areas that a name may mean."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from services.places.index.geometry import Coordinates, distance_km
from services.places.index.large_names import LargePlaceNames
from services.places.index.places import PlaceReader
from services.places.index.rows import PLACE_COLUMNS, Candidate, read_places
from services.places.index.schema import COUNTY_WORDS, NameKind
from services.places.index.transliteration import as_own_name_if_transliterated
from services.places.models import Area

MAX_CANDIDATES = 12
"""Maximum number of candidates for a name; less likely places are found only if the text names their region."""

MAX_CACHED_AREA_NAMES = 2_000
"""Maximum number of folded names whose areas are cached; each name in a text is looked up several times."""

MAX_CACHED_REGIONS = 500
"""Maximum number of regions whose largest places are cached."""

MAX_SEARCHED_NAMESAKES = 200
"""Maximum number of places with one name whose distances `PlaceIndex.candidates_near` computes."""

MAX_CANDIDATE_LEAD = 400
"""A candidate is dropped if the best candidate has a larger lead; 400 means 10,000 times as many people."""

_SELECT_LONGER_NAME = "SELECT 1 FROM name WHERE key >= ? AND key < ? LIMIT 1"
_SELECT_NAMES = """
SELECT name.key, -score, place, kind
FROM json_each(?) CROSS JOIN name ON name.key = value
WHERE score >= (SELECT max(score) FROM name WHERE name.key = value) - ?
"""
_SELECT_KNOWN_WORDS = """
SELECT value FROM json_each(?)
WHERE EXISTS (SELECT 1 FROM name WHERE name.key = value) OR EXISTS (SELECT 1 FROM word WHERE word.word = value)
"""
_SELECT_AREAS = "SELECT area.key, country, region FROM json_each(?) CROSS JOIN area ON area.key = value"
_SELECT_CODES = "SELECT code.key, score, place FROM json_each(?) CROSS JOIN code ON code.key = value"
_SELECT_NOMINATIVE = "SELECT name FROM nominative WHERE form = ?"
_SELECT_CANDIDATES = "SELECT score, kind, place FROM name WHERE key = ? ORDER BY score DESC LIMIT ?"
_SELECT_CANDIDATES_WITHIN = """
SELECT score, kind, place FROM name CROSS JOIN place ON id = place
WHERE key = ?1 AND country = ?2 AND (
    ?3 IN (0, region) OR EXISTS (SELECT 1 FROM member WHERE member.place = id AND member.region = ?3)
) ORDER BY score DESC LIMIT ?4
"""
_SELECT_LONGER_NAMES_WITHIN = """
SELECT score, kind, place FROM name CROSS JOIN place ON id = place
WHERE key >= ?1 AND key < ?2 AND kind = ?3 AND country = ?4 AND population >= ?6 AND (
    ?5 IN (0, region) OR EXISTS (SELECT 1 FROM member WHERE member.place = id AND member.region = ?5)
) ORDER BY score DESC LIMIT ?7
"""
_SELECT_PLACES_INSIDE = """
SELECT place.id FROM json_each(?1) CROSS JOIN place ON place.id = value
WHERE region = ?2 OR EXISTS (SELECT 1 FROM member WHERE member.place = place.id AND member.region = ?2)
"""
_SELECT_MOST_POPULOUS = f"""
SELECT {PLACE_COLUMNS}
FROM (
    SELECT * FROM place WHERE country = ?1 AND (
        ?2 IN (0, region) OR EXISTS (SELECT 1 FROM member WHERE member.place = place.id AND member.region = ?2)
    ) ORDER BY id LIMIT ?3
) AS candidate LEFT JOIN place_name ON place = candidate.id
"""  # noqa: S608
_SELECT_COMPLETIONS = "SELECT score, kind, place FROM name WHERE key >= ? AND key < ? ORDER BY score DESC LIMIT ?"


class PlaceIndex(PlaceReader):
    """Looks up names in the index file at *path*, and returns the places and areas that a name may mean.

    Parameters such as *folded_name* are names that `fold` has returned.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._cached_areas: dict[str, Sequence[Area]] = {}
        self._cached_largest_places = lru_cache(MAX_CACHED_REGIONS)(self._read_largest_places)
        self._area_words = {word for (word,) in self._file.fetch_rows("SELECT word FROM area_word")}
        self.large_names = LargePlaceNames(name for (name,) in self._file.fetch_rows("SELECT key FROM large"))
        """The folded names of large cities and regions, which are suggested for words with two wrong letters."""
        self.look_ups = 0
        """The number of folded names that were looked up; tests and benchmarks read this number."""

    def look_up(self, folded_names: Collection[str]) -> dict[str, list[Candidate]]:
        """Return at most MAX_CANDIDATES candidates for each known name in *folded_names*, the likeliest first.

        The method executes two SQL statements, whatever the number of *folded_names*.
        """
        self.look_ups += len(folded_names)
        found: dict[str, list[tuple[int, int, int]]] = {}
        for folded_name, *name in self._file.fetch_rows(
            _SELECT_NAMES, (json.dumps([*folded_names]), MAX_CANDIDATE_LEAD)
        ):
            found.setdefault(folded_name, []).append(tuple(name))
        for names in found.values():
            names.sort()
            del names[MAX_CANDIDATES:]
        places = self._place_fields_by_id({place for names in found.values() for _, place, _ in names})
        return {
            folded_name: [
                as_own_name_if_transliterated(folded_name, Candidate(-negated, kind, *places[place]))
                for negated, place, kind in names
            ]
            for folded_name, names in found.items()
        }

    def candidates(self, folded_name: str) -> list[Candidate]:
        """Return the candidates for the name *folded_name*, the likeliest first, at most MAX_CANDIDATES."""
        self.look_ups += 1
        found = self._candidates_from_rows(
            self._file.fetch_rows(_SELECT_CANDIDATES, (folded_name, MAX_CANDIDATES))
        )
        return [as_own_name_if_transliterated(folded_name, candidate) for candidate in found]

    def candidates_by_code(self, folded_names: Collection[str]) -> dict[str, Candidate]:
        """Return the place of each airport or city code in *folded_names*: "jfk" -> New York."""
        rows = self._file.fetch_rows(_SELECT_CODES, (json.dumps([*folded_names]),)) if folded_names else []
        places = self._place_fields_by_id([place for _, _, place in rows]) if rows else {}
        return {
            folded_name: Candidate(score, NameKind.STAND_IN, *places[place]) for folded_name, score, place in rows
        }

    def candidates_within(self, folded_name: str, area: Area) -> list[Candidate]:
        """Return the candidates for the name *folded_name* in *area*, the likeliest first."""
        self.look_ups += 1
        return self._candidates_from_rows(
            self._file.fetch_rows(
                _SELECT_CANDIDATES_WITHIN, (folded_name, area.country, area.region_id, MAX_CANDIDATES)
            )
        )

    def candidates_with_longer_names(
        self, folded_name: str, area: Area, *, min_population: int
    ) -> list[Candidate]:
        """Return the places in *area* with an own name that begins with *folded_name*, the likeliest first."""
        self.look_ups += 1
        values = (
            f"{folded_name} ",
            f"{folded_name}!",
            NameKind.OWN,
            *area,
            min_population,
            MAX_CANDIDATES,
        )
        return self._candidates_from_rows(self._file.fetch_rows(_SELECT_LONGER_NAMES_WITHIN, values))

    def place_ids_inside(self, place_ids: Collection[int], area: Area) -> set[int]:
        """Return the ids in *place_ids* that belong to places in the region of *area*."""
        return {
            place
            for (place,) in self._file.fetch_rows(
                _SELECT_PLACES_INSIDE, (json.dumps([*place_ids]), area.region_id)
            )
        }

    def has_place_in(self, place_ids: Collection[int], area: Area) -> bool:
        """Return whether one of *place_ids* is the id of a place in *area*."""
        if area.region_id:
            return bool(self.place_ids_inside(place_ids, area))
        places = self._place_fields_by_id(place_ids).values()
        return any(Candidate(0, 0, *place).country == area.country for place in places)

    def most_populous_places(self, area: Area, limit: int) -> list[Candidate]:
        """Return the *limit* most populous places of *area*, the most populous first."""
        self.look_ups += 1
        places = read_places(self._file.fetch_rows(_SELECT_MOST_POPULOUS, (*area, limit)))
        return [Candidate(0, 0, *places[place]) for place in sorted(places)]

    def candidates_near(
        self, folded_name: str, coordinates: Coordinates, max_kilometres: float
    ) -> list[Candidate]:
        """Return the likeliest places that *folded_name* may mean, within *max_kilometres* of *coordinates*."""
        self.look_ups += 1
        named = self._candidates_from_rows(
            self._file.fetch_rows(_SELECT_CANDIDATES, (folded_name, MAX_SEARCHED_NAMESAKES))
        )
        return [
            candidate for candidate in named if distance_km(candidate.coordinates, coordinates) <= max_kilometres
        ][:MAX_CANDIDATES]

    def may_begin_area(self, word: str) -> bool:
        """Return whether the name of a country or region begins with *word*; reads no file.

        The names of American counties do not count; `may_be_area` recognizes these names.
        """
        return word in self._area_words

    def may_be_area(self, folded_name: str) -> bool:
        """Return whether *folded_name* may be the name of a country, region or county; reads no file."""
        return folded_name.partition(" ")[0] in self._area_words or folded_name.rpartition(" ")[2] in COUNTY_WORDS

    def areas_by_name(self, folded_names: Collection[str]) -> dict[str, Sequence[Area]]:
        """Return the countries and regions of each name in *folded_names* that is the name of an area."""
        self.look_ups += len(folded_names)
        cached = self._cached_areas
        possible = [folded_name for folded_name in folded_names if self.may_be_area(folded_name)]
        read: dict[str, list[Area]] = {folded_name: [] for folded_name in possible if folded_name not in cached}
        if read:
            for folded_name, *area in self._file.fetch_rows(_SELECT_AREAS, (json.dumps([*read]),)):
                read[folded_name].append(Area(*area))
            if len(cached) > MAX_CACHED_AREA_NAMES:
                self._cached_areas = {}
            self._cached_areas.update(read)
        return {
            folded_name: areas
            for folded_name in possible
            if (areas := read.get(folded_name) or cached.get(folded_name))
        }

    def largest_places(self, region_id: int) -> Sequence[Candidate]:
        """Return the places that are offered for the region with the id *region_id*, the most populous first."""
        return self._cached_largest_places(region_id)

    def _read_largest_places(self, region_id: int) -> Sequence[Candidate]:
        ((places,),) = self._file.fetch_rows("SELECT largest FROM region WHERE id = ?", (region_id,))
        self.look_ups += 1
        return [Candidate(0, 0, *place) for place in self._place_fields_by_id(json.loads(places or "[]")).values()]

    def nominative(self, form: str) -> str | None:
        """Return the nominative of *form*, the declined name of an area, island or park: "крыму" -> "крым".

        Most returned names are in lower case. Return None if *form* is not the declined name of an area, island or
        park.
        """
        return next((name for (name,) in self._file.fetch_rows(_SELECT_NOMINATIVE, (form,))), None)

    def begins_longer_name(self, folded_name: str) -> bool:
        """Return whether a place's name begins with *folded_name* and continues with another word."""
        self.look_ups += 1
        # Because "!" follows the space in ASCII, all folded names between "new " and "new!" begin with "new ".
        return bool(self._file.fetch_rows(_SELECT_LONGER_NAME, (f"{folded_name} ", f"{folded_name}!")))

    def known_words(self, words: Collection[str]) -> set[str]:
        """Return the subset of *words* that are names of places, or parts of longer names of places."""
        self.look_ups += len(words)
        return {word for (word,) in self._file.fetch_rows(_SELECT_KNOWN_WORDS, (json.dumps([*words]),))}

    def completions(self, folded_name: str, limit: int) -> list[Candidate]:
        """Return a candidate for each of the *limit* likeliest names that begin with *folded_name*."""
        self.look_ups += 1
        return self._candidates_from_rows(
            self._file.fetch_rows(_SELECT_COMPLETIONS, (folded_name, f"{folded_name}\U0010ffff", limit))
        )

    def _candidates_from_rows(self, names: Sequence[tuple[int, int, int]]) -> list[Candidate]:
        """Return a candidate for each row of *names*; a row has a score, a kind and the id of a place."""
        places = self._place_fields_by_id([place for _, _, place in names]) if names else {}
        return [Candidate(score, kind, *places[place]) for score, kind, place in names]
