"""The state that a killed bot leaves at each commit, and bots that continue from such a state."""

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
from sandbox.telegram.exchange import Exchange, Press
from services.tasks import cancel_all
from tests.bot.conftest import Env
from tests.bot.visitor import WITHIN, Visitor

TABLES = ("chats", "choices", "saved_places", "subscriptions", "subscription_places")
"""The tables that contain the data of chats."""
MOMENTS = ("gone_since", "chosen_at", "done_until")
"""Columns that contain a time, which differs between runs."""

Rows = dict[str, list[tuple[object, ...]]]
"""The rows of each table."""


@dataclass(frozen=True)
class Moment:
    """The state that remains if the bot is killed at this moment."""

    database: bytes
    pending: tuple[dict[str, Any], ...]
    """The updates that Telegram would send again."""
    presses: dict[str, Press]
    """The buttons that still show a progress bar."""
    heard: int
    """The bot's messages in the chat since the recording began."""


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
        """Wait until all updates in the journal of *database* are marked as finished."""
        async with asyncio.timeout(WITHIN):
            while _unfinished(database):
                self._committed.clear()
                if _unfinished(database):  # a commit may have been recorded before `clear`
                    await self._committed.wait()

    def start(self, database: Path, chat: Chat) -> None:
        """Record the commits to *database* and the messages in *chat* from now on."""
        self.moments, self._database, self._chat = [], database, chat
        self._seen = len(chat.feed)

    def stop(self) -> list[Moment]:
        """Return the moments whose remaining states differ."""
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
        # Messages sent between two commits do not matter to the next process: the first moment has the fewest.
        if last is None or (last.database, last.pending, last.presses) != (database, pending, presses):
            self.moments.append(Moment(database, pending, presses, len(self._chat.feed) - self._seen))


class Trials:
    """Runs bots that handle the same steps, each with its own database."""

    def __init__(self, telegram: TelegramServer, settings: Env, template: Path, directory: Path) -> None:
        self.recorder = Recorder(telegram._exchange)
        self._telegram = telegram
        self._settings = settings
        self._template = template
        self._directory = directory
        self._numbers = count()
        self._stop = asyncio.Event()

    def stop_signal(self) -> asyncio.Event:
        """Return an event that stops the bot as SIGTERM does."""
        self._stop = asyncio.Event()
        return self._stop

    async def handle(self, visitor: Visitor, steps: tuple[str, ...]) -> tuple[Rows, list[Moment]]:
        """Let a bot handle *steps*; return the stored rows, and the moments since the last step."""
        database = self._new_database(self._template.read_bytes())
        *before, last = steps
        async with self._running(database):
            for step in before:
                await visitor.see_through(step)
            # An earlier update that is not marked as finished would be answered again.
            await self.recorder.settled(database)
            self.recorder.start(database, visitor.chat)
            visitor.take(last)
            await visitor.taken()
        return _rows(database, visitor.chats), self.recorder.stop()

    async def go_on(self, visitor: Visitor, moment: Moment) -> Rows:
        """Let another bot continue from *moment*, at which a bot was killed; return the stored rows at the end."""
        database = self._new_database(moment.database)
        exchange = self._telegram._exchange
        exchange.updates._pending, exchange.presses = list(moment.pending), dict(moment.presses)
        calls = len(self._telegram.calls)
        async with self._running(database):
            await visitor.taken(calls)
        return _rows(database, visitor.chats)

    def rows(self, visitor: Visitor, moment: Moment) -> Rows:
        """Return the rows that are stored at *moment*."""
        return _rows(self._new_database(moment.database), visitor.chats)

    def _new_database(self, content: bytes) -> Path:
        path = self._directory / f"{next(self._numbers)}.db"
        path.write_bytes(content)
        return path

    @asynccontextmanager
    async def _running(self, database: Path) -> AsyncIterator[None]:
        """Run a bot until it has handled all updates."""
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
    """Return the number of unfinished updates in the journal of *database*."""
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM journal WHERE NOT done").fetchone()
    return int(count)


def _rows(database: Path, chats: list[Chat]) -> Rows:
    """Return the stored rows without times, with the index in *chats* instead of each chat's id."""
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
