"""Prompts: messages of the bot that ask the user for a reply.

The first line of a prompt holds all data that the handler of the reply needs. Therefore replies work after a
restart, and from any member of a group.
"""

from enum import StrEnum
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import ForceReply, Message, User

from handlers.views.fitting import bold


class Prompt(StrEnum):
    """Kinds of prompts. The value of a kind is the emoji at the start of the prompt's first line."""

    PLACES = "➕"
    NAME = "✏️"
    PUSH = "⏰"
    CHANNEL = "📢"


async def ask(message: Message, user: User | None, prompt: Prompt, title: str, request: str) -> None:
    """Send a prompt for *user* to the chat of *message*.

    *title* is the first line as plain text, such as the name of a place; *request* is the question as HTML.
    """
    if user is not None and message.chat.type != ChatType.PRIVATE:
        # `selective` makes Telegram open the reply field only for the mentioned user.
        request = f"{user.mention_html()}: {request}"
    await message.answer(f"{prompt} {bold(title)}\n{request}", reply_markup=ForceReply(selective=True))


class PromptReply(Filter):
    """Accepts text replies to a prompt of the kind *prompt*.

    The filter passes `prompt_title`, the title of the prompt, and the `text` of the reply to the handler.
    """

    def __init__(self, prompt: Prompt) -> None:
        self._start = f"{prompt} "

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return `prompt_title` and `text` for the handler; False if *message* is not accepted."""
        question = message.reply_to_message
        if question is None or question.from_user is None or question.from_user.id != bot.id:
            return False
        first_line = (question.text or "").partition("\n")[0]
        if not first_line.startswith(self._start) or not message.text or message.text.startswith("/"):
            return False
        return {"prompt_title": first_line.removeprefix(self._start), "text": message.text}
