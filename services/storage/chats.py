"""Chats: whether the bot can write to them, their settings, and the places they mean by a name."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Row, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import StorageError
from services.places import Choices, Place, Spot, places_by_label_key
from services.storage.applied import begin_change
from services.storage.chat_data import delete_oldest_choices, move_chat_data, read_chat_data
from services.storage.database import Database, shielded
from services.storage.models import SavedPlaceList
from services.storage.saved_places import read_saved_places_by_chat
from services.storage.schema import INT64_BOUND, chats, choices, last_questions, subscriptions
from services.storage.settings import ChatSettings, settings_from_row
from services.storage.statements import add_chat
from services.storage.subscriptions import UNSCHEDULED, schedule_next_pushes

MAX_CACHED_CHATS = 5_000
"""Maximum number of chats in memory; others are read from the database when they are needed."""

RECENT_PLACES = 12
"""Maximum number of recently requested places in memory for each of MAX_CACHED_CHATS chats."""

MAX_CHATS_PER_READ = 200
"""Maximum number of chats per read. Converting so many rows blocks the event loop for some milliseconds."""


@dataclass(slots=True)
class Chat:
    """The stored data of one chat."""

    gone: bool = False
    """Whether the bot can no longer write to the chat."""
    settings: ChatSettings = field(default_factory=ChatSettings)
    choices: Choices = field(default_factory=Choices)
    saved: frozenset[Spot] = frozenset()
    """The spots of the saved places."""
    us_units_offered: bool = False
    """Whether US units have been offered there."""
    region: str = ""
    """The country of the Telegram language of the user who writes there, not stored; empty if unknown."""


@dataclass(slots=True, eq=False)
class _Batch:
    """Chats that are read in one transaction."""

    chat_ids: set[int] = field(default_factory=set)
    changed_ids: set[int] = field(default_factory=set)
    """Chats that changed after the read began. Its result may be outdated for them, and is not cached."""
    reading: "asyncio.Task[dict[int, Chat]]" = field(init=False)


class Chats:
    """The chats in *database*, cached in memory. A chat has a row only if it has some data.

    Methods that change a chat invalidate its cached copy, even if the change raises an error: it may be committed.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._cached: LRUCache[int, Chat] = LRUCache(MAX_CACHED_CHATS)
        self._recent: LRUCache[int, tuple[Place, ...]] = LRUCache(MAX_CACHED_CHATS)
        self._read_lock = asyncio.Lock()
        self._current: _Batch | None = None
        """The batch that is being read, if any."""
        self._next: _Batch | None = None
        """The batch that waits for the current read to end, if any."""

    async def get(self, chat_id: int) -> Chat:
        """Return the chat, a default one if nothing is stored; raise StorageError if it cannot be read.

        Chats requested during a read are read together after it: just after a restart, no chat is cached.
        """
        cached = self._cached.get(chat_id)
        if cached is not None:
            return cached
        if not -INT64_BOUND <= chat_id < INT64_BOUND:  # such an id would make the whole batch fail
            return Chat()
        if self._database.is_failing:  # a batch would fail all its chats at once
            return (await self._database.read(partial(_read_chats, [chat_id])))[chat_id]
        batch = self._next
        if batch is None or len(batch.chat_ids) == MAX_CHATS_PER_READ:
            batch = self._next = _Batch()
            batch.reading = asyncio.create_task(self._read_batch(batch))
            batch.reading.add_done_callback(_mark_retrieved)
        batch.chat_ids.add(chat_id)
        return (await asyncio.shield(batch.reading))[chat_id]

    async def _read_batch(self, batch: "_Batch") -> dict[int, Chat]:
        async with self._read_lock:
            if self._next is batch:
                self._next = None
            self._current = batch
            try:
                chats_by_id = await self._database.read(partial(_read_chats, list(batch.chat_ids)))
            finally:
                self._current = None
        self._cached.update(
            {chat_id: chat for chat_id, chat in chats_by_id.items() if chat_id not in batch.changed_ids}
        )
        return chats_by_id

    async def get_or_default(self, chat_id: int) -> Chat:
        """Return the chat with its recent places; return a default one if it cannot be read."""
        try:
            chat = await self.get(chat_id)
        except StorageError:
            chat = Chat()
        recent = self._recent.get(chat_id)
        return replace(chat, choices=replace(chat.choices, recent=recent)) if recent else chat

    def remember_places(self, chat_id: int, places: Iterable[Place]) -> None:
        """Remember, in memory only, that the chat has asked about *places*; the oldest are forgotten."""
        latest = {place.key: place for place in (*places, *self._recent.get(chat_id, ()))}
        self._recent[chat_id] = tuple(latest.values())[:RECENT_PLACES]

    def invalidate(self, chat_id: int) -> None:
        """Remove the chat from the cache, so that its next use reads it again."""
        self._cached.pop(chat_id, None)
        if self._current is not None:
            self._current.changed_ids.add(chat_id)

    @shielded
    async def choose(self, chat_id: int, name: str, spot: Spot, *, instead_of: Collection[Spot] = ()) -> None:
        """Record that the chat means the place at *spot* by *name*, instead of earlier choices of *instead_of*.

        The chat keeps its latest MAX_CHOICES choices.
        """
        values = {"latitude": spot[0], "longitude": spot[1], "chosen_at": self._clock()}
        is_own = choices.c.chat_id == chat_id
        replaced = [tuple_(choices.c.latitude, choices.c.longitude).in_(instead_of), choices.c.name == name]
        async with self._changing(chat_id) as (connection, new):
            if new:
                await add_chat(connection, chat_id)
                await connection.execute(delete(choices).where(is_own, or_(*replaced)))
                await connection.execute(insert(choices), {"chat_id": chat_id, "name": name, **values})
                await delete_oldest_choices(connection, chat_id)

    @shielded
    async def save_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Replace the settings of the chat with *settings*."""
        async with self._changing(chat_id) as (connection, new):
            if new:
                await add_chat(connection, chat_id)
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(**asdict(settings)))

    @shielded
    async def mark_us_units_offered(self, chat_id: int) -> None:
        """Remember that US units have been offered in the chat."""
        with self._invalidating(chat_id):
            async with self._database.begin() as connection:
                await add_chat(connection, chat_id)
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(us_units_offered=True))

    @shielded
    async def mark_gone(self, chat_id: int) -> None:
        """Record that the bot was blocked or removed, and stop the pushes of the chat."""
        with self._invalidating(chat_id):
            async with self._database.begin() as connection:
                await self._set_gone(connection, chat_id)

    async def mark_reachable(self, chat_id: int) -> None:
        """Record that the bot can write to the chat again, and resume its pushes with their next occurrence."""
        if (await self.get(chat_id)).gone:
            await self._unmark_gone(chat_id)

    @shielded
    async def record_membership(self, chat_id: int, *, is_member: bool) -> None:
        """Record what an update says of the bot's membership, once: a later update may have changed it since."""
        async with self._changing(chat_id) as (connection, is_new):
            if is_new:
                await (self._set_reachable if is_member else self._set_gone)(connection, chat_id)

    @shielded
    async def _unmark_gone(self, chat_id: int) -> None:
        with self._invalidating(chat_id):
            async with self._database.begin() as connection:
                await self._set_reachable(connection, chat_id)

    async def _set_gone(self, connection: AsyncConnection, chat_id: int) -> None:
        gone_since = func.coalesce(chats.c.gone_since, self._clock())
        await add_chat(connection, chat_id)
        await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=gone_since))
        await connection.execute(
            update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(**UNSCHEDULED)
        )

    async def _set_reachable(self, connection: AsyncConnection, chat_id: int) -> None:
        await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=None))
        await schedule_next_pushes(connection, chat_id, self._clock(), ~subscriptions.c.paused)

    @shielded
    async def move(self, chat_id: int, to: int) -> None:
        """Move all data of a group to the supergroup with the id *to*, into which it was upgraded."""
        if chat_id == to:
            return
        self.remember_places(to, self._recent.pop(chat_id, ()))
        with self._invalidating(chat_id, to):
            async with self._database.begin() as connection:
                await move_chat_data(connection, chat_id, to, self._clock())

    async def export(self, chat_id: int) -> dict[str, Any]:
        """Return all data of the chat as values that JSON can encode.

        Updates in the journal are left out: they may have messages of other people, and are deleted in seconds.
        """
        return await self._database.read(partial(read_chat_data, chat_id))

    @shielded
    async def forget(self, chat_id: int) -> None:
        """Delete all data of the chat, except its updates in the journal."""
        self._recent.pop(chat_id, None)
        async with self._changing(chat_id) as (connection, new):
            if new:
                await connection.execute(delete(last_questions).where(last_questions.c.chat_id == chat_id))
                await connection.execute(
                    delete(chats).where(chats.c.id == chat_id)
                )  # foreign keys delete the rest

    @asynccontextmanager
    async def _changing(self, chat_id: int) -> AsyncIterator[tuple[AsyncConnection, bool]]:
        """Begin a change of the chat's data with `begin_change`, and invalidate the chat at the end."""
        with self._invalidating(chat_id):
            async with begin_change(self._database) as change:
                yield change

    @contextmanager
    def _invalidating(self, *chat_ids: int) -> Iterator[None]:
        """Invalidate the chats at the end of the context, even after an error: the change may be committed."""
        try:
            yield
        finally:
            for chat_id in chat_ids:
                self.invalidate(chat_id)


async def _read_chats(chat_ids: Collection[int], connection: AsyncConnection) -> dict[int, Chat]:
    """Return the chats by their ids, a default one where nothing is stored."""
    rows = {row.id: row for row in await connection.execute(select(chats).where(chats.c.id.in_(chat_ids)))}
    if not rows:
        return {chat_id: Chat() for chat_id in chat_ids}
    choice_rows = await connection.execute(select(choices).where(choices.c.chat_id.in_(rows)))
    spots: dict[int, dict[str, Spot]] = {chat_id: {} for chat_id in rows}
    for choice in choice_rows:
        spots[choice.chat_id][choice.name] = choice.latitude, choice.longitude
    places = await read_saved_places_by_chat(connection, rows)
    return {
        chat_id: Chat() if chat_id not in rows else _chat_from_row(rows[chat_id], spots[chat_id], places[chat_id])
        for chat_id in chat_ids
    }


def _chat_from_row(row: Row[Any], spots: Mapping[str, Spot], places: SavedPlaceList) -> Chat:
    return Chat(
        gone=row.gone_since is not None,
        settings=settings_from_row(row),
        choices=Choices(
            spots=spots,
            labels=places_by_label_key({saved.label: saved.labelled_place for saved in places if saved.label}),
            saved=tuple(saved.place for saved in places),
        ),
        saved=frozenset(saved.place.key for saved in places),
        us_units_offered=row.us_units_offered,
    )


def _mark_retrieved(reading: "asyncio.Task[dict[int, Chat]]") -> None:
    """Mark the error of *reading* as retrieved, in case all its callers were cancelled. It is logged already."""
    if not reading.cancelled():
        reading.exception()
