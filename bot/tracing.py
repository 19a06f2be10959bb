"""The log's context: which update a line is about, and how long the update took."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from structlog.contextvars import bound_contextvars

from services.net.call_counts import call_counter

logger = logging.getLogger(__name__)


def identified(update_id: int, chat: object, secret: str) -> AbstractContextManager[None]:
    """Add the update's id and a hash of its chat to each line logged within the block.

    The hash is keyed with *secret*: it shows which lines belong to the same chat, but not the chat's id.
    """
    digest = hashlib.blake2s(str(chat).encode(), key=secret.encode()[:32], digest_size=4).hexdigest()
    return bound_contextvars(update=update_id, chat=digest)


@contextmanager
def traced(update_id: int, chat: object, kind: str, secret: str) -> Iterator[None]:
    """Do the same as `identified`; after the block, log its duration and the calls to providers."""
    with identified(update_id, chat, secret):
        calls: Counter[str] = Counter()
        token = call_counter.set(calls)
        started = time.perf_counter()
        try:
            yield
            milliseconds = round((time.perf_counter() - started) * 1000)
            outcomes = ", ".join(f"{outcome} ×{times}" for outcome, times in sorted(calls.items()))
            logger.info(
                "%s done in %d ms; asked: %s",
                kind,
                milliseconds,
                outcomes or "nobody",
                extra={"kind": kind, "milliseconds": milliseconds, "calls": dict(calls)},
            )
        finally:
            call_counter.reset(token)
