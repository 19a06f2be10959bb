"""A worker thread for functions that would block the event loop; functions with a low cost run first."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import count
from typing import TypeVar, TypeVarTuple

Arguments = TypeVarTuple("Arguments")
ReturnValue = TypeVar("ReturnValue")


class ShortestJobFirst:
    """Runs functions one at a time in a thread; the waiting function with the lowest cost runs next.

    If the cost is the length of a text, a short text waits for at most one long text.
    """

    def __init__(self, name: str) -> None:
        # One thread suffices: several threads are no faster because of the GIL, and each thread takes memory.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._busy = False

    def close(self) -> None:
        """Stop the thread after its current function returns; waiting functions never run."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def run(
        self, cost: int, function: Callable[[*Arguments], ReturnValue], *arguments: *Arguments
    ) -> ReturnValue:
        """Call *function* in the thread, after waiting functions with a lower *cost*, and return its result."""
        async with self._wait_for_turn(cost):
            return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    @asynccontextmanager
    async def _wait_for_turn(self, cost: int) -> AsyncIterator[None]:
        if self._busy:
            turn = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (cost, next(self._arrivals), turn))
            try:
                await turn
            except asyncio.CancelledError:
                # A call that is cancelled just after it has received its turn gives the turn to the next call.
                if not turn.cancelled():
                    self._start_next()
                raise
        self._busy = True
        try:
            yield
        finally:
            self._start_next()

    def _start_next(self) -> None:
        """Give the turn to the waiting call with the lowest cost."""
        self._busy = False
        while self._waiting and not self._busy:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                self._busy = True
