"""The real bot in processes that the tests share: one with an OpenWeather key, one without.

The one without has its database on PostgreSQL where TEST_POSTGRES_URL is set.

Everything here runs in one event loop, the session's, since the sandbox's servers do.
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
    """Every stage there has been. At the end of all tests none of them may have let a secret out."""
    stages: list[Stage] = []
    yield stages
    for stage in stages:
        assert stage.bot.log  # there was something to look through
        assert not stage.leaks


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bots(
    stages: list[Stage], tmp_path_factory: pytest.TempPathFactory, postgres: MakeDatabase | None
) -> AsyncIterator[tuple[Stage, Stage]]:
    """The bot with a key and the bot without one, which start at the same time."""
    async with AsyncExitStack() as stack:

        async def open_stage(name: str, **settings: str) -> Stage:
            telegram = await stack.enter_async_context(TelegramServer())
            calendar = Calendar()
            weather = await stack.enter_async_context(WeatherServer(now=calendar))
            directory = tmp_path_factory.mktemp(name)
            # The budgets are for all tests together here.
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
    """The bot that asks OpenWeather first; mended after the test."""
    yield bots[0]
    bots[0].mend()


@pytest.fixture
def without_key(bots: tuple[Stage, Stage]) -> Iterator[Stage]:
    """The bot that knows Open-Meteo alone; mended after the test."""
    yield bots[1]
    bots[1].mend()


@pytest.fixture(params=["with a key", "without a key"])
def stage(request: pytest.FixtureRequest, bots: tuple[Stage, Stage]) -> Iterator[Stage]:
    """Both of them, one after the other."""
    chosen = bots[request.param == "without a key"]
    yield chosen
    chosen.mend()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def remembering(
    request: pytest.FixtureRequest, bots: tuple[Stage, Stage], postgres: MakeDatabase | None
) -> Iterator[Stage]:
    """The one with its database on SQLite, then the one on PostgreSQL; for what is stored."""
    if request.param == "postgresql" and postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    chosen = bots[request.param == "postgresql"]
    yield chosen
    chosen.mend()
