"""Prompts: messages of the bot that ask for a reply.

The first line of a prompt holds all that its handler needs: replies work after a restart, and from any member.
"""

from enum import StrEnum
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import ForceReply, Message, User

from handlers.views.fitting import bold


class Prompt(StrEnum):
    """The kinds of prompts; the value begins the first line."""

    PLACES = "➕"
    NAME = "✏️"
    PUSH = "⏰"


async def ask(message: Message, user: User | None, prompt: Prompt, about: str, request: str) -> None:
    """Ask *user* in the chat of *message* for a reply.

    *about* is what the reply will be about, as plain text; *request* is the question, as HTML.
    """
    if user is not None and message.chat.type != ChatType.PRIVATE:
        # With `selective`, Telegram opens the reply field only for mentioned users.
        request = f"{user.mention_html()}: {request}"
    await message.answer(f"{prompt} {bold(about)}\n{request}", reply_markup=ForceReply(selective=True))


class Reply(Filter):
    """Accepts text replies to a *prompt*; passes `about`, from the prompt, and the `text` to the handler."""

    def __init__(self, prompt: Prompt) -> None:
        self._start = f"{prompt} "

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return `about` and `text`; False for any other message."""
        question = message.reply_to_message
        if question is None or question.from_user is None or question.from_user.id != bot.id:
            return False
        first_line = (question.text or "").partition("\n")[0]
        if not first_line.startswith(self._start) or not message.text or message.text.startswith("/"):
            return False
        return {"about": first_line.removeprefix(self._start), "text": message.text}
