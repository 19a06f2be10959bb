"""Registers the webhook with Telegram, by one process at a time, and checks the webhook every minute."""

import asyncio
import hashlib
import hmac
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import GetWebhookInfo, SetWebhook
from aiogram.types import WebhookInfo

from bot.config import Settings
from bot.polling_errors import host_of
from bot.retrying import should_log_failure
from services.errors import StorageError
from services.storage.queue import UpdateQueue

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 100
"""Maximum number of concurrent requests from Telegram; the Bot API allows no larger number."""

MAX_WEBHOOK_CHECK_INTERVAL = 60.0
"""Maximum time in seconds between two checks of the webhook.

The actual time is random: between half the maximum and the maximum.
"""

RETRY_SECONDS = 5.0
"""Time in seconds after which a failed check is repeated."""

MAX_TOKEN_REFUSALS = 3
"""Maximum number of consecutive 401 responses to the check; at this number the token counts as refused."""


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """The URL to which Telegram sends updates, and the types of the updates."""

    url: str
    path: str
    """The path of the URL."""
    secret: str
    """The secret that Telegram sends with each update."""
    allowed_updates: Sequence[str]

    @classmethod
    def from_settings(cls, settings: Settings, allowed_updates: Sequence[str]) -> Self:
        """Return the target that *settings* describe.

        Without WEBHOOK_SECRET, the secret is derived from the token, and is thus equal in all processes.
        """
        if settings.webhook_secret is not None:
            secret = settings.webhook_secret.get_secret_value()
        else:
            token = settings.bot_token.get_secret_value()
            secret = hmac.new(token.encode(), b"webhook secret", hashlib.sha256).hexdigest()
        return cls(str(settings.webhook_url), settings.webhook_path, secret, sorted(allowed_updates))

    @property
    def url_with_digest(self) -> str:
        """The URL with a digest of the secret. getWebhookInfo shows the URL, but not the secret."""
        digest = hashlib.sha256(f"version of {self.secret}".encode()).hexdigest()
        return f"{self.url}?v={digest[:8]}"

    def matches(self, webhook: WebhookInfo) -> bool:
        """Return whether *webhook* has this target and MAX_CONNECTIONS."""
        return (
            webhook.url == self.url_with_digest
            and webhook.max_connections == MAX_CONNECTIONS
            and sorted(webhook.allowed_updates or ()) == self.allowed_updates
        )

    def has_same_url(self, webhook: WebhookInfo) -> bool:
        """Return whether *webhook* has this URL, whatever its secret is."""
        return webhook.url.partition("?")[0] == self.url


class WebhookRegistration:
    """Sets the webhook of *bot* to *target*, and sets the webhook again if another program changes it.

    *queue* has a lock, by which one process at a time sets the webhook.
    """

    def __init__(self, bot: Bot, queue: UpdateQueue, target: WebhookTarget) -> None:
        self._bot = bot
        self._queue = queue
        self.target = target
        self._last_error: object = None
        self.is_set = False
        """True if the last check found the correct webhook or set it."""

    async def keep_registered(self) -> None:
        """Check the webhook at random intervals, until cancelled.

        Raise TelegramUnauthorizedError if Telegram refuses the token MAX_TOKEN_REFUSALS times in a row.
        """
        is_first, refusals, failures = True, 0, 0
        while True:
            pause = MAX_WEBHOOK_CHECK_INTERVAL * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
            try:
                if await self._check_webhook(is_first=is_first):
                    is_first, refusals, failures, self.is_set = False, 0, 0, True
                else:
                    pause = RETRY_SECONDS
            except TelegramUnauthorizedError:
                refusals += 1
                if refusals == MAX_TOKEN_REFUSALS:
                    raise
            except TelegramAPIError as error:
                refusals = 0
                failures += 1
                pause = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else RETRY_SECONDS
                if should_log_failure(failures):
                    logger.warning(
                        "could not check or set the webhook, attempt %d: %s; trying again in %.0f s",
                        failures,
                        error,
                        pause,
                    )
            except StorageError:  # `Database` logs the error
                pause = RETRY_SECONDS
            await asyncio.sleep(pause)

    async def _check_webhook(self, *, is_first: bool) -> bool:
        """Set the webhook if it differs from the target; return False if another process is setting the webhook.

        The first check also sets the secret and the kinds of updates. Later checks ignore the secret and the kinds
        of updates, which another process with a newer version of the bot may have changed.
        """
        info = await self._get_webhook_info()
        self._log_delivery_error(info)
        is_right = self.target.matches if is_first else self.target.has_same_url
        if is_right(info):
            return True

        async def set_webhook() -> None:
            current = await self._get_webhook_info()
            if not is_right(current):
                await self._replace_webhook(replaced=current)

        return await self._queue.run_exclusively(set_webhook)

    async def _get_webhook_info(self) -> WebhookInfo:
        # `make_request` bypasses the session's middlewares, whose retries would delay the check.
        return await self._bot.session.make_request(self._bot, GetWebhookInfo())

    async def _replace_webhook(self, *, replaced: WebhookInfo) -> None:
        if replaced.url and not self.target.has_same_url(replaced):
            logger.warning("replacing the webhook at %s, which another program has set", host_of(replaced.url))
        call = SetWebhook(
            url=self.target.url_with_digest,
            secret_token=self.target.secret,
            max_connections=MAX_CONNECTIONS,
            allowed_updates=list(self.target.allowed_updates),
            drop_pending_updates=False,
        )
        await self._bot.session.make_request(self._bot, call)
        logger.info("set the webhook at %s", host_of(self.target.url))

    def _log_delivery_error(self, info: WebhookInfo) -> None:
        """Log the reason why Telegram could not deliver an update, unless the same failure was logged before."""
        error = info.last_error_date, info.last_error_message
        if info.last_error_message and error != self._last_error:
            logger.warning(
                "Telegram could not deliver an update to WEBHOOK_URL: %s; %d updates wait",
                info.last_error_message,
                info.pending_update_count,
            )
        self._last_error = error
