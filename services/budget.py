"""How much is allowed in a time."""

import time
from collections import deque
from collections.abc import Callable


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
