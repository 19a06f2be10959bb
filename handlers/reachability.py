"""Checks whether the bot may write to a chat, by Telegram's errors and by membership updates."""

import re

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUpdated, Message

from handlers.channels import report_lost_channel
from handlers.filters import GroupMigration
from handlers.groups import GroupGreeter, may_write
from handlers.texts import Texts
from services.storage import (
    AnsweredMessages,
    ButtonAnswers,
    Channels,
    ChatRecord,
    Chats,
    LastQuestions,
    Subscriptions,
)

CLOSED_TOPIC_PATTERN = re.compile(r"thread (not found|invalid)|topic (closed|deleted|not found|id invalid)")
"""Matches the `normalized_error_message` of an error that means that a topic accepts no messages."""

CLOSED_CHAT_PATTERN = re.compile(
    r"(chat|channel|user|peer) (id )?(not found|invalid)"
    r"|deactivated|chat was deleted|kicked|blocked|banned|not a member|channel private|chat restricted"
    r"|forbidden|(no|enough|administrator) rights|admin required|no (write )?access"
    r"|can't (initiate conversation|send messages to)"
)
"""Matches the `normalized_error_message` of a 400 error that means that a chat accepts no messages."""


def is_chat_gone(error: TelegramAPIError, *, is_for_push: bool = False) -> bool:
    """Return whether *error* means that the bot may not write to the chat until the chat sends an update.

    Every 403 error means that the chat is gone. For a push or an alert, a 400 error that matches
    CLOSED_CHAT_PATTERN or CLOSED_TOPIC_PATTERN also means that the chat is gone. For an answer, a 400 error does
    not mean that the chat is gone, because the chat has just sent an update. If a topic is closed, `send_paced`
    tries the general topic before it calls this function.
    """
    if isinstance(error, TelegramForbiddenError):
        return True
    return is_for_push and isinstance(error, TelegramBadRequest) and is_chat_closed(error)


def is_chat_closed(error: TelegramBadRequest) -> bool:
    """Return whether *error* means that the chat, or the topic of the message, accepts no messages of the bot."""
    words = normalized_error_message(error)
    return bool(CLOSED_CHAT_PATTERN.search(words) or CLOSED_TOPIC_PATTERN.search(words))


def normalized_error_message(error: TelegramAPIError) -> str:
    """Return the message of *error* in lower case, with spaces instead of underscores."""
    return error.message.lower().replace("_", " ")


async def on_membership(
    membership_change: ChatMemberUpdated,
    bot: Bot,
    chats: Chats,
    chat_record: ChatRecord,
    texts: Texts,
    group_greeter: GroupGreeter,
    channels: Channels,
    subscriptions: Subscriptions,
) -> None:
    """Record whether the bot may write to the chat.

    Greet a group that the bot has joined. If the bot may no longer post in a channel, notify the owner of the
    pushes.
    """
    is_member = may_write(membership_change.new_chat_member)
    await chats.record_membership(membership_change.chat.id, is_member=is_member)
    if membership_change.chat.type == ChatType.CHANNEL and not is_member and not chat_record.gone:
        await report_lost_channel(membership_change, bot, channels, subscriptions, chats)
    await group_greeter.greet(membership_change, bot, texts)


async def on_migration(
    _: Message,
    group_id: int,
    supergroup_id: int,
    chats: Chats,
    last_questions: LastQuestions,
    button_answers: ButtonAnswers,
    answered_messages: AnsweredMessages,
    group_greeter: GroupGreeter,
) -> None:
    """Move the stored data of a group to the supergroup that it has become; do not greet the supergroup."""
    group_greeter.record_if_due(supergroup_id)
    stores = last_questions, button_answers, answered_messages
    for store in stores:
        await store.flush()
    await chats.move_to_supergroup(group_id, new_chat_id=supergroup_id)
    for store in stores:
        await store.forget(group_id, supergroup_id)


def router() -> Router:
    """Return a router for membership updates and migrations of groups."""
    router = Router(name="reachability")
    router.my_chat_member.register(on_membership)
    router.message.register(on_migration, GroupMigration())
    return router
