"""Limits the number of messages that are sent but not yet recorded.

After a crash, messages that were not recorded are sent again.
"""

import asyncio
import statistics
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from services.net.budget import Pace

MAX_SENDING_SECONDS = 1.0
"""Time in seconds after which a message leaves the window even if it is still being sent."""

MEASURED_MESSAGE_COUNT = 9
"""Number of the latest messages whose durations of sending determine the capacity of the window."""

PACE_MARGIN_FACTOR = 1.25
"""Ratio of the pace that the window allows to the configured pace; the ratio is above 1 because durations vary."""


class SendWindow:
    """The messages of one sender that may have been sent and are not recorded yet.

    The window has only as much room as *pace* requires: room for one message if sending and recording a message is
    fast enough for the pace.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._open: set[int] = set()
        """The ids of the items in the window."""
        self._started: dict[int, float] = {}
        """The time at which the sending of each item has begun, by the clock of the pace."""
        self._durations: deque[float] = deque(maxlen=MEASURED_MESSAGE_COUNT)
        self._queue = asyncio.Lock()
        self._left = asyncio.Event()

    @property
    def capacity(self) -> int:
        """Maximum number of messages in the window.

        The number follows from the usual duration of sending a message and the messages per second of the pace.
        """
        usual_duration = statistics.median(self._durations) if self._durations else 0.0
        return 1 + int(PACE_MARGIN_FACTOR * usual_duration * self._pace.per_second)

    async def enter(self, item_id: int) -> None:
        """Wait until the window has room for the item, and add the item to the window.

        Items enter in the order of the calls.
        """
        async with self._queue:
            while len(self._open) >= self.capacity:
                self._left.clear()
                await self._left.wait()
            self._open.add(item_id)

    @contextmanager
    def sending(self, item_id: int) -> Iterator[None]:
        """Return a context manager for the sending of the item, which measures the time in the window.

        The item leaves the window after MAX_SENDING_SECONDS at the latest.
        """
        self._started[item_id] = self._pace.clock()
        timer = asyncio.get_running_loop().call_later(MAX_SENDING_SECONDS, self.leave, item_id)
        try:
            yield
        finally:
            timer.cancel()

    def leave(self, item_id: int) -> None:
        """Remove the item from the window, because it was recorded or will not be sent.

        Do nothing if the item is not in the window.
        """
        if (started := self._started.pop(item_id, None)) is not None:
            self._durations.append(self._pace.clock() - started)
        self._open.discard(item_id)
        self._left.set()
