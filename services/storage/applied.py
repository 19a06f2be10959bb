"""Commits each change of the database at most once, even if the update that causes the change is handled again."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.database import Database
from services.storage.schema import applied_changes
from services.storage.statements import insert_if_missing


@dataclass(slots=True)
class _HandledUpdate:
    """The update that is being handled, and the number of changes that it has made so far."""

    bot_id: int
    update_id: int
    changes: int = 0


_handled_update: ContextVar[_HandledUpdate | None] = ContextVar("current update", default=None)


@contextmanager
def apply_once(bot_id: int, update_id: int) -> Iterator[None]:
    """Assign the changes in this context to the update; skip changes that an earlier attempt has committed.

    Each change is committed together with a row of `applied_changes`, which contains the ids of the bot and the
    update, and the number of the change. Changes are numbered from 1 in the order in which they are made. Enter a
    new context for each attempt to handle the update, because the numbers must start again from 1.
    """
    token = _handled_update.set(_HandledUpdate(bot_id, update_id))
    try:
        yield
    finally:
        _handled_update.reset(token)


@asynccontextmanager
async def begin_change(database: Database) -> AsyncIterator[tuple[AsyncConnection, bool]]:
    """Begin the transaction of one change; yield its connection, and True if the change is new.

    The value False means that an earlier attempt to handle the update has committed the change; the caller must
    then make no change.
    """
    update = _handled_update.get()
    if update is not None:
        update.changes += 1
        row = {"bot_id": update.bot_id, "update_id": update.update_id, "step": update.changes}
    try:
        async with database.begin() as connection:
            if update is None:
                yield connection, True
            else:
                inserting = insert_if_missing(connection, applied_changes).returning(applied_changes.c.step)
                yield connection, (await connection.execute(inserting, row)).first() is not None
    finally:  # after an error, the change may be committed nevertheless
        database.has_applied_changes = True


async def has_changed(database: Database) -> bool:
    """Return whether the current update has committed a change, in this attempt or in an earlier attempt."""
    update = _handled_update.get()
    if update is None:
        return False
    marks = select(applied_changes).where(
        applied_changes.c.bot_id == update.bot_id, applied_changes.c.update_id == update.update_id
    )
    return await database.read(lambda connection: connection.execute(marks).first()) is not None
