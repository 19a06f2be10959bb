"""A database that goes away, hangs or is locked, and comes back."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text

from services.errors import StorageError
from services.places import Place
from services.storage import (
    Chat,
    Chats,
    ChatSettings,
    Database,
    Journal,
    SavedPlaces,
    Subscriptions,
    open_database,
    opening,
)
from services.storage import database as module
from services.tasks import cancel_all
from tests.conftest import MakeDatabase

OSLO = Place("Oslo", 59.91, 10.75)
RUSSIAN = ChatSettings(language="ru")
POSTGRES_PORT = 5432


class Proxy:
    """Stands between the bot and PostgreSQL, and can hang or hang up."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._going = asyncio.Event()
        self._going.set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def hang(self) -> None:
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def aclose(self) -> None:
        self.close()
        await cancel_all(self._serving)
        self.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection(*self._target)
            self._writers.add(back)
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer), return_exceptions=True)
        finally:
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._going.wait()
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()


@pytest.fixture
def address(postgres: MakeDatabase | None) -> URL:
    """A database of its own on PostgreSQL."""
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    return make_url(postgres("away"))


@pytest.fixture
async def proxy(address: URL) -> AsyncIterator[Proxy]:
    proxy = Proxy(address.host or "127.0.0.1", address.port or POSTGRES_PORT)
    await proxy.open()
    yield proxy
    await proxy.aclose()


@pytest.fixture
async def distant(proxy: Proxy, address: URL) -> AsyncIterator[Database]:
    """The database behind the proxy."""
    through = address.set(host="127.0.0.1", port=proxy.port)
    async with open_database(through.render_as_string(hide_password=False)) as opened:
        yield opened


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
async def local(directory: Path) -> AsyncIterator[Database]:
    """A database on SQLite in a directory that can be moved."""
    async with open_database(f"sqlite+aiosqlite:///{directory / 'bot.db'}") as database:
        yield database


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every read try for itself whether the database is back."""
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.0)


async def check_away(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Check that everything raises StorageError, that questions get defaults, and that one line each says so."""
    chats, places, daily, journal = (
        Chats(database),
        SavedPlaces(database),
        Subscriptions(database),
        Journal(database, 42),
    )
    for work in (
        lambda: chats.get(1),
        lambda: chats.export(1),
        lambda: chats.save_settings(1, RUSSIAN),
        lambda: chats.choose(1, "oslo", OSLO.key),
        lambda: chats.mark_gone(1),
        lambda: chats.move(1, 2),
        lambda: chats.forget(1),
        lambda: places.of(1),
        lambda: places.add(1, OSLO),
        lambda: daily.of(1),
        lambda: daily.remove(1, 1),
        journal.recall,
        journal.open,
        lambda: journal.write({1: {}}, (), acknowledged=0),
    ):
        with pytest.raises(StorageError):
            await work()
    assert await chats.get_or_default(1) == Chat()
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage().split(":")[0] for record in told] == ["reading fails", "writing fails"]
    assert not any(record.exc_info for record in told)


async def check_back(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    chats, places = Chats(database), SavedPlaces(database)
    assert (await chats.get(1)).settings == RUSSIAN
    await places.add(1, OSLO)
    assert [saved.place for saved in await places.of(1)] == [OSLO]
    assert sum("works again" in record.getMessage() for record in caplog.records) == 2


@pytest.mark.usefixtures("at_once")
@pytest.mark.services
async def test_a_server_that_is_gone_is_one_line_and_works_at_once_when_it_is_back(
    distant: Database, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    await Chats(distant).save_settings(1, RUSSIAN)
    caplog.set_level(logging.INFO)
    proxy.close()
    await check_away(distant, caplog)
    await proxy.open()
    await check_back(distant, caplog)


@pytest.mark.services
async def test_a_server_that_hangs_costs_a_question_one_wait_and_the_next_none(
    distant: Database, proxy: Proxy, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = Chats(distant)
    await chats.save_settings(1, RUSSIAN)
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(module, "READ_SECONDS", 0.2)
    monkeypatch.setattr(module, "RETRY_SECONDS", 60)
    proxy.hang()
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await asyncio.gather(*(chats.get_or_default(number) for number in range(50))) == [Chat()] * 50
    assert 0.2 <= loop.time() - start < 2
    start = loop.time()
    with pytest.raises(StorageError, match="no answer in time"):
        await chats.get(1)
    assert loop.time() - start < 0.1
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("at_once")
@pytest.mark.services
async def test_a_server_that_has_hung_works_at_once_when_it_answers_again(
    distant: Database, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = Chats(distant)
    await chats.save_settings(1, RUSSIAN)
    proxy.hang()
    with monkeypatch.context() as patch:
        patch.setattr(module, "READ_SECONDS", 0.1)
        for number in range(30):  # more than there are connections
            assert await chats.get_or_default(number) == Chat()
    proxy.go_on()
    assert (await chats.get(1)).settings == RUSSIAN


@pytest.mark.usefixtures("at_once")
async def test_a_file_that_is_moved_away_is_not_used_until_it_is_back(
    local: Database, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await Chats(local).save_settings(1, RUSSIAN)
    caplog.set_level(logging.INFO)
    elsewhere = directory.with_name("elsewhere")
    shutil.move(directory, elsewhere)
    await check_away(local, caplog)
    shutil.move(elsewhere, directory)
    await check_back(local, caplog)


@pytest.mark.usefixtures("at_once")
async def test_no_empty_file_is_made_in_place_of_one_that_is_moved_away(local: Database, directory: Path) -> None:
    await Chats(local).save_settings(1, RUSSIAN)
    shutil.move(directory / "bot.db", directory / "elsewhere")
    with pytest.raises(StorageError, match="No such file"):
        await Chats(local).get(1)
    shutil.move(directory / "elsewhere", directory / "bot.db")
    assert (await Chats(local).get(1)).settings == RUSSIAN


async def test_while_another_process_holds_the_file_questions_are_answered_and_nothing_is_written(
    directory: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LOCKED_SECONDS", 0.1)
    async with open_database(f"sqlite+aiosqlite:///{directory / 'bot.db'}") as database:
        chats = Chats(database)
        await chats.save_settings(1, RUSSIAN)
        with closing(sqlite3.connect(directory / "bot.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            writing = [chats.choose(2, str(number), OSLO.key) for number in range(20)]
            results = asyncio.gather(*writing, return_exceptions=True)
            assert (await chats.get(1)).settings == RUSSIAN
            assert {type(result) for result in await results} == {StorageError}
            other.rollback()
        await chats.choose(1, "oslo", OSLO.key)
        assert [record.getMessage().split(":")[0] for record in caplog.records] == ["writing fails"]


async def test_a_read_that_hangs_holds_up_nobody_for_longer_than_a_question_may_wait(
    local: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 0.05)

    async def hang(_: object) -> None:
        await asyncio.Event().wait()

    with pytest.raises(StorageError, match="no answer in time"):
        await local.read(hang)


async def test_a_caller_that_is_cancelled_while_it_reads_is_told_so(local: Database) -> None:
    begun = asyncio.Event()

    async def hang(_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    reading = asyncio.create_task(local.read(hang))
    await begun.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    async with local.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
