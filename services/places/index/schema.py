"""The file of the place index: its tables, version and location."""

import os
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from enum import IntEnum
from pathlib import Path

VERSION = 8
"""The version of the layout and contents of the file; files of other versions are not read."""

INDEX_FILE = f"places-{VERSION}.db"

NOT_MADE = "the place index could not be made"
"""The beginning of the line in which the builder says why it failed."""

UNITS_A_DEGREE = 10_000
"""Units of the coordinates in the file per degree; a unit is eleven metres."""

TABLES = """
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
    kind INTEGER NOT NULL,        -- a Kind
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
CREATE TABLE area_word (word TEXT PRIMARY KEY) WITHOUT ROWID;  -- the first words of areas' names
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;  -- the words of names of several words
"""

INDICES = "CREATE INDEX spot ON place (latitude, longitude);"


class Kind(IntEnum):
    """How a name belongs to its place; the first that applies."""

    OWN = 0
    """The place's name in one of the bot's languages, or an alias."""
    DECLINED = 1
    """The place's own name in a case other than the nominative."""
    OTHER = 2
    """The place's name in another language or script, or a former name."""
    COUNTRY = 3
    """The name of a country in any case; the place is its capital."""
    STAND_IN = 4
    """The name of an island, a park or an airport in any case; the place is in it or near it."""


def default_path() -> Path:
    """Return where `make install` puts the index: in the environment of the packages it is made from."""
    return Path(sys.prefix) / "share" / "weather-bot" / INDEX_FILE


def find_index(*directories: Path) -> Path | None:
    """Return the first index of this version at the default path or in *directories*, None without one."""
    paths = (default_path(), *(directory / INDEX_FILE for directory in directories))
    return next((path for path in paths if is_index(path)), None)


def is_index(path: Path) -> bool:
    """Whether there is a complete index of this version at *path*."""
    try:
        with closing(connect(path)) as connection:
            return versions(connection) == [VERSION]
    except sqlite3.Error:
        return False


def unfinished(path: Path, pid: int) -> Path:
    """Return the temporary file in which the process *pid* makes the index at *path*."""
    return path.with_name(f"{path.name}.{pid}.tmp")


def remove_unfinished(path: Path) -> None:
    """Remove the temporary files of processes that were killed while they made the index at *path*."""
    for file in path.parent.glob(f"{path.name}.*.tmp"):
        pid = file.name.removesuffix(".tmp").rpartition(".")[2]
        if pid.isdecimal() and not _is_other_process(int(pid)):
            with suppress(OSError):
                file.unlink()


def _is_other_process(pid: int) -> bool:
    """Whether *pid* is a running process other than this one.

    In a container each start has the same process ids, so a file with this one's id was left by an earlier start.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def connect(path: Path) -> sqlite3.Connection:
    """Open the index at *path* for reading from any thread; raise sqlite3.OperationalError when that fails."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)


def versions(connection: sqlite3.Connection) -> list[int]:
    """Return the `user_version` of the file, a list of one."""
    rows: Iterable[tuple[int]] = connection.execute("PRAGMA user_version")
    return [version for (version,) in rows]
