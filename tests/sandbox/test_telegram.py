"""The sandbox's Telegram: the bot's side by raw HTTP calls, as any client could make them, and once by aiogram."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from random import Random
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import Command
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberUnion,
    Message,
    Update,
)
from aiohttp import ClientError, ClientSession, ServerDisconnectedError
from pydantic import TypeAdapter

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Chat, TelegramServer

Json = dict[str, Any]
Call = Callable[..., Coroutine[Any, Any, Json]]


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock, press_lifetime=30) as server:
        yield server


@pytest.fixture
async def call(telegram: TelegramServer) -> AsyncIterator[Call]:
    """Call a method as a bot does: a form whose values are strings or JSON. Returns the envelope."""
    async with ClientSession() as session:

        async def post(method: str, **params: object) -> Json:
            form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
            async with session.post(f"{telegram.url}/bot{telegram.token}/{method}", data=form) as response:
                answer: Json = await response.json()
                assert response.status == answer.get("error_code", 200)
                return answer

        yield post


@pytest.fixture
def chat(telegram: TelegramServer) -> Chat:
    return telegram.private_chat()


async def updates(call: Call, **params: object) -> list[Json]:
    return list((await call("getUpdates", **params))["result"])


def keyboard(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


REFRESH = {"text": "🔄 Refresh", "callback_data": "refresh"}


# The users' side


async def test_what_users_do_arrives_as_updates_that_aiogram_understands(
    telegram: TelegramServer, call: Call
) -> None:
    alice, bob = telegram.user("Alice"), telegram.user("Bob")
    private, group, forum = telegram.private_chat(alice), telegram.group(alice, bob), telegram.forum(bob)
    topic = forum.create_topic("Weather")
    question = private.send("/weather Moscow")
    private.send_location(55.75, 37.62)
    private.send_sticker()
    private.send_photo()
    private.edit(question, "no command any more")
    group.send("hello", sender=bob)
    forum.send("/weather", topic=topic)
    answer = await call("sendMessage", chat_id=private.id, text="Hi", reply_markup=keyboard(REFRESH))
    private.press(private.answers[answer["result"]["message_id"]], "Refresh")
    private.block()

    arrived = [Update.model_validate(raw) for raw in await updates(call)]

    assert [update.event_type for update in arrived] == [
        *["message"] * 5,
        "edited_message",
        *["message"] * 2,
        "callback_query",
        "my_chat_member",
    ]
    messages = [update.message for update in arrived if update.message]
    assert [message.content_type for message in messages] == [
        "forum_topic_created",
        *("text", "location", "sticker", "photo"),
        *("text", "text"),
    ]
    assert [message.from_user.first_name for message in messages if message.from_user] == [
        "Bob",
        *["Alice"] * 4,
        *["Bob"] * 2,
    ]
    assert messages[-1].message_thread_id == topic


async def test_a_user_writes_in_the_language_of_their_telegram(telegram: TelegramServer) -> None:
    assert telegram.private_chat(language="ru").send("привет")["from"]["language_code"] == "ru"


async def test_a_command_is_marked_where_telegram_would_mark_one_in_utf_16(chat: Chat) -> None:
    message = chat.send("🌦 /weather@weather_sandbox_bot and/or http://e.com/x")
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 28}]


async def test_a_button_is_found_by_its_label_or_by_the_only_part_of_one(chat: Chat, call: Call) -> None:
    try_london, try_paris = ({"text": f"Try {city} again", "callback_data": city} for city in ("London", "Paris"))
    await call("sendMessage", chat_id=chat.id, text="Hi", reply_markup=keyboard(try_london, try_paris))
    answer = await chat.next_message()

    assert answer.buttons == [["Try London again", "Try Paris again"]]
    assert answer.button("Paris") == try_paris
    with pytest.raises(LookupError, match="2 buttons match 'Try'"):
        chat.press(answer, "Try")
    with pytest.raises(LookupError, match="0 buttons match 'Berlin'"):
        chat.press(answer, "Berlin")


async def test_waiting_in_vain_says_what_happened_instead(chat: Chat, call: Call) -> None:
    await call("sendMessage", chat_id=chat.id, text="Hi")
    answer = await chat.next_message()
    with pytest.raises(TimeoutError, match="html='Hi'"):
        await chat.next_edit(answer, within=0.01)
    with pytest.raises(TimeoutError):
        await chat.next_message(within=0.01)


# getUpdates


async def test_an_update_comes_again_until_it_is_acknowledged(chat: Chat, call: Call) -> None:
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


async def test_a_raw_update_arrives_as_it_is(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    telegram.put_update({"update_id": 500, "message": {"poison": True}})
    chat.send("hello")
    poison, hello = await updates(call)
    assert poison == {"update_id": 500, "message": {"poison": True}}
    assert hello["update_id"] == 501


async def test_dropping_the_webhook_can_drop_what_is_pending(chat: Chat, call: Call) -> None:
    chat.send("hello")
    assert (await call("getWebhookInfo"))["result"]["pending_update_count"] == 1
    await call("deleteWebhook", drop_pending_updates=True)
    assert await updates(call) == []


# Messages


async def test_html_becomes_text_and_entities(chat: Chat, call: Call) -> None:
    html = ' 🌦 <b>5 &lt; 6 &amp; <i>R&D</i></b> <a href="https://e.com/?a&amp;b">map</a>\n'
    answer = await call("sendMessage", chat_id=chat.id, text=html, parse_mode="HTML")
    assert answer["result"]["text"] == "🌦 5 < 6 & R&D map"
    assert answer["result"]["entities"] == [
        {"type": "bold", "offset": 3, "length": 11},
        {"type": "italic", "offset": 11, "length": 3},
        {"type": "text_link", "offset": 15, "length": 3, "url": "https://e.com/?a&b"},
    ]
    shown = await chat.next_message()
    assert shown.html == html
    Message.model_validate(answer["result"])


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("я <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag, expected "</b>", found "</i>" at byte offset 4'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_malformed_html_is_refused(chat: Chat, call: Call, html: str, complaint: str) -> None:
    answer = await call("sendMessage", chat_id=chat.id, text=html, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "🌦" * 2049}, "message is too long"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "x", "chat_id": 404}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "reply_to": 1}, "can't parse sendMessage: unknown field 'reply_to' in SendMessage"),
        ({"text": "x", "disable_notification": "no way"}, "can't parse sendMessage: disable_notification"),
        ({"text": "x", "reply_markup": keyboard({"callback_data": "x"})}, "can't parse sendMessage"),
        ({"text": "x", "reply_markup": keyboard(REFRESH | {"color": "red"})}, "can't parse sendMessage: unknown"),
        ({"text": "x", "reply_markup": keyboard({"text": "x"})}, "can't parse inline keyboard button"),
        ({"text": "x", "reply_markup": keyboard({"text": " ", "callback_data": "x"})}, "can't parse inline"),
        ({"text": "x", "reply_markup": keyboard(REFRESH | {"url": "https://e.com"})}, "can't parse inline"),
        ({"text": "x", "reply_markup": keyboard({"text": "x", "callback_data": ""})}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard({"text": "x", "callback_data": "я" * 33})}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(*[REFRESH] * 9)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[REFRESH]] * 101}}, "REPLY_MARKUP_TOO_LONG"),
    ],
)
async def test_what_telegram_would_refuse_to_send_is_refused(
    chat: Chat, call: Call, params: Json, description: str
) -> None:
    answer = await call("sendMessage", **{"chat_id": chat.id, **params})
    assert answer["error_code"] == 400
    assert answer["description"].startswith(f"Bad Request: {description}")
    assert not chat.answers


async def test_the_longest_text_and_the_longest_callback_data_are_accepted(chat: Chat, call: Call) -> None:
    markup = keyboard({"text": "x", "callback_data": "я" * 32})
    answer = await call(
        "sendMessage", chat_id=chat.id, text=f"<b>{'🌦' * 2048}</b>", parse_mode="HTML", reply_markup=markup
    )
    assert answer["ok"]


async def test_a_reply_quotes_its_question_and_stays_in_its_topic(telegram: TelegramServer, call: Call) -> None:
    forum = telegram.forum()
    topic = forum.create_topic("Weather")
    question = forum.send("/weather Moscow", topic=topic)
    await call(
        "sendMessage", chat_id=forum.id, text="+21", reply_parameters={"message_id": question["message_id"]}
    )
    await call("sendMessage", chat_id=forum.id, text="general")
    await call("sendMessage", chat_id=forum.id, text="there", message_thread_id=topic)
    reply, general, there = [await forum.next_message() for _ in range(3)]
    assert (reply.reply_to, reply.thread_id) == (question["message_id"], topic)
    assert (general.reply_to, general.thread_id) == (None, None)
    assert (there.reply_to, there.thread_id) == (None, topic)


async def test_a_reply_to_what_is_gone_can_be_sent_on_request(chat: Chat, call: Call) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    answer = await call("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert "reply_to_message" not in answer["result"]


async def test_a_chat_that_blocked_the_bot_gets_nothing(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    group = telegram.group()
    chat.block()
    group.block()
    blocked = await call("sendMessage", chat_id=chat.id, text="x")
    kicked = await call("sendMessage", chat_id=group.id, text="x")
    assert blocked["description"] == "Forbidden: bot was blocked by the user"
    assert kicked["description"] == "Forbidden: bot was kicked from the group chat"


async def test_an_edit_changes_the_message_for_those_who_wait_for_it(chat: Chat, call: Call) -> None:
    await call("sendMessage", chat_id=chat.id, text="+20", reply_markup=keyboard(REFRESH))
    sent = await chat.next_message()
    await call("editMessageText", chat_id=chat.id, message_id=sent.message_id, text="+21")
    await call(
        "editMessageReplyMarkup", chat_id=chat.id, message_id=sent.message_id, reply_markup=keyboard(REFRESH)
    )
    edited = await chat.next_edit(sent)
    again = await chat.next_edit(edited)
    assert (edited.text, edited.buttons, edited.version) == ("+21", [], 1)
    assert (again.text, again.buttons, again.version) == ("+21", [["🔄 Refresh"]], 2)
    Message.model_validate(again.message)


async def test_an_edit_that_changes_nothing_is_refused(chat: Chat, call: Call) -> None:
    await call(
        "sendMessage", chat_id=chat.id, text="<b>+20</b>", parse_mode="HTML", reply_markup=keyboard(REFRESH)
    )
    sent = await chat.next_message()
    same = {"chat_id": chat.id, "message_id": sent.message_id, "parse_mode": "HTML"}
    answer = await call("editMessageText", text="<b>+20</b> ", reply_markup=keyboard(REFRESH), **same)
    assert answer["description"].startswith("Bad Request: message is not modified: specified new message content")
    for change in (
        {"text": "+20", "reply_markup": keyboard(REFRESH)},
        {"text": "+20"},
        {"text": "<b>+20</b>"},
    ):
        assert (await call("editMessageText", **change, **same))["ok"]


async def test_only_the_bots_own_messages_can_be_edited(chat: Chat, call: Call) -> None:
    question = chat.send("hello")
    theirs = await call("editMessageText", chat_id=chat.id, message_id=question["message_id"], text="x")
    unknown = await call("editMessageText", chat_id=chat.id, message_id=999, text="x")
    assert theirs["description"] == "Bad Request: message can't be edited"
    assert unknown["description"] == "Bad Request: message to edit not found"


async def test_messages_are_deleted_as_far_as_a_bot_may(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    group = telegram.group()
    theirs, in_group = chat.send("hello"), group.send("hello")
    assert (await call("deleteMessage", chat_id=chat.id, message_id=theirs["message_id"]))["ok"]
    again = await call("deleteMessage", chat_id=chat.id, message_id=theirs["message_id"])
    assert again["description"] == "Bad Request: message to delete not found"
    refused = await call("deleteMessage", chat_id=group.id, message_id=in_group["message_id"])
    assert refused["description"] == "Bad Request: message can't be deleted"


# Buttons, commands, actions


async def test_a_press_is_answered_once_and_in_time(chat: Chat, call: Call, clock: Clock) -> None:
    await call("sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard(REFRESH))
    answer = await chat.next_message()
    in_time, too_late = chat.press(answer, "Refresh"), chat.press(answer, "Refresh")

    assert (await call("answerCallbackQuery", callback_query_id=in_time.query_id, text="Done"))["ok"]
    twice = await call("answerCallbackQuery", callback_query_id=in_time.query_id)
    clock.now += 31
    late = await call("answerCallbackQuery", callback_query_id=too_late.query_id)

    toast = await in_time.toast()
    assert (toast.text, toast.alert) == ("Done", False)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert twice["description"] == late["description"] == too_old


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


async def test_a_chat_action_must_be_one_of_telegrams(chat: Chat, call: Call) -> None:
    assert (await call("sendChatAction", chat_id=chat.id, action="typing"))["ok"]
    assert not (await call("sendChatAction", chat_id=chat.id, action="pondering"))["ok"]


async def test_a_group_tells_who_created_it_who_runs_it_and_who_is_just_there(
    telegram: TelegramServer, call: Call
) -> None:
    alice, boris, carol = (telegram.user(name) for name in ("Alice", "Boris", "Carol"))
    group = telegram.group(alice, boris, carol)
    group.admins.add(boris["id"])

    answers = [await call("getChatMember", chat_id=group.id, user_id=user["id"]) for user in group.members]

    members: TypeAdapter[ChatMemberUnion] = TypeAdapter(ChatMemberUnion)
    said = [members.validate_python(answer["result"]) for answer in answers]
    assert [type(member) for member in said] == [ChatMemberOwner, ChatMemberAdministrator, ChatMemberMember]
    assert [member.user.first_name for member in said] == ["Alice", "Boris", "Carol"]


async def test_only_members_of_groups_can_be_asked_about(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    group, stranger = telegram.group(), telegram.user()
    for asked, user in ((group, stranger), (chat, chat.user)):
        answer = await call("getChatMember", chat_id=asked.id, user_id=user["id"])
        assert answer["description"] == "Bad Request: user not found"


async def test_a_message_in_the_name_of_a_chat_does_not_tell_who_wrote_it(telegram: TelegramServer) -> None:
    forum, channel = telegram.forum(), {"id": -1_000_000_000_042, "type": "channel", "title": "News"}
    hidden, foreign = (forum.send("hello", sender_chat=chat) for chat in (forum.info, channel))
    assert [message["from"]["username"] for message in (hidden, foreign)] == ["GroupAnonymousBot", "Channel_Bot"]
    assert [message["sender_chat"]["id"] for message in (hidden, foreign)] == [forum.id, channel["id"]]


# Calls and faults


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


async def test_calls_can_be_forgotten(telegram: TelegramServer, call: Call) -> None:
    await call("getMe")
    telegram.calls.clear()
    waiting = asyncio.create_task(telegram.calls.find(lambda call: call.method == "getMe"))
    await call("getMe")
    assert await waiting == 0


async def test_a_method_fails_as_often_as_it_is_told(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    flood = ApiError(429, "Too Many Requests: retry after 5", retry_after=5).fault()
    telegram.break_(flood, "sendMessage", times=2)
    refused = [await call("sendMessage", chat_id=chat.id, text="Hi") for _ in range(2)]
    assert all(answer["error_code"] == 429 for answer in refused)
    assert all(answer["parameters"] == {"retry_after": 5} for answer in refused)
    assert (await call("getMe"))["ok"]
    assert (await call("sendMessage", chat_id=chat.id, text="Hi"))["ok"]
    assert len(chat.answers) == 1


async def test_a_get_may_carry_its_parameters_in_its_body(telegram: TelegramServer) -> None:
    for text in ("one", "two"):
        telegram.private_chat().send(text)
    async with (
        ClientSession() as session,
        session.get(f"{telegram.url}/bot{telegram.token}/getUpdates", data={"offset": "2"}) as response,
    ):
        answer = await response.json()
    assert [update["message"]["text"] for update in answer["result"]] == ["two"]


async def test_a_proxy_answers_html_until_it_is_mended(telegram: TelegramServer, call: Call) -> None:
    telegram.break_(Fault(FaultKind.STATUS, 502))
    async with ClientSession() as session, session.get(f"{telegram.url}/bot{telegram.token}/getMe") as response:
        assert response.status == 502
        assert "502 Bad Gateway" in await response.text()
    telegram.mend()
    assert (await call("getMe"))["ok"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_drops_before_or_after_the_message_was_taken(
    telegram: TelegramServer, chat: Chat, call: Call, *, after: bool
) -> None:
    telegram.break_(Fault(FaultKind.DROP), "sendMessage", after=after)
    with pytest.raises(ServerDisconnectedError):
        await call("sendMessage", chat_id=chat.id, text="Hi")
    (dropped,) = telegram.calls
    assert dropped.fault == Fault(FaultKind.DROP)
    assert dropped.ok is after
    assert len(chat.answers) == after


async def test_a_cut_answer_means_that_the_message_was_taken(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    telegram.break_(Fault(FaultKind.TRUNCATED), "sendMessage")
    with pytest.raises(ClientError):
        await call("sendMessage", chat_id=chat.id, text="Hi")
    assert len(chat.answers) == 1


async def test_a_share_of_the_calls_fails_now_this_way_now_that(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    bad = ApiError(400, "Bad Request: bad luck").fault(), ApiError(429, "Too Many Requests").fault()
    telegram.break_share(0.3, bad, "sendMessage", random=Random(1))
    said = [await call("sendMessage", chat_id=chat.id, text="Hi") for _ in range(200)]
    failed = [answer["error_code"] for answer in said if not answer["ok"]]
    assert 40 < len(failed) < 80
    assert set(failed) == {400, 429}
    assert len(chat.answers) == 200 - len(failed)
    assert all([(await call("getMe"))["ok"] for _ in range(20)])

    telegram.mend()
    assert all([(await call("sendMessage", chat_id=chat.id, text="Hi"))["ok"] for _ in range(20)])


async def test_a_hanging_call_ends_with_the_server() -> None:
    async with ClientSession() as session:
        async with TelegramServer() as telegram:
            telegram.break_(Fault(FaultKind.HANG))
            hanging = asyncio.create_task(session.post(f"{telegram.url}/bot{telegram.token}/getMe"))
            await telegram.calls.find(lambda call: call.method == "getMe")
        with pytest.raises(ClientError):
            await hanging


@pytest.mark.parametrize("kind", [FaultKind.SLOW_BODY, FaultKind.DELAY])
async def test_a_slow_answer_is_whole(telegram: TelegramServer, call: Call, kind: FaultKind) -> None:
    telegram.break_(Fault(kind, seconds=0.01), "getMe")
    assert (await call("getMe"))["result"]["username"] == telegram.username


# aiogram


async def test_aiogram_polls_answers_and_is_told_to_wait(telegram: TelegramServer, chat: Chat) -> None:
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
