"""Codes of airports and cities; reads airports-py (MIT licence)."""

import gzip
import json
import sqlite3
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from services.places.index.geometry import box, distance
from services.places.index.rows import score
from services.places.index.schema import UNITS_A_DEGREE
from services.places.index.tables import find_place, read_table
from services.places.text import AIRPORT_CODE_LENGTH, fold

REACH = 0.6
"""Degrees of latitude around an airport in which its city is looked for."""

NEAREST = 5.0
"""Kilometres below which nearer places are no likelier to be the airport's."""

LARGE_AIRPORT_SCORE, AIRPORT_SCORE = score(1_000_000), score(90_000)
"""The scores of codes. Those of small airports have less than a city: alone they may be another abbreviation."""

_AROUND = """
SELECT id, latitude, longitude, population FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0
"""


def write_airports(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the codes of `airports.txt`, and of all airports with scheduled flights that have a place near.

    A code that is the name of a country or region is left out: USA. *regions* are their ids by their codes.
    """
    codes = {
        code: (find_place(connection, meaning, regions), LARGE_AIRPORT_SCORE)
        for some, meaning in read_table("airports.txt")
        for code in map(fold, some)
    }
    connection.execute("CREATE INDEX around ON place (latitude, longitude)")
    for airport in _scheduled():
        key = fold(airport["iata"])
        if key not in codes and (place := _city(connection, airport["latitude"], airport["longitude"])):
            codes[key] = place, LARGE_AIRPORT_SCORE if airport["type"] == "large_airport" else AIRPORT_SCORE
    connection.execute("DROP INDEX around")
    areas = {key for (key,) in connection.execute("SELECT DISTINCT key FROM area WHERE length(key) = 3")}
    connection.executemany(
        "INSERT INTO code VALUES (?, ?, ?)",
        ((key, code_score, place) for key, (place, code_score) in sorted(codes.items()) if key not in areas),
    )


def _scheduled() -> Iterator[Mapping[str, Any]]:
    """Yield the airports with scheduled flights and a code, as the package has them."""
    packed = resources.files("airports").joinpath("data", "airports.gz").read_bytes()
    for airport in json.loads(gzip.decompress(packed)):
        is_airport = airport["type"].endswith("_airport") and airport["scheduled_service"] == "TRUE"
        if is_airport and len(airport["iata"] or "") == AIRPORT_CODE_LENGTH:
            yield airport


def _city(connection: sqlite3.Connection, latitude: float, longitude: float) -> int | None:
    """Return the id of the place that an airport belongs to: the one with most people by the squared distance."""
    spot = latitude, longitude
    sides = [round(side * UNITS_A_DEGREE) for side in box(spot, REACH)]
    best: tuple[float, int] | None = None
    for place, north, east, population in connection.execute(_AROUND, sides):
        away = max(NEAREST, distance(spot, (north / UNITS_A_DEGREE, east / UNITS_A_DEGREE)))
        best = max(best or (0.0, 0), (population / away**2, place))
    return best[1] if best else None
