"""Privacy mode, the rights of the bot in groups and channels, and the choice of a channel."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    ChatAdministratorRights,
    ChatMemberAdministrator,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    Update,
)

from handlers.views.channels import UNNEEDED_RIGHTS
from sandbox.telegram import TelegramServer
from sandbox.telegram.members import BotMembership
from sandbox.telegram.user_messages import text_mention

POSTING = frozenset({"can_post_messages"})


async def texts(bot: Bot) -> list[str]:
    updates: list[Update] = await bot.get_updates(timeout=0)
    return [update.message.text or update.message.caption or "" for update in updates if update.message]


async def test_privacy_mode_delivers_commands_mentions_and_replies_only(
    telegram: TelegramServer, bot: Bot
) -> None:
    group = telegram.group()
    message = await bot.send_message(group.id, "Hello")
    telegram.set_privacy_mode()
    name = telegram.username
    group.send("hello all")
    group.send_location(1, 2)
    group.send("/weather@other_bot Oslo")
    group.send("@other_bot Oslo")
    group.send("bot Oslo", entities=[text_mention("bot Oslo", "bot", {"id": 42})])
    delivered = ["/weather Oslo", f"/weather@{name} Oslo", f"Oslo, 🌦 @{name}", "/погода"]
    for text in delivered:
        group.send(text)
    group.send_photo(f"@{name} Oslo")
    group.send("Oslo", reply_to=message.message_id)

    assert await texts(bot) == [*delivered, f"@{name} Oslo", "Oslo"]


async def test_an_administrator_gets_all_messages(telegram: TelegramServer, bot: Bot) -> None:
    group = telegram.group()
    group.membership = BotMembership("administrator")
    telegram.set_privacy_mode()
    group.send("hello all")
    assert await texts(bot) == ["hello all"]


async def test_messages_without_the_right_to_send_them_are_refused(telegram: TelegramServer, bot: Bot) -> None:
    group = telegram.group()
    group.membership = BotMembership("restricted", withdrawn=frozenset({"can_send_documents"}))
    await bot.send_message(group.id, "text")
    with pytest.raises(TelegramBadRequest, match="not enough rights to send documents to the chat"):
        await bot.send_document(group.id, BufferedInputFile(b"{}", "a.json"))
    group.membership = BotMembership("restricted", withdrawn=frozenset({"can_send_messages"}))
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages to the chat"):
        await bot.send_message(group.id, "text")


async def test_only_an_administrator_writes_into_a_closed_topic(telegram: TelegramServer, bot: Bot) -> None:
    forum = telegram.forum()
    topic = forum.create_topic("Weather")
    forum.closed_topics.add(topic)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "text", message_thread_id=topic)
    await bot.send_message(forum.id, "text")
    forum.membership = BotMembership("administrator")
    await bot.send_message(forum.id, "text", message_thread_id=topic)


async def test_only_an_administrator_who_may_post_posts_in_a_channel(telegram: TelegramServer, bot: Bot) -> None:
    channel = telegram.channel(telegram.user())
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the channel chat"):
        await bot.send_message(channel.id, "post")
    channel.set_membership(BotMembership("administrator"))
    with pytest.raises(TelegramBadRequest, match="need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "post")
    channel.set_membership(BotMembership("administrator", POSTING))
    post = await bot.send_message(channel.id, "post")
    assert post.from_user is None
    assert post.sender_chat is not None
    assert post.sender_chat.id == channel.id
    channel.block()
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the channel chat"):
        await bot.send_message(channel.id, "post")


async def test_membership_is_reported_by_updates_and_by_get_chat_member(
    telegram: TelegramServer, bot: Bot
) -> None:
    channel = telegram.channel(telegram.user())
    channel.set_membership(BotMembership("administrator", POSTING))
    (update,) = await bot.get_updates(timeout=0)
    assert update.my_chat_member is not None
    for member in (update.my_chat_member.new_chat_member, await bot.get_chat_member(channel.id, bot.id)):
        assert isinstance(member, ChatMemberAdministrator)
        assert (member.can_post_messages, member.can_edit_messages) == (True, False)


async def test_a_user_chooses_a_channel_and_the_bot_becomes_its_administrator(
    telegram: TelegramServer, bot: Bot
) -> None:
    chat = telegram.private_chat()
    channel, other = telegram.channel(chat.user), telegram.channel(telegram.user())
    rights = ChatAdministratorRights(**UNNEEDED_RIGHTS, can_manage_chat=True, can_post_messages=True)
    request = KeyboardButtonRequestChat(request_id=7, chat_is_channel=True, bot_administrator_rights=rights)
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Choose", request_chat=request)]])
    await bot.send_message(chat.id, "Where?", reply_markup=keyboard)
    shown = await chat.next_message()

    with pytest.raises(LookupError):
        chat.share_channel(shown, other)
    chat.share_channel(shown, channel)

    assert [update.event_type for update in await bot.get_updates(timeout=0)] == ["my_chat_member", "message"]
    assert channel.membership.granted >= POSTING
    with pytest.raises(TelegramBadRequest, match="Chats can be requested in private chats only"):
        await bot.send_message(telegram.group().id, "Where?", reply_markup=keyboard)


async def test_direct_messages_of_a_channel_need_a_topic(telegram: TelegramServer, bot: Bot) -> None:
    chat = telegram.direct_messages()
    chat.send("Oslo")
    with pytest.raises(TelegramBadRequest, match="topic must be specified"):
        await bot.send_message(chat.id, "Hello")
    with pytest.raises(TelegramBadRequest, match="topic not found"):
        await bot.send_message(chat.id, "Hello", direct_messages_topic_id=1)
    sent = await bot.send_message(chat.id, "Hello", direct_messages_topic_id=chat.user["id"])
    assert sent.direct_messages_topic is not None
    with pytest.raises(TelegramBadRequest, match="not a channel direct messages chat"):
        await bot.send_message(telegram.group().id, "Hello", direct_messages_topic_id=1)
