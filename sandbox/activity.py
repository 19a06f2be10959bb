"""Waits until the bot is idle, as Linux's /proc and the bot's calls to Telegram show."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sandbox.telegram import TelegramServer

PROC = Path("/proc")
"""The directory in which Linux publishes the state of each process."""

CHECK_INTERVAL = 0.05
"""Time between two checks of the bot, in seconds."""

IDLE_CHECKS = 3
"""Number of checks in a row that must find the bot idle; a single check may fall between two steps of the bot."""

_BUSY_STATES = {"R", "D"}
"""The letters in /proc for the states of busy threads: R, running or waiting for a processor; D, waiting for a
disk."""


async def wait_until_idle(pid: int, telegram: TelegramServer, *, within: float) -> None:
    """Wait until the bot with this `pid` neither runs nor calls Telegram, or until `within` seconds are over.

    A bot that is idle after an answer sends no picture any more. Without /proc, only the calls to Telegram are
    known.
    """
    idle_checks = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while idle_checks < IDLE_CHECKS:
                idle_checks = 0 if telegram.open_calls or is_busy(pid) else idle_checks + 1
                await asyncio.sleep(CHECK_INTERVAL)


def is_busy(pid: int) -> bool:
    """Return whether a thread of the process, or of its descendants, runs or waits for a processor or a disk."""
    return any(state in _BUSY_STATES for process in _descendants(pid) for state in _thread_states(process))


def _descendants(pid: int) -> Iterator[int]:
    """Yield `pid` and the ids of its descendants: its child processes, their children and so on."""
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
