"""The database of `DATABASE_URL`: SQLite in a file by default, PostgreSQL when one machine is outgrown."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import wraps
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import URL, Insert, Table, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from services.errors import BadAddress, StorageError
from services.storage.address import read_address
from services.storage.migrations import bring_up_to_date
from services.storage.schema import chats, journal
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

WRITE_AHEAD = "PRAGMA journal_mode = WAL"
"""Readers and the writer do not wait for each other then."""

SQLITE = (
    "PRAGMA synchronous = FULL",  # what Telegram was told we have survives a power cut: 0.3 ms a batch
    "PRAGMA busy_timeout = 5000",  # ms to wait for another process's lock, such as a backup's
    "PRAGMA foreign_keys = ON",
)

SQLITE_CONNECTIONS = 3
"""Each has a thread and a cache, and one alone writes at a time: more would only cost memory."""

POSTGRESQL = {"timeout": 5.0, "command_timeout": 10.0}
"""Seconds to connect, and for one statement."""

POOL_SECONDS = 5.0
"""How long to wait for a connection while all are in use."""

WRITE_SECONDS = 10.0
"""How long to wait for other writers of this process; SQLite has one at a time."""

READS_AT_ONCE = 3
"""Reads under way for which somebody waits: as many as SQLite has connections."""

READ_SECONDS = 3.0
"""How long a read may take for which somebody waits."""

RETRY_SECONDS = 0.5
"""After a read has failed, others fail at once for so long."""

REFUSALS = (
    *("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_PERM", "SQLITE_READONLY"),
    # PostgreSQL: who we are, no such database, and what we may not do
    *("28", "3D", "42501", "25006"),
)
"""How the codes begin of what lasts until somebody changes something."""

NOBODY = {"bot_id": 0, "update_id": 0, "received_at": 0.0, "body": ""}
"""A row of the journal that is nobody's."""


class Database:
    """A database whose errors are StorageErrors, and in which nobody waits for ever.

    When it stops working, and when it works again, one line of the log says so.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reads = _Condition("reading")
        self._writes = _Condition("writing")
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._readers = asyncio.Semaphore(READS_AT_ONCE)
        self._retry_at = 0.0
        self._abandoned: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> URL:
        """Its address."""
        return self._engine.url

    @property
    def is_failing(self) -> bool:
        """Whether the last read has failed."""
        return self._reads.failure is not None

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection to read with."""
        with self._reads.watched():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in a transaction, which is committed in the end. Only `shielded` work may use it."""
        with self._writes.watched():
            async with self._alone(), self._engine.begin() as connection:
                yield connection

    async def read(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Return the result of *work*, for which somebody waits: at most READ_SECONDS.

        After a failure raise StorageError at once for RETRY_SECONDS, and then while one read tries again.
        """
        async with self._readers:  # a read that waits for its turn in a burst has not failed
            return await self._read_within(work)

    async def _read_within(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        loop = asyncio.get_running_loop()
        if self._reads.failure is not None:
            if loop.time() < self._retry_at:
                raise StorageError(self._reads.failure)
            self._retry_at = loop.time() + READ_SECONDS
        task = asyncio.create_task(self._read(work))
        self._abandoned.add(task)
        task.add_done_callback(self._abandoned.discard)
        try:
            # Not cancelled and waited for: to close a connection that hangs takes as long again.
            done, _ = await asyncio.wait({task}, timeout=READ_SECONDS)
            if done:
                return task.result()
            with self._reads.watched():
                raise TimeoutError
        except StorageError:
            self._retry_at = loop.time() + RETRY_SECONDS
            raise
        finally:
            task.cancel()

    async def aclose(self) -> None:
        """Close all connections."""
        await cancel_all(self._abandoned)
        await self._engine.dispose()

    async def _read(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        async with self.connect() as connection:
            return await work(connection)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait until no other task of this process writes, on SQLite: it would refuse those who wait too long."""
        if self._writer is None:
            yield
            return
        async with asyncio.timeout(WRITE_SECONDS):
            await self._writer.acquire()
        try:
            yield
        finally:
            self._writer.release()


class _Condition:
    """Whether reading, or writing, works; logged when that changes."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.failure: str | None = None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Raise StorageError for what the database and its driver raise."""
        try:
            with explained():
                yield
        except StorageError as error:
            if self.failure is None:
                logger.error("%s fails: %s", self._what, error)  # noqa: TRY400
            self.failure = str(error)
            raise
        if self.failure is not None:
            logger.info("%s works again: the database is back", self._what)
            self.failure = None


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database, bring it up to this version, and close it in the end.

    Raise StorageError when it cannot be opened and written to, BadAddress when that is no passing trouble.
    """
    with explained(), _usable_options():
        engine = _engine(url)  # without POSTGRESQL's limits: a migration takes as long as it takes
        try:
            await bring_up_to_date(engine)
            await _try_out(engine)
        finally:
            await engine.dispose()
    async with connect(url) as database:
        yield database


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Database]:
    """Open the database as it is, and close it in the end; raise BadAddress for what is no address."""
    with _usable_options():
        database = Database(_engine(url, POSTGRESQL))
    try:
        yield database
    finally:
        await database.aclose()


def _engine(url: str, options: Mapping[str, float] | None = None) -> AsyncEngine:
    """Return an engine with *options* of PostgreSQL's driver."""
    address = read_address(url)
    # Errors go into the log, and what they would show of a statement's values is what people have written.
    common = {"hide_parameters": True, "pool_timeout": POOL_SECONDS}
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, pool_pre_ping=True, connect_args=dict(options or {}), **common)
    path = Path(str(address.database))
    _make_file(path)
    engine = create_async_engine(address, pool_size=SQLITE_CONNECTIONS, max_overflow=0, **common)
    _keep_to_file(engine, path)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    return engine


def _keep_to_file(engine: AsyncEngine, path: Path) -> None:
    """Use no connection to another file than the one at *path*, and make none where it is missing.

    SQLite would go on with a file that was moved away, and begin an empty one in its place.
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
    """Make the file where it is missing, with the directories above: the system says why not, SQLite does not.

    Nobody else may read it. What exists already is changed to that where it is ours.
    """
    try:
        for directory in reversed([directory for directory in path.parents if not directory.exists()]):
            directory.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
        for ending in ("", "-wal", "-shm"):
            _make_private(path.with_name(path.name + ending), 0o600)
        if path.parent.resolve().parent == Path.cwd():  # others, such as /tmp, may be used by others as well
            _make_private(path.parent, 0o700)
    except OSError as exc:
        raise BadAddress(f"{exc.filename} cannot be made or written to: {exc.strerror}") from exc


def _make_private(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError):
        status = path.stat()
        if status.st_uid == os.geteuid() and status.st_mode & 0o077:
            path.chmod(mode)


async def _try_out(engine: AsyncEngine) -> None:
    """Write a row, read it, take it away again: SQLite also opens what it may not write."""
    async with engine.begin() as connection:
        await connection.execute(insert_new(connection, journal), NOBODY)
        nobodys = journal.c.bot_id == NOBODY["bot_id"]
        (await connection.execute(select(journal).where(nobodys))).one()
        await connection.execute(delete(journal).where(nobodys))


@contextmanager
def _usable_options() -> Iterator[None]:
    """Raise BadAddress for an option after the ? that the driver does not take."""
    try:
        yield
    except (TypeError, ValueError, ArgumentError) as exc:
        raise BadAddress(_in_a_line(exc)) from exc


@contextmanager
def explained() -> Iterator[None]:
    """Raise StorageError, with a line for the operator, for what the database and its driver raise."""
    try:
        yield
    except DBAPIError as exc:
        code = getattr(exc.orig, "sqlite_errorname", None) or getattr(exc.orig, "sqlstate", None) or ""
        if code.startswith(REFUSALS):
            raise BadAddress(_in_a_line(exc.orig)) from exc
        raise StorageError(f"the database does not work: {_in_a_line(exc.orig)}") from exc
    except (SQLAlchemyError, OSError) as exc:  # OSError: nobody is there, or does not answer
        raise StorageError(f"the database does not work: {_in_a_line(exc)}") from exc


def _in_a_line(error: BaseException | None) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else " ".join(str(error).split())


def insert_new(connection: AsyncConnection, table: Table) -> Insert:
    """Return an insert that skips rows whose key is there already; both databases have it, each its own."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def insert_or_update(connection: AsyncConnection, table: Table, *columns: str) -> Insert:
    """Return an insert that sets *columns* of a row whose key is there already."""
    keys = list(table.primary_key.columns)
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_update(
        index_elements=keys, set_={column: insert.excluded[column] for column in columns}
    )


def shielded(
    work: Callable[Arguments, Coroutine[Any, Any, Result]],
) -> Callable[Arguments, Coroutine[Any, Any, Result]]:
    """Run *work* to completion even if the caller is cancelled, which it is told afterwards; for all writes.

    Cancelled within a transaction, SQLite's connection would be closed while Python still keeps a cursor of it,
    and all others find the database locked until some garbage collection.
    """

    @wraps(work)
    async def to_completion(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        task = asyncio.create_task(work(*args, **kwargs))
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is None:
            return task.result()
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            trace = None if isinstance(failure, StorageError) else failure
            logger.error("a write failed after its caller was cancelled: %s", failure, exc_info=trace)
        raise cancelled

    return to_completion


async def add_chat(connection: AsyncConnection, chat_id: int) -> None:
    """Insert the chat if it is missing."""
    await connection.execute(insert_new(connection, chats), {"id": chat_id})


async def lock_chat(connection: AsyncConnection, chat_id: int) -> None:
    """Insert the chat if it is missing, and lock its row until the commit."""
    await add_chat(connection, chat_id)  # on SQLite, to write anything already keeps all others out
    await connection.execute(select(chats.c.id).where(chats.c.id == chat_id).with_for_update())


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE:
        cursor.execute(pragma)
    try:
        cursor.execute(WRITE_AHEAD)
    except OperationalError as exc:
        if exc.sqlite_errorname != "SQLITE_BUSY":
            raise
        # Another process switches a new file over. SQLite waits for who writes, but not while it does the same.
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        cursor.execute(WRITE_AHEAD)
    cursor.close()
