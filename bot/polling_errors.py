"""Errors of getUpdates that need an action: a refused token, a webhook, or a second instance."""

import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, GetWebhookInfo

logger = logging.getLogger(__name__)

REFUSED_FOR = 180.0
"""Seconds of uninterrupted 401 responses after which the token counts as refused."""

WEBHOOK_IS_SET = "webhook is active"
SECOND_INSTANCE = "terminated by other getUpdates request"
"""Texts of the two kinds of 409: https://github.com/tdlib/telegram-bot-api, Client.cpp"""


class PollingErrors:
    """Handles errors of getUpdates; *clock* returns seconds."""

    def __init__(self, bot: Bot, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._clock = clock
        self._refused_since: float | None = None
        self._webhook_removed = False
        self._last_advice = ""

    async def handle(self, error: TelegramAPIError) -> None:
        """Remove a webhook, or log advice for the operator; raise *error* if the token counts as refused."""
        if isinstance(error, TelegramUnauthorizedError):
            self._handle_unauthorized(error)
            return
        self._refused_since = None
        if isinstance(error, TelegramConflictError):
            if WEBHOOK_IS_SET in error.message:
                await self._remove_webhook()
            elif SECOND_INSTANCE in error.message:
                self._advise(
                    "another instance is polling with this token; stop it, or give this one a token of its own"
                )

    def reset(self) -> None:
        """Forget earlier errors after a successful getUpdates."""
        self._refused_since = None
        self._last_advice = ""

    def _handle_unauthorized(self, error: TelegramUnauthorizedError) -> None:
        now = self._clock()
        if self._refused_since is None:
            self._refused_since = now
        if now - self._refused_since >= REFUSED_FOR:
            raise error
        self._advise(
            f"Telegram refuses the token (401); the bot stops if that goes on for {REFUSED_FOR / 60:.0f} min. "
            "If the token was revoked, set BOT_TOKEN to the new one from @BotFather"
        )

    async def _remove_webhook(self) -> None:
        """Remove the webhook and keep its updates; only once, because another program may set it again."""
        try:
            # Called without the session's middlewares: their retries would delay polling.
            webhook = await self._bot.session.make_request(self._bot, GetWebhookInfo())
            if not webhook.url:
                return
            host = host_of(webhook.url)
            if self._webhook_removed:
                self._advise(
                    f"a webhook at {host} is set again, which keeps updates from this bot; stop the program that "
                    "sets it, or give this bot a token of its own"
                )
                return
            await self._bot.session.make_request(self._bot, DeleteWebhook(drop_pending_updates=False))
        except TelegramAPIError as error:
            logger.warning("could not remove the webhook: %s", error)
            return
        self._webhook_removed = True
        logger.warning(
            "removed the webhook at %s, which kept updates from this bot; if another program needs it, give this "
            "bot a token of its own and have that program set its webhook again",
            host,
        )

    def _advise(self, advice: str) -> None:
        if advice != self._last_advice:
            self._last_advice = advice
            logger.error(advice)


def host_of(url: str) -> str:
    """Return the host of a webhook's URL; the rest may contain a secret."""
    try:
        return urlsplit(url).hostname or "an unknown host"
    except ValueError:
        return "an unknown host"
