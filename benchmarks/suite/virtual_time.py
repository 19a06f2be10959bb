"""An event loop with virtual time: it never waits, so an hour takes only as long as its work."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Impatient(selectors.SelectSelector):
    """A selector that passes its timeout to *skip* instead of waiting; it supports only timers."""

    def __init__(self, skip: Callable[[float], None]) -> None:
        super().__init__()
        self._skip = skip

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return the ready events without waiting."""
        if timeout:
            self._skip(timeout)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer when nothing else is ready."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Impatient(self._skip))

    def time(self) -> float:
        """Return the virtual seconds since the start."""
        return self._now

    def _skip(self, seconds: float) -> None:
        self._now += seconds


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run *work* on a new loop with virtual time and return its result."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work)
