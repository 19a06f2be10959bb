"""The database of `DATABASE_URL`: SQLite in a file by default, PostgreSQL when one machine is outgrown."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial, wraps
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Insert, Table, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from services.errors import BadAddress, StorageError
from services.storage.address import read_address
from services.storage.migrations import bring_up_to_date
from services.storage.schema import chats, journal

Database = AsyncEngine

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

WRITE_AHEAD = "PRAGMA journal_mode = WAL"
"""Readers and the writer do not wait for each other then."""

SQLITE = (
    "PRAGMA synchronous = FULL",  # what Telegram was told we have survives a power cut: 0.3 ms a batch
    "PRAGMA busy_timeout = 10000",  # ms to wait for another process's lock, such as a backup's
    "PRAGMA foreign_keys = ON",
)

SQLITE_CONNECTIONS = 3
"""Each has a thread and a cache, and one alone writes at a time: more would only cost memory."""

REFUSALS = (
    *("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_PERM", "SQLITE_READONLY"),
    # PostgreSQL: who we are, no such database, and what we may not do
    *("28", "3D", "42501", "25006"),
)
"""How the codes begin of what lasts until somebody changes something."""

NOBODY = {"bot_id": 0, "update_id": 0, "received_at": 0.0, "body": ""}
"""A row of the journal that is nobody's."""


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database, bring it up to this version, and close it in the end.

    Raise StorageError when it cannot be opened and written to, BadAddress when that is no passing trouble.
    """
    async with connect(url) as database:
        with explained():
            await bring_up_to_date(database)
            await _try_out(database)
        yield database


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Database]:
    """Open the database as it is, and close it in the end; raise BadAddress for what is no address."""
    engine = _engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    address = read_address(url)
    # Errors go into the log, and what they would show of a statement's values is what people have written.
    create = partial(create_async_engine, address, hide_parameters=True)
    with explained():
        if address.get_backend_name() != "sqlite":
            return create(pool_pre_ping=True)
        _make_file(Path(str(address.database)))
        engine = create(pool_size=SQLITE_CONNECTIONS, max_overflow=0)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    return engine


def _make_file(path: Path) -> None:
    """Make the file, where it is missing, with the directories above: the system says why not, SQLite does not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError as exc:
        raise BadAddress(f"{exc.filename} cannot be made or written to: {exc.strerror}") from exc


async def _try_out(engine: AsyncEngine) -> None:
    """Write a row, read it, take it away again: SQLite also opens what it may not write."""
    async with engine.begin() as connection:
        await connection.execute(insert_new(connection, journal), NOBODY)
        nobodys = journal.c.bot_id == NOBODY["bot_id"]
        (await connection.execute(select(journal).where(nobodys))).one()
        await connection.execute(delete(journal).where(nobodys))


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the database and its driver raise into what an operator can make something of."""
    try:
        yield
    except (TypeError, ValueError, ArgumentError) as exc:  # an option after the ? that the driver does not take
        raise BadAddress(_in_a_line(exc)) from exc
    except DBAPIError as exc:
        code = getattr(exc.orig, "sqlite_errorname", None) or getattr(exc.orig, "sqlstate", None) or ""
        if code.startswith(REFUSALS):
            raise BadAddress(_in_a_line(exc.orig)) from exc
        raise StorageError(f"the database does not work: {_in_a_line(exc.orig)}") from exc
    except (SQLAlchemyError, OSError) as exc:  # OSError: nobody is there, or does not answer
        raise StorageError(f"the database does not work: {_in_a_line(exc)}") from exc


def _in_a_line(error: BaseException | None) -> str:
    return " ".join(str(error).split())


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


def uninterrupted(
    work: Callable[Arguments, Coroutine[Any, Any, Result]],
) -> Callable[Arguments, Coroutine[Any, Any, Result]]:
    """Have *work* come to its end also when its caller is cancelled; for whatever writes.

    Cancelled within a transaction, SQLite's connection would be closed while Python still keeps a cursor of it,
    and all others find the database locked until some garbage collection.
    """

    @wraps(work)
    async def to_the_end(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        task = asyncio.create_task(work(*args, **kwargs))
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None and task.exception() is None:
            raise cancelled
        return task.result()

    return to_the_end


async def add_chat(connection: AsyncConnection, chat_id: int) -> None:
    """See to it that the chat has a row."""
    await connection.execute(insert_new(connection, chats), {"id": chat_id})


async def hold_chat(connection: AsyncConnection, chat_id: int) -> None:
    """See to it that the chat has a row, and that nobody else holds it until the commit."""
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
