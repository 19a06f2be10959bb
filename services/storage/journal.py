"""The journal: every update received, until it is answered and Telegram knows that we have it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.database import Database, explained, insert_new, uninterrupted
from services.storage.schema import journal

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An update that an earlier process received and did not finish."""

    number: int
    body: Body
    age: float
    """Seconds since it was received."""


class Journal:
    """The journal of one bot.

    Once `add` has returned, `unfinished` finds an update after any crash, until `finish` has been told of it.
    Both raise StorageError when the database cannot be written now, and can be tried again.
    """

    def __init__(self, database: Database, bot_id: int, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._mine = journal.c.bot_id == bot_id
        self._bot_id = bot_id
        self._clock = clock
        self._lock = asyncio.Lock()
        """SQLite has one writer at a time, and lets another wait for seconds only, then refuses it."""

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        with explained():
            async with self._lock, self._database.begin() as connection:
                yield connection

    @uninterrupted
    async def add(self, updates: Mapping[int, Body]) -> set[int]:
        """Write down *updates*, by their numbers; return the numbers that were not there yet."""
        now = self._clock()
        rows = [
            {"bot_id": self._bot_id, "update_id": number, "received_at": now, "body": json.dumps(body)}
            for number, body in updates.items()
        ]
        async with self._writing() as connection:
            new = await connection.scalars(insert_new(connection, journal).returning(journal.c.update_id), rows)
            return set(new)

    async def unfinished(self) -> list[Unfinished]:
        """Return what is not finished, in the order it was received."""
        now = self._clock()
        wanted = (
            select(journal).where(self._mine, ~journal.c.done).order_by(journal.c.received_at, journal.c.update_id)
        )
        async with self._database.connect() as connection:
            rows = await connection.execute(wanted)
            return [Unfinished(row.update_id, json.loads(row.body), now - row.received_at) for row in rows]

    @uninterrupted
    async def finish(self, numbers: Collection[int], *, acknowledged: int) -> None:
        """Mark *numbers* as finished, and forget the finished ones below *acknowledged*.

        Telegram sends no update again whose number is below the offset that it has been told.
        """
        async with self._writing() as connection:
            if numbers:
                marking = update(journal).where(self._mine, journal.c.update_id.in_(numbers))
                await connection.execute(marking.values(done=True, body=""))
            await connection.execute(
                delete(journal).where(self._mine, journal.c.done, journal.c.update_id < acknowledged)
            )
