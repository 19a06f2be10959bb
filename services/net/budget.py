"""Limits the number of calls in a period of time."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.shared.limits import SharedPace


class Budget:
    """Allows at most *calls* calls in any period of *seconds* seconds (a sliding window).

    A leaky bucket with room for *calls* calls would allow nearly twice as many calls in its first period.
    """

    def __init__(self, calls: int, seconds: float = 60.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.calls = calls
        self.seconds = seconds
        self._clock = clock
        self._spent_at: deque[float] = deque()
        self._spent_elsewhere = 0
        self._forgotten_at = 0.0
        """Clock time at which the calls in `_spent_elsewhere` leave the period."""

    @property
    def spent_calls(self) -> int:
        """Number of calls spent in the period that ends now, including the known calls of other processes."""
        now = self._clock()
        while self._spent_at and now - self._spent_at[0] >= self.seconds:
            self._spent_at.popleft()
        if self._spent_elsewhere and now >= self._forgotten_at:
            self._spent_elsewhere = 0
        return len(self._spent_at) + self._spent_elsewhere

    def record_total_calls(self, calls: int, seconds: float) -> None:
        """Record that all processes together have spent *calls* calls in the period that ends now.

        The calls of other processes are counted for *seconds* seconds, until the oldest of them leaves the period.
        """
        self._spent_elsewhere = 0
        self._spent_elsewhere = max(0, calls - self.spent_calls)
        self._forgotten_at = self._clock() + seconds

    def can_spend(self, calls: int) -> bool:
        """Return True if at least *calls* calls can be spent now."""
        return self.spent_calls + calls <= self.calls

    def spend(self, calls: int = 1) -> bool:
        """Spend *calls* calls and return True; if fewer calls are left, spend none and return False."""
        if not self.can_spend(calls):
            return False
        self._spent_at.extend(repeat(self._clock(), calls))
        return True

    def refund(self, calls: int = 1) -> None:
        """Give back the last *calls* calls that were spent."""
        for _ in range(min(calls, len(self._spent_at))):
            self._spent_at.pop()

    def seconds_until_call(self, reserve_fraction: float = 0.0) -> float:
        """Return the time in seconds until a call can be spent; 0 if a call can be spent now.

        *reserve_fraction* is the fraction of all calls of the budget that the caller must not use.
        """
        over = self.spent_calls - math.ceil(self.calls * (1 - reserve_fraction))
        if over < 0:
            return 0.0
        if self._spent_elsewhere:
            return self._forgotten_at - self._clock()
        # `_spent_at` is empty if the budget allows 0 calls.
        return self._spent_at[over] + self.seconds - self._clock() if self._spent_at else self.seconds


class Pace:
    """Spaces actions evenly, so that *per_second* actions begin in one second.

    Turns that nobody waits for are lost.

    If *shared* is given, all processes together keep the pace, and a pause delays the actions of all processes.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shared: "SharedPace | None" = None,
    ) -> None:
        self.per_second = per_second
        self.clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._queue = asyncio.Lock()
        self._shared = shared

    def pause(self, seconds: float) -> None:
        """Delay the next turn by at least *seconds*."""
        self._next = max(self._next, self.clock() + seconds)
        if self._shared is not None:
            self._shared.pause(seconds)

    async def wait_turn(self) -> None:
        """Wait for the next turn; callers get their turns in the order of their calls."""
        async with self._queue:
            while (wait := self._next - self.clock()) > 0:  # `pause` may be called during the sleep
                await self._sleep(wait)
            self._next = max(self._next, self.clock()) + 1 / self.per_second
            if self._shared is not None:
                while wait := await self._shared.take_turn():
                    await self._sleep(wait)
