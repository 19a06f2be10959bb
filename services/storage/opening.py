"""Opening the database of `DATABASE_URL`: SQLite in a file by default, or PostgreSQL."""

import os
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import delete, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from services.errors import BadAddress
from services.storage.address import read_address
from services.storage.database import READS_AT_ONCE, Database
from services.storage.failures import option_errors, storage_errors
from services.storage.migrations import bring_up_to_date
from services.storage.schema import journal
from services.storage.statements import insert_new

WRITE_AHEAD = "PRAGMA journal_mode = WAL"
"""Readers and the writer do not wait for each other then."""

SQLITE = (
    "PRAGMA synchronous = FULL",  # an update that Telegram was told we have survives a power cut: 0.3 ms a batch
    "PRAGMA foreign_keys = ON",
)

OPENING_SECONDS = 5.0
"""How long to wait, while opening, for another process that writes to the file: it may be migrating it."""

LOCKED_SECONDS = 1.0
"""How long a write waits for another process's lock. Together with WRITE_SECONDS a user waits some 5 s."""

POSTGRESQL = {"timeout": 5.0, "command_timeout": 10.0}
"""Seconds to connect, and for one statement."""

POOL_SECONDS = 5.0
"""How long to wait for a connection while all are in use."""

NOBODY = {"bot_id": 0, "update_id": 0, "received_at": 0.0, "body": ""}
"""A row of the journal that belongs to no bot."""


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database, bring it up to this version, and close it in the end.

    Raise StorageError when it cannot be opened and written to, BadAddress when waiting does not help.
    """
    with storage_errors():
        with option_errors():
            engine = _engine(url, OPENING_SECONDS)  # no limits of POSTGRESQL's: a migration may take long
        try:
            with option_errors():
                async with engine.connect():  # the drivers read their options only now
                    pass
            await bring_up_to_date(engine)
            await _try_out(engine)
        finally:
            await engine.dispose()
    async with connect(url) as database:
        yield database


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Database]:
    """Open the database as it is, and close it in the end; raise BadAddress for what is no address."""
    with option_errors():
        database = Database(_engine(url, LOCKED_SECONDS, POSTGRESQL))
    try:
        yield database
    finally:
        await database.aclose()


def _engine(url: str, locked_seconds: float, options: Mapping[str, float] | None = None) -> AsyncEngine:
    """Return an engine.

    On SQLite it waits *locked_seconds* for another process's lock; *options* are those of PostgreSQL's driver.
    """
    address = read_address(url)
    # Errors go into the log, and a statement's values are what people have written.
    common = {"hide_parameters": True, "pool_timeout": POOL_SECONDS}
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, pool_pre_ping=True, connect_args=dict(options or {}), **common)
    path = Path(str(address.database))
    _make_file(path)
    engine = create_async_engine(address, pool_size=READS_AT_ONCE, max_overflow=0, **common)
    _keep_to_file(engine, path)

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        _set_up_sqlite(connection, locked_seconds)

    return engine


def _keep_to_file(engine: AsyncEngine, path: Path) -> None:
    """Use only connections to the file that is at *path* now, and make no new file.

    SQLite itself goes on with a file that was moved away, and makes an empty one where there is none.
    """

    def identity() -> tuple[int, int]:
        status = path.stat()
        return status.st_dev, status.st_ino

    @event.listens_for(engine.sync_engine, "do_connect")
    def _(_dialect: Dialect, record: ConnectionPoolEntry, _args: list[Any], _options: dict[str, Any]) -> None:
        record.info["file"] = identity()

    @event.listens_for(engine.sync_engine, "checkout")
    def _(_connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != identity():
            raise DisconnectionError


def _make_file(path: Path) -> None:
    """Make the file, and the directories above it, where they are missing; make them private where they are ours.

    Raise BadAddress with the system's reason, which SQLite does not tell.
    """
    try:
        for directory in reversed([directory for directory in path.parents if not directory.exists()]):
            directory.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
        for ending in ("", "-wal", "-shm"):
            _make_private(path.with_name(path.name + ending), 0o600)
        if path.parent.resolve().parent == Path.cwd():  # any other, such as /tmp, may be shared
            _make_private(path.parent, 0o700)
    except OSError as exc:
        raise BadAddress(f"{exc.filename} cannot be made or written to: {exc.strerror}") from exc


def _make_private(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError):
        status = path.stat()
        is_file = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)  # /dev/null belongs to all
        if is_file and status.st_uid == os.geteuid() and status.st_mode & 0o077:
            path.chmod(mode)


async def _try_out(engine: AsyncEngine) -> None:
    """Write a row, read it and delete it: SQLite also opens files that it may not write to."""
    async with engine.begin() as connection:
        await connection.execute(insert_new(connection, journal), NOBODY)
        its_row = journal.c.bot_id == NOBODY["bot_id"]
        (await connection.execute(select(journal).where(its_row))).one()
        await connection.execute(delete(journal).where(its_row))


def _set_up_sqlite(connection: DBAPIConnection, locked_seconds: float) -> None:
    cursor = connection.cursor()
    for pragma in (*SQLITE, f"PRAGMA busy_timeout = {locked_seconds * 1000:.0f}"):
        cursor.execute(pragma)
    try:
        cursor.execute(WRITE_AHEAD)
    except OperationalError as exc:
        if exc.sqlite_errorname != "SQLITE_BUSY":
            raise
        # Another process is switching a new file to WAL. SQLite waits for a writer, but not for that.
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        cursor.execute(WRITE_AHEAD)
    cursor.close()
