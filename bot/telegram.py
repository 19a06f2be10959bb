"""Creates the client of the Bot API, with its server, proxy, timeouts and retries, and waits for Telegram."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod
from aiogram.types import User
from stamina.instrumentation import set_on_retry_hooks

from bot.config import Settings, SettingsError
from bot.retrying import Retrying, log_retry, reason_of, should_log_failure
from bot.session import Session
from bot.systemd import notify

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 2000
"""Maximum number of connections to the Bot API server.

No call should wait for a connection, because the time limit of the call includes the wait.
"""

REQUEST_TIMEOUT = 15.0
"""Time limit in seconds of one request; getUpdates has a longer limit."""
TELEGRAM_RETRY_SECONDS = 5.0
"""Time in seconds between two attempts to reach Telegram at the start."""
MAX_TOKEN_REFUSALS = 3
"""Maximum number of consecutive refusals of the token at the start; at this number the token counts as invalid."""
TOKEN_RETRY_SECONDS = 1.5
"""Time in seconds between a refusal of the token and the next attempt."""
TELEGRAM_START_TIMEOUT_USEC = 700_000_000
"""Start timeout in microseconds that the bot requests from systemd before each call of getMe.

The timeout is longer than a call of getMe together with the longest pause after the call.
"""
TOKEN_REFUSED_MESSAGE = "BOT_TOKEN is refused by Telegram; copy it again from @BotFather"  # noqa: S105 - a message


class GetRawUpdates(TelegramMethod[list[Any]]):
    """The method getUpdates without validation, so that an invalid update does not affect the other updates."""

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


async def reach_telegram(bot: Bot) -> User:
    """Wait until Telegram answers, and return the bot's own user.

    The bot waits for Telegram without a time limit: after a power failure, the network may start later than the
    bot. Raise SettingsError if Telegram refuses the token MAX_TOKEN_REFUSALS times in a row.
    """
    refusals = failures = 0
    while True:
        # The start timeout is extended only here, so that a start that hangs elsewhere fails.
        notify(f"EXTEND_TIMEOUT_USEC={TELEGRAM_START_TIMEOUT_USEC}", "STATUS=Waiting for Telegram")
        try:
            me = await bot.me()
        except (TelegramUnauthorizedError, TelegramNotFound) as exc:
            refusals += 1
            if refusals == MAX_TOKEN_REFUSALS:
                raise SettingsError(TOKEN_REFUSED_MESSAGE) from exc
            await asyncio.sleep(TOKEN_RETRY_SECONDS)
        except TelegramAPIError as error:
            refusals = 0
            failures += 1
            pause = max(TELEGRAM_RETRY_SECONDS, getattr(error, "retry_after", 0.0))
            if should_log_failure(failures):
                logger.warning(
                    "waiting for Telegram, attempt %d: %s; trying again every %.0f s",
                    failures,
                    reason_of(error),
                    pause,
                )
            await asyncio.sleep(pause)
        else:
            return me
