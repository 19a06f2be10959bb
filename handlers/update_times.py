"""Sends inline messages that end with the time of their last update.

The time of the update is a `date_time` entity, which Telegram shows as "5 minutes ago" and keeps up to date. A
relative time cannot be mistaken for the local time of a place in the message.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import TelegramBadRequest
from aiogram.utils.text_decorations import HtmlDecoration

logger = logging.getLogger(__name__)

T = TypeVar("T")


class UpdateTimes:
    """Sends inline messages with the time of their update, or without the time if Telegram has refused the entity.

    Servers of a version of the Bot API before 9.5 refuse `date_time` entities. Once Telegram has refused such an
    entity, all messages omit the time, until the bot restarts.
    """

    def __init__(self) -> None:
        self._are_accepted = True

    async def send(self, send_message: Callable[[bool], Awaitable[T]]) -> T:
        """Return the result of *send_message*, whose argument is whether the message contains the time."""
        if self._are_accepted:
            try:
                return await send_message(True)
            except TelegramBadRequest as error:
                if HtmlDecoration.DATE_TIME_TAG not in error.message:
                    raise
                self._are_accepted = False
                logger.warning(
                    "Telegram refuses date_time entities, so inline messages have no update time: %s",
                    error.message,
                )
        return await send_message(False)
