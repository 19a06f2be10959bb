"""Measures how late the event loop runs its callbacks."""

import asyncio
from collections import deque
from collections.abc import Callable

MEASUREMENT_INTERVAL = 0.5
"""Time in seconds between two measurements."""

MEASUREMENTS_PER_MINUTE = 120
"""Number of measurements in a minute, from which `max_of_last_minute` takes the largest."""


class LoopLag:
    """Measures the lag of the event loop: by how much a sleep of MEASUREMENT_INTERVAL seconds ends late."""

    def __init__(self, on_measured: Callable[[float], None] = lambda _: None) -> None:
        """*on_measured* is called with each lag in seconds."""
        self._on_measured = on_measured
        self._measured: deque[float] = deque(maxlen=MEASUREMENTS_PER_MINUTE)

    @property
    def max_of_last_minute(self) -> float:
        """The longest lag of the last minute, in seconds."""
        return max(self._measured, default=0.0)

    async def measure(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due_at = loop.time() + MEASUREMENT_INTERVAL
            await asyncio.sleep(MEASUREMENT_INTERVAL)
            lag = max(0.0, loop.time() - due_at)
            self._measured.append(lag)
            self._on_measured(lag)
