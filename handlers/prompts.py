"""Questions of the bot's that are answered by a reply.

All that the answer needs is in the first line of the question, so that it can be answered after a restart, and by
whoever sees it.
"""

from enum import StrEnum
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import ForceReply, Message, User

from handlers.views.fitting import bold


class Prompt(StrEnum):
    """What is asked for: how the first line of the question begins."""

    PLACES = "➕"
    NAME = "✏️"
    PUSH = "⏰"


async def ask(message: Message, user: User | None, prompt: Prompt, about: str, request: str) -> None:
    """Ask *user*, where *message* is, for what the HTML *request* says *about* something."""
    if user is not None and message.chat.type != ChatType.PRIVATE:
        # Only who is mentioned has the field for the answer opened.
        request = f"{user.mention_html()}: {request}"
    await message.answer(f"{prompt} {bold(about)}\n{request}", reply_markup=ForceReply(selective=True))


class Reply(Filter):
    """Replies of text to a *prompt*; hands on what it was `about`, and the `text`."""

    def __init__(self, prompt: Prompt) -> None:
        self._start = f"{prompt} "

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """Return both, False for any other message."""
        question = message.reply_to_message
        if question is None or question.from_user is None or question.from_user.id != bot.id:
            return False
        first_line = (question.text or "").partition("\n")[0]
        if not first_line.startswith(self._start) or not message.text or message.text.startswith("/"):
            return False
        return {"about": first_line.removeprefix(self._start), "text": message.text}
