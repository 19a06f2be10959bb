"""The leases by which several processes divide the lanes of the queue among themselves."""

import json
import logging
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.journal import MAX_CRASHES_PER_UPDATE
from services.storage.schema import journal, lane_leases, queue_workers
from services.storage.statements import insert_if_missing, is_one_of

logger = logging.getLogger(__name__)

LEASE_SECONDS = 8.0
"""Time in seconds after which the lanes of a worker that does not renew its leases go to other workers."""

NOTIFY_CHANNEL = "weather_bot_queue"
"""The PostgreSQL channel for notifications of waiting updates. The payload is a JSON array of a worker and its
lanes."""

ANY_WORKER = ""
"""The name in a notification that is for all workers, because no worker has leased the lane."""

MAX_LANES_PER_NOTIFICATION = 300
"""Maximum number of lanes in a notification; PostgreSQL limits the payload to 8,000 bytes."""


class LeasesLost(Exception):
    """Other workers have taken over all lanes of this worker, because this worker did not renew its leases."""


class LaneLeases:
    """The leases of one bot's lanes. Each method works in the transaction of the given connection.

    The function *clock* returns the Unix time. If there may be several workers, the clock of PostgreSQL replaces
    *clock*, because all processes share that clock.
    """

    def __init__(self, bot_id: int, *, is_shared: bool, clock: Callable[[], float]) -> None:
        self._bot_id = bot_id
        self._is_shared = is_shared
        self._clock = clock
        self._is_own = journal.c.bot_id == bot_id
        self._is_leased_by_bot = lane_leases.c.bot_id == bot_id

    async def register_worker(self, connection: AsyncConnection, worker: str) -> None:
        """Add *worker* to the table of workers, without lanes."""
        values = {"worker": worker, "bot_id": self._bot_id, "expires_at": self._now() + LEASE_SECONDS}
        await connection.execute(insert(queue_workers).values(values))

    async def remove_worker(self, connection: AsyncConnection, worker: str) -> None:
        """Remove *worker* at its normal end, and free its lanes.

        The attempts of its updates are reset to 0, because the worker has not crashed.
        """
        lanes = select(lane_leases.c.lane).where(lane_leases.c.worker == worker)
        is_attempted = and_(self._is_own, journal.c.lane.in_(lanes), journal.c.attempts > 0)
        await connection.execute(update(journal).where(is_attempted).values(attempts=0))
        await connection.execute(delete(queue_workers).where(queue_workers.c.worker == worker))
        await self.notify(connection, ANY_WORKER, ())

    async def renew(self, connection: AsyncConnection, worker: str) -> None:
        """Renew all leases of *worker*; raise LeasesLost if another worker has taken over its lanes."""
        renewal = update(queue_workers).where(queue_workers.c.worker == worker)
        found = await connection.execute(renewal.values(expires_at=self._now() + LEASE_SECONDS))
        if not found.rowcount:
            raise LeasesLost

    async def lease(self, connection: AsyncConnection, worker: str, lanes: Collection[int]) -> None:
        """Lease the free lanes among *lanes*; lanes that another worker has leased are left out."""
        # The order of the rows prevents deadlocks between workers.
        rows = [{"bot_id": self._bot_id, "lane": lane, "worker": worker} for lane in sorted(lanes)]
        await connection.execute(insert_if_missing(connection, lane_leases), rows)

    async def release(self, connection: AsyncConnection, worker: str, lanes: Collection[int]) -> None:
        """End the leases of *worker* on *lanes*, so that other workers can lease the lanes."""
        is_released = and_(lane_leases.c.worker == worker, is_one_of(lane_leases.c.lane, lanes))
        await connection.execute(delete(lane_leases).where(self._is_leased_by_bot, is_released))

    async def find_workers(self, connection: AsyncConnection, lanes: Collection[int]) -> dict[str, list[int]]:
        """Return the lanes among *lanes* that each worker has leased, by the name of the worker.

        Lanes that no worker has leased have the key ANY_WORKER.
        """
        statement = select(lane_leases.c.lane, lane_leases.c.worker).where(
            self._is_leased_by_bot, is_one_of(lane_leases.c.lane, lanes)
        )
        workers = {row.lane: row.worker for row in await connection.execute(statement)}
        lanes_by_worker: dict[str, list[int]] = {}
        for lane in lanes:
            lanes_by_worker.setdefault(workers.get(lane, ANY_WORKER), []).append(lane)
        return lanes_by_worker

    async def lease_waiting_lanes(self, connection: AsyncConnection, worker: str, max_lanes: int) -> set[int]:
        """Lease up to *max_lanes* free lanes, those with the oldest waiting updates first; return the lanes."""
        lease = select(lane_leases.c.lane).where(self._is_leased_by_bot, lane_leases.c.lane == journal.c.lane)
        waiting = (
            select(journal.c.lane)
            .where(self._is_own, journal.c.lane.is_not(None), ~lease.exists())
            .order_by(journal.c.received_at)
            .limit(max_lanes)
            .with_for_update(skip_locked=True)  # skips lanes that another worker is leasing now
            .subquery()
        )
        rows = select(literal(self._bot_id), waiting.c.lane, literal(worker)).distinct().order_by(waiting.c.lane)
        dialect = postgresql if self._is_shared else sqlite
        statement = (
            dialect.insert(lane_leases)
            .from_select(["bot_id", "lane", "worker"], rows)
            .on_conflict_do_nothing()
            .returning(lane_leases.c.lane)
        )
        return set((await connection.execute(statement)).scalars())

    async def remove_dead_workers(self, connection: AsyncConnection, *, all_are_dead: bool = False) -> None:
        """Remove workers that have not renewed their leases, or all if *all_are_dead*, and free their lanes.

        The oldest update of a lane counts as attempted, because it may have made its worker crash. An update with
        MAX_CRASHES_PER_UPDATE attempts is set aside.
        """
        are_dead = queue_workers.c.bot_id == self._bot_id
        if not all_are_dead:
            are_dead = and_(are_dead, queue_workers.c.expires_at < self._now())
        dead = select(queue_workers.c.worker).where(are_dead).with_for_update(skip_locked=True)
        workers = (await connection.scalars(dead)).all()
        if not workers:
            return
        lanes = select(lane_leases.c.lane).where(self._is_leased_by_bot, lane_leases.c.worker.in_(workers))
        is_theirs = and_(self._is_own, journal.c.lane.in_(lanes))
        # A worker handles only the oldest update of a lane.
        earlier = journal.alias()
        older = select(earlier.c.update_id).where(
            earlier.c.bot_id == self._bot_id,
            earlier.c.lane == journal.c.lane,
            earlier.c.update_id < journal.c.update_id,
        )
        crashed = update(journal).where(is_theirs, journal.c.attempts >= MAX_CRASHES_PER_UPDATE)
        crashed = crashed.values(set_aside_at=self._clock(), lane=None)
        set_aside = (await connection.scalars(crashed.returning(journal.c.update_id))).all()
        suspects = update(journal).where(is_theirs, journal.c.attempts == 0, ~older.exists())
        await connection.execute(suspects.values(attempts=1))
        await connection.execute(delete(queue_workers).where(queue_workers.c.worker.in_(workers)))
        logger.warning("took over the chats of %d processes that have crashed or lost the database", len(workers))
        if set_aside:
            logger.error(
                "set aside updates %s in the journal: the process crashed %d times while it handled them",
                ", ".join(map(str, sorted(set_aside))),
                MAX_CRASHES_PER_UPDATE,
            )

    async def withdraw_crashes(self, connection: AsyncConnection, lanes_by_update_id: Mapping[int, int]) -> None:
        """Subtract one attempt from each update in *lanes_by_update_id*.

        Call this method after other workers have taken over lanes of a worker that has not crashed. An update that
        `remove_dead_workers` has set aside returns to its lane.
        """
        if not lanes_by_update_id:
            return
        is_row = and_(self._is_own, journal.c.update_id == bindparam("row_id"))
        lane = case((journal.c.set_aside_at.is_(None), journal.c.lane), else_=bindparam("row_lane"))
        withdrawn = update(journal).where(is_row, ~journal.c.done, journal.c.attempts > 0)
        await connection.execute(
            withdrawn.values(attempts=journal.c.attempts - 1, lane=lane, set_aside_at=None),
            [{"row_id": update_id, "row_lane": lane} for update_id, lane in sorted(lanes_by_update_id.items())],
        )
        await self.notify(connection, ANY_WORKER, ())

    async def notify(self, connection: AsyncConnection, worker: str, lanes: Collection[int]) -> None:
        """Notify *worker* when the transaction is committed; if *worker* is ANY_WORKER, notify all workers.

        If *lanes* is empty, all lanes may have new updates.
        """
        if self._is_shared:
            known = list(lanes) if len(lanes) <= MAX_LANES_PER_NOTIFICATION else []
            await connection.execute(select(func.pg_notify(NOTIFY_CHANNEL, json.dumps([worker, known]))))

    def _now(self) -> ColumnElement[float]:
        """Return the current Unix time as an SQL expression."""
        if self._is_shared:
            return func.extract("epoch", func.clock_timestamp()).cast(journal.c.received_at.type)
        return literal(self._clock())
