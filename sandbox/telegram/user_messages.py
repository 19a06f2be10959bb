"""The content of the messages that users send, as fields of a Message."""

import re
from collections.abc import Sequence
from typing import Any

from sandbox.telegram.rules import utf16_length

Json = dict[str, Any]

PICTURE = {"file_id": "AgADpicture", "file_unique_id": "AQADpicture", "width": 512, "height": 512}
"""A picture that no user has really uploaded; the bot never downloads it."""

_COMMAND_OR_MENTION = re.compile(r"(?<![\w/@])(?:/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?|@[A-Za-z0-9_]{4,32})")


def text_content(text: str, entities: Sequence[Json] = ()) -> Json:
    """Return a text with the entities of its commands and mentions, and with *entities*."""
    found = [*_entities_of(text), *entities]
    return {"text": text, "entities": found} if found else {"text": text}


def text_mention(text: str, name: str, user: Json) -> Json:
    """Return the entity that makes the *name* in *text* a mention of *user*, who may have no username."""
    offset = utf16_length(text[: text.index(name)])
    return {"type": "text_mention", "offset": offset, "length": utf16_length(name), "user": user}


def location_content(latitude: float, longitude: float, live_period: int | None = None) -> Json:
    """Return a location, which moves for `live_period` seconds if that is given."""
    period = {} if live_period is None else {"live_period": live_period}
    return {"location": {"latitude": latitude, "longitude": longitude, **period}}


def sticker_content() -> Json:
    """Return a sticker."""
    return {"sticker": {**PICTURE, "type": "regular", "is_animated": False, "is_video": False}}


def photo_content(caption: str, album: str | None) -> Json:
    """Return a photo; photos of the same `album` are shown as one."""
    fields: Json = {"caption": caption} if caption else {}
    if entities := _entities_of(caption):
        fields["caption_entities"] = entities
    return {"photo": [PICTURE], **fields, **({"media_group_id": album} if album else {})}


def _entities_of(text: str) -> list[Json]:
    """Return the entities that Telegram finds in *text*: commands and mentions of usernames."""
    return [
        {
            "type": "bot_command" if found[0].startswith("/") else "mention",
            "offset": utf16_length(text[: found.start()]),
            "length": len(found[0]),
        }
        for found in _COMMAND_OR_MENTION.finditer(text)
    ]


def quoted(message: Json) -> Json:
    """Return `message` as a reply quotes it: without the message that it replies to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
