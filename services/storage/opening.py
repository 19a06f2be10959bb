"""Opens the database at `DATABASE_URL`, on SQLite or PostgreSQL."""

import os
import stat
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from services.errors import BadDatabaseAddress
from services.storage.address import parse_address
from services.storage.database import MAX_CONCURRENT_READS, Database
from services.storage.failures import convert_option_errors, convert_storage_errors
from services.storage.migrations import upgrade_database
from services.storage.schema import journal
from services.storage.statements import insert_if_missing

ENABLE_WAL = "PRAGMA journal_mode = WAL"
"""Statement that enables write-ahead logging. With write-ahead logging, readers do not wait for the writer."""

SQLITE_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # with FULL, acknowledged updates survive a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -512",  # 512 KiB per connection; the kernel caches the file too
)

OPENING_LOCK_TIMEOUT = 5.0
"""Maximum time, in seconds, to wait at the opening for the lock of a process that is upgrading the database."""

LOCK_TIMEOUT = 1.0
"""Maximum time, in seconds, for which a write waits for the lock of another process, in addition to
WRITE_LOCK_TIMEOUT."""

POSTGRESQL_TIMEOUTS = {"timeout": 5.0, "command_timeout": 10.0}
"""Options of asyncpg, in seconds: `timeout` limits connecting, and `command_timeout` limits each statement."""

ENGINE_OPTIONS = {
    "hide_parameters": True,  # errors are logged, and parameters may contain messages of users
    "pool_timeout": 5.0,  # maximum wait for a free connection, in seconds
}
"""Options of all engines."""

MAX_CONNECTIONS = 3
"""Maximum number of connections to SQLite, besides those of the threads; only one connection writes at a time."""

MAX_UNCHECKED_IDLE_SECONDS = 1.0
"""Time in seconds after which an idle connection to PostgreSQL is checked before it is used."""

TEST_ROW = {"bot_id": 0, "update_id": 0, "received_at": 0.0, "body": ""}
"""A row of the journal that is written and deleted to test the database. No bot has the id 0."""


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open, upgrade and test the database; close the database at the end of the context.

    Raise BadDatabaseAddress if the operator must change the address or the database, StorageError for other
    errors.
    """
    with convert_storage_errors():
        with convert_option_errors():
            engine = _engine(url, OPENING_LOCK_TIMEOUT)  # POSTGRESQL_TIMEOUTS are too short for an upgrade
        try:
            with convert_option_errors():
                async with engine.connect():  # the driver checks the options when it connects for the first time
                    pass
            if engine.dialect.name != "sqlite":
                from services.storage.sessions import refuse_pooler  # noqa: PLC0415 - only for PostgreSQL

                await refuse_pooler(url)
            await upgrade_database(engine)
            await _test_writing(engine)
        finally:
            await engine.dispose()
    async with connect(url) as database:
        yield database


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Database]:
    """Open the database without upgrading or testing it; raise BadDatabaseAddress if the address is invalid."""
    with convert_option_errors():
        database = Database(_engine(url, LOCK_TIMEOUT, POSTGRESQL_TIMEOUTS), _engine_for_threads(url))
    try:
        yield database
    finally:
        await database.aclose()


def _engine(url: str, lock_timeout: float, options: Mapping[str, float] | None = None) -> AsyncEngine:
    """Return an engine for the database at *url*.

    *lock_timeout* is the maximum wait for the lock of another process on SQLite, in seconds. The mapping *options*
    contains options of asyncpg.
    """
    address = parse_address(url)
    if address.get_backend_name() != "sqlite":
        engine = create_async_engine(address, connect_args=dict(options or {}), **ENGINE_OPTIONS)
        _check_idle_connections(engine)
        return engine
    path = Path(str(address.database))
    _create_file(path)
    engine = create_async_engine(address, pool_size=MAX_CONNECTIONS, max_overflow=0, **ENGINE_OPTIONS)
    _set_up_connections(engine.sync_engine, path, lock_timeout)
    return engine


def _engine_for_threads(url: str) -> Engine | None:
    """Return an engine for the threads of `Database.read` and `Database.write` on SQLite; None for PostgreSQL."""
    address = parse_address(url)
    if address.get_backend_name() != "sqlite":
        return None
    engine = create_engine(
        address.set(drivername="sqlite"),
        pool_size=MAX_CONCURRENT_READS + 1,
        max_overflow=0,
        **ENGINE_OPTIONS,
    )
    _set_up_connections(engine, Path(str(address.database)), LOCK_TIMEOUT)
    return engine


def _set_up_connections(engine: Engine, path: Path, lock_timeout: float) -> None:
    """Run SQLITE_PRAGMAS on each new connection to the file at *path*; replace connections to a moved file."""
    _reconnect_if_replaced(engine, path)

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        _set_up_sqlite(connection, lock_timeout)


def _check_idle_connections(engine: AsyncEngine) -> None:
    """Replace connections that are closed, and idle connections that do not answer.

    A connection counts as idle after MAX_UNCHECKED_IDLE_SECONDS.

    The option `pool_pre_ping` of SQLAlchemy is not used, because it makes three round trips before each
    transaction.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def note_idle_since(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def check_after_idle(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        driver = record.driver_connection
        if driver is not None and driver.is_closed():
            raise InvalidatePoolError
        if time.monotonic() - record.info.get("idle_since", time.monotonic()) >= MAX_UNCHECKED_IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as exc:
                raise InvalidatePoolError from exc


def _reconnect_if_replaced(engine: Engine, path: Path) -> None:
    """Replace connections whose file is no longer at *path*; raise an error if there is no file at *path*.

    Without this function, SQLite would continue to use a moved file, and would create an empty file if there is
    none.
    """

    def file_identity() -> tuple[int, int]:
        status = path.stat()
        return status.st_dev, status.st_ino

    @event.listens_for(engine, "do_connect")
    def note_file(
        _dialect: Dialect, record: ConnectionPoolEntry, _args: list[Any], _options: dict[str, Any]
    ) -> None:
        record.info["file"] = file_identity()

    @event.listens_for(engine, "checkout")
    def discard_if_replaced(_connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != file_identity():
            raise DisconnectionError


def _create_file(path: Path) -> None:
    """Create the file and its directories if they are missing, and remove the permissions of other users.

    Raise BadDatabaseAddress with the reason given by the system, which errors of SQLite do not contain.
    """
    try:
        for directory in reversed([directory for directory in path.parents if not directory.exists()]):
            directory.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
        for ending in ("", "-wal", "-shm"):
            _make_private(path.with_name(path.name + ending), 0o600)
        # The permissions of a directory elsewhere, such as /tmp, are not changed, because other programs may use
        # that directory.
        if path.parent.resolve().parent == Path.cwd():
            _make_private(path.parent, 0o700)
    except OSError as exc:
        raise BadDatabaseAddress(f"{exc.filename} cannot be created or written to: {exc.strerror}") from exc


def _make_private(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError):
        status = path.stat()
        is_file = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)  # /dev/null is a device, not a file
        if is_file and status.st_uid == os.geteuid() and status.st_mode & 0o077:
            path.chmod(mode)


async def _test_writing(engine: AsyncEngine) -> None:
    """Write, read and delete TEST_ROW, because SQLite opens a read-only file without an error."""
    async with engine.begin() as connection:
        await connection.execute(insert_if_missing(connection, journal), TEST_ROW)
        is_test_row = journal.c.bot_id == TEST_ROW["bot_id"]
        (await connection.execute(select(journal).where(is_test_row))).one()
        await connection.execute(delete(journal).where(is_test_row))


def _set_up_sqlite(connection: DBAPIConnection, lock_timeout: float) -> None:
    cursor = connection.cursor()
    for pragma in (*SQLITE_PRAGMAS, f"PRAGMA busy_timeout = {lock_timeout * 1000:.0f}"):
        cursor.execute(pragma)
    try:
        cursor.execute(ENABLE_WAL)
    except OperationalError as exc:
        if exc.sqlite_errorname != "SQLITE_BUSY":
            raise
        # The busy timeout does not apply while another process enables WAL. BEGIN IMMEDIATE waits until the other
        # process has finished.
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        cursor.execute(ENABLE_WAL)
    cursor.close()
