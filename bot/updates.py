"""Reads the fields of raw updates; any field may be missing or have a wrong type."""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiogram import Router

from services.storage import INT64_BOUND

JsonObject = dict[str, Any]
"""An update or a part of one: a decoded JSON object that is not validated."""

MAX_KIND_LENGTH = 60
"""Maximum number of characters of an update's kind in the log."""

MIGRATION_FIELDS = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})
"""Fields of the service messages about a group that has become a supergroup."""

MIN_MESSAGE_DATE = 1_435_104_000
"""Minimum valid date of a message, as Unix time: 24 June 2015, when the Bot API was released."""

MAX_MESSAGE_DATE = 2**40
"""Maximum valid date of a message, as Unix time; it is far in the future."""

CONTENT_FIELDS = frozenset({"text", "entities", "caption", "caption_entities"})
"""Fields of a message that an edit replaces or removes."""

REQUIRED_FIELDS = frozenset({"chat", "date", "from", "id", "message", "message_id", "text"})
"""Fields of an event that `without_fields` never removes."""

MAX_UPDATE_VALUES = 20_000
"""Maximum number of JSON values in an update; the longest message with entities and a quote has some 3,000."""

MAX_UPDATE_DEPTH = 50
"""Maximum depth of nested JSON values in an update; a message that quotes another message has some 10 levels."""


class Relevance(Enum):
    """Whether and why the bot handles an update."""

    QUESTION = auto()
    """A user waits for an answer."""
    NEWS = auto()
    """A change in a chat, such as a user who blocks the bot; no user waits for an answer."""
    NONE = auto()
    """A message in a group that is not addressed to the bot; it is dropped."""


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The id, username and commands by which users address the bot."""

    bot_id: int
    username: str
    commands: Collection[str]
    """The commands that the bot handles, in lower case and without a slash."""
    accept_awaited_message: Callable[[int, int, int, int], bool] = lambda *_: False
    """Returns whether the bot awaits a message, and records the message.

    The arguments are the ids of the chat, the topic (or 0), the sender and the message.
    """

    def relevance_of(self, update: JsonObject) -> Relevance:
        """Return whether and why the bot handles *update*."""
        if isinstance(update.get("callback_query"), dict) or is_guest_message(update):
            return Relevance.QUESTION
        message = message_of(update)
        if message is None or MIGRATION_FIELDS & message.keys():
            return Relevance.NEWS
        if is_live_location(update):
            return Relevance.NEWS if _is_private(message) else Relevance.NONE
        is_edit = "edited_message" in update
        is_question = _is_private(message) or (
            self._may_be_answered(message) and self._is_addressed_to_bot(message, is_edit=is_edit)
        )
        return Relevance.QUESTION if is_question else Relevance.NONE

    def _may_be_answered(self, message: JsonObject) -> bool:
        """Return False if *message* is a forwarded channel post or comes from the bot's inline mode."""
        via = message.get("via_bot")
        is_own = isinstance(via, dict) and via.get("id") == self.bot_id
        return not is_own and not message.get("is_automatic_forward")

    def _is_addressed_to_bot(self, message: JsonObject, *, is_edit: bool) -> bool:
        # `_accept_awaited_message` is called first, because it must get each message of a member.
        return (
            (not is_edit and self._accept_awaited_message(message))
            or self._is_command_to_bot(message)
            or self._is_reply_to_bot(message)
            or self._mentions_bot(message)
            or _is_direct_message(message)
        )

    def _accept_awaited_message(self, message: JsonObject) -> bool:
        chat, sender = message.get("chat"), message.get("sender_chat") or message.get("from")
        ids = [holder.get("id") for holder in (chat, sender) if isinstance(holder, dict)]
        topic_id = message.get("message_thread_id") if message.get("is_topic_message") else 0
        match [*ids, topic_id, message.get("message_id")]:
            case [int(chat_id), int(sender_id), int(topic_id), int(message_id)]:
                return self.accept_awaited_message(chat_id, topic_id, sender_id, message_id)
        return False

    def _mentions_bot(self, message: JsonObject) -> bool:
        text = message.get("text") or message.get("caption")
        entities = message.get("entities") or message.get("caption_entities")
        if not isinstance(text, str) or not isinstance(entities, list):
            return False
        kinds = {entity.get("type") for entity in entities if isinstance(entity, dict)}
        if "mention" in kinds and re.search(rf"@{re.escape(self.username)}\b", text, re.IGNORECASE):
            return True
        return "text_mention" in kinds and any(
            isinstance(entity, dict)
            and isinstance(user := entity.get("user"), dict)
            and user.get("id") == self.bot_id
            for entity in entities
        )

    def _is_command_to_bot(self, message: JsonObject) -> bool:
        text = message.get("text") or message.get("caption")
        if not isinstance(text, str) or not text.startswith("/"):
            return False
        command, _, mention = text.split(maxsplit=1)[0][1:].lower().partition("@")
        return mention == self.username.lower() if mention else command in self.commands

    def _is_reply_to_bot(self, message: JsonObject) -> bool:
        replied = message.get("reply_to_message")
        return isinstance(replied, dict) and _sending_user(replied).get("id") == self.bot_id


def handled_commands(router: Router) -> frozenset[str]:
    """Return the commands that *router* and its sub-routers handle, in lower case and without a slash."""
    handlers = [handler for inner in router.chain_tail for handler in inner.message.handlers]
    filters = [command for handler in handlers for command in handler.flags.get("commands", ())]
    return frozenset(str(name).lower() for command in filters for name in command.commands)


def update_id_of(update: object) -> int | None:
    """Return the `update_id` of *update*, or None if it is missing or invalid."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    is_valid = isinstance(update_id, int) and not isinstance(update_id, bool) and 0 < update_id < 2**31
    return update_id if is_valid else None


def is_within_bounds(update: JsonObject) -> bool:
    """Return False if *update* exceeds MAX_UPDATE_VALUES or MAX_UPDATE_DEPTH, or has a number beyond 64 bits.

    The validation of millions of values would block the event loop. A database that gets an integer beyond 64 bits
    raises an error, which the bot cannot tell from a failure of the database.
    """
    count = 0
    level: list[object] = [update]
    for _ in range(MAX_UPDATE_DEPTH):
        next_level: list[object] = []
        for value in level:
            if isinstance(value, dict):
                next_level.extend(value.values())
            elif isinstance(value, list):
                next_level.extend(value)
            elif isinstance(value, (int, float)) and not -INT64_BOUND <= value < INT64_BOUND:
                return False
        count += len(next_level)
        if count > MAX_UPDATE_VALUES:
            return False
        if not next_level:
            return True
        level = next_level
    return False


def without_fields(update: JsonObject, locations: Iterable[Sequence[object]]) -> JsonObject:
    """Return *update* without the fields of its event (message, callback query, ...) to which *locations* point.

    The locations are the `loc` of pydantic's errors. REQUIRED_FIELDS are kept.
    """
    valid_update = dict(update)
    for kind, field, *_ in (location for location in locations if len(location) > 1):
        event = valid_update.get(str(kind))
        if isinstance(event, dict) and field not in REQUIRED_FIELDS:
            valid_update[str(kind)] = {name: value for name, value in event.items() if name != field}
    return valid_update


def with_edit(update: JsonObject, edit: JsonObject) -> JsonObject:
    """Return *update*, a new message, as if its sender had sent the content of *edit* at the time of the edit."""
    message, edited = update["message"], edit["edited_message"]
    unchanged = {name: value for name, value in message.items() if name not in CONTENT_FIELDS}
    latest = {name: value for name, value in edited.items() if name not in {"date", "edit_date"}}
    date = date_of(edit)
    return {**update, "message": {**unchanged, **latest, **({} if date is None else {"date": date})}}


def kind_of(update: JsonObject) -> str:
    """Return the kind of *update*: the name of its event field, such as `message` or `callback_query`."""
    return "/".join(sorted(update.keys() - {"update_id"}))[:MAX_KIND_LENGTH]


def message_of(update: JsonObject) -> JsonObject | None:
    """Return the new or edited message of *update*; None if it has neither."""
    message = update.get("message", update.get("edited_message"))
    return message if isinstance(message, dict) else None


def is_live_location(update: JsonObject) -> bool:
    """Return whether *update* is a new position of a live location, which arrives as an edited message."""
    edited = update.get("edited_message")
    return isinstance(edited, dict) and "location" in edited


def is_edit(update: JsonObject) -> bool:
    """Return whether *update* is an edited message, but not a new position of a live location."""
    return isinstance(update.get("edited_message"), dict) and not is_live_location(update)


def message_key(update: JsonObject) -> Hashable:
    """Return a key that identifies the new or edited message of *update*; the key of other updates is unique."""
    message_id = (message_of(update) or {}).get("message_id")
    return (chat_id_of(update), message_id) if isinstance(message_id, int) else update_id_of(update)


def is_guest_message(update: JsonObject) -> bool:
    """Return whether *update* is a message that mentions the bot in a chat that the bot is not in."""
    return isinstance(update.get("guest_message"), dict)


def chat_id_of(update: JsonObject) -> Hashable:
    """Return the id by which *update* is queued: its chat's id, else its user's id, else its own id.

    A guest message is queued by the id of its user, because its chat id may equal the id of another chat.
    """
    if is_guest_message(update):
        user = update["guest_message"].get("from")
        user_id = user.get("id") if isinstance(user, dict) else None
        return user_id if isinstance(user_id, int) else update_id_of(update)
    for event in update.values():
        if isinstance(event, dict):
            message = event.get("message", event)
            for holder, key in ((message, "chat"), (event, "from")):
                chat_or_user = holder.get(key) if isinstance(holder, dict) else None
                chat_id = chat_or_user.get("id") if isinstance(chat_or_user, dict) else None
                if isinstance(chat_id, int):
                    return chat_id
    return update_id_of(update)


def sender_key_of(update: JsonObject) -> Hashable:
    """Return a key that identifies the sender of *update*: the user's id, if there is one.

    Telegram uses one user id for all channels, and another user id for the anonymous administrators of all
    groups. The key of channels and of anonymous administrators depends on the chat. In each chat, all channels
    share one key, and all anonymous administrators share another key.
    """
    message = message_of(update)
    event = message if message is not None else update.get("callback_query")
    event = event if isinstance(event, dict) else {}
    sender_chat, chat = event.get("sender_chat"), event.get("chat")
    if isinstance(sender_chat, dict):
        is_group_itself = isinstance(chat, dict) and sender_chat.get("id") == chat.get("id")
        return chat_id_of(update), "administrators" if is_group_itself else "channels"
    user_id = _sending_user(event).get("id")
    return user_id if isinstance(user_id, int) else chat_id_of(update)


def chat_and_user_ids_of(update: JsonObject) -> set[int]:
    """Return the ids of the chat and the user of *update*, whose stored data its handlers may need."""
    return {number for number in (chat_id_of(update), sender_key_of(update)) if isinstance(number, int)}


def date_of(update: JsonObject) -> int | None:
    """Return the Unix time at which the message of *update* was sent or edited; None without a valid date."""
    message = update.get("guest_message", message_of(update))
    key = "edit_date" if "edited_message" in update else "date"
    date = message.get(key) if isinstance(message, dict) else None
    return date if isinstance(date, int) and MIN_MESSAGE_DATE <= date < MAX_MESSAGE_DATE else None


def _is_private(message: JsonObject) -> bool:
    chat = message.get("chat")
    return isinstance(chat, dict) and chat.get("type") == "private"


def _is_direct_message(message: JsonObject) -> bool:
    """Return whether a user, not the channel itself, sent *message* to a channel as a direct message."""
    chat = message.get("chat")
    return isinstance(chat, dict) and bool(chat.get("is_direct_messages")) and "sender_chat" not in message


def _sending_user(message: JsonObject) -> JsonObject:
    sender = message.get("from")
    return sender if isinstance(sender, dict) else {}
