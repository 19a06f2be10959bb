"""The checks of the machine: the place index, the time zones, the disk and the clock."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.findings import Finding
from services.places import PlaceIndex, can_make_index, find_index
from services.timezones import zone_data_in_use

MAX_CLOCK_OFFSET = timedelta(seconds=60)
"""Maximum difference between the local clock and the services' clocks.

With a larger difference, TLS may fail, and pushes come at a wrong time.
"""

MIN_FREE_BYTES = 200 * 10**6
"""Minimum free disk space in bytes; with less, the disk check fails."""


def check_index(directory: Path) -> Finding:
    """Check that the place index in *directory* can be read or built."""
    if path := find_index(directory):
        try:
            with closing(PlaceIndex(path)) as index:
                is_readable = bool(index.candidates("london"))
        except sqlite3.Error:
            is_readable = False
        if is_readable:
            return Finding("place index", ok=True, text=f"{path} can be read")
        text = f"{path} is damaged; delete it, and the next start builds it again"
        return Finding("place index", ok=False, text=text)
    if can_make_index():
        text = (
            "is built when the bot starts, in a minute or two; or now with `python -m services.places.index.build`"
        )
        return Finding("place index", ok=True, text=text)
    text = "cannot be built, because its data is not installed: pip install '.[index]'"
    return Finding("place index", ok=False, text=text)


def check_time_zones() -> Finding:
    """Check that the data of the time zones can be read."""
    try:
        ZoneInfo.no_cache("Europe/London")
    except (KeyError, ValueError, OSError) as error:
        text = f"cannot be read ({error}), and answers have no local times; pip install --force-reinstall tzdata"
        return Finding("time zones", ok=False, text=text)
    return Finding("time zones", ok=True, text=f"are of IANA version {zone_data_in_use()}")


def check_disk(directory: Path) -> Finding:
    """Check that the disk with *directory* has MIN_FREE_BYTES left."""
    try:
        path = directory.absolute()
        free = shutil.disk_usage(next(parent for parent in (path, *path.parents) if parent.exists())).free
    except OSError as error:
        return Finding("disk", ok=False, text=f"the free space of {directory} is unknown: {error.strerror}")
    text = f"{free // 10**6} MB are free in {directory}"
    if free < MIN_FREE_BYTES:
        text += "; make room before the disk is full"
    return Finding("disk", ok=free >= MIN_FREE_BYTES, text=text)


def check_clock(offset: timedelta | None) -> Finding:
    """Check *offset*, the local time minus the time of the services.

    *offset* is None if no service answered.
    """
    if offset is None:
        text = "cannot be compared, because no server answered; check the clock with `date --utc`"
        return Finding("clock", ok=False, text=text)
    text = f"{abs(offset).total_seconds():.0f} s {'ahead of' if offset > timedelta() else 'behind'} the services'"
    if abs(offset) <= MAX_CLOCK_OFFSET:
        return Finding("clock", ok=True, text=text)
    advice = (
        "set the clock, for example with `sudo timedatectl set-ntp true`: "
        "with a wrong clock TLS fails, and pushes come at a wrong time"
    )
    return Finding("clock", ok=False, text=f"{text}; {advice}")
