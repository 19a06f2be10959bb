"""Groups: the greeting of a group that the bot has joined, and who may press the buttons under an answer."""

import time
from collections.abc import Callable

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, ChatMemberUnion, ChatMemberUpdated, Message
from cachetools import TTLCache

from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction

ABSENT_STATUSES = frozenset({ChatMemberStatus.KICKED, ChatMemberStatus.LEFT})

MAX_GREETED_GROUPS = 1_000
"""Maximum number of recently greeted groups that are remembered."""

GREETING_PERIOD = 60.0
"""Time in seconds within which a group is greeted at most once, even if the bot is removed and added again."""

ADDED_TO_GROUP_PARAMETER = "hello"
"""The parameter of the link that adds the bot to a group; Telegram sends "/start hello" to the group."""

ACTIONS_FOR_EVERY_MEMBER = frozenset({AnswerAction.REFRESH, AnswerAction.RETRY, AnswerAction.SAVE})
"""Actions of the buttons under an answer that every member of a group may press."""


def is_present(member: ChatMemberUnion) -> bool:
    """Return whether *member* is in the chat."""
    return member.status not in ABSENT_STATUSES and getattr(member, "is_member", True)


def may_write(member: ChatMemberUnion) -> bool:
    """Return whether *member* is in the chat and may send messages there or, in a channel, may post."""
    rights = (getattr(member, name, None) for name in ("can_send_messages", "can_post_messages"))
    return is_present(member) and False not in rights


class GroupGreeter:
    """Greets each group that the bot joins, once per joining."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._greeted: TTLCache[int, bool] = TTLCache(MAX_GREETED_GROUPS, GREETING_PERIOD, clock)

    def record_if_due(self, chat_id: int) -> bool:
        """Record that the group is greeted now; return False if it was already greeted within GREETING_PERIOD."""
        if chat_id in self._greeted:
            return False
        self._greeted[chat_id] = True
        return True

    async def greet(self, membership_change: ChatMemberUpdated, bot: Bot, texts: Texts) -> None:
        """Greet the group of *membership_change* if the bot has just joined the group and may write there."""
        chat, old_member = membership_change.chat, membership_change.old_chat_member
        is_group = chat.type in {ChatType.GROUP, ChatType.SUPERGROUP} and not chat.is_direct_messages
        has_joined = not is_present(old_member) and may_write(membership_change.new_chat_member)
        if is_group and has_joined and self.record_if_due(chat.id):
            try:
                await bot.send_message(chat.id, await group_greeting(bot, texts))
            except TelegramAPIError:
                self._greeted.pop(chat.id, None)  # after a temporary error, the update is handled again
                raise


async def group_greeting(bot: Bot, texts: Texts) -> str:
    """Return the greeting of a group: what the bot does there, an example, and notes for admins.

    The notes depend on the privacy mode of the bot, which the bot's owner may have changed since the bot started.
    """
    me = await bot.get_me()
    privacy = texts("group-privacy-off" if me.can_read_all_group_messages else "group-privacy-on")
    return texts("group-greeting", bot=me.username or "", privacy=privacy)


def may_change_answer(query: CallbackQuery, action: AnswerAction) -> bool:
    """Return whether the user of *query* may change the answer above the button by *action*.

    In a group, only the user who asked may choose another place, day or subject. Every member may change the
    answer if Telegram does not name the sender of the question.
    """
    message = query.message
    if (
        not isinstance(message, Message)
        or message.chat.type == ChatType.PRIVATE
        or action in ACTIONS_FOR_EVERY_MEMBER
    ):
        return True
    question = message.reply_to_message
    if question is None or question.forum_topic_created is not None or question.sender_chat is not None:
        return True
    asker = question.from_user
    return asker is None or asker.is_bot or asker.id == query.from_user.id


def chat_id_for_stored_choice(query: CallbackQuery) -> int:
    """Return the id of the chat for which the user's choice of a place is stored.

    For a group, return the id of the user's private chat, because a choice must not affect other members.
    """
    message = query.message
    is_private = message is not None and message.chat.type == ChatType.PRIVATE
    return message.chat.id if message is not None and is_private else query.from_user.id
