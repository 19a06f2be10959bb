"""Changes made once per update, however often the update is handled."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.database import Database
from services.storage.schema import applied_changes
from services.storage.statements import insert_new


@dataclass(slots=True)
class _Update:
    """The update in hand, and how many changes it has made so far."""

    bot_id: int
    update_id: int
    changes: int = 0


_in_hand: ContextVar[_Update | None] = ContextVar("update in hand", default=None)


@contextmanager
def applying(bot_id: int, update_id: int) -> Iterator[None]:
    """Mark the changes of chats' data made inside as that update's; skip those that have a mark already.

    A change and its mark are one transaction. The changes of an update are numbered in the order they are made,
    so enter this anew for each attempt to handle the update.
    """
    token = _in_hand.set(_Update(bot_id, update_id))
    try:
        yield
    finally:
        _in_hand.reset(token)


@asynccontextmanager
async def changing(database: Database) -> AsyncIterator[tuple[AsyncConnection, bool]]:
    """Begin the transaction of one change; yield its connection, and whether the change is still to be made."""
    update = _in_hand.get()
    if update is not None:
        update.changes += 1
        mark = {"bot_id": update.bot_id, "update_id": update.update_id, "step": update.changes}
    async with database.begin() as connection:
        if update is None:
            yield connection, True
        else:
            marking = insert_new(connection, applied_changes).returning(applied_changes.c.step)
            yield connection, (await connection.execute(marking, mark)).first() is not None


async def has_changed(database: Database) -> bool:
    """Return whether the update in hand has made a change, in this attempt to handle it or an earlier one."""
    update = _in_hand.get()
    if update is None:
        return False
    marks = select(applied_changes).where(
        applied_changes.c.bot_id == update.bot_id, applied_changes.c.update_id == update.update_id
    )
    found = await database.read(lambda connection: connection.execute(marks))
    return found.first() is not None
