"""Work beside the event loop, the shortest first."""

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
    """Runs functions in one thread; of those that wait the one of least cost is next.

    So whoever sends texts that take long waits for others, and nobody waits for more than one of them.
    """

    def __init__(self, name: str) -> None:
        # One thread: Python would run several no faster, and each has memory of its own.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._busy = False

    def close(self) -> None:
        """Start nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def run(self, cost: int, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Return what *function* returns, once it is its turn."""
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
                if not turn.cancelled():  # it was given the turn in the same moment
                    self._next()
                raise
        self._busy = True
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        """Give the turn to the one of least cost that still waits."""
        self._busy = False
        while self._waiting and not self._busy:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                self._busy = True
