"""Concurrent queues: items of one queue, a lane, are handled in order; lanes are handled concurrently."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

Item = TypeVar("Item")


@dataclass(slots=True)
class _Lane(Generic[Item]):
    items: deque[Item] = field(default_factory=deque)
    """The first is being handled, or is handled next."""
    paused: bool = False
    timer: asyncio.TimerHandle | None = None
    """Resumes the lane."""


class Lanes(Generic[Item]):
    """Calls *handle* with each item: in order within a lane, for at most *concurrency* lanes at a time.

    *handle* returns None when the item is finished, or the number of seconds after which to handle it again.
    During them the lane is paused; it has no task and does not count towards *concurrency*. After the pause,
    *trim* returns the items of the lane that are still to be handled.

    An item whose *handle* raises is removed, and the error is logged. All lanes hold at most *capacity* items.
    """

    def __init__(
        self,
        handle: Callable[[Item], Awaitable[float | None]],
        trim: Callable[[Sequence[Item]], Iterable[Item]] = lambda items: items,
        *,
        concurrency: int,
        capacity: int,
    ) -> None:
        self._handle = handle
        self._trim = trim
        self._slots = asyncio.Semaphore(concurrency)
        self._room = asyncio.Semaphore(capacity)
        self._lanes: dict[Hashable, _Lane[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining = False

    @property
    def is_full(self) -> bool:
        """Whether `put` would wait for room."""
        return self._room.locked()

    def items(self, name: Hashable) -> Collection[Item]:
        """Return the items in a lane, including the one being handled."""
        lane = self._lanes.get(name)
        return lane.items if lane else ()

    async def put(self, name: Hashable, item: Item, *, next_in_line: bool = False) -> None:
        """Wait for room, then append *item* to a lane, or insert it behind the item being handled."""
        await self._room.acquire()
        lane = self._lanes.get(name)
        if lane is not None:
            next_index = 0 if lane.paused else 1
            lane.items.insert(next_index if next_in_line else len(lane.items), item)
            return
        lane = self._lanes[name] = _Lane()
        lane.items.append(item)
        self._start(name, lane)

    async def drain(self, within: float) -> int:
        """Wait up to *within* seconds for the running lanes, then cancel them; return the number of items left.

        Paused lanes are not resumed.
        """
        self._draining = True
        for lane in self._lanes.values():
            if lane.timer is not None:
                lane.timer.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        left = sum(len(lane.items) for lane in self._lanes.values())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return left

    def _start(self, name: Hashable, lane: _Lane[Item]) -> None:
        task = asyncio.create_task(self._run(name, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: Hashable, lane: _Lane[Item]) -> None:
        try:
            while lane.items and not lane.paused:
                pause = None
                try:
                    async with self._slots:
                        pause = await self._handle(lane.items[0])
                except Exception:
                    logger.critical("the handler of a lane raised; its item is skipped", exc_info=True)
                if pause is None:
                    lane.items.popleft()
                    self._room.release()
                else:
                    self._pause(name, lane, pause)
        finally:
            if not lane.paused:
                del self._lanes[name]

    def _pause(self, name: Hashable, lane: _Lane[Item], seconds: float) -> None:
        lane.paused = True
        if not self._draining:
            lane.timer = asyncio.get_running_loop().call_later(seconds, self._resume, name, lane)

    def _resume(self, name: Hashable, lane: _Lane[Item]) -> None:
        lane.paused, lane.timer = False, None
        kept = deque(self._trim(tuple(lane.items)))
        for _ in range(len(lane.items) - len(kept)):
            self._room.release()
        lane.items = kept
        self._start(name, lane)
