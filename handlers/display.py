"""Answers in chats, and the buttons under them."""

import logging
from datetime import UTC, datetime

from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

from handlers.memory import Memory
from handlers.replies import edit, reply
from handlers.texts import texts_for
from handlers.views.keyboards import answer_keyboard
from handlers.views.weather import weather_text
from services.answers import Answer, AnswerService
from services.concurrency import Background
from services.places import Choices

logger = logging.getLogger(__name__)


class Display:
    """Shows answers, and completes those in which something was late."""

    def __init__(self, answers: AnswerService, memory: Memory, background: Background) -> None:
        self._answers = answers
        self._memory = memory
        self._background = background

    async def send(self, question: Message, answer: Answer, choices: Choices) -> None:
        """Answer *question* with *answer*."""
        token = self._memory.keep(question.chat.id, answer)
        sent = await reply(question, *self._rendered(answer, token))
        self._await_late(sent, token, answer, choices)

    async def edit(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, choices: Choices
    ) -> bool:
        """Put *answer*, kept with *token*, into *message*; return whether that changed anything."""
        changed = await edit(message, *self._rendered(answer, token))
        self._await_late(message, token, answer, choices)
        return changed

    def _rendered(self, answer: Answer, token: str) -> tuple[str, InlineKeyboardMarkup | None]:
        # Whoever looks at it, an answer stays in the language of who asked.
        texts = texts_for(answer.language)
        text = weather_text(answer, texts, now=datetime.now(UTC), usual_provider=self._answers.usual_provider)
        return text, answer_keyboard(answer, token, texts)

    def _await_late(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, choices: Choices
    ) -> None:
        if answer.late:
            self._background.start(self._complete(message, token, answer, choices))

    async def _complete(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, choices: Choices
    ) -> None:
        completed = await self._answers.completed(answer, choices)
        async with self._memory.lock(token):
            if self._memory.answer(token) is not answer or completed == answer:
                return  # a button was faster, or nothing has arrived
            self._memory.keep(message.chat.id, completed, token)
        try:
            await edit(message, *self._rendered(completed, token))
        except TelegramAPIError as error:
            logger.info("an answer was not completed: %s", error)  # it stands as it is, with a button
