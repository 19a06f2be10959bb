"""What becomes of the chats themselves: the bot is blocked, thrown out or let in again; a group grows."""

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated, Message

from handlers.filters import Migrated
from services.storage import Chats

OUT = frozenset({ChatMemberStatus.KICKED, ChatMemberStatus.LEFT})


async def on_membership(change: ChatMemberUpdated, chats: Chats) -> None:
    """Remember whether the bot may write in the chat."""
    if change.new_chat_member.status in OUT:
        await chats.mark_gone(change.chat.id)
    else:
        await chats.mark_back(change.chat.id)


async def on_migration(_: Message, group: int, supergroup: int, chats: Chats) -> None:
    """Take what is stored of a group along into the supergroup that it has become."""
    await chats.move(group, to=supergroup)


def router() -> Router:
    """Return a router for both."""
    router = Router(name="membership")
    router.my_chat_member.register(on_membership)
    router.message.register(on_migration, Migrated())
    return router
