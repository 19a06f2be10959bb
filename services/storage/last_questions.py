"""The last question of each chat, in memory first and written to the database in the background."""

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
from services.storage.question_json import question_from, question_json
from services.storage.schema import INT64_BOUND, last_questions
from services.storage.statements import insert_or_update
from services.tasks import cancel_all

PLACES_KEPT = 10_000
"""Questions in memory and the places in them, a quarter of a kilobyte each; others are read from the database."""

WRITE_AFTER = 3.0
"""Seconds in which the questions of all chats are gathered for one write; a SIGKILL loses as many."""


class LastQuestions:
    """The last questions in *database*, each for FOLLOWED_WITHIN seconds.

    To remember one takes no round trip: it is written in the background, and by `aclose`.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._known: LRUCache[int, LastQuestion] = LRUCache(PLACES_KEPT, _size)
        self._unwritten: LRUCache[int, LastQuestion] = LRUCache(PLACES_KEPT, _size)
        self._changed = asyncio.Event()
        self._writing = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write in the background."""
        self._writer = asyncio.create_task(self._write_again_and_again())

    async def aclose(self) -> None:
        """Stop writing in the background, and write what is not yet written."""
        if self._writer is not None:
            await cancel_all([self._writer])
        with contextlib.suppress(StorageError):  # which the database has logged
            await self.flush()

    @property
    def now(self) -> float:
        """The Unix time by which questions are dated."""
        return self._clock()

    def remember(self, chat_id: int, question: LastQuestion) -> None:
        """Remember *question* in place of the chat's earlier one."""
        self._known[chat_id] = question
        self._unwritten[chat_id] = question
        self._changed.set()

    def in_memory(self, chat_id: int) -> LastQuestion | None:
        """Return the chat's last question if it is recent and in memory."""
        known = self._known.get(chat_id)
        return known if known is not None and known.is_recent(self._clock()) else None

    async def get(self, chat_id: int) -> LastQuestion | None:
        """Return the chat's last question if it is recent; None also when it cannot be read now."""
        known = self._known.get(chat_id)
        if known is None and -INT64_BOUND <= chat_id < INT64_BOUND:
            with contextlib.suppress(StorageError):
                known = await self._database.read(lambda connection: _read(connection, chat_id))
        return known if known is not None and known.is_recent(self._clock()) else None

    async def forget(self, *chat_ids: int) -> None:
        """Drop what is in memory of the chats, written or not."""
        async with self._writing:  # what is being written would be in the database after this
            for chat_id in chat_ids:
                self._known.pop(chat_id, None)
                self._unwritten.pop(chat_id, None)

    @shielded
    async def flush(self) -> None:
        """Write what is not yet written, and delete what is no longer recent; raise StorageError if that fails."""
        async with self._writing:
            self._changed.clear()
            questions = dict(self._unwritten)
            async with self._database.begin() as connection:
                await _write(connection, questions, self._clock() - FOLLOWED_WITHIN)
            for chat_id, question in questions.items():
                if self._unwritten.get(chat_id) is question:
                    del self._unwritten[chat_id]

    async def _write_again_and_again(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):  # without a new question, delete those that are old by then
                async with asyncio.timeout(FOLLOWED_WITHIN):
                    await self._changed.wait()
            await asyncio.sleep(WRITE_AFTER)
            with contextlib.suppress(StorageError):  # logged; the next question tries again
                await self.flush()


def _size(question: LastQuestion) -> int:
    return 1 + len(question.places)


async def _read(connection: AsyncConnection, chat_id: int) -> LastQuestion | None:
    found = await connection.execute(select(last_questions).where(last_questions.c.chat_id == chat_id))
    row = found.one_or_none()
    return question_from(row.question, row.asked_at) if row else None


async def _write(connection: AsyncConnection, questions: dict[int, LastQuestion], oldest: float) -> None:
    await connection.execute(delete(last_questions).where(last_questions.c.asked_at < oldest))
    rows = [
        {"chat_id": chat_id, "asked_at": question.asked_at, "question": question_json(question)}
        for chat_id, question in sorted(questions.items(), key=lambda item: item[0])  # so that two do not deadlock
        if -INT64_BOUND <= chat_id < INT64_BOUND
    ]
    if rows:
        await connection.execute(insert_or_update(connection, last_questions, "asked_at", "question"), rows)
