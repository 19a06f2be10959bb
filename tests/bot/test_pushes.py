"""Daily pushes, from a subscription in the database to a message in the chat."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Call, Chat, TelegramServer
from sandbox.telegram.members import BotMembership
from sandbox.weather import WeatherServer
from services.places import Place
from services.schedule import Schedule
from services.storage import (
    Channel,
    Channels,
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
from services.units import DailyPictureOption
from tests.bot.conftest import Env, running

MOSCOW = SavedPlace(Place("Moscow", 55.75, 37.62, "Russia", timezone="Europe/Moscow"))
LONDON = SavedPlace(Place("London", 51.51, -0.13, "United Kingdom", timezone="Europe/London"), "<home>")


@asynccontextmanager
async def stored(settings: Env) -> AsyncIterator[Database]:
    """The bot's database."""
    async with open_database(str(settings["DATABASE_URL"])) as database:
        yield database


async def subscribe(
    database: Database, chat: Chat, *places: SavedPlace, topic: int | None = None, language: str | None = "en"
) -> Subscription:
    """Insert a subscription of the chat whose push is due now."""
    now = datetime.now(UTC)
    daily = Subscriptions(database, clock=lambda: time.time() - 120)
    schedule = Schedule(now.hour * 60 + now.minute, "UTC")
    return await daily.add(chat.id, schedule, places, thread_id=topic, language=language)


def sent(telegram: TelegramServer, chat: Chat) -> list[Call]:
    return [call for call in telegram.calls if call.params.get("chat_id") == str(chat.id)]


def _is_push(call: Call) -> bool:
    return call.method == "sendMessage" and call.ok


def is_english(text: str) -> bool:
    """Return whether *text* has no Cyrillic letters; `isascii` would reject the warning sign of a hazard."""
    return not any("а" <= letter <= "я" for letter in text.lower())


async def test_a_due_push_is_sent_once_and_is_due_again_tomorrow(telegram: TelegramServer, settings: Env) -> None:
    chat, other = telegram.private_chat(), telegram.private_chat()
    async with stored(settings) as database:
        push = await subscribe(database, chat, MOSCOW, LONDON)
    assert push.next_at is not None

    async with running(settings):
        title, moscow, london = (await chat.next_message()).text.split("\n\n")
    async with running(settings):
        other.send("/help")
        await other.next_message()

    assert len(sent(telegram, chat)) == 1
    assert is_english(title)
    assert moscow.startswith("Moscow")
    assert london.startswith("<home>")
    assert "°C" in moscow
    async with stored(settings) as database:
        (after,) = await Subscriptions(database).get(chat.id)
    assert after.next_at == push.next_at + timedelta(days=1)


async def test_a_picture_follows_the_push_if_the_chat_wants_it_and_buttons_ask_about_its_places(
    telegram: TelegramServer, settings: Env
) -> None:
    chat, plain = telegram.private_chat(), telegram.private_chat()
    async with stored(settings) as database:
        await Chats(database).save_settings(chat.id, ChatSettings(daily_picture=DailyPictureOption.WITH_PICTURE))
        push = await subscribe(database, chat, MOSCOW, LONDON)
        await subscribe(database, plain, MOSCOW)
    async with running(settings):
        pushed = await chat.next_message()
        assert (await chat.next_message()).photo is not None
        assert pushed.buttons == [["🌤 Now", "📅 5 days"]]
        chat.press(pushed, "📅 5 days")
        answer = await chat.next_message()
        assert "Moscow" in answer.text
        assert "&lt;home&gt;" in answer.text or "<home>" in answer.text
        await chat.next_message()
        async with stored(settings) as database:
            await Subscriptions(database).remove(chat.id, push.id)
        assert "old" in (await chat.press(pushed, "🌤 Now").toast()).text
    assert [call.method for call in sent(telegram, plain)] == ["sendMessage"]


async def test_a_subscription_made_while_the_bot_runs_wakes_the_sender(
    telegram: TelegramServer, settings: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.delivery.sender.MAX_CLAIM_INTERVAL", 3600)
    chat = telegram.private_chat()
    async with running(settings):
        chat.send("/daily 08:00 Moscow")
        assert (await chat.next_message()).text.startswith("✅ 08:00, every day – Moscow")
        async with stored(settings) as database:
            await subscribe(database, chat, LONDON)
        chat.send("/daily 09:00 Moscow")  # wakes the sender
        answers = [(await chat.next_message()).text for _ in range(2)]
    assert sorted(text.startswith("✅ 09:00") for text in answers) == [False, True]


async def test_a_push_is_in_the_language_of_the_chat_or_else_of_the_subscription(
    telegram: TelegramServer, settings: Env
) -> None:
    russian, settled, nobody = (telegram.private_chat() for _ in range(3))
    async with stored(settings) as database:
        await Chats(database).save_settings(settled.id, ChatSettings(language="en"))
        for chat in (russian, settled):
            await subscribe(database, chat, MOSCOW, language="ru")
        await subscribe(database, nobody, MOSCOW, language=None)
    async with running(settings):
        texts = [(await chat.next_message()).text for chat in (russian, settled, nobody)]
    assert [is_english(text) for text in texts] == [False, True, True]


async def test_a_push_about_saved_places_contains_the_current_ones_and_goes_to_its_topic(
    telegram: TelegramServer, settings: Env
) -> None:
    forum, closed, empty = telegram.forum(), telegram.forum(), telegram.private_chat()
    topic = forum.create_topic("Weather")
    async with stored(settings) as database:
        await SavedPlaces(database).add(forum.id, LONDON.place, "<home>")
        await subscribe(database, forum, topic=topic)
        await subscribe(database, closed, MOSCOW, topic=4096)
        await subscribe(database, empty)
    async with running(settings):
        pushed = await forum.next_message()
        elsewhere = await closed.next_message()
        assert (await empty.next_message()).text.startswith("No forecast today")
    assert "\n\n<home>" in pushed.text
    assert pushed.thread_id == topic
    assert elsewhere.thread_id is None


async def test_a_push_without_weather_is_postponed_and_one_with_some_names_the_failures(
    telegram: TelegramServer, weather: WeatherServer, settings: Env
) -> None:
    chat, mixed = telegram.private_chat(), telegram.private_chat()
    weather.break_("Moscow", Fault(FaultKind.STATUS))
    async with stored(settings) as database:
        push = await subscribe(database, chat, MOSCOW)
        await subscribe(database, mixed, MOSCOW, LONDON)
    async with running(settings):
        text = (await mixed.next_message()).text
    assert "Moscow: the weather service is not answering (503)" in text
    assert "<home>" in text
    assert not sent(telegram, chat)
    async with stored(settings) as database:
        (later,) = await Subscriptions(database).get(chat.id)
        assert later.next_at == push.next_at
        moment = await DuePushes(database).next_claimable_at()
        assert moment is not None
        assert moment > time.time()


async def test_a_chat_that_has_blocked_the_bot_gets_no_push_until_it_is_back(
    telegram: TelegramServer, settings: Env
) -> None:
    chat, other = telegram.private_chat(), telegram.private_chat()
    chat.blocked = True
    async with stored(settings) as database:
        await subscribe(database, chat, MOSCOW)
        await subscribe(database, other, MOSCOW)
    async with running(settings):
        await other.next_message()
        await telegram.calls.find(lambda call: call.params.get("chat_id") == str(chat.id) and bool(call.answer))
    async with stored(settings) as database:
        (push,) = await Subscriptions(database).get(chat.id)
    assert push.next_at is None

    chat.blocked = False
    async with running(settings):
        chat.send("/daily")
        assert "next: " in (await chat.next_message()).text


async def test_a_push_to_a_closed_topic_goes_to_the_general_one_from_then_on(
    telegram: TelegramServer, settings: Env
) -> None:
    forum = telegram.forum()
    topic = forum.create_topic("Weather")
    telegram.break_(ApiError(400, "Bad Request: TOPIC_CLOSED").fault(), "sendMessage", times=1)
    async with stored(settings) as database:
        await subscribe(database, forum, MOSCOW, topic=topic)
    async with running(settings):
        assert (await forum.next_message()).thread_id is None
    assert [call.params.get("message_thread_id") for call in sent(telegram, forum)] == [str(topic), None]
    async with stored(settings) as database:
        (push,) = await Subscriptions(database).get(forum.id)
        assert push.thread_id is None
        assert push.next_at is not None


async def test_a_forum_with_a_closed_general_topic_is_gone_until_it_sends_an_update(
    telegram: TelegramServer, settings: Env
) -> None:
    forum, other = telegram.forum(), telegram.private_chat()
    topic = forum.create_topic("Weather")
    async with stored(settings) as database:
        await subscribe(database, forum, MOSCOW, topic=topic)
    telegram.break_(ApiError(400, "Bad Request: TOPIC_CLOSED").fault(), "sendMessage", times=2)
    async with running(settings):
        await telegram.calls.find(lambda _: len(sent(telegram, forum)) == 2)
        other.send("/help")
        await other.next_message()
    async with stored(settings) as database:
        assert (await Chats(database).get(forum.id)).gone
        (push,) = await Subscriptions(database).get(forum.id)
    assert (push.thread_id, push.next_at) == (topic, None)


async def test_telegrams_limits_are_obeyed_and_every_push_is_sent_once(
    telegram: TelegramServer, settings: Env
) -> None:
    chats = [telegram.private_chat() for _ in range(40)]
    async with stored(settings) as database:
        for chat in chats:
            await subscribe(database, chat, MOSCOW)
    over = time.time() + 3
    telegram.limits.close(over)
    async with running({**settings, "PUSHES_PER_SECOND": "50"}):
        for chat in chats:
            await chat.next_message()
    assert [len(chat.answers) for chat in chats] == [1] * 40
    assert 2 <= telegram.limits.refused <= 10
    assert all(call.at - time.monotonic() >= over - time.time() for call in telegram.calls if _is_push(call))


async def test_many_chats_with_one_place_ask_for_its_weather_once(
    telegram: TelegramServer, weather: WeatherServer, settings: Env
) -> None:
    chats = [telegram.private_chat() for _ in range(50)]
    async with stored(settings) as database:
        for chat in chats:
            await subscribe(database, chat, MOSCOW)
    async with running({**settings, "PUSHES_PER_SECOND": "1000"}):
        for chat in chats:
            await chat.next_message()
    assert len(weather.requests) == 1


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_push_into_a_channel_has_the_settings_of_its_owner_and_no_buttons(
    telegram: TelegramServer, settings: Env, language: str
) -> None:
    owner = telegram.private_chat()
    channel = telegram.channel(owner.user)
    channel.membership = BotMembership("administrator", frozenset({"can_post_messages"}))
    async with stored(settings) as database:
        await Chats(database).save_settings(owner.id, ChatSettings(language=language))
        await set_up_channel(database, channel, owner)
    async with running(settings):
        push = await channel.next_message()
    assert is_english(push.text.partition("\n")[0]) == (language == "en")
    assert push.buttons == []


async def test_the_owner_is_told_when_a_push_shows_that_the_bot_may_not_post(
    telegram: TelegramServer, settings: Env
) -> None:
    owner = telegram.private_chat()
    channel = telegram.channel(owner.user)
    async with stored(settings) as database:
        await set_up_channel(database, channel, owner)
    async with running(settings):
        assert "the daily forecast is switched off" in (await owner.next_message()).text
    async with stored(settings) as database:
        assert (await Subscriptions(database).get(channel.id))[0].next_at is None
        assert (await Chats(database).get(channel.id)).gone


async def set_up_channel(database: Database, channel: Chat, owner: Chat) -> None:
    await Channels(database, lambda _: None).save(Channel(channel.id, owner.id, "News"))
    await subscribe(database, channel, MOSCOW)
