"""The file of the place index: its tables, its version, and where it lies."""

import os
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from enum import IntEnum
from pathlib import Path

VERSION = 5
"""Of the file's layout and contents. A file of another version is as good as none."""

FILE = f"places-{VERSION}.db"

NOT_MADE = "the place index could not be made"
"""How the builder's line begins that tells why there is no index."""

DEGREE = 10_000
"""Coordinates are kept as whole ten-thousandths of a degree, eleven metres."""

TABLES = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY,       -- 1 is the most populous
    name TEXT NOT NULL,           -- in the default language
    country TEXT NOT NULL,        -- ISO 3166-1, two letters
    region INTEGER,
    latitude INTEGER NOT NULL,
    longitude INTEGER NOT NULL,
    population INTEGER NOT NULL,
    zone INTEGER NOT NULL
);
CREATE TABLE place_name (         -- what places are called in the other languages
    place INTEGER NOT NULL,
    language TEXT NOT NULL,       -- the code of a pack
    name TEXT NOT NULL,
    PRIMARY KEY (place, language)
) WITHOUT ROWID;
CREATE TABLE region (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,           -- in the default language
    largest TEXT                  -- the numbers of its most populous places, in JSON
);
CREATE TABLE region_name (        -- what regions are called in the other languages
    region INTEGER NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (region, language)
) WITHOUT ROWID;
CREATE TABLE country_name (       -- what countries are called in all languages
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (country, language)
) WITHOUT ROWID;
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE name (               -- folded names of places
    key TEXT NOT NULL,
    score INTEGER NOT NULL,       -- 100 × log10(population × weight of the name)
    place INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    PRIMARY KEY (key, score DESC, place)
) WITHOUT ROWID;
CREATE TABLE area (               -- folded names of countries and regions, what a place can be told apart by
    key TEXT NOT NULL,
    country TEXT NOT NULL,
    region INTEGER NOT NULL,      -- 0 for all of the country
    PRIMARY KEY (key, country, region)
) WITHOUT ROWID;
CREATE TABLE area_word (word TEXT PRIMARY KEY) WITHOUT ROWID;  -- that areas' names begin with
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;  -- of names of several words
"""

INDICES = "CREATE INDEX spot ON place (latitude, longitude);"


class Kind(IntEnum):
    """How a name belongs to its place; of several the first counts."""

    OWN = 0
    """What the place is called in one of the bot's languages, or a nickname known to all."""
    FORM = 1
    """Its name in a case but the nominative."""
    OTHER = 2
    """What it is or was called elsewhere, and in other scripts."""
    COUNTRY = 3
    """The name of a country, for its capital, in any case."""
    STAND_IN = 4
    """The name of an island, a park, an airport …, for the place to stay there or near it, in any case."""


def default_path() -> Path:
    """Return where `make install` puts the index: beside the packages it was made from."""
    return Path(sys.prefix) / "share" / "weather-bot" / FILE


def find_index(*directories: Path) -> Path | None:
    """Return the index of this version beside the packages or in one of *directories*, None without one."""
    paths = (default_path(), *(directory / FILE for directory in directories))
    return next((path for path in paths if is_index(path)), None)


def is_index(path: Path) -> bool:
    """Whether there is a complete index of this version at *path*."""
    try:
        with closing(connect(path)) as connection:
            return versions(connection) == [VERSION]
    except sqlite3.Error:
        return False


def unfinished(path: Path, pid: int) -> Path:
    """Return the file in which the process *pid* makes the index at *path*."""
    return path.with_name(f"{path.name}.{pid}.tmp")


def remove_unfinished(path: Path) -> None:
    """Remove the unfinished files of processes that were killed while they made the index at *path*."""
    for file in path.parent.glob(f"{path.name}.*.tmp"):
        pid = file.name.removesuffix(".tmp").rpartition(".")[2]
        if pid.isdecimal() and not _is_another(int(pid)):
            with suppress(OSError):
                file.unlink()


def _is_another(pid: int) -> bool:
    """Whether *pid* is a running process other than this one: in a container each start has the same numbers."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def connect(path: Path) -> sqlite3.Connection:
    """Open the index at *path* for reading, from any thread; raise sqlite3.OperationalError when it cannot be."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)


def versions(connection: sqlite3.Connection) -> list[int]:
    """Return the version of the file as SQLite knows it."""
    rows: Iterable[tuple[int]] = connection.execute("PRAGMA user_version")
    return [version for (version,) in rows]
