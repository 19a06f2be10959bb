"""Fixtures: the bot in the event loop of the tests, and its parts."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from aiogram import Bot, Dispatcher

from bot import inbox as inbox_module
from bot import polling
from bot.admission import Admission
from bot.app import run
from bot.config import Settings
from bot.inbox import Inbox
from bot.intake import Intake
from bot.updates import BotIdentity
from sandbox.process import bot_settings
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.places import PlaceIndex, find_index, open_index
from services.places.reading import TextReader
from services.storage import Database, Journal, open_database
from tests.bot.intake_desk import NOW, Desk, Script
from tests.bot.polled import Heartbeats, listening_dispatcher
from tests.services.conftest import Clock

Env = dict[str, str | None]
"""The variables from which the bot's settings are read."""


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """Restore the signal handlers: a bot that stops resets them to the system's defaults."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True, scope="module")
def shared_index(index: PlaceIndex) -> Iterator[None]:
    """Share the place index and its reader between all bots of a module, to save time."""
    built = find_index()

    async def open_shared(directory: Path) -> PlaceIndex:
        return index if find_index(directory) == built else await open_index(directory)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.resources.open_index", open_shared)
        patch.setattr(index, "close", lambda: None)
        patch.setattr("services.places.resolver.TextReader", cache(TextReader))
        yield


@pytest.fixture
async def weather() -> AsyncIterator[WeatherServer]:
    async with WeatherServer() as server:
        yield server


@pytest.fixture
def settings(telegram: TelegramServer, weather: WeatherServer, sqlite_url: str, tmp_path: Path) -> Env:
    return {**bot_settings(telegram, weather, tmp_path), "DATABASE_URL": sqlite_url, "THROTTLE_PER_MINUTE": "5"}


@pytest.fixture(autouse=True)
def profile_update(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """An event that is set instead of updating the bot's profile, which takes most of the calls of a start."""
    begun = asyncio.Event()

    async def update_profile(*_: object) -> None:
        begun.set()

    monkeypatch.setattr("bot.app.update_profile", update_profile)
    return begun


@asynccontextmanager
async def running(settings: Env) -> AsyncIterator[None]:
    """Run the bot, and stop it with SIGTERM when the context ends."""
    bot = asyncio.create_task(run(Settings.read(settings)))
    try:
        yield
        os.kill(os.getpid(), signal.SIGTERM)
        await bot
    finally:
        bot.cancel()


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with open_database(sqlite_url) as database:
        yield database


@pytest.fixture
def quick_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses between attempts."""
    monkeypatch.setattr(polling, "POLL_BACKOFF_MIN", 0.01)
    monkeypatch.setattr(polling, "JOURNAL_RETRY_SECONDS", 0.01)
    monkeypatch.setattr(inbox_module, "JOURNAL_RETRY_SECONDS", 0.01)


@pytest.fixture
def heartbeats() -> Heartbeats:
    return Heartbeats()


@pytest.fixture
def dispatcher() -> Dispatcher:
    return listening_dispatcher()


@pytest.fixture
def journal(database: Database, bot: Bot) -> Journal:
    return Journal(database, bot.id)


@pytest.fixture
def inbox(journal: Journal) -> Inbox:
    return Inbox(journal, lambda: None)


@pytest.fixture
def handlers(bot: Bot) -> Script:
    return Script(bot)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(handlers: Script, inbox: Inbox, clock: Clock) -> AsyncIterator[Desk]:
    admission = Admission(0, clock=clock, now=lambda: NOW)
    intake = Intake(handlers, inbox, BotIdentity(42, "bot", {"weather"}), admission, secret="secret")
    yield Desk(intake, inbox)
    await intake.drain(0)
