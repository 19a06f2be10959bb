"""Counts the calls to providers that each Telegram update causes; the bot logs the counts."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from services.errors import ServiceError

call_counter: ContextVar[Counter[str] | None] = ContextVar("call counter", default=None)
"""Counts the calls in the current context by provider and outcome; None if calls are not counted. If several
updates share a call, the call is counted for the update that started it."""


CallHook = Callable[[str, str, float], None]
"""A function that is called with the provider, the outcome and the duration in seconds. The outcome is "ok",
"cancelled" or the reason of a ServiceError."""

_after_provider_call: CallHook | None = None


def set_call_hook(hook: CallHook | None) -> None:
    """Call *hook* after each call to a provider, in any context.

    If *hook* is None, remove the hook.
    """
    global _after_provider_call  # noqa: PLW0603 - the whole process has one hook
    _after_provider_call = hook


@contextmanager
def count_call(provider: str) -> Iterator[None]:
    """Count the call that the `with` block makes.

    The call is counted by provider and outcome, such as "OpenWeather: cancelled".
    """
    started = time.perf_counter()
    try:
        yield
    except ServiceError as error:
        _record_outcome(provider, error.reason, str(error), started)
        raise
    except asyncio.CancelledError:
        _record_outcome(provider, "cancelled", f"{provider}: cancelled", started)
        raise
    _record_outcome(provider, "ok", f"{provider}: ok", started)


def _record_outcome(provider: str, outcome: str, description: str, started: float) -> None:
    counter = call_counter.get()
    if counter is not None:
        counter[description] += 1
    if _after_provider_call is not None:
        _after_provider_call(provider, outcome, time.perf_counter() - started)
