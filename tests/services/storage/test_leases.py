"""The leases of lanes: how workers share the lanes, and what happens to the lanes of a worker that ends."""

import asyncio
import logging

import pytest
from sqlalchemy import select, update

from services.storage import Database, Journal
from services.storage.journal import MAX_CRASHES_PER_UPDATE
from services.storage.leases import LeasesLost
from services.storage.queue import Changes
from services.storage.schema import journal
from tests.services.conftest import Clock
from tests.services.storage.queue_worker import BOT, Worker, expire


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
    await again.queue.remove_dead_workers()
    await again.write_and_lease(Changes(more_lanes=10))
    assert again.held == {1: 1, 2: 0, 4: 1}


async def test_after_a_normal_end_no_update_is_suspected(one: Worker, database: Database, clock: Clock) -> None:
    await one.put(7, 1)
    await Journal(database, BOT).count_attempt(1)
    await one.queue.remove_worker()

    again = await Worker(database, "again", clock).open()
    await again.write_and_lease(Changes(more_lanes=10))
    assert again.held == {1: 0}


async def test_an_update_whose_handling_crashed_several_workers_is_set_aside(
    one: Worker, database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await one.put(7, 1, 2)
    for crash in range(1, MAX_CRASHES_PER_UPDATE):
        await expire(database, "one" if crash == 1 else f"worker {crash - 1}")
        worker = await Worker(database, f"worker {crash}", clock).open()
        await worker.queue.remove_dead_workers()
        await worker.write_and_lease(Changes(more_lanes=10))
        assert worker.held == {1: crash, 2: 0}
        await Journal(database, BOT).count_attempt(1)
    await expire(database, f"worker {MAX_CRASHES_PER_UPDATE - 1}")

    last = await Worker(database, "last", clock).open()
    await last.queue.remove_dead_workers()
    await last.write_and_lease(Changes(more_lanes=10))
    assert last.held == {2: 1}
    assert "set aside updates 1" in caplog.text
    assert await last.put(7, 1) == []  # Telegram repeats the update


@pytest.mark.services
async def test_a_worker_that_lost_its_leases_but_has_not_crashed_takes_the_count_of_a_crash_back(
    pair: tuple[Worker, Worker], shared: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = pair
    await one.put(7, 1, 2)
    await one.put(8, 3)
    async with shared.begin() as connection:
        await connection.execute(
            update(journal).where(journal.c.update_id == 1).values(attempts=MAX_CRASHES_PER_UPDATE)
        )
    await expire(shared, "one")
    await two.queue.remove_dead_workers()
    await two.write_and_lease(Changes(more_lanes=10))
    assert two.held == {2: 1, 3: 1}
    assert "set aside updates 1" in caplog.text

    await Worker(shared, "one again", clock).open(lane_by_miscounted_id={1: 7, 2: 7, 3: 8})
    await two.write_and_lease(Changes(read_all=True))
    async with shared.connect() as connection:
        rows = await connection.execute(select(journal.c.update_id, journal.c.attempts))
        assert {row.update_id: row.attempts for row in rows} == {1: MAX_CRASHES_PER_UPDATE - 1, 2: 0, 3: 0}
    assert two.held[1] == MAX_CRASHES_PER_UPDATE - 1


async def test_an_exchange_raises_an_error_after_other_workers_have_taken_over_the_lanes(
    one: Worker, database: Database, clock: Clock
) -> None:
    await expire(database, "one")
    two = await Worker(database, "two", clock).open()
    await two.queue.remove_dead_workers()
    with pytest.raises(LeasesLost):
        await one.write_and_lease(Changes({1: (7, {})}, renew=True))
    assert await two.write_and_lease(Changes(more_lanes=10)) == []  # nothing was written


async def test_a_renewal_keeps_the_lanes(pair: tuple[Worker, Worker], shared: Database) -> None:
    one, two = pair
    await one.put(7, 1)
    await expire(shared, "one")
    await one.write_and_lease(Changes(renew=True))
    await two.queue.remove_dead_workers()
    assert await two.write_and_lease(Changes(more_lanes=10)) == []


@pytest.mark.services
async def test_a_lane_belongs_to_one_worker_until_it_is_released(pair: tuple[Worker, Worker]) -> None:
    one, two = pair
    assert await one.put(7, 1) == [1]
    assert await two.put(7, 2) == []
    assert await two.write_and_lease(Changes(more_lanes=10)) == []
    assert await one.write_and_lease(Changes(read=[7])) == [2]
    await two.put(7, 3)
    assert await one.put(7, 4) == [3, 4]
    await one.finish(1, 2, 3, 4)
    assert await two.put(7, 5) == []
    assert await one.write_and_lease(Changes(read_all=True)) == [5]
    await one.finish(5)
    await one.write_and_lease(Changes(released=[7]))
    assert await two.put(7, 6) == [6]


@pytest.mark.services
async def test_a_worker_that_takes_nothing_leaves_its_updates_to_the_others(pair: tuple[Worker, Worker]) -> None:
    one, two = pair
    assert await one.put(7, 1, may_take=False) == []
    assert await two.write_and_lease(Changes(more_lanes=10)) == [1]


@pytest.mark.services
async def test_the_oldest_updates_are_leased_first(pair: tuple[Worker, Worker], clock: Clock) -> None:
    one, two = pair
    for lane, update_id in ((9, 5), (8, 3), (7, 4)):
        clock.seconds += 1
        await one.put(lane, update_id, may_take=False)
    assert await two.write_and_lease(Changes(more_lanes=1)) == [5]
    assert await one.write_and_lease(Changes(more_lanes=2)) == [3, 4]


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
        while new := await worker.write_and_lease(Changes(more_lanes=7)):
            got += new
        return got

    shares = await asyncio.gather(*map(drain, workers))
    assert sorted(update_id for share in shares for update_id in share) == list(range(1, 201))
    lanes = [{(update_id - 1) // 2 for update_id in share} for share in shares]
    assert sum(map(len, lanes)) == 100
