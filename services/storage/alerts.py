"""Reads and writes the table of alerts.

A sender claims alerts before it sends the alerts, so that no other sender sends the same alerts.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.alert_models import DueAlertMessage, NewAlert, Watch
from services.storage.alert_schema import alert_settings, alerts, watches
from services.storage.database import Database, shielded
from services.storage.due import LEASE_SECONDS, MAX_CLOCK_LAG, MAX_RETRY_DELAY
from services.storage.schema import chats
from services.storage.settings import ChatSettings, settings_from_row
from services.storage.statements import insert_if_missing
from services.storage.watches import FINISHED_VALUES, is_active, read_watches

MAX_ROWS_PER_STATEMENT = 200
"""Maximum number of alerts that one statement inserts; converting 200 rows blocks the event loop for some
milliseconds."""

MAX_IDS_PER_STATEMENT = 5_000
"""Maximum number of ids in one statement; PostgreSQL allows some 32,000 values."""

RETENTION_SECONDS = 3 * 24 * 3600.0
"""Time in seconds from the expiry of an alert to its deletion. A stored alert prevents another about its event."""


class DueAlerts:
    """The due alerts in *database*, for one sender. All methods raise StorageError when the database fails.

    An item contains all alerts that are due for a chat or, in a forum, for a topic.
    """

    name = "alerts"

    def __init__(
        self,
        database: Database,
        on_drop: Callable[[int], None] = lambda _: None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Create the store.

        The function *on_drop* is called with the number of alerts that expired before they were sent.
        """
        self._database = database
        self._on_drop = on_drop
        self._clock = clock
        self._owner = uuid4().hex
        self._is_own = alerts.c.claimed_by == self._owner

    async def next_claimable_at(self) -> float | None:
        """Return the Unix time from which the next alert can be claimed; None if no alert waits."""
        earliest = select(func.min(alerts.c.claimable_at))
        return await self._database.read(lambda connection: connection.scalar(earliest))

    @shielded
    async def claim(self, limit: int) -> list[DueAlertMessage]:
        """Lease the due alerts of up to *limit* chats, and return the alerts grouped by chat and topic.

        Alerts past `expires_at` are dropped. If a chat has muted alerts, its alerts are postponed until the mute
        ends.
        """
        now = self._clock()
        is_due = alerts.c.claimable_at <= now
        waiting = select(alerts.c.chat_id).where(is_due).order_by(alerts.c.claimable_at, alerts.c.id).limit(limit)
        async with self._database.begin() as connection:
            dropped = await self._drop_expired(connection, now)
            chat_ids = set(await connection.scalars(waiting))
            # On PostgreSQL, the lock on a chat lets only one sender claim its alerts; other senders skip the chat.
            locking = select(chats).where(chats.c.id.in_(chat_ids)).order_by(chats.c.id)
            locked = await connection.execute(locking.with_for_update(skip_locked=True, key_share=True))
            settings = {row.id: settings_from_row(row) for row in locked}
            await _postpone_muted(connection, settings, now)
            claiming = (
                update(alerts)
                .where(alerts.c.chat_id.in_(settings), is_due)
                .values(claimed_by=self._owner, claimable_at=now + LEASE_SECONDS)
                .returning(alerts)
            )
            rows = (await connection.execute(claiming)).all()
            is_claimed = watches.c.id.in_({row.watch_id for row in rows})
            claimed_watches = await connection.run_sync(read_watches, is_claimed)
        if dropped:
            self._on_drop(dropped)
        return _group_by_chat_and_topic(rows, {watch.id: watch for watch in claimed_watches}, settings)

    async def _drop_expired(self, connection: AsyncConnection, now: float) -> int:
        """Drop expired alerts, and delete alerts that expired long ago.

        Return the number of dropped alerts.
        """
        is_late = and_(alerts.c.claimable_at <= now, alerts.c.expires_at <= now)
        dropped = await connection.execute(update(alerts).where(is_late).values(FINISHED_VALUES))
        await connection.execute(delete(alerts).where(alerts.c.expires_at <= now - RETENTION_SECONDS))
        return dropped.rowcount

    @shielded
    async def renew(self, due_alerts: Collection[DueAlertMessage]) -> set[int]:
        """Renew the leases that this sender still holds on *due_alerts*.

        Return the ids of the *due_alerts* whose leases were renewed.
        """
        # The statement selects the alerts by chat, because the ids of all alerts may be too many for one
        # statement.
        chat_ids = {due.chat_id for due in due_alerts}
        statement = update(alerts).where(self._is_own, alerts.c.chat_id.in_(chat_ids))
        async with self._database.begin() as connection:
            renewed = set(
                await connection.scalars(
                    statement.values(claimable_at=self._clock() + LEASE_SECONDS).returning(alerts.c.id)
                )
            )
        return {due.id for due in due_alerts if not renewed.isdisjoint(due.alert_ids)}

    @shielded
    async def mark_done(self, due_alerts: Sequence[DueAlertMessage]) -> None:
        """Record *due_alerts* as sent.

        If alerts were moved to the general topic, move their watches as well.
        """
        moved = [
            watch.id
            for due in due_alerts
            if due.thread_id is None
            for watch, _ in due.alerts
            if watch.thread_id is not None
        ]
        ids = [alert_id for due in due_alerts for alert_id in due.alert_ids]
        async with self._database.begin() as connection:
            for start in range(0, len(ids), MAX_IDS_PER_STATEMENT):
                # Sent alerts are marked even if their lease has ended, so the statement does not check it.
                is_done = alerts.c.id.in_(ids[start : start + MAX_IDS_PER_STATEMENT])
                await connection.execute(update(alerts).where(is_done).values(FINISHED_VALUES))
            if moved:
                await connection.execute(update(watches).where(watches.c.id.in_(moved)).values(thread_id=None))

    async def skip(self, due_alerts: Sequence[DueAlertMessage]) -> None:
        """Record that *due_alerts* are not sent."""
        await self.mark_done(due_alerts)

    @shielded
    async def postpone(self, due: DueAlertMessage, until: float) -> None:
        """Release the alerts, so that any sender can claim them from the Unix time *until* on."""
        statement = update(alerts).where(self._is_own, alerts.c.id.in_(due.alert_ids))
        async with self._database.begin() as connection:
            await connection.execute(statement.values(claimable_at=until, claimed_by=None))

    @shielded
    async def correct_times(self) -> int:
        """Make alerts due that were postponed while the clock was ahead; return their number.

        Alerts that were created while the clock was ahead are deleted, because they are for a wrong time.
        """
        now = self._clock()
        is_early = alerts.c.created_at > now + MAX_CLOCK_LAG
        is_too_late = alerts.c.claimable_at > now + MAX_RETRY_DELAY
        is_allowed = or_(alerts.c.not_before.is_(None), alerts.c.not_before <= now)
        async with self._database.begin() as connection:
            await connection.execute(delete(alerts).where(is_early))
            correcting = update(alerts).where(is_too_late, is_allowed)
            corrected = await connection.execute(correcting.values(claimable_at=now, claimed_by=None))
            return corrected.rowcount

    @shielded
    async def release_all(self) -> None:
        """Release all claimed alerts, so that any sender can claim them at once."""
        async with self._database.begin() as connection:
            releasing = update(alerts).where(self._is_own)
            await connection.execute(releasing.values(claimable_at=self._clock(), claimed_by=None))


async def insert_alerts(connection: AsyncConnection, new_alerts: Sequence[NewAlert], now: float) -> None:
    """Insert *new_alerts*.

    An alert is left out if its watch is paused or removed, or already has a stored alert about the event.

    An alert that expires before its `not_before` is stored as dropped.
    """
    for start in range(0, len(new_alerts), MAX_ROWS_PER_STATEMENT):
        step = new_alerts[start : start + MAX_ROWS_PER_STATEMENT]
        # The lock prevents another process from deleting a watch before its alerts are inserted.
        active = (
            select(watches.c.id, watches.c.chat_id)
            .join(chats)
            .where(watches.c.id.in_({alert.watch.id for alert in step}), is_active())
            .order_by(watches.c.id)
            .with_for_update(read=True, key_share=True, of=watches)
        )
        chat_of = {row.id: row.chat_id for row in await connection.execute(active)}
        rows = [_row_values(alert, chat_of[alert.watch.id], now) for alert in step if alert.watch.id in chat_of]
        if rows:
            await connection.execute(insert_if_missing(connection, alerts), rows)


def _row_values(alert: NewAlert, chat_id: int, now: float) -> dict[str, Any]:
    not_before = None if alert.not_before is None else alert.not_before.timestamp()
    expires_at = alert.expires_at.timestamp()
    claimable_at = max(now, not_before or now)
    return {
        "watch_id": alert.watch.id,
        "chat_id": chat_id,
        "event": alert.event,
        "body": alert.body,
        "created_at": now,
        "not_before": not_before,
        "expires_at": expires_at,
        "claimable_at": claimable_at if claimable_at < expires_at else None,
    }


async def _postpone_muted(connection: AsyncConnection, chat_ids: Collection[int], now: float) -> None:
    muted_until = alert_settings.c.muted_until
    muted = select(alert_settings.c.chat_id, muted_until).where(
        alert_settings.c.chat_id.in_(chat_ids), muted_until > now
    )
    for row in await connection.execute(muted):
        postponing = update(alerts).where(alerts.c.chat_id == row.chat_id, alerts.c.claimable_at <= now)
        values = {"claimable_at": row.muted_until, "not_before": row.muted_until, "claimed_by": None}
        await connection.execute(postponing.values(values))


def _group_by_chat_and_topic(
    rows: Sequence[Row[Any]], watch_of: dict[int, Watch], settings: dict[int, ChatSettings]
) -> list[DueAlertMessage]:
    """Return the alerts in *rows* by chat and topic, the oldest first."""
    groups: defaultdict[tuple[int, int | None], list[Row[Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        groups[row.chat_id, watch_of[row.watch_id].thread_id].append(row)
    return [
        DueAlertMessage(
            id=group[0].id,
            chat_id=chat_id,
            thread_id=thread_id,
            alerts=[(watch_of[row.watch_id], row.body) for row in group],
            settings=settings[chat_id],
            scheduled_at=min(
                datetime.fromtimestamp(max(row.created_at, row.not_before or 0.0), UTC) for row in group
            ),
            alert_ids=[row.id for row in group],
            expires_at=datetime.fromtimestamp(min(row.expires_at for row in group), UTC),
        )
        for (chat_id, thread_id), group in groups.items()
    ]
