"""The members of a group, and the senders of messages sent on behalf of a chat."""

from typing import Any

from aiogram.types import ChatMemberAdministrator

from sandbox.telegram.rules import refuse

Json = dict[str, Any]

_RIGHTS = [name for name, field in ChatMemberAdministrator.model_fields.items() if field.annotation is bool]
_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


def chat_member(info: Json, members: list[Json], admins: set[int], user_id: int) -> Json:
    """Return the ChatMember of a user; the first of `members` is the creator.

    Raises ApiError for a user who is not a member, and for a private chat.
    """
    user = next((member for member in members if member["id"] == user_id), None)
    if info["type"] == "private" or user is None:
        refuse("user not found")
    if user is members[0]:
        return {"status": "creator", "user": user, "is_anonymous": False}
    if user_id in admins:
        return {"status": "administrator", "user": user, **dict.fromkeys(_RIGHTS, False)}
    return {"status": "member", "user": user}


def anonymous_sender(sender_chat: Json, info: Json) -> Json:
    """Return the `from` user of a message sent by an anonymous administrator or by a channel."""
    return {"from": _ANONYMOUS if sender_chat["id"] == info["id"] else _CHANNEL, "sender_chat": sender_chat}
