"""Calls in general: recording, faults, unknown methods, command menus and chat actions."""

import asyncio

import pytest
from aiohttp import ClientSession

from sandbox.telegram import Chat, TelegramServer
from tests.sandbox.telegram.conftest import Call, Json


@pytest.mark.parametrize(
    ("commands", "description"),
    [
        ([{"command": "Weather", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "w" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "weather", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "weather", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "weather", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_a_menu_that_telegram_would_refuse_is_refused(
    call: Call, commands: list[Json], description: str
) -> None:
    answer = await call("setMyCommands", commands=commands)
    assert answer["description"] == f"Bad Request: {description}"


async def test_each_language_and_scope_has_its_own_menu(call: Call) -> None:
    english = [{"command": "weather", "description": "The weather"}]
    russian = [{"command": "weather", "description": "Погода"}]
    scope = {"type": "all_group_chats"}
    await call("setMyCommands", commands=english)
    await call("setMyCommands", commands=russian, language_code="ru")
    assert (await call("getMyCommands"))["result"] == english
    assert (await call("getMyCommands", language_code="ru"))["result"] == russian
    assert (await call("getMyCommands", scope=scope))["result"] == []
    assert not (await call("setMyCommands", commands=english, language_code="russian"))["ok"]


async def test_a_chat_action_must_be_known_to_telegram(chat: Chat, call: Call) -> None:
    assert (await call("sendChatAction", chat_id=chat.id, action="typing"))["ok"]
    assert not (await call("sendChatAction", chat_id=chat.id, action="pondering"))["ok"]


async def test_a_wrong_token_and_an_unknown_method_are_refused(telegram: TelegramServer, call: Call) -> None:
    assert (await call("sendWeather"))["error_code"] == 404
    assert "the sandbox has no sendDice" in (await call("sendDice", chat_id=1))["description"]
    async with ClientSession() as session, session.get(f"{telegram.url}/bot42:WRONG/getMe") as response:
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_calls_are_recorded_with_their_outcome(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    await call("sendMessage", chat_id=chat.id, text="Hi")
    await call("sendMessage", chat_id=404, text="Hi")
    sent, refused = telegram.calls
    assert (sent.method, sent.params, sent.ok) == ("sendMessage", {"chat_id": str(chat.id), "text": "Hi"}, True)
    assert (refused.ok, refused.answer["error_code"]) == (False, 400)
    assert sent.at < refused.at


async def test_recorded_calls_can_be_cleared(telegram: TelegramServer, call: Call) -> None:
    await call("getMe")
    telegram.calls.clear()
    waiting = asyncio.create_task(telegram.calls.find(lambda call: call.method == "getMe"))
    await call("getMe")
    assert await waiting == 0


async def test_a_get_request_may_have_its_parameters_in_the_body(telegram: TelegramServer) -> None:
    for text in ("one", "two"):
        telegram.private_chat().send(text)
    async with (
        ClientSession() as session,
        session.get(f"{telegram.url}/bot{telegram.token}/getUpdates", data={"offset": "2"}) as response,
    ):
        answer = await response.json()
    assert [update["message"]["text"] for update in answer["result"]] == ["two"]


def test_the_token_of_the_bot_is_random() -> None:
    assert TelegramServer().token != TelegramServer().token
