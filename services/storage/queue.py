"""The queue of updates that several processes share: the rows of the journal that have a lane.

Each process is a *worker*. A worker that puts an update into the queue leases the update's lane, unless another
worker has leased the lane, and handles all updates of its lanes. Therefore the updates of a lane are handled in
order, whichever process receives them. A worker keeps a lane for some time after its last update, because the
memory of a process is ahead of the database by some seconds. A worker that does not renew its leases loses all its
lanes. The leases of SQLite work in the same way, although a SQLite database has only one worker.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, bindparam, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.database import Database, shielded
from services.storage.journal import SET_ASIDE_RETENTION_SECONDS, Body, parse_body
from services.storage.schema import applied_changes, journal, lane_leases, queue_workers, running_bots
from services.storage.statements import insert_if_missing

logger = logging.getLogger(__name__)

LEASE_SECONDS = 8.0
"""Time in seconds after which the lanes of a worker that does not renew its leases go to other workers."""

MAX_CRASHES = 2
"""Maximum number of crashes during the handling of an update; at this number the update is set aside."""

RETENTION_SECONDS = 26 * 3600.0
"""Time in seconds for which a finished update is kept; Telegram repeats an update for up to 24 hours."""

CHANNEL = "weather_bot_queue"
"""The PostgreSQL channel of notifications that an update waits; the payload is a JSON array: worker, lanes."""

ANY_WORKER = ""
"""The worker in a notification that concerns each worker, because no worker has leased the lane."""

WORK_LOCK_KEY = 0x77656268
"""First key of the PostgreSQL advisory lock of `run_alone`; an arbitrary number."""

MAX_PAYLOAD_LANES = 300
"""Maximum number of lanes in a notification, whose payload has at most 8,000 bytes."""


@dataclass(frozen=True, slots=True)
class LeasedUpdate:
    """An unfinished update in a lane of this worker."""

    update_id: int
    lane: int
    body: Body
    age: float
    """Time since the update was received, in seconds."""
    attempts: int
    """Number of attempts to handle the update, counted from the first crash of its worker."""


@dataclass(slots=True)
class Changes:
    """What a worker writes to the queue in one transaction, and which of its updates it already has."""

    received: dict[int, tuple[int, Body]] = field(default_factory=dict)
    """The lanes and bodies of new updates, by id."""
    finished: Collection[int] = ()
    """The ids of updates that were handled or dropped."""
    released: Collection[int] = ()
    """The lanes that the worker no longer needs."""
    owned: Collection[int] = ()
    """The lanes that the worker has leased before."""
    read: Collection[int] = ()
    """Lanes of the worker that have new updates of other workers."""
    read_all: bool = False
    """Whether all lanes of the worker may have new updates."""
    may_lease: bool = True
    """Whether the worker leases the lanes of `received`."""
    more_lanes: int = 0
    """Maximum number of other waiting lanes that the worker leases."""
    renew: bool = False
    """Whether to renew the leases."""
    held: Collection[int] = ()
    """The ids of the updates that the worker has in memory."""

    def __bool__(self) -> bool:
        """Return whether there is anything to write or to read."""
        work = (self.received, self.finished, self.released, self.read)
        return any(work) or self.read_all or self.renew or self.more_lanes > 0


@dataclass(frozen=True, slots=True)
class Leased:
    """What a worker has got in one transaction."""

    lanes: Collection[int]
    """The lanes that the worker has leased now."""
    updates: list[LeasedUpdate]
    """The unfinished updates that the worker does not have in memory, in order of their ids."""


class LeasesLost(Exception):
    """Other workers have taken over all lanes of this worker, because it did not renew its leases."""


class UpdateQueue:
    """The queue of one bot as one worker sees it. All methods raise StorageError when the database fails.

    *clock* returns the Unix time.
    """

    def __init__(self, database: Database, bot_id: int, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self.worker = ANY_WORKER
        """The name of this worker; empty until `open`."""
        self.is_shared = database.url.get_backend_name() != "sqlite"
        """Whether the queue may have several workers."""
        self._is_own = journal.c.bot_id == bot_id
        self._is_leased_by_bot = lane_leases.c.bot_id == bot_id

    @shielded
    async def open(self, worker: str, lane_of: Callable[[Body], int]) -> None:
        """Register *worker*, and put unfinished updates of long polling into the queue.

        No worker, of any process, had the same name before. *lane_of* returns the lane of an update.
        """
        async with self._database.begin() as connection:
            if not self.is_shared:  # another worker of the file is a process that has crashed
                await self._take_over(connection, queue_workers.c.bot_id == self._bot_id)
            await self._adopt(connection, lane_of)
            await connection.execute(
                insert(queue_workers).values(
                    worker=worker, bot_id=self._bot_id, expires_at=self._now() + LEASE_SECONDS
                )
            )
        self.worker = worker

    @shielded
    async def close(self) -> None:
        """Release all lanes of the worker, and remove the worker."""
        own = select(lane_leases.c.lane).where(lane_leases.c.worker == self.worker)
        async with self._database.begin() as connection:
            # After a normal end, no update has made the process crash.
            is_attempted = and_(self._is_own, journal.c.lane.in_(own), journal.c.attempts > 0)
            await connection.execute(update(journal).where(is_attempted).values(attempts=0))
            await connection.execute(delete(queue_workers).where(queue_workers.c.worker == self.worker))
            await self._notify(connection, ANY_WORKER, ())

    @shielded
    async def exchange(self, changes: Changes) -> Leased:
        """Write *changes*, and return the lanes and updates that the worker gets.

        Raise LeasesLost if other workers have taken over the lanes; nothing is written then.
        """
        async with self._database.begin() as connection:
            if changes.renew:
                await self._renew(connection)
            if changes.received:
                # The order of the rows prevents deadlocks between workers.
                rows = [
                    self._row(update_id, *received) for update_id, received in sorted(changes.received.items())
                ]
                await connection.execute(insert_if_missing(connection, journal), rows)
            if changes.finished:
                is_finished = and_(self._is_own, self._is_one_of(journal.c.update_id, changes.finished))
                await connection.execute(update(journal).where(is_finished).values(done=True, body="", lane=None))
            if changes.released:
                is_released = and_(
                    lane_leases.c.worker == self.worker, self._is_one_of(lane_leases.c.lane, changes.released)
                )
                await connection.execute(delete(lane_leases).where(is_released))
                if not changes.may_lease:  # other workers may have put updates into these lanes
                    await self._notify(connection, ANY_WORKER, ())
            lanes = {lane for lane, _ in changes.received.values()}
            leased = await self._lease(connection, sorted(lanes.difference(changes.owned)), changes.may_lease)
            if changes.more_lanes:
                leased |= await self._lease_waiting(connection, changes.more_lanes)
            to_read = leased.union(changes.read, lanes.intersection(changes.owned))
            is_wanted = self._is_one_of(journal.c.lane, sorted(to_read)) if to_read else None
            if changes.read_all:
                own = select(lane_leases.c.lane).where(lane_leases.c.worker == self.worker)
                is_wanted = journal.c.lane.in_(own)
            updates = [] if is_wanted is None else await self._read(connection, is_wanted, changes)
        return Leased(leased, updates)

    @shielded
    async def take_over(self) -> None:
        """Free the lanes of the workers that have not renewed their leases.

        In each lane, the oldest update may have crashed its worker: it counts as attempted. An update with
        MAX_CRASHES attempts is set aside.
        """
        is_expired = and_(queue_workers.c.bot_id == self._bot_id, queue_workers.c.expires_at < self._now())
        async with self._database.begin() as connection:
            await self._take_over(connection, is_expired)

    @shielded
    async def remove_old(self) -> None:
        """Delete the finished updates that Telegram no longer repeats, and the marks of their changes."""
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
    async def run_alone(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Await *work* unless another worker is doing so; return whether *work* was awaited."""
        if not self.is_shared:
            await work()
            return True
        async with self._database.begin() as connection:
            lock = select(func.pg_try_advisory_xact_lock(WORK_LOCK_KEY, func.hashtext(str(self._bot_id))))
            is_alone = bool(await connection.scalar(lock))
            if is_alone:
                await work()
        return is_alone

    async def listen(self, on_notification: Callable[[str, list[int]], None], on_gap: Callable[[], None]) -> None:
        """Pass the worker and the lanes of each notification to *on_notification*, until cancelled.

        Call *on_gap* when notifications may have been missed. The worker may be ANY_WORKER. Without lanes, all
        lanes may have new updates.
        """
        if not self.is_shared:
            await asyncio.get_running_loop().create_future()
        from services.storage.notifications import listen  # noqa: PLC0415 - only PostgreSQL has notifications

        await listen(self._database, CHANNEL, lambda payload: on_notification(*json.loads(payload)), on_gap)

    async def waiting(self) -> int:
        """Return the number of unfinished updates in the queue."""
        statement = select(func.count()).select_from(journal).where(self._is_own, journal.c.lane.is_not(None))
        async with self._database.connect() as connection:
            return int(await connection.scalar(statement) or 0)

    async def _renew(self, connection: AsyncConnection) -> None:
        renewal = update(queue_workers).where(queue_workers.c.worker == self.worker)
        found = await connection.execute(renewal.values(expires_at=self._now() + LEASE_SECONDS))
        if not found.rowcount:
            raise LeasesLost

    async def _lease(self, connection: AsyncConnection, lanes: list[int], may_lease: bool) -> set[int]:
        """Lease those of *lanes* that no worker has leased, and notify the workers of the others."""
        if not lanes:
            return set()
        if may_lease:
            rows = [{"bot_id": self._bot_id, "lane": lane, "worker": self.worker} for lane in lanes]
            await connection.execute(insert_if_missing(connection, lane_leases), rows)
        statement = select(lane_leases.c.lane, lane_leases.c.worker).where(
            self._is_leased_by_bot, self._is_one_of(lane_leases.c.lane, lanes)
        )
        owners = {row.lane: row.worker for row in await connection.execute(statement)}
        lanes_by_worker: dict[str, list[int]] = {}
        for lane in lanes:
            lanes_by_worker.setdefault(owners.get(lane, ANY_WORKER), []).append(lane)
        leased = set(lanes_by_worker.pop(self.worker, ()))
        for worker, its_lanes in lanes_by_worker.items():
            await self._notify(connection, worker, its_lanes)
        return leased

    async def _lease_waiting(self, connection: AsyncConnection, number: int) -> set[int]:
        """Lease up to *number* lanes that have waiting updates and no worker, oldest updates first."""
        lease = select(lane_leases.c.lane).where(self._is_leased_by_bot, lane_leases.c.lane == journal.c.lane)
        waiting = (
            select(journal.c.lane)
            .where(self._is_own, journal.c.lane.is_not(None), ~lease.exists())
            .order_by(journal.c.received_at)
            .limit(number)
            .with_for_update(skip_locked=True)  # lanes that another worker leases at this moment
            .subquery()
        )
        rows = (
            select(literal(self._bot_id), waiting.c.lane, literal(self.worker)).distinct().order_by(waiting.c.lane)
        )
        dialect = postgresql if self.is_shared else sqlite
        statement = (
            dialect.insert(lane_leases)
            .from_select(["bot_id", "lane", "worker"], rows)
            .on_conflict_do_nothing()
            .returning(lane_leases.c.lane)
        )
        return set((await connection.execute(statement)).scalars())

    async def _read(
        self, connection: AsyncConnection, is_wanted: ColumnElement[bool], changes: Changes
    ) -> list[LeasedUpdate]:
        """Return the unfinished updates that satisfy *is_wanted* and are not held, in order of their ids."""
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
                self._is_own, self._is_one_of(journal.c.update_id, missing)
            )
            bodies = {row.update_id: row.body for row in await connection.execute(of_missing)}
        now, updates = self._clock(), []
        for row in rows:
            received = changes.received.get(row.update_id)
            body = parse_body(bodies[row.update_id]) if received is None else received[1]
            if body is not None:  # rows are written by `_row` or checked by `_adopt`
                age = now - row.received_at
                updates.append(LeasedUpdate(row.update_id, row.lane, body, age, row.attempts))
        return updates

    async def _take_over(self, connection: AsyncConnection, are_dead: ColumnElement[bool]) -> None:
        dead = select(queue_workers.c.worker).where(are_dead).with_for_update(skip_locked=True)
        workers = (await connection.scalars(dead)).all()
        if not workers:
            return
        lanes = select(lane_leases.c.lane).where(self._is_leased_by_bot, lane_leases.c.worker.in_(workers))
        is_theirs = and_(self._is_own, journal.c.lane.in_(lanes))
        now = self._clock()
        # Only the oldest update of a lane is being handled.
        earlier = journal.alias()
        older = select(earlier.c.update_id).where(
            earlier.c.bot_id == self._bot_id,
            earlier.c.lane == journal.c.lane,
            earlier.c.update_id < journal.c.update_id,
        )
        crashed = update(journal).where(is_theirs, journal.c.attempts >= MAX_CRASHES)
        set_aside = (
            await connection.scalars(
                crashed.values(set_aside_at=now, lane=None).returning(journal.c.update_id),
                execution_options={"synchronize_session": False},
            )
        ).all()
        suspects = update(journal).where(is_theirs, journal.c.attempts == 0, ~older.exists())
        await connection.execute(suspects.values(attempts=1))
        await connection.execute(delete(queue_workers).where(queue_workers.c.worker.in_(workers)))
        logger.warning("took over the chats of %d processes that have crashed or lost the database", len(workers))
        if set_aside:
            logger.error(
                "set aside updates %s in the journal: the process crashed %d times while it handled them",
                ", ".join(map(str, sorted(set_aside))),
                MAX_CRASHES,
            )

    async def _adopt(self, connection: AsyncConnection, lane_of: Callable[[Body], int]) -> None:
        """Put the unfinished updates of long polling into the queue; set aside those that cannot be read."""
        stopped = delete(running_bots).where(running_bots.c.bot_id == self._bot_id)
        has_crashed = (await connection.execute(stopped.returning(running_bots.c.bot_id))).first() is not None
        is_left = and_(self._is_own, ~journal.c.done, journal.c.set_aside_at.is_(None), journal.c.lane.is_(None))
        statement = select(journal.c.update_id, journal.c.body, journal.c.attempts).where(is_left)
        rows = (await connection.execute(statement)).all()
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

    async def _notify(self, connection: AsyncConnection, worker: str, lanes: Collection[int]) -> None:
        """Wake *worker*, or each worker, at the commit. Without lanes, all lanes may have new updates."""
        if self.is_shared:
            known = list(lanes) if len(lanes) <= MAX_PAYLOAD_LANES else []
            await connection.execute(select(func.pg_notify(CHANNEL, json.dumps([worker, known]))))

    def _row(self, update_id: int, lane: int, body: Body) -> dict[str, Any]:
        return {
            "bot_id": self._bot_id,
            "update_id": update_id,
            "received_at": self._clock(),
            "body": json.dumps(body),
            "done": False,
            "lane": lane,
        }

    def _now(self) -> ColumnElement[float]:
        """Return the Unix time as an expression: the clock of PostgreSQL, which all processes share."""
        if self.is_shared:
            return func.extract("epoch", func.clock_timestamp()).cast(journal.c.received_at.type)
        return literal(self._clock())

    def _is_one_of(self, column: ColumnElement[int], values: Collection[int]) -> ColumnElement[bool]:
        if self.is_shared:  # one text for any number of values, so that the statement is prepared once
            return column == any_(literal(list(values), postgresql.ARRAY(column.type)))
        return column.in_(values)
