"""Notifications of PostgreSQL: they arrive, also after the connection was lost."""

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


class Ear:
    """Hears notifications and gaps, in order."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    async def next(self) -> str:
        async with asyncio.timeout(5):
            return await self.heard.get()


@pytest.fixture
async def server(postgres_url: str) -> AsyncIterator[Database]:
    async with connect(postgres_url) as database:
        yield database


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    monkeypatch.setattr(notifications, "RECONNECT_MIN", 0.01)
    return Ear()


@asynccontextmanager
async def listening(database: Database, ear: Ear) -> AsyncIterator[None]:
    task = asyncio.create_task(
        listen(database, CHANNEL, ear.heard.put_nowait, lambda: ear.heard.put_nowait("gap"))
    )
    try:
        yield
    finally:
        await cancel_all([task])


async def execute(database: Database, statement: str) -> None:
    async with database.begin() as connection:
        await connection.execute(text(statement))


async def test_a_notification_arrives_at_the_commit(server: Database, ear: Ear) -> None:
    async with listening(server, ear):
        assert await ear.next() == "gap"
        await execute(server, f"NOTIFY {CHANNEL}, 'hello'")
        assert await ear.next() == "hello"


@pytest.mark.parametrize("check_interval", [0.01, 60.0])
async def test_after_a_lost_connection_it_listens_again(
    server: Database, ear: Ear, monkeypatch: pytest.MonkeyPatch, check_interval: float
) -> None:
    monkeypatch.setattr(notifications, "CHECK_INTERVAL", check_interval)
    async with listening(server, ear):
        assert await ear.next() == "gap"
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        await execute(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608
        assert await ear.next() == "gap"
        await execute(server, f"NOTIFY {CHANNEL}, 'again'")
        assert await ear.next() == "again"


async def test_no_other_query_gets_the_connection_that_listened(server: Database, ear: Ear) -> None:
    async with listening(server, ear):
        await ear.next()
    async with server.connect() as connection:
        assert (await connection.execute(text("SELECT * FROM pg_listening_channels()"))).all() == []
