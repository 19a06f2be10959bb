"""Runs the senders of pushes and alerts in the background, and passes Telegram's rate limits on to the senders."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from handlers.deliveries import PacedMessage
from services.delivery import RateLimited
from services.tasks import cancel_all

logger = logging.getLogger(__name__)


class PushLimits(BaseRequestMiddleware):
    """Raises RateLimited for a push or an alert that gets status 429, so that the sender postpones the message.

    If each push waited for its own `retry_after`, all delayed pushes would be sent at the same moment.
    """

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; raise RateLimited if *method* is a push or an alert that gets a 429."""
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            if isinstance(method, PacedMessage):
                raise RateLimited(error.retry_after) from error
            raise


async def run_in_background(
    run_until: Callable[[asyncio.Event], Coroutine[Any, Any, None]], stop: asyncio.Event, grace_seconds: float
) -> None:
    """Call *run_until*, which returns soon after *stop* is set; if it takes more than *grace_seconds*, cancel it.

    *run_until* is `Sender.run` or `AlertMonitor.run`. If it raises an exception, set *stop* and raise the
    exception, so that the bot stops. If the bot did not stop, users would notice the failure only by missing
    pushes or alerts.
    """
    task = asyncio.create_task(run_until(stop))
    task.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
        await asyncio.wait({task}, timeout=grace_seconds)
    finally:
        await cancel_all([task])
    if task.cancelled():
        logger.warning(
            "cancelled pushes or alerts that took longer than %g s; the next start may send them again",
            grace_seconds,
        )
    else:
        task.result()
