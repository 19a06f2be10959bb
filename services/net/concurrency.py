"""Lets several callers share one call, and calls several providers for the same data (hedging)."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from typing import Any, Generic, TypeVar

from services.errors import (
    CallLimitReached,
    InvalidResponse,
    KeyRefused,
    RequestRejected,
    ServiceError,
    as_service_error,
)
from services.tasks import cancel_all

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")

HEDGE_DELAY = 1.5
"""Time in seconds after which a provider counts as slow, so that the next provider is also called."""


class SingleFlight(Generic[Key, Result]):
    """Lets concurrent callers with the same key share one task.

    The task runs to completion even if a caller is cancelled.
    """

    def __init__(self) -> None:
        self._tasks: dict[Key, asyncio.Task[Result]] = {}

    def get_or_start(self, key: Key, work: Callable[[], Coroutine[Any, Any, Result]]) -> asyncio.Task[Result]:
        """Return the running task for *key*, or run *work* in a new task for *key*.

        Await the task with `asyncio.wait` or `asyncio.shield`: cancelling a plain `await` would cancel the task.
        """
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._tasks.pop(key))
        return task

    def running_task(self, key: Key) -> asyncio.Task[Result] | None:
        """Return the running task for *key*; None if there is none."""
        return self._tasks.get(key)

    def __contains__(self, key: Key) -> bool:
        """Return whether a task for *key* is running."""
        return key in self._tasks

    async def aclose(self) -> None:
        """Cancel the running tasks and wait until all have ended."""
        await cancel_all(self._tasks.values())


async def call_hedged(calls: Sequence[Callable[[], Coroutine[Any, Any, Result]]]) -> Result:
    """Start *calls* in order, and return the result of the call that succeeds first.

    The next call starts when a call fails, or HEDGE_DELAY seconds after the previous call has started. Slow calls
    continue until a call succeeds.

    If all calls fail, raise the most informative error. Unavailable and TimedOut are the most informative errors,
    KeyRefused, CallLimitReached and InvalidResponse are less informative, and RequestRejected is the least
    informative error. Among equally informative errors, an error with an HTTP status is preferred. An exception
    that is not a ServiceError is logged and treated as InvalidResponse.
    """
    not_started = list(reversed(calls))
    running: set[asyncio.Task[Result]] = set()
    errors: list[ServiceError] = []
    try:
        while not_started or running:
            if not_started:
                running.add(asyncio.create_task(not_started.pop()()))
            done, running = await asyncio.wait(
                running, timeout=HEDGE_DELAY if not_started else None, return_when=asyncio.FIRST_COMPLETED
            )
            raised = [error for task in done if (error := task.exception()) is not None]
            errors += [as_service_error(error, "a provider") for error in raised]
            for task in done:
                if task.exception() is None:
                    return task.result()
        raise min(errors, key=_error_priority)
    finally:
        await cancel_all(running)


def _error_priority(error: ServiceError) -> tuple[bool, bool, bool]:
    """Return the sort key of *error*; `call_hedged` raises the error with the smallest key."""
    return (
        isinstance(error, RequestRejected),
        isinstance(error, KeyRefused | CallLimitReached | InvalidResponse),
        error.status is None,
    )
