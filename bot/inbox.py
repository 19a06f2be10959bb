"""The state of each update from getUpdates to its acknowledgement, in memory and in the journal.

    received ──► writing ──► journalled ──► finished ──► recorded ──► forgotten
        │           └──────────────────────────▲                          ▲
        └──► untracked ────────────────────────┴──────────────────────────┘

An update that is finished before it is scheduled for writing becomes *untracked*. An untracked update is not in
the journal, and is forgotten when it is acknowledged. Before an acknowledgement that may be late, untracked
updates become *finished*, so that the next write records them. No update is lost. If the process is killed, two
kinds of updates are answered again: untracked updates, which Telegram repeats, and finished updates that were not
recorded yet.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum, auto
from typing import Protocol

from cachetools import FIFOCache

from bot.updates import JsonObject
from services.errors import StorageError
from services.storage import Journal, UnfinishedUpdate

logger = logging.getLogger(__name__)

WRITE_DELAY = 0.01
"""Time in seconds after which an update that is not finished is scheduled for writing."""
MIN_FINISH_WRITE_INTERVAL = 0.01
"""Minimum time in seconds between two writes of the journal if the second write only records finished updates.

With this interval, one write records several updates. If the process is killed before the write, the finished
updates are answered again.
"""
MAX_WRITE_INTERVAL = 15.0
"""Time in seconds after which the journal is written even without changes, to detect a database that is down."""
JOURNAL_RETRY_SECONDS = 5.0
"""Time in seconds between two attempts to use the journal while the database is down."""
MAX_REPEATED_UPDATES = 50
"""Maximum number of updates that a response to getUpdates may repeat; it has up to 100 updates."""
MAX_FORGOTTEN_IDS = 1_000
"""Maximum number of ids of forgotten updates that are kept; a response to getUpdates has up to 100 updates."""


class State(StrEnum):  # an Enum computes its hash in Python code; a str has a faster hash
    """The state of an update: each state in the diagram of this module, except *forgotten*."""

    RECEIVED = auto()
    """The update is not finished, not in the journal, and not scheduled for writing."""
    WRITING = auto()
    """The update is scheduled for the next write, or is being written.

    If a write fails, the update may nevertheless be in the journal.
    """
    JOURNALLED = auto()
    """The update is in the journal, and is not finished."""
    UNTRACKED = auto()
    """The update is finished, and was never written to the journal."""
    FINISHED = auto()
    """The update is finished, and the next write marks the update as finished in the journal."""
    RECORDED = auto()
    """The update is marked as finished in the journal, and is not acknowledged."""


UNFINISHED_STATES = (State.RECEIVED, State.WRITING, State.JOURNALLED)


class UpdateTracker(Protocol):
    """Tells the intake which updates it may handle, and records which updates are finished."""

    def may_handle(self, update_id: int, /) -> bool:
        """Return whether this process may handle the update; if not, another process handles the update."""

    def finish(self, update_id: int) -> None:
        """Record that the update is answered or dropped."""

    def persist_untracked(self) -> None:
        """Schedule updates that are not in the journal for writing to the journal."""

    async def count_attempt(self, update_id: int, body: JsonObject) -> None:
        """Record in the journal that handling the update begins, so that a crash can be traced to the update."""


class Inbox:
    """Tracks the state of each update, and writes to *journal* the updates that the next process must handle.

    `update_journal` calls *send_heartbeat* after each `wake_journal_task`, except while writing the journal
    hangs or fails.
    """

    def __init__(self, journal: Journal, send_heartbeat: Callable[[], None]) -> None:
        self._journal = journal
        self._send_heartbeat = send_heartbeat
        self._updates: dict[State, dict[int, JsonObject]] = {state: {} for state in State}
        """The updates in each state: a mapping of their ids to their bodies."""
        self._forgotten: FIFOCache[int, None] = FIFOCache(MAX_FORGOTTEN_IDS)
        """Ids of forgotten updates, which a proxy may repeat although Telegram would not send them again."""
        self.acknowledged_offset = 0
        """The offset of the last successful getUpdates."""
        self._work, self._settled, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._settled.set()
        self._urgent = asyncio.Event()
        """Set if the next write must not be delayed, because it inserts updates or is the last write."""

    async def load_unfinished(self) -> list[UnfinishedUpdate]:
        """Return the updates that an earlier process did not finish, in the order in which they were received."""
        unfinished, finished_ids = await self._journal.load()
        self._updates[State.RECORDED] |= {update_id: {} for update_id in finished_ids}
        self._updates[State.JOURNALLED] |= {entry.update_id: entry.body for entry in unfinished}
        return unfinished

    async def count_attempt(self, update_id: int, body: JsonObject) -> None:
        """Record in the journal that handling the update begins, so that a crash can be traced to the update."""
        try:
            await self._journal.count_attempt(update_id, body)
        except StorageError as error:
            logger.warning("could not count the attempt to handle update %d: %s", update_id, error)

    def receive(self, updates: Mapping[int, JsonObject]) -> list[int]:
        """Add the updates that are new; *updates* maps ids to bodies. Return the new ids in ascending order."""
        # A new id may be below the offset: after a week without updates, Telegram chooses the next id at random.
        new = sorted(updates.keys() - set(self._forgotten).union(*self._updates.values()))
        self._updates[State.RECEIVED] |= {update_id: updates[update_id] for update_id in new}
        self._update_settled_event()
        return new

    def may_handle(self, _update_id: int) -> bool:
        """Return True, because with long polling one process handles all updates."""
        return True

    def finish(self, update_id: int) -> None:
        """Record that the update is answered or dropped."""
        old = next(state for state in UNFINISHED_STATES if update_id in self._updates[state])
        self._change_state(old, State.UNTRACKED if old is State.RECEIVED else State.FINISHED, [update_id])

    def acknowledge(self, offset: int) -> None:
        """Record that updates below *offset* are acknowledged."""
        self.acknowledged_offset = offset
        self._forget(State.UNTRACKED, below=offset)
        self.wake_journal_task()

    def persist_untracked(self) -> None:
        """Schedule the untracked updates for writing, because the next getUpdates may acknowledge them late."""
        self._change_state(State.UNTRACKED, State.FINISHED)

    def wake_journal_task(self) -> None:
        """Make `update_journal` write the changes, if there are any, and send a heartbeat."""
        self._work.set()

    async def wait_for_next_offset(self, offset: int, *, has_more_updates: bool) -> int:
        """Return the offset for the next getUpdates; *offset* is the id after the last received update.

        *has_more_updates* is True if more updates wait in Telegram's queue. An update is *settled* if it is
        finished or in the journal. Normally, wait until all received updates are settled, and return *offset*.

        But if *has_more_updates*, and each unsettled update is one of the last MAX_REPEATED_UPDATES, return the id
        of the first unsettled update without waiting. The next response then repeats some updates and brings new
        ones, so that the bot does not idle until the last answer of each response is sent.
        """
        unsettled = [*self._updates[State.RECEIVED], *self._updates[State.WRITING]]
        if has_more_updates and unsettled and 0 < offset - min(unsettled) <= MAX_REPEATED_UPDATES:
            return min(unsettled)
        await self.wait_until_settled()
        return offset

    async def wait_until_settled(self) -> None:
        """Wait until each received update is finished or in the journal.

        Schedule the updates that take longer than WRITE_DELAY to finish for writing.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(WRITE_DELAY):
                await self._settled.wait()
        if self._updates[State.RECEIVED]:
            self._change_state(State.RECEIVED, State.WRITING)
            self._urgent.set()
        await self._settled.wait()

    async def update_journal(self) -> None:
        """After each `wake_journal_task`, write the changes; after `close`, write once more and return."""
        written_at, is_failing = -math.inf, False
        while True:
            await self._work.wait()
            self._work.clear()
            self._urgent.clear()
            is_last = self._closing.is_set()
            now = asyncio.get_running_loop().time()
            try:
                if self._has_changes() or now > written_at + MAX_WRITE_INTERVAL:
                    await self._write()
                    written_at = now
            except StorageError as error:
                if not is_failing:
                    logger.warning("updates stay in memory until the journal can be written: %s", error)
                is_failing = True
                self.wake_journal_task()
            else:
                is_failing = False
                self._send_heartbeat()
            if is_last:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(JOURNAL_RETRY_SECONDS if is_failing else MIN_FINISH_WRITE_INTERVAL):
                    await (self._closing if is_failing else self._urgent).wait()

    def close(self) -> None:
        """End `update_journal` after it has written all unfinished updates."""
        self._closing.set()
        self._urgent.set()
        self._change_state(State.RECEIVED, State.WRITING)

    def _has_changes(self) -> bool:
        """Return whether there are updates to write to the journal or to delete from it."""
        has_deletable = min(self._updates[State.RECORDED], default=math.inf) < self.acknowledged_offset
        return bool(self._updates[State.WRITING] or self._updates[State.FINISHED] or has_deletable)

    async def _write(self) -> None:
        received, finished = self._updates[State.WRITING].copy(), list(self._updates[State.FINISHED])
        offset = self.acknowledged_offset
        await self._journal.write(received, finished, offset=offset)
        # Updates that were finished during the write are in FINISHED now.
        self._change_state(State.WRITING, State.JOURNALLED, received.keys() & self._updates[State.WRITING].keys())
        self._change_state(State.FINISHED, State.RECORDED, finished)
        self._forget(State.RECORDED, below=offset)

    def _change_state(self, old: State, new: State, update_ids: Iterable[int] | None = None) -> None:
        """Change the state of the updates *update_ids*, or of all updates in the state *old*, to *new*."""
        for update_id in list(self._updates[old] if update_ids is None else update_ids):
            self._updates[new][update_id] = self._updates[old].pop(update_id)
        self._update_settled_event()

    def _forget(self, state: State, *, below: int) -> None:
        """Forget the updates in *state* with ids below *below*, an acknowledged offset."""
        for update_id in [update_id for update_id in self._updates[state] if update_id < below]:
            del self._updates[state][update_id]
            self._forgotten[update_id] = None

    def _update_settled_event(self) -> None:
        """Set `_settled` if no update is RECEIVED or WRITING, else clear it; wake `update_journal`."""
        if self._updates[State.RECEIVED] or self._updates[State.WRITING]:
            self._settled.clear()
        else:
            self._settled.set()
        self.wake_journal_task()
