"""The client of the Bot API: API server, proxy, limits and retries."""

import time
from collections.abc import Callable

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from stamina.instrumentation import set_on_retry_hooks

from bot.config import Settings
from bot.retrying import Retrying, log_retry
from bot.session import Session

CONNECTIONS = 2000
"""More than can be under way: aiohttp counts waiting for one of them into the time limit of a request."""

REQUEST_TIMEOUT = 15.0
"""Seconds for one request; getUpdates adds its polling timeout."""


def create_session(settings: Settings) -> Session:
    """Return the way to the API server, which tries everything once; close it when done."""
    return Session(
        proxy=settings.telegram_proxy,
        limit=CONNECTIONS,
        api=TelegramAPIServer.from_base(settings.telegram_api_url),
        timeout=REQUEST_TIMEOUT,
    )


def create_bot(settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> Bot:
    """Return the client; close its session when done."""
    set_on_retry_hooks([log_retry])
    session = create_session(settings)
    session.middleware(Retrying(clock=clock))
    return Bot(
        settings.bot_token.get_secret_value(),
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )
