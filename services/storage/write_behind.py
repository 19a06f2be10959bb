"""Collects rows in memory, and writes them to the database together, in the background."""

import asyncio
import contextlib
import logging
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Connection, delete

from services.errors import StorageError
from services.storage.database import Database, shielded
from services.storage.schema import INT64_BOUND
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

RETRY_DELAY = 30.0
"""Time between a failed write and the next write, in seconds."""

WRITE_DELAY = 0.5
"""Time in seconds for which rows are collected before they are written together.

A crash loses the rows that are not yet written. If a row is lost, a follow-up question may not be understood, the
buttons of an answer may not work, or an edited question may get a new answer.
"""

MAX_BLOCKING_SECONDS = 0.001
"""Maximum time in seconds for which the conversion of rows blocks other tasks."""

LONE_SURROGATE = re.compile("[\\ud800-\\udfff]")
"""Matches a surrogate code point, which UTF-8 cannot encode."""

Row = dict[str, object]
"""A row as a map from the names of its columns to the values."""

Key = TypeVar("Key", bound=tuple[Any, ...])
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Expiry:
    """The rule by which old rows of a table are deleted."""

    column: Column[Any]
    """The column with the time of a row, a Unix time in seconds."""
    max_age: float
    """Maximum age of a row, in seconds."""
    pruning_interval: float
    """Minimum time between two deletions of old rows, in seconds."""
    max_idle: float
    """Time without new rows, in seconds, after which old rows are deleted."""


class WriteBehind(ABC, Generic[Key, Value]):
    """Collects the rows of one table that wait to be written.

    A background task writes the rows, so that no answer waits for a write; `aclose` writes the remaining rows.

    The first item of the key of a row is the id of the row's chat. Rows are collected for WRITE_DELAY seconds. The
    total size of the collected rows is at most *max_size*; the function *size_of* returns the size of a row. If
    the database fails for long, the oldest rows are lost. Old rows are deleted by the rule *expiry*.
    """

    def __init__(
        self,
        database: Database,
        *,
        max_size: int,
        size_of: Callable[[Value], int] = lambda _: 1,
        expiry: Expiry,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._expiry = expiry
        self._clock = clock
        self._pruned_at = 0.0
        self._unwritten: dict[Key, Value] = {}
        """The rows that wait to be written, oldest first. The rows are in a dict, because LRUCache takes three
        times as long."""
        self._size, self._max_size, self._size_of = 0, max_size, size_of
        self._changed = asyncio.Event()
        self._write_lock = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the background task that writes the rows."""
        self._writer = asyncio.create_task(self._write_in_background())

    async def aclose(self) -> None:
        """Stop the background task and write the remaining rows."""
        if self._writer is not None:
            await cancel_all([self._writer])
        await self._flush_and_log()

    async def forget(self, *chat_ids: int) -> None:
        """Remove the rows of the chats from memory, so that they are not written."""
        async with self._write_lock:  # a running write could store the rows after this method has returned
            for key in [key for key in self._unwritten if key[0] in chat_ids]:
                self._remove(key)

    @shielded
    async def flush(self) -> None:
        """Write the new rows, and delete rows that are too old; raise StorageError if the database fails.

        Rows that the database cannot store are dropped.
        """
        async with self._write_lock:
            self._changed.clear()
            unwritten = self._unwritten.copy()
            rows, started_at = [], time.monotonic()
            for key in sorted(unwritten):  # a fixed order prevents deadlocks
                row = self._row_of(key, unwritten[key])
                if _can_be_stored(row):
                    rows.append(row)
                # One long answer may take more than MAX_BLOCKING_SECONDS.
                if time.monotonic() - started_at > MAX_BLOCKING_SECONDS:
                    await asyncio.sleep(0)
                    started_at = time.monotonic()
            await self._database.write(lambda connection: self._write(connection, rows))
            if dropped := len(unwritten) - len(rows):
                logger.error("%s: dropped %d rows that cannot be stored", type(self).__name__, dropped)
            for key, value in unwritten.items():
                if self._unwritten.get(key) is value:
                    self._remove(key)

    def _put(self, key: Key, value: Value) -> None:
        """Add a row for the next write; it replaces a row with the same key."""
        self._remove(key)
        self._unwritten[key] = value
        self._size += self._size_of(value)
        while self._size > self._max_size:
            self._remove(next(iter(self._unwritten)))
        self._changed.set()

    def _remove(self, key: Key) -> None:
        value = self._unwritten.pop(key, None)
        if value is not None:
            self._size -= self._size_of(value)

    @abstractmethod
    def _row_of(self, key: Key, value: Value) -> Row:
        """Return the row for *key* and *value*."""

    @abstractmethod
    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        """Write *rows*, of which there is at least one; may run in a thread."""

    def _write(self, connection: Connection, rows: list[Row]) -> None:
        """Write *rows*, which may be empty, and delete the rows that are too old; may run in a thread."""
        now = self._clock()
        if now >= self._pruned_at + self._expiry.pruning_interval:
            written_at = self._expiry.column
            connection.execute(delete(written_at.table).where(written_at < now - self._expiry.max_age))
            self._pruned_at = now
        if rows:
            self._insert(connection, rows)

    async def _write_in_background(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):  # after a timeout, there are only old rows to delete
                async with asyncio.timeout(self._expiry.max_idle):
                    await self._changed.wait()
            await asyncio.sleep(WRITE_DELAY)
            if not await self._flush_and_log():
                await asyncio.sleep(RETRY_DELAY)
                self._changed.set()

    async def _flush_and_log(self) -> bool:
        """Write the rows and return True; if that fails, log the error and return False."""
        try:
            await self.flush()
        except StorageError:  # `Database` has logged the error
            return False
        except Exception:
            logger.exception("%s: could not write rows", type(self).__name__)
            return False
        return True


def _can_be_stored(row: Row) -> bool:
    """Return whether SQLite and PostgreSQL accept all values of *row*.

    SQLite and PostgreSQL reject integers beyond 64 bits, and strings with surrogates.
    """
    for value in row.values():
        if isinstance(value, int):
            if not -INT64_BOUND <= value < INT64_BOUND:
                return False
        elif isinstance(value, str) and LONE_SURROGATE.search(value):
            return False
    return True
