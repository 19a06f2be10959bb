"""Creates the client of the Bot API, with its server, proxy, timeouts and retries."""

import time
from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import TelegramMethod
from stamina.instrumentation import set_on_retry_hooks

from bot.config import Settings
from bot.retrying import Retrying, log_retry
from bot.session import Session

MAX_CONNECTIONS = 2000
"""Maximum number of connections; no call should wait for a connection, because its timeout includes the wait."""

REQUEST_TIMEOUT = 15.0
"""Time limit in seconds of one request; getUpdates has a longer limit."""


class GetRawUpdates(TelegramMethod[list[Any]]):
    """The method getUpdates without validation, so that an invalid update does not affect the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


def create_session(settings: Settings) -> Session:
    """Return a session that does not retry calls; the caller closes it."""
    return Session(
        proxy=settings.telegram_proxy,
        limit=MAX_CONNECTIONS,
        api=TelegramAPIServer.from_base(settings.telegram_api_url),
        timeout=REQUEST_TIMEOUT,
    )


def create_bot(settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> Bot:
    """Return a client that retries calls; the caller closes its session. *clock* returns monotonic seconds."""
    set_on_retry_hooks([log_retry])
    session = create_session(settings)
    session.middleware(Retrying(clock=clock))
    return Bot(
        settings.bot_token.get_secret_value(),
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )
