"""Reads the values of many keys from the database together."""

import asyncio
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Connection

from services.storage.database import Database

MAX_KEYS_PER_READ = 200
"""Maximum number of keys that one transaction reads; a response to getUpdates has up to 100 chats and 100 users.
Converting the rows of 200 chats blocks the event loop for some milliseconds."""

PREFETCH_TIMEOUT = 0.05
"""Time limit of `prefetch` in seconds. PREFETCH_TIMEOUT is short, because a slow database must not delay chats
that are in memory."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(slots=True, eq=False)
class _Batch(Generic[Key, Value]):
    """A set of keys that are read in one transaction."""

    keys: set[Key] = field(default_factory=set)
    is_being_read: bool = False
    changed: set[Key] = field(default_factory=set)
    """Keys whose values changed during the read, so that the values in the batch may be outdated."""
    reading: "asyncio.Task[dict[Key, Value]]" = field(init=False)


class BatchedReads(Generic[Key, Value]):
    """Reads values with *read_values*, in batches of at most MAX_KEYS_PER_READ keys.

    Batches are read one at a time.

    Keys that are requested during a read are read together in the next read. No key is read twice at the same
    time. After each read, *on_read* is called with the values that have not changed since the read began.
    """

    def __init__(
        self,
        database: Database,
        read_values: Callable[[Collection[Key], Connection], dict[Key, Value]],
        on_read: Callable[[dict[Key, Value]], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._read_values = read_values
        self._on_read = on_read
        self._turn = asyncio.Lock()
        self._batches: dict[Key, _Batch[Key, Value]] = {}
        """Maps a key to the unfinished batch that reads the key."""
        self._filling: _Batch[Key, Value] | None = None
        """The batch to which keys are added; None if no batch is waiting."""

    async def get(self, key: Key) -> Value:
        """Return the value of *key*; raise StorageError on failure."""
        if self._database.is_failing:  # the key is read alone, because an error of a batch affects all its keys
            return (await self._database.read(partial(self._read_values, [key])))[key]
        return (await asyncio.shield(self._batch_of(key).reading))[key]

    async def prefetch(self, keys: Collection[Key]) -> None:
        """Read *keys*, but wait no longer than PREFETCH_TIMEOUT; do nothing if the last read has failed."""
        if keys and not self._database.is_failing:
            await asyncio.wait({self._batch_of(key).reading for key in keys}, timeout=PREFETCH_TIMEOUT)

    def invalidate(self, key: Key) -> None:
        """Record that the value of *key* has changed, so that the next `get` reads it again."""
        batch = self._batches.get(key)
        if batch is not None and batch.is_being_read:
            batch.changed.add(key)
            del self._batches[key]

    def _batch_of(self, key: Key) -> _Batch[Key, Value]:
        """Return the unfinished batch that reads *key*; add the key to a batch if there is none."""
        batch = self._batches.get(key)
        if batch is None:
            batch = self._filling
            if batch is None or len(batch.keys) == MAX_KEYS_PER_READ:
                batch = self._filling = _Batch()
                batch.reading = asyncio.create_task(self._read(batch))
                batch.reading.add_done_callback(_retrieve_error)
            batch.keys.add(key)
            self._batches[key] = batch
        return batch

    async def _read(self, batch: _Batch[Key, Value]) -> dict[Key, Value]:
        async with self._turn:
            if self._filling is batch:
                self._filling = None
            batch.is_being_read = True
            try:
                values = await self._database.read(partial(self._read_values, list(batch.keys)))
            finally:
                for key in batch.keys - batch.changed:
                    del self._batches[key]
        self._on_read({key: value for key, value in values.items() if key not in batch.changed})
        return values


def _retrieve_error(reading: "asyncio.Task[dict[Key, Value]]") -> None:
    """Retrieve the error of *reading*, because asyncio logs errors that no caller retrieves."""
    if not reading.cancelled():
        reading.exception()
