"""Daily pushes, from a subscription in the database to a message in the chat."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from sandbox.weather import WeatherServer
from services.places import Place
from services.schedule import Schedule
from services.storage import (
    Chats,
    ChatSettings,
    Database,
    DuePushes,
    SavedPlace,
    SavedPlaces,
    Subscription,
    Subscriptions,
    open_database,
)
from tests.bot.conftest import running

MOSCOW = SavedPlace(Place("Moscow", 55.75, 37.62, "Russia", timezone="Europe/Moscow"))
LONDON = SavedPlace(Place("London", 51.51, -0.13, "United Kingdom", timezone="Europe/London"), "<дом>")

Env = dict[str, str | None]


@asynccontextmanager
async def stored(settings: Env) -> AsyncIterator[Database]:
    """The bot's database, while the bot is not running."""
    async with open_database(str(settings["DATABASE_URL"])) as database:
        yield database


async def subscribe(database: Database, chat_id: int, *places: SavedPlace, thread: int | None = None) -> Subscription:
    """Subscribe the chat for the minute that it is, as if that had been a while ago."""
    now = datetime.now(UTC)
    daily = Subscriptions(database, clock=lambda: time.time() - 120)
    schedule = Schedule(now.hour * 60 + now.minute, "UTC")
    return await daily.add(chat_id, schedule, places, thread_id=thread, language="en")


async def test_a_push_that_is_due_is_sent_once_and_comes_again_tomorrow(
    telegram: TelegramServer, settings: Env
) -> None:
    chat = telegram.private_chat()
    async with stored(settings) as database:
        push = await subscribe(database, chat.id, MOSCOW, LONDON)
        assert push.next_at is not None

    for _ in range(2):  # what is sent is not sent again by the next process
        async with running(settings):
            chat.send("/help")
            while (message := await chat.next_message()).text.startswith("Weather now"):
                if len(chat.answers) > 1:
                    break
            else:
                title, moscow, london = message.text.split("\n\n")

    assert title.endswith(f" {datetime.now(UTC):%B}") or title.startswith("Tomorrow, ")
    assert moscow.splitlines()[0].startswith("Moscow")
    assert london.splitlines()[0].startswith("<дом>")
    assert moscow.count("°C") >= 1
    assert sum("Moscow" in answer.text.splitlines()[2] for answer in chat.answers.values()) == 1
    async with stored(settings) as database:
        (after,) = await Subscriptions(database).of(chat.id)
    assert after.next_at == push.next_at + timedelta(days=1)
