"""Stores the last question of each chat and topic, in memory at once and in the database soon after."""

import contextlib
import time
from collections.abc import Callable, Collection
from dataclasses import replace

from cachetools import LRUCache
from sqlalchemy import Connection, select

from services.errors import StorageError
from services.questions import MAX_FOLLOW_UP_AGE, LastQuestion, PendingPrompt
from services.storage.batched_reads import BatchedReads
from services.storage.database import Database
from services.storage.question_json import PROMPT_KEY, question_from_json, question_to_json
from services.storage.schema import INT64_BOUND, last_questions
from services.storage.statements import id_list, insert_or_update, is_one_of
from services.storage.write_behind import Expiry, Row, WriteBehind

MAX_CACHED_QUESTIONS_AND_PLACES = 10_000
"""Maximum number of questions in memory plus the places of these questions; each takes some 250 bytes."""

PRUNING_INTERVAL = 60.0
"""Minimum time in seconds between two deletions of old questions."""

_SELECT_BY_CHAT = select(last_questions).where(is_one_of(last_questions.c.chat_id, id_list("chat_ids")))

ConversationId = tuple[int, int]
"""The key of a conversation: the chat id and the topic id. The topic id is 0 outside topics."""


class LastQuestions(WriteBehind[ConversationId, LastQuestion]):
    """The last question of each chat in *database*. Questions expire after MAX_FOLLOW_UP_AGE seconds.

    A forum has a last question for each topic; *topic_id* is 0 for other chats. `remember` does not wait until the
    database has stored the question.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(
            database,
            max_size=MAX_CACHED_QUESTIONS_AND_PLACES,
            size_of=_size_of_question,
            expiry=Expiry(
                last_questions.c.asked_at,
                MAX_FOLLOW_UP_AGE,
                PRUNING_INTERVAL,
                max_idle=MAX_FOLLOW_UP_AGE,
            ),
            clock=clock,
        )
        self._cached: LRUCache[ConversationId, LastQuestion] = LRUCache(
            MAX_CACHED_QUESTIONS_AND_PLACES, _size_of_question
        )
        self._reads = BatchedReads(database, _read_questions)

    async def start(self) -> None:
        """Read the prompts that may still be answered, and start the background task that writes questions."""
        with contextlib.suppress(StorageError):  # `Database` has logged the error
            self._cached.update(await self._database.read(self._read_prompts))
        await super().start()

    @property
    def now(self) -> float:
        """Return the current Unix time in seconds, as stored with each question."""
        return self._clock()

    def remember(self, chat_id: int, question: LastQuestion, topic_id: int = 0) -> None:
        """Set the last question of the chat or topic."""
        self._cached[chat_id, topic_id] = question
        self._put((chat_id, topic_id), question)

    def get_cached(self, chat_id: int, topic_id: int = 0) -> LastQuestion | None:
        """Return the last question of the chat or topic if it is recent and in memory, else None.

        The database is not read.
        """
        cached = self._cached.get((chat_id, topic_id))
        return cached if cached is not None and cached.is_recent(self._clock()) else None

    async def get(self, chat_id: int, topic_id: int = 0) -> LastQuestion | None:
        """Return the last question of the chat or topic if it is recent and can be read, else None."""
        conversation = chat_id, topic_id
        cached = self._cached.get(conversation)
        if cached is None and all(-INT64_BOUND <= number < INT64_BOUND for number in conversation):
            with contextlib.suppress(StorageError):
                cached = await self._reads.get(conversation)
        return cached if cached is not None and cached.is_recent(self._clock()) else None

    async def expect_answer(self, chat_id: int, prompt: str, title: str) -> None:
        """Record that the chat's next message may answer *prompt* with the *title*; keep the last question."""
        awaited = PendingPrompt(prompt, title, self._clock())
        last = await self.get(chat_id) or LastQuestion((), self._clock())
        self.remember(chat_id, replace(last, awaited=awaited))

    def take_prompt(self, chat_id: int, message_id: int) -> PendingPrompt | None:
        """Return the prompt that the message may answer; None if there is no prompt.

        The message is recorded, so that no later message can answer the same prompt.

        A second call with the same message returns the same prompt, because an update is handled again after an
        error.
        """
        last = self._cached.get((chat_id, 0))
        if last is None or last.awaited is None or not last.awaited.may_be_answered_by(message_id, self._clock()):
            return None
        if last.awaited.next_message_id is None:
            answered = replace(last, awaited=replace(last.awaited, next_message_id=message_id))
            self.remember(chat_id, answered)
        return last.awaited

    async def forget(self, *chat_ids: int) -> None:
        """Remove the questions of the chats from memory, so that they are not written."""
        await super().forget(*chat_ids)
        for conversation in [known for known in self._cached if known[0] in chat_ids]:
            del self._cached[conversation]

    def _row_of(self, key: ConversationId, value: LastQuestion) -> Row:
        chat_id, topic_id = key
        return {
            "chat_id": chat_id,
            "topic_id": topic_id,
            "asked_at": value.asked_at,
            "question": question_to_json(value),
        }

    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        connection.execute(insert_or_update(connection, last_questions, "asked_at", "question"), rows)

    def _read_prompts(self, connection: Connection) -> dict[ConversationId, LastQuestion]:
        """Return each last question that has a prompt to which the user may still reply."""
        is_recent = last_questions.c.asked_at >= self._clock() - MAX_FOLLOW_UP_AGE
        has_prompt = last_questions.c.question.contains(PROMPT_KEY, autoescape=True)
        statement = select(last_questions).where(is_recent, has_prompt).limit(MAX_CACHED_QUESTIONS_AND_PLACES)
        questions = {
            (row.chat_id, row.topic_id): question_from_json(row.question, row.asked_at)
            for row in connection.execute(statement)
        }
        return {conversation: question for conversation, question in questions.items() if question is not None}


def _size_of_question(question: LastQuestion) -> int:
    return 1 + len(question.places)


def _read_questions(
    conversations: Collection[ConversationId], connection: Connection
) -> dict[ConversationId, LastQuestion | None]:
    """Return a map from each conversation to its last question, or to None if there is none."""
    chat_ids = {chat_id for chat_id, _ in conversations}
    rows = {
        (row.chat_id, row.topic_id): row for row in connection.execute(_SELECT_BY_CHAT, {"chat_ids": chat_ids})
    }
    return {
        conversation: question_from_json(row.question, row.asked_at) if (row := rows.get(conversation)) else None
        for conversation in conversations
    }
