"""The updates received, in memory and in the journal: none is lost, none is answered again."""

import asyncio
import logging
import math
from collections.abc import Callable, Mapping

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
        self._written_at = float("-inf")
        self._work = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self._leaving = False

    async def recall(self) -> list[Unfinished]:
        """Return what an earlier process has left, in the order it was received."""
        left, self._marked = await self._journal.recall()
        self._known |= self._marked | {entry.number for entry in left}
        return left

    def receive(self, updates: Mapping[int, Raw]) -> list[int]:
        """Take in *updates* by their numbers; return in order those that have not been received before."""
        new = sorted(updates.keys() - self._known)
        self._known.update(new)
        self._unwritten |= {number: updates[number] for number in new}
        self._due = math.inf
        self._settle()
        self.look()
        return new

    def finish(self, number: int) -> None:
        """Note that the update needs no answer any more."""
        if self._unwritten.pop(number, None) is None:
            self._finished.add(number)
        else:
            self._traceless.add(number)
            self._settle()
        self.look()

    def acknowledge(self, offset: int) -> None:
        """Note that Telegram knows that all below *offset* have been received."""
        self.acknowledged = offset
        self._known = {number for number in self._known if number >= offset}
        self._traceless = {number for number in self._traceless if number >= offset}
        self.look()

    def distrust(self) -> None:
        """Write down what left no trace: Telegram may not have heard yet that it was received."""
        self._finished |= self._traceless
        self._traceless = set()
        self.look()

    def look(self) -> None:
        """Have `keep` see soon what there is to write."""
        self._work.set()

    async def settled(self) -> None:
        """Wait until all that was received is finished or in the journal."""
        if self._unwritten:
            self._due = asyncio.get_running_loop().time() + WRITTEN_AFTER
            self.look()
        await self._settled.wait()

    async def keep(self) -> None:
        """Write what there is to write, until `close` and once more."""
        last = False
        while not last:
            await self._work.wait()
            self._work.clear()
            last = self._leaving
            if not last:
                await asyncio.sleep(min(self._time_left(), WRITTEN_AFTER))
            if await self._write(all_of_it=last):
                self._alive()
            elif not last:
                await asyncio.sleep(STORAGE_PAUSE)
                self.look()
            if self._unwritten and self._due < math.inf:
                self.look()

    def close(self) -> None:
        """Have `keep` come to its end."""
        self._leaving = True
        self.look()

    def _time_left(self) -> float:
        return max(0.0, self._due - asyncio.get_running_loop().time())

    async def _write(self, *, all_of_it: bool) -> bool:
        """Write what there is to write, also what is newer if *all_of_it*; return whether that went well."""
        now = asyncio.get_running_loop().time()
        if all_of_it or not self._time_left():
            self._writing, self._unwritten = self._unwritten, {}
            self._due = math.inf
        forgettable = any(number < self.acknowledged for number in self._marked)
        if not (self._writing or self._finished or forgettable or now > self._written_at + WRITTEN_LEAST):
            return True
        finished, self._finished = self._finished, set()
        try:
            await self._journal.write(self._writing, finished, acknowledged=self.acknowledged)
        except StorageError as error:
            logger.error("the journal cannot be written: %s", error)  # noqa: TRY400
            meanwhile = self._finished & self._writing.keys()
            self._traceless |= meanwhile
            self._finished = (self._finished - meanwhile) | finished
            self._unwritten |= {number: body for number, body in self._writing.items() if number not in meanwhile}
            self._due = now
            return False
        else:
            self._written_at = now
            self._marked = {number for number in self._marked | finished if number >= self.acknowledged}
            return True
        finally:
            self._writing = {}
            self._settle()

    def _settle(self) -> None:
        if self._unwritten or self._writing:
            self._settled.clear()
        else:
            self._settled.set()
