import asyncio

import pytest

from bot.lanes import Lanes


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
    lanes: Lanes[str] = Lanes(handler, at_once=10, capacity=10)
    for lane, item in ((1, "a"), (1, "b"), (2, "c")):
        await lanes.put(lane, item)
    await handler.let_go("b", "c")
    assert (handler.started, handler.ended) == (["a", "c"], ["c"])
    await handler.let_go("a")
    assert handler.ended == ["c", "a", "b"]
    assert await lanes.drain(1) == 0


async def test_only_so_many_lanes_run_at_once() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, at_once=2, capacity=10)
    for number, item in enumerate("abc"):
        await lanes.put(number, item)
    await handler.let_go("c")
    assert handler.started == ["a", "b"]
    await handler.let_go("a")
    assert handler.ended == ["a", "c"]
    assert await lanes.drain(0) == 1


async def test_a_flood_is_not_taken_in() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, at_once=10, capacity=2)
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
    lanes: Lanes[str] = Lanes(handler, at_once=10, capacity=10)
    for item in "ab":
        await lanes.put(item, item)
    await lanes.put("b", "b2")
    await handler.let_go("a")
    assert await lanes.drain(0.01) == 2
    assert handler.ended == ["a"]


class Clocked:
    """Asks for a pause the first time it gets an item that is in `pausing`."""

    def __init__(self, *pausing: str, pause: float = 0.0) -> None:
        self.handled: list[str] = []
        self._pausing = set(pausing)
        self._pause = pause
        self._news = asyncio.Event()

    async def reach(self, *items: str) -> None:
        async with asyncio.timeout(5):
            while self.handled != list(items):
                self._news.clear()
                await self._news.wait()

    async def __call__(self, item: str) -> float | None:
        self.handled.append(item)
        self._news.set()
        if item in self._pausing:
            self._pausing.remove(item)
            return self._pause
        return None


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_lane_that_pauses_goes_on_with_the_same_item_and_holds_no_slot_meanwhile() -> None:
    handle = Clocked("a", pause=0.001)
    lanes: Lanes[str] = Lanes(handle, at_once=1, capacity=10)
    for lane, item in ((1, "a"), (1, "b"), (2, "c")):
        await lanes.put(lane, item)
    await turns()
    assert handle.handled == ["a", "c"]
    assert list(lanes.items(1)) == ["a", "b"]
    await handle.reach("a", "c", "a", "b")


@pytest.mark.parametrize(("paused", "order"), [(True, ["a", "new", "a", "b"]), (False, ["a", "new", "b"])])
async def test_an_item_put_next_in_line_is_handled_before_all_that_wait(paused: bool, order: list[str]) -> None:
    handle = Clocked(*"a" * paused, pause=0.001)
    lanes: Lanes[str] = Lanes(handle, at_once=1, capacity=10)
    for item in "ab":
        await lanes.put(1, item)
    if paused:
        await turns()
    await lanes.put(1, "new", next_in_line=True)
    await handle.reach(*order)


async def test_after_a_pause_only_what_trim_chooses_is_handled_and_the_room_of_the_rest_is_free() -> None:
    handle = Clocked("a")
    lanes: Lanes[str] = Lanes(handle, lambda items: items[-1:], at_once=1, capacity=3)
    for item in "abc":
        await lanes.put(1, item)
    assert lanes.is_full
    await turns()
    assert handle.handled == ["a", "c"]
    for item in "def":
        await lanes.put(2, item)
    assert await lanes.drain(1) == 0


async def test_draining_leaves_paused_lanes_as_they_are() -> None:
    handle = Clocked("a", pause=60.0)
    lanes: Lanes[str] = Lanes(handle, at_once=1, capacity=10)
    await lanes.put(1, "a")
    await lanes.put(1, "b")
    await turns()
    async with asyncio.timeout(5):
        assert await lanes.drain(60) == 2
    assert handle.handled == ["a"]
