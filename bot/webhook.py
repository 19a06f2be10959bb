"""Receives updates by webhook.

A request is answered with 200 when its update is in the queue. For up to 24 hours, Telegram repeats a request that
gets no answer, or another answer than 200. While Telegram repeats the request, it sends no later message of the
same chat.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import random
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from aiohttp import web
from cachetools import FIFOCache

from bot.admission import MAX_QUESTION_AGE
from bot.inline_queries import is_inline_query
from bot.intake import Intake
from bot.queue_inbox import QueueInbox, lane_of
from bot.registration import WebhookRegistration
from bot.updates import JsonObject, update_id_of
from bot.web import WebServer, read_body
from services.errors import StorageError
from services.storage.queue import LeasedUpdate
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - not a secret
"""Header with the secret: https://core.telegram.org/bots/api#setwebhook"""

QUEUE_PUT_TIMEOUT = 20.0
"""Time limit in seconds for writing an update into the queue; Telegram repeats the request after an error."""

QUEUE_OPENING_RETRY_SECONDS = 5.0
"""Time in seconds between two attempts to open the queue while the database is down."""

MAX_PRUNING_INTERVAL = 3600.0
"""Maximum time in seconds between two deletions of old updates.

The actual time is random: between half the maximum and the maximum.
"""

MAX_REFUSED_BODIES = 100
"""Maximum number of invalid bodies whose digests are kept."""

MIN_LOG_INTERVAL = 60.0
"""Minimum time in seconds between two log lines about requests without the secret or with a long body."""


class BufferedStore(Protocol):
    """Keeps rows about chats in memory until they are written to the database."""

    async def flush(self) -> None:
        """Write the rows; raise StorageError if that fails."""


class Webhook:
    """Receives updates on *server*, puts them into the queue, and handles the updates of the leased lanes.

    *registration* tells Telegram the URL. *buffered_stores* are flushed before other processes take over the
    chats of this process.
    """

    def __init__(
        self,
        registration: WebhookRegistration,
        inbox: QueueInbox,
        intake: Intake,
        server: WebServer,
        buffered_stores: Iterable[BufferedStore] = (),
    ) -> None:
        self._stores = tuple(buffered_stores)
        self._registration = registration
        self._secret = registration.target.secret.encode()
        self._inbox = inbox
        self.intake = intake
        self._server = server
        self._refused_bodies: FIFOCache[bytes, None] = FIFOCache(MAX_REFUSED_BODIES)
        self._refusal_logged_at = -MIN_LOG_INTERVAL

    @property
    def is_receiving(self) -> bool:
        """Whether Telegram knows the URL of the webhook."""
        return self._registration.is_set

    async def run(self, stop: asyncio.Event, grace_seconds: float) -> None:
        """Receive and handle updates until *stop* is set, then wait up to *grace_seconds* for running handlers.

        Updates that arrive while the running handlers finish are put into the queue for other processes or the
        next start. Raise TelegramUnauthorizedError if Telegram refuses the token in consecutive checks of the
        webhook.
        """
        stop_task = asyncio.create_task(stop.wait())
        opening = asyncio.create_task(self._open_queue())
        await asyncio.wait({opening, stop_task}, return_when=asyncio.FIRST_COMPLETED)
        if not opening.done():
            await cancel_all([opening])
            return
        opening.result()
        queue_task = asyncio.create_task(self._inbox.update_queue(self._pass_to_intake))
        self._server.add_route("POST", self._registration.target.path, self._on_request)
        coroutines = self._registration.keep_registered(), self._inbox.listen(), self._remove_old_updates()
        tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
        try:
            await asyncio.wait({stop_task, queue_task, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._flush_stores()
            self._inbox.stop_leasing()
            unfinished = await self.intake.drain(grace_seconds)
            await cancel_all([stop_task, *tasks])
            await self._flush_stores()
            self._inbox.close()
            await asyncio.wait({queue_task})  # a cancelled task would not record the finished updates
        if unfinished:
            logger.warning(
                "%d updates were not finished in %g s; another process or the next start handles them",
                unfinished,
                grace_seconds,
            )
        with suppress(StorageError):  # `Database` has logged the error, and other processes take over the updates
            queue_task.result()
        for task in tasks:
            if not task.cancelled():
                task.result()

    async def _flush_stores(self) -> None:
        for store in self._stores:
            with suppress(StorageError):  # `Database` logs the error
                await store.flush()

    async def _open_queue(self) -> None:
        """Wait for the database, and register this process as a worker."""
        while True:
            try:
                await self._inbox.open()
            except StorageError as error:
                logger.warning("waiting for the database: %s", error)
                await asyncio.sleep(QUEUE_OPENING_RETRY_SECONDS)
            else:
                return

    async def _pass_to_intake(self, updates: Sequence[LeasedUpdate]) -> None:
        """Pass *updates* to the intake; drop expired callback queries."""
        await self.intake.prefetch([update.body for update in updates])
        for update in updates:
            if update.age > MAX_QUESTION_AGE and "callback_query" in update.body:
                self._inbox.finish(update.update_id)
                continue
            is_replayed = update.attempts > 0
            await self.intake.admit(
                update.update_id, update.body, attempts=update.attempts, is_replayed=is_replayed
            )

    async def _on_request(self, request: web.BaseRequest) -> web.Response:
        """Answer a request for the path of the webhook."""
        secret = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(secret, self._secret):
            self._log_refusal("without the secret of the webhook, which only Telegram knows")
            return web.Response(status=403)
        try:
            content = await read_body(request)
        except web.HTTPRequestEntityTooLarge:
            self._log_refusal("with a body that is too long")
            raise
        update = _parse(content)
        update_id = update_id_of(update)
        if update is None or update_id is None:
            return self._refuse_body(content)
        try:
            async with asyncio.timeout(QUEUE_PUT_TIMEOUT):
                await self._enqueue_or_drop(update_id, update)
        except (StorageError, TimeoutError):  # `Database` logs the error
            return web.Response(status=503)
        return web.Response()

    async def _enqueue_or_drop(self, update_id: int, update: JsonObject) -> None:
        """Put the update into the queue, or drop it if it is irrelevant; raise StorageError on failure.

        An inline query is passed to the intake without the queue. Only the process that owns the lane of a group
        knows whether a message in the group is relevant.
        """
        if is_inline_query(update):
            await self.intake.admit(update_id, update)
        elif self.intake.is_relevant(update) or not self._inbox.owns(lane_of(update)):
            await self._inbox.put(update_id, update)

    def _refuse_body(self, content: bytes) -> web.Response:
        """Answer a body that contains no update: with 400, or with 200 when Telegram repeats the body.

        If Telegram got a 400 again, it would send no later message of the same chat for a day.
        """
        digest = hashlib.sha256(content).digest()
        is_repeated = digest in self._refused_bodies
        self._refused_bodies[digest] = None
        action = "dropped" if is_repeated else "refused"
        logger.error("%s a request without an update; its body has %d bytes", action, len(content))
        return web.Response(status=200 if is_repeated else 400)

    def _log_refusal(self, reason: str) -> None:
        now = time.monotonic()
        if now - self._refusal_logged_at >= MIN_LOG_INTERVAL:
            self._refusal_logged_at = now
            logger.warning("refused a request %s", reason)

    async def _remove_old_updates(self) -> None:
        while True:
            await asyncio.sleep(MAX_PRUNING_INTERVAL * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
            with suppress(StorageError):  # `Database` logs the error
                await self._inbox.remove_old_updates()


def _parse(content: bytes) -> JsonObject | None:
    """Return the JSON object in *content*; None if *content* is not a JSON object."""
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None
