"""Fixtures and checks for tests of storage, such as outages of the database."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.errors import StorageError
from services.places import Place
from services.storage import (
    ChatRecord,
    Chats,
    ChatSettings,
    Database,
    Journal,
    SavedPlaces,
    Subscriptions,
    open_database,
)
from services.storage import database as module
from services.storage.opening import connect
from services.storage.schema import applied_changes, journal, lane_leases, queue_workers
from tests.services.conftest import Clock
from tests.services.storage.queue_worker import Worker

OSLO = Place("Oslo", 59.91, 10.75)
RUSSIAN = ChatSettings(language="ru")


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


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
    """Remove the delays after failures: each read tries the database, and recovery is logged at once."""
    monkeypatch.setattr(module, "RETRY_DELAY", 0.0)
    monkeypatch.setattr(module, "MIN_TIME_WITHOUT_FAILURE", 0.0)


@pytest.fixture
async def one(database: Database, clock: Clock) -> Worker:
    """A worker of the queue."""
    return await Worker(database, "one", clock).open()


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[Database]:
    """A database on PostgreSQL with an empty queue."""
    async with connect(postgres_url) as database:
        async with database.begin() as connection:
            for table in (lane_leases, queue_workers, journal, applied_changes):
                await connection.execute(table.delete())
        yield database


@pytest.fixture
async def pair(shared: Database, clock: Clock) -> tuple[Worker, Worker]:
    """Two workers of one queue."""
    return await Worker(shared, "one", clock).open(), await Worker(shared, "two", clock).open()


async def check_away(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Check that all calls raise StorageError, that chats have defaults, and that two lines are logged."""
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
        lambda: chats.save_choice(1, "oslo", OSLO.key),
        lambda: chats.mark_gone(1),
        lambda: chats.move_to_supergroup(1, 2),
        lambda: chats.delete_data(1),
        lambda: places.get(1),
        lambda: places.add(1, OSLO),
        lambda: daily.get(1),
        lambda: daily.remove(1, 1),
        journal.load,
        journal.open,
        lambda: journal.write({1: {}}, (), offset=0),
    ):
        with pytest.raises(StorageError):
            await work()
    assert await chats.get_or_default(1) == ChatRecord()
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage().split(":")[0] for record in warnings] == [
        "cannot read the database",
        "cannot write to the database",
    ]
    assert not any(record.exc_info for record in warnings)


async def check_back(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    chats, places = Chats(database), SavedPlaces(database)
    assert (await chats.get(1)).settings == RUSSIAN
    await places.add(1, OSLO)
    assert [saved.place for saved in await places.get(1)] == [OSLO]
    assert sum("the database again" in record.getMessage() for record in caplog.records) == 2


JOINED_WITHIN = 1.0
"""Time limit for a thread that hangs, in seconds."""


@pytest.fixture(autouse=True)
async def threads_end() -> AsyncIterator[None]:
    """Wait for the threads of broken connections, which call the event loop when they end."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, JOINED_WITHIN)
