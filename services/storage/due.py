"""The pushes that are due, shared out among senders so that no two send the same."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.schedule import Schedule
from services.storage.database import Database, shielded
from services.storage.models import SavedPlaceList, Subscription
from services.storage.saved_places import place_from_row
from services.storage.schema import chats, saved_places, subscriptions
from services.storage.settings import ChatSettings, settings_from_row
from services.storage.subscriptions import read_own_places, schedule_from_row, subscription_from_row

MAX_LATENESS = 90 * 60
"""Seconds after which a push is not sent any more: the morning is over."""

MAX_RETRY_DELAY = 15 * 60.0
"""Seconds for which a push is put off at most."""

MAX_CLOCK_LAG = 2 * 24 * 3600
"""Seconds ahead of the clock up to which `done_until` is believed: the clock is behind. Beyond, it was ahead."""

MAX_ALIGNED_PER_TRANSACTION = 200
"""Subscriptions whose next occurrence is computed without a pause: some 5 ms."""

LEASE = 20.0
"""Seconds for which a push belongs to the sender that has claimed it.

A sender renews its leases well before, so that this is no limit to how long sending takes. It is how long a
process that has died keeps its pushes from the next one, and how long one may stall without being taken for dead.
"""


@dataclass(frozen=True, slots=True)
class DuePush:
    """A push to be sent."""

    subscription: Subscription
    at: datetime
    """The occurrence that it is for, in UTC."""
    places: SavedPlaceList
    """What it is about: its own places or, as it has none, those that the chat has saved; perhaps none either."""
    settings: ChatSettings
    """Of its chat."""
    done_until: int | None = None
    """Unix time up to which its occurrences are done with; None when that is not known."""

    @property
    def id(self) -> int:
        """The subscription's number."""
        return self.subscription.id


class DuePushes:
    """The due pushes in *database*, for one sender.

    Each occurrence is claimed, and then either done or put off. What is neither can be claimed by any sender
    once its lease has run out.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._owner = uuid4().hex
        self._mine = subscriptions.c.claimed_by == self._owner

    async def next_claimable_at(self) -> float | None:
        """Return when there is something to claim, in Unix time; None when nobody is subscribed."""
        async with self._database.connect() as connection:
            moment: float | None = await connection.scalar(select(func.min(subscriptions.c.claimable_at)))
            return moment

    @shielded
    async def claim(self, most: int) -> list[DuePush]:
        """Lease up to *most* pushes that are due, the longest due first."""
        now = self._clock()
        # On PostgreSQL a row that another sender is claiming is passed over; on SQLite the update is alone.
        due = (
            select(subscriptions.c.id)
            .where(subscriptions.c.claimable_at <= now)
            .order_by(subscriptions.c.claimable_at, subscriptions.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claiming = (
            update(subscriptions)
            .where(subscriptions.c.id.in_(select(due.c.id)))
            .values(claimed_by=self._owner, claimable_at=now + LEASE)
            .returning(subscriptions)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(claiming)).all()
            settings = await _read_settings(connection, {row.chat_id for row in rows})
            own = await read_own_places(connection, [row.id for row in rows])
            others = await _read_saved(connection, {row.chat_id for row in rows if row.id not in own})
        return [
            DuePush(
                subscription_from_row(row, own.get(row.id, ())),
                datetime.fromtimestamp(row.next_at, UTC),
                own.get(row.id) or others.get(row.chat_id, ()),
                settings[row.chat_id],
                row.done_until,
            )
            for row in sorted(rows, key=lambda row: (row.next_at, row.id))
        ]

    @shielded
    async def renew(self, numbers: Collection[int]) -> set[int]:
        """Begin the leases of these pushes anew; return those that are still the sender's."""
        renewing = update(subscriptions).where(self._mine, subscriptions.c.id.in_(numbers))
        async with self._database.begin() as connection:
            left = await connection.scalars(
                renewing.values(claimable_at=self._clock() + LEASE).returning(subscriptions.c.id)
            )
            return set(left)

    async def mark_done(self, pushes: Sequence[DuePush]) -> None:
        """Note that these are done with, that their topics are what they are here, and move them on."""
        await self._move_on(pushes, done=True)

    async def skip(self, pushes: Sequence[DuePush]) -> None:
        """Move each on to its next occurrence that is not too late, and has not been sent."""
        await self._move_on(pushes, done=False)

    @shielded
    async def _move_on(self, pushes: Sequence[DuePush], *, done: bool) -> None:
        now = self._clock()
        moves = [
            {
                "number": due.id,
                "was": (was := int(due.at.timestamp())),
                "until": max(was, due.done_until or 0) if done else due.done_until,
                "moment": _next_after(
                    due.subscription.schedule, max(was, _over_until(due.done_until, now, now - MAX_LATENESS))
                ),
                "topic": due.subscription.thread_id,
            }
            for due in pushes
        ]
        # Whoever has it now: this occurrence is done. One that is paused meanwhile has none, and stays as it is.
        moving = update(subscriptions).where(
            subscriptions.c.id == bindparam("number"), subscriptions.c.next_at == bindparam("was")
        )
        values: dict[str, Any] = {
            "next_at": bindparam("moment"),
            "claimable_at": bindparam("moment"),
            "claimed_by": None,
            "done_until": bindparam("until"),
            "thread_id": bindparam("topic"),
        }
        async with self._database.begin() as connection:
            await connection.execute(moving.values(values), moves)

    @shielded
    async def pull_back(self) -> int:
        """Pull back what is due later than this clock says, as after one that was ahead; return how many were.

        Nothing is pulled back to an occurrence that has been sent. What is put off or leased for longer than
        can be is so no longer.
        """
        now, pulled_back, last = self._clock(), 0, 0
        running = select(subscriptions).where(subscriptions.c.next_at.is_not(None)).order_by(subscriptions.c.id)
        while True:
            async with self._database.begin() as connection:
                some = running.where(subscriptions.c.id > last).limit(MAX_ALIGNED_PER_TRANSACTION)
                rows = (await connection.execute(some)).all()
                for row in rows:
                    if changes := _alignment(row, now):
                        this = (subscriptions.c.id == row.id, subscriptions.c.next_at == row.next_at)
                        await connection.execute(update(subscriptions).where(*this).values(changes))
                        pulled_back += "next_at" in changes
            if not rows:
                return pulled_back
            last = rows[-1].id

    @shielded
    async def postpone(self, due: DuePush, until: float) -> None:
        """Give it back, to be claimed again from *until* on."""
        later = update(subscriptions).where(self._mine, subscriptions.c.id == due.id)
        async with self._database.begin() as connection:
            await connection.execute(later.values(claimable_at=until, claimed_by=None))

    @shielded
    async def release_all(self) -> None:
        """Give back all that is claimed, to be claimed at once."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(subscriptions)
                .where(self._mine)
                .values(claimable_at=subscriptions.c.next_at, claimed_by=None)
            )


def _over_until(done_until: int | None, now: float, unknown: float) -> float:
    """Return up to when occurrences are sent or too late; *unknown* where it is not known which were sent."""
    if done_until is None or done_until > now + MAX_CLOCK_LAG:
        return unknown
    return max(done_until, now - MAX_LATENESS)


def _next_after(schedule: Schedule, moment: float) -> int:
    return int(schedule.next_after(datetime.fromtimestamp(moment, UTC)).timestamp())


def _alignment(row: Row[Any], now: float) -> dict[str, Any]:
    """Return what must change in the row of a subscription for what it has to be possible at *now*."""
    next_at = _next_after(schedule_from_row(row), _over_until(row.done_until, now, now))
    if next_at < row.next_at:
        return {"next_at": next_at, "claimable_at": next_at, "claimed_by": None}
    latest = max(row.next_at, now + (MAX_RETRY_DELAY if row.claimed_by is None else LEASE))
    return {"claimable_at": latest} if row.claimable_at > latest else {}


async def _read_settings(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, ChatSettings]:
    rows = await connection.execute(select(chats).where(chats.c.id.in_(chat_ids)))
    return {row.id: settings_from_row(row) for row in rows}


async def _read_saved(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, SavedPlaceList]:
    places: dict[int, SavedPlaceList] = {}
    wanted = select(saved_places).where(saved_places.c.chat_id.in_(chat_ids))
    for row in await connection.execute(wanted.order_by(saved_places.c.position)):
        places[row.chat_id] = (*places.get(row.chat_id, ()), place_from_row(row))
    return places
