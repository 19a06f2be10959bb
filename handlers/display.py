"""Answers as messages: sent, edited, and completed once what was late has arrived."""

import logging
from datetime import UTC, datetime

from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

from handlers.answer_store import AnswerStore
from handlers.pictures import Pictures
from handlers.replies import edit, reply, typing
from handlers.texts import Texts, texts_for
from handlers.views.asked import wish_text
from handlers.views.keyboards import answer_keyboard, examples_keyboard
from handlers.views.subjects import command_of, draws, view_of
from handlers.views.units import Units, units_in
from services.answers import Answer, AnswerService
from services.net.shares import Share, Shares
from services.questions import Question, What
from services.storage import Chat, Chats, SavedPlaces
from services.tasks import Background

logger = logging.getLogger(__name__)


def asker_of(message: Message) -> int:
    """Return the id whose share *message* is charged to: its user's, or that of the chat it is written for."""
    if message.sender_chat is None and message.from_user is not None:
        return message.from_user.id
    return (message.sender_chat or message.chat).id


class Display:
    """Sends answers, edits them, and completes those that have late entries."""

    def __init__(
        self,
        answers: AnswerService,
        chats: Chats,
        saved_places: SavedPlaces,
        answer_store: AnswerStore,
        pictures: Pictures,
        background: Background,
        shares: Shares,
    ) -> None:
        self._answers = answers
        self._chats = chats
        self._saved_places = saved_places
        self._answer_store = answer_store
        self._pictures = pictures
        self._background = background
        self._shares = shares

    async def answer(self, message: Message, question: Question, texts: Texts, chat: Chat, asker: int) -> None:
        """Answer the *question* in *message*; a bare one about the saved places, or with a prompt for a city.

        Look-ups are charged to the user with the id *asker*.
        """
        command = command_of(question.subject)
        share = self._shares.of(asker, chat.saved)
        if draws(question.page, question.when):
            self._pictures.prepare()
        async with typing(message):
            answer = await self._answers.answer(question, texts.language, chat.choices, share=share)
            if not answer.entries and question.is_bare and (saved := await self._saved_places.of(message.chat.id)):
                places = [one.called for one in saved]
                answer = await self._answers.answer_about(places, texts.language, question)
        if answer.entries:
            await self.send(message, answer, chat, share)
        elif question.what is What.DAILY:
            await reply(message, wish_text(answer, texts))
        else:
            prompt = command.prompt if question.is_bare else "no-name"
            keyboard = examples_keyboard(texts, subject=question.subject)
            await reply(message, texts(prompt, command=f"/{command.name}"), keyboard)

    async def send(self, message: Message, answer: Answer, chat: Chat, share: Share | None = None) -> None:
        """Reply to *message* with *answer*. Look-ups that complete it are charged to *share*."""
        token = self._answer_store.keep(message.chat.id, answer)
        units = _units(chat, answer)
        sent = await reply(message, *self._rendered(answer, units, token, chat))
        if sent.chat.id != message.chat.id:  # the group has become a supergroup
            self._answer_store.keep(sent.chat.id, answer, token)
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
        """Put *answer*, stored as *token*, into *message*; return whether that changed anything.

        Look-ups that complete it are charged to *share*.
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
        render = view_of(answer.subject).render
        text = render(answer, units, datetime.now(UTC), self._answers.usual_provider)
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
        async with self._answer_store.lock(token):
            if self._answer_store.answer(message.chat.id, token) is not answer or completed == answer:
                return  # a button was faster, or nothing has arrived
            self._answer_store.keep(message.chat.id, completed, token)
        chat = await self._chats.get_or_default(message.chat.id)  # its units may have changed meanwhile
        try:
            await self._put(message, token, completed, chat)
        except TelegramAPIError as error:
            logger.info("an answer was not completed: %s", error)  # it stands as it is, with a button


def _units(chat: Chat, answer: Answer) -> Units:
    # The names in an answer are in the language of its question, so the rest of it stays in that language, too.
    # Its units are those that the chat has now.
    return units_in(texts_for(answer.language), chat.settings)
