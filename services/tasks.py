"""Tasks and their owners: work in the background, and an orderly end."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

logger = logging.getLogger(__name__)


class Background:
    """Work that nobody waits for. It ends with its owner, and what goes wrong in it is logged."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin with *work*."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def aclose(self, *, within: float = 0.0) -> None:
        """Give what is running so many seconds, then cancel it and wait until it has ended."""
        if within and self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        await cancel_all(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("work in the background failed", exc_info=error)


async def cancel_all(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel *tasks* and wait until each has ended.

    Their results are left to whoever reads them: asyncio logs the error of a task when nobody has read it.
    """
    running = {task for task in tasks if not task.done()}  # to cancel one that has ended counts as reading it
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
