"""What is remembered of a chat: whether it can be written to, and what it means by ambiguous names."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import LRUCache
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.places import Choices, Spot
from services.storage.database import Database, insert_new
from services.storage.schema import chats, choices

CHATS_KEPT = 10_000
"""Chats in memory; the rest is read again when it is heard of."""


@dataclass(slots=True)
class Chat:
    """One chat as the database has it."""

    gone: bool = False
    """Whether the bot may not write there any more."""
    choices: Choices = field(default_factory=dict)


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

    async def choose(self, chat_id: int, name: str, spot: Spot) -> None:
        """Remember that *name* means the place at *spot* there."""
        chat = await self.get(chat_id)
        values = {"chat_id": chat_id, "name": name, "latitude": spot[0], "longitude": spot[1]}
        async with self._database.begin() as connection:
            await _add(connection, chat_id)
            await connection.execute(delete(choices).where(choices.c.chat_id == chat_id, choices.c.name == name))
            await connection.execute(insert(choices), values)
        chat.choices = {**chat.choices, name: spot}

    async def mark_gone(self, chat_id: int) -> None:
        """Remember that the bot may not write there: it was blocked or thrown out."""
        chat = await self.get(chat_id)
        if not chat.gone:
            await self._set_gone(chat_id, self._clock())
            chat.gone = True

    async def mark_back(self, chat_id: int) -> None:
        """Remember that the bot may write there again."""
        chat = await self.get(chat_id)
        if chat.gone:
            await self._set_gone(chat_id, None)
            chat.gone = False

    async def move(self, chat_id: int, to: int) -> None:
        """Hand all that is stored of a group to the supergroup that it has become."""
        theirs = select(choices.c.name).where(choices.c.chat_id == to)
        async with self._database.begin() as connection:
            await _add(connection, to)
            # What has been chosen since in the new one is newer.
            moving = update(choices).where(choices.c.chat_id == chat_id, choices.c.name.not_in(theirs))
            await connection.execute(moving.values(chat_id=to))
            await connection.execute(delete(chats).where(chats.c.id == chat_id))
        self._known.pop(chat_id, None)
        self._known.pop(to, None)

    async def _read(self, chat_id: int) -> Chat:
        wanted = (
            select(chats.c.gone_since, choices.c.name, choices.c.latitude, choices.c.longitude)
            .join_from(chats, choices, isouter=True)
            .where(chats.c.id == chat_id)
        )
        async with self._database.connect() as connection:
            rows = (await connection.execute(wanted)).all()
        return Chat(
            gone=any(row.gone_since is not None for row in rows),
            choices={row.name: (row.latitude, row.longitude) for row in rows if row.name is not None},
        )

    async def _set_gone(self, chat_id: int, since: float | None) -> None:
        async with self._database.begin() as connection:
            await _add(connection, chat_id)
            await connection.execute(update(chats).where(chats.c.id == chat_id).values(gone_since=since))


async def _add(connection: AsyncConnection, chat_id: int) -> None:
    await connection.execute(insert_new(connection, chats), {"id": chat_id})
