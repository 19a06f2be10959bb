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
"""Time in seconds after which a message no longer counts as unrecorded, even if it is still being sent."""

MEASURED_MESSAGE_COUNT = 9
"""Number of the latest messages whose durations of sending determine the capacity."""

PACE_MARGIN_FACTOR = 1.25
"""Ratio of the pace that the capacity allows to the configured pace; it is above 1 because durations vary."""


class UnrecordedSends:
    """The messages of one sender that may have been sent and are not recorded yet.

    Their number is limited to what *pace* requires: one message, if sending and recording a message is fast enough
    for the pace.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._item_ids: set[int] = set()
        """The ids of the items whose messages are unrecorded."""
        self._started: dict[int, float] = {}
        """The time at which the sending of each item has begun, by the clock of the pace."""
        self._durations: deque[float] = deque(maxlen=MEASURED_MESSAGE_COUNT)
        self._queue = asyncio.Lock()
        self._removed = asyncio.Event()

    @property
    def capacity(self) -> int:
        """Maximum number of unrecorded messages.

        The number follows from the usual duration of sending a message and the messages per second of the pace.
        """
        usual_duration = statistics.median(self._durations) if self._durations else 0.0
        return 1 + int(PACE_MARGIN_FACTOR * usual_duration * self._pace.per_second)

    async def wait_and_add(self, item_id: int) -> None:
        """Wait until there are fewer unrecorded messages than `capacity`, and add the item.

        Items are added in the order of the calls.
        """
        async with self._queue:
            while len(self._item_ids) >= self.capacity:
                self._removed.clear()
                await self._removed.wait()
            self._item_ids.add(item_id)

    @contextmanager
    def sending(self, item_id: int) -> Iterator[None]:
        """Return a context manager for the sending of the item, which starts measuring the time until `remove`.

        The item is removed after MAX_SENDING_SECONDS at the latest.
        """
        self._started[item_id] = self._pace.clock()
        timer = asyncio.get_running_loop().call_later(MAX_SENDING_SECONDS, self.remove, item_id)
        try:
            yield
        finally:
            timer.cancel()

    def remove(self, item_id: int) -> None:
        """Remove the item, because it was recorded or will not be sent; do nothing if it is not there."""
        if (started := self._started.pop(item_id, None)) is not None:
            self._durations.append(self._pace.clock() - started)
        self._item_ids.discard(item_id)
        self._removed.set()
