"""The filters of several routers, as async classes: aiogram calls `F` and lambdas in a thread."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Filter
from aiogram.types import Message
from cachetools import LRUCache

from services.places.reading.map_links import spot_of_link

USER_CONTENT_TYPES = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.LOCATION,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.TEXT,
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
"""Types of messages that users write. All other types are service messages, such as a pinned message."""

MAX_ALBUMS = 1_000
"""Maximum number of albums whose first message is remembered. Telegram sends an album within two seconds."""


class Albums:
    """The first message of each album, so that an album gets one answer."""

    def __init__(self) -> None:
        self._first: LRUCache[tuple[int, str], int] = LRUCache(MAX_ALBUMS)

    def is_first(self, message: Message) -> bool:
        """Return whether *message* is the first of its album, or belongs to no album."""
        if message.media_group_id is None:
            return True
        album = message.chat.id, message.media_group_id
        # Compares message ids, as the same update may be handled twice.
        return self._first.setdefault(album, message.message_id) == message.message_id


class AnyUserContent(Filter):
    """Accepts whatever a user sends in a private chat, but only the first message of an album."""

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def __call__(self, message: Message) -> bool:
        """Return whether *message* is user content of a private chat and the first of its album."""
        if message.chat.type != ChatType.PRIVATE or message.content_type not in USER_CONTENT_TYPES:
            return False
        return self._albums.is_first(message)


class PlainText(Filter):
    """Accepts messages with a text or caption that is no command, and passes it to the handler as `text`.

    In a group it accepts only replies to the bot's own messages.
    """

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return `text`; False for any other message."""
        text = message.text or message.caption
        if not text or text.startswith("/"):
            return False
        if message.chat.type != ChatType.PRIVATE and not is_reply_to(message, bot):
            return False
        return {"text": text} if self._albums.is_first(message) else False


class CommandForBot(Filter):
    """Accepts commands for this bot: any in a private chat, those that mention the bot in a group."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Return whether the first word is a command for this bot."""
        if not message.text or not message.text.startswith("/"):
            return False
        if message.chat.type == ChatType.PRIVATE:
            return True
        _, _, name = message.text.split(maxsplit=1)[0].partition("@")
        return bool(name) and name.lower() == ((await bot.me()).username or "").lower()


class MapLink(Filter):
    """Accepts messages of a private chat that link to a map, and passes on the coordinates of the link."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `latitude` and `longitude` in degrees; False if there is no such link."""
        text = message.text or message.caption
        if message.chat.type != ChatType.PRIVATE or not text or text.startswith("/"):
            return False
        spot = spot_of_link(text)
        return {"latitude": spot[0], "longitude": spot[1]} if spot else False


class Pin(Filter):
    """Accepts locations in a private chat, and passes on their coordinates."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `latitude` and `longitude` in degrees; False if there is no location."""
        if message.chat.type != ChatType.PRIVATE or message.location is None:
            return False
        return {"latitude": message.location.latitude, "longitude": message.location.longitude}


class GroupMigration(Filter):
    """Accepts the service message, in either chat, that a group has become a supergroup."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return the chat ids as `group` and `supergroup`; False for any other message."""
        if message.migrate_to_chat_id is not None:
            return {"group": message.chat.id, "supergroup": message.migrate_to_chat_id}
        if message.migrate_from_chat_id is not None:
            return {"group": message.migrate_from_chat_id, "supergroup": message.chat.id}
        return False


def is_reply_to(message: Message, bot: Bot) -> bool:
    """Return whether *message* is a reply to a message of the bot."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
