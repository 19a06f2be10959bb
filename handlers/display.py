"""Answers in chats, and the buttons under them."""

import logging
from datetime import UTC, datetime

from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

from handlers.memory import Memory
from handlers.pictures import Pictures
from handlers.replies import edit, reply, typing
from handlers.texts import Texts, texts_for
from handlers.views.forecast import forecast_text
from handlers.views.keyboards import Ask, AskDays, answer_keyboard, examples_keyboard
from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer, AnswerService, Subject
from services.storage import Chats, SavedPlaces
from services.tasks import Background

logger = logging.getLogger(__name__)

ASKED_BY: dict[Subject, tuple[str, type[Ask]]] = {
    Subject.NOW: ("/weather", Ask),
    Subject.DAYS: ("/forecast", AskDays),
}
"""The command for each, and the button."""


class Display:
    """Answers questions, shows the answers, and completes those in which something was late."""

    def __init__(
        self,
        answers: AnswerService,
        chats: Chats,
        saved_places: SavedPlaces,
        memory: Memory,
        pictures: Pictures,
        background: Background,
    ) -> None:
        self._answers = answers
        self._chats = chats
        self._saved_places = saved_places
        self._memory = memory
        self._pictures = pictures
        self._background = background

    async def answer(self, question: Message, text: str, texts: Texts, subject: Subject = Subject.NOW) -> None:
        """Answer the names in *text*; without any the saved places, or ask for a city when there are none."""
        chat_id = question.chat.id
        choices = (await self._chats.get(chat_id)).choices
        if subject is Subject.DAYS:
            self._pictures.prepare()
        async with typing(question):
            answer = await self._answers.answer(text, texts.language, choices, subject)
            if not answer.entries and (saved := await self._saved_places.of(chat_id)):
                places = [one.called for one in saved]
                answer = await self._answers.answer_saved(places, texts.language, subject)
        if answer.entries:
            await self.send(question, answer)
        else:
            command, ask = ASKED_BY[subject]
            await reply(question, texts("ask-city", command=command), examples_keyboard(texts, ask=ask))

    async def send(self, question: Message, answer: Answer) -> None:
        """Answer *question* with *answer*."""
        token = self._memory.keep(question.chat.id, answer)
        units = await self._units(question.chat.id, answer)
        sent = await reply(question, *self._rendered(answer, units, token))
        self._pictures.accompany(sent, token, answer, units)
        self._await_late(sent, token, answer)

    async def edit(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> bool:
        """Put *answer*, kept with *token*, into *message*; return whether that changed anything."""
        changed = await self._put(message, token, answer)
        self._await_late(message, token, answer)
        return changed

    async def _put(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> bool:
        units = await self._units(message.chat.id, answer)
        changed = await edit(message, *self._rendered(answer, units, token))
        self._pictures.accompany(message, token, answer, units)
        return changed

    async def _units(self, chat_id: int, answer: Answer) -> Units:
        # Whoever looks at it, an answer stays in the language it was asked in, as the names in it do. Its units
        # are those that the chat has now.
        return Units(texts_for(answer.language), (await self._chats.get(chat_id)).settings)

    def _rendered(self, answer: Answer, units: Units, token: str) -> tuple[str, InlineKeyboardMarkup | None]:
        usual = self._answers.usual_provider
        if answer.subject is Subject.DAYS:
            text = forecast_text(answer, units, usual_provider=usual)
        else:
            text = weather_text(answer, units, now=datetime.now(UTC), usual_provider=usual)
        return text, answer_keyboard(answer, token, units.texts)

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
            await self._put(message, token, completed)
        except TelegramAPIError as error:
            logger.info("an answer was not completed: %s", error)  # it stands as it is, with a button
