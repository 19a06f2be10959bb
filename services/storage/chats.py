"""What is remembered of a chat: whether it can be written to, its settings, and what it means by a name."""

import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Row, delete, func, insert, select, update

from services.places import Choices, Spot, label_keys
from services.storage.belongings import exported, move_all
from services.storage.database import Database, add_chat, uninterrupted
from services.storage.models import ChatSettings, ClockFormat, PressureUnit, TemperatureUnit, Theme, WindUnit
from services.storage.saved_places import read_saved_places
from services.storage.schema import chats, choices, subscriptions
from services.storage.subscriptions import NOT_DUE, schedule_again

MOST_CHOICES = 50
"""Names of which a chat's choice is remembered; one more takes the place of the first."""

CHATS_KEPT = 5_000
"""Chats in memory; the rest is read again when it is heard of."""


@dataclass(slots=True)
class Chat:
    """One chat as the database has it."""

    gone: bool = False
    """Whether the bot may not write there any more."""
    settings: ChatSettings = field(default_factory=ChatSettings)
    choices: Choices = field(default_factory=Choices)
    saved: frozenset[Spot] = frozenset()
    """Where its saved places are."""


class Chats:
    """The chats in *database*; nothing is stored of those of which there is nothing to remember."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._known: LRUCache[int, Chat] = LRUCache(CHATS_KEPT)

    async def get(self, chat_id: int) -> Chat:
        """Return what is known of the chat."""
        known = self._known.get(chat_id)
        if known is None:
            known = self._known[chat_id] = await self._read(chat_id)
        return known

    def read_again(self, chat_id: int) -> None:
        """Look into the database when the chat is next asked for: its saved places have changed."""
        self._known.pop(chat_id, None)

    @uninterrupted
    async def choose(self, chat_id: int, name: str, spot: Spot, *, instead_of: Collection[Spot] = ()) -> None:
        """Remember that *name* means the place at *spot* there, whatever else was chosen of these."""
        chat = await self.get(chat_id)
        spots = chat.choices.spots
        kept = {known: other for known, other in spots.items() if known != name and other not in instead_of}
        kept = dict(islice(kept.items(), max(0, len(kept) - MOST_CHOICES + 1), None))
        replaced = {name, *spots} - kept.keys()
        values = {"chat_id": chat_id, "name": name, "latitude": spot[0], "longitude": spot[1]}
        async with self._database.begin() as connection:
            await add_chat(connection, chat_id)
            await connection.execute(
                delete(choices).where(choices.c.chat_id == chat_id, choices.c.name.in_(replaced))
            )
            await connection.execute(insert(choices), values)
        chat.choices = replace(chat.choices, spots={**kept, name: spot})

    @uninterrupted
    async def save_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Remember *settings* in place of those that the chat had."""
        chat = await self.get(chat_id)
        async with self._database.begin() as connection:
            await add_chat(connection, chat_id)
            await connection.execute(update(chats).where(chats.c.id == chat_id).values(**asdict(settings)))
        chat.settings = settings

    @uninterrupted
    async def mark_gone(self, chat_id: int) -> None:
        """Remember that the bot may not write there: it was blocked or thrown out. No push is sent there."""
        chat = await self.get(chat_id)
        since = func.coalesce(chats.c.gone_since, self._clock())
        async with self._database.begin() as connection:
            await add_chat(connection, chat_id)
            await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=since))
            await connection.execute(
                update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(**NOT_DUE)
            )
        chat.gone = True

    async def mark_back(self, chat_id: int) -> None:
        """Remember that the bot may write there again. Its pushes are sent from their next occurrence on."""
        chat = await self.get(chat_id)
        if chat.gone:
            await self._bring_back(chat_id)
            chat.gone = False

    @uninterrupted
    async def _bring_back(self, chat_id: int) -> None:
        async with self._database.begin() as connection:
            await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=None))
            await schedule_again(connection, chat_id, self._clock(), ~subscriptions.c.paused)

    @uninterrupted
    async def move(self, chat_id: int, to: int) -> None:
        """Hand all that is stored of a group to the supergroup that it has become."""
        async with self._database.begin() as connection:
            await move_all(connection, chat_id, to, self._clock())
        self._known.pop(chat_id, None)
        self._known.pop(to, None)

    async def export(self, chat_id: int) -> dict[str, Any]:
        """Return all that is stored of the chat, ready for JSON.

        Updates that the journal has because they are not answered yet are not part of it: they hold other
        people's words as well, and leave it in seconds.
        """
        async with self._database.connect() as connection:
            return await exported(connection, chat_id)

    @uninterrupted
    async def forget(self, chat_id: int) -> None:
        """Delete all that is stored of the chat, but for the journal's updates that are not answered yet."""
        async with self._database.begin() as connection:
            await connection.execute(delete(chats).where(chats.c.id == chat_id))  # the rest refers to it
        self._known.pop(chat_id, None)

    async def _read(self, chat_id: int) -> Chat:
        async with self._database.connect() as connection:
            row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).one_or_none()
            if row is None:
                return Chat()
            meant = await connection.execute(
                select(choices).where(choices.c.chat_id == chat_id).limit(MOST_CHOICES)
            )
            places = await read_saved_places(connection, chat_id)
            return Chat(
                gone=row.gone_since is not None,
                settings=settings_of(row),
                choices=Choices(
                    spots={choice.name: (choice.latitude, choice.longitude) for choice in meant},
                    labels=label_keys({saved.label: saved.called for saved in places if saved.label}),
                ),
                saved=frozenset(saved.place.key for saved in places),
            )


def settings_of(row: Row[Any]) -> ChatSettings:
    """Return the settings in the row of a chat."""
    return ChatSettings(
        language=row.language,
        temperature=row.temperature and TemperatureUnit(row.temperature),
        wind=row.wind and WindUnit(row.wind),
        pressure=row.pressure and PressureUnit(row.pressure),
        clock=row.clock and ClockFormat(row.clock),
        theme=row.theme and Theme(row.theme),
    )
