"""Puts updates from the webhook into the shared queue, and passes this process's updates to the intake."""

import asyncio
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import getpid
from time import monotonic

from bot.leased_lanes import LANE_RETENTION, LeasedLanes
from bot.updates import JsonObject, chat_id_of, update_id_of
from services.errors import StorageError
from services.storage import INT64_BOUND, Journal
from services.storage.leases import ANY_WORKER, LEASE_SECONDS, LeasesLost
from services.storage.queue import Changes, LeasedUpdate, UpdateQueue

logger = logging.getLogger(__name__)

RENEWAL_INTERVAL = LEASE_SECONDS / 4
"""Time in seconds between two renewals of the leases; after each renewal, the whole queue is read."""

FINISHED_WRITE_DELAY = 0.02
"""Time in seconds within which finished updates are written, so that one transaction contains several updates."""

MIN_TRANSACTION_INTERVAL = 0.005
"""Minimum time in seconds between two transactions, so that one transaction contains several updates."""

RETRY_DELAY = 0.5
"""Time in seconds after which a failed transaction is repeated."""

MAX_HELD_UPDATES = 5_000
"""Maximum number of unfinished updates in memory; at this number, no further updates are read.

The number is below MAX_UNFINISHED_UPDATES of the intake, so that `update_queue` never waits for the intake.
"""

MAX_LANES_PER_TRANSACTION = 100
"""Maximum number of waiting lanes that are leased in one transaction, so that other workers get a share."""


@dataclass(slots=True)
class _UnwrittenUpdate:
    """An update that waits to be written into the queue."""

    lane: int
    body: JsonObject
    stored: asyncio.Future[None]
    """Done when the update is in the queue; has an exception if the update could not be written."""


def lane_of(update: JsonObject) -> int:
    """Return the result of `chat_id_of`, or the id of *update* if databases cannot store that result."""
    lane = chat_id_of(update)
    is_valid = isinstance(lane, int) and -INT64_BOUND <= lane < INT64_BOUND
    return int(lane) if is_valid and isinstance(lane, int) else update_id_of(update) or 0


class QueueInbox:
    """Puts received updates into *queue*, and tracks the updates of the lanes that this worker has leased.

    `update_queue` writes all changes since its last transaction, and reads the queue, in one transaction. The
    inbox calls *send_heartbeat* after each renewal of the leases. *clock* returns monotonic seconds.
    """

    def __init__(
        self,
        queue: UpdateQueue,
        journal: Journal,
        send_heartbeat: Callable[[], None],
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._queue = queue
        self._journal = journal
        self._send_heartbeat = send_heartbeat
        self._clock = clock
        self._received: dict[int, _UnwrittenUpdate] = {}
        self.leased = LeasedLanes(clock)
        """The lanes of this worker."""
        self._finished: set[int] = set()
        """The ids of finished updates that are not marked as finished in the queue yet."""
        self._lost: set[int] = set()
        """The ids of updates that this worker may still be handling although another worker has taken over their
        lanes."""
        self._miscounted: dict[int, int] = {}
        """The ids and lanes of the updates that this worker was handling when it lost its leases without a crash.

        Other workers have wrongly counted a crash for each of the updates.
        """
        self._notified: set[int] = set()
        """Lanes of this worker into which other workers have put updates."""
        self._read_all = True
        """Whether the next transaction reads all lanes of this worker."""
        self._lease_waiting = True
        """Whether the next transaction leases waiting lanes."""
        self._work = asyncio.Event()
        self._is_draining = self._is_closed = False
        self._lease_ends_at = 0.0
        """Monotonic time until which no other worker can take over the lanes."""
        self._healthy_since = -LEASE_SECONDS
        """Monotonic time since which no transaction has failed."""

    def owns(self, lane: int) -> bool:
        """Return whether only this worker handles the updates of *lane*."""
        return not self._queue.is_shared or lane in self.leased

    async def put(self, update_id: int, body: JsonObject) -> None:
        """Put the update into the queue; raise StorageError if the write fails or the inbox is closed."""
        if self._is_closed:
            raise StorageError("the bot is stopping")
        received = self._received.get(update_id)
        if received is None:
            stored = asyncio.get_running_loop().create_future()
            received = self._received[update_id] = _UnwrittenUpdate(lane_of(body), body, stored)
            self._work.set()
        await asyncio.shield(received.stored)

    def may_handle(self, update_id: int) -> bool:
        """Return whether this worker still leases the lane of the update; if not, forget the update."""
        if update_id in self.leased.unfinished_ids and self._clock() < self._lease_ends_at:
            return True
        self.leased.remove_update(update_id)
        self._lost.discard(update_id)
        return False

    def finish(self, update_id: int) -> None:
        """Record that the update is answered or dropped; ignore updates that this worker has forgotten."""
        if self.leased.remove_update(update_id) or update_id in self._lost:
            self._lost.discard(update_id)
            if not self._finished:
                asyncio.get_running_loop().call_later(FINISHED_WRITE_DELAY, self._work.set)
            self._finished.add(update_id)

    def persist_untracked(self) -> None:
        """Do nothing, because each update is written into the queue before it is handled."""

    async def count_attempt(self, update_id: int, body: JsonObject) -> None:  # noqa: ARG002 - as in `Inbox`
        """Record in the journal that handling the update begins, so that a crash can be traced to the update."""
        self.leased.mark_started(update_id)
        try:
            await self._journal.count_attempt(update_id)
        except StorageError as error:
            logger.warning("could not count the attempt to handle update %d: %s", update_id, error)

    def stop_leasing(self) -> None:
        """Read no more updates, lease no more lanes, and release the lanes without unfinished updates."""
        self._is_draining = True
        self._work.set()

    async def open(self) -> None:
        """Register as a worker; raise StorageError if the database fails."""
        started_at = self._clock()
        name = f"{socket.gethostname()}:{getpid()}:{secrets.token_hex(8)}"
        await self._queue.open(name, lane_of, lane_by_miscounted_id=self._miscounted)
        self._miscounted = {}
        self._lease_ends_at = started_at + LEASE_SECONDS

    def close(self) -> None:
        """Refuse further updates, and end `update_queue` after it has written the last changes."""
        self._is_closed = True
        self._work.set()

    async def update_queue(self, pass_to_intake: Callable[[Sequence[LeasedUpdate]], Awaitable[None]]) -> None:
        """Write and read the queue until `close`, and pass the new updates of this worker to *pass_to_intake*.

        At the end, release all lanes; raise StorageError if the last changes cannot be written.
        """
        next_renewal = self._clock()
        while not self._is_closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, next_renewal - self._clock())):
                    await self._work.wait()
            self._work.clear()
            is_renewal = self._clock() >= next_renewal
            try:
                if is_renewal:
                    next_renewal = self._clock() + RENEWAL_INTERVAL
                    self._read_all = self._lease_waiting = True
                    await self._remove_dead_workers()
                updates = await self._write_and_read(renew=is_renewal)
            except LeasesLost:
                await self._register_again()
                next_renewal = self._clock()
            except StorageError:  # `Database` logs the error
                self._healthy_since = self._clock()
                next_renewal = min(next_renewal, self._clock() + RETRY_DELAY)
            else:
                if is_renewal:
                    self._send_heartbeat()
                if updates:
                    await pass_to_intake(updates)
            await asyncio.sleep(MIN_TRANSACTION_INTERVAL)
        await self._write_and_read(renew=False)
        await self._queue.remove_worker()

    async def listen(self) -> None:
        """Make `update_queue` read the queue when other workers notify this worker, until cancelled."""
        await self._queue.listen(self._on_notification, self._on_gap)

    async def remove_old_updates(self) -> None:
        """Delete the finished updates that Telegram no longer repeats; raise StorageError on failure."""
        await self._queue.remove_old_updates()

    def _on_notification(self, worker: str, lanes: list[int]) -> None:
        if worker == self._queue.worker:
            self._notified.update(lanes)
            self._read_all |= not lanes
        elif worker == ANY_WORKER:
            self._lease_waiting = True
        else:
            return
        self._work.set()

    def _on_gap(self) -> None:
        self._read_all = self._lease_waiting = True
        self._work.set()

    async def _remove_dead_workers(self) -> None:
        """Free the lanes of dead workers, unless a transaction of this worker failed in the last LEASE_SECONDS."""
        if self._clock() - self._healthy_since >= LEASE_SECONDS:
            await self._queue.remove_dead_workers()

    async def _write_and_read(self, *, renew: bool) -> list[LeasedUpdate]:
        """Write all changes, and return the new updates of this worker.

        After a failure, keep the finished updates for the next transaction; each waiting `put` raises the error.
        """
        started_at = self._clock()
        received, self._received = self._received, {}
        finished, self._finished = self._finished, set()
        notified, self._notified = self._notified, set()
        read_all, self._read_all = self._read_all, False
        lease_waiting, self._lease_waiting = self._lease_waiting, False
        room = 0 if self._is_draining else MAX_HELD_UPDATES - len(self.leased.unfinished_ids)
        idle = self.leased.lanes_idle_for(0.0 if self._is_draining else LANE_RETENTION)
        busy = {new.lane for new in received.values()} | notified
        changes = Changes(
            {update_id: (new.lane, new.body) for update_id, new in received.items()},
            finished=finished,
            released=[lane for lane in idle if lane not in busy],
            read=[lane for lane in notified if lane in self.leased],
            read_all=read_all,
            may_take=room > 0,
            more_lanes=max(0, min(room, MAX_LANES_PER_TRANSACTION)) if lease_waiting else 0,
            renew=renew,
            held={*self.leased.unfinished_ids, *finished, *self._lost},
        )
        changes.owned = set(self.leased.lanes).difference(changes.released)
        if not changes:
            return []
        try:
            leased = await self._queue.write_and_lease(changes)
        except Exception as error:
            failure = error if isinstance(error, StorageError) else StorageError("the leases are lost")
            for new in received.values():
                new.stored.set_exception(failure)
                # Asyncio logs an exception that nobody retrieves, and the waiting request may have been cancelled.
                new.stored.exception()
            self._finished |= finished
            self._read_all = self._lease_waiting = True
            raise
        for new in received.values():
            new.stored.set_result(None)
        if renew:
            self._lease_ends_at = started_at + LEASE_SECONDS
        self._lease_waiting |= len(leased.lanes) >= MAX_LANES_PER_TRANSACTION
        if self._lease_waiting:
            self._work.set()
        self.leased.remove_lanes(changes.released)
        self.leased.add(leased.lanes, leased.updates)
        return leased.updates

    async def _register_again(self) -> None:
        """Register as a new worker after another worker has taken over the lanes."""
        logger.error(
            "other processes have taken over the chats of this process, because it could not renew its leases"
        )
        self._miscounted |= self.leased.started_updates
        self._lost.update(self.leased.unfinished_ids)
        self.leased.clear()
        with suppress(StorageError):
            await self.open()
