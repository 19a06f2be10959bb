"""Answers in chats, and the buttons under them."""

import logging
from datetime import UTC, datetime

from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

from handlers.memory import Memory
from handlers.replies import edit, reply, typing
from handlers.texts import Texts, texts_for
from handlers.views.keyboards import answer_keyboard, examples_keyboard
from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer, AnswerService
from services.storage import Chats, SavedPlaces
from services.tasks import Background

logger = logging.getLogger(__name__)


class Display:
    """Answers questions, shows the answers, and completes those in which something was late."""

    def __init__(
        self,
        answers: AnswerService,
        chats: Chats,
        saved_places: SavedPlaces,
        memory: Memory,
        background: Background,
    ) -> None:
        self._answers = answers
        self._chats = chats
        self._saved_places = saved_places
        self._memory = memory
        self._background = background

    async def answer(self, question: Message, text: str, texts: Texts) -> None:
        """Answer the names in *text*; without any the saved places, or ask for a city when there are none."""
        chat_id = question.chat.id
        choices = (await self._chats.get(chat_id)).choices
        async with typing(question):
            answer = await self._answers.answer(text, texts.language, choices)
            if not answer.entries and (saved := await self._saved_places.of(chat_id)):
                answer = await self._answers.answer_saved([one.called for one in saved], texts.language)
        if answer.entries:
            await self.send(question, answer)
        else:
            await reply(question, texts("ask-city"), examples_keyboard(texts))

    async def send(self, question: Message, answer: Answer) -> None:
        """Answer *question* with *answer*."""
        token = self._memory.keep(question.chat.id, answer)
        sent = await reply(question, *await self._rendered(question.chat.id, answer, token))
        self._await_late(sent, token, answer)

    async def edit(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> bool:
        """Put *answer*, kept with *token*, into *message*; return whether that changed anything."""
        changed = await edit(message, *await self._rendered(message.chat.id, answer, token))
        self._await_late(message, token, answer)
        return changed

    async def _rendered(self, chat_id: int, answer: Answer, token: str) -> tuple[str, InlineKeyboardMarkup | None]:
        # Whoever looks at it, an answer stays in the language it was asked in, as the names in it do. Its units
        # are those that the chat has now.
        texts = texts_for(answer.language)
        units = Units(texts, (await self._chats.get(chat_id)).settings)
        text = weather_text(answer, units, now=datetime.now(UTC), usual_provider=self._answers.usual_provider)
        return text, answer_keyboard(answer, token, texts)

    def _await_late(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> None:
        if answer.late:
            self._background.start(self._complete(message, token, answer))

    async def _complete(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> None:
        choices = (await self._chats.get(message.chat.id)).choices
        completed = await self._answers.completed(answer, choices)
        async with self._memory.lock(token):
            if self._memory.answer(token) is not answer or completed == answer:
                return  # a button was faster, or nothing has arrived
            self._memory.keep(message.chat.id, completed, token)
        try:
            await edit(message, *await self._rendered(message.chat.id, completed, token))
        except TelegramAPIError as error:
            logger.info("an answer was not completed: %s", error)  # it stands as it is, with a button
