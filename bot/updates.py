"""Reading updates before validation: any field may be missing or of another type."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiogram import Router

from services.storage import INT64_BOUND

JsonObject = dict[str, Any]
"""A decoded JSON object that is not validated: an update or a part of one."""

MAX_KIND_LENGTH = 60
"""Characters of an update's kind in the log."""

MIGRATION_FIELDS = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})

MIN_DATE = 1_435_104_000
"""Unix time of 24 June 2015, when the Bot API was released; an earlier date is invalid."""

REQUIRED_FIELDS = frozenset({"chat", "date", "from", "id", "message", "message_id", "text"})
"""Fields of an event that are never removed, even if they fail validation."""

MAX_DATE = 2**40
"""Unix time far in the future; a later date is invalid."""

MAX_UPDATE_PARTS = 20_000
"""Maximum number of values in an update. A message of full length with entities and a quote has some 3,000."""

MAX_UPDATE_DEPTH = 50
"""Maximum nesting of an update. A message that quotes another has some 10 levels."""


class Interest(Enum):
    """How the bot treats an update."""

    QUESTION = auto()
    """A user waits for an answer."""
    NEWS = auto()
    """A change of a chat, such as a blocked bot; no user waits for an answer."""
    NONE = auto()
    """A message in a group that is not addressed to the bot; it is dropped."""


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """How users address the bot."""

    bot_id: int
    username: str
    commands: Collection[str]
    """The commands that the bot handles, in lower case."""

    def interest_of(self, update: JsonObject) -> Interest:
        """Return how the bot treats *update*."""
        if isinstance(update.get("callback_query"), dict) or is_guest_message(update):
            return Interest.QUESTION
        message = update.get("message")
        if not isinstance(message, dict) or MIGRATION_FIELDS & message.keys():
            return Interest.NEWS
        is_question = (
            _chat(message).get("type") == "private" or self._is_command(message) or self._is_reply(message)
        )
        return Interest.QUESTION if is_question else Interest.NONE

    def _is_command(self, message: JsonObject) -> bool:
        text = message.get("text") or message.get("caption")
        if not isinstance(text, str) or not text.startswith("/"):
            return False
        command, _, mention = text.split(maxsplit=1)[0][1:].lower().partition("@")
        return mention == self.username.lower() if mention else command in self.commands

    def _is_reply(self, message: JsonObject) -> bool:
        replied = message.get("reply_to_message")
        return isinstance(replied, dict) and _sender(replied).get("id") == self.bot_id


def commands_of(router: Router) -> frozenset[str]:
    """Return the commands that *router* and its sub-routers handle, in lower case."""
    handlers = [handler for each in router.chain_tail for handler in each.message.handlers]
    filters = [command for handler in handlers for command in handler.flags.get("commands", ())]
    return frozenset(str(name).lower() for command in filters for name in command.commands)


def update_id_of(update: object) -> int | None:
    """Return the `update_id`, or None if it is missing or invalid."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    is_valid = isinstance(update_id, int) and not isinstance(update_id, bool) and 0 < update_id < 2**31
    return update_id if is_valid else None


def is_within_bounds(update: JsonObject) -> bool:
    """Return whether the number of values, the nesting and the integers of *update* are within the limits.

    Validating millions of values takes half a minute. The databases raise an error for integers beyond 64 bits, as
    they do when they are down.
    """
    count = 0
    level: list[object] = [update]
    for _ in range(MAX_UPDATE_DEPTH):
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
            elif isinstance(value, int | float) and not -INT64_BOUND <= value < INT64_BOUND:
                return False
        count += len(inner)
        if count > MAX_UPDATE_PARTS:
            return False
        if not inner:
            return True
        level = inner
    return False


def without_fields(update: JsonObject, locations: Iterable[Sequence[object]]) -> JsonObject:
    """Return *update* without the fields of its event (message, callback query, ...) that *locations* lie in.

    The locations are those of pydantic's errors. REQUIRED_FIELDS are kept.
    """
    reduced = dict(update)
    for kind, field, *_ in (location for location in locations if len(location) > 1):
        event = reduced.get(str(kind))
        if isinstance(event, dict) and field not in REQUIRED_FIELDS:
            reduced[str(kind)] = {name: value for name, value in event.items() if name != field}
    return reduced


def kind_of(update: JsonObject) -> str:
    """Return the kind of the update: message, callback_query, ..."""
    return "/".join(sorted(update.keys() - {"update_id"}))[:MAX_KIND_LENGTH]


def is_guest_message(update: JsonObject) -> bool:
    """Return whether *update* is a message that mentions the bot in a chat that the bot is not in."""
    return isinstance(update.get("guest_message"), dict)


def chat_of(update: JsonObject) -> Hashable:
    """Return the id of the chat, else of the user, else of the update; it names the update's lane.

    For a guest message it is the id of the user: the id of its chat may be that of another chat of the bot.
    """
    if is_guest_message(update):
        user_id = _sender(update["guest_message"]).get("id")
        return user_id if isinstance(user_id, int) else update_id_of(update)
    for event in update.values():
        if isinstance(event, dict):
            message = event.get("message", event)
            for holder, key in ((message, "chat"), (event, "from")):
                found = holder.get(key) if isinstance(holder, dict) else None
                found_id = found.get("id") if isinstance(found, dict) else None
                if isinstance(found_id, int):
                    return found_id
    return update_id_of(update)


def sender_of(update: JsonObject) -> Hashable:
    """Return a key for the person who sent the update, as far as it can be known.

    Telegram has one user id for all channels, and one for the anonymous administrators of all groups. Here the
    channels that write in a chat are one sender, and so are its anonymous administrators.
    """
    message = update.get("message")
    event = message if isinstance(message, dict) else update.get("callback_query")
    event = event if isinstance(event, dict) else {}
    if isinstance(event.get("sender_chat"), dict):
        is_group_itself = event["sender_chat"].get("id") == _chat(event).get("id")
        return chat_of(update), "administrators" if is_group_itself else "channels"
    user_id = _sender(event).get("id")
    return user_id if isinstance(user_id, int) else chat_of(update)


def date_of(update: JsonObject) -> int | None:
    """Return the Unix time at which the message was sent; None for other updates and invalid dates."""
    message = update.get("message", update.get("guest_message"))
    date = message.get("date") if isinstance(message, dict) else None
    return date if isinstance(date, int) and MIN_DATE <= date < MAX_DATE else None


def _chat(message: JsonObject) -> JsonObject:
    chat = message.get("chat")
    return chat if isinstance(chat, dict) else {}


def _sender(message: JsonObject) -> JsonObject:
    sender = message.get("from")
    return sender if isinstance(sender, dict) else {}
