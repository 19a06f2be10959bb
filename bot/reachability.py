"""What Telegram's refusals tell about a chat."""

import logging
from contextlib import suppress

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from services.errors import StorageError
from services.storage import Chats

logger = logging.getLogger(__name__)


class Reachability(BaseRequestMiddleware):
    """Remembers in which chats the bot may not write, and writes to a group where it has moved to."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, for a group that has become a supergroup once more there."""
        chat_id = getattr(method, "chat_id", None)
        if not isinstance(chat_id, int):
            return await make_request(bot, method)
        try:
            return await make_request(bot, method)
        except TelegramForbiddenError:
            with suppress(StorageError):  # the next refusal tries again
                await self._chats.mark_gone(chat_id)
            raise
        except TelegramMigrateToChat as moved:
            logger.info("the group has become a supergroup")
            with suppress(StorageError):  # and so does the next message to the group
                await self._chats.move(chat_id, to=moved.migrate_to_chat_id)
            return await make_request(bot, method.model_copy(update={"chat_id": moved.migrate_to_chat_id}))
