"""Runs one of several processes of a bot on PostgreSQL as the leader, which polls; the others are standbys."""

import logging
import signal
from collections.abc import Awaitable, Callable
from functools import partial

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.config import Settings, SettingsError
from bot.signals import STOP_SIGNALS, restore_signal_handlers
from bot.systemd import notify
from handlers.deliveries import PacedMessage
from services.errors import BadDatabaseAddress
from services.storage.leader_lock import LeaderLock

logger = logging.getLogger(__name__)


class SendFence(BaseRequestMiddleware):
    """Refuses to send answers if this process lost the leadership more than MAX_FINISH_SECONDS ago.

    A process may be frozen while it answers an update. Without the fence, the process would send an answer that
    the next leader has already sent. An update whose answer is refused stays in the journal. Pushes and alerts are
    not refused, because each of them has a lease of its own.
    """

    def __init__(self, lock: LeaderLock) -> None:
        self._lock = lock

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request; raise TelegramServerError if *method* sends an answer that must be refused."""
        is_answer = method.__api_method__.startswith(("send", "answer")) and not isinstance(method, PacedMessage)
        if is_answer and not self._lock.may_send_answer():
            raise TelegramServerError(method=method, message="this process is not the leader any more")
        return await make_request(bot, method)


async def lead(
    settings: Settings,
    stand_by: Callable[[], Awaitable[None]],
    run_term: Callable[[LeaderLock], Awaitable[None]],
) -> None:
    """Wait until this process is the leader, then call *run_term*; after a loss of the lock, begin again.

    Return when *run_term* ends without a loss of the lock, or after a stop signal. Raise SettingsError if the
    database cannot have a leader lock.

    *stand_by* is called when this process begins to stand by.
    """
    handlers = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    lock = LeaderLock(settings.database_url, settings.bot_id)

    try:
        while True:
            await lock.acquire(stand_by, partial(notify, "WATCHDOG=1"))
            await run_term(lock)
            if not lock.is_lost:
                return
            if lock.failure is not None:
                raise lock.failure
            await lock.release()
            if restore_signal_handlers(handlers):
                return
    except BadDatabaseAddress as exc:
        raise SettingsError(f"DATABASE_URL cannot be used: {exc}") from exc
    finally:
        await lock.release()
