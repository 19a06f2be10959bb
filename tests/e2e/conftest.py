"""The real bot in two shared processes: one with an OpenWeather key, one without.

The bot without a key uses PostgreSQL when TEST_POSTGRES_URL is set. All fixtures run in the event loop of the
session, because the sandbox's servers do.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from sandbox.process import database_url
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.conftest import MakeDatabase
from tests.e2e.stage import Calendar, Stage
from tests.e2e.warm import WarmBot


@pytest.fixture(scope="session")
def stages() -> Iterator[list[Stage]]:
    """All stages of the session. After the last test, none of them may have leaked a secret."""
    stages: list[Stage] = []
    yield stages
    for stage in stages:
        assert stage.bot.log  # the log is not empty
        assert not stage.leaks


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bots(
    stages: list[Stage], tmp_path_factory: pytest.TempPathFactory, postgres: MakeDatabase | None
) -> AsyncIterator[tuple[Stage, Stage]]:
    """The bots with and without a key, started at the same time."""
    async with AsyncExitStack() as stack:

        async def open_stage(name: str, **settings: str) -> Stage:
            telegram = await stack.enter_async_context(TelegramServer())
            calendar = Calendar()
            weather = await stack.enter_async_context(WeatherServer(now=calendar))
            directory = tmp_path_factory.mktemp(name)
            # All tests together share these limits.
            env = {
                "OPENWEATHER_API_KEY": weather.key,
                "OPENWEATHER_CALLS_PER_MINUTE": "100000",
                "OPEN_METEO_CALLS_PER_DAY": "10000000",
                "DATABASE_URL": database_url(directory),
                **settings,
            }
            bot = await stack.enter_async_context(WarmBot.start(telegram, weather, directory, env=env))
            stage = Stage(telegram, weather, bot, env["OPENWEATHER_API_KEY"], env["DATABASE_URL"], calendar)
            stages.append(stage)
            return stage

        elsewhere = {"DATABASE_URL": postgres("e2e")} if postgres else {}
        both = await asyncio.gather(
            open_stage("with-key"), open_stage("without-key", OPENWEATHER_API_KEY="", **elsewhere)
        )
        yield both[0], both[1]
        assert await asyncio.gather(*(stage.bot.stop() for stage in both)) == [0, 0]


@pytest.fixture
def with_key(bots: tuple[Stage, Stage]) -> Iterator[Stage]:
    """The bot that asks OpenWeather first. Faults are removed after the test."""
    yield bots[0]
    bots[0].mend()


@pytest.fixture
def without_key(bots: tuple[Stage, Stage]) -> Iterator[Stage]:
    """The bot that only uses Open-Meteo. Faults are removed after the test."""
    yield bots[1]
    bots[1].mend()


@pytest.fixture
def current_date(bots: tuple[Stage, Stage]) -> Iterator[None]:
    """Let the weather services use the current date, as the bot does."""
    for stage in bots:
        stage.calendar.real = True
    yield
    for stage in bots:
        stage.calendar.real = False


@pytest.fixture
def inline_mode(bots: tuple[Stage, Stage]) -> Iterator[None]:
    """Switch inline mode on for the test, with locations and without feedback."""
    for stage in bots:
        stage.telegram.set_inline_mode(location=True)
    yield
    for stage in bots:
        stage.telegram.inline.enabled = False


@pytest.fixture(params=["with a key", "without a key"])
def stage(request: pytest.FixtureRequest, bots: tuple[Stage, Stage]) -> Iterator[Stage]:
    """The bots with and without a key, in turn."""
    chosen = bots[request.param == "without a key"]
    yield chosen
    chosen.mend()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database_stage(
    request: pytest.FixtureRequest, bots: tuple[Stage, Stage], postgres: MakeDatabase | None
) -> Iterator[Stage]:
    """The bot with SQLite and the bot with PostgreSQL in turn, for tests of stored data."""
    if request.param == "postgresql" and postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    chosen = bots[request.param == "postgresql"]
    yield chosen
    chosen.mend()
