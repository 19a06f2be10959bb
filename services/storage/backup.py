"""Makes backups of the SQLite database while the bot is running."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from services.errors import BackupRefused, StorageError
from services.storage.address import parse_address


def back_up(url: str, target: Path, now: datetime) -> Path:
    """Copy the SQLite database at *url* to *target*, and return the path of the copy.

    If *target* is a directory, the copy is a file in *target* whose name contains the time *now*. The copy appears
    at its path only when it is complete. The copy contains all committed rows and no remains of deleted rows. Only
    the user that runs the bot can read it.

    Raise BackupRefused if the database is PostgreSQL or missing, or if the target exists. Raise StorageError if
    the copy fails.
    """
    try:
        return _copy_database(url, target, now)
    except (OSError, sqlite3.Error) as exc:
        raise StorageError(f"the database could not be copied to {target}: {exc}") from exc


def _copy_database(url: str, target: Path, now: datetime) -> Path:
    address = parse_address(url)
    if address.get_backend_name() != "sqlite":
        raise BackupRefused(
            "DATABASE_URL is a PostgreSQL database: back it up with pg_dump --format=custom --file=PATH"
        )
    source = Path(str(address.database))
    if not source.exists():
        raise BackupRefused(
            f"there is no database {source.absolute()}; check DATABASE_URL and the working directory"
        )
    if target.is_dir():
        target /= f"weather-bot-{now:%Y%m%d-%H%M%S}.db"
    if target.exists():
        raise BackupRefused(f"{target} already exists; name another file")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        # SQLite's backup API is not used, because it starts again whenever the bot writes, and it copies deleted
        # rows.
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
    finally:
        with suppress(OSError):  # the error that stopped the copy may also prevent its removal
            unfinished.unlink(missing_ok=True)
    return target
