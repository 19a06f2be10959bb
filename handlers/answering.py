"""Answers the questions in messages, and completes questions such as "and tomorrow?" from the conversation."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram.enums import ChatType
from aiogram.types import ForceReply, MaybeInaccessibleMessageUnion, Message

from handlers.conversations import Conversations
from handlers.display import Display
from handlers.location_button import LocationButton
from handlers.pictures import Pictures
from handlers.replies import reply, typing_action
from handlers.texts import Texts
from handlers.views.asked.sunshine import moon_lines_of_day
from handlers.views.keyboards import examples_keyboard
from handlers.views.subjects import command_of, has_picture
from services.answers import Answer, AnswerService
from services.net.shares import Share, Shares
from services.places import Ambiguous, Place
from services.questions import (
    LastQuestion,
    Quantity,
    Question,
    complete_follow_up,
    without_follow_up_words,
    without_leading_no,
)
from services.questions.periods import period_of, with_answered_day
from services.storage import ChatRecord, Chats


class Answering:
    """Answers questions, asks for the place if a question names none, and remembers questions for follow-ups."""

    def __init__(
        self,
        answer_service: AnswerService,
        chats: Chats,
        pictures: Pictures,
        shares: Shares,
        conversations: Conversations,
        location_button: LocationButton,
        display: Display,
    ) -> None:
        self._answer_service = answer_service
        self._chats = chats
        self._pictures = pictures
        self._shares = shares
        self._conversations = conversations
        self._location_button = location_button
        self._display = display

    async def answer(
        self,
        message: MaybeInaccessibleMessageUnion,
        question: Question,
        texts: Texts,
        chat_record: ChatRecord,
        asker_id: int,
        *,
        text: str = "",
    ) -> None:
        """Answer the *question* in *message*.

        A question without a place is about the places of the last question, else about the saved places. If the
        chat has no last question and no saved places, the bot asks for a place. Look-ups are charged to the user
        *asker_id*.

        *text* is the text of *question*. If *text* is empty, *question* is not completed from the last question.
        """
        question, places = await self._completed_question(message, question, text)
        share = self._shares.share_for(asker_id, chat_record.saved)
        if has_picture(question.answer_subject, question.when):
            self._pictures.start_drawing_process()
        async with typing_action(message):
            answer = await self._answer_to(message, question, places, texts, chat_record, share)
        if answer.entries:
            sent = await self._display.send(message, answer, chat_record, share)
            self.remember(message, question, answer, sent, asker_id)
        elif question.quantity is Quantity.MOON and question.names_no_place:
            # The moon has the same phase everywhere, so the question needs no place.
            day = period_of(question.when, datetime.now(UTC), UTC).start
            await reply(message, "\n".join(moon_lines_of_day(day.replace(hour=0, minute=0), UTC, texts)))
        else:
            await self.ask_for_place(message, question, texts, asker_id)

    async def _answer_to(
        self,
        message: MaybeInaccessibleMessageUnion,
        question: Question,
        places: Sequence[Place],
        texts: Texts,
        chat_record: ChatRecord,
        share: Share | None,
    ) -> Answer:
        """Return the answer to *question* about *places*.

        Without *places*, the answer is about the places that *question* names, else about the saved places.
        """
        if places:
            answer = await self._answer_service.answer_about(places, texts.language, question, share=share)
        else:
            answer = await self._answer_service.answer(
                question, texts.language, chat_record.place_preferences, share=share
            )
        if not answer.entries and question.names_no_place:
            saved = (await self._chats.get(message.chat.id)).saved_places
            if saved:
                # Look-ups of saved places are not charged to a share.
                labelled = [place.labelled_place for place in saved]
                answer = await self._answer_service.answer_about(labelled, texts.language, question)
        return answer

    async def answer_questions(
        self,
        message: Message,
        questions_with_parts: Sequence[tuple[Question, str]],
        texts: Texts,
        chat_record: ChatRecord,
        asker_id: int,
    ) -> None:
        """Answer the questions of *message* in one message.

        *questions_with_parts* pairs each question with its part of the text. A question with an empty part is not
        completed from the last question. The next follow-up refers to the last of the answered questions.
        """
        if len(questions_with_parts) == 1:
            ((question, text),) = questions_with_parts
            await self.answer(message, question, texts, chat_record, asker_id, text=text)
            return
        share = self._shares.share_for(asker_id, chat_record.saved)
        completed = [
            await self._completed_question(message, question, part) for question, part in questions_with_parts
        ]
        async with typing_action(message):
            answers = await asyncio.gather(
                *(
                    self._answer_to(message, question, places, texts, chat_record, share)
                    for question, places in completed
                )
            )
        answered = [
            (question, answer) for (question, _), answer in zip(completed, answers, strict=True) if answer.entries
        ]
        if not answered:
            await self.ask_for_place(message, questions_with_parts[0][0], texts, asker_id)
            return
        (_, first), *rest = answered
        first = replace(first, then=tuple(answer for _, answer in rest))
        sent = await self._display.send(message, first, chat_record, share)
        for question, answer in answered:
            self.remember(message, question, answer, sent, asker_id)

    def has_asked_for_place(self, message: Message) -> bool:
        """Return whether the bot has asked for the place of the question that *message* continues."""
        last = self._conversations.get_cached_question(message)
        return last is not None and not last.places

    def may_correct_places(self, message: Message) -> bool:
        """Return whether *message* comes soon after a question about places, and so may correct the places."""
        last = self._conversations.get_cached_question(message)
        return last is not None and bool(last.places)

    async def answer_about(
        self,
        message: MaybeInaccessibleMessageUnion,
        places: Sequence[Place],
        question: Question,
        texts: Texts,
        chat_record: ChatRecord,
        asker_id: int,
    ) -> None:
        """Answer the *question* about *places*. Look-ups are charged to the user *asker_id*."""
        share = self._shares.share_for(asker_id, chat_record.saved)
        if has_picture(question.answer_subject, question.when):
            self._pictures.start_drawing_process()
        async with typing_action(message):
            answer = await self._answer_service.answer_about(places, texts.language, question, share=share)
        sent = await self._display.send(message, answer, chat_record, share)
        self.remember(message, question, answer, sent, asker_id)

    async def answer_at_coordinates(
        self,
        message: Message,
        latitude: float,
        longitude: float,
        texts: Texts,
        chat_record: ChatRecord,
        asker_id: int,
    ) -> None:
        """Answer a location with the weather now.

        If the last question lacked a place, answer the last question for the location instead.
        """
        last = self._conversations.get_cached_question(message)
        question = Question("")
        if last is not None and not last.places:
            question = Question("", last.subject, last.when, last.quantity, second_quantity=last.second_quantity)
        share = self._shares.share_for(asker_id, chat_record.saved)
        async with typing_action(message):
            answer = await self._answer_service.answer_at_coordinates(
                latitude, longitude, texts.language, question, share=share
            )
        spot = round(latitude, 2), round(longitude, 2)
        sent = await self._display.send(message, answer, chat_record, share, location_spot=spot)
        self.remember(message, question, answer, sent, asker_id)

    def remember(
        self,
        message: MaybeInaccessibleMessageUnion,
        question: Question,
        answer: Answer,
        sent_message: MaybeInaccessibleMessageUnion,
        asker_id: int,
    ) -> None:
        """Store the *question* of the user *asker_id* for a follow-up.

        *message* is in the chat of the question, and *sent_message* is the message that shows *answer*. The places
        of *answer* are stored with the question. If all names of the question are ambiguous, the most likely
        places are stored.
        """
        if answer.places:
            is_private = message.chat.type == ChatType.PRIVATE
            self._chats.remember_places(message.chat.id if is_private else asker_id, answer.places)
        ambiguous = (entry.resolution for entry in answer.entries if isinstance(entry.resolution, Ambiguous))
        places = answer.places or [item.choices[0] for item in ambiguous if item.choices]
        if places:
            timezone = ZoneInfo(places[0].timezone or "UTC")
            answered = replace(question, when=with_answered_day(question.when, answer.asked_at, timezone))
            last = self._as_last_question(answered, tuple(places))
            self._conversations.remember(message, last, asker_id, answer_message_id=sent_message.message_id)

    def _as_last_question(self, question: Question, places: tuple[Place, ...]) -> LastQuestion:
        return LastQuestion(
            places,
            self._conversations.now,
            question.subject,
            question.when,
            question.quantity,
            second_quantity=question.second_quantity,
        )

    async def _completed_question(
        self, message: MaybeInaccessibleMessageUnion, question: Question, text: str
    ) -> tuple[Question, tuple[Place, ...]]:
        """Return *question*, completed if it follows up the last question; and the places of the last question.

        The places are empty if *question* names places or does not follow up the last question.
        """
        if not text or not isinstance(message, Message):
            return question, ()
        marked = without_follow_up_words(question) or without_leading_no(question)
        follows = question.names_no_place or marked is not None
        last = (
            await self._conversations.get_question(message)
            if follows
            else self._conversations.get_cached_question(message)
        )
        question = marked or question
        # If the last question has no places, the bot has asked for a place, and *message* may name the place.
        if last is None or (last.places and not follows):
            return question, ()
        return complete_follow_up(question, last, text), last.places if question.names_no_place else ()

    async def ask_for_place(
        self, message: MaybeInaccessibleMessageUnion, question: Question, texts: Texts, asker_id: int
    ) -> None:
        """Ask the user *asker_id* for the place of *question*; in a private chat, show the location button."""
        command = command_of(question.subject)
        if not question.names_no_place:
            keyboard = examples_keyboard(texts, subject=question.subject)
            await reply(message, texts("no-name", command=f"/{command.name}"), keyboard)
            return
        last = self._as_last_question(question, ())
        if message.chat.type == ChatType.PRIVATE:
            self._conversations.remember(message, last, asker_id)
            await self._location_button.reply_with_button(message, texts("ask-place"), texts)
            return
        self._conversations.expect_place(message, last, asker_id)
        # In privacy mode, the bot receives the user's next message only if the message is a reply to the bot.
        sent = await reply(message, texts("ask-place-group"), ForceReply(selective=True))
        self._conversations.remember(message, last, asker_id, answer_message_id=sent.message_id)
