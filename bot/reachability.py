"""A middleware of the Bot API client that records chats to which the bot can no longer write."""

import logging
from contextlib import suppress

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from handlers.deliveries import PacedMessage
from handlers.reachability import is_chat_gone
from services.errors import StorageError
from services.storage import Chats

logger = logging.getLogger(__name__)


class Reachability(BaseRequestMiddleware):
    """Marks a chat as gone when Telegram refuses a call because the bot may not write to the chat.

    When a group has become a supergroup, moves the stored data of the group, and repeats the call with the new id.
    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; if the group has become a supergroup, repeat the request for the supergroup."""
        chat_id = getattr(method, "chat_id", None)
        if not isinstance(chat_id, int):
            return await make_request(bot, method)
        try:
            return await make_request(bot, method)
        except TelegramMigrateToChat as moved:
            logger.info("a group has become a supergroup")
            with suppress(StorageError):  # after a failure, the next call to the group moves the data
                await self._chats.move_to_supergroup(chat_id, new_chat_id=moved.migrate_to_chat_id)
            return await make_request(bot, method.model_copy(update={"chat_id": moved.migrate_to_chat_id}))
        except TelegramAPIError as error:
            # The sender of pushes marks its chats as gone itself, and tries again while the database is down.
            if not isinstance(method, PacedMessage) and is_chat_gone(error):
                with suppress(StorageError):  # after a failure, the next refused call marks the chat as gone
                    await self._chats.mark_gone(chat_id)
            raise
