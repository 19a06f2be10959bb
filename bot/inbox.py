"""The updates received, in memory and in the journal.

    received ──► journalled ──► finished ──► recorded ──► forgotten
        │                           ▲                         ▲
        └───────► untracked ────────┘                         │
                      └───────────────────────────────────────┘

An update finished before any write of it began is *untracked*: it is not journalled. It becomes *finished*, and is
journalled, when the next acknowledgement may be late. An update finished during its write goes from *received* to
*finished*. Finished updates below the acknowledged offset are forgotten.

No update is lost. After a kill the bot answers again what was untracked or not yet recorded.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from bot.updates import Raw
from services.errors import StorageError
from services.storage import Journal, Unfinished

logger = logging.getLogger(__name__)

WRITE_DELAY = 0.01
"""Seconds that new updates have to be finished in before they are written, once `settled` waits for them."""

WRITE_INTERVAL = 15.0
"""Seconds after which the journal is written though nothing has changed, to show that it can be."""

STORAGE_PAUSE = 5.0
"""Seconds between attempts to write while the database does not work."""


FORGOTTEN_KEPT = 1_000
"""Ids of forgotten updates that are not taken for new ones: ten answers of getUpdates."""


class State(Enum):
    """Where an update is between Telegram and its answer."""

    RECEIVED = auto()
    """Not finished, and not safely in the journal."""
    JOURNALLED = auto()
    """Not finished, and in the journal."""
    UNTRACKED = auto()
    """Finished, and never written."""
    FINISHED = auto()
    """Finished, which the journal has to record."""
    RECORDED = auto()
    """Finished, which the journal has recorded."""


@dataclass(slots=True)
class Record:
    """What is known of one update."""

    state: State
    body: Raw | None = None
    """None once it is in the journal."""
    may_be_journalled: bool = False
    """Whether a write was begun with it: one that fails may have been committed."""


class Inbox:
    """Keeps the state of each update, and *journal* up to date, so that a later process can go on.

    `keep` calls *alive* each time it has written what there is to write, if anything. It stops doing so while the
    journal hangs or cannot be written.
    """

    def __init__(self, journal: Journal, alive: Callable[[], None]) -> None:
        self._journal = journal
        self._alive = alive
        self._records: dict[int, Record] = {}
        self._unsettled: set[int] = set()
        """The updates in the state RECEIVED."""
        self._forgotten: dict[int, None] = {}
        """The ids that were forgotten last, the oldest first: a proxy may repeat what Telegram does not send."""
        self.acknowledged = 0
        """The offset of the last successful getUpdates."""
        self._due = math.inf
        """When the received updates are written, by the event loop's clock; infinite until `settled` waits."""
        self._written_at = -math.inf
        self._failing = False
        self._work = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self._closing = asyncio.Event()

    async def recall(self) -> list[Unfinished]:
        """Return the updates that an earlier process has not finished, in the order they were received."""
        left, finished = await self._journal.recall()
        self._records |= {update_id: Record(State.RECORDED, None, True) for update_id in finished}
        self._records |= {entry.update_id: Record(State.JOURNALLED, None, True) for entry in left}
        return left

    async def count_attempt(self, update_id: int, body: Raw) -> None:
        """Count an attempt at the update in the journal, in case it ends this process like the last one."""
        try:
            await self._journal.begin(update_id, body)
        except StorageError as error:
            logger.warning("an attempt at update %d was not counted: %s", update_id, error)

    def receive(self, updates: Mapping[int, Raw]) -> list[int]:
        """Take in *updates* by their ids; return in order the ids of those that are new."""
        # A new id may be below the offset: after a week without updates Telegram chooses the next one at random.
        new = sorted(updates.keys() - self._records.keys() - self._forgotten.keys())
        self._records |= {update_id: Record(State.RECEIVED, updates[update_id]) for update_id in new}
        self._unsettled.update(new)
        self._due = math.inf
        self._changed()
        return new

    def finish(self, update_id: int) -> None:
        """Record that the update needs no answer any more."""
        record = self._records[update_id]
        record.state = State.FINISHED if record.may_be_journalled else State.UNTRACKED
        self._unsettled.discard(update_id)
        self._changed()

    def acknowledge(self, offset: int) -> None:
        """Record that updates below *offset* are acknowledged."""
        self.acknowledged = offset
        self._forget(State.UNTRACKED, below=offset)
        self.wake()

    def persist_untracked(self) -> None:
        """Mark untracked updates as finished, so that `keep` writes them: the next acknowledgement may be late."""
        for record in self._records.values():
            if record.state is State.UNTRACKED:
                record.state = State.FINISHED
        self.wake()

    def wake(self) -> None:
        """Let `keep` look for something to write."""
        self._work.set()

    async def settled(self) -> None:
        """Wait until each update received is finished or in the journal."""
        if self._unsettled:
            self._due = asyncio.get_running_loop().time() + WRITE_DELAY
            self.wake()
        await self._settled.wait()

    async def keep(self) -> None:
        """Write what there is to write, until `close` and once more."""
        last = False
        while not last:
            await self._work.wait()
            self._work.clear()
            last = self._closing.is_set()
            if not last:
                await asyncio.sleep(min(self._time_left(), WRITE_DELAY))
            if await self._write(all_of_it=last):
                self._alive()
            elif not last:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), STORAGE_PAUSE)
                self.wake()
            if self._unsettled and self._due < math.inf:
                self.wake()

    def close(self) -> None:
        """End `keep` after one more write."""
        self._closing.set()
        self.wake()

    def _time_left(self) -> float:
        return max(0.0, self._due - asyncio.get_running_loop().time())

    async def _write(self, *, all_of_it: bool) -> bool:
        """Write finished updates, and received ones if due or *all_of_it*; return whether that succeeded."""
        now, acknowledged = asyncio.get_running_loop().time(), self.acknowledged
        received: dict[int, Raw] = {}
        if all_of_it or not self._time_left():
            received = {update_id: self._records[update_id].body or {} for update_id in self._unsettled}
            self._due = math.inf
        finished = [key for key, record in self._records.items() if record.state is State.FINISHED]
        forgettable = any(
            key < acknowledged and record.state is State.RECORDED for key, record in self._records.items()
        )
        if not (received or finished or forgettable or now > self._written_at + WRITE_INTERVAL):
            return True
        for update_id in received:
            self._records[update_id].may_be_journalled = True
        try:
            await self._journal.write(received, finished, acknowledged=acknowledged)
        except StorageError as error:
            if not self._failing:  # one line: the database logs when it fails and works again
                logger.warning("updates are kept in memory until the journal can be written: %s", error)
            self._failing = True
            self._due = now
            return False
        self._failing = False
        self._written_at = now
        self._note_written(received, finished, acknowledged)
        return True

    def _note_written(self, received: Collection[int], finished: Collection[int], acknowledged: int) -> None:
        for update_id in received:
            record = self._records[update_id]
            if record.state is State.RECEIVED:  # not finished meanwhile
                record.state, record.body = State.JOURNALLED, None
        self._unsettled.difference_update(received)
        for update_id in finished:
            self._records[update_id].state = State.RECORDED
        self._forget(State.RECORDED, below=acknowledged)
        self._changed()

    def _forget(self, state: State, *, below: int) -> None:
        """Forget the updates in *state* that Telegram does not send again."""
        gone = [key for key, record in self._records.items() if key < below and record.state is state]
        for update_id in gone:
            del self._records[update_id]
            self._forgotten[update_id] = None
        while len(self._forgotten) > FORGOTTEN_KEPT:
            del self._forgotten[next(iter(self._forgotten))]

    def _changed(self) -> None:
        if self._unsettled:
            self._settled.clear()
        else:
            self._settled.set()
        self.wake()
