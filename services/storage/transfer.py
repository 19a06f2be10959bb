"""Copies all data to another database, from SQLite to PostgreSQL or back."""

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import BadDatabaseAddress, StorageError, TransferRefused
from services.storage.address import parse_address
from services.storage.database import Database
from services.storage.opening import open_database
from services.storage.process_lock import hold_process_lock
from services.storage.schema import lane_leases, leaders, metadata, queue_workers
from services.storage.sessions import APPLICATION_NAME

ROWS_PER_BATCH = 500
"""Number of rows that are read and written together."""

DEFAULT_PORT = 5432
"""The port of PostgreSQL if an address has none."""

UNCOPIED_TABLES = (leaders, queue_workers, lane_leases)
"""Tables about running processes, whose rows are useless in another database."""

COPIED_TABLES = [table for table in metadata.sorted_tables if table not in UNCOPIED_TABLES]
"""The copied tables; a table comes after the tables to which its rows refer."""

COUNT_RUNNING_PROCESSES = """
SELECT (SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = :application_name)
     + (SELECT count(*) FROM leaders JOIN running_bots USING (bot_id, process_id)
        WHERE confirmed_at > extract(epoch FROM now()) - 30)
     + (SELECT count(*) FROM queue_workers WHERE expires_at > extract(epoch FROM now()))
"""
"""Query for the number of processes that use a PostgreSQL database.

The query counts connections of leaders and standbys, leaders that are reconnecting, and workers.
Processes that have ended normally are not counted.
"""

TABLES_WITH_GENERATED_IDS = ("subscriptions", "watches", "alerts")
"""The tables whose rows get ids from the database. An id is never used again, because buttons contain ids."""

SELECT_LAST_ID_STATEMENTS = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = '{table}'",
    "postgresql": "SELECT last_value FROM {table}_id_seq WHERE is_called",
}
"""Maps an SQL dialect to a query for the highest id that any row of a table has had."""

SET_LAST_ID_STATEMENTS = {
    "sqlite": (
        "DELETE FROM sqlite_sequence WHERE name = '{table}'",
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', :last_id)",
    ),
    "postgresql": ("SELECT setval('{table}_id_seq', :last_id)",),
}
"""Maps an SQL dialect to statements that make the ids of new rows of a table greater than `:last_id`."""


async def transfer(source_url: str, target_url: str, bot_id: int) -> dict[str, int]:
    """Copy all rows of the database at *source_url* to *target_url*.

    Return a map from each table to the number of copied rows.

    The source is first upgraded to the current version of the tables. If the target has no tables, the tables are
    created. All rows are copied in one transaction, so the target has no rows after an error. After an error, a
    SQLite file that the transfer has created is removed.

    Raise TransferRefused if the source does not exist, or if the target is the source, has rows or cannot be used.
    Also raise TransferRefused if a process of the bot uses one of the databases. Raise StorageError for an error
    of a database.
    """
    _check_addresses(source_url, target_url)
    async with AsyncExitStack() as stack:
        stack.enter_context(_new_file_removed_on_error(target_url, bot_id))
        source = await stack.enter_async_context(open_database(source_url))
        target = await _open_target(target_url, stack)
        for url, database in ((source_url, source), (target_url, target)):
            if database.url.get_backend_name() == "sqlite":
                _lock_database(url, bot_id, stack)
            else:
                await _check_unused(database)
        await _check_empty(target)
        return await _copy_all_tables(source, target)


def _check_addresses(source_url: str, target_url: str) -> None:
    source = parse_address(source_url)
    try:
        target = parse_address(target_url)
    except BadDatabaseAddress as exc:
        raise TransferRefused(f"the target cannot be used: {exc}") from None
    if source.get_backend_name() == "sqlite" and not Path(str(source.database)).exists():
        path = Path(str(source.database)).absolute()
        raise TransferRefused(f"there is no database {path}; check DATABASE_URL and the working directory")
    if _database_identity(source) == _database_identity(target):
        raise TransferRefused("the target is the database of DATABASE_URL itself; name another one")


def _database_identity(url: URL) -> tuple[object, ...]:
    """Return a key that is equal for different addresses of the same database.

    The keys differ if the addresses contain different names of the same host.
    """
    if url.get_backend_name() == "sqlite":
        return "sqlite", Path(str(url.database)).resolve()
    return "postgresql", url.host, url.port or DEFAULT_PORT, url.database


@contextmanager
def _new_file_removed_on_error(url: str, bot_id: int) -> Iterator[None]:
    """Remove the SQLite database at *url* after an error in this context, unless it existed before."""
    address = parse_address(url)
    path = Path(str(address.database))
    if address.get_backend_name() != "sqlite" or path.exists():
        yield
        return
    try:
        yield
    except BaseException:
        for ending in ("", "-wal", "-shm", f"-{bot_id}.lock"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        raise


async def _open_target(url: str, stack: AsyncExitStack) -> Database:
    try:
        return await stack.enter_async_context(open_database(url))
    except BadDatabaseAddress as exc:
        raise TransferRefused(f"the target cannot be used: {exc}") from exc
    except StorageError as exc:
        raise StorageError(f"the target cannot be used: {exc}") from exc


def _lock_database(url: str, bot_id: int, stack: AsyncExitStack) -> None:
    """Hold the lock of a SQLite database until *stack* is closed.

    Raise TransferRefused if another process holds the lock.
    """
    try:
        stack.enter_context(hold_process_lock(url, bot_id))
    except StorageError as exc:
        raise TransferRefused(str(exc)) from exc


async def _check_unused(database: Database) -> None:
    """Raise TransferRefused if a process of the bot uses the PostgreSQL database *database*."""
    async with database.connect() as connection:
        running = await connection.scalar(text(COUNT_RUNNING_PROCESSES), {"application_name": APPLICATION_NAME})
    if running:
        raise TransferRefused(
            f"a process of the bot uses {database.url.database}; stop all processes, wait 30 s, and try again"
        )


async def _check_empty(target: Database) -> None:
    """Raise TransferRefused if a table of *target* has rows."""
    async with target.connect() as connection:
        filled = [
            table.name
            for table in metadata.sorted_tables
            if (await connection.execute(select(table).limit(1))).first() is not None
        ]
    if filled:
        raise TransferRefused(f"the target already has rows, in the table {filled[0]}; name an empty database")


async def _copy_all_tables(source: Database, target: Database) -> dict[str, int]:
    async with source.connect() as reading, target.begin() as writing:
        if reading.dialect.name == "postgresql":
            await reading.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        counts = {table.name: await _copy_table(table, reading, writing) for table in COPIED_TABLES}
        for name in TABLES_WITH_GENERATED_IDS:
            await _copy_last_id(name, reading, writing)
        for table in COPIED_TABLES:
            count = await writing.scalar(select(func.count()).select_from(table))
            if count != counts[table.name]:
                raise StorageError(f"{table.name}: {counts[table.name]} rows were read, but {count} were written")
    return counts


async def _copy_table(table: Table, reading: AsyncConnection, writing: AsyncConnection) -> int:
    """Copy the rows of *table* in batches; return the number of rows."""
    count = 0
    rows = await reading.stream(select(table).order_by(*table.primary_key.columns))
    async for batch in rows.mappings().partitions(ROWS_PER_BATCH):
        await writing.execute(insert(table), [_without_null_characters(dict(row)) for row in batch])
        count += len(batch)
    return count


async def _copy_last_id(table: str, reading: AsyncConnection, writing: AsyncConnection) -> None:
    last_id = await reading.scalar(text(SELECT_LAST_ID_STATEMENTS[reading.dialect.name].format(table=table)))
    if last_id is not None:
        for statement in SET_LAST_ID_STATEMENTS[writing.dialect.name]:
            values = {"last_id": last_id} if ":last_id" in statement else {}
            await writing.execute(text(statement.format(table=table)), values)


def _without_null_characters(row: dict[str, Any]) -> dict[str, Any]:
    """Return *row* without null characters in its texts.

    SQLite accepts null characters, but PostgreSQL does not.
    """
    return {
        name: value.replace("\0", "") if isinstance(value, str) and "\0" in value else value
        for name, value in row.items()
    }
