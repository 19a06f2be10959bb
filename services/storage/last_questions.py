"""The last question of each chat, kept in memory and written to the database in the background."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from cachetools import LRUCache
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import StorageError
from services.questions import FOLLOWED_WITHIN, LastQuestion
from services.storage.database import Database, shielded
from services.storage.question_json import question_from_json, question_to_json
from services.storage.schema import INT64_BOUND, last_questions
from services.storage.statements import insert_or_update
from services.tasks import cancel_all

MAX_CACHE_SIZE = 10_000
"""Maximum number of questions and of their places in memory, of some 250 bytes each."""

WRITE_DELAY = 3.0
"""Time for which questions are collected for one write, in seconds. A crash loses unwritten questions."""


class LastQuestions:
    """The last question of each chat in *database*. Questions expire after FOLLOWED_WITHIN seconds.

    `remember` does not wait for the database. A background task and `aclose` write the questions.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._cached: LRUCache[int, LastQuestion] = LRUCache(MAX_CACHE_SIZE, _cache_size)
        self._unwritten: LRUCache[int, LastQuestion] = LRUCache(MAX_CACHE_SIZE, _cache_size)
        self._changed = asyncio.Event()
        self._write_lock = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the background task that writes questions."""
        self._writer = asyncio.create_task(self._write_in_background())

    async def aclose(self) -> None:
        """Stop the background task and write the remaining questions."""
        if self._writer is not None:
            await cancel_all([self._writer])
        with contextlib.suppress(StorageError):  # Database logs it
            await self.flush()

    @property
    def now(self) -> float:
        """The current Unix time, with which questions are dated."""
        return self._clock()

    def remember(self, chat_id: int, question: LastQuestion) -> None:
        """Set the last question of the chat."""
        self._cached[chat_id] = question
        self._unwritten[chat_id] = question
        self._changed.set()

    def get_cached(self, chat_id: int) -> LastQuestion | None:
        """Return the last question of the chat if it is recent and in memory, without reading the database."""
        cached = self._cached.get(chat_id)
        return cached if cached is not None and cached.is_recent(self._clock()) else None

    async def get(self, chat_id: int) -> LastQuestion | None:
        """Return the last question of the chat if it is recent; return None if the read fails."""
        cached = self._cached.get(chat_id)
        if cached is None and -INT64_BOUND <= chat_id < INT64_BOUND:
            with contextlib.suppress(StorageError):
                cached = await self._database.read(lambda connection: _read_question(connection, chat_id))
        return cached if cached is not None and cached.is_recent(self._clock()) else None

    async def forget(self, *chat_ids: int) -> None:
        """Remove the questions of the chats from memory before they are written."""
        async with self._write_lock:  # a running write could store the questions after their removal
            for chat_id in chat_ids:
                self._cached.pop(chat_id, None)
                self._unwritten.pop(chat_id, None)

    @shielded
    async def flush(self) -> None:
        """Write the new questions and delete the old ones; raise StorageError if that fails."""
        async with self._write_lock:
            self._changed.clear()
            questions = dict(self._unwritten)
            async with self._database.begin() as connection:
                await _write_questions(connection, questions, self._clock() - FOLLOWED_WITHIN)
            for chat_id, question in questions.items():
                if self._unwritten.get(chat_id) is question:
                    del self._unwritten[chat_id]

    async def _write_in_background(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):  # after a timeout, only old questions are deleted
                async with asyncio.timeout(FOLLOWED_WITHIN):
                    await self._changed.wait()
            await asyncio.sleep(WRITE_DELAY)
            with contextlib.suppress(StorageError):  # Database logs it; the next round tries again
                await self.flush()


def _cache_size(question: LastQuestion) -> int:
    return 1 + len(question.places)


async def _read_question(connection: AsyncConnection, chat_id: int) -> LastQuestion | None:
    found = await connection.execute(select(last_questions).where(last_questions.c.chat_id == chat_id))
    row = found.one_or_none()
    return question_from_json(row.question, row.asked_at) if row else None


async def _write_questions(connection: AsyncConnection, questions: dict[int, LastQuestion], oldest: float) -> None:
    await connection.execute(delete(last_questions).where(last_questions.c.asked_at < oldest))
    rows = [
        {"chat_id": chat_id, "asked_at": question.asked_at, "question": question_to_json(question)}
        for chat_id, question in sorted(
            questions.items(), key=lambda item: item[0]
        )  # a fixed order prevents deadlocks
        if -INT64_BOUND <= chat_id < INT64_BOUND
    ]
    if rows:
        await connection.execute(insert_or_update(connection, last_questions, "asked_at", "question"), rows)
