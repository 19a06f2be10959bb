"""The filter for commands under their names in all languages."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from services.languages import LANGUAGES

MAX_COMMAND_LENGTH = 20
"""Maximum length of a text that may be a command without a slash, in characters."""


class NamedCommand(Command):
    """Accepts the command *name* and its names in other languages, in a private chat also without the slash.

    Passes `command` to the handler; a command without a slash has an empty `prefix`.
    """

    def __init__(self, name: str) -> None:
        self._alone = frozenset[str]().union(*(language.commands.alone.get(name, ()) for language in LANGUAGES))
        others = frozenset[str]().union(*(language.commands.slash.get(name, ()) for language in LANGUAGES))
        super().__init__(name, *sorted(others), ignore_case=True)

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return the `command`; False for any other message."""
        text = message.text
        if text and len(text) <= MAX_COMMAND_LENGTH and self._alone and message.chat.type == ChatType.PRIVATE:
            words = " ".join(text.casefold().split()).rstrip(".!?")
            if words in self._alone:
                return {"command": CommandObject(prefix="", command=words)}
        return await super().__call__(message, bot)
