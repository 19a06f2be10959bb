"""The statements and commits that a full response to getUpdates costs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message

from bot import inbox as inbox_module
from bot.admission import Admission
from bot.chat_context import ChatContext
from bot.feeding import UpdateFeeder
from bot.inbox import Inbox
from bot.intake import Intake
from bot.polling import Polling
from bot.updates import BotIdentity
from sandbox.telegram import Chat, TelegramServer
from services.places import Place
from services.storage import Chats, ChatSettings, Database, Journal, LastQuestions, SavedPlaces, open_database
from tests.bot.intake_desk import message
from tests.conftest import MakeDatabase
from tests.statements import Statements, counted

BATCH = 100
"""Number of updates in a full response to getUpdates."""
RUSSIAN = ChatSettings(language="ru")
OSLO = Place("Oslo", 59.91, 10.75)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
async def database(
    request: pytest.FixtureRequest, sqlite_url: str, postgres: MakeDatabase | None
) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    if request.param == "postgresql" and postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    url = sqlite_url if request.param == "sqlite" or postgres is None else postgres("batches")
    async with open_database(url) as opened:
        yield opened


async def answer_all(bot: Bot, database: Database, chats: Sequence[Chat]) -> list[dict[str, Any]]:
    """Let *chats* write at once; poll until all are answered, and return the data of their handlers."""
    data: list[dict[str, Any]] = []
    done = asyncio.Event()
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def on_message(message: Message, **rest: Any) -> None:  # noqa: ANN401 - as aiogram's handlers
        await message.answer("hello")
        data.append(rest)
        if len(data) == len(chats):
            done.set()

    context = ChatContext(Chats(database), LastQuestions(database))
    journal = Journal(database, bot.id)
    box = Inbox(journal, lambda: None)
    feeder = UpdateFeeder(bot, dispatcher, context, per_minute=0)
    identity = BotIdentity(bot.id, "bot", ())
    intake = Intake(feeder, box, identity, Admission(0), secret=bot.token)
    intake.prefetch = partial(context.prefetch, is_relevant=intake.is_relevant)
    for chat in chats:
        chat.send("hello")
    stop = asyncio.Event()
    polling = Polling(bot, journal, box, intake, allowed_updates=["message"])
    task = asyncio.create_task(polling.run(stop, grace_seconds=1))
    async with asyncio.timeout(20):
        await done.wait()
    stop.set()
    await task
    return data


@pytest.mark.parametrize("stored", [False, True])
async def test_a_full_response_from_new_chats_costs_few_statements_and_commits(
    bot: Bot, telegram: TelegramServer, database: Database, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    monkeypatch.setattr(
        inbox_module, "MIN_FINISH_WRITE_INTERVAL", 60.0
    )  # a slow machine would need several writes
    chats = [telegram.private_chat() for _ in range(BATCH)]
    if stored:
        for chat in chats[::2]:
            await Chats(database).save_settings(chat.id, RUSSIAN)
    with counted(database) as statements:
        data = await answer_all(bot, database, chats)
    assert sum(each["chat_record"].settings == RUSSIAN for each in data) == (BATCH // 2 if stored else 0)
    assert chat_reads(statements) == (3 if stored else 1)
    # The start and the stop of polling, the first write, the received updates, and the finished updates.
    assert statements.commits <= 8
    assert len(statements.texts) <= 30


def chat_reads(statements: Statements) -> int:
    """Return the number of queries of the tables that have data of chats."""
    tables = "chats", "choices", "saved_places"
    return sum(statements.of(f"SELECT {table}.") for table in tables)


async def test_each_table_is_read_once_for_all_chats_and_members_of_a_response(database: Database) -> None:
    chats = Chats(database)
    for chat_id in (1, 7, 1_003):
        await chats.save_settings(chat_id, RUSSIAN)
    await SavedPlaces(database).add(7, OSLO)
    chats = Chats(database)
    context = ChatContext(chats, LastQuestions(database))
    private = [{"message": message(chat_id)} for chat_id in range(BATCH // 2)]
    groups = [
        {"message": message(-chat_id, "supergroup") | {"from": {"id": 1_000 + chat_id}}}
        for chat_id in range(1, BATCH // 2 + 1)
    ]
    with counted(database) as statements:
        await context.prefetch([*private, *groups], is_relevant=lambda _: True)
        found = {chat_id: await chats.get(chat_id) for chat_id in (1, 7, 8, -3, 1_003)}
    assert (len(statements.texts), statements.commits) == (3, 0)
    assert [record.settings == RUSSIAN for record in found.values()] == [True, True, False, False, True]
    assert [saved.place for saved in found[7].saved_places] == [OSLO]


async def test_chats_that_are_in_memory_or_irrelevant_are_not_read(database: Database) -> None:
    chats = Chats(database)
    context = ChatContext(chats, LastQuestions(database))
    await chats.get(1)
    with counted(database) as statements:
        await context.prefetch([{"message": message(1)}, {"message": message(2)}], is_relevant=lambda _: False)
        assert not statements.texts
        await context.prefetch([{"message": message(1)}], is_relevant=lambda _: True)
        assert not statements.texts


async def test_a_change_during_the_read_of_a_response_is_seen(database: Database) -> None:
    chats = Chats(database)
    context = ChatContext(chats, LastQuestions(database))
    reading = asyncio.create_task(
        context.prefetch([{"message": message(1)}, {"message": message(2)}], is_relevant=lambda _: True)
    )
    await asyncio.sleep(0)
    await chats.save_settings(1, RUSSIAN)
    await reading
    assert (await chats.get(1)).settings == RUSSIAN
    assert (await chats.get(2)).settings == ChatSettings()
