"""Finds, claims and reschedules the pushes that are due.

A sender claims a push before it sends the push, so that no other process sends the same push.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.schedule import Schedule
from services.storage.channels import Channel, read_channels_by_id
from services.storage.database import Database, shielded
from services.storage.models import SavedPlaceList, Subscription
from services.storage.saved_places import place_from_row
from services.storage.schema import saved_places, subscriptions
from services.storage.settings import ChatSettings, read_settings_by_chat
from services.storage.subscriptions import read_own_places, schedule_from_row, subscription_from_row

MAX_PUSH_LATENESS = 90 * 60
"""Maximum lateness of a push, in seconds; a later push is skipped."""

MAX_RETRY_DELAY = 15 * 60.0
"""Maximum delay, in seconds, until a postponed push is tried again."""

MAX_CLOCK_LAG = 2 * 24 * 3600
"""Maximum time by which `done_until` may be in the future, in seconds.

If `done_until` is farther in the future, it is ignored, because the clock was probably ahead when the value was
stored. A nearer `done_until` is used, because the clock is probably behind now.
"""

CORRECTION_BATCH_SIZE = 200
"""Number of subscriptions that `correct_times` handles per transaction; a transaction with 200 takes some 5 ms."""

LEASE_SECONDS = 20.0
"""Duration of a lease, in seconds; during a lease, only its holder may send the push.

A sender renews its leases before they expire. If a sender stops without releasing its pushes, other senders can
claim the pushes after LEASE_SECONDS.
"""


@dataclass(frozen=True, slots=True)
class DuePush:
    """A due push that a sender has claimed."""

    subscription: Subscription
    scheduled_at: datetime
    """The scheduled time, in UTC."""
    places: SavedPlaceList
    """The places to report: the places of the subscription or, if it has none, the saved places of the chat."""
    settings: ChatSettings
    """The settings of the chat; for a channel, the settings of the user who has set up the push."""
    done_until: int | None = None
    """Unix time up to which all occurrences were sent or skipped; None if unknown."""
    channel: Channel | None = None
    """The channel to which the push is sent; None if the chat is not a channel."""

    @property
    def id(self) -> int:
        """The id of the subscription."""
        return self.subscription.id

    @property
    def chat_id(self) -> int:
        """The id of the chat to which the push is sent."""
        return self.subscription.chat_id

    @property
    def expires_at(self) -> datetime:
        """The time in UTC after which the push is skipped."""
        return self.scheduled_at + timedelta(seconds=MAX_PUSH_LATENESS)

    def in_general_topic(self) -> Self:
        """Return a copy that is sent to the general topic of the chat."""
        return replace(self, subscription=replace(self.subscription, thread_id=None))


class DuePushes:
    """The due pushes in *database*, for one sender.

    After claiming a push, the sender marks it as done, skips it or postpones it. A push that its sender does not
    handle can be claimed by any sender after its lease has expired. All methods raise StorageError when the
    database fails.
    """

    name = "pushes"

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._owner = uuid4().hex
        self._is_own = subscriptions.c.claimed_by == self._owner

    async def next_claimable_at(self) -> float | None:
        """Return the Unix time from which the next push can be claimed; None if no subscription is active."""
        earliest = select(func.min(subscriptions.c.claimable_at))
        return await self._database.read(lambda connection: connection.scalar(earliest))

    @shielded
    async def claim(self, limit: int) -> list[DuePush]:
        """Lease up to *limit* due pushes; return the pushes in the order of their scheduled times."""
        now = self._clock()
        # PostgreSQL skips rows that another sender is claiming. On SQLite no rows are skipped, because SQLite
        # allows one writer at a time.
        due = (
            select(subscriptions.c.id)
            .where(subscriptions.c.claimable_at <= now)
            .order_by(subscriptions.c.claimable_at, subscriptions.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claiming = (
            update(subscriptions)
            .where(subscriptions.c.id.in_(select(due.c.id)))
            .values(claimed_by=self._owner, claimable_at=now + LEASE_SECONDS)
            .returning(subscriptions)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(claiming)).all()
            channel_of = await connection.run_sync(read_channels_by_id, {row.chat_id for row in rows})
            owner_of = {row.chat_id: row.chat_id for row in rows}
            owner_of |= {channel.id: channel.owner_id for channel in channel_of.values()}
            settings = await connection.run_sync(read_settings_by_chat, set(owner_of.values()))
            own_places = await connection.run_sync(read_own_places, [row.id for row in rows])
            saved_places_of = await _read_saved_places(
                connection, {row.chat_id for row in rows if row.id not in own_places}
            )
        return [
            DuePush(
                subscription_from_row(row, own_places.get(row.id, ())),
                datetime.fromtimestamp(row.next_at, UTC),
                own_places.get(row.id) or saved_places_of.get(row.chat_id, ()),
                settings.get(owner_of[row.chat_id], ChatSettings()),
                row.done_until,
                channel_of.get(row.chat_id),
            )
            for row in sorted(rows, key=lambda row: (row.next_at, row.id))
        ]

    @shielded
    async def renew(self, pushes: Collection[DuePush]) -> set[int]:
        """Renew the leases that this sender still holds on *pushes*.

        Return the ids of the pushes with a renewed lease.
        """
        held = [due.id for due in pushes]
        statement = update(subscriptions).where(self._is_own, subscriptions.c.id.in_(held))
        async with self._database.begin() as connection:
            renewed = await connection.scalars(
                statement.values(claimable_at=self._clock() + LEASE_SECONDS).returning(subscriptions.c.id)
            )
            return set(renewed)

    async def mark_done(self, pushes: Sequence[DuePush]) -> None:
        """Record that *pushes* were sent, store their topics, and schedule the next occurrences."""
        await self._schedule_next(pushes, done=True)

    async def skip(self, pushes: Sequence[DuePush]) -> None:
        """For each of *pushes*, schedule the next occurrence that is neither too late nor already sent."""
        await self._schedule_next(pushes, done=False)

    @shielded
    async def _schedule_next(self, pushes: Sequence[DuePush], *, done: bool) -> None:
        now = self._clock()
        moves = [
            {
                "subscription_id": due.id,
                "occurrence": (occurrence := int(due.scheduled_at.timestamp())),
                "new_done_until": max(occurrence, due.done_until or 0) if done else due.done_until,
                "new_next_at": _next_occurrence_after(
                    due.subscription.schedule,
                    max(occurrence, _finished_until(due.done_until, now, now - MAX_PUSH_LATENESS)),
                ),
                "new_thread_id": due.subscription.thread_id,
            }
            for due in pushes
        ]
        # A sent push is marked even if its lease has ended, so the statement does not check the lease. A
        # subscription that was paused during the sending is not changed.
        statement = update(subscriptions).where(
            subscriptions.c.id == bindparam("subscription_id"), subscriptions.c.next_at == bindparam("occurrence")
        )
        values: dict[str, Any] = {
            "next_at": bindparam("new_next_at"),
            "claimable_at": bindparam("new_next_at"),
            "claimed_by": None,
            "done_until": bindparam("new_done_until"),
            "thread_id": bindparam("new_thread_id"),
        }
        async with self._database.begin() as connection:
            await connection.execute(statement.values(values), moves)

    @shielded
    async def correct_times(self) -> int:
        """Correct times that were stored while the clock was ahead; return the number of corrected pushes.

        A push is never moved to an occurrence that was sent. A lease or a delay that would end too late starts
        again now.
        """
        now, corrected, last_id = self._clock(), 0, 0
        scheduled = select(subscriptions).where(subscriptions.c.next_at.is_not(None)).order_by(subscriptions.c.id)
        while True:
            async with self._database.begin() as connection:
                batch = scheduled.where(subscriptions.c.id > last_id).limit(CORRECTION_BATCH_SIZE)
                rows = (await connection.execute(batch)).all()
                for row in rows:
                    if changes := _corrected_columns(row, now):
                        unchanged = (subscriptions.c.id == row.id, subscriptions.c.next_at == row.next_at)
                        await connection.execute(update(subscriptions).where(*unchanged).values(changes))
                        corrected += "next_at" in changes
            if not rows:
                return corrected
            last_id = rows[-1].id

    @shielded
    async def postpone(self, due: DuePush, until: float) -> None:
        """Release the push, so that any sender can claim it from the Unix time *until* on."""
        statement = update(subscriptions).where(self._is_own, subscriptions.c.id == due.id)
        async with self._database.begin() as connection:
            await connection.execute(statement.values(claimable_at=until, claimed_by=None))

    @shielded
    async def release_all(self) -> None:
        """Release all claimed pushes, so that any sender can claim them at once."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(subscriptions)
                .where(self._is_own)
                .values(claimable_at=subscriptions.c.next_at, claimed_by=None)
            )


def _finished_until(done_until: int | None, now: float, default: float) -> float:
    """Return the Unix time up to which occurrences were sent or are too late to send.

    Return *default* if *done_until* is unknown or wrong.
    """
    if done_until is None or done_until > now + MAX_CLOCK_LAG:
        return default
    return max(done_until, now - MAX_PUSH_LATENESS)


def _next_occurrence_after(schedule: Schedule, timestamp: float) -> int:
    return int(schedule.next_after(datetime.fromtimestamp(timestamp, UTC)).timestamp())


def _corrected_columns(row: Row[Any], now: float) -> dict[str, Any]:
    """Return new values for the columns of *row* whose times cannot be right if the Unix time is *now*."""
    next_at = _next_occurrence_after(schedule_from_row(row), _finished_until(row.done_until, now, now))
    if next_at < row.next_at:
        return {"next_at": next_at, "claimable_at": next_at, "claimed_by": None}
    latest = max(row.next_at, now + (MAX_RETRY_DELAY if row.claimed_by is None else LEASE_SECONDS))
    return {"claimable_at": latest} if row.claimable_at > latest else {}


async def _read_saved_places(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, SavedPlaceList]:
    places: dict[int, SavedPlaceList] = {}
    statement = select(saved_places).where(saved_places.c.chat_id.in_(chat_ids))
    for row in await connection.execute(statement.order_by(saved_places.c.position)):
        places[row.chat_id] = (*places.get(row.chat_id, ()), place_from_row(row))
    return places
