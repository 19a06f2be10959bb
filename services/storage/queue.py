"""The queue of updates that several processes share: the rows of the journal that have a lane.

Each process is a *worker*. A worker that puts an update into the queue leases the lane of the update, unless
another worker has leased that lane. Each worker handles all updates of its lanes. The updates of a lane are
handled in order, even if different processes receive them. A worker keeps a lane for some time after the last
update of the lane, because some data of the chat may be only in memory. A worker that does not renew its leases
loses all its lanes. A SQLite database has only one worker, which also leases lanes.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.database import Database, shielded
from services.storage.journal import SET_ASIDE_RETENTION_SECONDS, Body, parse_body
from services.storage.leases import ANY_WORKER, NOTIFY_CHANNEL, LaneLeases
from services.storage.schema import applied_changes, journal, lane_leases, running_bots
from services.storage.statements import insert_if_missing, is_one_of

logger = logging.getLogger(__name__)

RETENTION_SECONDS = 26 * 3600.0
"""Time in seconds for which a finished update is kept; Telegram repeats an update for up to 24 hours."""

EXCLUSIVE_LOCK_KEY = 0x77656268
"""First part of the key of the PostgreSQL advisory lock that `run_exclusively` holds; the value is arbitrary."""


@dataclass(frozen=True, slots=True)
class LeasedUpdate:
    """An unfinished update in a lane of this worker."""

    update_id: int
    lane: int
    body: Body
    age: float
    """Time since the update was received, in seconds."""
    attempts: int
    """Number of attempts to handle the update; attempts before the first crash of a worker are not counted."""


@dataclass(slots=True)
class Changes:
    """The changes that a worker writes to the queue, and the lanes that it reads in the same transaction."""

    received: dict[int, tuple[int, Body]] = field(default_factory=dict)
    """Maps the id of a new update to its lane and its body."""
    finished: Collection[int] = ()
    """The ids of updates that were handled or dropped."""
    released: Collection[int] = ()
    """The lanes that the worker no longer needs."""
    owned: Collection[int] = ()
    """The lanes that the worker has leased before."""
    read: Collection[int] = ()
    """Lanes of the worker into which other workers have put new updates."""
    read_all: bool = False
    """True if all lanes of the worker are read, because any of them may have new updates."""
    may_take: bool = True
    """False if the worker has no room for updates, and therefore neither leases nor reads lanes."""
    more_lanes: int = 0
    """Maximum number of waiting lanes that the worker leases in addition to the owned lanes."""
    renew: bool = False
    """True if the transaction renews the leases of the worker."""
    held: Collection[int] = ()
    """The ids of the updates that the worker has in memory."""

    def __bool__(self) -> bool:
        """Return whether the worker has anything to write or to read."""
        work = (self.received, self.finished, self.released, self.read)
        return any(work) or self.read_all or self.renew or self.more_lanes > 0


@dataclass(frozen=True, slots=True)
class LeasedWork:
    """The lanes and updates that a worker gets in one transaction."""

    lanes: Collection[int]
    """The lanes that the worker leases after the transaction."""
    updates: list[LeasedUpdate]
    """The unfinished updates that the worker does not have in memory, in order of their ids."""


class UpdateQueue:
    """The queue of one bot, from the point of view of one worker.

    All methods raise StorageError when the database fails.

    The function *clock* returns the Unix time.
    """

    def __init__(self, database: Database, bot_id: int, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self.worker = ANY_WORKER
        """The name of this worker; empty until `open`."""
        self.is_shared = database.url.get_backend_name() != "sqlite"
        """True if the queue may have several workers; False on SQLite."""
        self._is_own = journal.c.bot_id == bot_id
        self._leases = LaneLeases(bot_id, is_shared=self.is_shared, clock=clock)

    @shielded
    async def open(
        self,
        worker: str,
        lane_of: Callable[[Body], int],
        *,
        lane_by_miscounted_id: Mapping[int, int] | None = None,
    ) -> None:
        """Register *worker*, and put unfinished updates of long polling into the queue.

        The name *worker* must be new. The function *lane_of* returns the lane of an update.

        *lane_by_miscounted_id* maps ids of updates to their lanes. Other workers have wrongly counted a crash for
        each of these updates, because the leases of this process had expired.
        """
        async with self._database.begin() as connection:
            if not self.is_shared:  # on SQLite, any other worker is a process that has crashed
                await self._leases.remove_dead_workers(connection, all_are_dead=True)
            await self._enqueue_unfinished(connection, lane_of)
            await self._leases.register_worker(connection, worker)
            await self._leases.withdraw_crashes(connection, lane_by_miscounted_id or {})
        self.worker = worker

    @shielded
    async def remove_worker(self) -> None:
        """Release all lanes of the worker, and remove the worker."""
        async with self._database.begin() as connection:
            await self._leases.remove_worker(connection, self.worker)

    @shielded
    async def write_and_lease(self, changes: Changes) -> LeasedWork:
        """Write *changes*, and return the lanes and updates that the worker gets.

        If other workers have taken over the lanes, write nothing and raise LeasesLost.
        """
        async with self._database.begin() as connection:
            if changes.renew:
                await self._leases.renew(connection, self.worker)
            if changes.received:
                # The order of the rows prevents deadlocks between workers.
                rows = [
                    self._row_values(update_id, *received)
                    for update_id, received in sorted(changes.received.items())
                ]
                await connection.execute(insert_if_missing(connection, journal), rows)
            if changes.finished:
                is_finished = and_(self._is_own, is_one_of(journal.c.update_id, changes.finished))
                await connection.execute(update(journal).where(is_finished).values(done=True, body="", lane=None))
            if changes.released:
                await self._leases.release(connection, self.worker, changes.released)
                if not changes.may_take:  # other workers may have put updates into the lanes
                    await self._leases.notify(connection, ANY_WORKER, ())
            lanes = {lane for lane, _ in changes.received.values()}
            leased = await self._lease_lanes(connection, lanes.difference(changes.owned), changes)
            to_read = leased.union(changes.read, lanes.intersection(changes.owned))
            updates = await self._read_updates(connection, to_read, changes) if changes.may_take else []
        return LeasedWork(leased, updates)

    @shielded
    async def remove_dead_workers(self) -> None:
        """Remove the workers that have not renewed their leases, which frees their lanes."""
        async with self._database.begin() as connection:
            await self._leases.remove_dead_workers(connection)

    @shielded
    async def remove_old_updates(self) -> None:
        """Delete the finished updates that Telegram no longer repeats, and their rows in `applied_changes`."""
        now = self._clock()
        is_old = and_(journal.c.done, journal.c.received_at < now - RETENTION_SECONDS)
        is_forgotten = journal.c.set_aside_at < now - SET_ASIDE_RETENTION_SECONDS
        row = select(journal.c.update_id).where(self._is_own, journal.c.update_id == applied_changes.c.update_id)
        async with self._database.begin() as connection:
            await connection.execute(delete(journal).where(self._is_own, or_(is_old, is_forgotten)))
            await connection.execute(
                delete(applied_changes).where(applied_changes.c.bot_id == self._bot_id, ~row.exists())
            )

    @shielded
    async def run_exclusively(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Run *work* and return True; if another worker is running this method, return False."""
        if not self.is_shared:
            await work()
            return True
        async with self._database.begin() as connection:
            lock = select(func.pg_try_advisory_xact_lock(EXCLUSIVE_LOCK_KEY, func.hashtext(str(self._bot_id))))
            is_alone = bool(await connection.scalar(lock))
            if is_alone:
                await work()
        return is_alone

    async def listen(self, on_notification: Callable[[str, list[int]], None], on_gap: Callable[[], None]) -> None:
        """Call *on_notification* with the worker and the lanes of each notification, until cancelled.

        *on_gap* is called when notifications may have been missed. The worker may be ANY_WORKER. If a notification
        has no lanes, all lanes may have new updates.
        """
        if not self.is_shared:
            await asyncio.get_running_loop().create_future()
        from services.storage.notifications import listen  # noqa: PLC0415 - only PostgreSQL has notifications

        await listen(self._database, NOTIFY_CHANNEL, lambda payload: on_notification(*json.loads(payload)), on_gap)

    async def _lease_lanes(self, connection: AsyncConnection, lanes: set[int], changes: Changes) -> set[int]:
        """Lease the free lanes among *lanes*, and waiting lanes; return the leased lanes.

        Notify the workers that have leased the other lanes among *lanes*.
        """
        leased: set[int] = set()
        if lanes:
            if changes.may_take:
                await self._leases.lease(connection, self.worker, lanes)
            lanes_by_worker = await self._leases.find_workers(connection, lanes)
            leased.update(lanes_by_worker.pop(self.worker, ()))
            for worker, its_lanes in lanes_by_worker.items():
                await self._leases.notify(connection, worker, its_lanes)
        if changes.may_take and changes.more_lanes:
            leased |= await self._leases.lease_waiting_lanes(connection, self.worker, changes.more_lanes)
        return leased

    async def _read_updates(
        self, connection: AsyncConnection, lanes: Collection[int], changes: Changes
    ) -> list[LeasedUpdate]:
        """Return the unfinished updates of *lanes* that the worker does not hold, in order of their ids.

        If `changes.read_all` is true, read all lanes of the worker.
        """
        is_wanted: ColumnElement[bool]
        if changes.read_all:
            own = select(lane_leases.c.lane).where(lane_leases.c.worker == self.worker)
            is_wanted = journal.c.lane.in_(own)
        elif lanes:
            is_wanted = is_one_of(journal.c.lane, sorted(lanes))
        else:
            return []
        columns = journal.c.update_id, journal.c.lane, journal.c.attempts, journal.c.received_at
        statement = select(*columns).where(self._is_own, journal.c.lane.is_not(None), is_wanted)
        rows = [
            row
            for row in await connection.execute(statement.order_by(journal.c.update_id))
            if row.update_id not in changes.held
        ]
        missing = [row.update_id for row in rows if row.update_id not in changes.received]
        bodies: Mapping[int, str] = {}
        if missing:
            of_missing = select(journal.c.update_id, journal.c.body).where(
                self._is_own, is_one_of(journal.c.update_id, missing)
            )
            bodies = {row.update_id: row.body for row in await connection.execute(of_missing)}
        now, updates = self._clock(), []
        for row in rows:
            received = changes.received.get(row.update_id)
            body = parse_body(bodies[row.update_id]) if received is None else received[1]
            if body is not None:  # rows are written by `_row_values` or checked by `_enqueue_unfinished`
                age = now - row.received_at
                updates.append(LeasedUpdate(row.update_id, row.lane, body, age, row.attempts))
        return updates

    async def _enqueue_unfinished(self, connection: AsyncConnection, lane_of: Callable[[Body], int]) -> None:
        """Put the unfinished updates of long polling into the queue; set aside updates that cannot be read."""
        stopped = delete(running_bots).where(running_bots.c.bot_id == self._bot_id)
        has_crashed = (await connection.execute(stopped.returning(running_bots.c.bot_id))).first() is not None
        is_left = and_(self._is_own, ~journal.c.done, journal.c.set_aside_at.is_(None), journal.c.lane.is_(None))
        statement = select(journal.c.update_id, journal.c.body, journal.c.attempts).where(is_left)
        # The order of the rows prevents deadlocks between workers.
        rows = (await connection.execute(statement.order_by(journal.c.update_id))).all()
        adopted, unreadable = [], []
        for row in rows:
            if (body := parse_body(row.body)) is None:
                unreadable.append({"row_id": row.update_id})
            else:
                attempts = max(row.attempts, 1) if has_crashed else 0
                adopted.append({"row_id": row.update_id, "row_lane": lane_of(body), "row_attempts": attempts})
        is_row = and_(self._is_own, journal.c.update_id == bindparam("row_id"))
        if adopted:
            values: dict[str, Any] = {"lane": bindparam("row_lane"), "attempts": bindparam("row_attempts")}
            await connection.execute(update(journal).where(is_row).values(values), adopted)
        if unreadable:
            logger.error("set aside %d updates: their rows in the journal cannot be read", len(unreadable))
            await connection.execute(update(journal).where(is_row).values(set_aside_at=self._clock()), unreadable)

    def _row_values(self, update_id: int, lane: int, body: Body) -> dict[str, Any]:
        return {
            "bot_id": self._bot_id,
            "update_id": update_id,
            "received_at": self._clock(),
            "body": json.dumps(body),
            "done": False,
            "lane": lane,
        }
