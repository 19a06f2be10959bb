"""Outcomes of pushes, and their recording in the database."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from services.daily.limits import RateLimited, RateLimits
from services.errors import StorageError
from services.storage import Chats, DuePush, DuePushes
from services.storage.due import MAX_RETRY_DELAY

MIN_RETRY_DELAY = 60.0
"""Minimum delay of the next attempt after a failure, in seconds.

The delay is the lateness of the push, but at least MIN_RETRY_DELAY and at most MAX_RETRY_DELAY.
"""

MAX_REFUSED_LATENESS = 3 * 60.0
"""Maximum lateness of a push that is tried again after a refusal for an unknown reason, in seconds."""


class Outcome(Enum):
    """The outcome of an attempt to send a push."""

    SENT = auto()
    GONE = auto()
    """The bot cannot write to the chat any more."""
    FAILED = auto()
    """The push was not sent, and is tried again later."""
    MOVED = auto()
    """The push was sent to the general topic of the chat, because its own topic is closed or deleted."""
    REFUSED = auto()
    """Telegram refused the push for an unknown reason."""


class OutcomeRecorder:
    """Records the outcomes of *pushes*. A method that raised a StorageError can be called again."""

    def __init__(self, pushes: DuePushes, chats: Chats, limits: RateLimits, clock: Callable[[], float]) -> None:
        self._pushes = pushes
        self._chats = chats
        self._limits = limits
        self._clock = clock
        self._done: dict[int, DuePush] = {}
        """Finished pushes that are not recorded yet, by the id of the subscription."""
        self.lock = asyncio.Lock()
        """The lock is held while finished pushes are recorded, and while leases are renewed."""

    async def record(self, due: DuePush, outcome: Outcome | RateLimited) -> None:
        """Schedule the next occurrence of the push, postpone the push, or mark its chat as gone."""
        now, chat_id = self._clock(), due.subscription.chat_id
        match outcome:
            case Outcome.SENT:
                await self._finish(due)
            case Outcome.REFUSED if lateness(due, now) >= MAX_REFUSED_LATENESS:
                await self._finish(due)
            case Outcome.MOVED:
                await self._finish(replace(due, subscription=replace(due.subscription, thread_id=None)))
            case Outcome.GONE:
                await self._chats.mark_gone(chat_id)
            case Outcome.FAILED | Outcome.REFUSED:
                delay = min(max(lateness(due, now), MIN_RETRY_DELAY), MAX_RETRY_DELAY)
                await self._pushes.postpone(due, now + delay)
            case RateLimited():
                await self._pushes.postpone(due, now + self._limits.seconds_left(chat_id))

    async def _finish(self, due: DuePush) -> None:
        """Record the push as done. Pushes that finish during a write are recorded together in the next write."""
        self._done[due.id] = due
        async with self.lock:
            done, self._done = self._done, {}
            try:
                if done:
                    await self._pushes.mark_done(list(done.values()))
            except StorageError:
                self._done = done | self._done
                raise


def lateness(due: DuePush, now: float) -> float:
    """Return the seconds from the scheduled time of the push until *now*, a Unix time."""
    return now - due.scheduled_at.timestamp()
