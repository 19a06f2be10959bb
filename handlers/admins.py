"""Who may decide for a whole chat."""

import logging
from typing import Any, cast

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetChatMember
from aiogram.types import Chat, User

logger = logging.getLogger(__name__)

ADMINS = frozenset({ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR})

MAY_PASS = (TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError)
"""Errors that say nothing of the user."""


class GetChatMemberRaw(GetChatMember):
    """getChatMember without aiogram's model, which asks for fields that other Bot API servers leave out."""

    __returning__ = dict[str, Any]


async def may_decide(bot: Bot, chat: Chat, user: User | None, sender_chat: Chat | None = None) -> bool:
    """Return whether *user* decides for *chat*: in private everybody does, in a group its admins do.

    Who writes in the name of the group itself (*sender_chat*) is an admin who stays anonymous.
    """
    if chat.type == ChatType.PRIVATE:
        return True
    if sender_chat is not None:
        return sender_chat.id == chat.id
    if user is None:
        return False
    try:
        member = cast("dict[str, Any]", await bot(GetChatMemberRaw(chat_id=chat.id, user_id=user.id)))
    except (TelegramAPIError, ClientDecodeError) as error:
        if isinstance(error, MAY_PASS):
            raise
        # The members are hidden, this one is there no more, or the answer is none.
        logger.info("could not tell whether a user is an admin: %s", error)
        return False
    return str(member.get("status")) in ADMINS
