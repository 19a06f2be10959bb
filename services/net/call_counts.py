"""Counts the calls to providers that each Telegram update causes; the bot logs the counts."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from services.errors import ServiceError

call_counter: ContextVar[Counter[str] | None] = ContextVar("call counter", default=None)
"""Number of calls by provider and outcome in the current context; None if calls are not counted.

A call that several updates share is counted for the update that started the call.
"""


@contextmanager
def count_call(provider: str) -> Iterator[None]:
    """Count the call made in the `with` block by provider and outcome, such as "OpenWeather: cancelled"."""
    try:
        yield
    except ServiceError as error:
        _add_outcome(str(error))
        raise
    except asyncio.CancelledError:
        _add_outcome(f"{provider}: cancelled")
        raise
    _add_outcome(f"{provider}: ok")


def _add_outcome(outcome: str) -> None:
    counter = call_counter.get()
    if counter is not None:
        counter[outcome] += 1
