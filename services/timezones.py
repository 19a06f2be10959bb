"""Returns the current time, chooses the source of time zone data, and compares time zones."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path

import tzdata

ZONE_VERSION_FILE = "tzdata.zi"
"""Name of the file with the version of the system's time zone data. The first line is, for example, "# version
2025b"."""

DEGREES_PER_HOUR = 15
"""Difference of longitude, in degrees, between places whose solar times differ by one hour."""

COMPARISON_TIMES = [timedelta(weeks=week) for week in range(53)]
"""Times after the start of a comparison at which `have_same_time` compares UTC offsets: once a week for a year."""


@dataclass(frozen=True, slots=True)
class ZoneData:
    """A source of time zone data: a directory of the operating system, or the Python package `tzdata`."""

    version: str
    """The version of the IANA time zone database, such as "2026c", or "unknown"."""
    directory: Path | None = None
    """The directory of the operating system with the data; None if the source is the package `tzdata`."""

    def __str__(self) -> str:
        return f"{self.version}, from {self.directory or 'the package tzdata'}"


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def zone_data_in_use() -> ZoneData:
    """Return the source from which the module `zoneinfo` reads time zones."""
    for directory in map(Path, zoneinfo.TZPATH):
        if (directory / "UTC").is_file():
            return ZoneData(_version_in(directory) or "unknown", directory)
    return ZoneData(tzdata.IANA_VERSION)


def use_newest_zone_data() -> ZoneData:
    """Make `zoneinfo` read the package `tzdata` unless the system's data is newer.

    Return the selected source.

    By default, `zoneinfo` reads the system's data even if the package `tzdata` is newer. Call this function before
    any ZoneInfo is created, because existing ZoneInfo objects do not change.
    """
    in_use = zone_data_in_use()
    # A version is a year and a letter, such as "2025b", so a newer version is a greater string.
    if in_use.directory is not None and (in_use.version == "unknown" or in_use.version <= tzdata.IANA_VERSION):
        zoneinfo.reset_tzpath(to=())
    return zone_data_in_use()


def _version_in(directory: Path) -> str | None:
    """Return the version of the time zone data in *directory*; None if the version is unknown."""
    try:
        with (directory / ZONE_VERSION_FILE).open(encoding="ascii") as file:
            first_line = next(islice(file, 1), "")
    except (OSError, UnicodeDecodeError):
        return None
    prefix, _, version = first_line.partition(" version ")
    return version.strip() or None if prefix == "#" else None


def have_same_time(zones: Iterable[tzinfo], since: datetime) -> bool:
    """Return whether clocks in all *zones* show the same time during the year after *since*."""
    moments = [since.astimezone(UTC) + offset for offset in COMPARISON_TIMES]
    return len({tuple(moment.astimezone(zone).utcoffset() for moment in moments) for zone in zones}) <= 1
