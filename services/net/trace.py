"""What was asked of the providers for one question, for whoever follows it through the log."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from services.errors import ServiceError

calls: ContextVar[Counter[str] | None] = ContextVar("calls", default=None)
"""How often which provider was asked with what outcome; None while nobody wants to know.

What one question starts and another one waits for counts for the one that has started it.
"""


@contextmanager
def counted(provider: str) -> Iterator[None]:
    """Count a call: "OpenWeather: ok", "OpenWeather: unavailable (503)", "OpenWeather: given up"."""
    try:
        yield
    except ServiceError as error:
        _count(str(error))
        raise
    except asyncio.CancelledError:
        _count(f"{provider}: given up")
        raise
    _count(f"{provider}: ok")


def _count(outcome: str) -> None:
    counter = calls.get()
    if counter is not None:
        counter[outcome] += 1
