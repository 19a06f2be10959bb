"""The queue of updates: the updates that a worker gets, the order of the updates, and how long they are kept."""

import asyncio
from itertools import chain

import pytest
from sqlalchemy import select, update

from services.places import Place
from services.storage import Database, Journal, SavedPlace, SavedPlaces, apply_once
from services.storage.queue import RETENTION_SECONDS, Changes, UpdateQueue
from services.storage.queue_figures import QueueFigures, read_queue_figures
from services.storage.schema import applied_changes, journal, lane_leases
from tests.services.conftest import Clock
from tests.services.storage.queue_worker import BOT, Worker


async def test_a_worker_gets_what_it_puts_in_order_of_the_ids(one: Worker) -> None:
    assert await one.put(7, 3, 1, 2) == [1, 2, 3]


async def test_an_update_is_put_once_even_after_it_is_finished(one: Worker) -> None:
    await one.put(7, 1)
    assert await one.put(7, 1) == []
    await one.finish(1)
    assert await one.put(7, 1) == []


async def test_the_figures_are_about_unfinished_updates_of_one_bot(
    one: Worker, database: Database, clock: Clock
) -> None:
    assert await read_queue_figures(database, BOT, clock=clock) == QueueFigures(0, 0.0, 0, 1)
    await one.put(7, 1)
    clock.advance(seconds=10)
    await one.put(7, 2)
    await one.put(8, 3)
    await one.finish(3)
    clock.advance(seconds=5)
    assert await read_queue_figures(database, BOT, clock=clock) == QueueFigures(2, 15.0, 2, 1)
    assert await read_queue_figures(database, BOT + 1, clock=clock) == QueueFigures(0, 0.0, 0, 0)


async def test_ids_below_finished_ones_are_new(one: Worker) -> None:
    await one.put(7, 1000)
    await one.finish(1000)
    assert await one.put(7, 5) == [5]


async def test_two_bots_share_a_database_but_no_queue(one: Worker, database: Database, clock: Clock) -> None:
    other = UpdateQueue(database, 43, clock=clock)
    await other.open("other", lambda _: 0)
    await one.put(7, 1)
    leased = await other.write_and_lease(Changes({1: (7, {})}, more_lanes=10))
    assert [got.update_id for got in leased.updates] == [1]


async def test_a_finished_update_keeps_no_part_of_the_message(one: Worker, database: Database) -> None:
    await one.put(7, 1)
    await one.finish(1)
    async with database.connect() as connection:
        assert (await connection.scalars(select(journal.c.body))).all() == [""]


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
    await one.queue.remove_old_updates()
    assert await kept() == ([1, 2], [1])
    clock.seconds += 2
    await one.queue.remove_old_updates()
    assert await kept() == ([2], [])


async def test_updates_that_long_polling_left_unfinished_are_handled(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    polling = Journal(database, BOT)
    await polling.open()  # without `close`, as in a crash
    await polling.write({1: {"lane": 7, "id": 1}, 2: {"lane": 7, "id": 2}, 3: {}}, [2], offset=0)
    async with database.begin() as connection:
        await connection.execute(update(journal).where(journal.c.update_id == 3).values(body="{"))

    one = await Worker(database, "one", clock).open()
    await one.write_and_lease(Changes(more_lanes=10))
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
async def test_workers_that_put_the_same_updates_at_the_same_moment_get_each_once(
    pair: tuple[Worker, Worker],
) -> None:
    for first in range(1, 400, 20):
        received = {
            number: (number % 5, {"lane": number % 5, "id": number}) for number in range(first, first + 20)
        }
        backwards = dict(reversed(received.items()))
        shares = await asyncio.gather(
            *(
                worker.write_and_lease(Changes(rows))
                for worker, rows in zip(pair, (received, backwards), strict=True)
            )
        )
        late = [await worker.write_and_lease(Changes(read_all=True)) for worker in pair]
        assert sorted(chain(*shares, *late)) == list(received)
        assert not pair[0].lanes & pair[1].lanes
