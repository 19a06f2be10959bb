"""Which questions are answered, decided when they arrive, and which chats are told that one was not."""

from collections.abc import Callable, Hashable
from enum import StrEnum
from time import monotonic, time

from cachetools import LRUCache

from bot.updates import JsonObject, date_of, sender_of
from services.net.budget import Budget

MAX_QUEUED = 30
"""Updates in a chat's queue at which new questions are refused; equals the default of THROTTLE_PER_MINUTE."""

MAX_QUESTION_AGE = 3600.0
"""Seconds after which a question is no longer answered."""

MAX_SENDERS = 5_000
"""Senders whose questions are counted, the latest; half a kilobyte each."""

MAX_CHATS = 5_000
"""Chats whose notices are counted, the latest."""

WINDOW = 60.0
"""Seconds in which questions and notices are counted; a chat gets one notice in as many."""


class Refusal(StrEnum):
    """Why a question is not answered. The value is the key of the reply, except for SILENT, which has none."""

    TOO_FAST = "slow-down"
    """Its sender has sent more than a user may."""
    TOO_MANY_WAITING = "too-many-waiting"
    """Its chat has MAX_QUEUED questions waiting."""
    TOO_OLD = "too-old"
    """It was asked too long ago."""
    SILENT = "silent"
    """The chat has been told so a moment ago: it gets no second notice, and a button is only released."""


class Admission:
    """Counts questions: *per_minute* of one sender are answered in any minute; 0 is no limit.

    *now* is the time that messages are dated by, in Unix seconds.
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
        """Return why *question* is refused, or None; *waiting* is the number of updates in its chat's queue."""
        if self._per_minute and not self._budget(self._senders, sender_of(question), self._per_minute).spend():
            return Refusal.TOO_FAST
        return Refusal.TOO_MANY_WAITING if waiting >= MAX_QUEUED else None

    def is_too_old(self, question: JsonObject, waited: float) -> bool:
        """Return whether *question* was asked too long ago; it has *waited* so many seconds in this process."""
        date = date_of(question)
        return waited > MAX_QUESTION_AGE or (date is not None and self._now() - date > MAX_QUESTION_AGE)

    def may_notify(self, chat: Hashable) -> bool:
        """Return whether a notice may be sent to *chat* now, and count it."""
        return self._budget(self._notices, chat, 1).spend()

    def _budget(self, budgets: LRUCache[Hashable, Budget], key: Hashable, calls: int) -> Budget:
        budget = budgets.get(key)
        if budget is None:
            budget = budgets[key] = Budget(calls, WINDOW, clock=self._clock)
        return budget
