"""The journal: every update received, until it is answered and Telegram knows that we have it."""

import asyncio
import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select

from services.storage.database import Database, explained, insert_new, insert_or_update, uninterrupted
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

    Once `write` has returned, `recall` finds what was received after any crash, until it has been told that it is
    finished. `write` raises StorageError when the database cannot be written now, and can be tried again.
    """

    def __init__(self, database: Database, bot_id: int, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._mine = journal.c.bot_id == bot_id
        self._bot_id = bot_id
        self._clock = clock
        self._lock = asyncio.Lock()
        """SQLite has one writer at a time, and lets another wait for seconds only, then refuses it."""

    async def recall(self) -> tuple[list[Unfinished], set[int]]:
        """Return what is not finished, in the order it was received, and the numbers of what is."""
        now = self._clock()
        wanted = select(journal).where(self._mine).order_by(journal.c.received_at, journal.c.update_id)
        async with self._database.connect() as connection:
            rows = (await connection.execute(wanted)).all()
        left = [
            Unfinished(row.update_id, json.loads(row.body), now - row.received_at) for row in rows if not row.done
        ]
        return left, {row.update_id for row in rows if row.done}

    @uninterrupted
    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, acknowledged: int) -> None:
        """Write down updates by their numbers, and which are *finished*, be they in the journal yet or not.

        Forget the finished ones below *acknowledged*: Telegram sends no update again whose number is below the
        offset that it has been told.
        """
        common = {"bot_id": self._bot_id, "received_at": self._clock(), "done": False}
        new = [{**common, "update_id": number, "body": json.dumps(body)} for number, body in received.items()]
        kept = [number for number in finished if number >= acknowledged]
        done = [{**common, "update_id": number, "body": "", "done": True} for number in kept]
        over = or_(journal.c.done, journal.c.update_id.in_(finished)), journal.c.update_id < acknowledged
        with explained():
            async with self._lock, self._database.begin() as connection:
                if new:
                    await connection.execute(insert_new(connection, journal), new)
                if done:
                    await connection.execute(insert_or_update(connection, journal, "done", "body"), done)
                await connection.execute(delete(journal).where(self._mine, *over))
