"""Stores the answers above buttons, for buttons whose callback data have too little room for the answer."""

import contextlib
import time
from collections.abc import Callable

from sqlalchemy import Connection, Integer, bindparam, delete, select

from services.answers import Answer
from services.errors import StorageError
from services.places import LookupFailed
from services.storage.answer_json import answer_from_json, answer_to_json
from services.storage.database import Database
from services.storage.schema import INT64_BOUND, button_answers
from services.storage.statements import insert_if_missing
from services.storage.write_behind import Expiry, Row, WriteBehind

MAX_ANSWER_AGE = 60 * 86_400.0
"""Maximum age of a stored answer, in seconds."""

MAX_ANSWERS_PER_CHAT = 200
"""Maximum number of stored answers of a chat; the oldest are deleted."""

MAX_UNWRITTEN_SIZE = 20_000
"""Maximum total size, as `size_of_answer` returns it, of the answers that wait for the next write."""

PRUNING_INTERVAL = 3_600.0
"""Minimum time in seconds between two deletions of old answers."""

AnswerKey = tuple[int, str]
"""The key of a stored answer: the chat id, and the token of the answer in the chat."""

_IS_OF_CHAT = button_answers.c.chat_id == bindparam("of_chat")
_LATEST_TOKENS = (
    select(button_answers.c.token)
    .where(_IS_OF_CHAT)
    .order_by(button_answers.c.stored_at.desc(), button_answers.c.token)
    .limit(bindparam("max_answers", type_=Integer))
)
_DELETE_OLDEST = delete(button_answers).where(_IS_OF_CHAT, button_answers.c.token.not_in(_LATEST_TOKENS))


class ButtonAnswers(WriteBehind[AnswerKey, Answer]):
    """The stored answers of each chat in *database*; each answer has a token. A stored answer never changes.

    `put` does not wait until the database has stored the answer.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(
            database,
            max_size=MAX_UNWRITTEN_SIZE,
            size_of=size_of_answer,
            expiry=Expiry(button_answers.c.stored_at, MAX_ANSWER_AGE, PRUNING_INTERVAL, max_idle=PRUNING_INTERVAL),
            clock=clock,
        )

    def put(self, chat_id: int, token: str, answer: Answer) -> None:
        """Store *answer*, without its results, under *token*."""
        self._put((chat_id, token), answer)

    async def get(self, chat_id: int, token: str) -> Answer | None:
        """Return the answer with *token*; None if the answer is unknown or cannot be read.

        The answer may have results if it is still in memory.
        """
        unwritten = self._unwritten.get((chat_id, token))
        if unwritten is not None or not -INT64_BOUND <= chat_id < INT64_BOUND:
            return unwritten
        is_own = (button_answers.c.chat_id == chat_id) & (button_answers.c.token == token)
        statement = select(button_answers.c.answer).where(is_own)
        body: str | None = None
        with contextlib.suppress(StorageError):  # Database logs it
            body = await self._database.read(lambda connection: connection.scalar(statement))
        return None if body is None else answer_from_json(body)

    def _row_of(self, key: AnswerKey, value: Answer) -> Row:
        chat_id, token = key
        return {
            "chat_id": chat_id,
            "token": token,
            "stored_at": self._clock(),
            "answer": answer_to_json(value),
        }

    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        connection.execute(insert_if_missing(connection, button_answers), rows)
        chat_ids = dict.fromkeys(row["chat_id"] for row in rows)
        limit = {"max_answers": MAX_ANSWERS_PER_CHAT}
        connection.execute(_DELETE_OLDEST, [{"of_chat": chat_id, **limit} for chat_id in chat_ids])


def size_of_answer(answer: Answer) -> int:
    """Return the size of *answer*: 1 plus the number of its places, names and choices."""
    items = [entry.resolution for entry in answer.all_entries]
    choices = sum(len(item.choices) for item in items if not isinstance(item, LookupFailed))
    return 1 + len(items) + choices + sum(len(part.left_out) for part in answer.parts)
