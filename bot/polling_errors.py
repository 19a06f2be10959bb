"""Errors of getUpdates that need an action: a refused token, a webhook, or a second instance."""

import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, GetWebhookInfo

logger = logging.getLogger(__name__)

UNAUTHORIZED_SECONDS = 180.0
"""Time in seconds after which the token counts as refused, if all responses since then are 401."""

WEBHOOK_MESSAGE = "webhook is active"
"""Part of the message of a 409 while a webhook is set: https://github.com/tdlib/telegram-bot-api, Client.cpp"""

SECOND_INSTANCE_MESSAGE = "terminated by other getUpdates request"
"""Part of the message of a 409 while another process polls with the same token."""


class PollingErrors:
    """Handles errors of getUpdates. *clock* returns monotonic seconds.

    *on_second_instance* is called if Telegram reports that another process polls with this token.
    """

    def __init__(
        self,
        bot: Bot,
        clock: Callable[[], float] = time.monotonic,
        *,
        on_second_instance: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot = bot
        self._on_second_instance = on_second_instance
        self._clock = clock
        self._unauthorized_since: float | None = None
        self._has_removed_webhook = False
        self._last_advice = ""

    async def fix_or_advise(self, error: TelegramAPIError) -> None:
        """Remove a webhook that caused *error*, or log advice to the operator.

        Raise *error* if the token counts as refused.
        """
        if isinstance(error, TelegramUnauthorizedError):
            self._advise_or_raise(error)
            return
        self._unauthorized_since = None
        if isinstance(error, TelegramConflictError):
            if WEBHOOK_MESSAGE in error.message:
                await self._remove_webhook()
            elif SECOND_INSTANCE_MESSAGE in error.message:
                self._log_advice(
                    "another instance is polling with this token; stop it, or give this one a token of its own"
                )
                self._on_second_instance()

    def reset(self) -> None:
        """Clear the state of earlier errors; call this after a successful getUpdates."""
        self._unauthorized_since = None
        self._last_advice = ""

    def _advise_or_raise(self, error: TelegramUnauthorizedError) -> None:
        now = self._clock()
        if self._unauthorized_since is None:
            self._unauthorized_since = now
        if now - self._unauthorized_since >= UNAUTHORIZED_SECONDS:
            raise error
        self._log_advice(
            "Telegram refuses the token (401); the bot stops if this continues for "
            f"{UNAUTHORIZED_SECONDS / 60:.0f} min. If the token was revoked, set BOT_TOKEN to the new one from "
            "@BotFather"
        )

    async def _remove_webhook(self) -> None:
        """Remove the webhook and keep its pending updates.

        A webhook that another program sets again is not removed a second time.
        """
        try:
            # `make_request` bypasses the session's middlewares, whose retries would delay polling.
            webhook = await self._bot.session.make_request(self._bot, GetWebhookInfo())
            if not webhook.url:
                return
            host = host_of(webhook.url)
            if self._has_removed_webhook:
                self._log_advice(
                    f"a webhook at {host} is set again, which keeps updates from this bot; stop the program that "
                    "sets it, or give this bot a token of its own"
                )
                return
            await self._bot.session.make_request(self._bot, DeleteWebhook(drop_pending_updates=False))
        except TelegramAPIError as error:
            logger.warning("could not remove the webhook: %s", error)
            return
        self._has_removed_webhook = True
        logger.warning(
            "removed the webhook at %s, because getUpdates fails while a webhook is set; if "
            "another program needs the webhook, give this bot a token of its own",
            host,
        )

    def _log_advice(self, advice: str) -> None:
        """Log *advice* unless it was the last advice logged."""
        if advice != self._last_advice:
            self._last_advice = advice
            logger.error(advice)


def host_of(url: str) -> str:
    """Return the host of a webhook's *url*, for the log; the rest of the URL may contain a secret."""
    try:
        return urlsplit(url).hostname or "an unknown host"
    except ValueError:
        return "an unknown host"
