"""The last question of each chat or topic and, in a group, of each member.

In a group, several members ask at the same time. A reply to an answer of the bot follows up the question of that
answer. A mention of the bot follows up the last question of the member who mentions the bot.
"""

import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from aiogram.enums import ChatType
from aiogram.types import MaybeInaccessibleMessageUnion, Message
from cachetools import LRUCache, TTLCache

from handlers.replies import conversation_topic_id
from services.questions import LastQuestion
from services.storage import LastQuestions

MAX_CACHED_QUESTIONS = 5_000
"""Maximum number of questions in each of two caches: by the member who asks, and by the message that answers."""

MAX_AWAITED_MEMBERS = 5_000
"""Maximum number of members from whom the bot awaits the name of a place."""

AWAITING_PERIOD = 300.0
"""Time in seconds for which the bot awaits the next message of a member whom it has asked for a place."""


def asker_id_of(message: Message) -> int:
    """Return the id of the sender of *message*, a user or a chat; look-ups are charged to this id."""
    if message.sender_chat is None and message.from_user is not None:
        return message.from_user.id
    return (message.sender_chat or message.chat).id


@dataclass(slots=True)
class _AwaitedPlace:
    """The place that the bot awaits from a member of a group, after a question that names no place."""

    question: LastQuestion
    """The question that lacks a place."""
    message_id: int | None = None
    """The id of the member's next message, which is read as the places; None until that message arrives."""


class Conversations:
    """Remembers questions, so that a follow-up such as "and tomorrow?" gets the place of the last question.

    *last_questions* stores the last question of each chat and topic. In groups, the last question of each member
    is kept in memory only. The question of each answer in a group is kept in memory only. After a restart, a
    follow-up in a group refers to the last question of the group, whoever asked it.
    """

    def __init__(self, last_questions: LastQuestions, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._last_questions = last_questions
        self._by_member: LRUCache[tuple[int, ...], LastQuestion] = LRUCache(MAX_CACHED_QUESTIONS)
        self._by_message: LRUCache[tuple[int, ...], LastQuestion] = LRUCache(MAX_CACHED_QUESTIONS)
        self._awaited: TTLCache[tuple[int, ...], _AwaitedPlace] = TTLCache(
            MAX_AWAITED_MEMBERS, AWAITING_PERIOD, clock
        )

    @property
    def now(self) -> float:
        """The current Unix time in seconds, as stored with each question."""
        return self._last_questions.now

    def remember(
        self,
        message: MaybeInaccessibleMessageUnion,
        question: LastQuestion,
        asker_id: int,
        *,
        answer_message_id: int | None = None,
    ) -> None:
        """Record the *question* that the user *asker_id* asks in the chat of *message*.

        *answer_message_id* is the id of the bot's message with the answer or with the request for a place.
        """
        topic_id = conversation_topic_id(message)
        self._last_questions.remember(message.chat.id, question, topic_id)
        if message.chat.type == ChatType.PRIVATE:
            return
        self._by_member[message.chat.id, topic_id, asker_id] = question
        if answer_message_id is not None:
            self._by_message[message.chat.id, answer_message_id] = question

    def expect_place(self, message: MaybeInaccessibleMessageUnion, question: LastQuestion, asker_id: int) -> None:
        """Await the places of *question* in the next message of *asker_id* in the chat of *message*."""
        self._awaited[message.chat.id, conversation_topic_id(message), asker_id] = _AwaitedPlace(question)

    def accept_awaited_message(self, chat_id: int, topic_id: int, sender_id: int, message_id: int) -> bool:
        """Return whether the message *message_id* names the places that the bot awaits from its sender.

        Only the sender's first message after `expect_place` counts. The id of the message is recorded, because an
        update may be handled twice.
        """
        awaited = self._awaited.get((chat_id, topic_id, sender_id))
        if awaited is None:
            return False
        if awaited.message_id is None:
            awaited.message_id = message_id
        return awaited.message_id == message_id

    def forget(self, chat_id: int) -> None:
        """Drop from memory all questions that were asked in the chat."""
        caches: tuple[MutableMapping[tuple[int, ...], Any], ...] = (
            self._by_member,
            self._by_message,
            self._awaited,
        )
        for remembered in caches:
            for key in [key for key in remembered if key[0] == chat_id]:
                remembered.pop(key, None)  # the entry may have expired since the list of keys was made

    def get_cached_question(self, message: Message) -> LastQuestion | None:
        """Return the recent question that *message* continues; None if no such question is in memory."""
        return self._question_in_group(message) or self._question_of_chat(
            message, self._last_questions.get_cached(message.chat.id, conversation_topic_id(message))
        )

    async def get_question(self, message: Message) -> LastQuestion | None:
        """Return the recent question that *message* continues; None if none is found or the database fails."""
        return self._question_in_group(message) or self._question_of_chat(
            message, await self._last_questions.get(message.chat.id, conversation_topic_id(message))
        )

    def _question_in_group(self, message: Message) -> LastQuestion | None:
        """Return the recent question that *message* continues in a group; None in a private chat.

        If *message* replies to an answer, return the question of the answer; else return the sender's last
        question.
        """
        if message.chat.type == ChatType.PRIVATE:
            return None
        chat_id, topic_id, sender_id = message.chat.id, conversation_topic_id(message), asker_id_of(message)
        awaited = self._awaited.get((chat_id, topic_id, sender_id))
        replied = message.reply_to_message
        question: LastQuestion | None
        if awaited is not None and awaited.message_id == message.message_id:
            question = awaited.question
        elif replied is not None and (chat_id, replied.message_id) in self._by_message:
            question = self._by_message[chat_id, replied.message_id]
        else:
            question = self._by_member.get((chat_id, topic_id, sender_id))
        return question if question is not None and question.is_recent(self.now) else None

    def _question_of_chat(self, message: Message, last: LastQuestion | None) -> LastQuestion | None:
        """Return *last*, the last question of the chat; None if *message* does not continue that question.

        In a group, a question that lacks a place may be another member's, so only a reply continues the question.
        """
        is_of_other = last is not None and not last.places and message.chat.type != ChatType.PRIVATE
        return None if is_of_other and message.reply_to_message is None else last
