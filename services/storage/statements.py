"""SQL statements that differ between SQLite and PostgreSQL, or that several modules use."""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Insert, Table, any_, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.schema import chats


def insert_if_missing(connection: Connection | AsyncConnection, table: Table) -> Insert:
    """Return an INSERT that skips a row if its primary key or its unique values already exist."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def insert_or_update(connection: Connection | AsyncConnection, table: Table, *columns: str) -> Insert:
    """Return an INSERT that updates *columns* of a row if its primary key already exists."""
    keys = list(table.primary_key.columns)
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_update(
        index_elements=keys, set_={column: insert.excluded[column] for column in columns}
    )


def is_one_of(
    connection: Connection | AsyncConnection, column: ColumnElement[int], values: Collection[int]
) -> ColumnElement[bool]:
    """Return the SQL condition that the value of *column* is one of *values*.

    The condition has one parameter for any number of values, so the statement is compiled and prepared only once.
    """
    if connection.dialect.name == "sqlite":
        parsed = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(parsed.c.value))
    return column == any_(literal(list(values), postgresql.ARRAY(column.type)))


async def insert_chat_if_missing(connection: AsyncConnection, chat_id: int) -> None:
    """Insert the chat if it is missing."""
    await connection.execute(insert_if_missing(connection, chats), {"id": chat_id})


async def lock_chat(connection: AsyncConnection, chat_id: int) -> None:
    """Lock the row of the chat until the commit; insert the row if it is missing."""
    await insert_chat_if_missing(connection, chat_id)  # on SQLite, this write already locks the database
    await connection.execute(select(chats.c.id).where(chats.c.id == chat_id).with_for_update())
