"""The state of each update from getUpdates to its acknowledgement, in memory and in the journal.

    received ──► writing ──► journalled ──► finished ──► recorded ──► forgotten
        │           └──────────────────────────▲                          ▲
        └──► untracked ────────────────────────┴──────────────────────────┘

An update that is finished before it is scheduled for writing becomes *untracked*: it is not in the journal, and is
forgotten when it is acknowledged. If the next acknowledgement may be late, untracked updates become *finished*,
and the next write records them in the journal. No update is lost. After a kill of the process, updates that were
untracked, or finished and not yet recorded, are answered again.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum, auto

from cachetools import FIFOCache

from bot.updates import JsonObject
from services.errors import StorageError
from services.storage import Journal, UnfinishedUpdate

logger = logging.getLogger(__name__)

WRITE_DELAY = 0.01
"""Time in seconds after which an update that is not finished is scheduled for writing."""
MIN_WRITE_SPACING = 0.01
"""Minimum time in seconds between two writes, so that one write contains several changes."""
WRITE_INTERVAL = 15.0
"""Time in seconds after which the journal is written even without changes, to detect a database that is down."""
JOURNAL_RETRY_SECONDS = 5.0
"""Time in seconds between two attempts to use the journal while the database is down."""
MAX_FORGOTTEN = 1_000
"""Maximum number of ids of forgotten updates that are stored: those of ten full responses to getUpdates."""


class State(Enum):
    """The states of the diagram above, except *forgotten*."""

    RECEIVED = auto()
    """Not in the journal."""
    WRITING = auto()
    """Being written, or scheduled for the next write. A write that failed may have committed the update."""
    JOURNALLED = auto()
    """In the journal, and not finished."""
    UNTRACKED = auto()
    """Finished, and not in the journal."""
    FINISHED = auto()
    """Finished. The next write marks the update as finished in the journal."""
    RECORDED = auto()
    """Marked as finished in the journal, until the update is acknowledged."""


UNFINISHED = (State.RECEIVED, State.WRITING, State.JOURNALLED)


class Inbox:
    """Tracks the state of each update, and writes to *journal* what the next process needs to continue.

    `update_journal` calls *send_heartbeat* after each round, except while writing the journal hangs or fails.
    """

    def __init__(self, journal: Journal, send_heartbeat: Callable[[], None]) -> None:
        self._journal = journal
        self._send_heartbeat = send_heartbeat
        self._updates: dict[State, dict[int, JsonObject]] = {state: {} for state in State}
        """The updates in each state: a mapping of their ids to their bodies."""
        self._forgotten: FIFOCache[int, None] = FIFOCache(MAX_FORGOTTEN)
        """Ids of forgotten updates. A proxy may repeat updates that Telegram itself would not send again."""
        self.acknowledged_offset = 0
        """The offset of the last successful getUpdates."""
        self._work, self._settled, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._settled.set()

    async def load_unfinished(self) -> list[UnfinishedUpdate]:
        """Return the updates that an earlier process did not finish, in the order they were received."""
        unfinished, finished_ids = await self._journal.load()
        self._updates[State.RECORDED] |= {update_id: {} for update_id in finished_ids}
        self._updates[State.JOURNALLED] |= {entry.update_id: entry.body for entry in unfinished}
        return unfinished

    async def count_attempt(self, update_id: int, body: JsonObject) -> None:
        """Record in the journal that handling the update begins, so that a crash can be traced to the update."""
        try:
            await self._journal.count_attempt(update_id, body)
        except StorageError as error:
            logger.warning("could not count the attempt at update %d: %s", update_id, error)

    def receive(self, updates: Mapping[int, JsonObject]) -> list[int]:
        """Add the updates that are new; *updates* maps ids to bodies. Return the new ids in ascending order."""
        # A new id may be below the offset: after a week without updates, Telegram chooses the next id at random.
        new = [update_id for update_id in sorted(updates) if update_id not in self._forgotten]
        for known in self._updates.values():
            new = [update_id for update_id in new if update_id not in known]
        self._updates[State.RECEIVED] |= {update_id: updates[update_id] for update_id in new}
        self._update_settled()
        return new

    def finish(self, update_id: int) -> None:
        """Record that the update is answered or dropped."""
        old = next(state for state in UNFINISHED if update_id in self._updates[state])
        self._move([update_id], old, State.UNTRACKED if old is State.RECEIVED else State.FINISHED)
        self._update_settled()

    def acknowledge(self, offset: int) -> None:
        """Record that updates below *offset* are acknowledged."""
        self.acknowledged_offset = offset
        self._forget(State.UNTRACKED, below=offset)
        self.wake()

    def persist_untracked(self) -> None:
        """Schedule the untracked updates for writing, because the next acknowledgement may be late."""
        self._move(list(self._updates[State.UNTRACKED]), State.UNTRACKED, State.FINISHED)
        self.wake()

    def wake(self) -> None:
        """Make `update_journal` run a round."""
        self._work.set()

    async def wait_until_settled(self) -> None:
        """Wait until each received update is finished or in the journal.

        Schedule the updates that do not finish within WRITE_DELAY for writing.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(WRITE_DELAY):
                await self._settled.wait()
        self._schedule_received()
        await self._settled.wait()

    async def update_journal(self) -> None:
        """Run a round after each `wake`: write the changes to the journal. After `close`, run one more round."""
        written_at, is_failing, is_last = -math.inf, False, False
        while not is_last:
            await self._work.wait()
            self._work.clear()
            is_last = self._closing.is_set()
            now = asyncio.get_running_loop().time()
            try:
                if self._has_changes() or now > written_at + WRITE_INTERVAL:
                    await self._write()
                    written_at = now
            except StorageError as error:
                if not is_failing:
                    logger.warning("updates stay in memory until the journal can be written: %s", error)
                is_failing = True
                self.wake()
            else:
                is_failing = False
                self._send_heartbeat()
            with suppress(TimeoutError):
                async with asyncio.timeout(JOURNAL_RETRY_SECONDS if is_failing else MIN_WRITE_SPACING):
                    await self._closing.wait()

    def close(self) -> None:
        """End `update_journal` after it has written all unfinished updates."""
        self._closing.set()
        self._schedule_received()

    def _schedule_received(self) -> None:
        """Schedule all received updates for writing."""
        self._move(list(self._updates[State.RECEIVED]), State.RECEIVED, State.WRITING)
        self.wake()

    def _has_changes(self) -> bool:
        """Return whether there are updates to write to the journal or to delete from it."""
        lowest_recorded = min(self._updates[State.RECORDED], default=math.inf)
        has_deletable = lowest_recorded < self.acknowledged_offset
        return bool(self._updates[State.WRITING] or self._updates[State.FINISHED] or has_deletable)

    async def _write(self) -> None:
        received, finished = self._updates[State.WRITING].copy(), list(self._updates[State.FINISHED])
        acknowledged = self.acknowledged_offset
        await self._journal.write(received, finished, acknowledged=acknowledged)
        # Updates that finished during the write are not in WRITING any more.
        self._move(received.keys() & self._updates[State.WRITING].keys(), State.WRITING, State.JOURNALLED)
        self._move(finished, State.FINISHED, State.RECORDED)
        self._forget(State.RECORDED, below=acknowledged)
        self._update_settled()

    def _move(self, update_ids: Iterable[int], old: State, new: State) -> None:
        for update_id in update_ids:
            self._updates[new][update_id] = self._updates[old].pop(update_id)

    def _forget(self, state: State, *, below: int) -> None:
        """Forget the updates in *state* with ids below *below*, an acknowledged offset."""
        for update_id in [update_id for update_id in self._updates[state] if update_id < below]:
            del self._updates[state][update_id]
            self._forgotten[update_id] = None

    def _update_settled(self) -> None:
        """Set the event `_settled` if no update is in the state RECEIVED or WRITING, else clear it."""
        if self._updates[State.RECEIVED] or self._updates[State.WRITING]:
            self._settled.clear()
        else:
            self._settled.set()
        self.wake()
