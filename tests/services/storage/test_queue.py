"""The queue of updates: the updates that each worker gets, and the order of the updates."""

import asyncio
import logging
from collections.abc import AsyncIterator
from itertools import chain

import pytest
from sqlalchemy import select, update

from services.places import Place
from services.storage import (
    Database,
    Journal,
    SavedPlace,
    SavedPlaces,
    apply_once,
)
from services.storage.leases import LEASE_SECONDS, MAX_CRASHES, LeasesLost
from services.storage.opening import connect
from services.storage.queue import RETENTION_SECONDS, Changes, UpdateQueue
from services.storage.schema import applied_changes, journal, lane_leases, queue_workers

BOT = 42


class Clock:
    seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


class Worker:
    """A worker that keeps its lanes and updates in memory, as the bot does."""

    def __init__(self, database: Database, name: str, clock: Clock) -> None:
        self.queue = UpdateQueue(database, BOT, clock=clock)
        self.name = name
        self.lanes: set[int] = set()
        self.held: dict[int, int] = {}

    async def open(self) -> "Worker":
        await self.queue.open(self.name, lambda body: int(body["lane"]))
        return self

    async def put(self, lane: int, *update_ids: int, **options: int) -> list[int]:
        received = {update_id: (lane, {"lane": lane, "id": update_id}) for update_id in update_ids}
        return await self.exchange(Changes(received, **options))  # type: ignore[arg-type]

    async def finish(self, *update_ids: int) -> None:
        for update_id in update_ids:
            self.held.pop(update_id, None)
        await self.exchange(Changes(finished=update_ids))

    async def exchange(self, changes: Changes) -> list[int]:
        """Return the ids of the updates that the worker gets."""
        changes.owned, changes.held = self.lanes, self.held
        leased = await self.queue.exchange(changes)
        self.lanes |= set(leased.lanes)
        self.lanes -= set(changes.released)
        for got in leased.updates:
            assert got.body == {"lane": got.lane, "id": got.update_id}
        self.held |= {got.update_id: got.attempts for got in leased.updates}
        return [got.update_id for got in leased.updates]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def one(database: Database, clock: Clock) -> Worker:
    return await Worker(database, "one", clock).open()


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[Database]:
    """An empty database on PostgreSQL."""
    async with connect(postgres_url) as database:
        async with database.begin() as connection:
            for table in (lane_leases, queue_workers, journal, applied_changes):
                await connection.execute(table.delete())
        yield database


@pytest.fixture
async def pair(shared: Database, clock: Clock) -> tuple[Worker, Worker]:
    return await Worker(shared, "one", clock).open(), await Worker(shared, "two", clock).open()


async def expire(database: Database, name: str) -> None:
    """Let the leases of the worker expire."""
    worker = update(queue_workers).where(queue_workers.c.worker == name)
    async with database.begin() as connection:
        await connection.execute(worker.values(expires_at=queue_workers.c.expires_at - 2 * LEASE_SECONDS))


async def test_a_worker_gets_what_it_puts_in_order_of_the_ids(one: Worker) -> None:
    assert await one.put(7, 3, 1, 2) == [1, 2, 3]


async def test_an_update_is_put_once_even_after_it_is_finished(one: Worker) -> None:
    await one.put(7, 1)
    assert await one.put(7, 1) == []
    await one.finish(1)
    assert await one.put(7, 1) == []


async def test_ids_below_finished_ones_are_new(one: Worker) -> None:
    await one.put(7, 1000)
    await one.finish(1000)
    assert await one.put(7, 5) == [5]


async def test_two_bots_share_a_database_but_no_queue(one: Worker, database: Database, clock: Clock) -> None:
    other = UpdateQueue(database, 43, clock=clock)
    await other.open("other", lambda _: 0)
    await one.put(7, 1)
    leased = await other.exchange(Changes({1: (7, {})}, more_lanes=10))
    assert [got.update_id for got in leased.updates] == [1]


async def test_a_finished_update_keeps_no_part_of_the_message(one: Worker, database: Database) -> None:
    await one.put(7, 1)
    await one.finish(1)
    async with database.connect() as connection:
        assert (await connection.scalars(select(journal.c.body))).all() == [""]


async def test_after_a_restart_the_worker_gets_the_unfinished_updates_and_suspects_the_oldest_of_each_lane(
    one: Worker, database: Database, clock: Clock
) -> None:
    await one.put(7, 1, 2)
    await one.put(8, 3)
    await one.finish(3)
    await one.put(8, 4)
    await expire(database, "one")

    again = Worker(database, "again", clock)
    await again.open()
    await again.queue.take_over()
    await again.exchange(Changes(more_lanes=10))
    assert again.held == {1: 1, 2: 0, 4: 1}


async def test_after_a_normal_end_no_update_is_suspected(one: Worker, database: Database, clock: Clock) -> None:
    await one.put(7, 1)
    await Journal(database, BOT).count_attempt(1)
    await one.queue.close()

    again = await Worker(database, "again", clock).open()
    await again.exchange(Changes(more_lanes=10))
    assert again.held == {1: 0}


async def test_an_update_whose_handling_crashed_several_workers_is_set_aside(
    one: Worker, database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await one.put(7, 1, 2)
    for crash in range(1, MAX_CRASHES):
        await expire(database, "one" if crash == 1 else f"worker {crash - 1}")
        worker = await Worker(database, f"worker {crash}", clock).open()
        await worker.queue.take_over()
        await worker.exchange(Changes(more_lanes=10))
        assert worker.held == {1: crash, 2: 0}
        await Journal(database, BOT).count_attempt(1)
    await expire(database, f"worker {MAX_CRASHES - 1}")

    last = await Worker(database, "last", clock).open()
    await last.queue.take_over()
    await last.exchange(Changes(more_lanes=10))
    assert last.held == {2: 1}
    assert "set aside updates 1" in caplog.text
    assert await last.put(7, 1) == []  # Telegram repeats the update


async def test_an_exchange_raises_an_error_after_other_workers_have_taken_over_the_lanes(
    one: Worker, database: Database, clock: Clock
) -> None:
    await expire(database, "one")
    two = await Worker(database, "two", clock).open()
    await two.queue.take_over()
    with pytest.raises(LeasesLost):
        await one.exchange(Changes({1: (7, {})}, renew=True))
    assert await two.exchange(Changes(more_lanes=10)) == []  # nothing was written


async def test_a_renewal_keeps_the_lanes(pair: tuple[Worker, Worker], shared: Database) -> None:
    one, two = pair
    await one.put(7, 1)
    await expire(shared, "one")
    await one.exchange(Changes(renew=True))
    await two.queue.take_over()
    assert await two.exchange(Changes(more_lanes=10)) == []


async def test_finished_updates_and_their_marks_are_kept_for_as_long_as_telegram_repeats_updates(
    one: Worker, database: Database, clock: Clock
) -> None:
    await one.put(7, 1, 2)
    with apply_once(BOT, 1):
        await SavedPlaces(database, lambda _: None).add_all(7, [SavedPlace(Place("Oslo", 60, 10))])
    await one.finish(1)

    async def kept() -> tuple[list[int], list[int]]:
        async with database.connect() as connection:
            ids = await connection.scalars(select(journal.c.update_id).order_by(journal.c.update_id))
            marks = await connection.scalars(select(applied_changes.c.update_id))
            return list(ids), list(marks)

    clock.seconds += RETENTION_SECONDS - 1
    await one.queue.remove_old()
    assert await kept() == ([1, 2], [1])
    clock.seconds += 2
    await one.queue.remove_old()
    assert await kept() == ([2], [])


async def test_updates_that_long_polling_left_unfinished_are_handled(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    polling = Journal(database, BOT)
    await polling.open()  # without `close`, as in a crash
    await polling.write({1: {"lane": 7, "id": 1}, 2: {"lane": 7, "id": 2}, 3: {}}, [2], acknowledged=0)
    async with database.begin() as connection:
        await connection.execute(update(journal).where(journal.c.update_id == 3).values(body="{"))

    one = await Worker(database, "one", clock).open()
    await one.exchange(Changes(more_lanes=10))
    assert one.held == {1: 1}
    assert "set aside 1 updates" in caplog.text


async def test_long_polling_handles_the_updates_that_the_queue_left_unfinished(
    one: Worker, database: Database
) -> None:
    await one.put(7, 1, 2)
    await one.finish(2)
    polling = Journal(database, BOT)
    await polling.open()
    unfinished, finished = await polling.load()
    assert ([entry.update_id for entry in unfinished], finished) == ([1], {2})
    async with database.connect() as connection:
        assert (await connection.execute(select(lane_leases))).all() == []


@pytest.mark.services
async def test_a_lane_belongs_to_one_worker_until_it_is_released(pair: tuple[Worker, Worker]) -> None:
    one, two = pair
    assert await one.put(7, 1) == [1]
    assert await two.put(7, 2) == []
    assert await two.exchange(Changes(more_lanes=10)) == []
    assert await one.exchange(Changes(read=[7])) == [2]
    await two.put(7, 3)
    assert await one.put(7, 4) == [3, 4]
    await one.finish(1, 2, 3, 4)
    assert await two.put(7, 5) == []
    assert await one.exchange(Changes(read_all=True)) == [5]
    await one.finish(5)
    await one.exchange(Changes(released=[7]))
    assert await two.put(7, 6) == [6]


@pytest.mark.services
async def test_a_worker_that_takes_nothing_leaves_its_updates_to_the_others(pair: tuple[Worker, Worker]) -> None:
    one, two = pair
    assert await one.put(7, 1, may_take=False) == []
    assert await two.exchange(Changes(more_lanes=10)) == [1]


@pytest.mark.services
async def test_the_oldest_updates_are_leased_first(pair: tuple[Worker, Worker], clock: Clock) -> None:
    one, two = pair
    for lane, update_id in ((9, 5), (8, 3), (7, 4)):
        clock.seconds += 1
        await one.put(lane, update_id, may_take=False)
    assert await two.exchange(Changes(more_lanes=1)) == [5]
    assert await one.exchange(Changes(more_lanes=2)) == [3, 4]


@pytest.mark.services
async def test_workers_that_lease_at_the_same_moment_share_no_lane(
    shared: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    workers = [await Worker(shared, f"worker {number}", clock).open() for number in range(4)]
    for lane in range(100):
        await workers[0].put(lane, 2 * lane + 1, 2 * lane + 2, may_take=False)

    async def drain(worker: Worker) -> list[int]:
        got: list[int] = []
        while new := await worker.exchange(Changes(more_lanes=7)):
            got += new
        return got

    shares = await asyncio.gather(*map(drain, workers))
    assert sorted(update_id for share in shares for update_id in share) == list(range(1, 201))
    lanes = [{(update_id - 1) // 2 for update_id in share} for share in shares]
    assert sum(map(len, lanes)) == 100


@pytest.mark.services
async def test_workers_that_put_the_same_updates_at_the_same_moment_get_each_once(
    pair: tuple[Worker, Worker],
) -> None:
    for first in range(1, 400, 20):
        received = {
            number: (number % 5, {"lane": number % 5, "id": number}) for number in range(first, first + 20)
        }
        backwards = dict(reversed(received.items()))
        shares = await asyncio.gather(
            *(worker.exchange(Changes(rows)) for worker, rows in zip(pair, (received, backwards), strict=True))
        )
        late = [await worker.exchange(Changes(read_all=True)) for worker in pair]
        assert sorted(chain(*shares, *late)) == list(received)
        assert not pair[0].lanes & pair[1].lanes
