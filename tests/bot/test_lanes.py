import asyncio

import pytest

from bot.lanes import Lanes


class Handler:
    """Handles each item until it is released."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.ended: list[str] = []
        self._gates: dict[str, asyncio.Event] = {}

    async def __call__(self, item: str) -> None:
        self.started.append(item)
        await self._gates.setdefault(item, asyncio.Event()).wait()
        self.ended.append(item)

    async def release(self, *items: str) -> None:
        for item in items:
            self._gates.setdefault(item, asyncio.Event()).set()
        for _ in range(10):  # each item needs a few turns of the loop
            await asyncio.sleep(0)


async def test_items_of_one_lane_are_handled_in_order_and_lanes_concurrently() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, concurrency=10, capacity=10)
    for lane, item in ((1, "a"), (1, "b"), (2, "c")):
        await lanes.put(lane, item)
    await handler.release("b", "c")
    assert (handler.started, handler.ended) == (["a", "c"], ["c"])
    await handler.release("a")
    assert handler.ended == ["c", "a", "b"]
    assert await lanes.drain(1) == 0


async def test_no_more_lanes_run_than_the_concurrency_allows() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, concurrency=2, capacity=10)
    for number, item in enumerate("abc"):
        await lanes.put(number, item)
    await handler.release("c")
    assert handler.started == ["a", "b"]
    await handler.release("a")
    assert handler.ended == ["a", "c"]
    assert await lanes.drain(0) == 1


async def test_put_waits_while_all_lanes_together_are_full() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, concurrency=10, capacity=2)
    await lanes.put(1, "a")
    await lanes.put(1, "b")
    third = asyncio.create_task(lanes.put(2, "c"))
    await handler.release()
    assert not third.done()
    await handler.release("a", "c")
    assert third.done()
    assert await lanes.drain(0) == 1


async def test_draining_waits_no_longer_than_its_limit() -> None:
    handler = Handler()
    lanes: Lanes[str] = Lanes(handler, concurrency=10, capacity=10)
    for item in "ab":
        await lanes.put(item, item)
    await lanes.put("b", "b2")
    await handler.release("a")
    assert await lanes.drain(0.01) == 2
    assert handler.ended == ["a"]


class PausingHandler:
    """Returns a pause the first time it gets one of the items in *pausing*."""

    def __init__(self, *pausing: str, pause: float = 0.0) -> None:
        self.handled: list[str] = []
        self._pausing = set(pausing)
        self._pause = pause
        self._news = asyncio.Event()

    async def reach(self, *items: str) -> None:
        async with asyncio.timeout(30):
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


async def test_a_paused_lane_resumes_with_the_same_item_and_does_not_count_as_running() -> None:
    handle = PausingHandler("a", pause=0.001)
    lanes: Lanes[str] = Lanes(handle, concurrency=1, capacity=10)
    for lane, item in ((1, "a"), (1, "b"), (2, "c")):
        await lanes.put(lane, item)
    await turns()
    assert handle.handled == ["a", "c"]
    assert list(lanes.items_of(1)) == ["a", "b"]
    await handle.reach("a", "c", "a", "b")


@pytest.mark.parametrize(("paused", "order"), [(True, ["a", "new", "a", "b"]), (False, ["a", "new", "b"])])
async def test_an_item_put_next_in_line_is_handled_before_those_that_wait(paused: bool, order: list[str]) -> None:
    handle = PausingHandler(*"a" * paused, pause=0.001)
    lanes: Lanes[str] = Lanes(handle, concurrency=1, capacity=10)
    for item in "ab":
        await lanes.put(1, item)
    if paused:
        await turns()
    await lanes.put(1, "new", next_in_line=True)
    await handle.reach(*order)


async def test_after_a_pause_the_items_that_trim_removes_make_room() -> None:
    handle = PausingHandler("a")
    lanes: Lanes[str] = Lanes(handle, lambda items: items[-1:], concurrency=1, capacity=3)
    for item in "abc":
        await lanes.put(1, item)
    assert lanes.is_full
    await turns()
    assert handle.handled == ["a", "c"]
    for item in "def":
        await lanes.put(2, item)
    assert await lanes.drain(1) == 0


async def test_draining_does_not_resume_paused_lanes() -> None:
    handle = PausingHandler("a", pause=60.0)
    lanes: Lanes[str] = Lanes(handle, concurrency=1, capacity=10)
    await lanes.put(1, "a")
    await lanes.put(1, "b")
    await turns()
    async with asyncio.timeout(30):
        assert await lanes.drain(60) == 2
    assert handle.handled == ["a"]


async def test_an_item_whose_handler_raises_makes_room_and_the_next_is_handled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handled: list[str] = []

    async def handle(item: str) -> None:
        if item == "bad":
            raise RuntimeError("a bug")
        handled.append(item)

    lanes: Lanes[str] = Lanes(handle, concurrency=1, capacity=1)
    async with asyncio.timeout(30):
        for item in ("bad", "good"):
            await lanes.put(1, item)
        assert await lanes.drain(1) == 0
    assert handled == ["good"]
    assert "skipped an item, because handling it raised" in caplog.text
