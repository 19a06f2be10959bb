"""Runs the sender of daily pushes, and passes Telegram's rate limits on to it."""

import asyncio
import logging

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from handlers.pushes import SendPush
from services.daily import RateLimited, Sender
from services.tasks import cancel_all

logger = logging.getLogger(__name__)


class PushLimits(BaseRequestMiddleware):
    """Raises RateLimited for a push that gets a 429, so that the sender postpones the push.

    If each push waited for its own `retry_after`, all of them would be sent at the same moment afterwards.
    """

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; raise RateLimited if *method* is a push and Telegram answers with a 429."""
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            if isinstance(method, SendPush):
                raise RateLimited(error.retry_after) from error
            raise


async def send_pushes(sender: Sender, stop: asyncio.Event, grace_seconds: float) -> None:
    """Send due pushes until *stop* is set, then wait up to *grace_seconds* for the pushes being sent.

    If the sender raises, set *stop* and raise the error, so that the bot stops. If the bot did not stop, users
    would notice the failure only by missing pushes.
    """
    task = asyncio.create_task(sender.run(stop))
    task.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
        await asyncio.wait({task}, timeout=grace_seconds)
    finally:
        await cancel_all([task])
    if task.cancelled():
        logger.warning(
            "cancelled pushes that took longer than %g s; the next start may send them again", grace_seconds
        )
    else:
        task.result()
