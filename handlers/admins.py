"""Checks whether a user may change the settings and data of a chat, or post in a channel."""

import logging
from typing import Any, cast

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetChatMember
from aiogram.types import Chat, User

logger = logging.getLogger(__name__)

ADMIN_STATUSES = frozenset({ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR})

TEMPORARY_ERRORS = (TelegramNetworkError, TelegramRetryAfter, TelegramServerError)
"""Errors of Telegram after which the same call may succeed later."""

ERRORS_UNRELATED_TO_USER = (TelegramForbiddenError, *TEMPORARY_ERRORS)
"""Errors of getChatMember whose cause is the bot, the network or Telegram, not the user who was looked up."""


class GetChatMemberRaw(GetChatMember):
    """A getChatMember call that returns a plain dictionary.

    aiogram's model requires fields that some Bot API servers leave out.
    """

    __returning__ = dict[str, Any]


async def may_manage_chat(bot: Bot, chat: Chat, user: User | None, sender_chat: Chat | None = None) -> bool:
    """Return whether *user* may change the settings and data of *chat*; in a group, only its admins may.

    If *sender_chat* is the group itself, the message comes from an anonymous admin. Raise TelegramAPIError if
    getChatMember fails with one of ERRORS_UNRELATED_TO_USER.
    """
    if chat.type == ChatType.PRIVATE:
        return True
    if sender_chat is not None:
        return sender_chat.id == chat.id
    if user is None:
        return False
    try:
        member = cast("dict[str, Any]", await bot(GetChatMemberRaw(chat_id=chat.id, user_id=user.id)))
    except TelegramAPIError as error:
        if isinstance(error, ERRORS_UNRELATED_TO_USER):
            raise
        # Causes of this error: a group that hides its members, a user who has left, a malformed response.
        logger.info("could not check whether a user is an admin: %s", error)
        return False
    return str(member.get("status")) in ADMIN_STATUSES


async def may_post(bot: Bot, channel_id: int, user_id: int) -> bool:
    """Return whether the user is an administrator who may post in the channel.

    Return False if Telegram refuses to answer. Raise TelegramAPIError if getChatMember fails temporarily.
    """
    try:
        member = cast("dict[str, Any]", await bot(GetChatMemberRaw(chat_id=channel_id, user_id=user_id)))
    except TelegramAPIError as error:
        if isinstance(error, TEMPORARY_ERRORS):
            raise
        logger.info("could not check the rights in a channel: %s", error)
        return False
    status = str(member.get("status"))
    return status == ChatMemberStatus.CREATOR or (
        status in ADMIN_STATUSES and member.get("can_post_messages") is True
    )
