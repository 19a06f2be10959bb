"""The content of the journal at each moment at which the process may be killed."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import inbox
from bot.inbox import Inbox
from services.errors import StorageError
from services.storage import Database, Journal, open_database
from services.storage.journal import Body


class WatchedJournal(Journal):
    """Signals each write of received updates, which can be suspended and made to fail."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, 42)
        self.writes = 0
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.failing = False
        self.cut_off = False
        self.committed = asyncio.Event()

    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, offset: int) -> None:
        if received:
            self.begun.set()
            await self.go_on.wait()
        if self.failing:
            raise StorageError("disk full")
        await super().write(received, finished, offset=offset)
        self.writes += 1
        if received:
            self.committed.set()
        if self.cut_off and received:
            self.cut_off = False
            raise StorageError("the connection was lost")


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[WatchedJournal]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        yield WatchedJournal(database)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pause after a failed write."""
    monkeypatch.setattr(inbox, "JOURNAL_RETRY_SECONDS", 0.01)


@asynccontextmanager
async def kept(box: Inbox) -> AsyncIterator[None]:
    """Run `update_journal` until the context ends."""
    keeping = asyncio.create_task(box.update_journal())
    try:
        async with asyncio.timeout(30):
            yield
    finally:
        box.close()
        await keeping


async def known(journal: Journal) -> tuple[list[int], set[int]]:
    """Return the ids in the journal: those of unfinished updates, and those of finished ones."""
    left, finished = await journal.load()
    return [entry.update_id for entry in left], finished


def alive() -> None:
    """Do nothing."""


async def test_an_update_that_takes_time_is_journalled_before_the_wait_ends(journal: WatchedJournal) -> None:
    box = Inbox(journal, alive)
    async with kept(box):
        assert box.receive({2: {}, 1: {}}) == [1, 2]
        await box.wait_until_settled()

        assert await known(journal) == ([1, 2], set())


async def test_an_update_finished_at_once_is_never_journalled(journal: WatchedJournal) -> None:
    box = Inbox(journal, alive)
    box.receive({1: {}, 2: {}})
    box.finish(1)
    box.finish(2)
    async with kept(box):
        await box.wait_until_settled()
        box.acknowledge(3)

    assert await known(journal) == ([], set())


async def test_received_updates_are_not_written_before_the_wait_begins(journal: WatchedJournal) -> None:
    beats: asyncio.Queue[None] = asyncio.Queue()
    box = Inbox(journal, lambda: beats.put_nowait(None))
    async with kept(box):
        box.receive({1: {}})
        await beats.get()
        assert await known(journal) == ([], set())
        await box.wait_until_settled()
        assert await known(journal) == ([1], set())


async def test_untracked_updates_are_written_when_the_acknowledgement_may_be_late(
    journal: WatchedJournal,
) -> None:
    box = Inbox(journal, alive)
    box.receive({1: {}})
    box.finish(1)
    async with kept(box):
        box.persist_untracked()

    assert await known(journal) == ([], {1})


async def test_a_repeated_update_is_not_new_even_below_the_offset(journal: WatchedJournal) -> None:
    await journal.write({1: {}, 2: {}}, [2], offset=0)
    box = Inbox(journal, alive)

    assert [entry.update_id for entry in await box.load_unfinished()] == [1]
    assert box.receive({1: {}, 2: {}, 3: {}}) == [3]
    box.finish(3)
    assert box.receive({3: {}, 4: {}}) == [4]
    box.finish(4)
    box.acknowledge(9)
    assert box.receive({3: {}, 4: {}, 8: {}}) == [8]  # Telegram may choose a lower id


async def test_an_acknowledged_and_finished_update_leaves_the_journal(journal: WatchedJournal) -> None:
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}, 2: {}})
        await box.wait_until_settled()
        box.finish(1)
        box.acknowledge(3)

    assert await known(journal) == ([2], set())


async def test_an_update_finished_during_its_write_is_recorded_as_finished(journal: WatchedJournal) -> None:
    journal.go_on.clear()
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}})
        settling = asyncio.create_task(box.wait_until_settled())
        await journal.begun.wait()
        box.finish(1)
        journal.go_on.set()
        await settling

    assert await known(journal) == ([], {1})


@pytest.mark.parametrize("finished", [False, True])
async def test_a_failed_write_is_repeated(journal: WatchedJournal, finished: bool) -> None:
    journal.go_on.clear()
    journal.failing = True
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}})
        settling = asyncio.create_task(box.wait_until_settled())
        await journal.begun.wait()
        if finished:
            box.finish(1)
        else:
            settling.cancel()
        journal.go_on.set()
        journal.begun.clear()
        await (settling if finished else journal.begun.wait())
        journal.failing = False

    assert await known(journal) == (([], {1}) if finished else ([1], set()))


async def test_an_update_committed_by_a_failed_write_is_recorded_as_finished(journal: WatchedJournal) -> None:
    journal.cut_off = True
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}})
        settling = asyncio.create_task(box.wait_until_settled())
        await journal.committed.wait()
        box.finish(1)
        await settling

    assert await known(journal) == ([], {1})


async def test_the_wait_does_not_end_after_a_bug_in_writing(
    journal: WatchedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(journal, "write", broken)
    box = Inbox(journal, alive)
    keeping = asyncio.create_task(box.update_journal())
    box.receive({1: {}})
    settling = asyncio.create_task(box.wait_until_settled())

    with pytest.raises(RuntimeError):
        await keeping

    assert not settling.done()
    settling.cancel()


async def test_an_idle_journal_is_written_at_intervals(
    journal: WatchedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: asyncio.Queue[None] = asyncio.Queue()
    box = Inbox(journal, lambda: beats.put_nowait(None))
    async with kept(box):
        for least, writes in ((100.0, 1), (100.0, 1), (0.0, 2)):
            monkeypatch.setattr(inbox, "MAX_WRITE_INTERVAL", least)
            box.wake_journal_task()
            await beats.get()
            assert journal.writes == writes
