"""Call budgets, cooldowns and the pace of pushes, which several processes share."""

from collections.abc import Callable
from dataclasses import dataclass

from services.net.budget import Budget
from services.shared.store import Cooldown, SharedStore, Spending

MIN_TURN_INTERVAL = 0.005
"""Minimum time in seconds between two attempts to take a turn of a SharedPace."""


class SharedBudget(Budget):
    """A budget that counts the calls of all processes, without waiting for the store.

    The budget counts the calls of other processes a moment later, when the store has answered. If the store
    does not work, only the calls of this process count.
    """

    def __init__(
        self, store: SharedStore, key: str, calls: int, seconds: float, *, clock: Callable[[], float]
    ) -> None:
        super().__init__(calls, seconds, clock=clock)
        self._store = store
        self._key = key

    def spend(self, calls: int = 1) -> bool:
        """Spend *calls* calls and return True; if fewer calls are left, spend none and return False."""
        is_spent = super().spend(calls)
        if is_spent:
            self._spend_in_store(calls)
        return is_spent

    def refund(self, calls: int = 1) -> None:
        """Undo the spending of the last *calls* calls, also for other processes."""
        super().refund(calls)
        self._spend_in_store(-calls)

    def _spend_in_store(self, calls: int) -> None:
        self._store.spend_later(self._key, calls, self.calls, self.seconds, self._record_spending)

    def _record_spending(self, spending: Spending) -> None:
        self.record_total_calls(spending.spent, spending.seconds)


@dataclass(frozen=True, slots=True)
class SharedCallLimits:
    """The budget and the cooldown of the calls to one service, which all processes share."""

    store: SharedStore
    budget_key: str
    cooldown_key: str

    async def spend(self, calls: int, budget: Budget | None) -> Cooldown | bool:
        """Spend *calls* calls and return True; if *budget* has fewer calls left, return False.

        If the store contains a cooldown, return the Cooldown.

        If the store does not work, the calls are allowed.
        """
        if budget is None:
            stored = await self.store.get(self.cooldown_key)
            if stored is None or not stored.seconds_left:
                return True
            return Cooldown(stored.body, stored.seconds_left)
        outcome = await self.store.spend(self.budget_key, self.cooldown_key, calls, budget.calls, budget.seconds)
        if isinstance(outcome, Spending):
            budget.record_total_calls(outcome.spent, outcome.seconds)
            return outcome.allowed
        return True if outcome is None else outcome

    def start_cooldown(self, reason: bytes, seconds: float) -> None:
        """Start a cooldown of *seconds* in all processes."""
        self.store.put(self.cooldown_key, reason, seconds)


class SharedPace:
    """Turns that all processes share; together they take at most *per_second* turns in one second."""

    def __init__(self, store: SharedStore, name: str, per_second: float) -> None:
        self._store = store
        self._key = f"pace:{name}"
        self._pause_key = f"pause:{name}"
        self._turns = max(1, int(per_second))
        self._seconds = self._turns / per_second

    async def take_turn(self) -> float:
        """Take a turn and return 0; if no turn is free, return the seconds until the next attempt.

        If the store does not work, a turn is always free.
        """
        outcome = await self._store.spend(self._key, self._pause_key, 1, self._turns, self._seconds)
        if outcome is None or (isinstance(outcome, Spending) and outcome.allowed):
            return 0.0
        return max(MIN_TURN_INTERVAL, outcome.seconds)

    def pause(self, seconds: float) -> None:
        """Prevent all processes from taking a turn for *seconds*."""
        self._store.put(self._pause_key, b"paused", seconds)
