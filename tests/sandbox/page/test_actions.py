"""The actions of the page, and the ones that it refuses."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)

from handlers.views.channels import UNNEEDED_RIGHTS
from sandbox.page.server import MAX_BODY_BYTES
from sandbox.playground import Playground
from tests.sandbox.page.conftest import Client

OK = (200, "")
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Refresh", callback_data="refresh")]])

POSTING = ChatAdministratorRights(**UNNEEDED_RIGHTS, can_manage_chat=True, can_post_messages=True)


def someone(playground: Playground, number: int = 0, *, group: bool = False) -> dict[str, int]:
    """Return the fields that name a user and a chat of theirs."""
    chats = list(playground.chats)
    return {"user": playground.users[number]["id"], "chat": playground.group.id if group else chats[number]}


def sent(playground: Playground) -> list[dict[str, Any]]:
    return [message for chat in playground.chats.values() for message in chat.sent]


async def test_users_write_in_their_chats_and_in_the_group(client: Client, playground: Playground) -> None:
    assert await client.act("write", **someone(playground, 1), text=" /weather Oslo ") == OK
    assert await client.act("write", **someone(playground, 2, group=True), text="hello") == OK
    assert [(message["from"]["first_name"], message["text"]) for message in sent(playground)] == [
        ("Anna", "/weather Oslo"),
        ("Ben", "hello"),
    ]


async def test_a_text_can_reply_to_a_message_and_be_edited(client: Client, playground: Playground) -> None:
    me = someone(playground)
    await client.act("write", **me, text="one")
    first = sent(playground)[0]["message_id"]
    assert await client.act("write", **me, text="two", reply_to=first) == OK
    assert sent(playground)[1]["reply_to_message"]["text"] == "one"
    assert await client.act("edit", **me, message=first, text="three") == OK
    assert playground.private.messages[first]["text"] == "three"


async def test_a_location_and_a_sticker_are_sent(client: Client, playground: Playground) -> None:
    me = someone(playground)
    assert await client.act("location", **me, latitude=55.75, longitude=-37.5) == OK
    assert await client.act("sticker", **me) == OK
    location, sticker = sent(playground)
    assert location["location"] == {"latitude": 55.75, "longitude": -37.5}
    assert "sticker" in sticker


async def test_a_press_reaches_the_bot(client: Client, playground: Playground, bot: Bot) -> None:
    message = await bot.send_message(playground.private.id, "+21", reply_markup=KEYBOARD)
    press = {**someone(playground), "message": message.message_id}
    assert await client.act("press", **press, data="refresh") == OK
    assert await client.act("press", **press, data="other") == (400, "the button is gone")
    (update,) = await bot.get_updates(timeout=0)
    assert update.callback_query
    assert update.callback_query.data == "refresh"
    assert update.callback_query.from_user.first_name == "You"


async def test_the_language_of_a_user_changes(client: Client, playground: Playground) -> None:
    assert await client.act("language", user=playground.users[1]["id"], language="en-US") == OK
    assert [user["language_code"] for user in playground.users] == ["en", "en-US", "en"]


async def test_faults_are_switched_on_and_off(client: Client, playground: Playground) -> None:
    switches = playground.switches
    assert await client.act("break", target="London", fault="503") == OK
    assert await client.act("break", target="London", fault="slow") == OK
    assert await client.act("break", target="telegram", fault="429") == OK
    assert switches.faults == {"London": "slow", "telegram": "429"}
    assert await client.act("mend", target="London") == OK
    assert switches.faults == {"telegram": "429"}
    assert await client.act("break", target="open-meteo", fault="drop") == OK
    assert await client.act("mend") == OK
    assert switches.faults == {}
    assert await client.act("delay", seconds=1.5) == OK
    assert switches.delay_seconds == 1.5


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("write", {"text": ""}),
        ("write", {"text": "  \n "}),
        ("write", {"text": "x" * 4097}),
        ("write", {"text": "😀" * 2049}),
        ("write", {"text": "hello", "reply_to": 999}),
        ("write", {"text": "hello", "chat": 1}),
        ("write", {"text": "hello", "user": 1}),
        ("write", {"text": "hello", "extra": 1}),
        ("write", {"text": 5}),
        ("edit", {"message": 999, "text": "hello"}),
        ("location", {"latitude": 91, "longitude": 0}),
        ("location", {"latitude": "NaN", "longitude": 0}),
        ("press", {"message": 999, "data": "x"}),
    ],
)
async def test_an_action_that_telegram_does_not_offer_is_refused(
    client: Client, playground: Playground, action: str, body: dict[str, object]
) -> None:
    status, reason = await client.act(action, **(someone(playground) | body))
    assert status == 400
    assert reason
    assert not sent(playground)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("break", {"target": "Qwertyzz", "fault": "503"}),
        ("break", {"target": "London", "fault": "softly"}),
        ("break", {"target": "x" * 65, "fault": "503"}),
        ("delay", {"seconds": 61}),
        ("delay", {"seconds": -1}),
        ("language", {"user": 1, "language": "en"}),
        ("language", {"user": 1001, "language": "<b>"}),
    ],
)
async def test_a_switch_that_does_not_exist_is_refused(
    client: Client, playground: Playground, action: str, body: dict[str, object]
) -> None:
    status, reason = await client.act(action, **body)
    assert status == 400
    assert reason
    assert playground.switches.faults == {}
    assert not len(playground.changes)


async def test_a_user_cannot_edit_the_message_of_another(client: Client, playground: Playground) -> None:
    await client.act("write", **someone(playground, 1, group=True), text="mine")
    message = sent(playground)[0]["message_id"]
    status, reason = await client.act(
        "edit", **someone(playground, 2, group=True), message=message, text="not mine"
    )
    assert (status, reason) == (400, "this is not a text of this user")


async def test_an_unknown_action_and_a_large_body_are_refused(client: Client) -> None:
    assert (await client.post("remove", "{}"))[0] == 404
    assert (await client.post("write", "x" * (MAX_BODY_BYTES + 1)))[0] == 413
    assert (await client.post("write", "{"))[0] == 400


async def test_a_channel_is_chosen_and_only_the_bot_posts_there(
    client: Client, playground: Playground, bot: Bot
) -> None:
    me = someone(playground)
    assert (await client.act("channel", **me))[0] == 400
    request = KeyboardButtonRequestChat(
        request_id=1, chat_is_channel=True, bot_administrator_rights=POSTING, request_title=True
    )
    button = KeyboardButton(text="Choose", request_chat=request)
    await bot.send_message(playground.private.id, "Where?", reply_markup=ReplyKeyboardMarkup(keyboard=[[button]]))

    assert await client.act("channel", **me) == OK

    assert sent(playground)[-1]["chat_shared"]["title"] == "Our town"
    await bot.send_message(playground.channel.id, "21 degrees")
    channel = {**me, "chat": playground.channel.id}
    assert await client.act("write", **channel, text="hello") == (400, "only the bot posts in the channel")
