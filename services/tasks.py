"""Background tasks, and cancelling tasks."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

logger = logging.getLogger(__name__)


class Background:
    """Owns tasks that nobody awaits; logs their errors, and cancels them when it is closed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* in a task."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def aclose(self, *, within: float = 0.0) -> None:
        """Wait *within* so many seconds for the running tasks, then cancel them and wait until they have ended."""
        if within and self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        await cancel_all(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a background task raised", exc_info=error)


async def cancel_all(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel *tasks* and wait until each has ended.

    Their results are not retrieved, so that asyncio logs an error that nobody else retrieves.
    """
    running = {
        task for task in tasks if not task.done()
    }  # cancelling a finished task would mark its result as retrieved
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
