"""Prompts: messages of the bot that ask the user for names, a label or a time.

The first line of a prompt holds all data that the handler of the answer needs. A prompt can be answered after a
restart, and by any member of a group. In a private chat, the user's next message answers the prompt even if it is
not a reply. A message that asks for the weather does not answer the prompt.
"""

from enum import StrEnum
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType, MessageEntityType
from aiogram.filters import Filter
from aiogram.types import ForceReply, Message, User

from handlers.commands import CANCEL_WORDS
from handlers.views.fitting import bold, utf16_length
from services.daily import is_time_reply
from services.questions import names_only_places
from services.storage import LastQuestions


class Prompt(StrEnum):
    """Kinds of prompts; the value of a kind is the emoji at the start of a prompt's first line."""

    PLACES = "➕"
    NAME = "✏️"
    PUSH = "⏰"
    """Asks for the places of a push."""
    TIME = "🕗"
    """Asks for the time of a push."""
    CHANNEL = "📢"
    """Asks for the time and the places of a push in a channel."""
    ALERTS = "🔔"
    """Asks for the places to watch."""


TIME_PROMPTS = (Prompt.TIME, Prompt.CHANNEL)
"""Kinds of prompts whose answer begins with a time."""


class Prompts:
    """Sends prompts; in a private chat, also records that the next message may answer the prompt."""

    def __init__(self, last_questions: LastQuestions) -> None:
        self._last_questions = last_questions

    async def ask(
        self, message: Message, user: User | None, prompt: Prompt, title: str, request_html: str, *, link: str = ""
    ) -> None:
        """Send a prompt for *user* to the chat of *message*.

        *title* is the first line as plain text, such as the name of a place; *request_html* is the text below it.
        *link* is a URL that the title links to; the handler of the answer gets *link* instead of *title*.
        """
        if user is not None and message.chat.type != ChatType.PRIVATE:
            # `selective` makes Telegram open the reply field only for the mentioned user.
            request_html = f"{user.mention_html()}: {request_html}"
        first_line = f'<a href="{link}">{bold(title)}</a>' if link else bold(title)
        await message.answer(f"{prompt} {first_line}\n{request_html}", reply_markup=ForceReply(selective=True))
        await self.expect_answer(message, prompt, link or title)

    async def expect_answer(self, message: Message, prompt: Prompt, title: str) -> None:
        """Make the next message of the private chat of *message* an answer to *prompt*."""
        if message.chat.type == ChatType.PRIVATE:
            await self._last_questions.expect_answer(message.chat.id, prompt, title)


class PromptReply(Filter):
    """Accepts text replies to a prompt of the kind *prompt*; in a private chat, also the message after the prompt.

    The filter passes two arguments to the handler. `prompt_title` is the title of the prompt, or the URL that the
    title links to. `text` is the text of the answer.
    """

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self._start = f"{prompt} "

    async def __call__(self, message: Message, bot: Bot, last_questions: LastQuestions) -> bool | dict[str, Any]:
        """Return `prompt_title` and `text` for the handler; False if *message* is not accepted."""
        if not message.text or message.text.startswith("/"):
            return False
        question = message.reply_to_message
        if question is None:
            return self._accept_without_reply(message, message.text, last_questions)
        if question.from_user is None or question.from_user.id != bot.id:
            return False
        first_line = (question.text or "").partition("\n")[0]
        if not first_line.startswith(self._start):
            return False
        title = self._link_of_title(question) or first_line.removeprefix(self._start)
        return {"prompt_title": title, "text": message.text}

    def _link_of_title(self, prompt: Message) -> str | None:
        """Return the URL that the title of the message *prompt* links to; None if the title is not a link."""
        for entity in prompt.entities or ():
            if entity.type == MessageEntityType.TEXT_LINK and entity.offset == utf16_length(self._start):
                return entity.url
        return None

    def _accept_without_reply(
        self, message: Message, text: str, last_questions: LastQuestions
    ) -> bool | dict[str, Any]:
        if message.chat.type != ChatType.PRIVATE or message.edit_date is not None:
            return False
        awaited = last_questions.take_prompt(message.chat.id, message.message_id)
        if awaited is None or awaited.prompt != self._prompt or text.strip().casefold() in CANCEL_WORDS:
            return False
        is_answer = is_time_reply(text) if self._prompt in TIME_PROMPTS else names_only_places(text)
        return {"prompt_title": awaited.title, "text": text} if is_answer else False
