"""The updates that wait for the bot, and the long poll that fetches them."""

import asyncio
from typing import Any

from aiogram.methods import GetUpdates, SetWebhook

from sandbox.telegram.rules import ApiError
from sandbox.telegram.webhooks import Webhooks

# Telegram sends these kinds only to bots that name them in `allowed_updates`.
_OPT_IN_KINDS = {"chat_member", "message_reaction", "message_reaction_count"}

_WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class UpdateQueue:
    """Updates that the bot has not acknowledged yet.

    Each poll returns an update until the `offset` of a poll is higher than its id. While a webhook is set, polls
    are refused, and an update is pending until the webhook accepts it.
    """

    def __init__(self) -> None:
        self.webhooks = Webhooks(self._remove)
        self._pending: list[dict[str, Any]] = []
        self._next_id = 1
        self._allowed: frozenset[str] = frozenset()
        self._poll: asyncio.Future[bool] | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the last poll excluded its kind."""
        if kind in self._allowed if self._allowed else kind not in _OPT_IN_KINDS:
            self.put_raw({kind: payload})

    def put_raw(self, update: dict[str, Any]) -> None:
        """Queue an update unchanged, valid or not; add an `update_id` if it has none."""
        update = {"update_id": self._next_id, **update}
        self._next_id = max(self._next_id, update["update_id"]) + 1
        self._pending.append(update)
        self.webhooks.put(update)
        self._end_poll(arrived=True)

    def clear(self) -> None:
        """Drop all pending updates."""
        self._pending.clear()

    async def get(self, call: GetUpdates) -> list[dict[str, Any]]:
        """Acknowledge the updates below the offset, wait until there is one, and return the pending updates.

        A second poll ends the first one with ApiError 409.
        """
        if self.webhooks.url:
            raise ApiError(409, _WEBHOOK_IS_SET)
        self._end_poll(arrived=False)
        if call.allowed_updates is not None:
            self._allowed = frozenset(call.allowed_updates)
        self._acknowledge(call.offset or 0)
        if not self._pending and call.timeout:
            await self._wait_for_update(call.timeout)
        return self._pending[: min(call.limit or 100, 100)]

    async def set_webhook(self, call: SetWebhook) -> bool:
        """Deliver the pending and all later updates by webhook; without a URL, remove the webhook."""
        if call.drop_pending_updates:
            self.clear()
        if call.allowed_updates is not None:
            self._allowed = frozenset(call.allowed_updates)
        if not call.url:
            await self.webhooks.aclose()
            return True
        return await self.webhooks.set(call, list(self._pending))

    def _remove(self, update: dict[str, Any]) -> None:
        if update in self._pending:
            self._pending.remove(update)

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:  # a negative offset counts from the end
            del self._pending[:offset]
        else:
            self._pending = [update for update in self._pending if update["update_id"] >= offset]

    async def _wait_for_update(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                arrived = await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if not arrived:
            raise ApiError(409, _CONFLICT)

    def _end_poll(self, *, arrived: bool) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(arrived)
