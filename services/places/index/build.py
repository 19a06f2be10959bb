"""Makes the place index: `python -m services.places.index.build [PATH]`.

It needs the packages of the extra "index", which the bot itself does without. docs/places.md says what the index
holds, and which measurements its weights come from. Data: GeoNames, https://www.geonames.org, CC BY 4.0; Unicode
CLDR.
"""

import argparse
import json
import os
import sqlite3
import sys
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from services.places.index.airports import write_airports
from services.places.index.areas import name_regions_by_places, write_countries, write_lands, write_regions
from services.places.index.counties import write_counties
from services.places.index.names import drop_joined, scored_names
from services.places.index.neighbours import neighbours_names, read_neighbours
from services.places.index.prominence import rank_by_prominence
from services.places.index.rows import score
from services.places.index.schema import (
    INDICES,
    NOT_MADE,
    TABLES,
    UNITS_A_DEGREE,
    VERSION,
    Kind,
    default_path,
    is_index,
    remove_unfinished,
    unfinished,
)
from services.places.index.sources import (
    Cities,
    SourcePlace,
    as_place,
    read_cities,
    read_labels,
    read_shown,
)
from services.places.index.tables import name_famous_places, write_aliases
from services.places.index.zones import read_corrections

MOST_OFFERED = 3
"""Places offered when somebody asks for a region."""

LARGE_PLACE_SCORE = score(100_000)
"""The least score with which a place's own name comes before all places that only have it as another name."""

LARGE_POPULATION, SHORTEST_LARGE = 200_000, 6
"""The least population of a city, and letters of a name, for which corrections of two letters are looked up."""

NEEDS = "making it takes 150 MB of memory and 150 MB of disk for a minute"

PRINTED_EVERY = 2.0
"""Seconds between two lines of progress."""

INSTRUCTIONS_A_TICK = 100_000
"""Instructions of SQLite's virtual machine between two calls of `Progress.tick`, which are some milliseconds."""

WHOLE_CITY = 1.0
"""The weight of a place that is no part of a city."""

# If names of a place are equal once folded, the first kind is kept and, of that kind, the highest score.
_RAW = "CREATE TEMP TABLE raw (key TEXT, score INTEGER, place INTEGER, kind INTEGER)"
_MERGED = """
INSERT INTO name
SELECT key, score, place, kind
FROM (SELECT key, score, place, kind, min(10000 * kind - score) FROM raw GROUP BY key, place)
ORDER BY key, score DESC
"""
# The own name of a large place goes before other names of larger places.
_RANKED = """
UPDATE name SET score = own.score - 1
FROM (SELECT key, max(score) AS score FROM name WHERE kind = ? AND score >= ? GROUP BY key) AS own
WHERE name.key = own.key AND name.kind = ? AND name.score >= own.score
"""
_LARGE = """
INSERT INTO large
SELECT key FROM name JOIN place ON id = place WHERE kind <= ? AND population >= ? AND length(key) >= ?
UNION SELECT key FROM area WHERE region > 0 AND length(key) >= ?
"""


class Progress:
    """Prints the progress to standard error, when a part begins and every two seconds during it."""

    def __init__(self) -> None:
        self._part = ""
        self._began = self._printed_at = 0.0

    def begin(self, part: str) -> None:
        """Print that *part* begins."""
        self._part, self._began = part, time.monotonic()
        self._print("")

    def tick(self, done: float | None = None) -> None:
        """Print the fraction *done*, or how long the part has taken, unless a line was printed just before."""
        now = time.monotonic()
        if now - self._printed_at >= PRINTED_EVERY:
            self._print(f"{now - self._began:.0f} s" if done is None else f"{done:.0%}")

    def track(self, cities: Cities) -> Iterator[Mapping[str, Any]]:
        """Yield *cities*, printing from time to time which fraction of them has been yielded."""
        for number, city in enumerate(cities, start=1):
            self.tick(number / len(cities))
            yield city

    def _print(self, progress: str) -> None:
        self._printed_at = time.monotonic()
        print(f"  {self._part} {progress}".rstrip(), file=sys.stderr, flush=True)


def build(path: Path) -> None:
    """Make the index at *path*; the file appears there once it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(path)
    file = unfinished(path, os.getpid())
    progress = Progress()
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.set_progress_handler(progress.tick, INSTRUCTIONS_A_TICK)
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES + _RAW)
            _fill(connection, progress)
        file.replace(path)
    finally:
        file.unlink(missing_ok=True)
    _remove_older(path.parent)


def _remove_older(directory: Path) -> None:
    """Remove the indices of earlier versions where that is permitted; processes that have one open keep it."""
    for path in directory.glob("places-*.db"):
        version = path.stem.removeprefix("places-")
        if version.isdecimal() and int(version) < VERSION:
            with suppress(OSError):
                path.unlink()


def _fill(connection: sqlite3.Connection, progress: Progress) -> None:
    progress.begin("reading the data")
    regions = write_regions(connection)
    zones: dict[str, int] = {}
    largest: dict[int, list[int]] = {}
    prominences = array("h")
    labels, cities = read_labels(), read_cities(progress.tick)
    corrected_zones = read_corrections()
    shown = read_shown(labels, progress.track(cities))
    neighbours = read_neighbours()
    progress.begin("places")
    for number, city in enumerate(progress.track(cities), start=1):
        place = as_place(city, labels, shown)
        zone_name = corrected_zones.get(city["geonameid"], place.zone)
        zone = zones.setdefault(zone_name, len(zones) + 1)
        region = regions.get(place.region)
        _write_place(connection, number, place, region, zone)
        connection.executemany(
            "INSERT INTO raw VALUES (?, ?, ?, ?)", neighbours_names(number, city, place, neighbours)
        )
        prominences.append(place.prominence)
        if region and place.weight == WHOLE_CITY:
            largest.setdefault(region, []).append(number)
    for region, places in largest.items():
        choices = json.dumps(places[:MOST_OFFERED])
        connection.execute("UPDATE region SET largest = ? WHERE id = ?", (choices, region))
    connection.executemany("INSERT INTO zone VALUES (?, ?)", ((number, name) for name, number in zones.items()))
    progress.begin("names")
    connection.execute(_MERGED)
    connection.execute(_RANKED, (Kind.OWN, LARGE_PLACE_SCORE, Kind.OTHER))
    drop_joined(connection)
    rank_by_prominence(connection, prominences)
    progress.begin("countries and regions")
    write_countries(connection, regions)
    write_aliases(connection, regions)
    name_famous_places(connection, regions)
    write_lands(connection, regions)
    write_counties(connection, regions)
    name_regions_by_places(connection)
    write_airports(connection, regions)
    progress.begin("writing the file")
    _write_words(connection)
    connection.execute(_LARGE, (Kind.DECLINED, LARGE_POPULATION, SHORTEST_LARGE, SHORTEST_LARGE))
    connection.executescript(f"DROP TABLE raw; {INDICES} PRAGMA user_version = {VERSION}; ANALYZE;")
    connection.commit()
    connection.execute("VACUUM")


def _write_place(
    connection: sqlite3.Connection, number: int, place: SourcePlace, region: int | None, zone: int
) -> None:
    spot = round(place.latitude * UNITS_A_DEGREE), round(place.longitude * UNITS_A_DEGREE)
    connection.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, place.name, place.country, region, *spot, place.population, zone),
    )
    connection.executemany(
        "INSERT INTO place_name VALUES (?, ?, ?)",
        ((number, language, names[0]) for language, names in place.names_in.items() if names),
    )
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", scored_names(number, place))


def _write_words(connection: sqlite3.Connection) -> None:
    """Write the words of names of several words, and the words that the names of areas begin with."""
    keys: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM name WHERE key LIKE '% %'")
    words = {word for (key,) in keys for word in key.split()}
    connection.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(words)))
    areas: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM area")
    first_words = {key.split()[0] for (key,) in areas}
    connection.executemany("INSERT INTO area_word VALUES (?)", ((word,) for word in sorted(first_words)))


def main() -> int:
    """Make the index unless it exists; return the exit code: 0, or 2 after a line with the reason."""
    parser = argparse.ArgumentParser(description="Make the offline index of places.")
    parser.add_argument(
        "path", nargs="?", type=Path, default=default_path(), help="the file to make (default: %(default)s)"
    )
    path: Path = parser.parse_args().path
    if is_index(path):
        return 0
    started = time.monotonic()
    print(f"Making the place index {path} ...", file=sys.stderr)
    try:
        build(path)
    except (OSError, sqlite3.Error, LookupError, ValueError, MemoryError) as error:
        reason = "out of memory" if isinstance(error, MemoryError) else error
        print(f"{NOT_MADE} in {path.parent}: {reason}; {NEEDS}", file=sys.stderr)
        return 2
    size = path.stat().st_size / 1e6
    print(f"Made in {time.monotonic() - started:.0f} s, {size:.0f} MB.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
