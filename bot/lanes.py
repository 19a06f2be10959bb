"""Concurrency by chat: chats are handled side by side, the updates of one chat one after the other."""

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
    """The first one is being handled, or is the next to be."""
    paused: bool = False
    timer: asyncio.TimerHandle | None = None
    """Ends the pause."""


class Lanes(Generic[Item]):
    """Passes each item to *handle*: the items of one lane in order, at most *at_once* lanes at a time.

    *handle* returns None when it has done with an item, or the seconds after which it wants the item again. Until
    then the whole lane is paused, and holds neither a task nor one of the *at_once* places. After the pause *trim*
    chooses which items of the lane are still to be handled.

    All lanes together hold at most *capacity* items.
    """

    def __init__(
        self,
        handle: Callable[[Item], Awaitable[float | None]],
        trim: Callable[[Sequence[Item]], Iterable[Item]] = lambda items: items,
        *,
        at_once: int,
        capacity: int,
    ) -> None:
        self._handle = handle
        self._trim = trim
        self._slots = asyncio.Semaphore(at_once)
        self._room = asyncio.Semaphore(capacity)
        self._lanes: dict[Hashable, _Lane[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining = False

    @property
    def is_full(self) -> bool:
        """Whether `put` has to wait."""
        return self._room.locked()

    def items(self, name: Hashable) -> Collection[Item]:
        """Return the items in a lane, the one being handled included."""
        lane = self._lanes.get(name)
        return lane.items if lane else ()

    async def put(self, name: Hashable, item: Item, *, next_in_line: bool = False) -> None:
        """Add *item* to a lane, once all lanes together have room: last, or before all that are not in hand."""
        await self._room.acquire()
        lane = self._lanes.get(name)
        if lane is not None:
            in_hand = 0 if lane.paused else 1
            lane.items.insert(in_hand if next_in_line else len(lane.items), item)
            return
        lane = self._lanes[name] = _Lane()
        lane.items.append(item)
        self._start(name, lane)

    async def drain(self, within: float) -> int:
        """Wait until all items are handled, *within* seconds at most, then cancel the rest; return their number.

        Paused lanes are not waited for.
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
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.critical("a lane ended with an error; its updates wait for the next start", exc_info=error)

    async def _run(self, name: Hashable, lane: _Lane[Item]) -> None:
        try:
            while lane.items and not lane.paused:
                async with self._slots:
                    pause = await self._handle(lane.items[0])
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
