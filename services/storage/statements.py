"""SQL statements that differ between SQLite and PostgreSQL, or that several modules use.

SQLAlchemy takes longer to build a statement than to execute it, and the statement leaves reference cycles, which
only the garbage collector frees. Therefore each frequent statement is built once: see docs/benchmarks.md.
"""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Table,
    Text,
    bindparam,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from services.storage.schema import chats


def insert_if_missing(connection: Connection | AsyncConnection, table: Table) -> Insert:
    """Return an INSERT that skips a row if its primary key or its unique values already exist."""
    return _insert_if_missing(connection.dialect.name, table)


@cache
def _insert_if_missing(dialect_name: str, table: Table) -> Insert:
    return _insert(dialect_name, table).on_conflict_do_nothing()


def insert_or_update(connection: Connection | AsyncConnection, table: Table, *columns: str) -> Insert:
    """Return an INSERT that updates *columns* of a row if its primary key already exists."""
    return _insert_or_update(connection.dialect.name, table, *columns)


@cache
def _insert_or_update(dialect_name: str, table: Table, *columns: str) -> Insert:
    keys = list(table.primary_key.columns)
    insert = _insert(dialect_name, table)
    return insert.on_conflict_do_update(
        index_elements=keys, set_={column: insert.excluded[column] for column in columns}
    )


def _insert(dialect_name: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect_name == "sqlite" else postgresql.insert(table)


class IdList(TypeDecorator[Collection[int]]):
    """The type of a parameter that contains any number of ids: JSON on SQLite, an array on PostgreSQL.

    A statement has one such parameter for any number of ids, so the statement is compiled and prepared only once.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the parameter in SQL."""
        is_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(Text() if is_sqlite else postgresql.ARRAY(BigInteger))

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> str | list[int]:
        """Return the value of the parameter for the driver."""
        ids = list(value or ())
        return json.dumps(ids) if dialect.name == "sqlite" else ids


def id_list(name: str) -> BindParameter[Collection[int]]:
    """Return a parameter for `is_one_of`, whose ids are passed by *name* when the statement is executed."""
    return bindparam(name, type_=IdList())


class _IsOneOf(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()


@compiles(_IsOneOf)
def _compile_for_postgresql(condition: _IsOneOf, compiler: SQLCompiler, **options: object) -> str:
    column, ids = (compiler.process(clause, **options) for clause in condition.clauses)
    return f"{column} = ANY ({ids})"


@compiles(_IsOneOf, "sqlite")
def _compile_for_sqlite(condition: _IsOneOf, compiler: SQLCompiler, **options: object) -> str:
    column, ids = (compiler.process(clause, **options) for clause in condition.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - these are compiled clauses


def is_one_of(
    column: ColumnElement[int], ids: Collection[int] | BindParameter[Collection[int]]
) -> ColumnElement[bool]:
    """Return the SQL condition that the value of *column* is one of *ids*."""
    return _IsOneOf(column, ids if isinstance(ids, BindParameter) else literal(list(ids), IdList()))


async def insert_chat_if_missing(connection: AsyncConnection, chat_id: int) -> None:
    """Insert the chat if it is missing."""
    await connection.execute(insert_if_missing(connection, chats), {"id": chat_id})


async def lock_chat(connection: AsyncConnection, chat_id: int) -> None:
    """Lock the row of the chat until the commit; insert the row if it is missing."""
    await insert_chat_if_missing(connection, chat_id)  # on SQLite, this write already locks the database
    await connection.execute(select(chats.c.id).where(chats.c.id == chat_id).with_for_update())
