"""Limits on questions, and on the notices that tell chats about refused questions."""

from collections.abc import Callable, Hashable
from enum import StrEnum
from time import monotonic, time
from typing import TYPE_CHECKING

from cachetools import LRUCache

from bot.updates import JsonObject, date_of, sender_key_of
from services.net.budget import Budget

if TYPE_CHECKING:
    from services.shared.state import SharedState

MAX_QUEUED_UPDATES = 30
"""Maximum number of updates in the queue of a chat; further questions of the chat are refused.

The default of THROTTLE_PER_MINUTE is also 30, so the queue has room for all that one user may send in a minute.
"""

MAX_QUESTION_AGE = 3600.0
"""Maximum age in seconds of a question that is answered."""

MAX_COUNTED_SENDERS = 5_000
"""Maximum number of senders whose questions are counted; the least recent is evicted."""

MAX_NOTIFIED_CHATS = 5_000
"""Maximum number of chats whose notices are counted; the least recent is evicted."""

THROTTLING_WINDOW_SECONDS = 60.0
"""Length in seconds of the sliding window in which questions and notices are counted."""


class Refusal(StrEnum):
    """Why a question is not answered. The value is the key of the notice's text; SILENT has no text."""

    TOO_FAST = "slow-down"
    """The sender has exceeded the limit per minute."""
    TOO_MANY_WAITING = "too-many-waiting"
    """The queue of the chat contains MAX_QUEUED_UPDATES updates."""
    TOO_OLD = "too-old"
    """The question is older than MAX_QUESTION_AGE."""
    SILENT = "silent"
    """The callback query is answered without a text, because the chat got a notice within the last minute."""


class Admission:
    """Limits the questions of each sender to *per_minute* in any minute; 0 means no limit.

    *clock* returns monotonic seconds; *now* returns the Unix time with which the dates of messages are compared.
    With *shared*, all processes together count the questions of a sender and the notices to a chat.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        clock: Callable[[], float] = monotonic,
        now: Callable[[], float] = time,
        shared: "SharedState | None" = None,
    ) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._now = now
        self._shared = shared
        self._senders: LRUCache[Hashable, Budget] = LRUCache(MAX_COUNTED_SENDERS)
        self._notices: LRUCache[Hashable, Budget] = LRUCache(MAX_NOTIFIED_CHATS)

    def refusal_of(self, question: JsonObject, queue_length: int) -> Refusal | None:
        """Count *question*; return why the question is refused, or None.

        *queue_length* is the number of updates in the queue of the question's chat.
        """
        if self._per_minute:
            sender = sender_key_of(question)
            if not self._budget_for(self._senders, "questions", sender, self._per_minute).spend():
                return Refusal.TOO_FAST
        return Refusal.TOO_MANY_WAITING if queue_length >= MAX_QUEUED_UPDATES else None

    def is_too_old(self, question: JsonObject, seconds_in_queue: float) -> bool:
        """Return whether *question* was sent, or has waited in the queue, for longer than MAX_QUESTION_AGE."""
        date = date_of(question)
        return seconds_in_queue > MAX_QUESTION_AGE or (date is not None and self._now() - date > MAX_QUESTION_AGE)

    def may_notify(self, chat_id: Hashable) -> bool:
        """Return whether the chat may get a notice now; if it may, count the notice."""
        return self._budget_for(self._notices, "notices", chat_id, 1).spend()

    def _budget_for(self, budgets: LRUCache[Hashable, Budget], kind: str, key: Hashable, calls: int) -> Budget:
        budget = budgets.get(key)
        if budget is None:
            if self._shared is None:
                budget = Budget(calls, THROTTLING_WINDOW_SECONDS, clock=self._clock)
            else:
                budget = self._shared.budget(kind, key, calls, THROTTLING_WINDOW_SECONDS, clock=self._clock)
            budgets[key] = budget
        return budget
