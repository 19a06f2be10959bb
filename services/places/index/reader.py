"""Reads the place index."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from services.languages import DEFAULT
from services.places.index.geometry import DEGREE_LONG, Spot, box, distance, extent
from services.places.index.rows import COLUMNS, Area, Bearer, PlaceFields, read_places
from services.places.index.schema import DEGREE, connect
from services.places.models import Place

BEARERS = 12
"""Places of one name that are looked at; the least populous of more are found by their region only."""

REACHES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Degrees around a spot in which the nearest place is sought, the next when there was none."""

DATE_LINE = 180.0

FAR, FARTHER = 25.0, 1.5
"""Kilometres from which the nearest place may be one that few know, and how much farther another may be then."""

LIKELY = 400
"""How much lower than the likeliest bearer's a score may be that is looked at: a ten-thousandth of the people."""

CACHE = 8_000
"""KiB of the file that each thread keeps in memory: with SQLite's usual 2,000 a look-up takes a quarter longer."""

_LONGER = "SELECT 1 FROM name WHERE key >= ? AND key < ? LIMIT 1"
_NAMED = """
SELECT name.key, -score, place, kind
FROM json_each(?) CROSS JOIN name ON name.key = value
WHERE score >= (SELECT max(score) FROM name WHERE name.key = value) - ?
"""
_PLACES = f"""
SELECT {COLUMNS}
FROM json_each(?) CROSS JOIN place AS bearer ON bearer.id = value LEFT JOIN place_name ON place = bearer.id
"""  # noqa: S608
_TRANSLATIONS = "SELECT language, name FROM region_name WHERE region = ?"
_WORDS = """
SELECT value FROM json_each(?)
WHERE EXISTS (SELECT 1 FROM name WHERE name.key = value) OR EXISTS (SELECT 1 FROM word WHERE word.word = value)
"""
_AREAS = "SELECT area.key, country, region FROM json_each(?) CROSS JOIN area ON area.key = value"
_BEARERS = "SELECT score, kind, place FROM name WHERE key = ? ORDER BY score DESC LIMIT ?"
_BEARERS_WITHIN = """
SELECT score, kind, place FROM name CROSS JOIN place ON id = place
WHERE key = ? AND country = ? AND ? IN (0, region) ORDER BY score DESC LIMIT ?
"""
_AROUND = """
SELECT id, latitude, longitude, population FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0 ORDER BY id
"""


class _Near(NamedTuple):
    """A place near a spot; the smaller its number, the more populous it is."""

    place: int
    spot: Spot
    population: int


class PlaceIndex:
    """Looks names up in the file that `build` made, from any thread, a few microseconds each.

    Keys are names as `fold` leaves them. Raises sqlite3.Error when the file cannot be read.
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
        """Keys asked for so far: the measure of the work done."""

    def close(self) -> None:
        """Close the file."""
        for connection in self._connections:
            connection.close()

    def look_up(self, keys: Collection[str]) -> dict[str, list[Bearer]]:
        """Return, for those of *keys* that are names, the places called so: the likely ones, the likeliest first.

        However many keys there are, that takes two statements.
        """
        self.look_ups += len(keys)
        named: dict[str, list[tuple[int, int, int]]] = {}
        for key, *name in self._rows(_NAMED, (json.dumps([*keys]), LIKELY)):
            named.setdefault(key, []).append(tuple(name))
        for names in named.values():
            names.sort()
            del names[BEARERS:]
        places = self._places({place for names in named.values() for _, place, _ in names})
        return {
            key: [Bearer(-negated, kind, *places[place]) for negated, place, kind in names]
            for key, names in named.items()
        }

    def bearers(self, key: str) -> list[Bearer]:
        """Return the places called so, the likeliest first, at most BEARERS."""
        self.look_ups += 1
        return self._ranked(self._rows(_BEARERS, (key, BEARERS)))

    def bearers_within(self, key: str, area: Area) -> list[Bearer]:
        """Return the places called so in that country or region, the likeliest first."""
        self.look_ups += 1
        return self._ranked(self._rows(_BEARERS_WITHIN, (key, area.country, area.region, BEARERS)))

    def may_begin_area(self, word: str) -> bool:
        """Whether the name of any country or region begins with *word*; asks nothing of the file."""
        return word in self._area_words

    def areas(self, keys: Collection[str]) -> dict[str, list[Area]]:
        """Return, for those of *keys* that are names of countries and regions, which these are."""
        self.look_ups += len(keys)
        found: dict[str, list[Area]] = {}
        for key, *area in self._rows(_AREAS, (json.dumps([*keys]),)) if keys else ():
            found.setdefault(key, []).append(Area(*area))
        return found

    def largest(self, region: int) -> list[Bearer]:
        """Return the most populous places of a region."""
        ((places,),) = self._rows("SELECT largest FROM region WHERE id = ?", (region,))
        return [Bearer(0, 0, *place) for place in self._places(json.loads(places or "[]")).values()]

    def continues(self, key: str) -> bool:
        """Whether any longer name of a place begins with the words of *key*."""
        self.look_ups += 1
        # "!" comes right after the space, and is in no folded name: between are the names that go on from the key
        return bool(self._rows(_LONGER, (f"{key} ", f"{key}!")))

    def words(self, words: Collection[str]) -> set[str]:
        """Return those of *words* that are a name or a word of one."""
        self.look_ups += len(words)
        return {word for (word,) in self._rows(_WORDS, (json.dumps([*words]),))}

    def place(self, bearer: Bearer, language: str, *, with_region: bool = False) -> Place:
        """Return the place with its names in *language*, with that of its region if wanted and known."""
        return Place(
            name=bearer.name_in(language),
            latitude=bearer.latitude,
            longitude=bearer.longitude,
            country=self.country(bearer.country, language),
            region=self._region(bearer.region, language) if with_region else None,
            timezone=self._zones.get(bearer.zone),
            population=bearer.population,
        )

    def country(self, code: str, language: str) -> str:
        """Return what the country of that ISO code is called in *language*."""
        return self._countries.get((code, language)) or self._countries.get((code, DEFAULT.code), code)

    def nearest(
        self, latitude: float, longitude: float, language: str, *, reaches: Sequence[float] = REACHES
    ) -> tuple[Place, float] | None:
        """Return the place at or nearest to a spot and how far its middle is, in kilometres.

        Nearest is the one whose edge is: a place reaches as far from its middle as its people would in a dense
        city (`extent`), Moscow 18 km and a village of 1,000 people 180 m. So a spot between the districts of a
        city is in the city, and a town beside it is its own. Where the nearest is farther than FAR, the most
        populous of those up to FARTHER times as far tells better where the spot is. None when there is none
        within the last of *reaches*, by default some 900 km. It takes a few milliseconds, up to 40 at sea.
        """
        spot = latitude, longitude
        for reach in reaches:
            around = list(self._around(spot, reach))
            if around:
                nearest = min(around, key=lambda near: distance(near.spot, spot) - extent(near.population))
                away = distance(nearest.spot, spot)
                if away > FAR:
                    farther = self._around(spot, FARTHER * away / DEGREE_LONG)
                    nearest = next(near for near in farther if distance(near.spot, spot) <= FARTHER * away)
                (fields,) = self._places([nearest.place]).values()
                return self.place(Bearer(0, 0, *fields), language), distance(nearest.spot, spot)
        return None

    def _around(self, spot: Spot, reach: float) -> Iterator[_Near]:
        """Yield the places in the box around *spot*, the most populous first."""
        south, north, west, east = box(spot, reach)
        found = []
        for turn in (-360.0, 0.0, 360.0):  # a box may lie across the date line
            if west + turn <= DATE_LINE and east + turn >= -DATE_LINE:
                sides = (south, north, west + turn, east + turn)
                found += self._rows(_AROUND, [round(side * DEGREE) for side in sides])
        for place, latitude, longitude, people in sorted(found):
            yield _Near(place, (latitude / DEGREE, longitude / DEGREE), people)

    def _ranked(self, names: Sequence[tuple[int, int, int]]) -> list[Bearer]:
        """Return the bearers of *names*, each a score, a kind and a place, in their order."""
        places = self._places([place for _, _, place in names]) if names else {}
        return [Bearer(score, kind, *places[place]) for score, kind, place in names]

    def _places(self, places: Collection[int]) -> dict[int, PlaceFields]:
        """Return *places* by their numbers."""
        return read_places(self._rows(_PLACES, (json.dumps([*places]),)))

    def _region(self, number: int | None, language: str) -> str | None:
        if number is None:
            return None
        if number not in self._regions:
            ((name,),) = self._rows("SELECT name FROM region WHERE id = ?", (number,))
            self._regions[number] = {DEFAULT.code: name, **dict(self._rows(_TRANSLATIONS, (number,)))}
        names = self._regions[number]
        return names.get(language, names[DEFAULT.code])

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection().execute(statement, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this thread; one shared by threads would have them wait for each other."""
        connection: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = connect(self._path)
            connection.execute(f"PRAGMA cache_size = -{CACHE}")
            self._connections.append(connection)
        return connection
