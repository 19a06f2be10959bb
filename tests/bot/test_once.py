"""Every kind of update counts once, wherever the bot is killed while it handles it.

A killed process leaves its database and what Telegram knows. Both are recorded before and after each commit of a
bot that handles the update, and another bot begins from each of these records.
"""

import asyncio
import sqlite3
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from bot.app import run
from bot.config import Settings
from sandbox.telegram import BotMessage, Chat, TelegramServer
from sandbox.telegram.chats import Exchange, Press
from services.places import PlaceIndex
from services.tasks import cancel_all
from tests.bot.conftest import Env
from tests.handlers.scene import Sketcher

TABLES = ("chats", "choices", "saved_places", "subscriptions", "subscription_places")
"""What is remembered of chats."""
MOMENTS = ("gone_since", "chosen_at", "done_until")
"""Columns that tell when something was done."""
PRESS, REPLY, DO = "> ", "< ", "! "
"""How a step begins that presses a button of the bot's last message, replies to it, or is a method of Visitor."""
WITHIN = 20.0

Rows = dict[str, list[tuple[object, ...]]]

LISTED = ("/places London, Paris, Rome",)
PICKED = (*LISTED, PRESS + "Paris")
DAILY = ("/daily 08:00 London",)
GROUP = (DO + "gather",)

KINDS: tuple[tuple[str, ...], ...] = (
    ("/start",),
    ("/weather London",),
    ("/forecast London",),
    ("Moscow, London",),
    (DO + "send_pin",),
    (DO + "edit",),
    LISTED,
    (*LISTED, "/places add Oslo"),
    (*LISTED, "/places"),
    (*LISTED, "/places remove 1"),
    (*LISTED, "/places name 1 home"),
    (*LISTED, "/places name 1 home", "/places name 1"),
    (*LISTED, PRESS + "Add"),
    (*LISTED, PRESS + "Add", REPLY + "Oslo, Berlin"),
    (*PICKED, PRESS + "Up"),
    (*PICKED, PRESS + "Remove"),
    (*PICKED, PRESS + "Give it a name", REPLY + "home"),
    (*LISTED, "/places name 1 home", PRESS + "home", PRESS + "Call it London again"),
    ("/weather Oslo", PRESS + "Save"),
    ("/weather London", PRESS + "Another London?"),
    ("/weather London", PRESS + "Another London?", PRESS + "London, Canada"),
    ("/weather London", PRESS + "Refresh"),
    ("/settings",),
    ("/settings", PRESS + "Temperature", PRESS + "°F"),
    DAILY,
    (*DAILY, "/daily"),
    (*DAILY, "/daily", PRESS + "⏸"),
    (*DAILY, "/daily", PRESS + "⏸", PRESS + "▶️"),
    (*DAILY, "/daily", PRESS + "🗑"),
    (*LISTED, "/privacy export"),
    (*LISTED, "/privacy delete", PRESS + "Yes, delete everything"),
    (*LISTED, DO + "block"),
    (*LISTED, DO + "block", DO + "unblock"),
    (*GROUP, "/places London, Paris", DO + "migrate"),
)


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


class Visitor:
    """Somebody who takes the steps of a kind, one after the other."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.chats = [telegram.private_chat()]
        self._telegram = telegram

    @property
    def chat(self) -> Chat:
        return self.chats[0]

    def take(self, step: str) -> None:
        """Do it."""
        if step.startswith(PRESS):
            self.chat.press(self._shown, step.removeprefix(PRESS))
        elif step.startswith(REPLY):
            self.chat.send(step.removeprefix(REPLY), reply_to=self._shown.message_id)
        elif step.startswith(DO):
            getattr(self, step.removeprefix(DO))()
        else:
            self.chat.send(step)

    async def see_through(self, step: str) -> None:
        """Do it, and wait until the bot has done its part."""
        before = len(self.chat.feed)
        self.take(step)
        if step == GROUP[0]:
            return
        await self.taken()
        if not step.startswith(DO):
            await self.chat.feed.find(lambda _: True, start=before, within=WITHIN)
        other = self._telegram.private_chat()
        for _ in range(2):  # what comes second begins when what was before the first is well on its way
            other.send("/help")
            await other.next_message(within=WITHIN)

    async def taken(self, calls: int = 0) -> None:
        """Wait until the bot has told Telegram, after so many *calls*, that it has all updates."""
        pending = self._telegram._exchange.updates._pending
        last = pending[-1]["update_id"] if pending else -1
        await self._telegram.calls.find(
            lambda call: call.method == "getUpdates" and int(call.params.get("offset", 0)) > last,
            start=calls,
            within=WITHIN,
        )

    @property
    def _shown(self) -> BotMessage:
        return max(self.chat.answers.values(), key=lambda message: message.message_id)

    def gather(self) -> None:
        self.chats[0] = self._telegram.group()

    def send_pin(self) -> None:
        self.chat.send_location(55.75, 37.62)

    def edit(self) -> None:
        self.chat.edit({"message_id": 1, "date": 1, "chat": self.chat.info, "from": self.chat.user}, "London")

    def block(self) -> None:
        self.chat.block()

    def unblock(self) -> None:
        self.chat.unblock()

    def migrate(self) -> None:
        self.chats.append(self._telegram.forum())
        self.chat.become(self.chats[1])


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


@pytest.fixture
def shared(index: PlaceIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all bots share what takes each of them 30 ms to load."""

    async def open_index(_: Path) -> PlaceIndex:
        return index

    monkeypatch.setattr("bot.app.open_index", open_index)
    monkeypatch.setattr(index, "close", lambda: None)
    monkeypatch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))


@pytest.fixture
def trials(
    telegram: TelegramServer, settings: Env, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Trials:
    trials = Trials(telegram, settings | {"THROTTLE_PER_MINUTE": "0"}, template, tmp_path)
    do_commit = DefaultDialect.do_commit
    monkeypatch.setattr(
        DefaultDialect,
        "do_commit",
        lambda dialect, connection: trials.recorder.commit(partial(do_commit, dialect, connection)),
    )
    monkeypatch.setattr("bot.app._stop_signal", trials.stop_signal)
    monkeypatch.setattr("bot.app.Artist", lambda _: Sketcher())
    return trials


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("steps", KINDS, ids=lambda steps: " ".join(steps[-2:]))
async def test_an_update_counts_once_wherever_the_bot_is_killed(
    trials: Trials, telegram: TelegramServer, steps: tuple[str, ...]
) -> None:
    visitor = Visitor(telegram)
    once, moments = await trials.handle(visitor, steps)
    chat = visitor.chat
    before = trials.rows(visitor, moments[0])
    # A button that was pressed before a crash is not pressed again: its user has seen that nothing happened.
    is_callback = steps[-1].startswith(PRESS)
    allowed = [once, before] if is_callback else [once]
    assert len(moments) > 1
    # Where nothing is remembered, all commits but the first are the journal's, the same for all kinds.
    for moment in moments[:2] if once == before else moments:
        seen = len(chat.feed)
        assert await trials.go_on(visitor, moment) in allowed
        heard = moment.heard + len(chat.feed) - seen
        assert is_callback or bool(heard) is bool(moments[-1].heard)
