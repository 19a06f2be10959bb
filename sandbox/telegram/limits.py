"""How many messages Telegram accepts into one chat."""

import math
from collections import deque
from collections.abc import Callable

from sandbox.telegram.rules import ApiError

SENDING = frozenset({"sendmessage", "sendphoto", "senddocument"})
"""Methods that put a message into a chat, in lower case."""


class SlidingLimit:
    """At most *messages* in any *seconds* by *clock*. What is refused does not count."""

    def __init__(self, messages: int, seconds: float, clock: Callable[[], float]) -> None:
        self._accepted: deque[float] = deque(maxlen=messages)
        self._seconds = seconds
        self._clock = clock

    def spend(self) -> None:
        """Count one message. Raises ApiError 429, with the whole seconds to wait, when there is no room for it."""
        now = self._clock()
        if len(self._accepted) == self._accepted.maxlen:
            wait = math.ceil(self._accepted[0] + self._seconds - now)
            if wait > 0:
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self._accepted.append(now)
