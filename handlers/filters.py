"""Which chats and messages a handler is for. Async: aiogram runs `F` and lambdas through a thread."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Filter
from aiogram.types import Message
from cachetools import LRUCache

from services.places.reading.map_links import spot_of_link

SAID = frozenset(
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
"""What a person sends. The rest are Telegram's own messages, such as that one was pinned."""


ALBUMS_KEPT = 1_000
"""Albums whose first message is known; Telegram sends the messages of one within a second or two."""


class Albums:
    """The albums of which a message has been taken for the question, by the chat and Telegram's number."""

    def __init__(self) -> None:
        self._first: LRUCache[tuple[int, str], int] = LRUCache(ALBUMS_KEPT)

    def is_first(self, message: Message) -> bool:
        """Return whether *message* is the first of its album, or is of none."""
        if message.media_group_id is None:
            return True
        album = message.chat.id, message.media_group_id
        # By the message's number, since an update may be handled again.
        return self._first.setdefault(album, message.message_id) == message.message_id


class Something(Filter):
    """Whatever a person sends in a private chat; of an album the first message."""

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def __call__(self, message: Message) -> bool:
        """Return whether it waits for a reaction."""
        if message.chat.type != ChatType.PRIVATE or message.content_type not in SAID:
            return False
        return self._albums.is_first(message)


class PlainText(Filter):
    """Messages of text that is no command, or with such a caption; hands the text on as `text`.

    In a group only replies to the bot's own messages.
    """

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return the text, False when there is none."""
        text = message.text or message.caption
        if not text or text.startswith("/"):
            return False
        if message.chat.type != ChatType.PRIVATE and not is_reply_to(message, bot):
            return False
        return {"text": text} if self._albums.is_first(message) else False


class Addressed(Filter):
    """Commands for this bot: any in a private chat, those with its name in a group."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Return whether the first word is a command for us."""
        if not message.text or not message.text.startswith("/"):
            return False
        if message.chat.type == ChatType.PRIVATE:
            return True
        _, _, name = message.text.split(maxsplit=1)[0].partition("@")
        return bool(name) and name.lower() == ((await bot.me()).username or "").lower()


class MapLink(Filter):
    """Links to maps that have coordinates, in a private chat; hands these on as `Pin` does."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `latitude` and `longitude`, False when there is no such link."""
        text = message.text or message.caption
        if message.chat.type != ChatType.PRIVATE or not text or text.startswith("/"):
            return False
        spot = spot_of_link(text)
        return {"latitude": spot[0], "longitude": spot[1]} if spot else False


class Pin(Filter):
    """Locations in a private chat; hands the coordinates on."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `latitude` and `longitude`, False when there is no location."""
        if message.chat.type != ChatType.PRIVATE or message.location is None:
            return False
        return {"latitude": message.location.latitude, "longitude": message.location.longitude}


class Migrated(Filter):
    """Telegram's own message that a group has become a supergroup, from either side."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return the chats' numbers as `group` and `supergroup`, False for any other message."""
        if message.migrate_to_chat_id is not None:
            return {"group": message.chat.id, "supergroup": message.migrate_to_chat_id}
        if message.migrate_from_chat_id is not None:
            return {"group": message.migrate_from_chat_id, "supergroup": message.chat.id}
        return False


def is_reply_to(message: Message, bot: Bot) -> bool:
    """Return whether *message* is a reply to one of the bot's."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
