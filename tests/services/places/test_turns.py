"""The order of work in the reading thread."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from services.places.turns import ShortestJobFirst


@pytest.fixture
def thread() -> Iterator[ShortestJobFirst]:
    thread = ShortestJobFirst("test")
    yield thread
    thread.close()


async def test_the_cheapest_waiting_call_is_next(thread: ShortestJobFirst) -> None:
    gate, done = threading.Event(), list[int]()
    first = asyncio.create_task(thread.run(0, gate.wait))
    await asyncio.sleep(0)
    others = [asyncio.create_task(thread.run(cost, done.append, cost)) for cost in (300, 20, 100, 20)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *others)
    assert done == [20, 20, 100, 300]


async def test_a_cancelled_call_does_not_block_the_others(thread: ShortestJobFirst) -> None:
    gate, done = threading.Event(), list[int]()
    first = asyncio.create_task(thread.run(0, gate.wait))
    await asyncio.sleep(0)
    impatient, patient = (asyncio.create_task(thread.run(cost, done.append, cost)) for cost in (1, 2))
    await asyncio.sleep(0)
    impatient.cancel()
    gate.set()
    await asyncio.gather(first, patient)
    assert done == [2]
    assert await thread.run(0, int) == 0


async def test_a_call_cancelled_at_its_turn_passes_the_turn_on(thread: ShortestJobFirst) -> None:
    first = asyncio.create_task(thread.run(0, int))
    await asyncio.sleep(0)
    second, third = (asyncio.create_task(thread.run(cost, int)) for cost in (1, 2))
    first.add_done_callback(lambda _: second.cancel())
    assert await third == 0
    await asyncio.wait([second])


async def test_an_error_is_raised_and_the_next_call_runs(thread: ShortestJobFirst) -> None:
    results = await asyncio.gather(thread.run(0, int, "x"), thread.run(0, int, "1"), return_exceptions=True)
    assert isinstance(results[0], ValueError)
    assert results[1] == 1
