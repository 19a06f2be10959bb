"""Stores the channels in which users have set up daily pushes."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, exists, select, update

from services.errors import WeatherBotError
from services.storage.applied import begin_change
from services.storage.database import Database, shielded
from services.storage.models import Subscription
from services.storage.schema import channels, chats, subscriptions
from services.storage.statements import insert_or_update, lock_chat
from services.storage.subscriptions import read_subscriptions_by_chat

MAX_CHANNELS_PER_USER = 10
"""Maximum number of channels of a user."""


class TooManyChannels(WeatherBotError):
    """The user has MAX_CHANNELS_PER_USER channels."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, and the user who has set up its pushes.

    The pushes use the language and units of the user, and only the user may change the pushes.
    """

    id: int
    owner_id: int
    title: str
    """The title of the channel when the user chose the channel."""


ChannelPushes = Sequence[tuple[Channel, Sequence[Subscription]]]
"""The channels of a user, and the pushes of each channel."""


class Channels:
    """The channels in *database*. All methods raise StorageError when the database fails."""

    def __init__(
        self, database: Database, invalidate: Callable[[int], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        """Create the store.

        The function *invalidate* is called with the chat id of each channel that changes.
        """
        self._database = database
        self._invalidate = invalidate
        self._clock = clock

    async def find_by_owner(self, owner_id: int) -> list[Channel]:
        """Return the channels of the user; the most recently chosen channel comes first."""
        return await self._database.read(
            lambda connection: read_channels(connection, channels.c.owner_id == owner_id)
        )

    async def find_pushes_by_owner(self, owner_id: int) -> ChannelPushes:
        """Return the channels of the user with their pushes; the most recently chosen channel comes first."""
        return await self._database.read(lambda connection: read_channel_pushes(connection, owner_id))

    async def find_by_push(self, owner_id: int, push_id: int) -> Channel | None:
        """Return the channel to which the push is sent; None if it is not a channel of the user."""
        has_push = exists().where(subscriptions.c.chat_id == channels.c.chat_id, subscriptions.c.id == push_id)
        is_own = (channels.c.owner_id == owner_id) & has_push
        found = await self._database.read(lambda connection: read_channels(connection, is_own))
        return found[0] if found else None

    async def find(self, channel_id: int) -> Channel | None:
        """Return the channel; None if no user has set it up."""
        found = await self._database.read(
            lambda connection: read_channels(connection, channels.c.chat_id == channel_id)
        )
        return found[0] if found else None

    @shielded
    async def save(self, channel: Channel) -> None:
        """Store the channel as its owner's most recently chosen one, and mark the channel as reachable.

        If the channel had another owner, its new owner replaces the old one. Raise TooManyChannels if the owner
        already has MAX_CHANNELS_PER_USER other channels.
        """
        row = {"chat_id": channel.id, "owner_id": channel.owner_id, "title": channel.title}
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await lock_chat(connection, channel.id)
                is_owned = channels.c.owner_id == channel.owner_id
                known = await connection.run_sync(read_channels, is_owned)
                if len({owned.id for owned in known} - {channel.id}) >= MAX_CHANNELS_PER_USER:
                    raise TooManyChannels
                statement = insert_or_update(connection, channels, "owner_id", "title", "chosen_at")
                await connection.execute(statement, row | {"chosen_at": self._clock()})
                await connection.execute(update(chats).where(chats.c.id == channel.id).values(gone_since=None))
        self._invalidate(channel.id)

    @shielded
    async def remove_push(self, channel: Channel, push_id: int) -> None:
        """Delete the push of *channel*; delete the channel too if it has no other pushes."""
        own_pushes = subscriptions.c.chat_id == channel.id
        async with begin_change(self._database) as (connection, is_new):
            if is_new:
                await lock_chat(connection, channel.id)
                await connection.execute(delete(subscriptions).where(own_pushes, subscriptions.c.id == push_id))
                await connection.execute(
                    delete(chats).where(chats.c.id == channel.id, ~exists().where(own_pushes))
                )  # the deletion of a chat deletes its row in `channels`
        self._invalidate(channel.id)


def read_channels(connection: Connection, condition: ColumnElement[bool]) -> list[Channel]:
    """Return the channels that satisfy *condition*; the most recently chosen channel comes first."""
    rows = connection.execute(select(channels).where(condition).order_by(channels.c.chosen_at.desc()))
    return [Channel(row.chat_id, row.owner_id, row.title) for row in rows]


def read_channel_pushes(connection: Connection, owner_id: int) -> ChannelPushes:
    """Return the channels of the user with their pushes; the most recently chosen channel comes first."""
    own = read_channels(connection, channels.c.owner_id == owner_id)
    pushes = read_subscriptions_by_chat(connection, [channel.id for channel in own])
    return [(channel, pushes[channel.id]) for channel in own]


def read_channels_by_id(connection: Connection, chat_ids: Collection[int]) -> dict[int, Channel]:
    """Return the channels among the chats, by chat id."""
    return {channel.id: channel for channel in read_channels(connection, channels.c.chat_id.in_(chat_ids))}
