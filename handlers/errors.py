"""One place for what handlers let through."""

import logging
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import ErrorEvent, Message

from handlers.texts import Texts, texts_for
from services.errors import StorageError

logger = logging.getLogger(__name__)


async def on_error(event: ErrorEvent, texts: Texts | None = None) -> Any:  # noqa: ANN401 - aiogram's mark
    """Log what went wrong; tell the user, unless telling is what failed.

    There are no *texts* when it went wrong before the chat's language was known. What may go well later is left to
    who has sent the update in.
    """
    error = event.exception
    match error:
        case TelegramRetryAfter() | TelegramServerError() | TelegramNetworkError() | TelegramUnauthorizedError():
            return UNHANDLED  # polling finds out whether the token is refused for good
        case TelegramForbiddenError():
            logger.info("the bot may not write there")
        case TelegramAPIError():
            logger.error("%s failed: %s", error.method.__api_method__, error.message)
            await _release(event)
        case StorageError():  # logged where it was noticed, once
            await _apologise(event, texts, "storage-away")
        case _:
            logger.error("unexpected", exc_info=error)
            await _apologise(event, texts, "error")
    return None


async def _release(event: ErrorEvent) -> None:
    """Let a pressed button not wait for ever."""
    query = event.update.callback_query
    if query is not None:
        try:
            await query.answer()
        except TelegramAPIError as failure:
            logger.info("nor was the button released: %s", failure.message)


async def _apologise(event: ErrorEvent, texts: Texts | None, key: str) -> None:
    query, message = event.update.callback_query, event.update.message
    user = query.from_user if query else message and message.from_user
    text = (texts or texts_for(user.language_code if user else None))(key)
    try:
        if query is not None:
            await query.answer(text, show_alert=True)
        elif isinstance(message, Message):
            await message.answer(text)
    except TelegramAPIError as failure:
        logger.warning("no apology either: %s", failure.message)


def router() -> Router:
    """Return a router for errors."""
    router = Router(name="errors")
    router.errors.register(on_error)
    return router
