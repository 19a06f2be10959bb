"""Writes the codes of airports and cities to the place index; airports come from airportsdata (MIT licence)."""

import csv
import sqlite3
from collections.abc import Iterator, Mapping
from importlib import resources

from services.places.index.geometry import Coordinates, bounding_box, distance_km
from services.places.index.rows import log_score
from services.places.index.schema import UNITS_PER_DEGREE, NameKind
from services.places.index.table_files import read_lines, read_table
from services.places.index.tables import find_place_id
from services.places.text import fold

MAX_CITY_DISTANCE_DEGREES = 0.6
"""Maximum distance between an airport and its city, in degrees of latitude."""

MIN_CITY_DISTANCE_KILOMETRES = 5.0
"""A smaller distance between an airport and a city is raised to this many km when the airport's city is chosen."""

LARGE_AIRPORT_SCORE = log_score(1_000_000)
"""Score of the code of a large airport: the score of a city of a million people."""

SMALL_AIRPORT_SCORE = log_score(90_000)
"""Score of the code of a small airport; the score is low, because the code may also be another abbreviation."""

_SELECT_THREE_LETTER_NAMES = """
SELECT key FROM area WHERE length(key) = 3 UNION SELECT key FROM name WHERE length(key) = 3 AND kind = ?
"""
_SELECT_PLACES_IN_BOX = """
SELECT id, latitude, longitude, population FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0
"""


def write_airports(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    """Write the codes in `airports.txt`, and the codes of all airports with scheduled flights near a place.

    Leave out codes in `stand_ins.txt`, and codes that are also names of countries or regions, such as USA. The
    mapping *region_id_by_code* has the id of each region by its GeoNames code.
    """
    codes = {
        code: (find_place_id(connection, description, region_id_by_code), LARGE_AIRPORT_SCORE)
        for airport_codes, description in read_table("airports.txt")
        for code in map(fold, airport_codes)
    }
    connection.execute("CREATE INDEX around ON place (latitude, longitude)")
    scores = dict(_read_scheduled_airports())
    for code, coordinates in _read_airport_coordinates():
        key = fold(code)
        if code in scores and key not in codes and (place := _city_of_airport(connection, coordinates)):
            codes[key] = place, scores[code]
    connection.execute("DROP INDEX around")
    taken = {key for (key,) in connection.execute(_SELECT_THREE_LETTER_NAMES, (NameKind.STAND_IN,))}
    connection.executemany(
        "INSERT INTO code VALUES (?, ?, ?)",
        ((key, code_score, place) for key, (place, code_score) in sorted(codes.items()) if key not in taken),
    )


def _read_scheduled_airports() -> Iterator[tuple[str, int]]:
    """Yield the airport codes of `flights.txt` with their scores."""
    section_score = 0
    for line in read_lines("flights.txt"):
        if line.startswith("["):
            section_score = LARGE_AIRPORT_SCORE if line == "[large]" else SMALL_AIRPORT_SCORE
        else:
            yield from ((code, section_score) for code in line.split())


def _read_airport_coordinates() -> Iterator[tuple[str, Coordinates]]:
    """Yield the IATA code and the coordinates of each airport that has an IATA code."""
    with resources.files("airportsdata").joinpath("airports.csv").open(encoding="utf-8") as file:
        for airport in csv.DictReader(file):
            if airport["iata"]:
                yield airport["iata"], (float(airport["lat"]), float(airport["lon"]))


def _city_of_airport(connection: sqlite3.Connection, coordinates: Coordinates) -> int | None:
    """Return the id of the city of the airport at *coordinates*; None if no place is near enough.

    The airport's city has the largest ratio of population to squared distance from the airport.
    """
    sides = [round(side * UNITS_PER_DEGREE) for side in bounding_box(coordinates, MAX_CITY_DISTANCE_DEGREES)]
    best: tuple[float, int] | None = None
    for place, north, east, population in connection.execute(_SELECT_PLACES_IN_BOX, sides):
        kilometres = max(
            MIN_CITY_DISTANCE_KILOMETRES,
            distance_km(coordinates, (north / UNITS_PER_DEGREE, east / UNITS_PER_DEGREE)),
        )
        best = max(best or (0.0, 0), (population / kilometres**2, place))
    return best[1] if best else None
