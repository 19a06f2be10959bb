"""Privacy mode: which messages of a group Telegram delivers to the bot.

@BotFather describes the mode as "your bot will only receive messages that either start with the '/' symbol or
mention the bot by username". Telegram also delivers replies to the bot, its inline messages and service messages.
"""

from sandbox.telegram.rules import utf16_slice
from sandbox.telegram.user_messages import Json

_CONTENT_FIELDS = {"text", "location", "sticker", "photo"}
"""The fields of messages that users write; all other messages are service messages."""


def reaches_bot(message: Json, bot: Json, *, is_admin: bool) -> bool:
    """Return whether Telegram delivers *message* to *bot*, which gets all messages if *is_admin* of the group."""
    is_private = message["chat"]["type"] == "private"
    if is_private or bot["can_read_all_group_messages"] or is_admin or not _CONTENT_FIELDS & message.keys():
        return True
    replied_sender = message.get("reply_to_message", {}).get("from", {})
    is_reply = replied_sender.get("id") == bot["id"]
    is_from_inline_mode = message.get("via_bot", {}).get("id") == bot["id"]
    return is_reply or is_from_inline_mode or _names_bot(message, bot["username"].lower())


def _names_bot(message: Json, username: str) -> bool:
    """Return whether *message* mentions the bot, or begins with a slash and does not name another bot."""
    key, entities = ("text", "entities") if "text" in message else ("caption", "caption_entities")
    text = message.get(key, "").lower()
    if text.startswith("/"):
        return text.split(maxsplit=1)[0].partition("@")[2] in {"", username}
    return any(
        entity["type"] == "mention" and utf16_slice(text, entity["offset"], entity["length"]) == f"@{username}"
        for entity in message.get(entities, ())
    )
