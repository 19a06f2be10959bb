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
    """A hash of the chat's id, keyed with a secret, so that the log does not contain the id."""

    @classmethod
    def with_hash(cls, update_id: int, chat_id: object, secret: str) -> "TracedUpdate":
        """Return the trace of the update *update_id*, with the chat's id hashed with the key *secret*."""
        digest = hashlib.blake2s(str(chat_id).encode(), key=secret.encode()[:32], digest_size=4)
        return cls(update_id, digest.hexdigest())


traced_update: ContextVar[TracedUpdate | None] = ContextVar("traced update", default=None)


@contextmanager
def log_context(update_id: int, chat_id: object, secret: str) -> Iterator[None]:
    """Add the update's id and a hash of its chat, keyed with *secret*, to each line logged within the block."""
    token = traced_update.set(TracedUpdate.with_hash(update_id, chat_id, secret))
    try:
        yield
    finally:
        traced_update.reset(token)


class log_handling:  # noqa: N801 - the class is called like a function
    """A `log_context` that also logs, after the block, the duration of the block and the calls of providers.

    If the block raises an exception, `log_handling` logs nothing.
    """

    def __init__(self, update_id: int, chat_id: object, kind: str, secret: str) -> None:
        self._update = TracedUpdate.with_hash(update_id, chat_id, secret)
        self._kind = kind
        self._calls: Counter[str] = Counter()

    def __enter__(self) -> None:
        self._update_token = traced_update.set(self._update)
        self._calls_token = call_counter.set(self._calls)
        self._started = time.perf_counter()

    def __exit__(self, error_type: type[BaseException] | None, *_: object) -> None:
        if error_type is None:
            self._log_duration()
        call_counter.reset(self._calls_token)
        traced_update.reset(self._update_token)

    def _log_duration(self) -> None:
        milliseconds = round((time.perf_counter() - self._started) * 1000)
        outcomes = ", ".join([f"{outcome} ×{times}" for outcome, times in sorted(self._calls.items())])
        logger.info(
            "%s done in %d ms%s",
            self._kind,
            milliseconds,
            f"; calls of providers: {outcomes}" if outcomes else "",
            extra={"kind": self._kind, "milliseconds": milliseconds, "calls": dict(self._calls)},
        )
