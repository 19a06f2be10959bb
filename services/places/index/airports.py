"""Codes of airports and cities; reads airportsdata (MIT licence)."""

import csv
import sqlite3
from collections.abc import Iterator, Mapping
from importlib import resources

from services.places.index.geometry import Coordinates, box, distance
from services.places.index.rows import score
from services.places.index.schema import UNITS_A_DEGREE, Kind
from services.places.index.tables import find_place, lines_of, read_table
from services.places.text import fold

REACH = 0.6
"""Degrees of latitude around an airport in which its city is looked for."""

NEAREST = 5.0
"""Kilometres below which nearer places are no likelier to be the airport's."""

LARGE_AIRPORT_SCORE, AIRPORT_SCORE = score(1_000_000), score(90_000)
"""The scores of codes. Those of small airports have less than a city: alone they may be another abbreviation."""

_KNOWN = """
SELECT key FROM area WHERE length(key) = 3 UNION SELECT key FROM name WHERE length(key) = 3 AND kind = ?
"""
_AROUND = """
SELECT id, latitude, longitude, population FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0
"""


def write_airports(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the codes of `airports.txt`, and of all airports with scheduled flights that have a place near.

    Codes that are names of countries or regions, as USA, or in `stand_ins.txt` are left out. *regions* are the ids
    of the regions by their codes.
    """
    codes = {
        code: (find_place(connection, meaning, regions), LARGE_AIRPORT_SCORE)
        for some, meaning in read_table("airports.txt")
        for code in map(fold, some)
    }
    connection.execute("CREATE INDEX around ON place (latitude, longitude)")
    scores = dict(_scheduled())
    for code, spot in _spots():
        key = fold(code)
        if code in scores and key not in codes and (place := _city(connection, spot)):
            codes[key] = place, scores[code]
    connection.execute("DROP INDEX around")
    known = {key for (key,) in connection.execute(_KNOWN, (Kind.STAND_IN,))}
    connection.executemany(
        "INSERT INTO code VALUES (?, ?, ?)",
        ((key, code_score, place) for key, (place, code_score) in sorted(codes.items()) if key not in known),
    )


def _scheduled() -> Iterator[tuple[str, int]]:
    """Yield the codes of `flights.txt` with their scores."""
    section_score = 0
    for line in lines_of("flights.txt"):
        if line.startswith("["):
            section_score = LARGE_AIRPORT_SCORE if line == "[large]" else AIRPORT_SCORE
        else:
            yield from ((code, section_score) for code in line.split())


def _spots() -> Iterator[tuple[str, Coordinates]]:
    """Yield the codes of all airports that have one, with their coordinates."""
    with resources.files("airportsdata").joinpath("airports.csv").open(encoding="utf-8") as file:
        for airport in csv.DictReader(file):
            if airport["iata"]:
                yield airport["iata"], (float(airport["lat"]), float(airport["lon"]))


def _city(connection: sqlite3.Connection, spot: Coordinates) -> int | None:
    """Return the id of the place that an airport belongs to: the one with most people by the squared distance."""
    sides = [round(side * UNITS_A_DEGREE) for side in box(spot, REACH)]
    best: tuple[float, int] | None = None
    for place, north, east, population in connection.execute(_AROUND, sides):
        away = max(NEAREST, distance(spot, (north / UNITS_A_DEGREE, east / UNITS_A_DEGREE)))
        best = max(best or (0.0, 0), (population / away**2, place))
    return best[1] if best else None
