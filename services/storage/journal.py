"""The journal: every update received, until it is answered and Telegram knows that we have it."""

import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from services.storage.database import Database, shielded
from services.storage.schema import applied_changes, journal, running_bots
from services.storage.statements import insert_new, insert_or_update

logger = logging.getLogger(__name__)

SET_ASIDE_SECONDS = 30 * 24 * 3600.0
"""How long an update that was set aside is kept."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An update that an earlier process received and did not finish."""

    update_id: int
    body: Body
    age: float
    """Seconds since it was received."""
    attempts: int = 0
    """How often it was in hand when a process ended unexpectedly, or was begun after that had happened."""


class Journal:
    """The journal of one bot.

    Once `write` has returned, `recall` finds what was received after any crash, until it has been told that it is
    finished. All methods raise StorageError when the database does not work now, and can be tried again.
    """

    def __init__(self, database: Database, bot_id: int, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._mine = journal.c.bot_id == bot_id
        self._unfinished = and_(self._mine, ~journal.c.done, journal.c.set_aside_at.is_(None))
        self._bot_id = bot_id
        self._clock = clock

    @shielded
    async def open(self) -> bool:
        """Record that a process of this bot is at work; return whether the last one ended without `close`.

        If so, each unfinished update counts as attempted at least once.
        """
        async with self._database.begin() as connection:
            starting = insert_new(connection, running_bots).returning(running_bots.c.bot_id)
            if (await connection.execute(starting, {"bot_id": self._bot_id})).first() is not None:
                return False
            await connection.execute(
                update(journal).where(self._unfinished, journal.c.attempts == 0).values(attempts=1)
            )
            return True

    @shielded
    async def close(self) -> None:
        """Record that the process ends in order."""
        async with self._database.begin() as connection:
            await connection.execute(delete(running_bots).where(running_bots.c.bot_id == self._bot_id))

    async def recall(self) -> tuple[list[Unfinished], set[int]]:
        """Return what is not finished, in the order it was received, and the ids of what is, or is set aside.

        A row whose body is not the JSON of an object is set aside.
        """
        now = self._clock()
        wanted = select(journal).where(self._mine).order_by(journal.c.received_at, journal.c.update_id)
        async with self._database.connect() as connection:
            rows = (await connection.execute(wanted)).all()
        left, known, unreadable = [], set(), []
        for row in rows:
            if row.done or row.set_aside_at is not None:
                known.add(row.update_id)
            elif (body := _read(row.body)) is None:
                unreadable.append(row.update_id)
            else:
                left.append(Unfinished(row.update_id, body, now - row.received_at, row.attempts))
        if unreadable:
            logger.error("set aside, as the journal's rows cannot be read: updates %s", unreadable)
            await self.set_aside(unreadable)
        return left, known | set(unreadable)

    @shielded
    async def begin(self, update_id: int, body: Body | None = None) -> int:
        """Count an attempt to handle the update before it is made; return how many there are with this one.

        With *body*, insert the update if it is missing; without, a missing one counts nothing.
        """
        counting = update(journal).where(self._unfinished, journal.c.update_id == update_id)
        async with self._database.begin() as connection:
            if body is not None:
                await connection.execute(insert_new(connection, journal), self._row(update_id, body))
            attempts = await connection.scalar(
                counting.values(attempts=journal.c.attempts + 1).returning(journal.c.attempts)
            )
        return attempts or 0

    @shielded
    async def set_aside(self, update_ids: Collection[int]) -> None:
        """Keep these updates for SET_ASIDE_SECONDS, to be known and not handled any more."""
        setting = update(journal).where(self._unfinished, journal.c.update_id.in_(update_ids))
        async with self._database.begin() as connection:
            await connection.execute(setting.values(set_aside_at=self._clock()))

    @shielded
    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, acknowledged: int) -> None:
        """Write down updates by their ids, and which are *finished*, be they in the journal yet or not.

        Forget the finished ones below *acknowledged*, and the changes they have made: Telegram sends no update
        again whose id is below the offset that it has been told.
        """
        new = [self._row(update_id, body) for update_id, body in received.items()]
        kept = [update_id for update_id in finished if update_id >= acknowledged]
        done = [{**self._row(update_id), "done": True} for update_id in kept]
        over = and_(or_(journal.c.done, journal.c.update_id.in_(finished)), journal.c.update_id < acknowledged)
        expired = journal.c.set_aside_at < self._clock() - SET_ASIDE_SECONDS
        changed = and_(
            applied_changes.c.bot_id == self._bot_id,
            applied_changes.c.update_id < acknowledged,
            applied_changes.c.update_id.not_in(select(journal.c.update_id).where(self._unfinished)),
        )
        async with self._database.begin() as connection:
            if new:
                await connection.execute(insert_new(connection, journal), new)
            if done:
                await connection.execute(insert_or_update(connection, journal, "done", "body"), done)
            await connection.execute(delete(journal).where(self._mine, or_(over, expired)))
            await connection.execute(delete(applied_changes).where(changed))

    def _row(self, update_id: int, body: Body | None = None) -> dict[str, Any]:
        text = "" if body is None else json.dumps(body)
        return {
            "bot_id": self._bot_id,
            "update_id": update_id,
            "received_at": self._clock(),
            "body": text,
            "done": False,
        }


def _read(body: str) -> Body | None:
    """Return the body in a row, None when it cannot be read."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
