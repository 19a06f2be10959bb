"""Who may decide for a whole chat."""

import logging

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Chat, User

logger = logging.getLogger(__name__)

ADMINS = frozenset({ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR})


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
        member = await bot.get_chat_member(chat.id, user.id)
    except TelegramBadRequest as error:  # the members are hidden, or this one is there no more
        logger.info("nobody knows whether this is an admin: %s", error.message)
        return False
    return member.status in ADMINS
