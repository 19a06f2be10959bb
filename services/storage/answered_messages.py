"""Stores which message of the bot answers which message of a user.

If the user edits a message, the bot edits the answer.
"""

import contextlib
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from cachetools import LRUCache
from sqlalchemy import Connection, Select, select

from services.errors import StorageError
from services.storage.database import Database
from services.storage.schema import INT64_BOUND, answered_messages
from services.storage.statements import insert_or_update
from services.storage.write_behind import Expiry, Row, WriteBehind

MAX_ANSWER_AGE = 48 * 3_600.0
"""Maximum age of a stored answer, in seconds; users may edit a message for 48 hours."""

MAX_MESSAGES_PER_CHAT = 64
"""Maximum number of stored messages of a chat. A new message replaces the stored message whose id has the same
remainder modulo MAX_MESSAGES_PER_CHAT."""

MAX_UNWRITTEN_MESSAGES = 20_000
"""Maximum number of messages that wait for the next write; each takes some 300 bytes."""

MAX_CACHED_MESSAGES = 5_000
"""Maximum number of messages in the cache; messages that wait for the next write are not counted."""

PRUNING_INTERVAL = 3_600.0
"""Minimum time in seconds between two deletions of old messages."""

MESSAGE_COLUMNS = ("message_id", "answer_id", "answered_at", "latitude", "longitude")


class AnsweredMessage(NamedTuple):
    """A message of a user, and the bot's message that answers it."""

    message_id: int
    answer_id: int
    """The id of the message with the answer."""
    answered_at: float
    """Unix time of the latest answer in seconds."""
    latitude: float | None = None
    """Latitude of the location in degrees; None if the message is not a location."""
    longitude: float | None = None


class AnsweredMessages(WriteBehind[tuple[int, int], AnsweredMessage]):
    """The latest answered messages of each chat in *database*.

    `remember` does not wait until the database has stored the message.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(
            database,
            max_size=MAX_UNWRITTEN_MESSAGES,
            expiry=Expiry(
                answered_messages.c.answered_at, MAX_ANSWER_AGE, PRUNING_INTERVAL, max_idle=PRUNING_INTERVAL
            ),
            clock=clock,
        )
        self._cached: LRUCache[tuple[int, int], AnsweredMessage] = LRUCache(MAX_CACHED_MESSAGES)

    @property
    def now(self) -> float:
        """Return the current Unix time in seconds, as stored in `answered_at`."""
        return self._clock()

    def remember(
        self, chat_id: int, message_id: int, answer_id: int, spot: tuple[float, float] | None = None
    ) -> None:
        """Store that the bot's message *answer_id* answers the user's message *message_id*.

        *spot* contains the coordinates if the answered message is a location.
        """
        latitude, longitude = spot or (None, None)
        answered = AnsweredMessage(message_id, answer_id, self._clock(), latitude, longitude)
        slot = chat_id, message_id % MAX_MESSAGES_PER_CHAT
        self._cached[slot] = answered
        self._put(slot, answered)

    async def get(self, chat_id: int, message_id: int) -> AnsweredMessage | None:
        """Return the answered message; None if the message is unknown or too old, or cannot be read."""
        slot = message_id % MAX_MESSAGES_PER_CHAT
        answered = self._unwritten.get((chat_id, slot)) or self._cached.get((chat_id, slot))
        if answered is None and -INT64_BOUND <= chat_id < INT64_BOUND:
            is_own = (answered_messages.c.chat_id == chat_id) & (answered_messages.c.slot == slot)
            statement = select(*(answered_messages.c[name] for name in MESSAGE_COLUMNS)).where(is_own)
            with contextlib.suppress(StorageError):  # `Database` has logged the error
                answered = await self._database.read(lambda connection: _read(connection, statement))
            if answered is not None:  # the message is cached, because a live location is updated every few seconds
                # `remember` may have stored a later message during the read.
                answered = self._cached.setdefault((chat_id, slot), answered)
        if answered is None or answered.message_id != message_id:
            return None
        return answered if self._clock() - answered.answered_at <= MAX_ANSWER_AGE else None

    async def forget(self, *chat_ids: int) -> None:
        """Remove the messages of the chats from memory, so that they are not written."""
        await super().forget(*chat_ids)
        for slot in [known for known in self._cached if known[0] in chat_ids]:
            del self._cached[slot]

    def _row_of(self, key: tuple[int, int], value: AnsweredMessage) -> Row:
        chat_id, slot = key
        return {"chat_id": chat_id, "slot": slot, **value._asdict()}

    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        connection.execute(insert_or_update(connection, answered_messages, *MESSAGE_COLUMNS), rows)


def _read(connection: Connection, statement: Select[Any]) -> AnsweredMessage | None:
    row = connection.execute(statement).first()
    return AnsweredMessage(*row) if row is not None else None
