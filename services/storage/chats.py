"""Stores the settings of chats, their choices of places, and whether the bot can write to the chats."""

import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from cachetools import LRUCache, TTLCache
from sqlalchemy import delete, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import StorageError
from services.places import Place, Spot
from services.storage.alert_schema import alerts, watches
from services.storage.applied import begin_change
from services.storage.batched_reads import BatchedReads
from services.storage.chat_data import delete_oldest_choices, move_chat_data, read_chat_data
from services.storage.chat_records import ChatRecord, read_chat_records
from services.storage.database import Database, shielded
from services.storage.schema import (
    INT64_BOUND,
    answered_messages,
    button_answers,
    channels,
    chats,
    choices,
    last_questions,
    subscriptions,
)
from services.storage.settings import ChatSettings
from services.storage.statements import insert_chat_if_missing
from services.storage.subscriptions import UNSCHEDULED_VALUES, schedule_next_pushes
from services.storage.watches import FINISHED_VALUES, make_watches_due

MAX_CACHED_CHATS = 5_000
"""Maximum number of chats in the cache."""

MAX_RECENT_PLACES = 12
"""Maximum number of recently requested places of a chat that are kept in memory."""


class Chats:
    """The chats in *database*, with a cache. A chat has a row in the database only if it has stored data.

    The cache keeps a chat for *max_age* seconds, because other processes may change the chat.

    A method that changes a chat removes the chat from the cache, even after an exception, because the change may
    be committed.
    """

    def __init__(
        self, database: Database, *, max_age: float | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._clock = clock
        self._cached: LRUCache[int, ChatRecord] | TTLCache[int, ChatRecord] = (
            LRUCache(MAX_CACHED_CHATS) if max_age is None else TTLCache(MAX_CACHED_CHATS, max_age, clock)
        )
        self._recent: LRUCache[int, tuple[Place, ...]] = LRUCache(MAX_CACHED_CHATS)
        self._reads = BatchedReads(database, read_chat_records, self._cached.update)

    async def get(self, chat_id: int) -> ChatRecord:
        """Return the record of the chat, or a default record if nothing is stored.

        Raise StorageError if the database fails.
        """
        cached = self._cached.get(chat_id)
        if cached is not None:
            return cached
        # An id that is too large for the database would make the whole batch fail.
        return await self._reads.get(chat_id) if _is_storable(chat_id) else ChatRecord()

    def ids_not_in_memory(self, chat_ids: Iterable[int]) -> set[int]:
        """Return the ids of the chats that are not in memory."""
        return {chat_id for chat_id in chat_ids if chat_id not in self._cached and _is_storable(chat_id)}

    async def prefetch(self, chat_ids: Collection[int]) -> None:
        """Read the chats that are not in memory together, for later calls of `get`; ignore failures.

        The method returns after at most PREFETCH_TIMEOUT. If the read takes longer, `get` waits for it; if the
        read fails, `get` repeats it.
        """
        await self._reads.prefetch(chat_ids)

    async def get_or_default(self, chat_id: int) -> ChatRecord:
        """Return the record of the chat with its recent places; if the read fails, return a default record."""
        try:
            chat = await self.get(chat_id)
        except StorageError:
            chat = ChatRecord()
        recent = self._recent.get(chat_id)
        return replace(chat, place_preferences=replace(chat.place_preferences, recent=recent)) if recent else chat

    def remember_places(self, chat_id: int, places: Iterable[Place]) -> None:
        """Add *places* to the recent places of the chat, which are kept in memory only."""
        latest = {place.key: place for place in (*places, *self._recent.get(chat_id, ()))}
        self._recent[chat_id] = tuple(latest.values())[:MAX_RECENT_PLACES]

    def invalidate(self, chat_id: int) -> None:
        """Remove the chat from the cache, so that `get` reads it again."""
        self._cached.pop(chat_id, None)
        self._reads.invalidate(chat_id)

    @shielded
    async def save_choice(
        self, chat_id: int, name: str, spot: Spot, *, replaced_spots: Collection[Spot] = ()
    ) -> None:
        """Record that *name* means the place at *spot* in the chat; delete choices of *replaced_spots*.

        The latest MAX_CHOICES_PER_CHAT choices of the chat are kept.
        """
        values = {"latitude": spot[0], "longitude": spot[1], "chosen_at": self._clock()}
        is_own = choices.c.chat_id == chat_id
        replaced_choices = [
            tuple_(choices.c.latitude, choices.c.longitude).in_(replaced_spots),
            choices.c.name == name,
        ]
        async with self._begin_chat_change(chat_id) as (connection, is_new):
            if is_new:
                await insert_chat_if_missing(connection, chat_id)
                await connection.execute(delete(choices).where(is_own, or_(*replaced_choices)))
                await connection.execute(insert(choices), {"chat_id": chat_id, "name": name, **values})
                await delete_oldest_choices(connection, chat_id)

    @shielded
    async def save_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Replace the settings of the chat with *settings*."""
        async with self._begin_chat_change(chat_id) as (connection, is_new):
            if is_new:
                await insert_chat_if_missing(connection, chat_id)
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(**asdict(settings)))

    @shielded
    async def mark_us_units_offered(self, chat_id: int) -> None:
        """Record that US units have been offered in the chat."""
        with self._invalidate_at_end(chat_id):
            async with self._database.begin() as connection:
                await insert_chat_if_missing(connection, chat_id)
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(us_units_offered=True))

    @shielded
    async def mark_gone(self, chat_id: int) -> None:
        """Record that the bot was blocked or removed in the chat, and stop the pushes and alerts of the chat."""
        with self._invalidate_at_end(chat_id):
            async with self._database.begin() as connection:
                await self._set_gone(connection, chat_id)

    async def mark_reachable(self, chat_id: int) -> None:
        """Record that the bot can write to the chat; resume the pushes and alerts of a chat that was gone."""
        if (await self.get(chat_id)).gone:
            await self._write_reachable(chat_id)

    @shielded
    async def record_membership(self, chat_id: int, *, is_member: bool) -> None:
        """Record what Telegram has reported: whether the bot is a member of the chat.

        If an earlier attempt to handle the update has recorded the report, do nothing.
        """
        async with self._begin_chat_change(chat_id) as (connection, is_new):
            if is_new:
                await (self._set_reachable if is_member else self._set_gone)(connection, chat_id)

    @shielded
    async def _write_reachable(self, chat_id: int) -> None:
        with self._invalidate_at_end(chat_id):
            async with self._database.begin() as connection:
                await self._set_reachable(connection, chat_id)

    async def _set_gone(self, connection: AsyncConnection, chat_id: int) -> None:
        gone_since = func.coalesce(chats.c.gone_since, self._clock())
        await insert_chat_if_missing(connection, chat_id)
        await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=gone_since))
        await connection.execute(
            update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(**UNSCHEDULED_VALUES)
        )
        await connection.execute(update(alerts).where(alerts.c.chat_id == chat_id).values(FINISHED_VALUES))

    async def _set_reachable(self, connection: AsyncConnection, chat_id: int) -> None:
        await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=None))
        await schedule_next_pushes(connection, chat_id, self._clock(), ~subscriptions.c.paused)
        await make_watches_due(connection, watches.c.chat_id == chat_id, self._clock())

    @shielded
    async def move_to_supergroup(self, chat_id: int, new_chat_id: int) -> None:
        """Move all data of a group that was upgraded to the supergroup *new_chat_id*."""
        if chat_id == new_chat_id:
            return
        self.remember_places(new_chat_id, self._recent.pop(chat_id, ()))
        with self._invalidate_at_end(chat_id, new_chat_id):
            async with self._database.begin() as connection:
                await move_chat_data(connection, chat_id, new_chat_id, self._clock())

    async def export(self, chat_id: int) -> dict[str, Any]:
        """Return all data of the chat as values for JSON.

        Updates in the journal are not included, because they may contain messages of other people and are soon
        deleted.
        """
        return await self._database.read(partial(read_chat_data, chat_id))

    @shielded
    async def delete_data(self, chat_id: int) -> None:
        """Delete all data of the chat and of the channels of its user, except updates in the journal."""
        self._recent.pop(chat_id, None)
        async with self._begin_chat_change(chat_id) as (connection, is_new):
            if is_new:
                for table in (last_questions, button_answers, answered_messages):
                    await connection.execute(delete(table).where(table.c.chat_id == chat_id))
                own_channels = select(channels.c.chat_id).where(channels.c.owner_id == chat_id)
                await connection.execute(
                    delete(chats).where(or_(chats.c.id == chat_id, chats.c.id.in_(own_channels)))
                )  # foreign keys delete the rows of the chats in other tables

    @asynccontextmanager
    async def _begin_chat_change(self, chat_id: int) -> AsyncIterator[tuple[AsyncConnection, bool]]:
        """Begin a change of the chat; yield the connection, and True if the change is new."""
        with self._invalidate_at_end(chat_id):
            async with begin_change(self._database) as change:
                yield change

    @contextmanager
    def _invalidate_at_end(self, *chat_ids: int) -> Iterator[None]:
        """Invalidate the chats at the end of the context.

        The chats are also invalidated after an error, because the change may be committed.
        """
        try:
            yield
        finally:
            for chat_id in chat_ids:
                self.invalidate(chat_id)


def _is_storable(chat_id: int) -> bool:
    return -INT64_BOUND <= chat_id < INT64_BOUND
