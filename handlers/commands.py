"""Commands by all their names: after a slash in any language, and in a private chat as words alone."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from services.languages import LANGUAGES

LONGEST_WORDS = 20
"""Characters of a message that may be a command without a slash."""


class NamedCommand(Command):
    """The command *name*, its names in other languages after a slash, and in a private chat its words alone.

    Hands on the `command`; one without a slash has an empty `prefix`.
    """

    def __init__(self, name: str) -> None:
        self._alone = frozenset[str]().union(*(language.commands.alone.get(name, ()) for language in LANGUAGES))
        others = frozenset[str]().union(*(language.commands.slash.get(name, ()) for language in LANGUAGES))
        super().__init__(name, *sorted(others), ignore_case=True)

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return the command, False for any other message."""
        text = message.text
        if text and len(text) <= LONGEST_WORDS and self._alone and message.chat.type == ChatType.PRIVATE:
            words = " ".join(text.casefold().split()).rstrip(".!?")
            if words in self._alone:
                return {"command": CommandObject(prefix="", command=words)}
        return await super().__call__(message, bot)
