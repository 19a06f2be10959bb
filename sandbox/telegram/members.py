"""The members of a group or channel, what the bot may do there, and the senders of messages of a chat."""

from dataclasses import dataclass, field
from typing import Any

from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted

from sandbox.telegram.rules import ApiError, refuse

Json = dict[str, Any]

ADMIN_RIGHTS = [name for name, info in ChatMemberAdministrator.model_fields.items() if info.annotation is bool]
"""The rights that each ChatMemberAdministrator has; channels and forums have further rights."""

CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
"""The rights that only the administrators of a channel have."""

SENDING_RIGHTS = [name for name in ChatMemberRestricted.model_fields if name.startswith("can_")]
"""The rights that a group may withdraw from a member."""

RIGHT_OF_KIND = {
    "text messages": "can_send_messages",
    "photos": "can_send_photos",
    "documents": "can_send_documents",
}
"""Maps the kinds of messages, in the words of Telegram's errors, to the right to send them."""

_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


@dataclass
class BotMembership:
    """What the bot is in a chat, and what it may do there."""

    status: str = "member"
    """The status of a ChatMember: member, restricted, administrator, left or kicked."""
    granted: frozenset[str] = field(default_factory=frozenset)
    """The rights of the bot as an administrator."""
    withdrawn: frozenset[str] = field(default_factory=frozenset)
    """The rights of SENDING_RIGHTS that the group has withdrawn from the bot."""

    @property
    def is_absent(self) -> bool:
        """Whether the bot is not in the chat."""
        return self.status in {"left", "kicked"}

    def chat_member(self, bot: Json, info: Json) -> Json:
        """Return the membership of *bot* in the chat *info* as a ChatMember."""
        fields: Json = {}
        if self.status == "administrator":
            names = [*ADMIN_RIGHTS, *(CHANNEL_RIGHTS if info["type"] == "channel" else ())]
            fields = {name: name in self.granted for name in names}
        elif self.status == "restricted":
            rights = {name: name not in self.withdrawn for name in SENDING_RIGHTS}
            fields = {"is_member": True, "until_date": 0} | rights
        elif self.status == "kicked":
            fields = {"until_date": 0}
        return {"status": self.status, "user": bot, **fields}

    def check_sending(self, info: Json, kind: str) -> None:
        """Raise ApiError if the bot may not send messages of this *kind*, a key of RIGHT_OF_KIND."""
        if info["type"] == "channel":
            if self.is_absent:
                raise ApiError(403, "Forbidden: bot is not a member of the channel chat")
            if "can_post_messages" not in self.granted:
                refuse("need administrator rights in the channel chat")
        elif RIGHT_OF_KIND[kind] in self.withdrawn:
            refuse(f"not enough rights to send {kind} to the chat")


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
        channel_rights = dict.fromkeys(CHANNEL_RIGHTS, True) if info["type"] == "channel" else {}
        return {"status": "administrator", "user": user, **dict.fromkeys(ADMIN_RIGHTS, False), **channel_rights}
    return {"status": "member", "user": user}


def anonymous_sender(sender_chat: Json, info: Json) -> Json:
    """Return the `from` user of a message sent by an anonymous administrator or by a channel."""
    return {"from": _ANONYMOUS if sender_chat["id"] == info["id"] else _CHANNEL, "sender_chat": sender_chat}
