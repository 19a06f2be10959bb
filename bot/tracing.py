"""The log's context: which update a line is about, and how long the update took."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from services.net.call_counts import call_counter

logger = logging.getLogger(__name__)


class TracedUpdate(NamedTuple):
    """The update that the lines of a log are about."""

    update_id: int
    chat_hash: str
    """A hash of the chat's id, keyed with a secret: equal for the lines of one chat, but not the chat's id."""

    @classmethod
    def of(cls, update_id: int, chat_id: object, secret: str) -> "TracedUpdate":
        """Return the update *update_id* of the chat; *secret* is the key of the hash."""
        digest = hashlib.blake2s(str(chat_id).encode(), key=secret.encode()[:32], digest_size=4)
        return cls(update_id, digest.hexdigest())


traced_update: ContextVar[TracedUpdate | None] = ContextVar("traced update", default=None)


@contextmanager
def log_context(update_id: int, chat_id: object, secret: str) -> Iterator[None]:
    """Add the update's id and a hash of its chat, keyed with *secret*, to each line logged within the block."""
    token = traced_update.set(TracedUpdate.of(update_id, chat_id, secret))
    try:
        yield
    finally:
        traced_update.reset(token)


@contextmanager
def traced(update_id: int, chat_id: object, kind: str, secret: str) -> Iterator[None]:
    """Do the same as `log_context`; after the block, log the duration of the block and the calls of providers."""
    calls: Counter[str] = Counter()
    calls_token = call_counter.set(calls)
    started = time.perf_counter()
    try:
        with log_context(update_id, chat_id, secret):
            yield
            milliseconds = round((time.perf_counter() - started) * 1000)
            outcomes = ", ".join(f"{outcome} ×{times}" for outcome, times in sorted(calls.items()))
            logger.info(
                "%s done in %d ms; calls of providers: %s",
                kind,
                milliseconds,
                outcomes or "none",
                extra={"kind": kind, "milliseconds": milliseconds, "calls": dict(calls)},
            )
    finally:
        call_counter.reset(calls_token)
