"""Recording whether the bot can write to a chat, from Telegram's errors and from the chat's updates."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat as TelegramChat
from aiogram.types import TelegramObject

from handlers.pushes import SendPush
from handlers.reachability import is_gone
from services.errors import StorageError
from services.storage import Chat, Chats

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

logger = logging.getLogger(__name__)


class Reachability(BaseRequestMiddleware):
    """Marks chats as gone when Telegram refuses a call, and follows a group that has become a supergroup."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; if the group has become a supergroup, repeat it there."""
        chat_id = getattr(method, "chat_id", None)
        if not isinstance(chat_id, int):
            return await make_request(bot, method)
        try:
            return await make_request(bot, method)
        except TelegramMigrateToChat as moved:
            logger.info("the group has become a supergroup")
            with suppress(StorageError):  # the next call to the group tries again
                await self._chats.move(chat_id, new_chat_id=moved.migrate_to_chat_id)
            return await make_request(bot, method.model_copy(update={"chat_id": moved.migrate_to_chat_id}))
        except TelegramAPIError as error:
            # The sender of pushes marks chats itself, and tries again while the database is down.
            if not isinstance(method, SendPush) and is_gone(error):
                with suppress(StorageError):  # the next refusal tries again
                    await self._chats.mark_gone(chat_id)
            raise


class MarkReachable(BaseMiddleware):
    """Marks a chat that was gone as reachable when a message or callback query arrives from it."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Mark the chat, and call the handler."""
        event_chat: TelegramChat | None = data.get("event_chat")
        chat: Chat = data["chat"]
        if event_chat is not None and chat.gone:
            with suppress(StorageError):  # its next message tries again
                await self._chats.mark_reachable(event_chat.id)
        return await handler(event, data)
