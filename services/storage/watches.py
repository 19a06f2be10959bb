"""Stores the places that chats watch, and the alert settings of chats."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.places import Spot
from services.storage.alert_models import (
    ALL_KINDS,
    MAX_WATCHES_PER_CHAT,
    AlertKinds,
    AlertSettings,
    Watch,
    cell_of,
)
from services.storage.alert_schema import alerts, watched_cells, watches
from services.storage.alert_settings import read_alert_settings, write_alert_settings
from services.storage.applied import begin_change
from services.storage.database import Database, shielded
from services.storage.models import ChatLimitReached, SavedPlace
from services.storage.saved_places import place_from_row, place_values
from services.storage.schema import chats
from services.storage.statements import insert_or_update, lock_chat

FINISHED_VALUES: dict[str, None] = {"claimable_at": None, "claimed_by": None}
"""Maps columns to their values in an alert that was sent or dropped."""


class Watches:
    """The watches in *database*.

    A change has no effect if the watch belongs to another chat. A change that may cause alerts makes the cell of
    the place due for a check. All methods raise StorageError when the database fails.
    """

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Create the store.

        The function *wake* is called after a change that makes a cell due or an alert claimable.
        """
        self._database = database
        self._wake = wake
        self._clock = clock

    async def get(self, chat_id: int) -> list[Watch]:
        """Return the watches of the chat, the oldest first."""
        return await self._database.read(lambda connection: read_watches(connection, watches.c.chat_id == chat_id))

    @shielded
    async def add(
        self,
        chat_id: int,
        places: Sequence[SavedPlace],
        kinds: AlertKinds = ALL_KINDS,
        *,
        thread_id: int | None = None,
        language: str | None = None,
    ) -> list[Watch]:
        """Add watches for *places*, and return the watches in the same order.

        If the chat already watches a place, the watch is resumed, and *kinds* are added to the watch. If an
        earlier attempt to handle the update has added the watches, return those that the user has not removed. If
        the chat would have more than MAX_WATCHES_PER_CHAT watches, change nothing and raise ChatLimitReached.
        """
        is_own = watches.c.chat_id == chat_id
        wanted = {saved.place.key: saved for saved in places}
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await lock_chat(connection, chat_id)
                existing = _by_spot(await connection.run_sync(read_watches, is_own))
                missing = [saved for spot, saved in wanted.items() if spot not in existing]
                if len(existing) + len(missing) > MAX_WATCHES_PER_CHAT:
                    raise ChatLimitReached
                await make_cells_due(connection, {cell_of(saved.place) for saved in places}, self._clock())
                for spot in wanted.keys() & existing.keys():
                    watch = existing[spot]
                    statement = update(watches).where(watches.c.id == watch.id)
                    values = {"kinds": int(watch.kinds | kinds), "paused": False, "changed_at": self._clock()}
                    await connection.execute(statement.values(values))
                owner = {"chat_id": chat_id, "thread_id": thread_id, "language": language, "kinds": int(kinds)}
                for saved in missing:
                    row = owner | {"cell": cell_of(saved.place)} | place_values(saved)
                    await connection.execute(insert(watches), row)
            added = _by_spot(await connection.run_sync(read_watches, is_own))
        self._wake()
        return [added[spot] for spot in wanted if spot in added]

    @shielded
    async def set_kinds(self, chat_id: int, watch_id: int, kinds: AlertKinds) -> None:
        """Replace the kinds of alerts of the watch with *kinds*."""
        await self._update_watches(_id_condition(chat_id, watch_id), kinds=int(kinds))

    @shielded
    async def resume(self, chat_id: int, watch_id: int) -> None:
        """End the pause of the watch, so that it gets alerts again."""
        await self._update_watches(_id_condition(chat_id, watch_id), paused=False)

    @shielded
    async def pause(self, chat_id: int, watch_id: int) -> None:
        """Stop the alerts of the watch until it is resumed; drop alerts that wait to be sent."""
        is_paused = _id_condition(chat_id, watch_id)
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await connection.execute(update(watches).where(is_paused).values(paused=True))
                own_alerts = alerts.c.watch_id.in_(select(watches.c.id).where(is_paused))
                await connection.execute(update(alerts).where(own_alerts).values(FINISHED_VALUES))

    @shielded
    async def remove(self, chat_id: int, watch_id: int) -> None:
        """Delete the watch and its alerts."""
        await self._delete_watches(_id_condition(chat_id, watch_id))

    @shielded
    async def remove_all(self, chat_id: int) -> None:
        """Delete all watches of the chat and their alerts."""
        await self._delete_watches(watches.c.chat_id == chat_id)

    async def get_settings(self, chat_id: int) -> AlertSettings:
        """Return the alert settings of the chat."""
        return await self._database.read(lambda connection: read_alert_settings(connection, chat_id))

    @shielded
    async def save_settings(self, chat_id: int, settings: AlertSettings) -> None:
        """Replace the alert settings of the chat with *settings*."""
        await self._update_settings(chat_id, lambda _: settings)

    @shielded
    async def mute(self, chat_id: int, until: datetime | None) -> None:
        """Send no alerts to the chat until the time *until* in UTC; if *until* is None, end the mute now."""
        muted_until = until or datetime.fromtimestamp(self._clock(), UTC)
        await self._update_settings(chat_id, lambda settings: replace(settings, muted_until=muted_until))

    async def _update_watches(self, condition: ColumnElement[bool], **values: int) -> None:
        """Set *values* in the watches that satisfy *condition*; make the cells of these watches due."""
        now = self._clock()
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await make_watches_due(connection, condition, now)
                await connection.execute(update(watches).where(condition).values(**values, changed_at=now))
        self._wake()

    async def _update_settings(self, chat_id: int, change: Callable[[AlertSettings], AlertSettings]) -> None:
        is_own = watches.c.chat_id == chat_id
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await lock_chat(connection, chat_id)
                before = await connection.run_sync(read_alert_settings, chat_id)
                after = change(before)
                await write_alert_settings(connection, chat_id, after)
                await make_watches_due(connection, is_own, self._clock())
                if before.muted_until is not None and before.muted_until != after.muted_until:
                    # During the mute, `DueAlerts.claim` has postponed alerts to the end of the mute.
                    is_muted = alerts.c.not_before == before.muted_until.timestamp()
                    is_waiting = alerts.c.claimable_at.is_not(None) & alerts.c.claimed_by.is_(None)
                    unmuting = update(alerts).where(alerts.c.chat_id == chat_id, is_muted, is_waiting)
                    await connection.execute(unmuting.values(claimable_at=self._clock(), not_before=None))
        self._wake()

    async def _delete_watches(self, condition: ColumnElement[bool]) -> None:
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await connection.execute(delete(watches).where(condition))  # foreign keys delete the alerts


async def make_watches_due(connection: AsyncConnection, condition: ColumnElement[bool], now: float) -> None:
    """Make the cells of the watches that satisfy *condition* due for a check at the Unix time *now*.

    The rows of cells are locked until the commit. Call this function before the watches are changed:
    `WatchedCells.record_check` locks the rows in the same order, and different orders could cause a deadlock.
    """
    cells = await connection.scalars(select(watches.c.cell).where(condition).distinct())
    await make_cells_due(connection, set(cells), now)


async def make_cells_due(connection: AsyncConnection, cells: Collection[str], now: float) -> None:
    """Make *cells* due for a check at the Unix time *now*.

    A cell that is being checked becomes due again after the check.
    """
    if not cells:
        return
    # The order of the rows prevents deadlocks between processes.
    rows = [{"cell": cell, "check_at": now, "claimable_at": now} for cell in sorted(cells)]
    await connection.execute(insert_or_update(connection, watched_cells, "check_at"), rows)
    is_unclaimed = watched_cells.c.claimed_by.is_(None)
    due = update(watched_cells).where(watched_cells.c.cell.in_(cells), is_unclaimed)
    await connection.execute(due.values(claimable_at=now))


def read_watches(connection: Connection, condition: ColumnElement[bool]) -> list[Watch]:
    """Return the watches that satisfy *condition*, the oldest first."""
    rows = connection.execute(select(watches).where(condition).order_by(watches.c.id))
    return [watch_from_row(row) for row in rows]


def watch_from_row(row: Row[Any]) -> Watch:
    """Return the watch in a row of `watches`."""
    kinds = AlertKinds(row.kinds) & ALL_KINDS  # a later version may have stored more kinds
    changed_at = None if row.changed_at is None else datetime.fromtimestamp(row.changed_at, UTC)
    place = place_from_row(row)
    return Watch(row.id, row.chat_id, place, kinds, row.thread_id, row.language, row.paused, changed_at)


def is_active() -> ColumnElement[bool]:
    """Return the SQL condition that a watch is not paused and its chat is not gone."""
    return ~watches.c.paused & chats.c.gone_since.is_(None)


def _by_spot(found: Sequence[Watch]) -> dict[Spot, Watch]:
    return {watch.place.place.key: watch for watch in found}


def _id_condition(chat_id: int, watch_id: int) -> ColumnElement[bool]:
    return (watches.c.chat_id == chat_id) & (watches.c.id == watch_id)
