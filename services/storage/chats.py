"""What is remembered of a chat: whether it can be written to, its settings, and what it means by a name."""

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
from services.places import Choices, Place, Spot, label_keys
from services.storage.applied import changing
from services.storage.chat_data import exported, forget_oldest_choices, move_all
from services.storage.database import Database, shielded
from services.storage.models import SavedPlaceList
from services.storage.saved_places import read_saved_places_of
from services.storage.schema import INT64_BOUND, chats, choices, last_questions, subscriptions
from services.storage.settings import ChatSettings, settings_of
from services.storage.statements import add_chat
from services.storage.subscriptions import NOT_DUE, schedule_again

CHATS_KEPT = 5_000
"""Chats in memory; the rest is read again when it is heard of."""

RECENT_PLACES = 12
"""Places lately asked about that are kept in memory of each chat, for as many chats as CHATS_KEPT."""

MOST_AT_ONCE = 200
"""Chats that are read together: to make that many from their rows holds the event loop for some milliseconds."""


@dataclass(slots=True)
class Chat:
    """One chat as the database has it."""

    gone: bool = False
    """Whether the bot may not write there any more."""
    settings: ChatSettings = field(default_factory=ChatSettings)
    choices: Choices = field(default_factory=Choices)
    saved: frozenset[Spot] = frozenset()
    """Where its saved places are."""


@dataclass(slots=True, eq=False)
class _Batch:
    """Chats that are read together."""

    chat_ids: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    """Those that have changed since the read began: what it returns of them may be outdated."""
    reading: "asyncio.Task[dict[int, Chat]]" = field(init=False)


class Chats:
    """The chats in *database*; nothing is stored of those of which there is nothing to remember."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._known: LRUCache[int, Chat] = LRUCache(CHATS_KEPT)
        self._recent: LRUCache[int, tuple[Place, ...]] = LRUCache(CHATS_KEPT)
        self._reading = asyncio.Lock()
        self._current: _Batch | None = None
        """The batch that is being read."""
        self._next: _Batch | None = None
        """The batch that is read next."""

    async def get(self, chat_id: int) -> Chat:
        """Return what is known of the chat; raise StorageError when it cannot be read now.

        Chats that are asked for while others are being read are read together: after a restart most of them are
        new to the process.
        """
        known = self._known.get(chat_id)
        if known is not None:
            return known
        if not -INT64_BOUND <= chat_id < INT64_BOUND:  # the database would refuse all that are read with it
            return Chat()
        if self._database.is_failing:  # each read fails at once then, but for one that tries again
            return (await self._database.read(partial(_read, [chat_id])))[chat_id]
        batch = self._next
        if batch is None or len(batch.chat_ids) == MOST_AT_ONCE:
            batch = self._next = _Batch()
            batch.reading = asyncio.create_task(self._read_batch(batch))
            batch.reading.add_done_callback(_retrieve)
        batch.chat_ids.add(chat_id)
        return (await asyncio.shield(batch.reading))[chat_id]

    async def _read_batch(self, batch: "_Batch") -> dict[int, Chat]:
        async with self._reading:
            if self._next is batch:
                self._next = None
            self._current = batch
            try:
                found = await self._database.read(partial(_read, list(batch.chat_ids)))
            finally:
                self._current = None
        self._known.update({chat_id: chat for chat_id, chat in found.items() if chat_id not in batch.changed})
        return found

    async def get_or_default(self, chat_id: int) -> Chat:
        """Return what is known of the chat, with its recent places; of a new one when it cannot be read now."""
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
        """Read the chat again when it is next asked for: what is stored of it has changed."""
        self._known.pop(chat_id, None)
        if self._current is not None:
            self._current.changed.add(chat_id)

    @shielded
    async def choose(self, chat_id: int, name: str, spot: Spot, *, instead_of: Collection[Spot] = ()) -> None:
        """Remember that *name* means the place at *spot* there, whatever else was chosen of these.

        Of more than MOST_CHOICES the oldest are forgotten.
        """
        values = {"latitude": spot[0], "longitude": spot[1], "chosen_at": self._clock()}
        mine = choices.c.chat_id == chat_id
        replaced = [tuple_(choices.c.latitude, choices.c.longitude).in_(instead_of), choices.c.name == name]
        async with self._changing(chat_id) as (connection, new):
            if new:
                await add_chat(connection, chat_id)
                await connection.execute(delete(choices).where(mine, or_(*replaced)))
                await connection.execute(insert(choices), {"chat_id": chat_id, "name": name, **values})
                await forget_oldest_choices(connection, chat_id)

    @shielded
    async def save_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Remember *settings* in place of those that the chat had."""
        async with self._changing(chat_id) as (connection, new):
            if new:
                await add_chat(connection, chat_id)
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(**asdict(settings)))

    @shielded
    async def mark_gone(self, chat_id: int) -> None:
        """Remember that the bot may not write there: it was blocked or thrown out. No push is sent there."""
        since = func.coalesce(chats.c.gone_since, self._clock())
        with self._rereading(chat_id):
            async with self._database.begin() as connection:
                await add_chat(connection, chat_id)
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=since))
                await connection.execute(
                    update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(**NOT_DUE)
                )

    async def mark_reachable(self, chat_id: int) -> None:
        """Remember that the bot may write there again. Its pushes are sent from their next occurrence on."""
        if (await self.get(chat_id)).gone:
            await self._bring_back(chat_id)

    @shielded
    async def _bring_back(self, chat_id: int) -> None:
        with self._rereading(chat_id):
            async with self._database.begin() as connection:
                await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=None))
                await schedule_again(connection, chat_id, self._clock(), ~subscriptions.c.paused)

    @shielded
    async def move(self, chat_id: int, to: int) -> None:
        """Hand all that is stored of a group to the supergroup that it has become; nothing where both are one."""
        if chat_id == to:
            return
        self.remember_places(to, self._recent.pop(chat_id, ()))
        with self._rereading(chat_id, to):
            async with self._database.begin() as connection:
                await move_all(connection, chat_id, to, self._clock())

    async def export(self, chat_id: int) -> dict[str, Any]:
        """Return all that is stored of the chat, ready for JSON.

        Updates that the journal has because they are not answered yet are not part of it: they hold other
        people's words as well, and leave it in seconds.
        """
        return await self._database.read(partial(exported, chat_id))

    @shielded
    async def forget(self, chat_id: int) -> None:
        """Delete all that is known of the chat, except the journal's updates."""
        self._recent.pop(chat_id, None)
        async with self._changing(chat_id) as (connection, new):
            if new:
                await connection.execute(delete(last_questions).where(last_questions.c.chat_id == chat_id))
                await connection.execute(delete(chats).where(chats.c.id == chat_id))  # the rest refers to it

    @asynccontextmanager
    async def _changing(self, chat_id: int) -> AsyncIterator[tuple[AsyncConnection, bool]]:
        """Begin a change of what is stored of the chat, as `changing` does."""
        with self._rereading(chat_id):
            async with changing(self._database) as change:
                yield change

    @contextmanager
    def _rereading(self, *chat_ids: int) -> Iterator[None]:
        """Have the chats read again after a change, also if it fails: it may be committed all the same."""
        try:
            yield
        finally:
            for chat_id in chat_ids:
                self.invalidate(chat_id)


async def _read(chat_ids: Collection[int], connection: AsyncConnection) -> dict[int, Chat]:
    """Return each of the chats, a new one where nothing is stored."""
    rows = {row.id: row for row in await connection.execute(select(chats).where(chats.c.id.in_(chat_ids)))}
    if not rows:
        return {chat_id: Chat() for chat_id in chat_ids}
    meant = await connection.execute(select(choices).where(choices.c.chat_id.in_(rows)))
    spots: dict[int, dict[str, Spot]] = {chat_id: {} for chat_id in rows}
    for choice in meant:
        spots[choice.chat_id][choice.name] = choice.latitude, choice.longitude
    places = await read_saved_places_of(connection, rows)
    return {
        chat_id: Chat() if chat_id not in rows else _chat(rows[chat_id], spots[chat_id], places[chat_id])
        for chat_id in chat_ids
    }


def _chat(row: Row[Any], spots: Mapping[str, Spot], places: SavedPlaceList) -> Chat:
    return Chat(
        gone=row.gone_since is not None,
        settings=settings_of(row),
        choices=Choices(
            spots=spots,
            labels=label_keys({saved.label: saved.called for saved in places if saved.label}),
            saved=tuple(saved.place for saved in places),
        ),
        saved=frozenset(saved.place.key for saved in places),
    )


def _retrieve(reading: "asyncio.Task[dict[int, Chat]]") -> None:
    """Take the error of a read that nobody waits for any more; the database has logged it."""
    if not reading.cancelled():
        reading.exception()
