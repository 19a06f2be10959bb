"""Whether the bot still works on something, as Linux and the calls to Telegram show it."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sandbox.telegram import TelegramServer

PROC = Path("/proc")
"""The directory in which Linux describes each process."""

CHECK_INTERVAL = 0.05
"""Time between two checks of the bot, in seconds."""

IDLE_CHECKS = 3
"""Number of successive checks that must find the bot idle; one check may hit the moment between two steps."""

_BUSY_STATES = {"R", "D"}
"""The states of threads that run or wait for a processor, and of threads that wait for a disk."""


async def wait_until_idle(pid: int, telegram: TelegramServer, *, within: float) -> None:
    """Wait until the bot with this `pid` neither runs nor calls Telegram, at most this many seconds.

    After an answer, an idle bot sends no picture any more. Without /proc, only the calls to Telegram are known.
    """
    idle_checks = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while idle_checks < IDLE_CHECKS:
                idle_checks = 0 if telegram.open_calls or is_busy(pid) else idle_checks + 1
                await asyncio.sleep(CHECK_INTERVAL)


def is_busy(pid: int) -> bool:
    """Return whether a thread of the process, or of a process that it has started, has something to do."""
    return any(state in _BUSY_STATES for process in _descendants(pid) for state in _thread_states(process))


def _descendants(pid: int) -> Iterator[int]:
    """Yield `pid` and the processes that it has started, directly or through other processes."""
    yield pid
    for children in _read(f"{pid}/task/*/children"):
        for child in children.split():
            yield from _descendants(int(child))


def _thread_states(pid: int) -> Iterator[str]:
    for stat in _read(f"{pid}/task/*/stat"):
        yield stat.rpartition(")")[2].split()[0]  # the name before the state may contain spaces and parentheses


def _read(pattern: str) -> Iterator[str]:
    """Yield the contents of the files in PROC that match `pattern`, except those of processes that have ended."""
    for path in PROC.glob(pattern):
        with suppress(OSError):
            yield path.read_text()
