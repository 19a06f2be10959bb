"""What can be read from an update before it is validated; nothing in it is to be trusted."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiogram import Router

from services.storage import INT64_BOUND

JsonObject = dict[str, Any]
"""An update as Telegram has sent it."""

MAX_KIND_LENGTH = 60
"""Characters of it in the log."""

MIGRATION_FIELDS = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})

MIN_DATE = 1_435_104_000
"""Unix time of 24 June 2015, when Telegram opened its Bot API; an earlier date of a message is no date."""

REQUIRED_FIELDS = frozenset({"chat", "date", "from", "id", "message", "message_id", "text"})
"""Fields of an event without which it is another one."""

MAX_DATE = 2**40
"""Unix time far beyond any date of a message; a larger number is no date."""

MAX_UPDATE_PARTS = 20_000
"""Values in an update. A message of 4,096 characters with all its entities that quotes another has some 3,000."""

MAX_UPDATE_DEPTH = 50
"""Levels of an update: a message in a message in an update has some 10."""


class Interest(Enum):
    """What an update is to the bot."""

    QUESTION = auto()
    """Somebody waits for a reaction."""
    NEWS = auto()
    """Something about a chat, such as that the bot was blocked; nobody waits for a reaction."""
    NONE = auto()
    """A message in a group that no handler answers."""


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The bot as users address it."""

    bot_id: int
    username: str
    commands: Collection[str]
    """The commands that it handles, in lower case."""

    def interest_of(self, update: JsonObject) -> Interest:
        """Return what *update* is to the bot."""
        if isinstance(update.get("callback_query"), dict):
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
    """Return the commands that *router* and the routers in it handle, in lower case."""
    handlers = [handler for each in router.chain_tail for handler in each.message.handlers]
    filters = [command for handler in handlers for command in handler.flags.get("commands", ())]
    return frozenset(str(name).lower() for command in filters for name in command.commands)


def update_id_of(update: object) -> int | None:
    """Return the update's number, None when it has none or is no update at all."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    is_valid = isinstance(update_id, int) and not isinstance(update_id, bool) and 0 < update_id < 2**31
    return update_id if is_valid else None


def is_within_bounds(update: JsonObject) -> bool:
    """Return whether an update is no larger than Telegram's are: in its parts, its depth and its numbers.

    To validate millions of parts takes half a minute. A database refuses numbers of more than 64 bits, which must
    not look as if the database did not work.
    """
    parts = 0
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
        parts += len(inner)
        if parts > MAX_UPDATE_PARTS:
            return False
        if not inner:
            return True
        level = inner
    return False


def without_fields(update: JsonObject, locations: Iterable[Sequence[object]]) -> JsonObject:
    """Return *update* without the fields of its event, such as its message, in which these *locations* are.

    Locations are those of pydantic's errors. What the bot cannot do without stays.
    """
    slimmer = dict(update)
    for kind, field, *_ in (location for location in locations if len(location) > 1):
        event = slimmer.get(str(kind))
        if isinstance(event, dict) and field not in REQUIRED_FIELDS:
            slimmer[str(kind)] = {name: value for name, value in event.items() if name != field}
    return slimmer


def kind_of(update: JsonObject) -> str:
    """Return what the update brings: message, callback_query, ..."""
    return "/".join(sorted(update.keys() - {"update_id"}))[:MAX_KIND_LENGTH]


def chat_of(update: JsonObject) -> Hashable:
    """Return the chat's id, else the user's, else the update's: updates with the same one are handled in order."""
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
    """Return who sent the update, as far as one person can be told from another.

    To Telegram all channels are one user, and so are the anonymous administrators of all groups: here each is one
    sender for each chat that is written to.
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
    """Return the Unix time of the update's message; None where there is none, as with a pressed button."""
    message = update.get("message")
    date = message.get("date") if isinstance(message, dict) else None
    return date if isinstance(date, int) and MIN_DATE <= date < MAX_DATE else None


def _chat(message: JsonObject) -> JsonObject:
    chat = message.get("chat")
    return chat if isinstance(chat, dict) else {}


def _sender(message: JsonObject) -> JsonObject:
    sender = message.get("from")
    return sender if isinstance(sender, dict) else {}
