"""When polling counts as alive, and what it does with its journal.

What it loses and answers when it is stopped is in tests/e2e/test_losses.py.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramServerError
from aiogram.methods import GetUpdates
from aiogram.types import CallbackQuery, Message

from bot import inbox, intake, polling
from bot.admission import Admission
from bot.feeding import Feeding
from bot.inbox import Inbox
from bot.intake import Intake
from bot.polling import Polling
from bot.updates import BotIdentity
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from services.errors import StorageError
from services.storage import Database, Journal, open_database
from services.storage.journal import Body


class Pulse:
    """Counts the signs of life."""

    def __init__(self) -> None:
        self.beats = 0
        self._beat = asyncio.Event()

    def __call__(self) -> None:
        self.beats += 1
        self._beat.set()

    async def reach(self, beats: int) -> None:
        async with asyncio.timeout(10):
            while self.beats < beats:
                self._beat.clear()
                await self._beat.wait()


class StuckJournal(Journal):
    """Is never done with writing until let go."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self.let_go = asyncio.Event()

    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, acknowledged: int) -> None:
        await self.let_go.wait()
        await super().write(received, finished, acknowledged=acknowledged)


class LateJournal(Journal):
    """Raises the first five times it is opened."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self.failures = 5

    async def open(self) -> bool:
        if self.failures:
            self.failures -= 1
            raise StorageError("the database is starting up")
        return await super().open()


class FullJournal(Journal):
    """One that can be written again from the third time on."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self._failures = 2
        self.written = asyncio.Event()

    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, acknowledged: int) -> None:
        if self._failures:
            self._failures -= 1
            raise StorageError("disk full")
        await super().write(received, finished, acknowledged=acknowledged)
        self.written.set()


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let attempts follow each other quickly."""
    monkeypatch.setattr(polling, "POLL_BACKOFF_MIN", 0.01)
    monkeypatch.setattr(polling, "JOURNAL_RETRY_SECONDS", 0.01)
    monkeypatch.setattr(inbox, "JOURNAL_RETRY_SECONDS", 0.01)


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with open_database(sqlite_url) as database:
        yield database


@asynccontextmanager
async def polled(bot: Bot, dispatcher: Dispatcher, journal: Journal, pulse: Pulse) -> AsyncIterator[None]:
    """Poll meanwhile."""
    stop = asyncio.Event()
    box = Inbox(journal, pulse)
    taken = Intake(Feeding(bot, dispatcher), box, BotIdentity(bot.id, "bot", ()), Admission(0), secret=bot.token)
    allowed = dispatcher.resolve_used_update_types()
    work = Polling(bot, journal, box, taken, allowed_updates=allowed)
    task = asyncio.create_task(work.run(stop, grace=1))
    try:
        yield
    finally:
        stop.set()
        await task


async def test_each_get_updates_is_a_sign_of_life_also_one_that_fails(
    telegram: TelegramServer, bot: Bot, database: Database, pulse: Pulse
) -> None:
    telegram.break_(Fault(FaultKind.STATUS, status=502), "getUpdates")
    async with polled(bot, Dispatcher(), Journal(database, bot.id), pulse):
        await pulse.reach(3)


async def test_a_long_wait_that_telegram_asks_for_is_full_of_life(
    telegram: TelegramServer, bot: Bot, database: Database, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "HEARTBEAT_INTERVAL", 0.01)
    telegram.break_(ApiError(429, "Too Many Requests", retry_after=1000).fault(), "getUpdates")
    async with polled(bot, Dispatcher(), Journal(database, bot.id), pulse):
        await pulse.reach(5)
        assert len(telegram.calls) == 1


async def test_a_server_that_answers_at_once_with_nothing_is_not_asked_again_at_once(
    telegram: TelegramServer, bot: Bot, database: Database, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "HEARTBEAT_INTERVAL", 0.01)
    monkeypatch.setattr(polling, "POLL_BACKOFF_MIN", 1000.0)
    monkeypatch.setattr(polling, "POLL_BACKOFF_MAX", 1000.0)
    telegram.break_(Fault(FaultKind.STATUS, status=200, body='{"ok": true, "result": []}'), "getUpdates")
    async with polled(bot, Dispatcher(), Journal(database, bot.id), pulse):
        await pulse.reach(5)
        assert len(telegram.calls) == 1


async def test_a_server_that_sends_the_same_again_and_again_is_asked_in_growing_intervals(
    telegram: TelegramServer, bot: Bot, dispatcher: Dispatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse = Pulse()
    monkeypatch.setattr(polling, "HEARTBEAT_INTERVAL", 0.01)
    pauses = iter([0.0, 0.0, 1000.0])
    monkeypatch.setattr(polling, "_backoff", lambda _: next(pauses))
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 7, "type": "private"}, "text": "hello"}
    same = json.dumps({"ok": True, "result": [{"update_id": 1, "message": message}]})
    telegram.break_(Fault(FaultKind.STATUS, status=200, body=same), "getUpdates")
    async with polled(bot, dispatcher, Journal(database, bot.id), pulse), asyncio.timeout(5):
        assert await dispatcher["heard"].get() == "hello"
        await telegram.calls.find(lambda call: call.method == "getUpdates", start=3)
        await pulse.reach(pulse.beats + 5)
        assert len(telegram.calls) == 4
    assert dispatcher["heard"].empty()


def test_the_pause_stays_within_bounds_after_days_of_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    error = TelegramServerError(method=GetUpdates(), message="HTTP 502")
    pauses = [polling._pause(error, failures) for failures in (1, 2, 10, 10_000)]
    assert all(0 < pause <= polling.POLL_BACKOFF_MAX for pause in pauses)


async def test_with_a_journal_that_hangs_polling_is_not_alive(
    telegram: TelegramServer, bot: Bot, database: Database, pulse: Pulse
) -> None:
    telegram.break_(Fault(FaultKind.STATUS, status=502), "getUpdates")
    journal = StuckJournal(database, bot.id)
    async with polled(bot, Dispatcher(), journal, pulse):
        await telegram.calls.find(lambda call: call.method == "getUpdates", start=3)
        assert pulse.beats == 0
        journal.let_go.set()


async def test_in_a_flood_each_update_finished_is_a_sign_of_life(
    telegram: TelegramServer, bot: Bot, database: Database, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "CAPACITY", 1)
    turns: asyncio.Queue[None] = asyncio.Queue()
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def on_message(_: Message) -> None:
        await turns.get()

    chat = telegram.private_chat()
    for _ in range(3):
        chat.send("hello")
    async with polled(bot, dispatcher, Journal(database, bot.id), pulse):
        await pulse.reach(1)  # before the first getUpdates, the only one until two are finished
        turns.put_nowait(None)
        await pulse.reach(2)
        assert len(telegram.calls) == 1
        turns.put_nowait(None)
        turns.put_nowait(None)


@pytest.fixture
def dispatcher() -> Dispatcher:
    """A dispatcher with a queue of what its handlers have heard."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    dispatcher = Dispatcher(heard=heard)

    @dispatcher.message()
    async def on_message(message: Message) -> None:
        await heard.put(message.text)

    @dispatcher.callback_query()
    async def on_button(_: CallbackQuery) -> None:
        await heard.put("a button")

    return dispatcher


async def test_after_a_restart_a_button_that_was_pressed_long_ago_is_dropped(
    bot: Bot, dispatcher: Dispatcher, database: Database
) -> None:
    user = {"id": 7, "is_bot": False, "first_name": "Alice"}
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 7, "type": "private"}, "text": "new"}
    query = {"id": "1", "from": user, "chat_instance": "1", "data": "x"}
    an_hour_ago = Journal(database, bot.id, clock=lambda: time.time() - 3700)
    await an_hour_ago.write({1: {"update_id": 1, "callback_query": query}}, (), acknowledged=0)
    journal = Journal(database, bot.id)
    await journal.write({2: {"update_id": 2, "message": message}}, (), acknowledged=0)

    async with polled(bot, dispatcher, journal, Pulse()), asyncio.timeout(5):
        assert await dispatcher["heard"].get() == "new"

    assert dispatcher["heard"].empty()
    assert (await journal.recall())[0] == []


async def test_an_update_that_was_in_hand_at_two_crashes_is_set_aside(
    bot: Bot, dispatcher: Dispatcher, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(database, bot.id)
    await journal.open()  # and no close: a crash
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 7, "type": "private"}}
    texts = {1: "poison", 2: "innocent"}
    bodies = {key: {"update_id": key, "message": {**message, "text": text}} for key, text in texts.items()}
    await journal.write(bodies, (), acknowledged=0)
    assert await journal.open()
    await journal.begin(1)  # and another one

    async with polled(bot, dispatcher, journal, Pulse()), asyncio.timeout(5):
        assert await dispatcher["heard"].get() == "innocent"

    assert dispatcher["heard"].empty()
    assert "set aside updates 1 in the journal" in caplog.text
    assert (await journal.recall())[0] == []


async def test_while_the_journal_cannot_be_written_questions_are_answered_and_nothing_is_lost(
    telegram: TelegramServer, bot: Bot, dispatcher: Dispatcher, database: Database
) -> None:
    telegram.private_chat().send("hello")
    journal = FullJournal(database, bot.id)

    async with polled(bot, dispatcher, journal, Pulse()), asyncio.timeout(5):
        assert await dispatcher["heard"].get() == "hello"
        await journal.written.wait()

    assert dispatcher["heard"].empty()
    assert (await journal.recall())[0] == []


async def test_a_database_that_is_away_at_the_start_is_waited_for_and_logged_ever_more_rarely(
    telegram: TelegramServer,
    bot: Bot,
    dispatcher: Dispatcher,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.private_chat().send("hello")

    async with polled(bot, dispatcher, LateJournal(database, bot.id), Pulse()), asyncio.timeout(5):
        assert await dispatcher["heard"].get() == "hello"

    waits = [message for message in caplog.messages if message.startswith("waiting for the database")]
    assert len(waits) == 3  # after the 1st, 2nd and 4th failure


async def test_a_stop_while_the_database_is_away_keeps_the_mark_of_a_crash(
    bot: Bot, database: Database, pulse: Pulse
) -> None:
    journal = LateJournal(database, bot.id)
    await Journal.open(journal)  # and no close: a crash
    journal.failures = 1_000_000

    async with polled(bot, Dispatcher(), journal, pulse):
        await pulse.reach(3)

    assert await Journal.open(journal)
