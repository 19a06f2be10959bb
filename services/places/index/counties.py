"""Writes counties, départements and provinces from text files, because GeoNames assigns no places to counties."""

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.languages import DEFAULT_LANGUAGE, LANGUAGES, declined_forms
from services.places.index.areas import MAX_PLACES_OFFERED_FOR_REGION, write_area_names
from services.places.index.geometry import Coordinates
from services.places.index.names import write_nominatives
from services.places.index.rows import log_score
from services.places.index.schema import UNITS_PER_DEGREE
from services.places.index.table_files import read_table
from services.places.text import fold

COUNTY_FILES = "counties.txt", "us_counties.txt"
"""The files that list counties, and the coordinates of some places in each county."""

COUNTRY_WITH_WHOLE_COUNTY_NAMES = "US"
"""Country whose counties are found only by their whole names: by "Paris County", not by "Paris"."""

GRID_CELL_DEGREES = 1
"""Side, in degrees, of the cells in which nearby coordinates are searched."""

EXISTING_REGION_MARK = "-"
"""In `counties.txt`, this mark stands for the name of an area that is already a region in GeoNames."""
SURROUNDING_REGION_BY_CODE = {
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
    "KZ.12510143": "KZ.15",  # Abai, a part of East Kazakhstan until 2022
    "KZ.12510144": "KZ.01",  # Jetisu, a part of Almaty Region until 2022
}
"""Maps a region's code to the code of a larger region, whose name people may write after places of the region.

A key may be the code of a city ("Москва, Московская область"). A key may also be the code of a region that was a
part of the larger region until recently ("Семей, ВКО").
"""


@dataclass(slots=True)
class _County:
    """A county, with the places nearest to its `coordinates` or all places of the counties in `parts`."""

    names: Sequence[str]
    country: str
    coordinates: Sequence[Coordinates] = ()
    parts: Sequence[str] = ()
    places: list[int] = field(default_factory=list)
    """The ids of the county's places, the most populous first."""


def write_counties(
    connection: sqlite3.Connection, region_id_by_code: Mapping[str, int], prominences: Sequence[int]
) -> None:
    """Write the counties as additional regions, with their names and places.

    The mapping *region_id_by_code* has the id of each region by its GeoNames code. The sequence *prominences* has
    the prominence of each place, in the order of the places' ids, which start at 1. Raise KeyError if a county has
    a part that no file lists.
    """
    for city, around in SURROUNDING_REGION_BY_CODE.items():
        connection.execute(
            "INSERT INTO member SELECT id, ? FROM place WHERE region = ?",
            (region_id_by_code[around], region_id_by_code[city]),
        )
    counties = list(_read_counties())
    for country in dict.fromkeys(county.country for county in counties):
        own = [county for county in counties if county.country == country]
        _assign_places_to_counties(connection, country, [county for county in own if county.coordinates])
        by_name = {county.names[0]: county for county in own}
        for union in own:
            union.places += sorted({place for part in union.parts for place in by_name[part].places})
    ((last,),) = connection.execute("SELECT max(id) FROM region")
    for number, county in enumerate(counties, start=last + 1):
        if county.names[0] != EXISTING_REGION_MARK and county.places:
            _write_county(connection, number, county, prominences)


def _read_counties() -> Iterator[_County]:
    for names, meaning in (line for table in COUNTY_FILES for line in read_table(table)):
        country, *rest = meaning.split(" ", 1)[0], meaning[3:]
        if rest[0].startswith("+ "):
            yield _County(names, country, parts=[part.strip() for part in rest[0].split("+ ")[1:]])
        else:
            yield _County(names, country, [_parse_coordinates(written) for written in rest[0].split()])


def _parse_coordinates(written: str) -> Coordinates:
    latitude, _, longitude = written.partition(",")
    return float(latitude), float(longitude)


def _assign_places_to_counties(connection: sqlite3.Connection, country: str, counties: Sequence[_County]) -> None:
    """Add each place of *country* to one of *counties*: the county with the coordinates nearest to the place."""
    cells: dict[tuple[int, int], list[tuple[Coordinates, _County]]] = {}
    for county in counties:
        for coordinates in county.coordinates:
            cells.setdefault(_grid_cell_at(coordinates), []).append((coordinates, county))
    rows = connection.execute(
        "SELECT id, latitude, longitude FROM place WHERE country = ? ORDER BY id", (country,)
    ).fetchall()
    for place, latitude, longitude in rows:
        coordinates = latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE
        near = list(_nearby_county_points(cells, coordinates))
        if near:
            east = math.cos(math.radians(coordinates[0]))  # over short distances the Earth is nearly flat
            _, county = min(
                near,
                key=lambda pair: (pair[0][0] - coordinates[0]) ** 2 + ((pair[0][1] - coordinates[1]) * east) ** 2,
            )
            county.places.append(place)


def _grid_cell_at(coordinates: Coordinates) -> tuple[int, int]:
    return int(coordinates[0] // GRID_CELL_DEGREES), int(coordinates[1] // GRID_CELL_DEGREES)


def _nearby_county_points(
    cells: Mapping[tuple[int, int], Sequence[tuple[Coordinates, _County]]], coordinates: Coordinates
) -> Iterator[tuple[Coordinates, _County]]:
    """Yield the coordinates, with their counties, in the cell of *coordinates* and the eight cells around it.

    Yield nothing for *coordinates* overseas, because places overseas are in no county.
    """
    row, column = _grid_cell_at(coordinates)
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            yield from cells.get((row + north, column + east), ())


def _write_county(
    connection: sqlite3.Connection, number: int, county: _County, prominences: Sequence[int]
) -> None:
    largest = json.dumps(_offered_place_ids(connection, county, prominences))
    connection.execute("INSERT INTO region VALUES (?, ?, ?)", (number, county.names[0], largest))
    connection.executemany("INSERT INTO member VALUES (?, ?)", ((place, number) for place in county.places))
    if county.country == COUNTRY_WITH_WHOLE_COUNTY_NAMES:
        whole_names = {(fold(name), county.country, number) for name in county.names}
        connection.executemany("INSERT OR IGNORE INTO area VALUES (?, ?, ?)", whole_names)
        return
    for language in LANGUAGES:
        shown = next((name for name in county.names if language.uses_script_of(name)), None)
        if language is not DEFAULT_LANGUAGE and shown:
            connection.execute("INSERT INTO region_name VALUES (?, ?, ?)", (number, language.code, shown))
    write_area_names(connection, declined_forms([*county.names]).union(county.names), county.country, number)
    write_nominatives(connection, county.names)


def _offered_place_ids(connection: sqlite3.Connection, county: _County, prominences: Sequence[int]) -> list[int]:
    """Return the ids of the places that are offered for *county*, the best known first.

    By population alone, Broadstairs and St Peter's would be offered for Kent, but not Canterbury.
    """
    ids = json.dumps(county.places)
    rows = connection.execute(
        "SELECT place.id, population FROM json_each(?) CROSS JOIN place ON place.id = value", (ids,)
    ).fetchall()
    rows.sort(key=lambda row: -(log_score(max(1, row[1])) + prominences[row[0] - 1]))
    return [place for place, _ in rows[:MAX_PLACES_OFFERED_FOR_REGION]]
