"""The leader lock on PostgreSQL: which process is the leader, and when a leader notices the loss of the lock."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import URL, make_url

from services.errors import BadDatabaseAddress, StorageError
from services.storage import Database, Journal, leader_lock, opening, sessions
from services.storage.journal import NotLeader
from services.storage.leader_lock import LeaderLock
from services.storage.opening import open_database
from tests.conftest import MakeDatabase, execute
from tests.services.storage.proxy import POSTGRES_PORT, Proxy

pytestmark = pytest.mark.services

BOT = 42
WITHIN = 20.0

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'weather-bot leader lock' AND datname = current_database()"
)


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten all times of the leader lock to a quarter."""
    monkeypatch.setattr(sessions, "QUERY_TIMEOUT", sessions.QUERY_TIMEOUT / 4)
    for name in (
        *("CONFIRM_INTERVAL", "RECONNECT_INTERVAL", "TRY_LOCK_INTERVAL"),
        *("LEASE_SECONDS", "MAX_FINISH_SECONDS", "TAKEOVER_DELAY", "STALE_AFTER"),
    ):
        monkeypatch.setattr(leader_lock, name, getattr(leader_lock, name) / 4)


@pytest.fixture
async def url(postgres: MakeDatabase | None) -> str:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    url = postgres("leader")
    async with open_database(url):
        return url


@pytest.fixture
async def proxy(url: str) -> AsyncIterator[Proxy]:
    address = make_url(url)
    proxy = Proxy(address.host or "127.0.0.1", address.port or POSTGRES_PORT)
    await proxy.open()
    yield proxy
    await proxy.aclose()


def through(proxy: Proxy, url: str) -> str:
    address: URL = make_url(url).set(host="127.0.0.1", port=proxy.port)
    return address.render_as_string(hide_password=False)


class Process:
    """A process that wants to be the leader."""

    def __init__(self, url: str, bot_id: int = BOT) -> None:
        self.lock = LeaderLock(url, bot_id)
        self.stands_by, self.lost = asyncio.Event(), asyncio.Event()
        self.beats = 0
        self.could_begin_at_takeover: bool | None = None

    async def lead(self, predecessor: "Process | None" = None) -> None:
        async with asyncio.timeout(WITHIN):
            await self.lock.acquire(self._stand_by, self._beat)
        if predecessor is not None:
            self.could_begin_at_takeover = (
                predecessor.lock.may_begin_answer() or predecessor.lock.may_send_answer()
            )
        self.lock.call_on_loss(self.lost.set)

    async def wait_until_seen(self, leader: "Process") -> None:
        """Wait until *leader* knows that this process stands by."""
        await asyncio.wait_for(self.stands_by.wait(), WITHIN)
        await eventually(lambda: leader.lock.has_standby)

    async def _stand_by(self) -> None:
        self.stands_by.set()

    def _beat(self) -> None:
        self.beats += 1


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not condition():  # noqa: ASYNC110 - the lock sends no events
            await asyncio.sleep(0)


@pytest.fixture
async def start(url: str) -> AsyncIterator[Callable[..., Process]]:
    started: list[Process] = []

    def start_process(address: str = url, bot_id: int = BOT) -> Process:
        started.append(Process(address, bot_id))
        return started[-1]

    yield start_process
    for process in started:
        await process.lock.release()


Start = Callable[..., Process]


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


async def test_a_second_process_stands_by_until_the_first_one_ends(start: Start) -> None:
    first, second = start(), start()
    await first.lead()
    waiting = asyncio.create_task(second.lead())
    await second.wait_until_seen(first)
    assert not waiting.done()
    assert first.lock.may_begin_answer()
    await first.lock.release()
    await waiting
    assert second.lock.may_begin_answer()
    assert not second.lock.has_standby


async def test_processes_of_two_bots_are_both_leaders(start: Start) -> None:
    await start().lead()
    await start(bot_id=43).lead()


async def test_a_leader_whose_connection_is_cut_gets_the_lock_again_or_knows_of_the_loss(
    start: Start, url: str
) -> None:
    first, second = start(), start()
    await first.lead()
    waiting = asyncio.create_task(second.lead(first))
    await second.wait_until_seen(first)
    await asyncio.to_thread(execute, url, CUT)
    losing = asyncio.create_task(first.lost.wait())
    connected = asyncio.create_task(second.wait_until_seen(first))
    await asyncio.wait({losing, connected, waiting}, return_when=asyncio.FIRST_COMPLETED, timeout=WITHIN)
    assert second.could_begin_at_takeover in {None, False}
    for task in (losing, connected, waiting):
        task.cancel()


async def test_a_leader_that_is_cut_off_stops_before_its_successor_starts(
    start: Start, url: str, proxy: Proxy, database: Database
) -> None:
    first, second = start(through(proxy, url)), start()
    await first.lead()
    await Journal(database, BOT, process_id=first.lock.process_id).open()
    waiting = asyncio.create_task(second.lead(first))
    await second.wait_until_seen(first)
    proxy.hang()
    await waiting
    assert second.could_begin_at_takeover is False
    assert first.lost.is_set()
    proxy.go_on()
    assert not second.lost.is_set()


async def test_a_successor_does_not_wait_for_a_predecessor_that_has_closed_its_journal(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader_lock, "TAKEOVER_DELAY", 2 * WITHIN)
    first, second = start(), start()
    await first.lead()
    journal = Journal(database, BOT, process_id=first.lock.process_id)
    await journal.open()
    await first.lock.release()
    waiting = asyncio.create_task(second.lead())
    await eventually(second.lock.may_begin_answer)
    assert not waiting.done()
    await journal.record_normal_end()
    await waiting


async def test_a_leader_without_a_standby_stays_the_leader_while_the_database_is_unreachable(
    start: Start, url: str, proxy: Proxy
) -> None:
    alone = start(through(proxy, url))
    await alone.lead()
    proxy.close()
    unconfirmed_at = alone.lock._confirmed_at
    await eventually(lambda: alone.lock._attempted_at > unconfirmed_at + leader_lock.LEASE_SECONDS)
    assert alone.lock.may_begin_answer()
    await proxy.open()
    await eventually(lambda: alone.lock._confirmed_at > unconfirmed_at + leader_lock.LEASE_SECONDS)
    assert not alone.lost.is_set()


async def test_a_leader_without_the_database_stops_when_telegram_reports_another_process(
    start: Start, url: str, proxy: Proxy
) -> None:
    alone = start(through(proxy, url))
    await alone.lead()
    alone.lock.on_conflict()
    assert not alone.lost.is_set()  # the lock is confirmed, so the other process has no right to poll
    proxy.close()
    unconfirmed_at = alone.lock._confirmed_at
    await eventually(lambda: alone.lock._attempted_at > unconfirmed_at + leader_lock.LEASE_SECONDS)
    alone.lock.on_conflict()
    assert alone.lost.is_set()
    assert not alone.lock.may_begin_answer()


async def test_a_database_behind_a_pooler_is_refused(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SELECT_SESSION_ID", "SELECT 1")  # two connections with one session
    with pytest.raises(BadDatabaseAddress, match="PgBouncer"):
        await start().lead()


async def test_a_pooler_is_refused_before_the_tables_are_upgraded(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SELECT_SESSION_ID", "SELECT 1")
    monkeypatch.setattr(opening, "upgrade_database", pytest.fail)
    with pytest.raises(BadDatabaseAddress, match="PgBouncer"):
        async with open_database(url):
            pass


async def test_a_standby_waits_for_a_database_that_is_away(
    start: Start, url: str, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    proxy.close()
    process = start(through(proxy, url))
    waiting = asyncio.create_task(process.lead())
    await eventually(lambda: "cannot try to get the leader lock" in caplog.text)
    await proxy.open()
    await waiting
    assert caplog.text.count("cannot try to get the leader lock") == 1


async def test_a_process_that_is_not_the_leader_may_not_insert_updates_into_the_journal(
    start: Start, database: Database
) -> None:
    first, second = start(), start()
    await first.lead()
    old = Journal(database, BOT, process_id=first.lock.process_id)
    await old.open()
    await old.write({1: {}, 2: {}}, (), offset=0)
    await first.lock.release()
    await second.lead()
    new = Journal(database, BOT, process_id=second.lock.process_id)
    assert await new.open()  # the first process has not closed its journal
    with pytest.raises(NotLeader):
        await old.write({3: {}}, [2], offset=0)
    assert [entry.update_id for entry in (await new.load())[0]] == [1]
    with pytest.raises(StorageError):
        await old.open()
    await old.record_normal_end()
    assert await Journal(database, BOT).open()  # the row of the second process is still there


async def test_a_mark_of_the_same_process_does_not_count_as_a_crash(database: Database) -> None:
    journal = Journal(database, BOT, process_id="one")
    assert not await journal.open()
    assert not await journal.open()
    assert await Journal(database, BOT, process_id="two").open()
