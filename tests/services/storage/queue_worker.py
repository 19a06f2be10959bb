"""Workers of the queue for tests, which keep their lanes and updates in memory, as the bot does."""

from collections.abc import Callable, Mapping

from sqlalchemy import update

from services.storage import Database
from services.storage.leases import LEASE_SECONDS
from services.storage.queue import Changes, UpdateQueue
from services.storage.schema import queue_workers

BOT = 42


class Worker:
    """A worker with the queue of BOT in *database*."""

    def __init__(self, database: Database, name: str, clock: Callable[[], float]) -> None:
        self.queue = UpdateQueue(database, BOT, clock=clock)
        self.name = name
        self.lanes: set[int] = set()
        self.held: dict[int, int] = {}

    async def open(self, lane_by_miscounted_id: Mapping[int, int] | None = None) -> "Worker":
        await self.queue.open(
            self.name, lambda body: int(body["lane"]), lane_by_miscounted_id=lane_by_miscounted_id
        )
        return self

    async def put(self, lane: int, *update_ids: int, **options: int) -> list[int]:
        received = {update_id: (lane, {"lane": lane, "id": update_id}) for update_id in update_ids}
        return await self.write_and_lease(Changes(received, **options))  # type: ignore[arg-type]

    async def finish(self, *update_ids: int) -> None:
        for update_id in update_ids:
            self.held.pop(update_id, None)
        await self.write_and_lease(Changes(finished=update_ids))

    async def write_and_lease(self, changes: Changes) -> list[int]:
        """Return the ids of the updates that the worker gets."""
        changes.owned, changes.held = self.lanes, self.held
        leased = await self.queue.write_and_lease(changes)
        self.lanes |= set(leased.lanes)
        self.lanes -= set(changes.released)
        for got in leased.updates:
            assert got.body == {"lane": got.lane, "id": got.update_id}
        self.held |= {got.update_id: got.attempts for got in leased.updates}
        return [got.update_id for got in leased.updates]


async def expire(database: Database, name: str) -> None:
    """Let the leases of the worker expire."""
    worker = update(queue_workers).where(queue_workers.c.worker == name)
    async with database.begin() as connection:
        await connection.execute(worker.values(expires_at=queue_workers.c.expires_at - 2 * LEASE_SECONDS))
