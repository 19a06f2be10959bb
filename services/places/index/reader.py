"""Reads the place index."""

import threading
from collections.abc import Iterable, Sequence
from math import asin, cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from services.places.index.schema import DEGREE, connect
from services.places.models import Place

BEARERS = 12
"""Places of one name that are looked at; the least populous of more are found by their region only."""

EARTH = 12_742.0
"""Kilometres: the mean diameter."""

DENSITY = 10_000.0
"""People per square kilometre of a dense city, by which its extent is reckoned."""

REACHES = (0.5, 2.0, 8.0)
"""Degrees around a spot in which the nearest place is sought, the next when there was none."""

LIKELY = 400
"""How much lower than the likeliest bearer's a score may be that is looked at: a ten-thousandth of the people."""

ASKED_AT_ONCE = 400
"""Keys in one statement."""

_FROM = "SELECT key, score FROM name WHERE key >= ? AND key < ? LIMIT ?"
_BEARERS = """
SELECT score, kind, id, name, russian, country, region, latitude, longitude, population, zone
FROM name CROSS JOIN place ON id = place
WHERE key = ? ORDER BY score DESC LIMIT ?
"""
_BEARERS_WITHIN = _BEARERS.replace("WHERE key = ?", "WHERE key = ? AND country = ? AND ? IN (0, region)")
_AROUND = """
SELECT 0, 0, id, name, russian, country, region, latitude, longitude, population, zone
FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0
"""


class Bearer(NamedTuple):
    """A place that bears the name looked up; `score` is 100 × log10 of its people times the name's weight.

    `kind` is one of Kind. Coordinates are in degrees.
    """

    score: int
    kind: int
    place: int
    name: str
    russian: str | None
    country: str
    region: int | None
    latitude: float
    longitude: float
    population: int
    zone: int

    @property
    def spot(self) -> tuple[float, float]:
        """Where it is."""
        return self.latitude, self.longitude


class Area(NamedTuple):
    """A country or, with a region's number, a part of one."""

    country: str
    region: int = 0


class PlaceIndex:
    """Looks names up in the file that `build` made, from any thread, a few microseconds each.

    Keys are names as `fold` leaves them. Raises sqlite3.Error when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._lock = threading.Lock()
        self._zones: dict[int, str] = dict(self._rows("SELECT id, name FROM zone"))
        self._countries: dict[str, tuple[str, str]] = {
            code: (name, russian) for code, name, russian in self._rows("SELECT code, name, russian FROM country")
        }
        self._regions: dict[int, tuple[str, str | None]] = {}
        self._area_words = {word for (word,) in self._rows("SELECT word FROM area_word")}
        self.look_ups = 0
        """Keys asked for so far: the measure of the work done."""

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def look_up(self, key: str) -> tuple[list[Bearer], bool]:
        """Return the places called so, the likeliest first, at most BEARERS, and whether longer names begin so."""
        self.look_ups += 1
        # "!" comes right after the space, and is in no folded name: between are the key and what goes on from it
        rows = self._rows(_FROM, (key, f"{key}!", BEARERS + 1))
        scores = [score for found, score in rows if found == key]
        likely = sum(score >= scores[0] - LIKELY for score in scores[:BEARERS])
        bearers = [_bearer(row) for row in self._rows(_BEARERS, (key, likely))] if scores else []
        return bearers, len(rows) > min(len(scores), BEARERS)

    def bearers(self, key: str) -> list[Bearer]:
        """Return the places called so, the likeliest first, at most BEARERS."""
        self.look_ups += 1
        return [_bearer(row) for row in self._rows(_BEARERS, (key, BEARERS))]

    def bearers_within(self, key: str, area: Area) -> list[Bearer]:
        """Return the places called so in that country or region, the likeliest first."""
        self.look_ups += 1
        values = key, area.country, area.region, BEARERS
        return [_bearer(row) for row in self._rows(_BEARERS_WITHIN, values)]

    def may_begin_area(self, word: str) -> bool:
        """Whether the name of any country or region begins with *word*; asks nothing of the file."""
        return word in self._area_words

    def areas(self, key: str) -> list[Area]:
        """Return the countries and regions called so."""
        self.look_ups += 1
        return [Area(*row) for row in self._rows("SELECT country, region FROM area WHERE key = ?", (key,))]

    def continues(self, key: str) -> bool:
        """Whether any longer name of a place begins with the words of *key*."""
        self.look_ups += 1
        return bool(self._rows(_FROM, (f"{key} ", f"{key}!", 1)))

    def names(self, keys: Iterable[str]) -> set[str]:
        """Return those of *keys* that a place is called."""
        return self._among(keys, "name", "key")

    def words(self, words: Iterable[str]) -> set[str]:
        """Return those of *words* that are a name or a word of one."""
        words = list(words)
        return self._among(words, "name", "key") | self._among(words, "word", "word")

    def _among(self, values: Iterable[str], table: str, column: str) -> set[str]:
        wanted = list(values)
        self.look_ups += len(wanted)
        found: set[str] = set()
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            some = wanted[start : start + ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN ({marks})", some)  # noqa: S608
            found |= {value for (value,) in rows}
        return found

    def place(self, bearer: Bearer, language: str, *, with_region: bool = False) -> Place:
        """Return the place with its names in *language*, with that of its region if wanted and known."""
        russian = language == "ru"
        return Place(
            name=(bearer.russian if russian else None) or bearer.name,
            latitude=bearer.latitude,
            longitude=bearer.longitude,
            country=self.country(bearer.country, language),
            region=self._region(bearer.region, russian=russian) if with_region else None,
            timezone=self._zones.get(bearer.zone),
            population=bearer.population,
        )

    def country(self, code: str, language: str) -> str:
        """Return what the country of that ISO code is called in *language*."""
        return self._countries.get(code, (code, code))[language == "ru"]

    def nearest(
        self, latitude: float, longitude: float, language: str, *, reaches: Sequence[float] = REACHES
    ) -> tuple[Place, float] | None:
        """Return the place at or nearest to a spot and how far its middle is, in kilometres.

        Nearest is the one whose edge is: a place reaches as far from its middle as its people would live at
        DENSITY, Moscow 18 km and a village of 1,000 people 180 m. So a spot between the districts of a city is
        in the city, and a town beside it is its own. None when there is none within the last of
        *reaches*, by default some 900 km: the first takes a few milliseconds, the last up to a hundred.
        """
        for reach in reaches:
            rows = self._around(latitude, longitude, reach)
            if rows:
                bearer = min(rows, key=lambda each: _to_edge(each, latitude, longitude))
                return self.place(bearer, language), distance(*bearer.spot, latitude, longitude)
        return None

    def _around(self, latitude: float, longitude: float, reach: float) -> list[Bearer]:
        """Return the places in a box around the spot, as far each side as *reach* degrees of latitude are."""
        wide = min(180.0, reach / max(0.01, cos(radians(latitude))))
        found = []
        for turn in (-360.0, 0.0, 360.0):  # a box may lie across the date line
            west, east = longitude + turn - wide, longitude + turn + wide
            box = (latitude - reach, latitude + reach, west, east)
            found += self._rows(_AROUND, [round(side * DEGREE) for side in box])
        return [_bearer(row) for row in found]

    def _region(self, number: int | None, *, russian: bool) -> str | None:
        if number is None:
            return None
        if number not in self._regions:
            ((name, in_russian),) = self._rows("SELECT name, russian FROM region WHERE id = ?", (number,))
            self._regions[number] = name, in_russian
        name, in_russian = self._regions[number]
        return in_russian if russian and in_russian else name

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the kilometres between two spots."""
    south, north = radians(latitude), radians(other_latitude)
    across = sin((other_longitude - longitude) * pi / 360)
    haversine = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * across**2
    return EARTH * asin(min(1.0, sqrt(haversine)))


def _to_edge(bearer: Bearer, latitude: float, longitude: float) -> float:
    return distance(*bearer.spot, latitude, longitude) - sqrt(bearer.population / (pi * DENSITY))


def _bearer(row: tuple[Any, ...]) -> Bearer:
    score, kind, place, name, russian, country, region, latitude, longitude, population, zone = row
    spot = latitude / DEGREE, longitude / DEGREE
    return Bearer(score, kind, place, name, russian, country, region, *spot, population, zone)
