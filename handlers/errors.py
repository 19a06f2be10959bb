"""The error handler, for exceptions that other handlers raise."""

import logging
from functools import partial
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import ErrorEvent, Message
from cachetools import TTLCache

from handlers.reachability import is_chat_closed
from handlers.texts import Texts, texts_for
from services.errors import StorageError

logger = logging.getLogger(__name__)


MAX_CLOSED_CHATS = 1_000
"""Maximum number of remembered chats that refuse messages of the bot; each is logged once an hour."""

MIN_CLOSED_CHAT_LOG_INTERVAL = 3600.0
"""Minimum time in seconds between two log lines about one chat that refuses messages of the bot."""


async def on_error(
    event: ErrorEvent,
    closed_chats: TTLCache[int, bool],
    texts: Texts | None = None,
) -> Any:  # noqa: ANN401 - UNHANDLED is Any
    """Log the exception, and send the user an error message unless Telegram refused a call.

    *closed_chats* has the ids of the chats that were logged within MIN_CLOSED_CHAT_LOG_INTERVAL.

    *texts* is None if the exception was raised before the language of the chat was known. For a temporary error,
    return UNHANDLED: the dispatcher raises the error, and the caller of the dispatcher retries the update.
    """
    error = event.exception
    match error:
        case TelegramRetryAfter() | TelegramServerError() | TelegramNetworkError() | TelegramUnauthorizedError():
            return UNHANDLED  # polling stops after Telegram has refused the token for some minutes
        case TelegramForbiddenError():
            logger.info("the bot may not write to a chat")
        case TelegramBadRequest() if is_chat_closed(error):
            await _report_closed_chat(event, error, closed_chats, texts)
        case TelegramAPIError():
            logger.error("Telegram refused %s: %s", error.method.__api_method__, error.message)
            await _answer_callback_query(event)
        case StorageError():  # the storage has logged the error
            await _send_error(event, texts, "storage-away")
        case _:
            logger.error("a handler raised an exception", exc_info=error)
            await _send_error(event, texts, "error")
    return None


async def _report_closed_chat(
    event: ErrorEvent, error: TelegramBadRequest, closed_chats: TTLCache[int, bool], texts: Texts | None
) -> None:
    """Log at most once an hour that a chat accepts no messages; notify the user who pressed a button there."""
    chat_id = getattr(error.method, "chat_id", None)
    if isinstance(chat_id, int) and chat_id not in closed_chats:
        closed_chats[chat_id] = True
        logger.warning("the bot has no right to answer in a chat: %s", error.message)
    await _answer_callback_query(event, texts("toast-no-right") if texts is not None else None)


async def _answer_callback_query(event: ErrorEvent, text: str | None = None) -> None:
    """Answer the callback query of the update, if any, to end the progress bar of the button."""
    query = event.update.callback_query
    if query is not None:
        try:
            await query.answer(text)
        except TelegramAPIError as failure:
            logger.info("could not answer the callback query: %s", failure.message)


async def _send_error(event: ErrorEvent, texts: Texts | None, key: str) -> None:
    update = event.update
    query, message = update.callback_query, update.message or update.edited_message
    user = query.from_user if query else message and message.from_user
    text = (texts or texts_for(user.language_code if user else None))(key)
    try:
        if query is not None:
            await query.answer(text, show_alert=True)
        elif isinstance(message, Message):
            await message.answer(text)
    except TelegramAPIError as failure:
        logger.warning("could not send the error message: %s", failure.message)


def router() -> Router:
    """Return a router for exceptions."""
    router = Router(name="errors")
    closed_chats: TTLCache[int, bool] = TTLCache(MAX_CLOSED_CHATS, MIN_CLOSED_CHAT_LOG_INTERVAL)
    router.errors.register(partial(on_error, closed_chats=closed_chats))
    return router
