"""Following one update through the log."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypedDict

from services.net import trace

logger = logging.getLogger(__name__)


class UpdateContext(TypedDict):
    """What each line of the log tells of the update that it is about."""

    update: int
    chat: str
    """The chat's number, hashed."""


current_update: ContextVar[UpdateContext | None] = ContextVar("current_update", default=None)
"""The update being handled."""


@contextmanager
def identified(update: int, chat: object, secret: str) -> Iterator[None]:
    """Let each line logged inside name the update and its chat.

    The chat's number is hashed with *secret*: the same chat can be followed, nobody be found by it.
    """
    digest = hashlib.blake2s(str(chat).encode(), key=secret.encode()[:32], digest_size=4).hexdigest()
    token = current_update.set({"update": update, "chat": digest})
    try:
        yield
    finally:
        current_update.reset(token)


@contextmanager
def traced(update: int, chat: object, kind: str, secret: str) -> Iterator[None]:
    """Let each line logged inside name the update and its chat, and log in the end what handling it took."""
    with identified(update, chat, secret):
        calls: Counter[str] = Counter()
        token = trace.calls.set(calls)
        started = time.perf_counter()
        try:
            yield
            milliseconds = round((time.perf_counter() - started) * 1000)
            asked = ", ".join(f"{outcome} ×{times}" for outcome, times in sorted(calls.items()))
            facts = {"kind": kind, "milliseconds": milliseconds, "calls": dict(calls)}
            logger.info(
                "%s done in %d ms; asked: %s", kind, milliseconds, asked or "nobody", extra={"facts": facts}
            )
        finally:
            trace.calls.reset(token)
