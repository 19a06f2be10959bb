"""An event loop without waiting: an hour passes in as long as its work takes."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Impatient(selectors.SelectSelector):
    """Hands the seconds that it should wait to *skip* instead; nothing but timers may be waited for."""

    def __init__(self, skip: Callable[[float], None]) -> None:
        super().__init__()
        self._skip = skip

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, at once."""
        if timeout:
            self._skip(timeout)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop whose clock goes on to the next timer as soon as there is nothing else to do."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Impatient(self._skip))

    def time(self) -> float:
        """Return the seconds since the beginning."""
        return self._now

    def _skip(self, seconds: float) -> None:
        self._now += seconds


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what *work* returns, by a clock of its own."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work)
