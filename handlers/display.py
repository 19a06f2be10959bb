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
from handlers.views.units import Units, units_in
from handlers.views.weather import weather_text
from services.answers import Answer, AnswerService, Subject
from services.net.shares import Share, Shares
from services.questions import read_question
from services.storage import Chat, Chats, SavedPlaces
from services.tasks import Background

logger = logging.getLogger(__name__)

ASKED_BY: dict[Subject, tuple[str, type[Ask]]] = {
    Subject.NOW: ("/weather", Ask),
    Subject.DAYS: ("/forecast", AskDays),
}
"""The command for each, and the button."""


def asker_of(message: Message) -> int:
    """Return the id whose share *message* is charged to: its user's, or that of the chat it is written for."""
    if message.sender_chat is None and message.from_user is not None:
        return message.from_user.id
    return (message.sender_chat or message.chat).id


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
        shares: Shares,
    ) -> None:
        self._answers = answers
        self._chats = chats
        self._saved_places = saved_places
        self._memory = memory
        self._pictures = pictures
        self._background = background
        self._shares = shares

    async def answer(
        self, question: Message, text: str, texts: Texts, chat: Chat, asker: int, subject: Subject = Subject.NOW
    ) -> None:
        """Answer the names in *text*; a bare question for the saved places, or asking for a city without any.

        It is about the days to come, whatever *subject*, where *text* says so. Look-ups are charged to the user
        with the id *asker*.
        """
        asked = read_question(text)
        subject = Subject.DAYS if asked.subject is Subject.DAYS else subject
        share = self._shares.of(asker, chat.saved)
        if subject is Subject.DAYS:
            self._pictures.prepare()
        async with typing(question):
            answer = await self._answers.answer(asked.places, texts.language, chat.choices, subject, share=share)
            if not answer.entries and asked.is_bare and (saved := await self._saved_places.of(question.chat.id)):
                places = [one.called for one in saved]
                answer = await self._answers.answer_saved(places, texts.language, subject)
        if answer.entries:
            await self.send(question, answer, chat, share)
        else:
            command, ask = ASKED_BY[subject]
            label = "ask-city" if asked.is_bare else "no-name"
            await reply(question, texts(label, command=command), examples_keyboard(texts, ask=ask))

    async def send(self, question: Message, answer: Answer, chat: Chat, share: Share | None = None) -> None:
        """Answer *question* with *answer*; *share* is charged with what completes it."""
        token = self._memory.keep(question.chat.id, answer)
        units = _units(chat, answer)
        sent = await reply(question, *self._rendered(answer, units, token, chat))
        if sent.chat.id != question.chat.id:  # the group has become a supergroup
            self._memory.keep(sent.chat.id, answer, token)
        self._pictures.accompany(sent, token, answer, units)
        self._await_late(sent, token, answer, share)

    async def edit(
        self,
        message: MaybeInaccessibleMessageUnion,
        token: str,
        answer: Answer,
        chat: Chat,
        share: Share | None = None,
    ) -> bool:
        """Put *answer*, kept with *token*, into *message*; return whether that changed anything.

        *share* is charged with what completes it.
        """
        changed = await self._put(message, token, answer, chat)
        self._await_late(message, token, answer, share)
        return changed

    async def _put(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, chat: Chat) -> bool:
        units = _units(chat, answer)
        changed = await edit(message, *self._rendered(answer, units, token, chat))
        self._pictures.accompany(message, token, answer, units)
        return changed

    def _rendered(
        self, answer: Answer, units: Units, token: str, chat: Chat
    ) -> tuple[str, InlineKeyboardMarkup | None]:
        usual = self._answers.usual_provider
        if answer.subject is Subject.DAYS:
            text = forecast_text(answer, units, usual_provider=usual)
        else:
            text = weather_text(answer, units, now=datetime.now(UTC), usual_provider=usual)
        return text, answer_keyboard(answer, token, units.texts, chat.saved)

    def _await_late(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, share: Share | None
    ) -> None:
        if answer.late:
            self._background.start(self._complete(message, token, answer, share))

    async def _complete(
        self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer, share: Share | None
    ) -> None:
        choices = (await self._chats.get_or_default(message.chat.id)).choices
        completed = await self._answers.completed(answer, choices, share=share)
        async with self._memory.lock(token):
            if self._memory.answer(message.chat.id, token) is not answer or completed == answer:
                return  # a button was faster, or nothing has arrived
            self._memory.keep(message.chat.id, completed, token)
        chat = await self._chats.get_or_default(message.chat.id)  # its units may have changed meanwhile
        try:
            await self._put(message, token, completed, chat)
        except TelegramAPIError as error:
            logger.info("an answer was not completed: %s", error)  # it stands as it is, with a button


def _units(chat: Chat, answer: Answer) -> Units:
    # Whoever looks at it, an answer stays in the language it was asked in, as the names in it do. Its units
    # are those that the chat has now.
    return units_in(texts_for(answer.language), chat.settings)
