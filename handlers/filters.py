"""Which chats and messages a handler is for. Async: aiogram runs `F` and lambdas through a thread."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Filter
from aiogram.types import Message
from cachetools import LRUCache

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


class Something(Filter):
    """Whatever a person sends in a private chat; of an album the first message."""

    def __init__(self) -> None:
        self._albums: LRUCache[tuple[int, str], int] = LRUCache(ALBUMS_KEPT)

    async def __call__(self, message: Message) -> bool:
        """Return whether it waits for a reaction."""
        if message.chat.type != ChatType.PRIVATE or message.content_type not in SAID:
            return False
        if message.media_group_id is None:
            return True
        album = message.chat.id, message.media_group_id
        # By the message's number, since an update may be handled again.
        return self._albums.setdefault(album, message.message_id) == message.message_id


class PlainText(Filter):
    """Messages of text that is no command, in a private chat; hands the text on as `text`."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return the text, False when there is none."""
        if message.chat.type != ChatType.PRIVATE or not message.text or message.text.startswith("/"):
            return False
        return {"text": message.text}


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
