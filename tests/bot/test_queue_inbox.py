"""The updates of one worker of the queue, which are put, taken, finished and lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import delete, insert, select, update

from bot import queue_inbox
from bot.leased_lanes import LANE_RETENTION
from bot.queue_inbox import QueueInbox
from bot.updates import JsonObject
from services.errors import StorageError
from services.storage import Database, Journal
from services.storage.journal import MAX_CRASHES_PER_UPDATE
from services.storage.leases import LEASE_SECONDS
from services.storage.queue import Changes, LeasedUpdate, LeasedWork, UpdateQueue
from services.storage.schema import journal, lane_leases, queue_workers
from tests.bot.polled import Heartbeats

BOT = 42


class Clock:
    seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


class BrokenQueue(UpdateQueue):
    """Raises StorageError while `is_broken`, and sets `exchanged` after each transaction."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self.is_broken = False
        self.exchanged = asyncio.Event()

    async def write_and_lease(self, changes: Changes) -> LeasedWork:
        if self.is_broken:
            raise StorageError("disk full")
        try:
            return await super().write_and_lease(changes)
        finally:
            self.exchanged.set()


class Desk:
    """An inbox, and the updates that it passes on."""

    def __init__(self, database: Database, clock: Clock, heartbeats: Heartbeats) -> None:
        self.database = database
        self.clock = clock
        self.queue = BrokenQueue(database, BOT)
        self.inbox = QueueInbox(self.queue, Journal(database, BOT), heartbeats, clock=clock)
        self.taken: asyncio.Queue[LeasedUpdate] = asyncio.Queue()

    async def next_id(self) -> int:
        async with asyncio.timeout(30):
            return (await self.taken.get()).update_id

    async def put(self, update_id: int, chat_id: int = 7) -> int:
        """Put an update and return the id of the update that is taken then."""
        await self.inbox.put(update_id, message(update_id, chat_id))
        return await self.next_id()

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(30):
            while True:
                self.queue.exchanged.clear()
                if await condition():
                    return
                await self.queue.exchanged.wait()

    async def _take(self, updates: Sequence[LeasedUpdate]) -> None:
        for leased in updates:
            await self.taken.put(leased)

    async def unfinished(self) -> list[int]:
        statement = select(journal.c.update_id).where(journal.c.lane.is_not(None)).order_by(journal.c.update_id)
        async with self.database.connect() as connection:
            return list(await connection.scalars(statement))

    async def leased(self) -> list[int]:
        async with self.database.connect() as connection:
            return list(await connection.scalars(select(lane_leases.c.lane).order_by(lane_leases.c.lane)))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        await self.inbox.open()
        work = asyncio.create_task(self.inbox.update_queue(self._take))
        try:
            yield
        finally:
            self.inbox.close()
            await work


def message(update_id: int, chat_id: int) -> JsonObject:
    return {"update_id": update_id, "message": {"message_id": update_id, "chat": {"id": chat_id}}}


@pytest.fixture
def desk(database: Database, heartbeats: Heartbeats, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(queue_inbox, "RETRY_DELAY", 0.01)
    return Desk(database, Clock(), heartbeats)


async def test_an_update_is_taken_after_it_is_stored_and_removed_after_it_is_finished(desk: Desk) -> None:
    async with desk.open():
        assert await desk.put(1) == 1
        assert await desk.unfinished() == [1]
        assert desk.inbox.may_handle(1)
        desk.inbox.finish(1)
        await desk.until(lambda: is_empty(desk.unfinished))


async def is_empty(read: Callable[[], Awaitable[list[int]]]) -> bool:
    return not await read()


async def test_an_update_that_is_put_twice_at_once_is_taken_once(desk: Desk) -> None:
    async with desk.open():
        await asyncio.gather(*(desk.inbox.put(1, message(1, 7)) for _ in range(3)))
        assert await desk.next_id() == 1
        assert await desk.put(2) == 2
        assert len(desk.inbox.leased.unfinished_ids) == 2


async def test_updates_that_are_put_together_are_written_together(desk: Desk, database: Database) -> None:
    async with desk.open():
        begin, transactions = database.begin, 0

        @asynccontextmanager
        async def counting() -> AsyncIterator[object]:
            nonlocal transactions
            transactions += 1
            async with begin() as connection:
                yield connection

        database.begin = counting  # type: ignore[method-assign, assignment]
        await asyncio.gather(*(desk.inbox.put(number, message(number, number)) for number in range(1, 101)))
        assert transactions <= 3


async def test_a_failed_write_is_an_error_for_the_sender_and_finished_updates_are_written_later(
    desk: Desk,
) -> None:
    async with desk.open():
        await desk.put(1)
        desk.queue.is_broken = True
        desk.inbox.finish(1)
        with pytest.raises(StorageError, match="disk full"):
            await desk.inbox.put(2, message(2, 7))
        assert await desk.unfinished() == [1]
        desk.queue.is_broken = False
        assert await desk.put(2) == 2
        await desk.until(lambda: equals(desk.unfinished, [2]))


async def equals(read: Callable[[], Awaitable[list[int]]], expected: list[int]) -> bool:
    return await read() == expected


async def test_no_update_is_put_after_the_inbox_is_closed(desk: Desk) -> None:
    async with desk.open():
        pass
    with pytest.raises(StorageError, match="stopping"):
        await desk.inbox.put(1, message(1, 7))


async def test_a_lane_is_kept_for_a_while_and_then_released(desk: Desk) -> None:
    async with desk.open():
        await desk.put(1, 7)
        desk.clock.seconds += 1
        await desk.put(2, 8)
        desk.inbox.finish(1)
        desk.clock.seconds += LANE_RETENTION - 1
        await desk.put(3, 9)
        assert await desk.leased() == [7, 8, 9]
        desk.clock.seconds += 1
        await desk.put(4, 9)
        await desk.until(lambda: equals(desk.leased, [8, 9]))  # lane 8 has an unfinished update


async def test_while_draining_idle_lanes_are_released_and_updates_are_only_stored(desk: Desk) -> None:
    async with desk.open():
        await desk.put(1, 7)
        await desk.put(2, 8)
        desk.inbox.finish(1)
        desk.inbox.stop_leasing()
        await desk.inbox.put(3, message(3, 9))
        await desk.until(lambda: equals(desk.leased, [8]))
        assert await desk.unfinished() == [2, 3]
        assert desk.taken.empty()


async def test_while_draining_the_updates_of_a_busy_lane_are_only_stored(desk: Desk) -> None:
    async with desk.open():
        await desk.put(1, 7)
        desk.inbox.stop_leasing()
        await desk.inbox.put(2, message(2, 7))
        assert await desk.unfinished() == [1, 2]
        assert desk.taken.empty()
        desk.inbox.finish(1)
        await desk.until(lambda: is_empty(desk.leased))


async def test_no_more_updates_are_taken_than_fit_into_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_inbox, "MAX_HELD_UPDATES", 2)
    async with desk.open():
        await desk.put(1, 7)
        await desk.put(2, 8)
        await desk.inbox.put(3, message(3, 9))
        await desk.inbox.put(4, message(4, 7))
        assert desk.taken.empty()
        desk.inbox.finish(1)
        desk.clock.seconds += LEASE_SECONDS
        assert sorted([await desk.next_id(), await desk.next_id()]) == [3, 4]


async def test_no_update_is_handled_when_the_leases_may_have_expired(desk: Desk) -> None:
    async with desk.open():
        await desk.put(1)
        desk.queue.is_broken = True
        desk.clock.seconds += LEASE_SECONDS
        assert not desk.inbox.may_handle(1)
        desk.queue.is_broken = False
        assert await desk.next_id() == 1  # no other worker has taken over
        assert desk.inbox.may_handle(1)


async def test_a_worker_that_was_taken_over_starts_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    async with desk.open():
        await desk.put(1, 7)
        await desk.put(2, 8)
        async with desk.database.begin() as connection:
            await connection.execute(delete(queue_workers))
        desk.clock.seconds += LEASE_SECONDS
        await desk.until(lambda: not_held(desk))
        assert "other processes have taken over" in caplog.text
        assert not desk.inbox.may_handle(1)  # update 2 is still being handled
        desk.clock.seconds += LEASE_SECONDS
        assert await desk.next_id() == 1
        assert desk.inbox.may_handle(1)
        desk.inbox.finish(2)
        await desk.until(lambda: equals(desk.unfinished, [1]))
        assert desk.taken.empty()


async def test_a_worker_that_was_taken_over_without_a_crash_takes_the_count_of_a_crash_back(desk: Desk) -> None:
    async with desk.open():
        await desk.put(1, 7)
        await desk.put(2, 7)
        async with desk.database.begin() as connection:
            set_aside = {"attempts": MAX_CRASHES_PER_UPDATE, "set_aside_at": 1.0, "lane": None}
            await connection.execute(update(journal).where(journal.c.update_id == 1).values(set_aside))
            await connection.execute(delete(queue_workers))
        desk.clock.seconds += LEASE_SECONDS
        await desk.until(lambda: not_held(desk))
        desk.inbox.finish(1)
        desk.inbox.finish(2)
        await desk.until(lambda: is_empty(desk.unfinished))
        async with desk.database.connect() as connection:
            attempts = await connection.execute(select(journal.c.attempts).order_by(journal.c.update_id))
            assert list(attempts.scalars()) == [MAX_CRASHES_PER_UPDATE - 1, 0]


async def test_an_update_that_was_answered_before_the_lease_was_lost_is_not_answered_again(desk: Desk) -> None:
    async with desk.open():
        await desk.put(1)
        async with desk.database.begin() as connection:
            another = {"worker": "another", "bot_id": BOT, "expires_at": 2.0**40}
            await connection.execute(insert(queue_workers).values(another))
            await connection.execute(update(lane_leases).values(worker="another"))
            await connection.execute(delete(queue_workers).where(queue_workers.c.worker != "another"))
        desk.clock.seconds += LEASE_SECONDS
        await desk.until(lambda: not_held(desk))
        desk.inbox.finish(1)
        await desk.until(lambda: is_empty(desk.unfinished))


async def not_held(desk: Desk) -> bool:
    return not desk.inbox.leased.unfinished_ids


async def test_heartbeats_stop_while_the_queue_fails(desk: Desk, heartbeats: Heartbeats) -> None:
    async with desk.open():
        await heartbeats.reach(1)
        desk.queue.is_broken = True
        before = heartbeats.beats
        for _ in range(3):
            with pytest.raises(StorageError):
                await desk.inbox.put(1, message(1, 7))
        assert heartbeats.beats == before
        desk.queue.is_broken = False
        desk.clock.seconds += LEASE_SECONDS
        await heartbeats.reach(before + 1)
