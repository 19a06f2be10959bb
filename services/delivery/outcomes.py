"""The outcomes of attempts to send pushes and alerts, and the recorder that writes outcomes to the database."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import Generic

from services.delivery.limits import RateLimited, RateLimits
from services.delivery.store import DueItem, DueItems, Item
from services.errors import StorageError
from services.storage import Chats
from services.storage.due import MAX_RETRY_DELAY

MIN_RETRY_DELAY = 60.0
"""Minimum delay, in seconds, between a failed attempt to send an item and the next attempt. The delay is equal to
the lateness of the item, but at least MIN_RETRY_DELAY and at most MAX_RETRY_DELAY."""

MAX_REFUSED_LATENESS = 3 * 60.0
"""Maximum lateness, in seconds, at which an item is retried after Telegram has refused it for an unknown
reason."""


class Outcome(Enum):
    """The outcome of an attempt to send a push or alerts."""

    SENT = auto()
    GONE = auto()
    """The item was not sent, because the bot can no longer write to the chat."""
    FAILED = auto()
    """The item was not sent; a later attempt may succeed."""
    MOVED = auto()
    """The item was sent to the general topic of the chat, because its own topic is closed or deleted."""
    REFUSED = auto()
    """Telegram refused the item for an unknown reason."""
    EXPIRED = auto()
    """The item was not sent, because it had expired; the next claim drops the item."""


class OutcomeRecorder(Generic[Item]):
    """Records the outcomes of *items* in the database; `record` can be called again after a StorageError."""

    def __init__(
        self, items: DueItems[Item], chats: Chats, limits: RateLimits, clock: Callable[[], float]
    ) -> None:
        self._items = items
        self._chats = chats
        self._limits = limits
        self._clock = clock
        self._done: dict[int, Item] = {}
        """Maps ids to finished items that are not recorded in the database yet."""
        self.lock = asyncio.Lock()
        """The lock that prevents leases from being renewed while finished items are recorded."""

    async def record(self, item: Item, outcome: Outcome | RateLimited) -> None:
        """Mark *item* as done, postpone it, or mark its chat as gone, depending on *outcome*."""
        now, chat_id = self._clock(), item.chat_id
        match outcome:
            case Outcome.SENT:
                await self._mark_done(item)
            case Outcome.REFUSED if lateness(item, now) >= MAX_REFUSED_LATENESS:
                await self._mark_done(item)
            case Outcome.MOVED:
                await self._mark_done(item.in_general_topic())
            case Outcome.GONE:
                await self._chats.mark_gone(chat_id)
            case Outcome.FAILED | Outcome.REFUSED:
                delay = min(max(lateness(item, now), MIN_RETRY_DELAY), MAX_RETRY_DELAY)
                await self._items.postpone(item, now + delay)
            case Outcome.EXPIRED:
                await self._items.postpone(item, now)
            case RateLimited():
                await self._items.postpone(item, now + self._limits.seconds_left(chat_id))

    async def _mark_done(self, item: Item) -> None:
        """Record the item as done.

        Items that finish during a write are recorded together in the next write.
        """
        self._done[item.id] = item
        async with self.lock:
            done, self._done = self._done, {}
            try:
                if done:
                    await self._items.mark_done(list(done.values()))
            except StorageError:
                self._done = done | self._done
                raise


def lateness(item: DueItem, now: float) -> float:
    """Return the number of seconds from the scheduled time of the item to *now*, a Unix time."""
    return now - item.scheduled_at.timestamp()
