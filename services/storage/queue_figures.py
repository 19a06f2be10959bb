"""Reads figures about the queue of updates that the processes of a bot share."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Table, and_, func, select

from services.storage.database import Database
from services.storage.schema import journal, lane_leases, queue_workers


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The state of the queue at one moment."""

    length: int
    """Number of updates that wait or are being handled, in all processes together."""
    oldest_seconds: float
    """Time since the oldest update in the queue was received, in seconds; 0 if the queue is empty."""
    leases: int
    """Number of chats that the processes have leased; most leased chats have no waiting updates."""
    workers: int
    """Number of processes that share the queue; a process that has died is still counted for some seconds."""


async def read_queue_figures(
    database: Database, bot_id: int, *, clock: Callable[[], float] = time.time
) -> QueueFigures:
    """Return the figures about the queue of the bot; raise StorageError if the database fails.

    *clock* returns the Unix time.
    """
    is_queued = and_(journal.c.bot_id == bot_id, journal.c.lane.is_not(None))
    figures = select(
        _count_of(journal, is_queued).label("length"),
        select(func.min(journal.c.received_at)).where(is_queued).scalar_subquery().label("oldest_at"),
        _count_of(lane_leases, lane_leases.c.bot_id == bot_id).label("leases"),
        _count_of(queue_workers, queue_workers.c.bot_id == bot_id).label("workers"),
    )

    def query(connection: Connection) -> QueueFigures:
        row = connection.execute(figures).one()
        oldest_seconds = 0.0 if row.oldest_at is None else max(0.0, clock() - row.oldest_at)
        return QueueFigures(row.length, oldest_seconds, row.leases, row.workers)

    return await database.read(query)


def _count_of(table: Table, is_counted: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(is_counted).scalar_subquery()
