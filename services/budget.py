"""How much is allowed in a time."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable


class Budget:
    """At most *calls* in any *seconds*: a sliding window.

    A leaky bucket of the same size would let nearly twice as many through in its first period.
    """

    def __init__(self, calls: int, seconds: float = 60.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._spent: deque[float] = deque(maxlen=calls)
        self._seconds = seconds
        self._clock = clock

    def spend(self) -> bool:
        """Take one call from the budget; False when none is left."""
        now = self._clock()
        full = len(self._spent) == self._spent.maxlen
        if full and (not self._spent or now - self._spent[0] < self._seconds):
            return False
        self._spent.append(now)
        return True


class Pace:
    """Turns, *per_second* of them in a second and evenly: what was not taken is not made up for."""

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
        """Give no turn for so many seconds; after them turns come at the same pace as before."""
        self._next = max(self._next, self.clock() + seconds)

    async def turn(self) -> None:
        """Wait for the next turn; who asks first has it first."""
        async with self._queue:
            while (wait := self._next - self.clock()) > 0:  # a pause may begin meanwhile
                await self._sleep(wait)
            self._next = max(self._next, self.clock()) + 1 / self.per_second
