"""The messages and settings as JSON values for the page."""

from sandbox.playground import Playground
from sandbox.switches import FAULT_KINDS, TELEGRAM
from sandbox.telegram import BotMessage, Chat
from sandbox.telegram.user_messages import Json
from sandbox.weather.breakages import SERVICES

MAX_MESSAGES = 200
"""Maximum number of a chat's latest messages that the page shows."""

STATUSES = ("503", "500", "429", "401")
"""The statuses that the page offers as faults; the terminal accepts any status."""

_BOT = 0
"""The sender of the bot's messages, in place of a user id."""


def settings_view(playground: Playground) -> Json:
    """Return the users, chats and switches."""
    switches = playground.switches
    return {
        "users": [
            {"id": user["id"], "name": user["first_name"], "language": user["language_code"]}
            for user in playground.users
        ],
        "chats": [
            {
                "id": chat.id,
                "kind": chat.info["type"],
                "title": chat.info.get("title", ""),
                "members": [member["id"] for member in chat.members],
            }
            for chat in playground.chats.values()
        ],
        "services": [*(service for service in SERVICES if service != "met-norway"), TELEGRAM],
        "kinds": [*STATUSES, *FAULT_KINDS],
        "faults": switches.faults,
        "delay": switches.delay_seconds,
    }


def history_view(chat: Chat) -> list[Json]:
    """Return the latest messages of a chat in the order of their ids."""
    latest = sorted(chat.messages)[-MAX_MESSAGES:]
    views = (message_view(chat, chat.answers.get(number) or chat.messages[number]) for number in latest)
    return [view for view in views if view is not None]


def message_view(chat: Chat, message: BotMessage | Json) -> Json | None:
    """Return a message of the bot or of a user, None if it has nothing to show."""
    if isinstance(message, BotMessage):
        if message.removes_keyboard:
            return None
        content, version = message.message, message.version
        extra = {"from": _BOT, "name": "", "buttons": message.keyboard, **_file_view(chat, message)}
    else:
        content, version = message, message.get("edit_date", 0)
        shown = {"text", "caption", "location", "sticker", "photo"}
        if not shown & content.keys():
            return None
        extra = {"from": content["from"]["id"], "name": content["from"]["first_name"], "buttons": []}
    return {
        "chat": chat.id,
        "id": content["message_id"],
        "version": version,
        "date": content["date"],
        "edited": "edit_date" in content,
        "text": content.get("text", content.get("caption", "")),
        "rich": content.get("rich_message"),
        "entities": content.get("entities", content.get("caption_entities", [])),
        "location": content.get("location"),
        "sticker": "sticker" in content,
        "reply": _quote(content["reply_to_message"]) if "reply_to_message" in content else None,
        **extra,
    }


def _file_view(chat: Chat, message: BotMessage) -> Json:
    if message.file is None:
        return {}
    path = f"files/{chat.id}/{message.message_id}?version={message.version}"
    if message.photo is None:
        return {"file": {"path": path, "name": message.file.name, "bytes": len(message.file.content)}}
    size = message.message["photo"][-1]
    return {"photo": {"path": path, "width": size["width"], "height": size["height"]}}


def _quote(message: Json) -> Json:
    """Return the beginning of the message that is replied to."""
    text = str(message.get("text", message.get("caption", "")))
    is_bot = message["from"]["is_bot"]
    name = "" if is_bot else message["from"]["first_name"]
    return {"id": message["message_id"], "name": name, "text": text[:100]}
