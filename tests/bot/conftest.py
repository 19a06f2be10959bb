"""The composition root, run in the tests' own event loop."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import run
from bot.config import Settings
from sandbox.process import bot_settings
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

Env = dict[str, str | None]
"""The variables that the bot's settings are read from."""


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """Leave the signals as they were: the bot gives them back to the system when it stops."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
async def weather() -> AsyncIterator[WeatherServer]:
    async with WeatherServer() as server:
        yield server


@pytest.fixture
def settings(telegram: TelegramServer, weather: WeatherServer, sqlite_url: str, tmp_path: Path) -> Env:
    return {**bot_settings(telegram, weather, tmp_path), "DATABASE_URL": sqlite_url, "THROTTLE_PER_MINUTE": "5"}


@asynccontextmanager
async def running(settings: Env) -> AsyncIterator[None]:
    """The bot, until it is told to stop."""
    bot = asyncio.create_task(run(Settings.read(settings)))
    try:
        yield
        os.kill(os.getpid(), signal.SIGTERM)
        await bot
    finally:
        bot.cancel()
