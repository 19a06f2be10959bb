"""Rate limits: which questions are answered, and which chats get a notice about a refused one."""

from collections.abc import Callable, Hashable
from enum import StrEnum
from time import monotonic, time

from cachetools import LRUCache

from bot.updates import JsonObject, date_of, sender_of
from services.net.budget import Budget

MAX_QUEUED = 30
"""Updates in a chat's queue at which new questions are refused; equals the default of THROTTLE_PER_MINUTE."""

MAX_QUESTION_AGE = 3600.0
"""Age in seconds above which a question is not answered."""

MAX_SENDERS = 5_000
"""Senders whose questions are counted; the least recent is evicted. Each takes half a kilobyte."""

MAX_CHATS = 5_000
"""Chats whose notices are counted; the least recent is evicted."""

WINDOW = 60.0
"""Seconds of the sliding window: a chat gets one notice in each."""


class Refusal(StrEnum):
    """Why a question is not answered. The value is the key of the reply's text; SILENT has none."""

    TOO_FAST = "slow-down"
    """The sender has exceeded the limit per minute."""
    TOO_MANY_WAITING = "too-many-waiting"
    """The chat has MAX_QUEUED updates in its queue."""
    TOO_OLD = "too-old"
    """The question is older than MAX_QUESTION_AGE."""
    SILENT = "silent"
    """The chat got a notice within WINDOW: a callback query is answered without a text."""


class Admission:
    """Limits each sender to *per_minute* questions in any minute; 0 means no limit.

    *now* returns the Unix time to which the dates of messages are compared.
    """

    def __init__(
        self, per_minute: int, *, clock: Callable[[], float] = monotonic, now: Callable[[], float] = time
    ) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._now = now
        self._senders: LRUCache[Hashable, Budget] = LRUCache(MAX_SENDERS)
        self._notices: LRUCache[Hashable, Budget] = LRUCache(MAX_CHATS)

    def refusal_of(self, question: JsonObject, waiting: int) -> Refusal | None:
        """Count *question*; return why it is refused, or None. *waiting* is the length of its chat's queue."""
        if self._per_minute and not self._budget(self._senders, sender_of(question), self._per_minute).spend():
            return Refusal.TOO_FAST
        return Refusal.TOO_MANY_WAITING if waiting >= MAX_QUEUED else None

    def is_too_old(self, question: JsonObject, waited: float) -> bool:
        """Return whether *question* is older than MAX_QUESTION_AGE; it has *waited* so many seconds here."""
        date = date_of(question)
        return waited > MAX_QUESTION_AGE or (date is not None and self._now() - date > MAX_QUESTION_AGE)

    def may_notify(self, chat: Hashable) -> bool:
        """Return whether *chat* may get a notice now; if so, count the notice."""
        return self._budget(self._notices, chat, 1).spend()

    def _budget(self, budgets: LRUCache[Hashable, Budget], key: Hashable, calls: int) -> Budget:
        budget = budgets.get(key)
        if budget is None:
            budget = budgets[key] = Budget(calls, WINDOW, clock=self._clock)
        return budget
