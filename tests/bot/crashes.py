"""What a killed bot leaves behind at each commit, and bots that go on from there."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import run
from bot.config import Settings
from sandbox.telegram import Chat, TelegramServer
from sandbox.telegram.chats import Exchange, Press
from services.tasks import cancel_all
from tests.bot.conftest import Env
from tests.bot.visitor import WITHIN, Visitor

TABLES = ("chats", "choices", "saved_places", "subscriptions", "subscription_places")
"""The tables with the data of chats."""
MOMENTS = ("gone_since", "chosen_at", "done_until")
"""Columns with a time, which differs between runs."""

Rows = dict[str, list[tuple[object, ...]]]
"""The rows of each table."""


@dataclass(frozen=True)
class Moment:
    """What outlives the bot if it is killed now."""

    database: bytes
    pending: tuple[dict[str, Any], ...]
    """The updates that Telegram sends again."""
    presses: dict[str, Press]
    """The buttons that are not released yet."""
    heard: int
    """What the chat has seen of the bot since the recording began."""


class Recorder:
    """Records the moments before and after each commit of a bot."""

    def __init__(self, exchange: Exchange) -> None:
        self.moments: list[Moment] = []
        self._exchange = exchange
        self._database: Path | None = None
        self._chat: Chat | None = None
        self._seen = 0
        self._committed = asyncio.Event()

    async def settled(self, database: Path) -> None:
        """Wait until the journal in *database* has recorded that all its updates are finished."""
        async with asyncio.timeout(WITHIN):
            while _unfinished(database):
                self._committed.clear()
                if _unfinished(database):  # else the commit came before
                    await self._committed.wait()

    def start(self, database: Path, chat: Chat) -> None:
        """Record what happens to *database* and *chat* from now on."""
        self.moments, self._database, self._chat = [], database, chat
        self._seen = len(chat.feed)

    def stop(self) -> list[Moment]:
        """Return the moments that differ in what a later process finds."""
        self._database = None
        return self.moments

    def commit(self, do_commit: Callable[[], None]) -> None:
        """Commit, and record the moments around it."""
        self._record()
        do_commit()
        self._record()
        self._committed.set()

    def _record(self) -> None:
        if self._database is None or self._chat is None:
            return
        with closing(sqlite3.connect(self._database)) as connection:
            database = connection.serialize()
        pending, presses = tuple(self._exchange.updates._pending), dict(self._exchange.presses)
        last = self.moments[-1] if self.moments else None
        # What the chat sees meanwhile does not matter to the next process: the first such moment is the hardest.
        if last is None or (last.database, last.pending, last.presses) != (database, pending, presses):
            self.moments.append(Moment(database, pending, presses, len(self._chat.feed) - self._seen))


class Trials:
    """Bots that handle the same steps, each with a database of its own."""

    def __init__(self, telegram: TelegramServer, settings: Env, template: Path, directory: Path) -> None:
        self.recorder = Recorder(telegram._exchange)
        self._telegram = telegram
        self._settings = settings
        self._template = template
        self._directory = directory
        self._numbers = count()
        self._stop = asyncio.Event()

    def stop_signal(self) -> asyncio.Event:
        """Return a new event that stops the bot which asks for it, as SIGTERM does."""
        self._stop = asyncio.Event()
        return self._stop

    async def handle(self, visitor: Visitor, steps: tuple[str, ...]) -> tuple[Rows, list[Moment]]:
        """Let a bot handle *steps*; return what it remembers, and the moments from the last step on."""
        database = self._new_database(self._template.read_bytes())
        *before, last = steps
        async with self._running(database):
            for step in before:
                await visitor.see_through(step)
            # An earlier update that the journal does not know to be finished would be answered again.
            await self.recorder.settled(database)
            self.recorder.start(database, visitor.chat)
            visitor.take(last)
            await visitor.taken()
        return _rows(database, visitor.chats), self.recorder.stop()

    async def go_on(self, visitor: Visitor, moment: Moment) -> Rows:
        """Let another bot begin where one was killed at *moment*; return what it remembers in the end."""
        database = self._new_database(moment.database)
        exchange = self._telegram._exchange
        exchange.updates._pending, exchange.presses = list(moment.pending), dict(moment.presses)
        calls = len(self._telegram.calls)
        async with self._running(database):
            await visitor.taken(calls)
        return _rows(database, visitor.chats)

    def rows(self, visitor: Visitor, moment: Moment) -> Rows:
        """Return what is remembered at *moment*."""
        return _rows(self._new_database(moment.database), visitor.chats)

    def _new_database(self, content: bytes) -> Path:
        path = self._directory / f"{next(self._numbers)}.db"
        path.write_bytes(content)
        return path

    @asynccontextmanager
    async def _running(self, database: Path) -> AsyncIterator[None]:
        """Run a bot, and let it finish what is in hand."""
        settings = Settings.read({**self._settings, "DATABASE_URL": f"sqlite+aiosqlite:///{database}"})
        bot = asyncio.create_task(run(settings))
        try:
            yield
            self._stop.set()
            async with asyncio.timeout(WITHIN):
                await bot
        finally:
            await cancel_all([bot])


def _unfinished(database: Path) -> int:
    """Return how many updates the journal in *database* holds that are not finished."""
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM journal WHERE NOT done").fetchone()
    return int(count)


def _rows(database: Path, chats: list[Chat]) -> Rows:
    """Return what is remembered, with the places of *chats* instead of their numbers, and no moments."""
    numbers = {chat.id: f"chat {index}" for index, chat in enumerate(chats)}
    connection = sqlite3.connect(database)
    try:
        found: Rows = {}
        for table in TABLES:
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            found[table] = sorted(
                tuple(
                    value is not None if name in MOMENTS else numbers.get(value, value)
                    for name, value in zip(names, row, strict=True)
                )
                for row in cursor
            )
        return found
    finally:
        connection.close()
