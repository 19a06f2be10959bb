"""The SQLite file of the place index: its tables, version and location."""

import os
import sqlite3
import sys
from contextlib import closing, suppress
from enum import IntEnum
from pathlib import Path

VERSION = 17
"""Version of the tables and contents of the index; the bot does not read a file of another version."""

INDEX_FILE = f"places-{VERSION}.db"

BUILD_FAILURE_PREFIX = "the place index could not be made"
"""Beginning of the line that the builder prints to standard error when the build fails."""

UNITS_PER_DEGREE = 10_000
"""The file stores coordinates as integers, in this many units per degree; a unit of latitude is eleven metres."""

COUNTY_WORDS = frozenset({"county", "parish", "borough"})
"""Last words of the names of American counties, such as "county" in "Lamar County".

American counties are recognized by their last words, because their first words, such as "Paris", are too common.
"""

CREATE_TABLES = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY,       -- 1 is the most populous
    name TEXT NOT NULL,           -- in the default language
    country TEXT NOT NULL,        -- ISO 3166-1, two letters
    region INTEGER,
    latitude INTEGER NOT NULL,    -- in ten-thousandths of a degree, as the longitude
    longitude INTEGER NOT NULL,
    population INTEGER NOT NULL,  -- 0 where it is not known
    zone INTEGER NOT NULL
);
CREATE TABLE place_name (         -- the names to show of places in the other languages
    place INTEGER NOT NULL,
    language TEXT NOT NULL,       -- the code of a pack
    name TEXT NOT NULL,
    PRIMARY KEY (place, language)
) WITHOUT ROWID;
CREATE TABLE region (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,           -- in the default language
    largest TEXT                  -- the ids of its most populous places, in JSON
);
CREATE TABLE region_name (        -- the names to show of regions in the other languages
    region INTEGER NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (region, language)
) WITHOUT ROWID;
CREATE TABLE country_name (       -- the names to show of countries in all languages
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (country, language)
) WITHOUT ROWID;
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);  -- IANA names of time zones
CREATE TABLE name (               -- folded names of places
    key TEXT NOT NULL,
    score INTEGER NOT NULL,       -- 100 × log10(population × weight of the name)
    place INTEGER NOT NULL,
    kind INTEGER NOT NULL,        -- a NameKind
    PRIMARY KEY (key, score DESC, place)
) WITHOUT ROWID;
CREATE TABLE area (               -- folded names of countries and regions, which qualify names of places
    key TEXT NOT NULL,
    country TEXT NOT NULL,
    region INTEGER NOT NULL,      -- 0 for all of the country
    PRIMARY KEY (key, country, region)
) WITHOUT ROWID;
CREATE TABLE member (             -- the places of counties, which are regions that no place has as its own
    place INTEGER NOT NULL,
    region INTEGER NOT NULL,
    PRIMARY KEY (place, region)
) WITHOUT ROWID;
CREATE TABLE code (               -- folded codes of airports and cities, which are typed in capitals
    key TEXT PRIMARY KEY,
    score INTEGER NOT NULL,
    place INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE nominative (         -- the names of areas and stand-ins by their folded declined forms
    form TEXT PRIMARY KEY,
    name TEXT NOT NULL            -- without capitals where the tables of the builder have none
) WITHOUT ROWID;
CREATE TABLE large (key TEXT PRIMARY KEY) WITHOUT ROWID;  -- names in which two letters may be wrong
CREATE TABLE area_word (word TEXT PRIMARY KEY) WITHOUT ROWID;  -- first words of names of areas but counties
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;  -- the words of names of several words
"""

CREATE_INDICES = "CREATE INDEX spot ON place (latitude, longitude);"


class NameKind(IntEnum):
    """The relation between a name and a place; of several relations, the one with the lowest number counts."""

    OWN = 0
    """The place's name in one of the bot's languages, or an alias."""
    DECLINED = 1
    """The own name in another grammatical case than the nominative: "Москве"."""
    ALTERNATE = 2
    """An alternate name: the place's name in another language or script, or a former name."""
    COUNTRY = 3
    """The name of a country in any grammatical case; the name means the country's capital."""
    STAND_IN = 4
    """The name of an island, park or airport in any grammatical case; the name means a town there or nearby."""


def default_index_path() -> Path:
    """Return the path inside the virtual environment at which `make install` builds the index."""
    return Path(sys.prefix) / "share" / "weather-bot" / INDEX_FILE


def find_index(*directories: Path) -> Path | None:
    """Return the path of an index of this VERSION, at the default path or in *directories*, or None."""
    paths = (default_index_path(), *(directory / INDEX_FILE for directory in directories))
    return next((path for path in paths if is_index(path)), None)


def is_index(path: Path) -> bool:
    """Return whether *path* is a complete index of this VERSION."""
    try:
        with closing(connect(path)) as connection:
            return user_version(connection) == VERSION
    except sqlite3.Error:
        return False


def temporary_path(path: Path, pid: int) -> Path:
    """Return the temporary file in which the process *pid* builds the index at *path*."""
    return path.with_name(f"{path.name}.{pid}.tmp")


def remove_temporary_files(path: Path) -> None:
    """Remove the temporary files of processes that were killed while they built the index at *path*."""
    for file in path.parent.glob(f"{path.name}.*.tmp"):
        pid = file.name.removesuffix(".tmp").rpartition(".")[2]
        if pid.isdecimal() and not _is_other_process(int(pid)):
            with suppress(OSError):
                file.unlink()


def _is_other_process(pid: int) -> bool:
    """Return whether *pid* is a running process other than the current process.

    The current process may have the id of a killed builder, because a container gives the same ids at each start.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def connect(path: Path) -> sqlite3.Connection:
    """Open the index at *path* for reading from any thread.

    Raise sqlite3.OperationalError when the file cannot be opened.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)


def user_version(connection: sqlite3.Connection) -> int:
    """Return the `user_version` in the header of the SQLite file."""
    version: int
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return version
