"""The journal, which contains the received updates that are unfinished or not acknowledged."""

import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import StorageError
from services.storage.database import Database, shielded
from services.storage.schema import applied_changes, journal, leaders, queue_workers, running_bots
from services.storage.statements import id_list, insert_if_missing, insert_or_update, is_one_of

logger = logging.getLogger(__name__)

MAX_CRASHES_PER_UPDATE = 3
"""Number of crashes during the handling of an update after which the update is set aside.

A process that is killed for another reason also counts as crashed. After the first crash, all updates that were
being handled are suspects. After the second crash, each suspect is handled alone, so a third crash shows which
update causes the crashes.
"""

SET_ASIDE_RETENTION_SECONDS = 30 * 24 * 3600.0
"""Time in seconds for which an update stays in the journal after it was set aside."""

PRUNING_INTERVAL = 3_600.0
"""Minimum time in seconds between two deletions of updates that were set aside long ago."""

Body = dict[str, Any]


class NotLeader(StorageError):
    """Another process has become the leader, so this process must not insert updates into the journal."""

    def __init__(self) -> None:
        super().__init__("another process of this bot has become the leader")


@dataclass(frozen=True, slots=True)
class UnfinishedUpdate:
    """An update that an earlier process received and did not finish."""

    update_id: int
    body: Body
    age: float
    """Time since the update was received, in seconds."""
    attempts: int = 0
    """Number of attempts to handle the update; attempts before the first crash of the process are not counted."""


class Journal:
    """The journal of one bot.

    `write` stores received updates. After a crash, `load` returns the updates that `write` has not recorded as
    finished. All methods raise StorageError when the database fails; the caller can then repeat the call.

    *process_id* identifies this process if several processes use a `LeaderLock`; it is None without a LeaderLock.
    """

    def __init__(
        self,
        database: Database,
        bot_id: int,
        *,
        process_id: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._process_id = process_id
        self._is_own = journal.c.bot_id == bot_id
        self._unfinished = and_(self._is_own, ~journal.c.done, journal.c.set_aside_at.is_(None))
        is_finished = or_(journal.c.done, is_one_of(journal.c.update_id, id_list("finished")))
        is_acknowledged = journal.c.update_id < bindparam("offset")
        self._delete_acknowledged = delete(journal).where(self._is_own, is_finished, is_acknowledged)
        self._bot_id = bot_id
        self._clock = clock
        self._pruned_at = 0.0

    @shielded
    async def open(self) -> bool:
        """Record that a process of this bot is running; return whether the previous process crashed.

        A process has crashed if it ended without `record_normal_end`, which removes its row from `running_bots`. A
        row of this process itself means no crash: this process was the leader before and could not remove the row.
        After a crash, the attempts of each unfinished update are set to at least 1. Updates in the queue of the
        webhook become updates of long polling. Raise NotLeader if another process has become the leader.
        """
        crashed = False
        async with self._database.begin() as connection:
            if is_leader := await connection.run_sync(self._is_leader):
                await self._move_updates_out_of_queue(connection)
                crashed = not await self._insert_running_bot(connection)
            if crashed:
                unattempted = update(journal).where(self._unfinished, journal.c.attempts == 0)
                await connection.execute(unattempted.values(attempts=1))
        if not is_leader:
            raise NotLeader
        return crashed

    async def _move_updates_out_of_queue(self, connection: AsyncConnection) -> None:
        await connection.execute(delete(queue_workers).where(queue_workers.c.bot_id == self._bot_id))
        await connection.execute(
            update(journal).where(self._is_own, journal.c.lane.is_not(None)).values(lane=None)
        )

    async def _insert_running_bot(self, connection: AsyncConnection) -> bool:
        """Insert a row of this process into `running_bots`; return False if an earlier process left its row."""
        row = {"bot_id": self._bot_id, "process_id": self._process_id}
        starting = insert_if_missing(connection, running_bots).returning(running_bots.c.bot_id)
        if (await connection.execute(starting, row)).first() is not None:
            return True
        if self._process_id is None:
            return False
        is_other = running_bots.c.process_id.is_distinct_from(self._process_id)
        replacing = update(running_bots).where(running_bots.c.bot_id == self._bot_id, is_other)
        return not (await connection.execute(replacing.values(process_id=self._process_id))).rowcount

    @shielded
    async def record_normal_end(self) -> None:
        """Remove the row of this process from `running_bots`, to record its normal end."""
        is_own = running_bots.c.process_id.is_not_distinct_from(self._process_id)
        async with self._database.begin() as connection:
            await connection.execute(delete(running_bots).where(running_bots.c.bot_id == self._bot_id, is_own))

    async def load(self) -> tuple[list[UnfinishedUpdate], set[int]]:
        """Return the unfinished updates, oldest first, and the ids of the updates that are finished or set aside.

        An update whose body is not a JSON object is set aside.
        """
        now = self._clock()
        statement = select(journal).where(self._is_own).order_by(journal.c.received_at, journal.c.update_id)
        async with self._database.connect() as connection:
            rows = (await connection.execute(statement)).all()
        unfinished, known_ids, unreadable = [], set(), []
        for row in rows:
            if row.done or row.set_aside_at is not None:
                known_ids.add(row.update_id)
            elif (body := parse_body(row.body)) is None:
                unreadable.append(row.update_id)
            else:
                unfinished.append(UnfinishedUpdate(row.update_id, body, now - row.received_at, row.attempts))
        if unreadable:
            logger.error("updates %s are set aside: their rows in the journal cannot be read", unreadable)
            await self.set_aside(unreadable)
        return unfinished, known_ids | set(unreadable)

    @shielded
    async def count_attempt(self, update_id: int, body: Body | None = None) -> int:
        """Count an attempt to handle the update; return the number of attempts, including this attempt.

        Call this method before each attempt, so that an attempt that crashes the process is counted. If the update
        is not in the journal, insert it with *body*; if *body* is None, return 0.
        """
        increment = update(journal).where(self._unfinished, journal.c.update_id == update_id)
        async with self._database.begin() as connection:
            if body is not None:
                await connection.execute(insert_if_missing(connection, journal), self._row_values(update_id, body))
            attempts = await connection.scalar(
                increment.values(attempts=journal.c.attempts + 1).returning(journal.c.attempts)
            )
        return attempts or 0

    @shielded
    async def set_aside(self, update_ids: Collection[int]) -> None:
        """Exclude the updates from handling, and keep their ids for SET_ASIDE_RETENTION_SECONDS."""
        statement = update(journal).where(self._unfinished, journal.c.update_id.in_(update_ids))
        async with self._database.begin() as connection:
            await connection.execute(statement.values(set_aside_at=self._clock()))

    @shielded
    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, offset: int) -> None:
        """Insert the *received* updates, a map from ids to bodies, and record the updates *finished* as done.

        Finished updates with ids below *offset* are deleted, because Telegram does not send acknowledged updates
        again.

        If another process has become the leader, only record the finished updates, and raise NotLeader. The
        received updates are not inserted, because Telegram sends the received updates to the new leader.
        """
        new = [self._row_values(update_id, body) for update_id, body in received.items()]
        unacknowledged = [update_id for update_id in finished if update_id >= offset]
        done = [{**self._row_values(update_id), "done": True} for update_id in unacknowledged]

        def write_rows(connection: Connection) -> bool:
            is_leader = True
            if new and (is_leader := self._is_leader(connection)):
                connection.execute(insert_if_missing(connection, journal), new)
            if done:
                connection.execute(insert_or_update(connection, journal, "done", "body"), done)
            connection.execute(self._delete_acknowledged, {"finished": finished, "offset": offset})
            self._delete_expired_updates(connection)
            return is_leader

        is_leader = await self._database.write(write_rows)
        if self._database.has_applied_changes:
            await self._delete_applied_changes(offset)
        if not is_leader:
            raise NotLeader

    async def _delete_applied_changes(self, offset: int) -> None:
        """Delete the rows of `applied_changes` about finished updates with ids below *offset*."""
        unfinished = select(journal.c.update_id).where(self._unfinished)
        is_own = applied_changes.c.bot_id == self._bot_id
        is_acknowledged = applied_changes.c.update_id < offset
        is_removable = and_(is_own, is_acknowledged, applied_changes.c.update_id.not_in(unfinished))

        def delete_rows(connection: Connection) -> bool:
            connection.execute(delete(applied_changes).where(is_removable))
            remaining = select(applied_changes.c.step).where(is_own).limit(1)
            return connection.scalar(remaining) is not None

        self._database.has_applied_changes = False  # a change during the deletion sets the flag again
        has_more = True
        try:
            has_more = await self._database.write(delete_rows)
        finally:
            self._database.has_applied_changes |= has_more

    def _delete_expired_updates(self, connection: Connection) -> None:
        """Delete the updates that were set aside long ago, at most once in PRUNING_INTERVAL."""
        now = self._clock()
        if now < self._pruned_at + PRUNING_INTERVAL:
            return
        is_expired = journal.c.set_aside_at < now - SET_ASIDE_RETENTION_SECONDS
        connection.execute(delete(journal).where(self._is_own, is_expired))
        self._pruned_at = now

    def _is_leader(self, connection: Connection) -> bool:
        """Return whether this process is still the leader."""
        if self._process_id is None:
            return True
        leader = select(leaders.c.process_id).where(leaders.c.bot_id == self._bot_id)
        return connection.scalar(leader) in {None, self._process_id}

    def _row_values(self, update_id: int, body: Body | None = None) -> dict[str, Any]:
        text = "" if body is None else json.dumps(body)
        return {
            "bot_id": self._bot_id,
            "update_id": update_id,
            "received_at": self._clock(),
            "body": text,
            "done": False,
        }


def parse_body(body: str) -> Body | None:
    """Parse the body of a row; return None if it is not a JSON object."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None
