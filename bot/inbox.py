"""The updates received, in memory and in the journal.

None is lost. After a kill those are answered again that have been answered since Telegram was last asked for more:
some that took no time, and what was answered a moment before.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.updates import Raw
from services.errors import StorageError
from services.storage import Journal, Unfinished

logger = logging.getLogger(__name__)

WRITTEN_AFTER = 0.01
"""Seconds that new updates have to be finished in, once that is waited for: what is need not be written at all."""

WRITTEN_LEAST = 15.0
"""Seconds after which the journal is written though there is nothing to write: it shows that it can be."""

STORAGE_PAUSE = 5.0
"""Seconds until the journal is tried again; its database has waited before it gave up."""


class Inbox:
    """Knows what has been received and finished, and keeps *journal* so that a later process does too.

    An update that `settled` has waited for is finished, or the journal has it: Telegram may forget it.
    Calls *alive* whenever it has written what there is to write, if anything: all methods that note something ask
    for that. It falls silent while the journal hangs or cannot be written.
    """

    def __init__(self, journal: Journal, alive: Callable[[], None]) -> None:
        self._journal = journal
        self._alive = alive
        self._known: set[int] = set()
        """What Telegram may send again."""
        self._unwritten: dict[int, Raw] = {}
        """Received, neither finished nor in the journal."""
        self._writing: Mapping[int, Raw] = {}
        """The same, on its way into the journal."""
        self._doubtful: set[int] = set()
        """Of what is unwritten what the journal may have: writing it has failed, perhaps at the very end."""
        self._traceless: set[int] = set()
        """Finished so soon that the journal knows nothing of it."""
        self._finished: set[int] = set()
        """Finished, and the journal does not know that."""
        self._marked: set[int] = set()
        """What the journal has as finished."""
        self.acknowledged = 0
        """Telegram will send nothing below."""
        self._due = math.inf
        """When what is unwritten has had its time; not until that is waited for."""
        self._written_at = -math.inf
        self._work = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self._closing = asyncio.Event()

    async def recall(self) -> list[Unfinished]:
        """Return what an earlier process has left, in the order it was received."""
        left, self._marked = await self._journal.recall()
        self._known |= self._marked | {entry.update_id for entry in left}
        return left

    async def begin_suspect(self, update_id: int, body: Raw) -> None:
        """Record in the journal that the update is in hand, should this process end as the last one did."""
        self._doubtful.add(update_id)
        try:
            await self._journal.begin(update_id, body)
        except StorageError as error:
            logger.warning("the journal cannot be written: %s", error)

    def receive(self, updates: Mapping[int, Raw]) -> list[int]:
        """Take in *updates* by their numbers; return in order those that have not been received before."""
        new = sorted(updates.keys() - self._known)
        self._known.update(new)
        self._unwritten |= {number: updates[number] for number in new}
        self._due = math.inf
        self._settle()
        self.wake()
        return new

    def finish(self, number: int) -> None:
        """Note that the update needs no answer any more."""
        unwritten = self._unwritten.pop(number, None) is not None
        if unwritten and number not in self._doubtful:
            self._traceless.add(number)
        else:
            self._finished.add(number)
        self._settle()
        self.wake()

    def acknowledge(self, offset: int) -> None:
        """Note that Telegram knows that all below *offset* have been received."""
        self.acknowledged = offset
        self._known = {number for number in self._known if number >= offset}
        self._traceless = {number for number in self._traceless if number >= offset}
        self.wake()

    def distrust(self) -> None:
        """Have what left no trace written down: it may take a while until Telegram hears that it was received."""
        self._finished |= self._traceless
        self._traceless = set()
        self.wake()

    def wake(self) -> None:
        """Have `keep` see soon what there is to write."""
        self._work.set()

    async def settled(self) -> None:
        """Wait until all that was received is finished or in the journal."""
        if self._unwritten:
            self._due = asyncio.get_running_loop().time() + WRITTEN_AFTER
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
                await asyncio.sleep(min(self._time_left(), WRITTEN_AFTER))
            if await self._write(all_of_it=last):
                self._alive()
            elif not last:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), STORAGE_PAUSE)
                self.wake()
            if self._unwritten and self._due < math.inf:
                self.wake()

    def close(self) -> None:
        """Have `keep` come to its end."""
        self._closing.set()
        self.wake()

    def _time_left(self) -> float:
        return max(0.0, self._due - asyncio.get_running_loop().time())

    async def _write(self, *, all_of_it: bool) -> bool:
        """Write what there is to write, also what is newer if *all_of_it*; return whether that went well."""
        now, acknowledged = asyncio.get_running_loop().time(), self.acknowledged
        if all_of_it or not self._time_left():
            self._writing, self._unwritten = self._unwritten, {}
            self._due = math.inf
        forgettable = any(number < acknowledged for number in self._marked)
        if not (self._writing or self._finished or forgettable or now > self._written_at + WRITTEN_LEAST):
            return True
        finished, self._finished = self._finished, set()
        try:
            await self._journal.write(self._writing, finished, acknowledged=acknowledged)
        except StorageError as error:
            logger.error("the journal cannot be written: %s", error)  # noqa: TRY400
            self._unwritten |= {
                number: body for number, body in self._writing.items() if number not in self._finished
            }
            self._doubtful |= self._writing.keys()
            self._finished |= finished
            self._due = now
            written = False
        else:
            self._written_at = now
            self._doubtful &= self._unwritten.keys()
            self._marked = {number for number in self._marked | finished if number >= acknowledged}
            written = True
        self._writing = {}
        self._settle()
        return written

    def _settle(self) -> None:
        if self._unwritten or self._writing:
            self._settled.clear()
        else:
            self._settled.set()
