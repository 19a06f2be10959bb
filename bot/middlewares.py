"""What every update meets on its way to the handlers."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import CallbackQuery, Message, TelegramObject, User
from aiogram.types import Chat as TelegramChat
from cachetools import LRUCache

from handlers.replies import reply, tell
from handlers.views.units import Units, units_for
from services.budget import Budget
from services.storage import Chats, ChatSettings

logger = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

USERS_KEPT = 5_000
"""Users whose messages are counted, the latest; a kilobyte each."""


class Language(BaseMiddleware):
    """Adds `settings`, the chat's; `units`, its numbers; and `texts`.

    They are in the language that the chat has set, else in the one that the user has Telegram in.
    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Hand the event on."""
        user: User | None = data.get("event_from_user")
        chat: TelegramChat | None = data.get("event_chat")
        settings = ChatSettings() if chat is None else (await self._chats.get(chat.id)).settings
        units = units_for(settings, user.language_code if user else None)
        data |= {"settings": settings, "units": units, "texts": units.texts}
        return await handler(event, data)


class Back(BaseMiddleware):
    """Notes that a chat which the bot could not write to is heard of again; for messages and buttons."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Hand the event on."""
        chat: TelegramChat | None = data.get("event_chat")
        if chat is not None:
            await self._chats.mark_back(chat.id)
        return await handler(event, data)


class Throttle(BaseMiddleware):
    """Lets *per_minute* messages of a user through in any minute; for messages and buttons that would be answered.

    Who sends more is told so, once a minute, and gets no other answer. Handlers with the flag `throttled=False`
    are not meant.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._users: LRUCache[int, tuple[Budget, Budget]] = LRUCache(USERS_KEPT)
        """For messages and for notices."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Hand the event on if the user may send it."""
        user: User | None = data.get("event_from_user")
        if user is None or get_flag(data, "throttled") is False:
            return await handler(event, data)
        # Anonymous admins of all groups are one user to Telegram, who writes as the group.
        sender = event.sender_chat.id if isinstance(event, Message) and event.sender_chat else user.id
        known = self._users.get(sender)
        if known is None:
            known = self._users[sender] = Budget(self._per_minute), Budget(1)
        messages, notices = known
        if messages.spend():
            return await handler(event, data)
        units: Units = data["units"]
        logger.info("throttled")
        notice = units.texts("slow-down", limit=self._per_minute) if notices.spend() else None
        if isinstance(event, CallbackQuery):
            await tell(event, notice)
        elif isinstance(event, Message) and notice is not None:
            await reply(event, notice)
        return None
