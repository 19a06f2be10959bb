"""Builds the place index: `python -m services.places.index.build [PATH]`.

The builder needs the packages that `pip install '.[index]'` installs; the bot runs without these packages. The
page docs/places.md describes the contents of the index, and measurements of the weights of names. The data is from
GeoNames (https://www.geonames.org, CC BY 4.0) and the Unicode CLDR.
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
from services.places.index.areas import (
    MAX_PLACES_OFFERED_FOR_REGION,
    copy_town_names_to_regions,
    replace_default_region_names,
    write_area_codes,
    write_countries,
    write_regions,
)
from services.places.index.counties import write_counties
from services.places.index.landscapes import write_landscapes
from services.places.index.names import drop_two_city_names, name_rows
from services.places.index.neighbours import name_rows_in_neighbour_languages, read_neighbour_labels
from services.places.index.prominence import rank_by_prominence
from services.places.index.rows import log_score
from services.places.index.schema import (
    BUILD_FAILURE_PREFIX,
    COUNTY_WORDS,
    CREATE_INDICES,
    CREATE_TABLES,
    UNITS_PER_DEGREE,
    VERSION,
    NameKind,
    default_index_path,
    is_index,
    remove_temporary_files,
    temporary_path,
)
from services.places.index.sources import (
    Cities,
    SourcePlace,
    make_source_place,
    read_cities,
    read_labels,
    read_pack_names,
)
from services.places.index.tables import raise_scores_of_famous_places, write_aliases
from services.places.index.zones import read_zone_corrections

MIN_LARGE_PLACE_SCORE = log_score(100_000)
"""Minimum score of a place's own name to rank above an equal alternate name of a larger place."""

MIN_SUGGESTED_CITY_POPULATION = 200_000
"""Minimum population of a city whose name is suggested for words with two wrong letters."""

MIN_SUGGESTED_NAME_LENGTH = 6
"""Minimum number of letters of a city's or region's name that is suggested for words with two wrong letters."""

BUILD_RESOURCES_HINT = "making it takes 220 MB of memory and 150 MB of disk for a minute"

MIN_PRINT_INTERVAL_SECONDS = 2.0
"""Minimum time between two lines of progress, in seconds."""

INSTRUCTIONS_PER_PRINT_CHECK = 100_000
"""Number of SQLite instructions (some milliseconds) between two calls of `Progress.print_if_due`."""

NON_DISTRICT_WEIGHT = 1.0
"""Value of `SourcePlace.weight` for a place that is not a district of a city."""

# Several names of a place may be equal after folding. Of a place's equal folded names, the builder writes only the
# name with the lowest NameKind and, within this kind, the highest score.
_CREATE_RAW_NAMES = "CREATE TEMP TABLE raw (key TEXT, score INTEGER, place INTEGER, kind INTEGER)"
_INSERT_MERGED_NAMES = """
INSERT INTO name
SELECT key, score, place, kind
FROM (SELECT key, score, place, kind, min(10000 * kind - score) FROM raw GROUP BY key, place)
ORDER BY key, score DESC
"""
# Ranks the own name of a large place above an equal alternate name of a larger place.
_LIMIT_ALTERNATE_NAME_SCORES = """
UPDATE name SET score = own.score - 1
FROM (SELECT key, max(score) AS score FROM name WHERE kind = ? AND score >= ? GROUP BY key) AS own
WHERE name.key = own.key AND name.kind = ? AND name.score >= own.score
"""
_INSERT_LARGE_PLACE_NAMES = """
INSERT INTO large
SELECT key FROM name JOIN place ON id = place WHERE kind <= ? AND population >= ? AND length(key) >= ?
UNION SELECT key FROM area WHERE region > 0 AND length(key) >= ?
"""


class Progress:
    """Prints the progress of the build to standard error, at the start of each phase and at intervals."""

    def __init__(self) -> None:
        self._phase = ""
        self._started_at = self._printed_at = 0.0

    def start_phase(self, phase: str) -> None:
        """Print that the build starts *phase*."""
        self._phase, self._started_at = phase, time.monotonic()
        self._print("")

    def print_if_due(self, fraction: float | None = None) -> None:
        """Print the finished *fraction* of the current phase, or, without *fraction*, the time spent on it.

        Do nothing if less than MIN_PRINT_INTERVAL_SECONDS has passed since the last printed line.
        """
        now = time.monotonic()
        if now - self._printed_at >= MIN_PRINT_INTERVAL_SECONDS:
            self._print(f"{now - self._started_at:.0f} s" if fraction is None else f"{fraction:.0%}")

    def track_cities(self, cities: Cities) -> Iterator[Mapping[str, Any]]:
        """Yield each of *cities*, and print at intervals the percentage that has been yielded."""
        for count, city in enumerate(cities, start=1):
            self.print_if_due(count / len(cities))
            yield city

    def _print(self, progress: str) -> None:
        self._printed_at = time.monotonic()
        print(f"  {self._phase} {progress}".rstrip(), file=sys.stderr, flush=True)


def build(path: Path) -> None:
    """Build the index in a temporary file, and move the complete file to *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_temporary_files(path)
    file = temporary_path(path, os.getpid())
    progress = Progress()
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.set_progress_handler(progress.print_if_due, INSTRUCTIONS_PER_PRINT_CHECK)
            connection.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + CREATE_TABLES + _CREATE_RAW_NAMES
            )
            _write_tables(connection, progress)
        file.replace(path)
    finally:
        file.unlink(missing_ok=True)
    _remove_older_indices(path.parent)


def _remove_older_indices(directory: Path) -> None:
    """Remove the index files of earlier versions from *directory*; skip files that cannot be removed.

    A process that has opened an index file can still read the file after the removal.
    """
    for path in directory.glob("places-*.db"):
        version = path.stem.removeprefix("places-")
        if version.isdecimal() and int(version) < VERSION:
            with suppress(OSError):
                path.unlink()


def _write_tables(connection: sqlite3.Connection, progress: Progress) -> None:
    progress.start_phase("reading the data")
    regions = write_regions(connection)
    zones: dict[str, int] = {}
    largest: dict[int, list[int]] = {}
    prominences = array("h")
    labels, cities = read_labels(), read_cities(progress.print_if_due)
    corrected_zones = read_zone_corrections()
    shown = read_pack_names(labels, progress.track_cities(cities))
    neighbours = read_neighbour_labels()
    progress.start_phase("places")
    for place_id, city in enumerate(progress.track_cities(cities), start=1):
        place = make_source_place(city, labels, shown)
        zone_name = corrected_zones.get(city["geonameid"], place.zone)
        zone = zones.setdefault(zone_name, len(zones) + 1)
        region = regions.get(place.region)
        _write_place(connection, place_id, place, region, zone)
        connection.executemany(
            "INSERT INTO raw VALUES (?, ?, ?, ?)",
            name_rows_in_neighbour_languages(place_id, city, place, neighbours),
        )
        prominences.append(place.prominence)
        if region and place.weight == NON_DISTRICT_WEIGHT:
            largest.setdefault(region, []).append(place_id)
    for region, places in largest.items():
        choices = json.dumps(places[:MAX_PLACES_OFFERED_FOR_REGION])  # *places* is sorted by population
        connection.execute("UPDATE region SET largest = ? WHERE id = ?", (choices, region))
    connection.executemany("INSERT INTO zone VALUES (?, ?)", ((zone_id, name) for name, zone_id in zones.items()))
    progress.start_phase("names")
    connection.execute(_INSERT_MERGED_NAMES)
    connection.execute(_LIMIT_ALTERNATE_NAME_SCORES, (NameKind.OWN, MIN_LARGE_PLACE_SCORE, NameKind.ALTERNATE))
    drop_two_city_names(connection)
    rank_by_prominence(connection, prominences)
    progress.start_phase("countries and regions")
    write_countries(connection, regions)
    write_aliases(connection, regions)
    raise_scores_of_famous_places(connection, regions)
    write_counties(connection, regions, prominences)
    copy_town_names_to_regions(connection)
    replace_default_region_names(connection, regions)
    connection.execute(CREATE_INDICES)
    write_landscapes(connection, regions, prominences)
    write_airports(connection, regions)
    write_area_codes(connection, regions)
    progress.start_phase("writing the file")
    _write_words_of_names(connection)
    connection.execute(
        _INSERT_LARGE_PLACE_NAMES,
        (NameKind.DECLINED, MIN_SUGGESTED_CITY_POPULATION, MIN_SUGGESTED_NAME_LENGTH, MIN_SUGGESTED_NAME_LENGTH),
    )
    connection.executescript(f"DROP TABLE raw; PRAGMA user_version = {VERSION}; ANALYZE;")
    connection.commit()
    connection.execute("VACUUM")


def _write_place(
    connection: sqlite3.Connection, place_id: int, place: SourcePlace, region: int | None, zone: int
) -> None:
    coordinates = round(place.latitude * UNITS_PER_DEGREE), round(place.longitude * UNITS_PER_DEGREE)
    connection.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (place_id, place.name, place.country, region, *coordinates, place.population, zone),
    )
    connection.executemany(
        "INSERT INTO place_name VALUES (?, ?, ?)",
        ((place_id, language, names[0]) for language, names in place.names_in.items() if names),
    )
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", name_rows(place_id, place))


def _write_words_of_names(connection: sqlite3.Connection) -> None:
    """Write all words of multi-word place names, and the first words of the names of countries and regions."""
    keys: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM name WHERE key LIKE '% %'")
    words = {word for (key,) in keys for word in key.split()}
    connection.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(words)))
    areas: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM area")
    first_words = {key.split()[0] for (key,) in areas if key.split()[-1] not in COUNTY_WORDS}
    connection.executemany("INSERT INTO area_word VALUES (?)", ((word,) for word in sorted(first_words)))


def main() -> int:
    """Build the index unless it exists, and return the exit code.

    The exit code is 0 on success; on failure the exit code is 2, and the reason is printed to standard error.
    """
    parser = argparse.ArgumentParser(description="Make the offline index of places.")
    parser.add_argument(
        "path", nargs="?", type=Path, default=default_index_path(), help="the file to make (default: %(default)s)"
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
        print(f"{BUILD_FAILURE_PREFIX} in {path.parent}: {reason}; {BUILD_RESOURCES_HINT}", file=sys.stderr)
        return 2
    size = path.stat().st_size / 1e6
    print(f"Made in {time.monotonic() - started:.0f} s, {size:.0f} MB.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
