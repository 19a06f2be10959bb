"""Counties, départements and provinces, which the data does not assign its places to; `counties.txt` has them."""

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.languages import DEFAULT, LANGUAGES, declined
from services.places.index.areas import write_areas
from services.places.index.geometry import Coordinates
from services.places.index.names import write_nominatives
from services.places.index.schema import UNITS_A_DEGREE
from services.places.index.tables import read_table

MOST_OFFERED = 3
"""Places offered when somebody asks for a county."""

CELL = 1
"""Degrees of latitude and longitude of the cells by which spots are found."""

OF_THE_DATA = "-"
"""The name in the table of what is a region of the data itself."""


AROUND = {
    "RU.48": "RU.47",  # Moscow
    "RU.66": "RU.42",  # Saint Petersburg
    "UA.12": "UA.13",  # Kyiv
    "UA.20": "UA.11",  # Sevastopol
    "BY.04": "BY.05",  # Minsk
    "KZ.02": "KZ.01",  # Almaty
    "KZ.05": "KZ.03",  # Astana
    "CZ.52": "CZ.88",  # Prague
    "DE.16": "DE.11",  # Berlin
    "AR.07": "AR.01",  # Buenos Aires
    "MX.09": "MX.15",  # Mexico City
    "KZ.12510143": "KZ.15",  # Abai, until 2022 a part of East Kazakhstan
    "KZ.12510144": "KZ.01",  # Jetisu, until 2022 a part of Almaty Region
}
"""The regions around a city that is a region by itself, and those that others were parts of until lately.

People write "Москва, Московская область" and «Семей, ВКО».
"""


@dataclass(slots=True)
class _County:
    """A county, with the spots that are nearest to its places, or with the counties that it consists of."""

    names: Sequence[str]
    country: str
    spots: Sequence[Coordinates] = ()
    parts: Sequence[str] = ()
    places: list[int] = field(default_factory=list)
    """The ids of its places, the most populous first."""


def write_counties(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the counties as further regions, their names, and which places are in them.

    *regions* are the ids of the regions of the data by their codes. Raise KeyError when a union of counties has
    one that the table does not have.
    """
    for city, around in AROUND.items():
        connection.execute(
            "INSERT INTO member SELECT id, ? FROM place WHERE region = ?", (regions[around], regions[city])
        )
    counties = list(_read_counties())
    for country in dict.fromkeys(county.country for county in counties):
        own = [county for county in counties if county.country == country]
        _assign(connection, country, [county for county in own if county.spots])
        by_name = {county.names[0]: county for county in own}
        for union in own:
            union.places += sorted({place for part in union.parts for place in by_name[part].places})
    ((last,),) = connection.execute("SELECT max(id) FROM region")
    for number, county in enumerate(counties, start=last + 1):
        if county.names[0] != OF_THE_DATA and county.places:
            _write(connection, number, county)


def _read_counties() -> Iterator[_County]:
    for names, meaning in read_table("counties.txt"):
        country, *rest = meaning.split(" ", 1)[0], meaning[3:]
        if rest[0].startswith("+ "):
            yield _County(names, country, parts=[part.strip() for part in rest[0].split("+ ")[1:]])
        else:
            yield _County(names, country, [_spot(written) for written in rest[0].split()])


def _spot(written: str) -> Coordinates:
    latitude, _, longitude = written.partition(",")
    return float(latitude), float(longitude)


def _assign(connection: sqlite3.Connection, country: str, counties: Sequence[_County]) -> None:
    """Add each place of *country* to the county that has the nearest spot."""
    cells: dict[tuple[int, int], list[tuple[Coordinates, _County]]] = {}
    for county in counties:
        for spot in county.spots:
            cells.setdefault(_cell(spot), []).append((spot, county))
    rows = connection.execute(
        "SELECT id, latitude, longitude FROM place WHERE country = ? ORDER BY id", (country,)
    ).fetchall()
    for place, latitude, longitude in rows:
        spot = latitude / UNITS_A_DEGREE, longitude / UNITS_A_DEGREE
        near = list(_around(cells, spot))
        if near:
            east = math.cos(math.radians(spot[0]))  # distances are short, so that the Earth is taken for flat
            _, county = min(
                near,
                key=lambda known: (known[0][0] - spot[0]) ** 2 + ((known[0][1] - spot[1]) * east) ** 2,
            )
            county.places.append(place)


def _cell(spot: Coordinates) -> tuple[int, int]:
    return int(spot[0] // CELL), int(spot[1] // CELL)


def _around(
    cells: Mapping[tuple[int, int], Sequence[tuple[Coordinates, _County]]], spot: Coordinates
) -> Iterator[tuple[Coordinates, _County]]:
    """Yield the spots in the cell of *spot* and those beside it; places farther away are overseas."""
    row, column = _cell(spot)
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            yield from cells.get((row + north, column + east), ())


def _write(connection: sqlite3.Connection, number: int, county: _County) -> None:
    largest = json.dumps(county.places[:MOST_OFFERED])
    connection.execute("INSERT INTO region VALUES (?, ?, ?)", (number, county.names[0], largest))
    connection.executemany("INSERT INTO member VALUES (?, ?)", ((place, number) for place in county.places))
    for language in LANGUAGES:
        shown = next((name for name in county.names if language.uses_script_of(name)), None)
        if language is not DEFAULT and shown:
            connection.execute("INSERT INTO region_name VALUES (?, ?, ?)", (number, language.code, shown))
    write_areas(connection, declined([*county.names]).union(county.names), county.country, number)
    write_nominatives(connection, county.names)
