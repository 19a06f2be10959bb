"""A copy of the database, made while the bot goes on writing to it."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from services.errors import BackupRefused, StorageError
from services.storage.address import read_address


def back_up(url: str, target: Path, now: datetime) -> Path:
    """Copy the SQLite database at *url* to the file *target*; into a directory, to a file named by *now*.

    Return the file. It appears when it is complete, only its owner can read it, and it has all that was committed
    and nothing that was deleted. Raise BackupRefused for another kind of database, for a missing one and for an
    existing target, StorageError when the copy fails.
    """
    try:
        return _copy(url, target, now)
    except (OSError, sqlite3.Error) as exc:
        raise StorageError(f"the database could not be copied to {target}: {exc}") from exc


def _copy(url: str, target: Path, now: datetime) -> Path:
    address = read_address(url)
    if address.get_backend_name() != "sqlite":
        raise BackupRefused("DATABASE_URL is PostgreSQL's: back it up with pg_dump --format=custom --file=PATH")
    source = Path(str(address.database))
    if not source.exists():
        raise BackupRefused(
            f"there is no database {source.absolute()}; check DATABASE_URL and the working directory"
        )
    if target.is_dir():
        target /= f"weather-bot-{now:%Y%m%d-%H%M%S}.db"
    if target.exists():
        raise BackupRefused(f"{target} is there already; name another file")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        # Unlike SQLite's backup API this is not begun again whenever the bot writes, and it leaves out free pages.
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
    finally:
        with suppress(OSError):  # what has kept the copy from being made may keep it from being removed
            unfinished.unlink(missing_ok=True)
    return target
