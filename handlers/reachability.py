"""Whether the bot may write to a chat: what Telegram's refusals and changes of membership mean."""

import re

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberUpdated, Message

from handlers.filters import Migrated
from services.storage import Chats, LastQuestions

OUT = frozenset({ChatMemberStatus.KICKED, ChatMemberStatus.LEFT})

CLOSED_TOPIC = re.compile(r"thread (not found|invalid)|topic (closed|deleted|not found|id invalid)")
"""Telegram's words for a topic that takes no messages, as `error_words` has them."""

NOT_WELCOME = re.compile(
    r"(chat|channel|user|peer) (id )?(not found|invalid)"
    r"|deactivated|chat was deleted|kicked|blocked|banned|not a member|channel private|chat restricted"
    r"|forbidden|(no|enough|administrator) rights|admin required|no (write )?access"
    r"|can't (initiate conversation|send messages to)"
)
"""Telegram's words, in a 400, for a chat that takes no messages of the bot, as `error_words` has them."""


def is_gone(error: TelegramAPIError, *, of_push: bool = False) -> bool:
    """Return whether *error* means that the bot may not write to the chat until it hears from it again.

    A 403 does. A 400 with such words does for a push alone: answers go to chats that have just been heard from.
    There it includes closed topics, as a push is sent to the general topic before it counts as refused.
    """
    if isinstance(error, TelegramForbiddenError):
        return True
    words = error_words(error)
    refused = NOT_WELCOME.search(words) or CLOSED_TOPIC.search(words)
    return of_push and isinstance(error, TelegramBadRequest) and refused is not None


def error_words(error: TelegramAPIError) -> str:
    """Return the message of *error* in lower case, with spaces for underscores."""
    return error.message.lower().replace("_", " ")


async def on_membership(change: ChatMemberUpdated, chats: Chats) -> None:
    """Record whether the bot may write in the chat."""
    if change.new_chat_member.status in OUT:
        await chats.mark_gone(change.chat.id)
    else:
        await chats.mark_reachable(change.chat.id)


async def on_migration(
    _: Message, group: int, supergroup: int, chats: Chats, last_questions: LastQuestions
) -> None:
    """Move what is stored of a group to the supergroup that it has become."""
    await last_questions.flush()
    await chats.move(group, to=supergroup)
    await last_questions.forget(group, supergroup)


def router() -> Router:
    """Return a router for both."""
    router = Router(name="reachability")
    router.my_chat_member.register(on_membership)
    router.message.register(on_migration, Migrated())
    return router
