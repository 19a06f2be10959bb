"""A process that ceases to be the leader: the answers that it still sends, and the updates that it leaves."""

import asyncio
import signal

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramServerError
from aiogram.methods import EditMessageText, SendMessage

from bot.admission import Admission
from bot.app import run
from bot.config import Settings, SettingsError
from bot.feeding import UpdateFeeder
from bot.inbox import Inbox
from bot.intake import Intake
from bot.leading import SendFence, lead
from bot.polling import Polling
from bot.signals import restore_signal_handlers, stop_on_signal
from bot.updates import BotIdentity
from handlers.deliveries import PacedMessage
from sandbox.telegram import TelegramServer
from services.errors import BadDatabaseAddress, StorageError
from services.storage import Database, Journal
from services.storage.leader_lock import MAX_FINISH_SECONDS, LeaderLock
from services.storage.process_lock import hold_process_lock
from tests.bot.conftest import Env
from tests.bot.polled import no_context
from tests.services.conftest import Clock


@pytest.fixture
def held(clock: Clock) -> LeaderLock:
    """A lock that this process holds, with a standby."""
    lock = LeaderLock("postgresql+asyncpg://localhost/none", 42, clock=clock)
    lock.has_standby = True
    lock._confirmed_at = lock._attempted_at = clock()
    return lock


async def test_answers_are_not_sent_after_the_leader_has_lost_the_lock(
    telegram: TelegramServer, bot: Bot, held: LeaderLock, clock: Clock
) -> None:
    bot.session.middleware(SendFence(held))
    chat = telegram.private_chat()
    chat.send("hello")
    answer = SendMessage(chat_id=chat.id, text="an answer")
    sent = await bot(answer)
    held._lose_lock("a test")
    await bot(answer)  # answers that were being prepared may still be sent for a moment
    clock.advance(seconds=MAX_FINISH_SECONDS)
    with pytest.raises(TelegramServerError, match="not the leader"):
        await SendFence(held)(bot.session.make_request, bot, answer)
    await bot(PacedMessage(chat_id=chat.id, text="a push"))
    assert len(chat.answers) == 3
    await bot(EditMessageText(chat_id=chat.id, message_id=sent.message_id, text="edited"))


async def test_an_unconfirmed_lock_expires_by_the_clock_even_before_the_loss_is_noticed(
    held: LeaderLock, clock: Clock
) -> None:
    assert held.may_begin_answer()
    clock.advance(seconds=4.0)
    assert not held.may_begin_answer()
    assert held.may_send_answer()
    clock.advance(seconds=MAX_FINISH_SECONDS)
    assert not held.may_send_answer()


async def test_updates_that_the_old_leader_has_not_begun_stay_in_the_journal_unacknowledged(
    telegram: TelegramServer,
    bot: Bot,
    dispatcher: Dispatcher,
    database: Database,
    held: LeaderLock,
) -> None:
    chat = telegram.private_chat()
    journal = Journal(database, bot.id)
    inbox = Inbox(journal, lambda: None)
    identity = BotIdentity(bot.id, "bot", ())
    intake = Intake(UpdateFeeder(bot, dispatcher, no_context, 0), inbox, identity, Admission(0), secret=bot.token)
    polling = Polling(bot, journal, inbox, intake, allowed_updates=["message"])
    polling.lock = held
    stop = asyncio.Event()
    held._lose_lock("a test")
    task = asyncio.create_task(polling.run(stop, 1))
    await telegram.calls.find(lambda call: call.method == "getUpdates")
    chat.send("hello")
    await telegram.calls.find(lambda call: "offset" in call.params and call.params["offset"] != "0")
    stop.set()
    await task
    assert dispatcher["heard"].empty()
    assert [entry.update_id for entry in (await journal.load())[0]] == [1]
    assert not [call for call in telegram.calls if call.params.get("limit") == "1"]  # the acknowledgement


async def test_a_lock_that_the_database_cannot_have_is_a_settings_error(
    settings: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def acquire(*_: object) -> None:
        raise BadDatabaseAddress("a pooler")

    monkeypatch.setattr(LeaderLock, "acquire", acquire)

    async def nothing(*_: object) -> None:
        raise AssertionError

    with pytest.raises(SettingsError, match="DATABASE_URL cannot be used: a pooler"):
        await lead(Settings.read(settings), nothing, nothing)


async def test_after_a_loss_the_process_stands_by_and_signals_end_it_at_once(
    settings: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms: list[LeaderLock] = []
    handlers: list[object] = []

    async def acquire(lock: LeaderLock, *_: object) -> None:
        lock._lost_at = None
        handlers.append(signal.getsignal(signal.SIGTERM))

    async def run_term(lock: LeaderLock) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None)
        terms.append(lock)
        if len(terms) == 1:
            lock._lose_lock("a test")

    async def stand_by() -> None:
        raise AssertionError

    monkeypatch.setattr(LeaderLock, "acquire", acquire)
    await lead(Settings.read(settings), stand_by, run_term)
    assert len(terms) == 2
    assert handlers[0] == handlers[1]


async def test_a_signal_between_the_loss_of_the_lock_and_the_end_of_the_term_ends_the_process(
    settings: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = 0

    async def acquire(lock: LeaderLock, *_: object) -> None:
        lock._lost_at = None

    async def run_term(lock: LeaderLock) -> None:
        nonlocal terms
        terms += 1
        stop = stop_on_signal()
        if terms == 1:
            lock._lose_lock("a test")
            signal.raise_signal(signal.SIGTERM)
            await stop.wait()

    async def stand_by() -> None:
        raise AssertionError

    handler = signal.signal(signal.SIGTERM, lambda *_: None)
    monkeypatch.setattr(LeaderLock, "acquire", acquire)
    try:
        await lead(Settings.read(settings), stand_by, run_term)
        assert terms == 1
    finally:
        restore_signal_handlers({signal.SIGTERM: handler, signal.SIGINT: signal.default_int_handler})


async def test_a_second_process_on_sqlite_is_refused(settings: Env) -> None:
    read = Settings.read(settings)
    with (
        hold_process_lock(read.database_url, read.bot_id),
        pytest.raises(StorageError, match="another process of this bot uses"),
    ):
        await run(read)
