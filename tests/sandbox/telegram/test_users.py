"""The actions of users, and their view of the bot's actions."""

import pytest
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberUnion,
    Update,
)
from pydantic import TypeAdapter

from bot.aiogram_models import build_models
from sandbox.telegram import Chat, TelegramServer
from tests.sandbox.telegram.conftest import REFRESH, Call, keyboard, updates


async def test_aiogram_understands_the_updates_of_users_actions(telegram: TelegramServer, call: Call) -> None:
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


async def test_updates_contain_the_language_of_the_user(telegram: TelegramServer) -> None:
    assert telegram.private_chat(language="ru").send("привет")["from"]["language_code"] == "ru"


async def test_commands_are_marked_with_utf_16_offsets(chat: Chat) -> None:
    message = chat.send("🌦 /weather@weather_sandbox_bot and/or http://e.com/x")
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 28}]


async def test_a_button_is_found_by_its_label_or_a_unique_part_of_it(chat: Chat, call: Call) -> None:
    try_london, try_paris = ({"text": f"Try {city} again", "callback_data": city} for city in ("London", "Paris"))
    await call("sendMessage", chat_id=chat.id, text="Hi", reply_markup=keyboard(try_london, try_paris))
    answer = await chat.next_message()

    assert answer.buttons == [["Try London again", "Try Paris again"]]
    assert answer.button("Paris") == try_paris
    with pytest.raises(LookupError, match="2 buttons match 'Try'"):
        chat.press(answer, "Try")
    with pytest.raises(LookupError, match="0 buttons match 'Berlin'"):
        chat.press(answer, "Berlin")


async def test_a_timeout_names_the_events_that_happened_instead(chat: Chat, call: Call) -> None:
    await call("sendMessage", chat_id=chat.id, text="Hi")
    answer = await chat.next_message()
    with pytest.raises(TimeoutError, match="html='Hi'"):
        await chat.next_edit(answer, within=0.01)
    with pytest.raises(TimeoutError):
        await chat.next_message(within=0.01)


async def test_members_of_a_group_are_creator_administrators_or_plain_members(
    telegram: TelegramServer, call: Call
) -> None:
    alice, boris, carol = (telegram.user(name) for name in ("Alice", "Boris", "Carol"))
    group = telegram.group(alice, boris, carol)
    group.admins.add(boris["id"])

    answers = [await call("getChatMember", chat_id=group.id, user_id=user["id"]) for user in group.members]

    build_models(ChatMemberUnion)
    members: TypeAdapter[ChatMemberUnion] = TypeAdapter(ChatMemberUnion)
    chat_members = [members.validate_python(answer["result"]) for answer in answers]
    assert [type(member) for member in chat_members] == [
        ChatMemberOwner,
        ChatMemberAdministrator,
        ChatMemberMember,
    ]
    assert [member.user.first_name for member in chat_members] == ["Alice", "Boris", "Carol"]


async def test_get_chat_member_accepts_only_members_of_groups(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    group, stranger = telegram.group(), telegram.user()
    for asked, user in ((group, stranger), (chat, chat.user)):
        answer = await call("getChatMember", chat_id=asked.id, user_id=user["id"])
        assert answer["description"] == "Bad Request: user not found"


async def test_a_message_on_behalf_of_a_chat_hides_its_author(telegram: TelegramServer) -> None:
    forum, channel = telegram.forum(), {"id": -1_000_000_000_042, "type": "channel", "title": "News"}
    hidden, foreign = (forum.send("hello", sender_chat=chat) for chat in (forum.info, channel))
    assert [message["from"]["username"] for message in (hidden, foreign)] == ["GroupAnonymousBot", "Channel_Bot"]
    assert [message["sender_chat"]["id"] for message in (hidden, foreign)] == [forum.id, channel["id"]]
