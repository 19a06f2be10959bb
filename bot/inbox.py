"""The state of each update, from getUpdates to its acknowledgement, in memory and in the journal.

    received ──► writing ──► journalled ──► finished ──► recorded ──► forgotten
        │           └──────────────────────────▲                          ▲
        └──► untracked ────────────────────────┴──────────────────────────┘

An update that is finished before a write of it begins is *untracked*: it is not in the journal, and is forgotten
once it is acknowledged. When the next acknowledgement may be late, untracked updates become *finished*, which
journals them. No update is lost. After a kill, updates that were untracked or not yet recorded are answered again.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from enum import Enum, auto

from cachetools import FIFOCache

from bot.updates import JsonObject
from services.errors import StorageError
from services.storage import Journal, UnfinishedUpdate

logger = logging.getLogger(__name__)

WRITE_DELAY = 0.01
"""Seconds that `settled` gives updates to finish in before they are written, and for which writes are gathered."""
WRITE_INTERVAL = 15.0
"""Seconds after the last write at which the journal is written even if nothing has changed, as a health check."""
JOURNAL_RETRY_SECONDS = 5.0
"""Seconds between attempts to use the journal while the database is down."""
MAX_FORGOTTEN = 1_000
"""Ids of forgotten updates that are remembered: those of ten responses to getUpdates."""


class State(Enum):
    """The states of the diagram above."""

    RECEIVED = auto()
    WRITING = auto()  # also after a failed write, which may have been committed
    JOURNALLED = auto()
    UNTRACKED = auto()
    FINISHED = auto()
    RECORDED = auto()


class Inbox:
    """Tracks the state of each update and keeps *journal* up to date, so that the next process can go on.

    `keep` calls *alive* after each successful round, whether or not there was something to write. It does not call
    it while the journal hangs or cannot be written.
    """

    def __init__(self, journal: Journal, alive: Callable[[], None]) -> None:
        self._journal = journal
        self._alive = alive
        self._states: dict[int, State] = {}
        self._unsettled: dict[int, JsonObject] = {}
        """The bodies of the updates that are RECEIVED or WRITING."""
        self._forgotten: FIFOCache[int, None] = FIFOCache(MAX_FORGOTTEN)
        """The last ids forgotten: a proxy may repeat updates that Telegram would not."""
        self.acknowledged = 0
        """The offset of the last successful getUpdates."""
        self._due = math.inf
        """The event loop's time at which the unsettled updates are written; infinite until `settled` is called."""
        self._written_at = -math.inf
        self._failing = False
        self._work, self._settled, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._settled.set()

    async def recall(self) -> list[UnfinishedUpdate]:
        """Return the updates that an earlier process did not finish, in the order they were received."""
        unfinished, finished = await self._journal.load()
        self._states |= dict.fromkeys(finished, State.RECORDED)
        self._states |= {entry.update_id: State.JOURNALLED for entry in unfinished}
        return unfinished

    async def count_attempt(self, update_id: int, body: JsonObject) -> None:
        """Count an attempt at the update in the journal, which tells the next process if this one crashes."""
        try:
            await self._journal.count_attempt(update_id, body)
        except StorageError as error:
            logger.warning("could not count the attempt at update %d: %s", update_id, error)

    def receive(self, updates: Mapping[int, JsonObject]) -> list[int]:
        """Add *updates* by their ids; return the ids of those that are new, in order."""
        # A new id may be below the offset: after a week without updates Telegram chooses the next one at random.
        new = sorted(updates.keys() - self._states.keys() - self._forgotten.keys())
        self._states |= dict.fromkeys(new, State.RECEIVED)
        self._unsettled |= {update_id: updates[update_id] for update_id in new}
        self._due = math.inf
        self._changed()
        return new

    def finish(self, update_id: int) -> None:
        """Record that the update is answered or dropped."""
        is_received = self._states[update_id] is State.RECEIVED
        self._states[update_id] = State.UNTRACKED if is_received else State.FINISHED
        self._unsettled.pop(update_id, None)
        self._changed()

    def acknowledge(self, offset: int) -> None:
        """Record that updates below *offset* are acknowledged."""
        self.acknowledged = offset
        self._forget(State.UNTRACKED, below=offset)
        self.wake()

    def persist_untracked(self) -> None:
        """Have `keep` write the untracked updates, because the next acknowledgement may be late."""
        self._states |= dict.fromkeys(self._in(State.UNTRACKED), State.FINISHED)
        self.wake()

    def wake(self) -> None:
        """Have `keep` look for something to write."""
        self._work.set()

    async def settled(self) -> None:
        """Wait until each received update is finished or in the journal."""
        if self._unsettled:
            self._due = _now() + WRITE_DELAY
            self.wake()
        await self._settled.wait()

    async def keep(self) -> None:
        """Keep the journal up to date until `close`; write everything once more at the end."""
        last = False
        while not last:
            await self._work.wait()
            self._work.clear()
            last = self._closing.is_set()
            if not last:
                await asyncio.sleep(max(0.0, min(self._due - _now(), WRITE_DELAY)))
            if await self._write(everything=last):
                self._alive()
            elif not last:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), JOURNAL_RETRY_SECONDS)
                self.wake()
            if self._due < math.inf:
                self.wake()

    def close(self) -> None:
        """End `keep` after one more write."""
        self._closing.set()
        self.wake()

    async def _write(self, *, everything: bool) -> bool:
        """Write finished updates, and the unsettled ones if due or *everything*; return False on failure."""
        now, acknowledged = _now(), self.acknowledged
        received: dict[int, JsonObject] = {}
        if everything or now >= self._due:
            received, self._due = self._unsettled.copy(), math.inf
        finished = self._in(State.FINISHED)
        forgettable = any(update_id < acknowledged for update_id in self._in(State.RECORDED))
        if not (received or finished or forgettable or now > self._written_at + WRITE_INTERVAL):
            return True
        self._states |= dict.fromkeys(received, State.WRITING)
        try:
            await self._journal.write(received, finished, acknowledged=acknowledged)
        except StorageError as error:
            if not self._failing:
                logger.warning("updates stay in memory until the journal can be written: %s", error)
            self._failing, self._due = True, now
            return False
        self._failing = False
        self._written_at = now
        for update_id in received:
            if self._unsettled.pop(update_id, None) is not None:  # not finished meanwhile
                self._states[update_id] = State.JOURNALLED
        self._states |= dict.fromkeys(finished, State.RECORDED)
        self._forget(State.RECORDED, below=acknowledged)
        self._changed()
        return True

    def _in(self, state: State) -> Collection[int]:
        return [update_id for update_id, found in self._states.items() if found is state]

    def _forget(self, state: State, *, below: int) -> None:
        """Forget the updates in *state* that Telegram does not send again."""
        for update_id in self._in(state):
            if update_id < below:
                del self._states[update_id]
                self._forgotten[update_id] = None

    def _changed(self) -> None:
        if self._unsettled:
            self._settled.clear()
        else:
            self._settled.set()
        self.wake()


def _now() -> float:
    return asyncio.get_running_loop().time()
