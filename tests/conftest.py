import asyncio
import os
import shutil
import signal
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from sandbox.redis_server import REDIS_SERVER, RedisServer

if TYPE_CHECKING:
    # The process that distributes the tests does not need these modules, which take seconds to import.
    from aiogram import Bot

    from sandbox.telegram import TelegramServer
    from services.places import PlaceIndex

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
FORKING = ("tests/e2e/", "tests/sandbox/test_start.py", "tests/sandbox/test_terminal.py")
"""Files with tests that fork processes from a server process, which takes seconds to start."""
FORKING_MIDDLE = "tests/e2e/test_i"
"""The path that divides the sorted files of FORKING into two halves, whose tests take equally long."""
LONGEST = (
    *FORKING,
    "tests/handlers/test_longest_messages.py",
    "tests/bot/",
    "tests/services/charts/",
    "tests/services/delivery/",
    "tests/services/storage/",
)
"""The files that take longest. Each process begins with some of them, so that all end at the same time."""
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a private directory there
MIN_FREE_MEMORY = 2**30
"""Minimum size in bytes of SHARED_MEMORY that is used; containers often have 64 MB."""

if SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= MIN_FREE_MEMORY:
    # Each commit of SQLite waits until the file system has stored it, which takes milliseconds on a disk.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(SHARED_MEMORY))

MakeDatabase = Callable[[str], str]


class ByStage(LoadFileScheduling):  # type: ignore[misc]
    """Run all tests of a file in the same process, and all tests of each half of FORKING in the same process."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        if not file.startswith(FORKING):
            return file
        return "the first half of FORKING" if file < FORKING_MIDDLE else "the second half of FORKING"


def pytest_configure() -> None:
    """Let SIGTERM end the tests as Ctrl-C does, so that the processes of xdist end as well."""
    if WORKER == "main":
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByStage:
    config.option.loadscopereorder = False  # keeps the order of `pytest_collection_modifyitems`
    return ByStage(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the tests of LONGEST to the beginning, in this order."""
    items.sort(key=lambda item: [not item.nodeid.startswith(path) for path in LONGEST])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return two processes more than there are cores, because the tests of FORKING wait most of their time."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture(autouse=True, scope="session")
def calm_air() -> Iterator[None]:
    """Let the sandbox's air need no warning, which would depend on the date and the time of the tests."""
    # The process that distributes the tests needs no weather.
    from sandbox.weather.source import Air, SampleWeather  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SampleWeather, "air", lambda *_: Air(european_aqi=35, us_aqi=60, pm2_5=12.0, pm10=20.0))
        yield


@pytest.fixture(autouse=True, scope="session")
def shared_certificates() -> Iterator[None]:
    """Read the certificates once, because that takes as long as a fast test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def index() -> Iterator["PlaceIndex"]:
    """The place index that `make install` has built."""
    from services.places import PlaceIndex, find_index  # noqa: PLC0415

    path = find_index()
    assert path is not None, "make install makes the place index"
    index = PlaceIndex(path)
    yield index
    index.close()


def create_tables(url: str) -> None:
    """Upgrade the database at *url* to the current tables."""
    from services.storage import open_database  # noqa: PLC0415

    async def upgrade() -> None:
        async with open_database(url):
            pass

    asyncio.run(upgrade())


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the current tables. Copying it is much faster than migrating a new one."""
    path = tmp_path_factory.mktemp("template") / "bot.db"
    create_tables(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(template: Path, tmp_path: Path) -> str:
    """The URL of a new database in the test's own directory."""
    return f"sqlite+aiosqlite:///{shutil.copy(template, tmp_path / 'bot.db')}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[MakeDatabase | None]:
    """Return a function that creates a database on PostgreSQL, or None without a server.

    Each database is empty and belongs to this test process. A second database with the same name replaces the
    first. All databases are dropped at the end.
    """
    if not POSTGRES:
        assert "REQUIRE_SERVICES" not in os.environ, "TEST_POSTGRES_URL is not set"
        yield None
        return
    from sqlalchemy import make_url  # noqa: PLC0415

    server = make_url(POSTGRES)
    made = set()

    def make(name: str) -> str:
        name = f"{server.database}_{WORKER}_{name}"
        made.add(name)
        # No test kills the server, so commits need not wait for its disk.
        settings = f"ALTER DATABASE {name} SET synchronous_commit = off"
        execute(POSTGRES, _drop(name), f"CREATE DATABASE {name}", settings)
        return server.set(database=name).render_as_string(hide_password=False)

    yield make
    execute(POSTGRES, *map(_drop, made))


def _drop(name: str) -> str:
    return f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"


def execute(url: str, *statements: str) -> None:
    """Execute *statements* on the PostgreSQL database at *url*, each in a transaction of its own."""
    from sqlalchemy import text  # noqa: PLC0415
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    async def run() -> None:
        server = create_async_engine(url, isolation_level="AUTOCOMMIT")
        async with server.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await server.dispose()

    # In a thread, since some tests that use a database already run an event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()


@asynccontextmanager
async def open_redis() -> AsyncIterator[RedisServer]:
    """Run a Redis server, or skip the test if none is installed."""
    if REDIS_SERVER is None:
        assert "REQUIRE_SERVICES" not in os.environ, "redis-server is not installed"
        pytest.skip("redis-server is not installed")
    server = RedisServer()
    await server.start()
    yield server
    await server.kill()


@pytest.fixture
async def redis_server() -> AsyncIterator[RedisServer]:
    """A running Redis server that no other test uses."""
    async with open_redis() as server:
        yield server


@pytest.fixture
async def telegram() -> AsyncIterator["TelegramServer"]:
    from sandbox.telegram import TelegramServer  # noqa: PLC0415

    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(telegram: "TelegramServer") -> AsyncIterator["Bot"]:
    """The bot's Telegram client, without a running bot."""
    from bot.config import Settings  # noqa: PLC0415
    from bot.telegram import create_bot  # noqa: PLC0415

    async with create_bot(Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})) as bot:
        yield bot
