"""The filter for commands under their names in all languages."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from services.languages import LANGUAGES

CANCEL_WORDS = frozenset[str]().union(*(language.commands.stop for language in LANGUAGES))
"""Words of all languages, such as "stop": arguments of /daily and /alerts, and replies that cancel a prompt."""

MAX_COMMAND_LENGTH = 20
"""Maximum length of a text that may be a command without a slash, in characters."""


class MultilingualCommand(Command):
    """Accepts the command *name* and its names in other languages.

    In a private chat, some names are also accepted without the slash. The filter passes `command` to the handler.
    `command.prefix` is "/", or empty if the user wrote no slash.
    """

    def __init__(self, name: str) -> None:
        self._without_slash = frozenset[str]().union(
            *(language.commands.alone.get(name, ()) for language in LANGUAGES)
        )
        translations = frozenset[str]().union(*(language.commands.slash.get(name, ()) for language in LANGUAGES))
        super().__init__(name, *sorted(translations), ignore_case=True)

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return `command` for the handler; False if *message* is not accepted."""
        text = message.text
        is_short = text is not None and len(text) <= MAX_COMMAND_LENGTH
        if text and is_short and self._without_slash and message.chat.type == ChatType.PRIVATE:
            words = " ".join(text.casefold().split()).rstrip(".!?")
            if words in self._without_slash:
                return {"command": CommandObject(prefix="", command=words)}
        return await super().__call__(message, bot)
