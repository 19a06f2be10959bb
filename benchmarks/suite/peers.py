"""The bot and the echo bots, each in a process of its own with a Telegram server of its own."""

import math
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.process import BOT, BotProcess
from sandbox.telegram import Call, Chat, TelegramServer
from sandbox.weather import WeatherServer

TIMEOUT = 60.0
"""Seconds until an unfinished flood is given up."""


@dataclass(frozen=True)
class BotKind:
    """A kind of bot."""

    name: str
    command: tuple[str, ...]


OURS = BotKind("this bot", BOT)
OURS_ON_POSTGRESQL = BotKind("this bot, PostgreSQL", BOT)
AIOGRAM = BotKind("aiogram", (sys.executable, "-m", "benchmarks.echoes.aiogram_bot"))
TELEGRAM = BotKind("python-telegram-bot", (sys.executable, "-m", "benchmarks.echoes.telegram_bot"))
TELEBOT = BotKind("telebot", (sys.executable, "-m", "benchmarks.echoes.telebot_bot"))


@dataclass
class Running:
    """A running bot, and its chats."""

    kind: BotKind
    telegram: TelegramServer
    process: BotProcess
    chats: list[Chat] = field(default_factory=list)

    def replace_chats(self, count: int) -> None:
        """Replace the chats by *count* new chats."""
        self.telegram.chats.clear()
        self.chats = [self.telegram.private_chat() for _ in range(count)]

    async def delays(self, asked: Mapping[int, float]) -> list[float]:
        """Wait for each chat's first answer and return the seconds since the chat *asked*."""
        found: dict[int, float] = {}

        def all_answered(call: Call) -> bool:
            chat = int(call.params.get("chat_id", 0))
            if call.method == "sendMessage" and call.at >= asked.get(chat, math.inf):
                found.setdefault(chat, call.at - asked[chat])
            return len(found) == len(asked)

        await self.telegram.calls.find(all_answered, within=TIMEOUT)
        return list(found.values())


@asynccontextmanager
async def run(kind: BotKind, weather: WeatherServer, **settings: str) -> AsyncIterator[Running]:
    """Run a bot with its usual settings, overridden by *settings*."""
    with tempfile.TemporaryDirectory() as directory:
        async with (
            TelegramServer() as telegram,
            BotProcess.start(telegram, weather, Path(directory), env=settings, command=kind.command) as process,
        ):
            yield Running(kind, telegram, process)
