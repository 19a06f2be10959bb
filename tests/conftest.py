import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiogram import Bot
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.config import Settings
from bot.telegram import create_bot
from sandbox.telegram import TelegramServer
from services.places import PlaceIndex, find_index

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

MakeDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def index() -> Iterator[PlaceIndex]:
    """The index of places that `make install` has made."""
    path = find_index()
    assert path is not None, "make install makes the place index"
    index = PlaceIndex(path)
    yield index
    index.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[MakeDatabase | None]:
    """Makes databases on PostgreSQL, blank and of this test process alone; None where there is no server.

    Each is called by its address. One of a name made before is replaced; in the end none is left.
    """
    if not POSTGRES:
        assert "REQUIRE_SERVICES" not in os.environ, "TEST_POSTGRES_URL is not set"
        yield None
        return
    server = make_url(POSTGRES)
    made = set()

    def make(name: str) -> str:
        name = f"{server.database}_{WORKER}_{name}"
        made.add(name)
        _execute(_drop(name), f"CREATE DATABASE {name}")
        return server.set(database=name).render_as_string(hide_password=False)

    yield make
    _execute(*map(_drop, made))


def _drop(name: str) -> str:
    return f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"


def _execute(*statements: str) -> None:
    async def execute() -> None:
        server = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        async with server.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await server.dispose()

    # In a thread, since some of the tests that ask for a database have a loop running already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, execute()).result()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    """The bot's client, without a bot behind it."""
    async with create_bot(Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})) as bot:
        yield bot
