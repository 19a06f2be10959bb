"""The current time, the source of time zone data, and zones that keep the same time."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path

import tzdata

SYSTEM_FILE = "tzdata.zi"
"""A file of the system's zone database; its first line names the version: "# version 2025b"."""

DEGREES_AN_HOUR = 15
"""Degrees of longitude by which the time of the sun differs by an hour."""

WEEKS = [timedelta(weeks=week) for week in range(53)]
"""The times after the first moment at which zones are compared."""


@dataclass(frozen=True, slots=True)
class ZoneData:
    """A version of the IANA time zone database, as "2026c"; `directory` is None if it is the package tzdata."""

    version: str
    directory: Path | None = None

    def __str__(self) -> str:
        return f"{self.version}, from {self.directory or 'the package tzdata'}"


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def zone_data_in_use() -> ZoneData:
    """Return the zone data from which `zoneinfo` reads; the version "unknown" where the system does not say it."""
    for directory in map(Path, zoneinfo.TZPATH):
        if (directory / "UTC").is_file():
            return ZoneData(_version_in(directory) or "unknown", directory)
    return ZoneData(tzdata.IANA_VERSION)


def use_newest_zone_data() -> ZoneData:
    """Make `zoneinfo` read the package tzdata unless the system's data is newer; return what is in use.

    By default `zoneinfo` prefers the system's data, however old. Call this before the first zone is created: zones
    that exist keep their data.
    """
    in_use = zone_data_in_use()
    # Versions are compared as text: a year and a letter. The system's data is outdated if its version is unknown.
    if in_use.directory is not None and (in_use.version == "unknown" or in_use.version <= tzdata.IANA_VERSION):
        zoneinfo.reset_tzpath(to=())
    return zone_data_in_use()


def _version_in(directory: Path) -> str | None:
    """Return the version of the zone data in *directory*, None where it cannot be read."""
    try:
        with (directory / SYSTEM_FILE).open(encoding="ascii") as file:
            first_line = next(islice(file, 1), "")
    except (OSError, UnicodeDecodeError):
        return None
    mark, _, version = first_line.partition(" version ")
    return version.strip() or None if mark == "#" else None


def keep_same_time(zones: Iterable[tzinfo], since: datetime) -> bool:
    """Whether clocks in all of *zones* show the same in the year from *since* on."""
    moments = [since.astimezone(UTC) + later for later in WEEKS]
    return len({tuple(moment.astimezone(zone).utcoffset() for moment in moments) for zone in zones}) <= 1
