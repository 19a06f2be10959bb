"""getUpdates, by raw calls and once by aiogram."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import Command
from aiogram.types import (
    Message,
)

from sandbox.telegram import ApiError, Chat, TelegramServer
from tests.sandbox.telegram.conftest import REFRESH, Call, keyboard, updates


async def test_an_update_is_repeated_until_it_is_acknowledged(chat: Chat, call: Call) -> None:
    chat.send("one")
    chat.send("two")
    first = await updates(call)
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert await updates(call) == first
    assert await updates(call, limit=1) == first[:1]
    assert await updates(call, offset=first[1]["update_id"]) == first[1:]
    assert await updates(call) == first[1:]
    assert await updates(call, offset=first[1]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last_updates_only(chat: Chat, call: Call) -> None:
    for text in ("one", "two", "three"):
        chat.send(text)
    assert [update["message"]["text"] for update in await updates(call, offset=-1)] == ["three"]


async def test_a_poll_is_held_open_until_an_update_arrives(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    poll = asyncio.create_task(updates(call, timeout=60))
    await telegram.calls.find(lambda call: call.method == "getUpdates")
    chat.send("hello")
    (update,) = await asyncio.wait_for(poll, 5)
    assert update["message"]["text"] == "hello"


async def test_a_second_poll_ends_the_first_with_409(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=60))
    await telegram.calls.find(lambda call: call.method == "getUpdates")
    second = asyncio.create_task(call("getUpdates", timeout=60))
    conflict = await first
    assert conflict["error_code"] == 409
    assert conflict["description"].startswith("Conflict: terminated by other getUpdates request")
    chat.send("hello")
    assert len((await second)["result"]) == 1


async def test_only_the_allowed_kinds_of_updates_arrive(chat: Chat, call: Call) -> None:
    await updates(call, allowed_updates=["callback_query"])
    chat.send("hello")
    await call("sendMessage", chat_id=chat.id, text="Hi", reply_markup=keyboard(REFRESH))
    chat.press(await chat.next_message(), "Refresh")
    (update,) = await updates(call)
    assert "callback_query" in update


async def test_a_raw_update_arrives_unchanged(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    telegram.put_update({"update_id": 500, "message": {"poison": True}})
    chat.send("hello")
    poison, hello = await updates(call)
    assert poison == {"update_id": 500, "message": {"poison": True}}
    assert hello["update_id"] == 501


async def test_deleting_the_webhook_can_drop_pending_updates(chat: Chat, call: Call) -> None:
    chat.send("hello")
    assert (await call("getWebhookInfo"))["result"]["pending_update_count"] == 1
    await call("deleteWebhook", drop_pending_updates=True)
    assert await updates(call) == []


async def test_aiogram_polls_answers_and_waits_when_limited(telegram: TelegramServer, chat: Chat) -> None:
    dispatcher = Dispatcher()
    flooded: list[int] = []

    @dispatcher.message(Command("weather"))
    async def weather(message: Message) -> None:
        try:
            await message.answer("never")
        except TelegramRetryAfter as error:
            flooded.append(error.retry_after)
        await message.reply("<b>Moscow</b> +21 °C", parse_mode="HTML")

    telegram.break_(ApiError(429, "Too Many Requests", retry_after=3).fault(), "sendMessage", times=1)
    api = TelegramAPIServer.from_base(telegram.url)
    async with Bot(telegram.token, session=AiohttpSession(api=api)) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        question = chat.send("/weather Moscow")
        answer = await chat.next_message()
        await dispatcher.stop_polling()
        await polling
    assert (answer.text, answer.reply_to) == ("Moscow +21 °C", question["message_id"])
    assert flooded == [3]
