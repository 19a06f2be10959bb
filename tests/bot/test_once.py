"""Every kind of update is handled with the bot killed at each commit, and handled again: it counts once."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from bot.app import run
from bot.config import Settings
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import BotMessage, Chat, TelegramServer
from tests.bot.conftest import Env
from tests.handlers.scene import Sketcher

TABLES = ("chats", "choices", "saved_places", "subscriptions", "subscription_places")
"""What is remembered of chats."""
MOMENTS = ("gone_since", "chosen_at", "done_until")
"""Columns that tell when something was done."""
PRESS, REPLY, DO = "> ", "< ", "! "
"""How a step begins that presses a button of the bot's last message, replies to it, or is a method of Visitor."""
WITHIN = 20.0

MOST_COMMITS = 10
"""Of one update; the journal's are among them."""

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

BEFORE: dict[tuple[str, ...], Rows] = {}
"""What is remembered before the last step of a kind, by the steps so far."""


class Killed(BaseException):
    """The process is no more."""


class Commits:
    """Counts the commits of all databases, and ends the process at one of them."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.died = asyncio.Event()
        self._telegram = telegram
        self._left: int | None = None
        self._after = False

    def kill_at(self, nth: int | None, *, after: bool) -> None:
        """Die at the *nth* commit from now, before or after it; None is never."""
        self.died.clear()
        self._left, self._after = nth, after

    def commit(self, do_commit: Callable[[], None]) -> None:
        if self.died.is_set():
            raise Killed
        if self._left is not None:
            self._left -= 1
        if self._left != 0:
            do_commit()
            return
        if self._after:
            do_commit()
        # Nothing that the process does from here on, on its way out of the test's own, may reach anybody.
        self._telegram.break_(Fault(FaultKind.DROP))
        self.died.set()
        raise Killed


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

    async def taken(self) -> None:
        """Wait until the bot has told Telegram that it has all updates."""
        last = self._telegram._exchange.updates._next_id - 1
        await self._telegram.calls.find(
            lambda call: call.method == "getUpdates" and int(call.params.get("offset", 0)) > last, within=WITHIN
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


@dataclass(frozen=True)
class Outcome:
    """What a kind of update has led to."""

    rows: Rows
    heard: int
    """What the chat saw of the bot after the last step."""
    died: bool


class Trials:
    """Bots that handle the same steps again and again, each with a database of its own."""

    def __init__(self, telegram: TelegramServer, settings: Env, template: Path, directory: Path) -> None:
        self.commits = Commits(telegram)
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

    async def outcome(self, steps: tuple[str, ...], nth: int | None = None, *, after: bool = False) -> Outcome:
        """Let a bot handle *steps*, the last one killed at its *nth* commit, and another one finish."""
        database = Path(shutil.copy(self._template, self._directory / f"{next(self._numbers)}.db"))
        settings = Settings.read({**self._settings, "DATABASE_URL": f"sqlite+aiosqlite:///{database}"})
        visitor = Visitor(self._telegram)
        self.commits.kill_at(None, after=False)
        bot = asyncio.create_task(run(settings))
        try:
            *before, last = steps
            for step in before:
                await visitor.see_through(step)
            seen = len(visitor.chat.feed)
            self.commits.kill_at(nth, after=after)
            visitor.take(last)
            if not await self._dies_before(visitor.taken()):
                await self._finish(bot)
        finally:
            await _end(bot)
        died = self.commits.died.is_set()
        self.commits.kill_at(None, after=False)
        self._telegram.mend()
        if died:
            await self._restart(settings)
        return Outcome(_rows(database, visitor.chats), len(visitor.chat.feed) - seen, died)

    async def _restart(self, settings: Settings) -> None:
        """Let another bot handle what the killed one has left."""
        bot = asyncio.create_task(run(settings))
        try:
            other = self._telegram.private_chat()
            other.send("/help")
            await other.next_message(within=WITHIN)
            await self._finish(bot)
        finally:
            await _end(bot)

    async def _finish(self, bot: asyncio.Task[None]) -> None:
        """Let the bot finish what is in hand."""
        self._stop.set()
        _, running = await asyncio.wait({bot}, timeout=WITHIN)
        assert not running

    async def _dies_before(self, end: Any) -> bool:  # noqa: ANN401 - a coroutine of whatever
        ending, dying = asyncio.ensure_future(end), asyncio.create_task(self.commits.died.wait())
        await asyncio.wait({ending, dying}, return_when=asyncio.FIRST_COMPLETED)
        for task in (ending, dying):
            task.cancel()
        await asyncio.wait({ending, dying})
        return self.commits.died.is_set()


async def _end(bot: asyncio.Task[None]) -> None:
    bot.cancel()
    await asyncio.wait({bot})
    if not bot.cancelled() and (error := bot.exception()) is not None and not isinstance(error, Killed):
        raise error


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
def trials(
    telegram: TelegramServer, settings: Env, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Trials:
    trials = Trials(telegram, settings | {"THROTTLE_PER_MINUTE": "0"}, template, tmp_path)
    do_commit = DefaultDialect.do_commit
    monkeypatch.setattr(
        DefaultDialect,
        "do_commit",
        lambda dialect, connection: trials.commits.commit(partial(do_commit, dialect, connection)),
    )
    monkeypatch.setattr("bot.app._stop_signal", trials.stop_signal)
    monkeypatch.setattr("bot.polling.GOODBYE_SECONDS", 0.05)  # a process that was killed says no goodbye
    monkeypatch.setattr("bot.app.Artist", lambda _: Sketcher())
    return trials


@pytest.mark.parametrize("steps", KINDS, ids=lambda steps: " ".join(steps[-2:]))
async def test_an_update_counts_once_wherever_the_bot_is_killed(trials: Trials, steps: tuple[str, ...]) -> None:
    once = await trials.outcome(steps)
    if steps[:-1] not in BEFORE:
        BEFORE[steps[:-1]] = (await trials.outcome((*steps[:-1], "/help"))).rows
    before = BEFORE[steps[:-1]]
    # A button that was pressed before a crash is not pressed again: its user has seen that nothing happened.
    is_press = steps[-1].startswith(PRESS)
    allowed = [once.rows, before] if is_press else [once.rows]
    # Where nothing is remembered, all commits but the first are the journal's, the same for all kinds.
    last = 1 if once.rows == before else MOST_COMMITS
    for nth, after in product(range(1, last + 1), (False, True)):
        outcome = await trials.outcome(steps, nth, after=after)
        assert outcome.rows in allowed
        assert is_press or bool(outcome.heard) is bool(once.heard)
        if not outcome.died:
            assert nth > 1 or once.rows == before
            break
    else:
        assert last == 1
