"""The content of the messages that users send, as fields of a Message."""

import re
from typing import Any

from sandbox.telegram.rules import utf16_length

Json = dict[str, Any]

PICTURE = {"file_id": "AgADpicture", "file_unique_id": "AQADpicture", "width": 512, "height": 512}
"""A picture that no user has really uploaded; the bot never downloads it."""

_COMMAND = re.compile(r"(?<![\w/@])/\w{1,32}(?:@\w+)?", re.ASCII)


def text_content(text: str) -> Json:
    """Return a text with the entities of its commands."""
    commands = [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: found.start()]),
            "length": len(found[0]),
        }
        for found in _COMMAND.finditer(text)
    ]
    return {"text": text, "entities": commands} if commands else {"text": text}


def location_content(latitude: float, longitude: float, live_period: int | None = None) -> Json:
    """Return a location, which moves for `live_period` seconds if that is given."""
    period = {} if live_period is None else {"live_period": live_period}
    return {"location": {"latitude": latitude, "longitude": longitude, **period}}


def sticker_content() -> Json:
    """Return a sticker."""
    return {"sticker": {**PICTURE, "type": "regular", "is_animated": False, "is_video": False}}


def photo_content(caption: str, album: str | None) -> Json:
    """Return a photo; photos of the same `album` are shown as one."""
    fields = {"caption": caption} if caption else {}
    return {"photo": [PICTURE], **fields, **({"media_group_id": album} if album else {})}


def quoted(message: Json) -> Json:
    """Return `message` as a reply quotes it: without the message that it replies to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
