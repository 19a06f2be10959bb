"""Sends rendered pushes and alerts, and maps Telegram's errors to outcomes."""

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import SendMessage

from handlers.reachability import CLOSED_TOPIC_PATTERN, is_chat_gone, normalized_error_message
from services.delivery import Outcome, RateLimited

logger = logging.getLogger(__name__)


class PacedMessage(SendMessage):
    """A sendMessage call for a push or an alert; the sender, not `Retrying`, repeats it after status 429."""


async def send_paced(bot: Bot, message: PacedMessage) -> Outcome:
    """Send *message* and return the outcome.

    If the topic of *message* is closed, send *message* to the general topic of the chat. Raise RateLimited if the
    chat is rate-limited.
    """
    try:
        try:
            await bot(message)
        except TelegramBadRequest as error:
            if message.message_thread_id is None or not CLOSED_TOPIC_PATTERN.search(
                normalized_error_message(error)
            ):
                raise
            await bot(message.model_copy(update={"message_thread_id": None}))
            return Outcome.MOVED
    except TelegramRetryAfter as error:  # `Retrying` raises this error while the chat is rate-limited
        raise RateLimited(error.retry_after, is_chat_only=True) from error
    except TelegramAPIError as error:
        outcome = outcome_of(error)
        if outcome is not Outcome.GONE:
            logger.warning("could not send a push or an alert: %s", error.message)
        return outcome
    return Outcome.SENT


def outcome_of(error: TelegramAPIError) -> Outcome:
    """Return the outcome of a push or an alert that Telegram refused with *error*."""
    match error:
        case _ if is_chat_gone(error, is_for_push=True):
            return Outcome.GONE
        case TelegramBadRequest():
            return Outcome.REFUSED
        case _:
            return Outcome.FAILED
