"""Reads and writes the table of watched cells.

A process claims a cell before it checks the cell, so that no other process checks the same cell.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from uuid import uuid4

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.alert_models import AlertSettings, NewAlert, Watch, WatchedCell
from services.storage.alert_schema import alert_settings, watched_cells, watches
from services.storage.alert_settings import SETTING_COLUMNS, alert_settings_from_row
from services.storage.alerts import insert_alerts
from services.storage.database import Database, shielded
from services.storage.due import LEASE_SECONDS
from services.storage.schema import chats
from services.storage.watches import is_active, watch_from_row

MAX_CHECK_DELAY = 24 * 3600.0
"""Maximum time until the next check of a cell, in seconds. A cell whose next check is later than MAX_CHECK_DELAY
is due at once, because the time was stored while the clock was ahead."""

MAX_WATCHES_PER_CLAIM = 5_000
"""Maximum number of watches in the cells of one claim; 5,000 watches take some 10 MB. A claim of a single cell may
have more."""

ROWS_PER_STEP = 200
"""Number of watches that are read before other tasks may run; reading 200 watches takes some 5 ms."""


class WatchedCells:
    """The cells in *database*, for one monitor. All methods raise StorageError when the database fails."""

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Create the store.

        The function *wake* is called after alerts were stored.
        """
        self._database = database
        self._wake = wake
        self._clock = clock
        self._owner = uuid4().hex
        self._is_own = watched_cells.c.claimed_by == self._owner

    async def next_claimable_at(self) -> float | None:
        """Return the Unix time from which the next cell can be claimed; None if there is no cell."""
        claimable_at = watched_cells.c.claimable_at
        ends = select(func.min(claimable_at), func.max(claimable_at))
        first, last = await self._database.read(lambda connection: connection.execute(ends).one())
        now = self._clock()
        return now if last is not None and last > now + MAX_CHECK_DELAY else first

    @shielded
    async def claim(self, limit: int) -> list[WatchedCell]:
        """Lease up to *limit* due cells; return the cells with their active watches.

        The cells are in the order in which they became due.

        A watch is active unless it is paused or its chat is gone. Cells without active watches are deleted. If the
        cells have more than MAX_WATCHES_PER_CLAIM watches together, the later cells stay due.
        """
        now, claimable_at = self._clock(), watched_cells.c.claimable_at
        # PostgreSQL skips rows that another process is claiming.
        due = (
            select(watched_cells.c.cell)
            .where(or_(claimable_at <= now, claimable_at > now + MAX_CHECK_DELAY))
            .order_by(claimable_at, watched_cells.c.cell)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claiming = (
            update(watched_cells)
            .where(watched_cells.c.cell.in_(select(due.c.cell)))
            .values(claimed_by=self._owner, claimable_at=now + LEASE_SECONDS)
            .returning(watched_cells.c.cell, watched_cells.c.check_at, watched_cells.c.states)
        )
        is_claimed = watches.c.cell.in_
        async with self._database.begin() as connection:
            rows = {row.cell: row for row in await connection.execute(claiming)}
            # The cells are locked before their watches are read, because a change of a watch locks the cell of the
            # watch.
            counting = select(watches.c.cell, func.count().label("watch_count")).join(chats)
            counting = counting.where(is_claimed(rows), is_active()).group_by(watches.c.cell)
            counts = {row.cell: row.watch_count for row in await connection.execute(counting)}
            if unwatched := rows.keys() - counts.keys():
                await connection.execute(delete(watched_cells).where(watched_cells.c.cell.in_(unwatched)))
            watched = _cells_within_limit(sorted(counts, key=lambda cell: (rows[cell].check_at, cell)), counts)
            if left_over := counts.keys() - watched:
                await _release(connection, watched_cells.c.cell.in_(left_over))
        if not watched:
            return []
        async with self._database.connect() as connection:
            watches_of = await _read_active_watches(connection, watched)
        claimed = [rows[cell] for cell in watches_of]
        return [
            WatchedCell(
                row.cell,
                watches_of[row.cell][0][0].place.place,
                watches_of[row.cell],
                json.loads(row.states),
                row.check_at,
            )
            for row in sorted(claimed, key=lambda row: (row.check_at, row.cell))
        ]

    @shielded
    async def renew(self, cells: Collection[WatchedCell]) -> set[str]:
        """Renew the leases that this process still holds on *cells*.

        Return the keys of the cells with a renewed lease.
        """
        keys = [cell.key for cell in cells]
        statement = update(watched_cells).where(self._is_own, watched_cells.c.cell.in_(keys))
        async with self._database.begin() as connection:
            renewed = await connection.scalars(
                statement.values(claimable_at=self._clock() + LEASE_SECONDS).returning(watched_cells.c.cell)
            )
            return set(renewed)

    @shielded
    async def record_check(
        self, cell: WatchedCell, states: Mapping[str, str], alerts: Sequence[NewAlert], next_check_at: datetime
    ) -> bool:
        """Store *states* and *alerts* in one transaction, and release the cell.

        The cell is due again at *next_check_at*, but at most a day later.

        An alert is not stored if its watch is paused or removed, or had an alert about the same event. If a watch
        has changed since the claim, the cell is due again at once. If another process has claimed the cell, store
        nothing and return False.
        """
        now = self._clock()
        is_unchanged = watched_cells.c.check_at == cell.check_at
        next_at = min(next_check_at.timestamp(), now + MAX_CHECK_DELAY)
        check_at = case((is_unchanged, next_at), else_=watched_cells.c.check_at)
        release = (
            update(watched_cells)
            .where(watched_cells.c.cell == cell.key, self._is_own)
            .values(states=json.dumps(dict(states)), check_at=check_at, claimable_at=check_at, claimed_by=None)
            .returning(watched_cells.c.cell)
        )
        async with self._database.begin() as connection:
            is_held = (await connection.execute(release)).first() is not None
            if is_held and alerts:
                await insert_alerts(connection, alerts, now)
        if is_held and alerts:
            self._wake()
        return is_held

    @shielded
    async def release_all(self) -> None:
        """Release all claimed cells, so that any process can claim them at once."""
        async with self._database.begin() as connection:
            await _release(connection, self._is_own)


async def _release(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    releasing = update(watched_cells).where(condition)
    await connection.execute(releasing.values(claimable_at=watched_cells.c.check_at, claimed_by=None))


def _cells_within_limit(cells: Sequence[str], counts: Mapping[str, int]) -> set[str]:
    """Return the longest beginning of *cells* with at most MAX_WATCHES_PER_CLAIM watches in total.

    The first cell is always returned. *counts* maps a cell to the number of its watches.
    """
    totals = accumulate(counts[cell] for cell in cells)
    return {
        cell
        for index, (cell, total) in enumerate(zip(cells, totals, strict=True))
        if index == 0 or total <= MAX_WATCHES_PER_CLAIM
    }


async def _read_active_watches(
    connection: AsyncConnection, cells: Collection[str]
) -> dict[str, list[tuple[Watch, AlertSettings]]]:
    """Return the active watches of *cells*, by the key of the cell; a cell without active watches is missing.

    Each watch is paired with the alert settings of its chat.
    """
    statement = (
        select(watches, *SETTING_COLUMNS)
        .join(chats, chats.c.id == watches.c.chat_id)
        .outerjoin(alert_settings, alert_settings.c.chat_id == watches.c.chat_id)
        .where(watches.c.cell.in_(cells), is_active())
        .order_by(watches.c.id)
    )
    watches_of: defaultdict[str, list[tuple[Watch, AlertSettings]]] = defaultdict(list)
    rows = await connection.stream(statement)
    async for step in rows.partitions(ROWS_PER_STEP):
        for row in step:
            watches_of[row.cell].append((watch_from_row(row), alert_settings_from_row(row)))
        await asyncio.sleep(0)  # let other tasks run, because a cell in a large town may have thousands of watches
    return dict(watches_of)
