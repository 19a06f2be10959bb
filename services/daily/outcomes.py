"""What becomes of the pushes, and recording it in the database."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from services.daily.limits import Limited, Limits
from services.errors import StorageError
from services.storage import Chats, DuePush, DuePushes
from services.storage.due import MAX_RETRY_DELAY

MIN_RETRY_DELAY = 60.0
"""Seconds until a failed push is tried again: as long as it is late already, between this and MAX_RETRY_DELAY."""

MAX_REFUSED_LATENESS = 3 * 60.0
"""Seconds late up to which a push is tried again that Telegram refuses without a reason that is known."""


class Outcome(Enum):
    """What has become of a push."""

    SENT = auto()
    GONE = auto()
    """The bot may not write to the chat."""
    FAILED = auto()
    """It was not sent, and may be later."""
    MOVED = auto()
    """It was sent to the chat's general topic, as its own one is closed or deleted."""
    REFUSED = auto()
    """Telegram refuses it for an unknown reason."""


class OutcomeRecorder:
    """Records the outcomes of *pushes* in the database. Its methods raise StorageError and can be called again."""

    def __init__(self, pushes: DuePushes, chats: Chats, limits: Limits, clock: Callable[[], float]) -> None:
        self._pushes = pushes
        self._chats = chats
        self._limits = limits
        self._clock = clock
        self._done: dict[int, DuePush] = {}
        """Finished pushes that are not recorded yet."""
        self.lock = asyncio.Lock()
        """Held while finished pushes are recorded; leases are renewed under it, too."""

    async def record(self, due: DuePush, outcome: Outcome | Limited) -> None:
        """Move the push on, put it off, or mark its chat as gone."""
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
            case Limited():
                await self._pushes.postpone(due, now + self._limits.left(chat_id))

    async def _finish(self, due: DuePush) -> None:
        """Record the push as done, in one transaction with those that finish while another is written."""
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
    """Return how many seconds after its time the push is."""
    return now - due.at.timestamp()
