import asyncio

import pytest

from bot.lanes import Lanes
from bot.updates import lane_of, number_of


class Handler:
    """Holds each item until it is let go."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.ended: list[str] = []
        self._gates: dict[str, asyncio.Event] = {}

    async def __call__(self, item: str) -> None:
        self.started.append(item)
        await self._gates.setdefault(item, asyncio.Event()).wait()
        self.ended.append(item)

    async def let_go(self, *items: str) -> None:
        for item in items:
            self._gates.setdefault(item, asyncio.Event()).set()
        for _ in range(10):  # each item needs a few turns of the loop
            await asyncio.sleep(0)


async def test_items_of_one_lane_wait_for_each_other_and_lanes_do_not() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, at_once=10, waiting=10)
    for lane, item in ((1, "a"), (1, "b"), (2, "c")):
        await lanes.put(lane, item)
    await handler.let_go("b", "c")
    assert (handler.started, handler.ended) == (["a", "c"], ["c"])
    await handler.let_go("a")
    assert handler.ended == ["c", "a", "b"]
    assert await lanes.drain(1) == 0


async def test_only_so_many_lanes_run_at_once() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, at_once=2, waiting=10)
    for number, item in enumerate("abc"):
        await lanes.put(number, item)
    await handler.let_go("c")
    assert handler.started == ["a", "b"]
    await handler.let_go("a")
    assert handler.ended == ["a", "c"]
    assert await lanes.drain(0) == 1


async def test_a_flood_is_not_taken_in() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, at_once=10, waiting=2)
    await lanes.put(1, "a")
    await lanes.put(1, "b")
    third = asyncio.create_task(lanes.put(2, "c"))
    await handler.let_go()
    assert not third.done()
    await handler.let_go("a", "c")
    assert third.done()
    assert await lanes.drain(0) == 1


async def test_draining_waits_so_long_and_no_longer() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, at_once=10, waiting=10)
    for item in "ab":
        await lanes.put(item, item)
    await lanes.put("b", "b2")
    await handler.let_go("a")
    assert await lanes.drain(0.01) == 2
    assert handler.ended == ["a"]


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": -5}}, "from": {"id": 6}}}, -5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}}}, 6),
        ({"update_id": 1, "inline_query": {"from": {"id": 6}}}, 6),
        ({"update_id": 1, "message": {"chat": {"id": "x"}, "from": []}}, 1),
        ({"update_id": 1, "message": None, "poll": 5}, 1),
        ({}, None),
    ],
)
def test_the_lane_is_the_chat_else_the_user_else_the_updates_own(update: dict[str, object], lane: object) -> None:
    assert lane_of(update) == lane


@pytest.mark.parametrize(
    ("update", "number"),
    [
        ({"update_id": 7}, 7),
        ({"update_id": "7"}, None),
        ({"update_id": True}, None),
        ({}, None),
        ({"update_id": 2**70}, None),
        ({"update_id": -1}, None),
        ([7], None),
        (None, None),
    ],
)
def test_only_a_whole_number_is_an_updates_number(update: object, number: int | None) -> None:
    assert number_of(update) == number
