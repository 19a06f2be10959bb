"""The time of the last update in inline messages, and sending without that time where Telegram refuses it.

The time is a `date_time` entity, which Telegram shows as "5 minutes ago" and keeps up to date. A relative time
needs no time zone, so that no reader takes the time for the local time of a place in the message.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import TelegramBadRequest
from aiogram.utils.text_decorations import HtmlDecoration

logger = logging.getLogger(__name__)

T = TypeVar("T")


class UpdateTimes:
    """Sends inline messages with the time of their update, or without it after Telegram has refused the entity.

    Servers of the Bot API from before version 9.5 refuse `date_time` entities. After one refusal, all messages are
    sent without the time until the bot is started again.
    """

    def __init__(self) -> None:
        self._are_accepted = True

    async def send(self, send: Callable[[bool], Awaitable[T]]) -> T:
        """Return the result of *send*, which is called with whether the message has the time of its update."""
        if self._are_accepted:
            try:
                return await send(True)
            except TelegramBadRequest as error:
                if HtmlDecoration.DATE_TIME_TAG not in error.message:
                    raise
                self._are_accepted = False
                logger.warning("Telegram refuses date_time entities: %s", error.message)
        return await send(False)
