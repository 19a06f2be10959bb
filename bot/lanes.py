"""Lanes: concurrent queues of items, such as one queue of updates for each chat."""

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
    """The items that are not finished. The first item is being handled, or is handled next."""
    paused: bool = False
    resume_timer: asyncio.TimerHandle | None = None


class Lanes(Generic[Item]):
    """Calls *handle* with each queued item: in order within a lane, concurrently for up to *concurrency* lanes.

    *handle* returns None if the item is finished. If *handle* returns a number of seconds, the lane is paused that
    long, and the item is handled again. A paused lane has no task, and does not count towards *concurrency*. When
    the lane resumes, *drop_obsolete* receives its items, and returns the items that are still to be handled.

    If *handle* raises, the error is logged and the item counts as finished. All lanes together contain at most
    *capacity* items.
    """

    def __init__(
        self,
        handle: Callable[[Item], Awaitable[float | None]],
        drop_obsolete: Callable[[Sequence[Item]], Iterable[Item]] = lambda items: items,
        *,
        concurrency: int,
        capacity: int,
    ) -> None:
        self._handle = handle
        self._drop_obsolete = drop_obsolete
        self._running_lanes = asyncio.Semaphore(concurrency)
        self._room = asyncio.Semaphore(capacity)
        self._lanes: dict[Hashable, _Lane[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining = False

    @property
    def is_full(self) -> bool:
        """Whether `put` would wait for room."""
        return self._room.locked()

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of unfinished items, of lanes that have items, and of lanes that are paused."""
        lanes = self._lanes.values()
        return {
            "items": sum(len(lane.items) for lane in lanes),
            "lanes": len(lanes),
            "paused": sum(lane.paused for lane in lanes),
        }

    def items_of(self, lane_name: Hashable) -> Collection[Item]:
        """Return the unfinished items of the lane, including the item being handled."""
        lane = self._lanes.get(lane_name)
        return lane.items if lane else ()

    async def put(self, lane_name: Hashable, item: Item, *, next_in_line: bool = False) -> None:
        """Wait for room, then append *item* to the lane; if *next_in_line*, put it before the waiting items."""
        await self._room.acquire()
        lane = self._lanes.get(lane_name)
        if lane is not None:
            next_index = 0 if lane.paused else 1
            lane.items.insert(next_index if next_in_line else len(lane.items), item)
            return
        lane = self._lanes[lane_name] = _Lane()
        lane.items.append(item)
        self._start(lane_name, lane)

    async def drain(self, grace_seconds: float) -> int:
        """Wait up to *grace_seconds* for the running lanes, then cancel them.

        Paused lanes are not resumed. Return the number of unfinished items.
        """
        self._draining = True
        for lane in self._lanes.values():
            if lane.resume_timer is not None:
                lane.resume_timer.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        unfinished = sum(len(lane.items) for lane in self._lanes.values())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return unfinished

    def _start(self, lane_name: Hashable, lane: _Lane[Item]) -> None:
        task = asyncio.create_task(self._handle_items(lane_name, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle_items(self, lane_name: Hashable, lane: _Lane[Item]) -> None:
        try:
            while lane.items and not lane.paused:
                pause = None
                try:
                    async with self._running_lanes:
                        pause = await self._handle(lane.items[0])
                except Exception:
                    logger.critical("skipped an item, because handling it raised an exception", exc_info=True)
                if pause is None:
                    lane.items.popleft()
                    self._room.release()
                else:
                    self._pause(lane_name, lane, pause)
        finally:
            if not lane.paused:
                del self._lanes[lane_name]

    def _pause(self, lane_name: Hashable, lane: _Lane[Item], seconds: float) -> None:
        lane.paused = True
        if not self._draining:
            lane.resume_timer = asyncio.get_running_loop().call_later(seconds, self._resume, lane_name, lane)

    def _resume(self, lane_name: Hashable, lane: _Lane[Item]) -> None:
        lane.paused, lane.resume_timer = False, None
        remaining = deque(self._drop_obsolete(tuple(lane.items)))
        for _ in range(len(lane.items) - len(remaining)):
            self._room.release()
        lane.items = remaining
        self._start(lane_name, lane)
