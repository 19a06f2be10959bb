"""Notifications of PostgreSQL arrive, also after the connection was lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from services.storage import Database, notifications
from services.storage.notifications import listen
from services.storage.opening import connect
from services.tasks import cancel_all

pytestmark = pytest.mark.services

CHANNEL = "test_channel"


class Recorder:
    """Records notifications and gaps in the order of their arrival."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[str] = asyncio.Queue()

    async def next(self) -> str:
        async with asyncio.timeout(30):
            return await self.events.get()


@pytest.fixture
async def server(postgres_url: str) -> AsyncIterator[Database]:
    async with connect(postgres_url) as database:
        yield database


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    monkeypatch.setattr(notifications, "MIN_RECONNECT_DELAY", 0.01)
    return Recorder()


@asynccontextmanager
async def listening(database: Database, recorder: Recorder) -> AsyncIterator[None]:
    task = asyncio.create_task(
        listen(database, CHANNEL, recorder.events.put_nowait, lambda: recorder.events.put_nowait("gap"))
    )
    try:
        yield
    finally:
        await cancel_all([task])


async def execute(database: Database, statement: str) -> None:
    async with database.begin() as connection:
        await connection.execute(text(statement))


async def test_a_notification_arrives_at_the_commit(server: Database, recorder: Recorder) -> None:
    async with listening(server, recorder):
        assert await recorder.next() == "gap"
        await execute(server, f"NOTIFY {CHANNEL}, 'hello'")
        assert await recorder.next() == "hello"


@pytest.mark.parametrize("test_interval", [0.01, 60.0])
async def test_after_a_lost_connection_the_listener_connects_and_listens_again(
    server: Database, recorder: Recorder, monkeypatch: pytest.MonkeyPatch, test_interval: float
) -> None:
    monkeypatch.setattr(notifications, "CONNECTION_TEST_INTERVAL", test_interval)
    async with listening(server, recorder):
        assert await recorder.next() == "gap"
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        await execute(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608
        assert await recorder.next() == "gap"
        await execute(server, f"NOTIFY {CHANNEL}, 'again'")
        assert await recorder.next() == "again"


async def test_no_other_query_gets_the_connection_that_listened(server: Database, recorder: Recorder) -> None:
    async with listening(server, recorder):
        await recorder.next()
    async with server.connect() as connection:
        assert (await connection.execute(text("SELECT * FROM pg_listening_channels()"))).all() == []
