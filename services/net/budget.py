"""Limits of calls per time."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import repeat


class Budget:
    """Allows *calls* in any *seconds*: a sliding window.

    A leaky bucket of the same size would allow nearly twice as many in its first period.
    """

    def __init__(self, calls: int, seconds: float = 60.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._spent_at: deque[float] = deque()

    @property
    def spent(self) -> int:
        """The number of calls spent within the window that ends now."""
        now = self._clock()
        while self._spent_at and now - self._spent_at[0] >= self._seconds:
            self._spent_at.popleft()
        return len(self._spent_at)

    def affords(self, calls: int) -> bool:
        """Return whether so many *calls* are left."""
        return self.spent + calls <= self._calls

    def spend(self, calls: int = 1) -> bool:
        """Spend so many *calls* and return True; if fewer are left, spend none and return False."""
        if not self.affords(calls):
            return False
        self._spent_at.extend(repeat(self._clock(), calls))
        return True

    def refund(self) -> None:
        """Give back the last call spent."""
        if self._spent_at:
            self._spent_at.pop()

    def wait(self, reserve: float = 0.0) -> float:
        """Return the seconds until a call is left beside *reserve*, a fraction of all calls; 0.0 if one is."""
        over = self.spent - math.ceil(self._calls * (1 - reserve))
        if over < 0:
            return 0.0
        # A budget of 0 calls never has one left.
        return self._spent_at[over] + self._seconds - self._clock() if self._spent_at else self._seconds


class Pace:
    """Limits actions to *per_second*, evenly spaced; turns that are not taken do not accumulate."""

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.per_second = per_second
        self.clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._queue = asyncio.Lock()

    def pause(self, seconds: float) -> None:
        """Give no turn for so many *seconds*."""
        self._next = max(self._next, self.clock() + seconds)

    async def turn(self) -> None:
        """Wait for the next turn, in the order of the calls."""
        async with self._queue:
            while (wait := self._next - self.clock()) > 0:  # a pause may begin meanwhile
                await self._sleep(wait)
            self._next = max(self._next, self.clock()) + 1 / self.per_second
