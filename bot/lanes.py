"""Updates side by side, those of one chat one after the other."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    """Hands each item to *handle*: items of one lane in order, at most *at_once* lanes at a time.

    At most *waiting* items are taken in before `put` waits itself, so that a flood stays where it comes from.
    """

    def __init__(self, handle: Callable[[Item], Awaitable[None]], *, at_once: int, waiting: int) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(at_once)
        self._room = asyncio.Semaphore(waiting)
        self._lanes: dict[Hashable, deque[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def full(self) -> bool:
        """Whether `put` has to wait."""
        return self._room.locked()

    async def put(self, lane: Hashable, item: Item) -> None:
        """Take *item* in, when there is room."""
        await self._room.acquire()
        queue = self._lanes.get(lane)
        if queue is not None:
            queue.append(item)
            return
        queue = self._lanes[lane] = deque([item])
        task = asyncio.create_task(self._run(lane, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, within: float) -> int:
        """Wait until all is handled, so many seconds at most, then cancel the rest; return how many that were."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        left = sum(map(len, self._lanes.values()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return left

    async def _run(self, lane: Hashable, queue: deque[Item]) -> None:
        try:
            while queue:
                async with self._slots:
                    await self._handle(queue[0])
                queue.popleft()
                self._room.release()
        finally:
            del self._lanes[lane]
