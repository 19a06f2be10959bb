"""A worker thread for functions that would block the event loop, the cheapest first."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import count
from typing import TypeVar, TypeVarTuple

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


class ShortestFirst:
    """Runs functions in one thread; the next is always the waiting one with the least cost.

    Long texts wait for short ones, and a short one waits for at most one long one.
    """

    def __init__(self, name: str) -> None:
        # One thread: Python runs several no faster, and each takes memory.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._busy = False

    def close(self) -> None:
        """Start no more functions."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def run(self, cost: int, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Call *function* in the thread when its turn comes, and return its result."""
        async with self._turn(cost):
            return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    @asynccontextmanager
    async def _turn(self, cost: int) -> AsyncIterator[None]:
        if self._busy:
            turn = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (cost, next(self._arrivals), turn))
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():  # the turn was given to this call at the same moment
                    self._next()
                raise
        self._busy = True
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        """Give the turn to the waiting call with the least cost."""
        self._busy = False
        while self._waiting and not self._busy:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                self._busy = True
