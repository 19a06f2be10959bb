import json

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramServerError
from aiogram.types import Chat, User

from handlers.admins import may_manage_chat, may_post
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer


async def test_the_creator_and_the_administrators_may_change_the_settings_of_a_group(
    telegram: TelegramServer, bot: Bot
) -> None:
    creator, admin, member = (telegram.user(name) for name in ("Alice", "Boris", "Carol"))
    group = telegram.group(creator, admin, member)
    group.admins.add(admin["id"])
    chat = Chat.model_validate(group.info)
    users = [User.model_validate(user) for user in (creator, admin, member)]
    assert [await may_manage_chat(bot, chat, user) for user in users] == [True, True, False]


async def test_an_unknown_user_may_not_change_settings_in_a_group(telegram: TelegramServer, bot: Bot) -> None:
    chat = Chat.model_validate(telegram.group().info)
    assert not await may_manage_chat(bot, chat, User.model_validate(telegram.user()))
    assert not await may_manage_chat(bot, chat, None)


async def test_in_a_private_chat_the_user_may_change_settings_without_a_request(
    telegram: TelegramServer, bot: Bot
) -> None:
    private = telegram.private_chat()
    assert await may_manage_chat(bot, Chat.model_validate(private.info), User.model_validate(private.user))
    assert not telegram.calls


async def test_an_anonymous_admin_may_change_settings_and_a_channel_may_not(
    telegram: TelegramServer, bot: Bot
) -> None:
    chat = Chat.model_validate(telegram.forum().info)
    channel = Chat(id=-1_000_000_000_042, type="channel", title="News")
    assert await may_manage_chat(bot, chat, None, chat)
    assert not await may_manage_chat(bot, chat, None, channel)
    assert not telegram.calls


@pytest.mark.parametrize(
    ("member", "decides"),
    [
        ({"status": "administrator"}, True),
        ({"status": "creator", "user": {"id": 1}}, True),
        ({"status": "administrator", "can_do_what_is_new": True}, True),
        ({"status": "member"}, False),
        ({"status": "owner"}, False),
        ({"status": None}, False),
        ({"status": ["administrator"]}, False),
        ({}, False),
        ("administrator", False),
        (None, False),
    ],
)
async def test_only_the_membership_status_decides_who_may_change_settings(
    telegram: TelegramServer, bot: Bot, member: object, decides: bool
) -> None:
    group = telegram.group()
    body = json.dumps({"ok": True, "result": member})
    telegram.break_(Fault(FaultKind.STATUS, 200, body), "getChatMember")

    assert await may_manage_chat(bot, Chat.model_validate(group.info), User.model_validate(group.user)) is decides


@pytest.mark.parametrize(
    ("member", "posts"),
    [
        ({"status": "creator"}, True),
        ({"status": "administrator", "can_post_messages": True}, True),
        ({"status": "administrator", "can_post_messages": False}, False),
        ({"status": "administrator", "can_post_messages": "yes"}, False),
        ({"status": "administrator"}, False),
        ({"status": "member", "can_post_messages": True}, False),
        ({"status": ["creator"]}, False),
        ({}, False),
        ("creator", False),
        (None, False),
    ],
)
async def test_a_member_may_post_in_a_channel_if_telegram_says_so(
    telegram: TelegramServer, bot: Bot, member: object, posts: bool
) -> None:
    body = json.dumps({"ok": True, "result": member})
    telegram.break_(Fault(FaultKind.STATUS, 200, body), "getChatMember")
    assert await may_post(bot, telegram.channel(telegram.user()).id, 7) is posts


@pytest.mark.parametrize(("status", "words"), [(400, "member list is inaccessible"), (403, "bot was kicked")])
async def test_nobody_may_post_in_a_channel_that_the_bot_cannot_see(
    telegram: TelegramServer, bot: Bot, status: int, words: str
) -> None:
    telegram.break_(ApiError(status, words).fault(), "getChatMember")
    assert not await may_post(bot, telegram.channel(telegram.user()).id, 7)


async def test_a_temporary_failure_of_the_check_is_raised(
    telegram: TelegramServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retrying.RETRY_WINDOW_SECONDS", 0.0)
    telegram.break_(Fault(FaultKind.STATUS, 502), "getChatMember")
    with pytest.raises(TelegramServerError):
        await may_post(bot, telegram.channel(telegram.user()).id, 7)
