"""Two ways of asking at the same time: the same question once, and several providers until one answers."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from typing import Any, Generic, TypeVar

from services.errors import BadRequest, Busy, Malformed, Refused, ServiceError, as_service_error
from services.tasks import cancel_all

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")

HEDGE_AFTER = 1.5
"""Seconds after which a provider counts as slow and the next one is asked as well."""


class SingleFlight(Generic[Key, Answer]):
    """Concurrent questions with one key share one task.

    The task belongs to nobody who waits for it: a caller that gives up or is cancelled takes nothing
    from the others, and what was asked is still finished.
    """

    def __init__(self) -> None:
        self._tasks: dict[Key, asyncio.Task[Answer]] = {}

    def ask(self, key: Key, work: Callable[[], Coroutine[Any, Any, Answer]]) -> asyncio.Task[Answer]:
        """Return the running task for *key*, started from *work* when there is none.

        Wait for it with `asyncio.wait` or `asyncio.shield`; whoever awaits it directly can cancel it.
        """
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._tasks.pop(key))
        return task

    def __contains__(self, key: Key) -> bool:
        """Return whether a task for *key* is running."""
        return key in self._tasks

    async def aclose(self) -> None:
        """Cancel what is running and wait until it has ended."""
        await cancel_all(self._tasks.values())


async def hedged(calls: Sequence[Callable[[], Coroutine[Any, Any, Answer]]]) -> Answer:
    """Return the first answer of *calls*, started in order.

    The next one starts at once when one fails, and after HEDGE_AFTER seconds when one is merely slow;
    the slow one may still win. When all fail, raise the error that says most about it: one that may pass
    before one that will not, the service's trouble before our quota or key, and rather one with a status.
    An exception that is no ServiceError is a bug in one call: it is logged, and counts as Malformed.
    """
    waiting = list(reversed(calls))
    running: set[asyncio.Task[Answer]] = set()
    errors: list[ServiceError] = []
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(waiting.pop()()))
            done, running = await asyncio.wait(
                running, timeout=HEDGE_AFTER if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            raised = [error for task in done if (error := task.exception()) is not None]
            errors += [as_service_error(error, "a provider") for error in raised]
            for task in done:
                if task.exception() is None:
                    return task.result()
        raise min(errors, key=_says_less)
    finally:
        await cancel_all(running)


def _says_less(error: ServiceError) -> tuple[bool, bool, bool]:
    return isinstance(error, BadRequest), isinstance(error, Refused | Busy | Malformed), error.status is None
