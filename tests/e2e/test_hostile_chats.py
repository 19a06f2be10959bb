"""Messages with unusual contents, and chats that change while the bot prepares an answer."""

from typing import Any

import pytest

from sandbox.telegram import Chat
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONGEST = 4096
HINT = "Send me a city"
FILE = {"file_id": "AgAD", "file_unique_id": "AQAD"}

FROM_CHANNEL = {
    "forward_origin": {
        "type": "channel",
        "chat": {"id": -1_000_000_000_077, "type": "channel", "title": "News"},
        "message_id": 3,
        "date": 1_700_000_000,
    }
}

USER_CONTENT: dict[str, dict[str, Any]] = {
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "contact": {"contact": {"phone_number": "+1", "first_name": "Bob"}},
    "checklist": {"checklist": {"title": "Trip", "tasks": [{"id": 1, "text": "umbrella"}]}},
    "voice": {"voice": {**FILE, "duration": 1}},
    "game": {"game": {"title": "Chess", "description": "Chess", "photo": []}},
    "story": {"story": {"chat": {"id": 5, "type": "private"}, "id": 1}},
    "news of a channel": {"text": "Storm warning for the coast on Friday. " * 20, **FROM_CHANNEL},
}
"""Contents of messages that users send without asking a question."""

SERVICE_CONTENT: dict[str, dict[str, Any]] = {
    "web app": {"web_app_data": {"data": '{"q": "Moscow"}', "button_text": "Weather"}},
    "users": {"users_shared": {"request_id": 1, "users": [{"user_id": 5}]}},
    "another request for a chat": {"chat_shared": {"request_id": 77, "chat_id": -100}},
    "tasks": {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
    "a type of tomorrow": {"hologram": {"id": 1}},
}
"""Contents of service messages, and of messages that the bot has not requested."""


def put(stage: Stage, chat: Chat, content: dict[str, Any]) -> None:
    """Send a message of the chat's user with *content* that no method of the sandbox can send."""
    message = {**chat.send("x"), **content}
    if "text" not in content:
        del message["text"]
    updates = stage.telegram._exchange.updates
    updates._pending.pop()
    updates.put("message", message)


@pytest.mark.parametrize("name", USER_CONTENT)
async def test_content_without_a_question_gets_one_hint_and_only_in_a_private_chat(
    with_key: Stage, name: str
) -> None:
    chat, group = with_key.telegram.private_chat(), with_key.telegram.group()
    for receiver in (group, chat):
        put(with_key, receiver, USER_CONTENT[name])
    assert (await chat.next_message()).text.startswith(HINT)
    assert await with_key.silent(group)
    assert len(chat.answers) == 1


@pytest.mark.parametrize("name", SERVICE_CONTENT)
async def test_service_messages_get_no_answer(with_key: Stage, name: str) -> None:
    chat, start = with_key.telegram.private_chat(), len(with_key.bot.log)
    put(with_key, chat, SERVICE_CONTENT[name])
    assert await with_key.silent(chat)
    assert " ERROR " not in with_key.bot.log[start:]


async def test_a_question_forwarded_from_a_channel_is_answered_in_a_private_chat_only(with_key: Stage) -> None:
    name = with_key.city().name_en
    chat, group = with_key.telegram.private_chat(), with_key.telegram.group()
    for receiver in (group, chat):
        put(with_key, receiver, {"text": f"weather in {name}", **FROM_CHANNEL})
    assert (await chat.next_message()).text.startswith(name)
    assert await with_key.silent(group)


async def test_no_call_is_repeated_after_the_bot_is_removed_during_a_look_up(with_key: Stage) -> None:
    city, group, start = with_key.city(), with_key.telegram.group(), len(with_key.bot.log)
    with_key.weather.delay("weather", 0.5)
    group.send(f"/weather {city.name_en}")
    await with_key.received()
    group.block()
    with_key.weather.delay("weather", 0.0)
    await with_key.telegram.calls.find(
        lambda call: call.method == "sendMessage" and call.params["chat_id"] == str(group.id)
    )
    assert await with_key.silent(group)
    assert len(with_key.sent(group)) == 1
    log = with_key.bot.log[start:]
    assert "the bot may not write to a chat" in log
    assert "ERROR" not in log


async def test_an_answer_follows_its_group_into_the_supergroup_with_working_buttons(with_key: Stage) -> None:
    city, group = with_key.city(), with_key.telegram.group()
    supergroup = with_key.telegram.forum(group.user)
    with_key.weather.delay("weather", 0.5)
    group.send(f"/weather {city.name_en}")
    await with_key.received()
    group.upgrade_to(supergroup)

    answer = await supergroup.next_message()
    with_key.weather.delay("weather", 0.0)
    assert answer.text.startswith(city.name_en)
    supergroup.press(answer, "Hours")
    assert (await supergroup.next_edit(answer)).text.startswith(city.name_en)
    assert await with_key.silent(group)


@pytest.mark.parametrize("text", ["x" * LONGEST, "𝔸" * (LONGEST // 2), ("Moscow, London, " * LONGEST)[:LONGEST]])
async def test_an_edit_to_the_maximum_length_changes_the_answer_once_and_quickly(
    with_key: Stage, text: str
) -> None:
    chat, city = with_key.telegram.private_chat(), with_key.city()
    question = chat.send(f"/weather {city.name_en}")
    answer = await chat.next_message()
    chat.edit(question, ("/weather " + text)[:LONGEST])
    edited = await chat.next_edit(answer)
    assert 0 < len(edited.text) <= LONGEST
    assert len(chat.answers) == 1
