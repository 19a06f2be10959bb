"""The heartbeats of polling, and its pauses.

Which updates a stop loses and answers is tested in tests/e2e/test_losses.py.
"""

import asyncio
import json
import time
from collections.abc import Collection, Mapping

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramServerError
from aiogram.methods import GetUpdates
from aiogram.types import Message

from bot import inbox, intake, polling
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from services.storage import Database, Journal
from services.storage.journal import Body
from tests.bot.polled import Heartbeats, polled

pytestmark = pytest.mark.usefixtures("quick_polling")


class StuckJournal(Journal):
    """Blocks each write until `let_go` is set."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self.let_go = asyncio.Event()

    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, offset: int) -> None:
        await self.let_go.wait()
        await super().write(received, finished, offset=offset)


async def test_each_getupdates_sends_a_heartbeat_even_if_it_fails(
    telegram: TelegramServer, bot: Bot, database: Database, heartbeats: Heartbeats
) -> None:
    telegram.break_(Fault(FaultKind.STATUS, status=502), "getUpdates")
    async with polled(bot, Dispatcher(), Journal(database, bot.id), heartbeats):
        await heartbeats.reach(3)


async def test_heartbeats_continue_during_a_long_retry_after(
    telegram: TelegramServer, bot: Bot, database: Database, heartbeats: Heartbeats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MAX_HEARTBEAT_INTERVAL", 0.01)
    telegram.break_(ApiError(429, "Too Many Requests", retry_after=1000).fault(), "getUpdates")
    async with polled(bot, Dispatcher(), Journal(database, bot.id), heartbeats):
        await heartbeats.reach(5)
        assert len(telegram.calls) == 1


async def test_an_immediate_empty_response_is_followed_by_a_pause(
    telegram: TelegramServer, bot: Bot, database: Database, heartbeats: Heartbeats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MAX_HEARTBEAT_INTERVAL", 0.01)
    monkeypatch.setattr(polling, "POLL_BACKOFF_MIN", 1000.0)
    monkeypatch.setattr(polling, "POLL_BACKOFF_MAX", 1000.0)
    telegram.break_(Fault(FaultKind.STATUS, status=200, body='{"ok": true, "result": []}'), "getUpdates")
    async with polled(bot, Dispatcher(), Journal(database, bot.id), heartbeats):
        await heartbeats.reach(5)
        assert len(telegram.calls) == 1


async def test_a_server_that_repeats_updates_is_called_at_growing_intervals(
    telegram: TelegramServer, bot: Bot, dispatcher: Dispatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeats = Heartbeats()
    monkeypatch.setattr(polling, "MAX_HEARTBEAT_INTERVAL", 0.01)
    pauses = iter([0.0, 0.0, 1000.0])
    monkeypatch.setattr(polling, "_backoff", lambda _: next(pauses))
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 7, "type": "private"}, "text": "hello"}
    same = json.dumps({"ok": True, "result": [{"update_id": 1, "message": message}]})
    telegram.break_(Fault(FaultKind.STATUS, status=200, body=same), "getUpdates")
    async with polled(bot, dispatcher, Journal(database, bot.id), heartbeats), asyncio.timeout(30):
        assert await dispatcher["heard"].get() == "hello"
        await telegram.calls.find(lambda call: call.method == "getUpdates", start=3)
        await heartbeats.reach(heartbeats.beats + 5)
        assert len(telegram.calls) == 4
    assert dispatcher["heard"].empty()


def test_after_days_of_failures_the_pause_is_bounded_and_the_log_is_short(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.undo()
    error = TelegramServerError(method=GetUpdates(), message="HTTP 502")
    pauses = [polling._pause_after_error(error, failures) for failures in range(1, 10_000)]
    assert all(0 < pause <= polling.POLL_BACKOFF_MAX for pause in pauses)
    assert caplog.messages[2].startswith(
        "getUpdates failed, attempt 4: Telegram answers with an error (HTTP 502); trying again in "
    )
    assert len(caplog.messages) == 14


async def test_a_journal_that_hangs_stops_the_heartbeats(
    telegram: TelegramServer, bot: Bot, database: Database, heartbeats: Heartbeats
) -> None:
    telegram.break_(Fault(FaultKind.STATUS, status=502), "getUpdates")
    journal = StuckJournal(database, bot.id)
    async with polled(bot, Dispatcher(), journal, heartbeats):
        await telegram.calls.find(lambda call: call.method == "getUpdates", start=3)
        assert heartbeats.beats == 0
        journal.let_go.set()


async def test_each_finished_update_sends_a_heartbeat_while_the_intake_is_full(
    telegram: TelegramServer, bot: Bot, database: Database, heartbeats: Heartbeats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_UNFINISHED_UPDATES", 1)
    turns: asyncio.Queue[None] = asyncio.Queue()
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def on_message(_: Message) -> None:
        await turns.get()

    chat = telegram.private_chat()
    for _ in range(3):
        chat.send("hello")
    async with polled(bot, dispatcher, Journal(database, bot.id), heartbeats):
        await heartbeats.reach(1)  # sent before getUpdates, which is called once until two updates finish
        turns.put_nowait(None)
        await heartbeats.reach(2)
        assert len(telegram.calls) == 1
        turns.put_nowait(None)
        turns.put_nowait(None)


async def test_in_a_flood_one_slow_answer_does_not_delay_the_next_getupdates(
    telegram: TelegramServer, bot: Bot, database: Database, heartbeats: Heartbeats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "WRITE_DELAY", 1000.0)  # no update gets into the journal
    let_go = asyncio.Event()
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def on_message(message: Message) -> None:
        if message.text == "90":
            await let_go.wait()
        await heard.put(message.text)

    for number in range(150):
        telegram.private_chat().send(str(number))
    async with polled(bot, dispatcher, Journal(database, bot.id), heartbeats), asyncio.timeout(30):
        before = {await heard.get() for _ in range(149)}
        assert before == {str(number) for number in range(150)} - {"90"}
        let_go.set()
        assert await heard.get() == "90"
        await telegram.calls.find(lambda call: call.params.get("offset") == "151")
    assert heard.empty()
