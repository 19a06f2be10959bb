"""What the journal knows at each moment a process may be killed in."""

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
    """Says when it is being written, and lets that go on, and fail, when told."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, 42)
        self.writes = 0
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.failing = False
        self.cut_off = False
        self.committed = asyncio.Event()

    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, acknowledged: int) -> None:
        self.begun.set()
        await self.go_on.wait()
        if self.failing:
            raise StorageError("disk full")
        await super().write(received, finished, acknowledged=acknowledged)
        self.writes += 1
        self.committed.set()
        if self.cut_off:
            self.cut_off = False
            raise StorageError("the connection was lost")


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[WatchedJournal]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        yield WatchedJournal(database)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writes follow each other quickly."""
    monkeypatch.setattr(inbox, "JOURNAL_RETRY_SECONDS", 0.01)


@asynccontextmanager
async def kept(box: Inbox) -> AsyncIterator[None]:
    """Keep the journal meanwhile."""
    keeping = asyncio.create_task(box.keep())
    try:
        async with asyncio.timeout(5):
            yield
    finally:
        box.close()
        await keeping


async def known(journal: Journal) -> tuple[list[int], set[int]]:
    """Return the numbers of what the journal has, not finished and finished."""
    left, finished = await journal.recall()
    return [entry.update_id for entry in left], finished


def alive() -> None:
    """Do nothing."""


async def test_what_takes_time_is_in_the_journal_before_it_is_settled(journal: WatchedJournal) -> None:
    box = Inbox(journal, alive)
    async with kept(box):
        assert box.receive({2: {}, 1: {}}) == [1, 2]
        await box.settled()

        assert await known(journal) == ([1, 2], set())


async def test_what_is_finished_at_once_is_settled_without_a_trace(journal: WatchedJournal) -> None:
    box = Inbox(journal, alive)
    box.receive({1: {}, 2: {}})
    box.finish(1)
    box.finish(2)
    async with kept(box):
        await box.settled()
        box.acknowledge(3)

    assert await known(journal) == ([], set())


async def test_nothing_new_is_written_before_that_is_waited_for(journal: WatchedJournal) -> None:
    beats: asyncio.Queue[None] = asyncio.Queue()
    box = Inbox(journal, lambda: beats.put_nowait(None))
    async with kept(box):
        box.receive({1: {}})
        await beats.get()
        assert await known(journal) == ([], set())
        await box.settled()
        assert await known(journal) == ([1], set())


async def test_what_left_no_trace_is_written_down_when_telegram_may_not_have_heard(
    journal: WatchedJournal,
) -> None:
    box = Inbox(journal, alive)
    box.receive({1: {}})
    box.finish(1)
    async with kept(box):
        box.persist_untracked()

    assert await known(journal) == ([], {1})


async def test_what_is_sent_again_is_not_new_also_below_the_offset(journal: WatchedJournal) -> None:
    await journal.write({1: {}, 2: {}}, [2], acknowledged=0)
    box = Inbox(journal, alive)

    assert [entry.update_id for entry in await box.recall()] == [1]
    assert box.receive({1: {}, 2: {}, 3: {}}) == [3]
    box.finish(3)
    assert box.receive({3: {}, 4: {}}) == [4]
    box.finish(4)
    box.acknowledge(9)
    assert box.receive({3: {}, 4: {}, 8: {}}) == [8]  # after a quiet week Telegram counts from somewhere else


async def test_what_is_acknowledged_and_finished_leaves_the_journal(journal: WatchedJournal) -> None:
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}, 2: {}})
        await box.settled()
        box.finish(1)
        box.acknowledge(3)

    assert await known(journal) == ([2], set())


async def test_what_is_finished_while_it_is_written_is_not_answered_again(journal: WatchedJournal) -> None:
    journal.go_on.clear()
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}})
        settling = asyncio.create_task(box.settled())
        await journal.begun.wait()
        box.finish(1)
        journal.go_on.set()
        await settling

    assert await known(journal) == ([], {1})


@pytest.mark.parametrize("finished", [False, True])
async def test_what_could_not_be_written_is_written_later_unless_it_is_finished(
    journal: WatchedJournal, finished: bool
) -> None:
    journal.go_on.clear()
    journal.failing = True
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}})
        settling = asyncio.create_task(box.settled())
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


async def test_what_the_journal_has_though_it_says_no_is_finished_there(journal: WatchedJournal) -> None:
    journal.cut_off = True
    box = Inbox(journal, alive)
    async with kept(box):
        box.receive({1: {}})
        settling = asyncio.create_task(box.settled())
        await journal.committed.wait()
        box.finish(1)
        await settling

    assert await known(journal) == ([], {1})


async def test_nothing_is_settled_that_a_bug_has_kept_out_of_the_journal(
    journal: WatchedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(journal, "write", broken)
    box = Inbox(journal, alive)
    keeping = asyncio.create_task(box.keep())
    box.receive({1: {}})
    settling = asyncio.create_task(box.settled())

    with pytest.raises(RuntimeError):
        await keeping

    assert not settling.done()
    settling.cancel()


async def test_with_nothing_to_write_the_journal_is_tried_now_and_then(
    journal: WatchedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: asyncio.Queue[None] = asyncio.Queue()
    box = Inbox(journal, lambda: beats.put_nowait(None))
    async with kept(box):
        for least, writes in ((100.0, 1), (100.0, 1), (0.0, 2)):
            monkeypatch.setattr(inbox, "WRITE_INTERVAL", least)
            box.wake()
            await beats.get()
            assert journal.writes == writes
