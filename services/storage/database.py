"""The database of `DATABASE_URL`: SQLite in a file by default, PostgreSQL when one machine is outgrown."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Insert, Table, event, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from services.storage.migrations import bring_up_to_date
from services.storage.schema import chats

Database = AsyncEngine

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SQLITE = (
    "PRAGMA journal_mode = WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous = FULL",  # what Telegram was told we have survives a power cut: 0.3 ms a batch
    "PRAGMA busy_timeout = 10000",  # ms to wait for another process's lock, such as a backup's
    "PRAGMA foreign_keys = ON",
)


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database, bring it up to this version, and close it in the end.

    Raise NewerDatabase when it is a later version's already.
    """
    async with connect(url) as database:
        await bring_up_to_date(database)
        yield database


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Database]:
    """Open the database as it is, and close it in the end."""
    address = make_url(url)
    on_sqlite = address.get_backend_name() == "sqlite"
    if on_sqlite and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(address, pool_pre_ping=not on_sqlite)
    if on_sqlite:
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    try:
        yield engine
    finally:
        await engine.dispose()


def insert_new(connection: AsyncConnection, table: Table) -> Insert:
    """Return an insert that skips rows whose key is there already; both databases have it, each its own."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


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
    cursor.close()
