"""The daily pushes of chats, as their chats see and change them."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.places.models import zone
from services.schedule import Schedule, Weekdays
from services.storage.applied import changing
from services.storage.database import Database, shielded
from services.storage.models import MAX_SUBSCRIPTIONS, SavedPlace, SavedPlaceList, Subscription, TooMany
from services.storage.saved_places import place_from_row, place_rows
from services.storage.schema import subscription_places, subscriptions
from services.storage.statements import lock_chat

NOT_DUE: Mapping[str, None] = {"next_at": None, "claimable_at": None, "claimed_by": None}
"""What a subscription has in these columns while no push of it is wanted."""


class Subscriptions:
    """The subscriptions in *database*. A number that is not one of the chat's changes nothing."""

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take *wake* to be called when there is an occurrence that the sender does not know of."""
        self._database = database
        self._wake = wake
        self._clock = clock

    async def get(self, chat_id: int) -> list[Subscription]:
        """Return the chat's subscriptions, by their time of day; raise StorageError when they cannot be read."""
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
        """Subscribe the chat; raise TooMany when it has MAX_SUBSCRIPTIONS already, ValueError for no zone.

        *places* are at most MAX_SAVED_PLACES, none twice. The same once more is the subscription that there is,
        resumed if it was paused. What `applying` skips is returned as it is now, with `next_at` None when it
        is there no more.
        """
        _check(schedule.timezone)
        wanted = (schedule, thread_id, _spots(places))
        async with changing(self._database) as (connection, new):
            if new:
                await lock_chat(connection, chat_id)
            known = await read_subscriptions(connection, chat_id)
            same = [one for one in known if (one.schedule, one.thread_id, _spots(one.places)) == wanted]
            if not new:
                ended = Subscription(0, chat_id, schedule, tuple(places), thread_id, language=language)
                return same[0] if same else ended
            if not same and len(known) >= MAX_SUBSCRIPTIONS:
                raise TooMany
            values = {"chat_id": chat_id, "thread_id": thread_id, "language": language}
            number = same[0].id if same else await _insert(connection, schedule, places, values)
            await schedule_again(connection, chat_id, self._clock(), subscriptions.c.id == number)
            added = next(one for one in await read_subscriptions(connection, chat_id) if one.id == number)
        self._wake()
        return added

    @shielded
    async def pause(self, chat_id: int, number: int) -> None:
        """Send it no more until it is resumed."""
        async with changing(self._database) as (connection, new):
            if new:
                await connection.execute(
                    update(subscriptions).where(*_this(chat_id, number)).values(paused=True, **NOT_DUE)
                )

    @shielded
    async def resume(self, chat_id: int, number: int) -> None:
        """Send it again, from its next occurrence on."""
        async with changing(self._database) as (connection, new):
            if new:
                await schedule_again(connection, chat_id, self._clock(), subscriptions.c.id == number)
        self._wake()

    @shielded
    async def set_timezone(self, chat_id: int, number: int, timezone: str) -> None:
        """Have it sent by the clocks of that zone, from the next occurrence on; raise ValueError for no zone."""
        _check(timezone)
        moving = update(subscriptions).where(*_this(chat_id, number)).values(timezone=timezone, **NOT_DUE)
        running = and_(subscriptions.c.id == number, ~subscriptions.c.paused)
        async with changing(self._database) as (connection, new):
            if new:
                await connection.execute(moving)
                await schedule_again(connection, chat_id, self._clock(), running)
        self._wake()

    @shielded
    async def remove(self, chat_id: int, number: int) -> None:
        """Forget it."""
        async with changing(self._database) as (connection, new):
            if new:
                await connection.execute(delete(subscriptions).where(*_this(chat_id, number)))


async def schedule_again(
    connection: AsyncConnection, chat_id: int, now: float, condition: ColumnElement[bool]
) -> None:
    """Have those of the chat's subscriptions sent, from the next occurrence on, that are not."""
    idle = select(subscriptions).where(
        subscriptions.c.chat_id == chat_id, subscriptions.c.next_at.is_(None), condition
    )
    for row in (await connection.execute(idle)).all():
        moment = int(schedule_from_row(row).next_after(datetime.fromtimestamp(now, UTC)).timestamp())
        again = update(subscriptions).where(subscriptions.c.id == row.id)
        values = {"next_at": moment, "claimable_at": moment, "done_until": int(now)}
        await connection.execute(again.values(paused=False, **values))


async def read_subscriptions(connection: AsyncConnection, chat_id: int) -> list[Subscription]:
    """Return the chat's subscriptions, by their time of day."""
    wanted = select(subscriptions).where(subscriptions.c.chat_id == chat_id)
    rows = (await connection.execute(wanted.order_by(subscriptions.c.minutes, subscriptions.c.id))).all()
    places = await read_own_places(connection, [row.id for row in rows])
    return [subscription_from_row(row, places.get(row.id, ())) for row in rows]


async def read_own_places(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, SavedPlaceList]:
    """Return the places of those of the subscriptions that have places of their own."""
    wanted = select(subscription_places).where(subscription_places.c.subscription_id.in_(numbers))
    places: defaultdict[int, SavedPlaceList] = defaultdict(tuple)
    for row in await connection.execute(wanted.order_by(subscription_places.c.position)):
        places[row.subscription_id] += (place_from_row(row),)
    return places


def schedule_from_row(row: Row[Any]) -> Schedule:
    """Return when the subscription of that row is sent."""
    return Schedule(row.minutes, row.timezone, Weekdays(row.weekdays))


def subscription_from_row(row: Row[Any], places: SavedPlaceList) -> Subscription:
    """Return the subscription of that row."""
    next_at = None if row.next_at is None else datetime.fromtimestamp(row.next_at, UTC)
    return Subscription(
        row.id, row.chat_id, schedule_from_row(row), places, row.thread_id, row.paused, row.language, next_at
    )


async def _insert(
    connection: AsyncConnection, schedule: Schedule, places: Sequence[SavedPlace], values: dict[str, Any]
) -> int:
    values = values | {
        "minutes": schedule.minutes,
        "weekdays": int(schedule.weekdays),
        "timezone": schedule.timezone,
    }
    number: int = (await connection.scalars(insert(subscriptions).returning(subscriptions.c.id), values)).one()
    if places:
        await connection.execute(insert(subscription_places), place_rows({"subscription_id": number}, places))
    return number


def _check(timezone: str) -> None:
    if zone(timezone) is None:
        raise ValueError(f"no such time zone: {timezone}")


def _spots(places: Sequence[SavedPlace]) -> list[tuple[float, float]]:
    return [saved.place.key for saved in places]


def _this(chat_id: int, number: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return subscriptions.c.chat_id == chat_id, subscriptions.c.id == number
