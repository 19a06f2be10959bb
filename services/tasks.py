"""Starts background tasks, and cancels tasks."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from contextlib import AsyncExitStack
from typing import Any

logger = logging.getLogger(__name__)


class BackgroundTasks:
    """Holds references to tasks that no other code awaits.

    The exceptions of the tasks are logged, and `aclose` cancels the running tasks.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run the coroutine *work* in a new task."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_task_done)

    async def aclose(self, *, grace_seconds: float = 0.0) -> None:
        """Wait up to *grace_seconds* for the running tasks, and cancel those that are still running."""
        if grace_seconds and self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        await cancel_all(self._tasks)

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a background task raised an exception", exc_info=error)


def start_in_stack(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run *work* in a new task, and return the task.

    The task is cancelled when *stack* is closed.
    """
    task = asyncio.create_task(work)
    stack.push_async_callback(cancel_all, [task])
    return task


async def cancel_all(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel *tasks*, which are tasks or other futures, and wait until all have ended.

    The exceptions of *tasks* are not retrieved, so that asyncio logs each exception that no other code retrieves.
    """
    # `cancel` would mark the exception of a finished task as retrieved, and asyncio would not log it.
    running = {task for task in tasks if not task.done()}
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
