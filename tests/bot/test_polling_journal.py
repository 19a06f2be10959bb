"""Polling and the journal: replaying it, and waiting for a database that is down."""

import asyncio
import time
from collections.abc import Collection, Mapping

import pytest
from aiogram import Bot, Dispatcher

from sandbox.telegram import TelegramServer
from services.errors import StorageError
from services.storage import Database, Journal
from services.storage.journal import MAX_CRASHES_PER_UPDATE, Body
from tests.bot.polled import Heartbeats, polled

pytestmark = pytest.mark.usefixtures("quick_polling")


class LateJournal(Journal):
    """Raises StorageError the first five times that it is opened."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self.failures = 5

    async def open(self) -> bool:
        if self.failures:
            self.failures -= 1
            raise StorageError("the database is starting up")
        return await super().open()


class FullJournal(Journal):
    """Raises StorageError at the first two writes."""

    def __init__(self, database: Database, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self._failures = 2
        self.written = asyncio.Event()

    async def write(self, received: Mapping[int, Body], finished: Collection[int], *, offset: int) -> None:
        if self._failures:
            self._failures -= 1
            raise StorageError("disk full")
        await super().write(received, finished, offset=offset)
        self.written.set()


async def test_an_expired_callback_query_is_dropped_after_a_restart(
    bot: Bot, dispatcher: Dispatcher, database: Database
) -> None:
    user = {"id": 7, "is_bot": False, "first_name": "Alice"}
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 7, "type": "private"}, "text": "new"}
    query = {"id": "1", "from": user, "chat_instance": "1", "data": "x"}
    an_hour_ago = Journal(database, bot.id, clock=lambda: time.time() - 3700)
    await an_hour_ago.write({1: {"update_id": 1, "callback_query": query}}, (), offset=0)
    journal = Journal(database, bot.id)
    await journal.write({2: {"update_id": 2, "message": message}}, (), offset=0)

    async with polled(bot, dispatcher, journal, Heartbeats()), asyncio.timeout(30):
        assert await dispatcher["heard"].get() == "new"

    assert dispatcher["heard"].empty()
    assert (await journal.load())[0] == []


async def test_an_update_handled_during_several_crashes_is_set_aside(
    bot: Bot, dispatcher: Dispatcher, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(database, bot.id)
    await journal.open()  # without `close`, as in a crash
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 7, "type": "private"}}
    texts = {1: "poison", 2: "innocent"}
    bodies = {key: {"update_id": key, "message": {**message, "text": text}} for key, text in texts.items()}
    await journal.write(bodies, (), offset=0)
    assert await journal.open()
    for _ in range(MAX_CRASHES_PER_UPDATE - 1):
        await journal.count_attempt(1)  # another crash

    async with polled(bot, dispatcher, journal, Heartbeats()), asyncio.timeout(30):
        assert await dispatcher["heard"].get() == "innocent"

    assert dispatcher["heard"].empty()
    assert "set aside updates 1 in the journal" in caplog.text
    assert (await journal.load())[0] == []


async def test_updates_are_answered_and_kept_while_the_journal_cannot_be_written(
    telegram: TelegramServer, bot: Bot, dispatcher: Dispatcher, database: Database
) -> None:
    telegram.private_chat().send("hello")
    journal = FullJournal(database, bot.id)

    async with polled(bot, dispatcher, journal, Heartbeats()), asyncio.timeout(30):
        assert await dispatcher["heard"].get() == "hello"
        await journal.written.wait()

    assert dispatcher["heard"].empty()
    assert (await journal.load())[0] == []


async def test_the_start_waits_for_a_database_that_is_down_and_logs_ever_more_rarely(
    telegram: TelegramServer,
    bot: Bot,
    dispatcher: Dispatcher,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.private_chat().send("hello")

    async with polled(bot, dispatcher, LateJournal(database, bot.id), Heartbeats()), asyncio.timeout(30):
        assert await dispatcher["heard"].get() == "hello"

    waits = [message for message in caplog.messages if message.startswith("waiting for the database")]
    assert len(waits) == 3  # after the 1st, 2nd and 4th failure


async def test_a_stop_while_the_database_is_down_keeps_the_mark_of_a_crash(
    bot: Bot, database: Database, heartbeats: Heartbeats
) -> None:
    journal = LateJournal(database, bot.id)
    await Journal.open(journal)  # without `close`, as in a crash
    journal.failures = 1_000_000

    async with polled(bot, Dispatcher(), journal, heartbeats):
        await heartbeats.reach(3)

    assert await Journal.open(journal)
