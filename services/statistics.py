"""Statistics about the use and the state of the bot, for its admins."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, distinct, func, select

from services.storage.database import Database
from services.storage.queue_figures import QueueFigures, read_queue_figures
from services.storage.schema import answered_messages, chats, subscriptions
from services.weather import WeatherService

DAY_SECONDS = 24 * 3600.0

MEMORY_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """How many calls of a provider's budget are spent."""

    provider: str
    spent: int
    limit: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics at one moment."""

    answers: int
    """Number of messages answered in the last 24 hours; only the latest 64 messages of each chat are counted."""
    users: int
    """Number of private chats in which a message was answered in the last 24 hours."""
    groups: int
    """Number of groups in which a message was answered in the last 24 hours."""
    stored_chats: int
    """Number of chats with settings, places or other stored data."""
    subscriptions: int
    """Number of subscriptions that are not paused."""
    budgets: tuple[BudgetUse, ...]
    loop_lag: float
    """Longest lag of the event loop in the last minute, in seconds."""
    memory_bytes: int | None
    """Memory of the process, in bytes; None if the system does not report it."""
    uptime: float
    """Time since the start of the process, in seconds."""
    queue: QueueFigures | None = None
    """The figures about the queue of updates; None with long polling, which has no queue in the database."""


class StatisticsService:
    """Reads the statistics of *database*, *weather* and the process.

    The function *read_loop_lag* returns the lag of the event loop in seconds.

    *queue_owner* is the id of the bot with a webhook whose queue is read; None with long polling.
    """

    def __init__(
        self,
        database: Database,
        weather: WeatherService,
        read_loop_lag: Callable[[], float],
        *,
        queue_owner: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._weather = weather
        self._read_loop_lag = read_loop_lag
        self._queue_owner = queue_owner
        self._clock = clock
        self._started_at = time.monotonic()

    async def read(self) -> Statistics:
        """Return the present statistics; raise StorageError if the database fails."""
        since = self._clock() - DAY_SECONDS

        def count_rows(connection: Connection) -> list[int]:
            is_recent = answered_messages.c.answered_at > since
            chat_id = answered_messages.c.chat_id
            counts = [
                select(func.count()).select_from(answered_messages).where(is_recent),
                select(func.count(distinct(chat_id))).where(is_recent, chat_id > 0),
                select(func.count(distinct(chat_id))).where(is_recent, chat_id < 0),
                select(func.count()).select_from(chats),
                select(func.count()).select_from(subscriptions).where(~subscriptions.c.paused),
            ]
            return [int(connection.scalar(count) or 0) for count in counts]

        answers, users, groups, stored_chats, active_subscriptions = await self._database.read(count_rows)
        queue = None
        if self._queue_owner is not None:
            queue = await read_queue_figures(self._database, self._queue_owner, clock=self._clock)
        budgets = tuple(
            BudgetUse(name, budget.spent_calls, budget.calls) for name, budget in self._weather.budgets.items()
        )
        return Statistics(
            answers=answers,
            users=users,
            groups=groups,
            stored_chats=stored_chats,
            subscriptions=active_subscriptions,
            budgets=budgets,
            loop_lag=self._read_loop_lag(),
            memory_bytes=_memory_bytes(),
            uptime=time.monotonic() - self._started_at,
            queue=queue,
        )


def _memory_bytes() -> int | None:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * MEMORY_PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return None
