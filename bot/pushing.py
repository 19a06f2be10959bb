"""The sender of daily pushes at work beside polling."""

import asyncio
import logging

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from handlers.pushes import SendPush
from services.daily import Limited, Sender
from services.tasks import cancel_all

logger = logging.getLogger(__name__)


class PushLimits(BaseRequestMiddleware):
    """Hands a 429 for a push to the sender. Waited out in place, many would be sent at once in the end."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; raise Limited when it is a push that comes too soon."""
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            if isinstance(method, SendPush):
                raise Limited(error.retry_after) from error
            raise


async def send_pushes(sender: Sender, stop: asyncio.Event, grace: float) -> None:
    """Send what is due until *stop*, then finish what is on its way within *grace* seconds.

    Should the sender fail, *stop* is set, and its error raised: a bot without it would be missed by nobody until
    the morning after.
    """
    sending = asyncio.create_task(sender.run(stop))
    sending.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
        await asyncio.wait({sending}, timeout=grace)
    finally:
        await cancel_all([sending])
    if sending.cancelled():
        logger.warning("pushes were on their way for more than %g s; the next start may send them again", grace)
    else:
        sending.result()
