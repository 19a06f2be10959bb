"""Counting the calls to providers that an update causes, for the log."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from services.errors import ServiceError

calls: ContextVar[Counter[str] | None] = ContextVar("calls", default=None)
"""The number of calls by provider and outcome in this context; None if they are not counted.

A call shared by several updates counts for the one that started it.
"""


@contextmanager
def counted(provider: str) -> Iterator[None]:
    """Count the call made within, as "OpenWeather: ok", "OpenWeather: timed-out" or "OpenWeather: cancelled"."""
    try:
        yield
    except ServiceError as error:
        _count(str(error))
        raise
    except asyncio.CancelledError:
        _count(f"{provider}: cancelled")
        raise
    _count(f"{provider}: ok")


def _count(outcome: str) -> None:
    counter = calls.get()
    if counter is not None:
        counter[outcome] += 1
