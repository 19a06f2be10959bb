"""Looks up names and spots in the place index."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from services.languages import DEFAULT
from services.places.index.geometry import DATE_LINE, KILOMETRES_A_DEGREE, Coordinates, box, distance, radius
from services.places.index.rows import COLUMNS, Area, Candidate, PlaceFields, read_places
from services.places.index.schema import UNITS_A_DEGREE, Kind, connect
from services.places.models import Place, zone
from services.timezones import keep_same_time

MOST_CANDIDATES = 12
"""Candidates for one name; less likely places of that name are found by their region only."""

MOST_NAMESAKES = 200
"""Candidates for one name among which those near a spot are looked for."""

REACHES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Degrees of latitude around a spot that are searched for places, one after the other until there is one."""

FAR, FARTHER = 25.0, 1.5
"""Kilometres beyond which the nearest place may be little known. Then the most populous place is shown of those
up to FARTHER times as far."""

BORDER_MARGIN = 25.0
"""Kilometres by which places with another time must be farther than the nearest place for its time to be sure."""

CANDIDATE_RANGE = 400
"""By how much a candidate's score may be below the likeliest one's, which is 10,000 times as many people."""

CACHE_SIZE = 8_000
"""KiB of the file that each thread caches: with SQLite's usual 2,000 a look-up takes a quarter longer."""

_LONGER = "SELECT 1 FROM name WHERE key >= ? AND key < ? LIMIT 1"
_NAMED = """
SELECT name.key, -score, place, kind
FROM json_each(?) CROSS JOIN name ON name.key = value
WHERE score >= (SELECT max(score) FROM name WHERE name.key = value) - ?
"""
_PLACES = f"""
SELECT {COLUMNS}
FROM json_each(?) CROSS JOIN place AS candidate ON candidate.id = value
LEFT JOIN place_name ON place = candidate.id
"""  # noqa: S608
_TRANSLATIONS = "SELECT language, name FROM region_name WHERE region = ?"
_WORDS = """
SELECT value FROM json_each(?)
WHERE EXISTS (SELECT 1 FROM name WHERE name.key = value) OR EXISTS (SELECT 1 FROM word WHERE word.word = value)
"""
_AREAS = "SELECT area.key, country, region FROM json_each(?) CROSS JOIN area ON area.key = value"
_CODES = "SELECT code.key, score, place FROM json_each(?) CROSS JOIN code ON code.key = value"
_NOMINATIVE = "SELECT name FROM nominative WHERE form = ?"
_CANDIDATES = "SELECT score, kind, place FROM name WHERE key = ? ORDER BY score DESC LIMIT ?"
_CANDIDATES_WITHIN = """
SELECT score, kind, place FROM name CROSS JOIN place ON id = place
WHERE key = ?1 AND country = ?2 AND (
    ?3 IN (0, region) OR EXISTS (SELECT 1 FROM member WHERE member.place = id AND member.region = ?3)
) ORDER BY score DESC LIMIT ?4
"""
_LONGER_WITHIN = """
SELECT score, kind, place FROM name CROSS JOIN place ON id = place
WHERE key >= ?1 AND key < ?2 AND kind = ?3 AND country = ?4 AND population >= ?6 AND (
    ?5 IN (0, region) OR EXISTS (SELECT 1 FROM member WHERE member.place = id AND member.region = ?5)
) ORDER BY score DESC LIMIT ?7
"""
_INSIDE = """
SELECT place.id FROM json_each(?1) CROSS JOIN place ON place.id = value
WHERE region = ?2 OR EXISTS (SELECT 1 FROM member WHERE member.place = place.id AND member.region = ?2)
"""
_MOST_POPULOUS = f"""
SELECT {COLUMNS}
FROM (
    SELECT * FROM place WHERE country = ?1 AND (
        ?2 IN (0, region) OR EXISTS (SELECT 1 FROM member WHERE member.place = place.id AND member.region = ?2)
    ) ORDER BY id LIMIT ?3
) AS candidate LEFT JOIN place_name ON place = candidate.id
"""  # noqa: S608
_AROUND = """
SELECT id, latitude, longitude, population, zone FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0 ORDER BY id
"""


class _Near(NamedTuple):
    """A place near a spot; the smaller its id `place`, the more populous it is. `zone` is the id of its zone."""

    place: int
    spot: Coordinates
    population: int
    zone: int


class Nearest(NamedTuple):
    """The place nearest to a spot, and the kilometres from its middle to the spot."""

    place: Place
    away: float
    is_time_sure: bool
    """Whether the spot surely keeps the same time as the place: no border of time zones is near."""


class PlaceIndex:
    """Looks up names in the file at *path*, from any thread; a look-up takes a few microseconds.

    Keys are folded names, see `fold`. The methods raise sqlite3.Error when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: list[sqlite3.Connection] = []
        self._of_thread = threading.local()
        self._zones: dict[int, str] = dict(self._rows("SELECT id, name FROM zone"))
        self._countries: dict[tuple[str, str], str] = {
            (code, language): name
            for code, language, name in self._rows("SELECT country, language, name FROM country_name")
        }
        self._regions: dict[int, dict[str, str]] = {}
        self._area_words = {word for (word,) in self._rows("SELECT word FROM area_word")}
        self.look_ups = 0
        """The number of keys looked up so far, a measure of the work done."""

    def close(self) -> None:
        """Close the file, in all threads."""
        for connection in self._connections:
            connection.close()

    def look_up(self, keys: Collection[str]) -> dict[str, list[Candidate]]:
        """Return the candidates for each of *keys* that is a name, at most MOST_CANDIDATES, the likeliest first.

        It executes two statements for any number of keys.
        """
        self.look_ups += len(keys)
        found: dict[str, list[tuple[int, int, int]]] = {}
        for key, *name in self._rows(_NAMED, (json.dumps([*keys]), CANDIDATE_RANGE)):
            found.setdefault(key, []).append(tuple(name))
        for names in found.values():
            names.sort()
            del names[MOST_CANDIDATES:]
        places = self._places({place for names in found.values() for _, place, _ in names})
        return {
            key: [Candidate(-negated, kind, *places[place]) for negated, place, kind in names]
            for key, names in found.items()
        }

    def candidates(self, key: str) -> list[Candidate]:
        """Return the candidates for a name, at most MOST_CANDIDATES, the likeliest first."""
        self.look_ups += 1
        return self._ranked(self._rows(_CANDIDATES, (key, MOST_CANDIDATES)))

    def codes(self, keys: Collection[str]) -> dict[str, Candidate]:
        """Return the place for each of *keys* that is the code of an airport or of a city with several."""
        rows = self._rows(_CODES, (json.dumps([*keys]),)) if keys else []
        places = self._places([place for _, _, place in rows]) if rows else {}
        return {key: Candidate(score, Kind.STAND_IN, *places[place]) for key, score, place in rows}

    def large_names(self) -> list[str]:
        """Return the names of large cities and of regions that more than one letter may be wrong in."""
        return [name for (name,) in self._rows("SELECT key FROM large")]

    def candidates_within(self, key: str, area: Area) -> list[Candidate]:
        """Return the candidates for a name in that country or region, the likeliest first."""
        self.look_ups += 1
        return self._ranked(self._rows(_CANDIDATES_WITHIN, (key, area.country, area.region, MOST_CANDIDATES)))

    def longer_within(self, key: str, area: Area, *, least_population: int) -> list[Candidate]:
        """Return the candidates in that country or region whose own names begin with the words of *key*."""
        self.look_ups += 1
        values = (f"{key} ", f"{key}!", Kind.OWN, *area, least_population, MOST_CANDIDATES)
        return self._ranked(self._rows(_LONGER_WITHIN, values))

    def inside(self, places: Collection[int], area: Area) -> set[int]:
        """Return which of *places*, ids, are in that region."""
        return {place for (place,) in self._rows(_INSIDE, (json.dumps([*places]), area.region))}

    def most_populous(self, area: Area, limit: int) -> list[Candidate]:
        """Return the *limit* most populous places of *area*, the most populous first."""
        self.look_ups += 1
        places = read_places(self._rows(_MOST_POPULOUS, (*area, limit)))
        return [Candidate(0, 0, *places[place]) for place in sorted(places)]

    def candidates_around(self, key: str, spot: Coordinates, reach: float) -> list[Candidate]:
        """Return the candidates for a name that are up to *reach* kilometres from *spot*, the likeliest first."""
        self.look_ups += 1
        named = self._ranked(self._rows(_CANDIDATES, (key, MOST_NAMESAKES)))
        return [candidate for candidate in named if distance(candidate.spot, spot) <= reach][:MOST_CANDIDATES]

    def may_begin_area(self, word: str) -> bool:
        """Whether the name of any country or region begins with *word*; reads nothing from the file."""
        return word in self._area_words

    def areas(self, keys: Collection[str]) -> dict[str, list[Area]]:
        """Return the countries and regions for each of *keys* that is a name of any."""
        self.look_ups += len(keys)
        found: dict[str, list[Area]] = {}
        for key, *area in self._rows(_AREAS, (json.dumps([*keys]),)) if keys else ():
            found.setdefault(key, []).append(Area(*area))
        return found

    def largest(self, region: int) -> list[Candidate]:
        """Return the most populous places of the region with that id, of a land the places to choose from."""
        ((places,),) = self._rows("SELECT largest FROM region WHERE id = ?", (region,))
        return [Candidate(0, 0, *place) for place in self._places(json.loads(places or "[]")).values()]

    def nominative(self, form: str) -> str | None:
        """Return the name of an area or an island of which *form* is a declined form, None if it is none.

        Most names have no capitals.
        """
        return next((name for (name,) in self._rows(_NOMINATIVE, (form,))), None)

    def continues(self, key: str) -> bool:
        """Whether a longer name of a place begins with the words of *key*."""
        self.look_ups += 1
        # "!" follows the space in ASCII and is in no folded name, so only longer names lie between the two keys.
        return bool(self._rows(_LONGER, (f"{key} ", f"{key}!")))

    def words(self, words: Collection[str]) -> set[str]:
        """Return the *words* that are names or words of names."""
        self.look_ups += len(words)
        return {word for (word,) in self._rows(_WORDS, (json.dumps([*words]),))}

    def place(self, candidate: Candidate, language: str, *, with_region: bool = False) -> Place:
        """Return the place of *candidate* with its names in *language*; its region is set only *with_region*."""
        return Place(
            name=candidate.name_in(language),
            latitude=candidate.latitude,
            longitude=candidate.longitude,
            country=self.country(candidate.country, language),
            region=self._region(candidate.region, language) if with_region else None,
            timezone=self._zones.get(candidate.zone),
            population=candidate.population,
        )

    def country(self, code: str, language: str) -> str:
        """Return the name of the country with that ISO code in *language*."""
        return self._countries.get((code, language)) or self._countries.get((code, DEFAULT.code), code)

    def nearest(
        self, latitude: float, longitude: float, language: str, *, reaches: Sequence[float] = REACHES
    ) -> Nearest | None:
        """Return the place at or nearest to a spot, with its names in *language*.

        Distances are to the edges of places, which `radius` estimates: 18 km for Moscow, 180 m for a village of
        1,000 people. So a spot between the districts of a city is in the city, and a spot in a town beside it is
        in the town. If the nearest place is farther than FAR, the most populous place up to FARTHER times as far
        is returned. None when there is no place within the last of *reaches*, 900 km by default. It takes a few
        milliseconds, up to 40 at sea.
        """
        spot = latitude, longitude
        for reach in reaches:
            around = list(self._around(spot, reach))
            if around:
                nearest = min(around, key=lambda near: _edge_distance(near, spot))
                is_time_sure = self._is_time_sure(nearest, around, spot)
                away = distance(nearest.spot, spot)
                if away > FAR:
                    farther = self._around(spot, FARTHER * away / KILOMETRES_A_DEGREE)
                    nearest = next(near for near in farther if distance(near.spot, spot) <= FARTHER * away)
                (fields,) = self._places([nearest.place]).values()
                place = self.place(Candidate(0, 0, *fields), language)
                return Nearest(place, distance(nearest.spot, spot), is_time_sure)
        return None

    def _is_time_sure(self, nearest: _Near, around: Sequence[_Near], spot: Coordinates) -> bool:
        """Whether all places *around*, up to BORDER_MARGIN farther than *nearest*, keep the same time."""
        within = _edge_distance(nearest, spot) + BORDER_MARGIN
        names = {self._zones.get(near.zone) for near in around if _edge_distance(near, spot) <= within}
        zones = [local for name in names if (local := zone(name))]
        return len(names) == 1 or keep_same_time(zones, datetime.now(UTC))

    def _around(self, spot: Coordinates, reach: float) -> Iterator[_Near]:
        """Yield the places in the box around *spot*, the most populous first."""
        south, north, west, east = box(spot, reach)
        rows = []
        for turn in (-360.0, 0.0, 360.0):  # the box may cross the date line
            if west + turn <= DATE_LINE and east + turn >= -DATE_LINE:
                sides = (south, north, west + turn, east + turn)
                rows += self._rows(_AROUND, [round(side * UNITS_A_DEGREE) for side in sides])
        for place, latitude, longitude, population, zone_id in sorted(rows):
            yield _Near(place, (latitude / UNITS_A_DEGREE, longitude / UNITS_A_DEGREE), population, zone_id)

    def _ranked(self, names: Sequence[tuple[int, int, int]]) -> list[Candidate]:
        """Return the candidates for rows of a score, a kind and the id of a place, in the order of the rows."""
        places = self._places([place for _, _, place in names]) if names else {}
        return [Candidate(score, kind, *places[place]) for score, kind, place in names]

    def _places(self, places: Collection[int]) -> dict[int, PlaceFields]:
        """Return the fields of *places*, which are ids."""
        return read_places(self._rows(_PLACES, (json.dumps([*places]),)))

    def _region(self, region: int | None, language: str) -> str | None:
        if region is None:
            return None
        if region not in self._regions:
            ((name,),) = self._rows("SELECT name FROM region WHERE id = ?", (region,))
            self._regions[region] = {DEFAULT.code: name, **dict(self._rows(_TRANSLATIONS, (region,)))}
        names = self._regions[region]
        return names.get(language, names[DEFAULT.code])

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection().execute(statement, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this thread; threads that shared one would wait for each other."""
        connection: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = connect(self._path)
            connection.execute(f"PRAGMA cache_size = -{CACHE_SIZE}")
            self._connections.append(connection)
        return connection


def _edge_distance(near: _Near, spot: Coordinates) -> float:
    """Return the kilometres from *spot* to the edge of a place, negative inside."""
    return distance(near.spot, spot) - radius(near.population)
