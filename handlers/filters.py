"""Filters for several routers. Each filter is an async class, because aiogram runs `F` and lambdas in threads."""

import re
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType, ContentType, MessageEntityType
from aiogram.filters import Filter
from aiogram.types import Message, User
from cachetools import LRUCache

from services.places.reading.map_links import coordinates_of_link

USER_CONTENT_TYPES = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CHECKLIST,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.GAME,
        ContentType.LIVE_PHOTO,
        ContentType.LOCATION,
        ContentType.PAID_MEDIA,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.RICH_MESSAGE,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.TEXT,
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
"""Types of messages that users write.

The types of messages that are not listed are service messages, such as a pinned message.
"""

MAX_REMEMBERED_ALBUMS = 1_000
"""Maximum number of albums whose first message is remembered; an album arrives within two seconds."""


AlbumId = tuple[int, str | None]
"""(chat id, media group id): identifies an album."""


class Albums:
    """Remembers the messages of albums, so that the bot answers the caption of an album once."""

    def __init__(self) -> None:
        self._captioned: LRUCache[AlbumId, int] = LRUCache(MAX_REMEMBERED_ALBUMS)
        self._uncaptioned: LRUCache[AlbumId, int] = LRUCache(MAX_REMEMBERED_ALBUMS)

    def is_first_in_album(self, message: Message) -> bool:
        """Return whether *message* is the first of its album that has a caption, or the first that has none.

        A message that is in no album counts as the first.
        """
        if message.media_group_id is None:
            return True
        first = self._captioned if message.caption else self._uncaptioned
        # After an error the same update is handled again, and its message must count as the first again.
        return first.setdefault(_album_id_of(message), message.message_id) == message.message_id

    def album_has_caption(self, message: Message) -> bool:
        """Return whether a message with a caption has arrived in the album of *message*."""
        return _album_id_of(message) in self._captioned


def _album_id_of(message: Message) -> AlbumId:
    return message.chat.id, message.media_group_id


class AnyUserContent(Filter):
    """Accepts users' messages in private chats; of an album, only the first message that has no caption."""

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def __call__(self, message: Message) -> bool:
        """Return whether *message* is accepted."""
        if message.chat.type != ChatType.PRIVATE or message.content_type not in USER_CONTENT_TYPES:
            return False
        if message.media_group_id is not None and message.caption:  # `PlainText` accepts captions
            return False
        return self._albums.is_first_in_album(message)


class PlainText(Filter):
    """Accepts messages with a text or caption that is not a command, and passes `text` to the handler.

    In a group, `BotIdentity.relevance_of` has already dropped the messages that are not addressed to the bot.
    Mentions of the bot are removed from `text`, which is empty if the message is a mere mention.
    """

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return `text` for the handler; False if *message* is not accepted."""
        text = message.text or message.caption
        if not text or text.startswith("/"):
            return False
        if message.chat.type != ChatType.PRIVATE:
            text = text_without_mention(message, await bot.me())
        return {"text": text} if self._albums.is_first_in_album(message) else False


class CommandForBot(Filter):
    """Accepts all commands in a private chat, and in a group the commands that mention this bot."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Return whether *message* begins with a command for this bot."""
        if not message.text or not message.text.startswith("/"):
            return False
        if message.chat.type == ChatType.PRIVATE:
            return True
        _, _, name = message.text.split(maxsplit=1)[0].partition("@")
        return bool(name) and name.lower() == ((await bot.me()).username or "").lower()


class MapLink(Filter):
    """Accepts messages of a private chat that link to a map, and passes the coordinates to the handler."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `latitude` and `longitude` in degrees; False for a message without a link to a map."""
        text = message.text or message.caption
        if message.chat.type != ChatType.PRIVATE or not text or text.startswith("/"):
            return False
        coordinates = coordinates_of_link(text)
        return {"latitude": coordinates[0], "longitude": coordinates[1]} if coordinates else False


class SharedLocation(Filter):
    """Accepts locations in a private chat, and passes their coordinates to the handler."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `latitude` and `longitude` in degrees; False for a message without a location."""
        if message.chat.type != ChatType.PRIVATE or message.location is None:
            return False
        return {"latitude": message.location.latitude, "longitude": message.location.longitude}


class GroupMigration(Filter):
    """Accepts the two service messages, one in each chat, about a group that has become a supergroup."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return the ids of both chats as `group_id` and `supergroup_id`; False if *message* is not accepted."""
        if message.migrate_to_chat_id is not None:
            return {"group_id": message.chat.id, "supergroup_id": message.migrate_to_chat_id}
        if message.migrate_from_chat_id is not None:
            return {"group_id": message.migrate_from_chat_id, "supergroup_id": message.chat.id}
        return False


def text_without_mention(message: Message, bot_user: User) -> str:
    """Return the text or caption of *message* without mentions of *bot_user*, and without a command's slash."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or ()
    for entity in entities:
        if (
            entity.type == MessageEntityType.TEXT_MENTION
            and entity.user is not None
            and entity.user.id == bot_user.id
        ):
            text = text.replace(entity.extract_from(message.text or message.caption or ""), " ")
    unmentioned = re.sub(rf"@{re.escape(bot_user.username or '')}\b", " ", text, flags=re.IGNORECASE)
    return unmentioned.strip(" ,:;–—-\n").removeprefix("/")


def is_reply_to(message: Message, bot: Bot) -> bool:
    """Return whether *message* is a reply to a message of the bot."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
