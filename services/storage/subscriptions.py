"""Stores the subscriptions of chats to daily pushes."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.places.models import zone_by_name
from services.schedule import Schedule, Weekdays
from services.storage.applied import begin_change
from services.storage.database import Database, shielded
from services.storage.models import (
    MAX_SUBSCRIPTIONS_PER_CHAT,
    ChatLimitReached,
    SavedPlace,
    SavedPlaceList,
    Subscription,
)
from services.storage.saved_places import place_from_row, place_rows
from services.storage.schema import subscription_places, subscriptions
from services.storage.statements import lock_chat

UNSCHEDULED_VALUES: Mapping[str, None] = {"next_at": None, "claimable_at": None, "claimed_by": None}
"""Maps columns to their values in a subscription that is paused or whose chat is gone."""


class Subscriptions:
    """The subscriptions in *database*.

    A change has no effect if the subscription belongs to another chat. All methods raise StorageError when the
    database fails.
    """

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Create the store.

        The function *wake* is called after a change that may make a push due earlier.
        """
        self._database = database
        self._wake = wake
        self._clock = clock

    async def get(self, chat_id: int) -> list[Subscription]:
        """Return the subscriptions of the chat, ordered by time of day."""
        return await self._database.read(lambda connection: read_subscriptions(connection, chat_id))

    @shielded
    async def add(
        self,
        chat_id: int,
        schedule: Schedule,
        places: Sequence[SavedPlace] = (),
        *,
        thread_id: int | None = None,
        language: str | None = None,
    ) -> Subscription:
        """Add a subscription and return the subscription.

        If the chat already has a subscription with the same schedule, topic and places, resume and return that
        subscription.

        *places* must have at most MAX_SAVED_PLACES places, without duplicates. If an earlier attempt to handle the
        update has added the subscription, return the current subscription. If the user has removed that
        subscription, return a subscription without `next_at`. Raise ChatLimitReached if the chat already has
        MAX_SUBSCRIPTIONS_PER_CHAT subscriptions. Raise ValueError if the time zone is unknown.
        """
        _check_timezone(schedule.timezone)
        identity = (schedule, thread_id, _spots(places))
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await lock_chat(connection, chat_id)
            existing = await connection.run_sync(read_subscriptions, chat_id)
            same = [
                subscription
                for subscription in existing
                if (subscription.schedule, subscription.thread_id, _spots(subscription.places)) == identity
            ]
            if not is_new:
                removed = Subscription(0, chat_id, schedule, tuple(places), thread_id, language=language)
                return same[0] if same else removed
            if not same and len(existing) >= MAX_SUBSCRIPTIONS_PER_CHAT:
                raise ChatLimitReached
            values = {"chat_id": chat_id, "thread_id": thread_id, "language": language}
            subscription_id = (
                same[0].id if same else await _insert_subscription(connection, schedule, places, values)
            )
            await schedule_next_pushes(connection, chat_id, self._clock(), subscriptions.c.id == subscription_id)
            added = next(
                subscription
                for subscription in await connection.run_sync(read_subscriptions, chat_id)
                if subscription.id == subscription_id
            )
        self._wake()
        return added

    @shielded
    async def pause(self, chat_id: int, subscription_id: int) -> None:
        """Stop the pushes of the subscription until it is resumed."""
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await connection.execute(
                    update(subscriptions)
                    .where(*_id_conditions(chat_id, subscription_id))
                    .values(paused=True, **UNSCHEDULED_VALUES)
                )

    @shielded
    async def resume(self, chat_id: int, subscription_id: int) -> None:
        """Resume the subscription, so that its next occurrence is sent."""
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await schedule_next_pushes(
                    connection, chat_id, self._clock(), subscriptions.c.id == subscription_id
                )
        self._wake()

    @shielded
    async def set_timezone(self, chat_id: int, subscription_id: int, timezone: str) -> None:
        """Change the time zone of the subscription; raise ValueError if *timezone* is unknown."""
        _check_timezone(timezone)
        set_zone = (
            update(subscriptions)
            .where(*_id_conditions(chat_id, subscription_id))
            .values(timezone=timezone, **UNSCHEDULED_VALUES)
        )
        is_active = and_(subscriptions.c.id == subscription_id, ~subscriptions.c.paused)
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await connection.execute(set_zone)
                await schedule_next_pushes(connection, chat_id, self._clock(), is_active)
        self._wake()

    @shielded
    async def remove(self, chat_id: int, subscription_id: int) -> None:
        """Delete the subscription."""
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await connection.execute(delete(subscriptions).where(*_id_conditions(chat_id, subscription_id)))


async def schedule_next_pushes(
    connection: AsyncConnection, chat_id: int, now: float, condition: ColumnElement[bool]
) -> None:
    """Schedule the next pushes after *now* for the chat's unscheduled subscriptions that satisfy *condition*."""
    unscheduled = select(subscriptions).where(
        subscriptions.c.chat_id == chat_id, subscriptions.c.next_at.is_(None), condition
    )
    for row in (await connection.execute(unscheduled)).all():
        next_at = int(schedule_from_row(row).next_after(datetime.fromtimestamp(now, UTC)).timestamp())
        statement = update(subscriptions).where(subscriptions.c.id == row.id)
        values = {"next_at": next_at, "claimable_at": next_at, "done_until": int(now)}
        await connection.execute(statement.values(paused=False, **values))


def read_subscriptions(connection: Connection, chat_id: int) -> list[Subscription]:
    """Return the subscriptions of the chat, ordered by time of day."""
    return read_subscriptions_by_chat(connection, [chat_id])[chat_id]


def read_subscriptions_by_chat(connection: Connection, chat_ids: Collection[int]) -> dict[int, list[Subscription]]:
    """Return a map from the id of each chat to its subscriptions, ordered by time of day."""
    statement = select(subscriptions).where(subscriptions.c.chat_id.in_(chat_ids))
    rows = connection.execute(statement.order_by(subscriptions.c.minutes, subscriptions.c.id)).all()
    places = read_own_places(connection, [row.id for row in rows])
    by_chat: dict[int, list[Subscription]] = {chat_id: [] for chat_id in chat_ids}
    for row in rows:
        by_chat[row.chat_id].append(subscription_from_row(row, places.get(row.id, ())))
    return by_chat


def read_own_places(connection: Connection, subscription_ids: Collection[int]) -> dict[int, SavedPlaceList]:
    """Return a map from the id of each subscription that has places of its own to its places."""
    statement = select(subscription_places).where(subscription_places.c.subscription_id.in_(subscription_ids))
    places: defaultdict[int, SavedPlaceList] = defaultdict(tuple)
    for row in connection.execute(statement.order_by(subscription_places.c.position)):
        places[row.subscription_id] += (place_from_row(row),)
    return places


def schedule_from_row(row: Row[Any]) -> Schedule:
    """Return the schedule in a row of `subscriptions`."""
    return Schedule(row.minutes, row.timezone, Weekdays(row.weekdays))


def subscription_from_row(row: Row[Any], places: SavedPlaceList) -> Subscription:
    """Return the subscription in a row of `subscriptions`, with its *places*."""
    next_at = None if row.next_at is None else datetime.fromtimestamp(row.next_at, UTC)
    return Subscription(
        row.id, row.chat_id, schedule_from_row(row), places, row.thread_id, row.paused, row.language, next_at
    )


async def _insert_subscription(
    connection: AsyncConnection, schedule: Schedule, places: Sequence[SavedPlace], values: dict[str, Any]
) -> int:
    values = values | {
        "minutes": schedule.minutes,
        "weekdays": int(schedule.weekdays),
        "timezone": schedule.timezone,
    }
    subscription_id: int = (
        await connection.scalars(insert(subscriptions).returning(subscriptions.c.id), values)
    ).one()
    if places:
        await connection.execute(
            insert(subscription_places), place_rows({"subscription_id": subscription_id}, places)
        )
    return subscription_id


def _check_timezone(timezone: str) -> None:
    if zone_by_name(timezone) is None:
        raise ValueError(f"unknown time zone: {timezone}")


def _spots(places: Sequence[SavedPlace]) -> list[tuple[float, float]]:
    return [saved.place.key for saved in places]


def _id_conditions(chat_id: int, subscription_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return subscriptions.c.chat_id == chat_id, subscriptions.c.id == subscription_id
