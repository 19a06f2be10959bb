"""Outcomes of attempts to send pushes, and the recording of the outcomes in the database."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from services.daily.limits import RateLimited, RateLimits
from services.errors import StorageError
from services.storage import Chats, DuePush, DuePushes
from services.storage.due import MAX_RETRY_DELAY

MIN_RETRY_DELAY = 60.0
"""Minimum delay, in seconds, between a failed attempt to send a push and the next attempt.

The delay equals the lateness of the push, within the range from MIN_RETRY_DELAY to MAX_RETRY_DELAY.
"""

MAX_REFUSED_LATENESS = 3 * 60.0
"""Maximum lateness, in seconds, of a push that is retried after Telegram refused it for an unknown reason."""


class Outcome(Enum):
    """The outcome of an attempt to send a push."""

    SENT = auto()
    GONE = auto()
    """The push was not sent, because the bot can no longer write to the chat."""
    FAILED = auto()
    """The push was not sent; a later attempt may succeed."""
    MOVED = auto()
    """The push was sent to the general topic of the chat, because the topic of the push is closed or deleted."""
    REFUSED = auto()
    """Telegram refused the push for an unknown reason."""


class OutcomeRecorder:
    """Records the outcomes of *pushes* in the database; `record` can be called again after a StorageError."""

    def __init__(self, pushes: DuePushes, chats: Chats, limits: RateLimits, clock: Callable[[], float]) -> None:
        self._pushes = pushes
        self._chats = chats
        self._limits = limits
        self._clock = clock
        self._done: dict[int, DuePush] = {}
        """Maps ids of subscriptions to finished pushes that are not recorded in the database yet."""
        self.lock = asyncio.Lock()
        """Held while finished pushes are recorded or leases are renewed, so that the two never overlap."""

    async def record(self, due_push: DuePush, outcome: Outcome | RateLimited) -> None:
        """Depending on *outcome*, schedule the push's next occurrence, postpone it, or mark the chat as gone."""
        now, chat_id = self._clock(), due_push.subscription.chat_id
        match outcome:
            case Outcome.SENT:
                await self._mark_done(due_push)
            case Outcome.REFUSED if lateness(due_push, now) >= MAX_REFUSED_LATENESS:
                await self._mark_done(due_push)
            case Outcome.MOVED:
                await self._mark_done(
                    replace(due_push, subscription=replace(due_push.subscription, thread_id=None))
                )
            case Outcome.GONE:
                await self._chats.mark_gone(chat_id)
            case Outcome.FAILED | Outcome.REFUSED:
                delay = min(max(lateness(due_push, now), MIN_RETRY_DELAY), MAX_RETRY_DELAY)
                await self._pushes.postpone(due_push, now + delay)
            case RateLimited():
                await self._pushes.postpone(due_push, now + self._limits.seconds_left(chat_id))

    async def _mark_done(self, due_push: DuePush) -> None:
        """Record the push as done; pushes that finish during a write are recorded together in the next write."""
        self._done[due_push.id] = due_push
        async with self.lock:
            done, self._done = self._done, {}
            try:
                if done:
                    await self._pushes.mark_done(list(done.values()))
            except StorageError:
                self._done = done | self._done
                raise


def lateness(due_push: DuePush, now: float) -> float:
    """Return the number of seconds from the scheduled time of the push to *now*, a Unix time."""
    return now - due_push.scheduled_at.timestamp()
