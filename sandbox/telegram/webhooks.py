"""The delivery of updates by webhook, as Telegram's own server does it.

Source of the rules: WebhookActor.cpp and Client.cpp in https://github.com/tdlib/telegram-bot-api.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from random import Random
from typing import Any

import aiohttp
from aiogram.methods import SetWebhook

from sandbox.telegram.feed import Feed
from sandbox.telegram.rules import refuse
from services.tasks import cancel_all

Json = dict[str, Any]

EXPIRY = 24 * 3600.0
"""Seconds after which an update that cannot be delivered is dropped."""
MAX_PAUSE = 60.0, 120.0
"""Bounds, in units, between which the longest pause between two tries is drawn at random."""
MAX_RETRY_AFTER = 3600.0
"""Maximum number of seconds that a Retry-After header may demand."""
SILENCE = 10.0
"""Seconds without a successful request after which the server uses only one connection."""
RESPONSE_TIMEOUT = 60.0
"""Time limit in seconds for the answer to a request."""

_KIND_NUMBERS = {
    "message": 0,
    "edited_message": 0,
    "channel_post": 0,
    "edited_channel_post": 0,
    "inline_query": 1,
    "chosen_inline_result": 2,
    "callback_query": 3,
    "my_chat_member": 5,
    "chat_member": 6,
    "guest_message": 12,
}


@dataclass
class Delivery:
    """A request to the webhook."""

    update_id: int
    queue: int
    attempt: int
    at: float = field(default_factory=time.monotonic)
    status: int | None = None
    """The HTTP status of the answer; None if no answer has arrived."""


class Webhooks:
    """The webhook of the bot, and the delivery of updates to it.

    Each queue, such as the messages of one chat, has at most one request in flight, so that its order is kept.
    There is no order between queues, such as the messages and the button presses of one chat. The pauses between
    tries are 0, 2, 4, 8, ... units, and a unit is a second at Telegram. `on_delivered` is called with each update
    that is delivered or dropped.
    """

    def __init__(self, on_delivered: Callable[[Json], None]) -> None:
        self.url = ""
        self.unit = 1.0
        """The unit of the pauses, in seconds."""
        self.repeat_share = 0.0
        """The share of updates that are delivered once more, as after a lost answer."""
        self.random = Random(0)
        self.deliveries: Feed[Delivery] = Feed()
        self._on_delivered = on_delivered
        self._call = SetWebhook(url="")
        self._queues: dict[int, deque[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(1)
        self._only_connection = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None
        self._last_success = time.monotonic()
        self._error: Json = {}

    async def set(self, call: SetWebhook, pending: list[Json]) -> bool:
        """Set the webhook, and begin to deliver the `pending` updates and those that are passed to `put`."""
        if not call.url.startswith(("http://", "https://")):
            refuse("bad webhook: invalid webhook URL specified")
        if not 1 <= (call.max_connections or 40) <= 100:
            refuse("bad webhook: max_connections must be from 1 to 100")
        await self.aclose()
        self.url, self._call = call.url, call
        self._connections = asyncio.Semaphore(call.max_connections or 40)
        self._last_success = time.monotonic()
        self._session = aiohttp.ClientSession()
        for update in pending:
            self.put(update)
        return True

    async def aclose(self) -> None:
        """Remove the webhook and end its requests."""
        self.url, self._error, self._call = "", {}, SetWebhook(url="")
        await cancel_all(self._tasks)
        self._queues.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def put(self, update: Json) -> None:
        """Deliver the update, if the webhook was set by `set`."""
        if self._session is None:
            return
        queue_id = _queue_of(update)
        queue = self._queues.get(queue_id)
        if queue is not None:
            queue.append(update)
            return
        self._queues[queue_id] = deque([update])
        task = asyncio.create_task(self._deliver_queue(queue_id, self._session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def info(self, pending: int) -> Json:
        """Return the WebhookInfo."""
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
            **({"max_connections": self._call.max_connections or 40} if self._session else {}),
            **({"allowed_updates": self._call.allowed_updates} if self._call.allowed_updates else {}),
            **self._error,
        }

    async def _deliver_queue(self, queue_id: int, session: aiohttp.ClientSession) -> None:
        queue = self._queues[queue_id]
        while queue:
            update = queue[0]
            await self._deliver(queue_id, update, session)
            if self.random.random() < self.repeat_share:
                await self._deliver(queue_id, update, session)
            queue.popleft()
            self._on_delivered(update)
        del self._queues[queue_id]

    async def _deliver(self, queue_id: int, update: Json, session: aiohttp.ClientSession) -> None:
        """Send the update until it is accepted or expires."""
        expires_at = time.monotonic() + EXPIRY
        pause = 0.0
        for attempt in count(1):
            delivery = Delivery(update["update_id"], queue_id, attempt)
            self.deliveries.append(delivery)
            retry_after = await self._request(update, delivery, session)
            if retry_after is None:
                return
            longest = self.random.uniform(*MAX_PAUSE)
            wait = max(pause * self.unit, min(retry_after, MAX_RETRY_AFTER))
            pause = min(max(2.0, 2 * pause), longest)  # the first retry comes at once
            if time.monotonic() + wait > expires_at:
                return
            await asyncio.sleep(wait)

    async def _request(self, update: Json, delivery: Delivery, session: aiohttp.ClientSession) -> float | None:
        """Send the update once; return None if it is accepted, else the number of seconds in Retry-After."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._call.secret_token} if self._call.secret_token else {}
        timeout = aiohttp.ClientTimeout(RESPONSE_TIMEOUT)
        retry_after = 0.0
        is_silent = time.monotonic() - self._last_success > SILENCE
        async with self._connections, self._only_connection if is_silent else nullcontext():
            try:
                async with session.post(self.url, json=update, headers=headers, timeout=timeout) as answer:
                    delivery.status = answer.status
                    await answer.read()
                    if answer.status == HTTPStatus.OK:
                        self._last_success = time.monotonic()
                        return None
                    with suppress(ValueError):
                        retry_after = float(answer.headers.get("Retry-After", 0.0))
                    message = f"Wrong response from the webhook: {answer.status} {answer.reason}"
            except (aiohttp.ClientError, TimeoutError) as error:
                message = f"Connection failed: {type(error).__name__}"
        self._error = {"last_error_date": int(time.time()), "last_error_message": message}
        return retry_after


def _queue_of(update: Json) -> int:
    """Return the id of the queue of the update: its chat, or its user in another range for each kind."""
    kind = next((name for name in update if name != "update_id"), "")
    event = update.get(kind)
    event = event if isinstance(event, dict) else {}
    number = _KIND_NUMBERS.get(kind, 15)
    holder = event.get("chat" if number in {0, 5, 6, 12} else "from")
    holder_id = holder.get("id") if isinstance(holder, dict) else None
    return (holder_id if isinstance(holder_id, int) else int(update["update_id"])) + (number << 33)
