"""The sender of items that are due: daily pushes or alerts.

The sender claims an item in the database before it sends the item, so that several processes can share the items.
After sending an item, the sender records in the database that the item was sent. If the process is killed between
sending an item and recording its outcome, the item is sent again. An item may be sent twice, but no item is lost.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic

from services.delivery.limits import RateLimited, RateLimits
from services.delivery.outcomes import Outcome, OutcomeRecorder
from services.delivery.store import DueItem, DueItems, Item
from services.delivery.unrecorded_sends import UnrecordedSends
from services.errors import StorageError
from services.storage import Chats
from services.storage.due import LEASE_SECONDS
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

CLAIM_AHEAD_SECONDS = 8
"""Time in seconds for which the items that a sender claims in advance suffice at the configured pace.

If CLAIM_AHEAD_SECONDS is too low, the sender must wait until items are claimed and prepared. If
CLAIM_AHEAD_SECONDS is too high, other processes get few items, and after a crash many items wait for the end of
their leases.
"""

MAX_ITEMS_PER_CLAIM = 100
"""Maximum number of items per claim; reading 100 pushes and starting their tasks blocks the event loop for some 25
ms."""

RENEWAL_INTERVAL = LEASE_SECONDS / 4
"""Time between renewals of the leases, in seconds; two renewals may fail before a lease expires."""

MAX_CLAIM_INTERVAL = 10.0
"""Maximum time in seconds until the sender tries again to claim due items, because another process may have stored
an item."""

MIN_CLOCK_STEP = 5.0
"""Minimum change of the system clock relative to the monotonic clock, in seconds, that counts as setting the
clock."""

CLOCK_STEP_PAUSE = 60.0
"""Time in seconds for which no item is claimed after the system clock was set, because a wrong time may soon be
corrected."""

RETRY_INTERVAL = 1.0
"""Delay in seconds of the next attempt to claim items, after the database has failed or another sender has claimed
all due items."""


Delivery = Callable[[], Awaitable[Outcome]]
"""A function that sends a prepared item and returns the outcome. The function raises RateLimited if Telegram
limits the chat or the bot."""

Prepare = Callable[[Item], Awaitable[Delivery | None]]
"""A function that prepares an item and returns the Delivery that sends the item; None if the item cannot be sent
now."""


@dataclass(slots=True)
class _Claim(Generic[Item]):
    """An item that this sender has claimed and whose outcome is not recorded yet."""

    item: Item
    leased_until: float
    """Time when the lease expires, by the monotonic clock."""
    may_have_been_sent: bool = False
    """True if the item may have been sent; then its task is not cancelled before the outcome is recorded."""


class Sender(Generic[Item]):
    """Claims due *items*, passes each to *prepare*, and sends the items at the pace of *limits*.

    Many items are prepared concurrently, so that pushes about the same place share a look-up. The sender records
    each outcome before it sends the next item, unless this is too slow for the pace. Usually, at most one item is
    sent again after a crash.

    A failed item is retried with growing delays until it expires. A rate limit of a chat delays only the items for
    that chat. A rate limit of the whole bot delays the items of all senders that share *limits*. If the forum
    topic of an item is closed, the item is moved to the general topic of the chat.

    After the system clock (*clock*) was set, no item is claimed for CLOCK_STEP_PAUSE seconds, after which times
    that were stored while the clock was ahead are corrected. Delays are measured by the monotonic clock of the
    pace.
    """

    def __init__(
        self,
        items: DueItems[Item],
        chats: Chats,
        prepare: Prepare[Item],
        limits: RateLimits,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        pace = limits.pace
        self._items = items
        self._prepare = prepare
        self._pace = pace
        self._name = items.name
        self._clock = clock
        self._monotonic = pace.clock
        self._limits = limits
        self._outcomes = OutcomeRecorder(items, chats, limits, clock)
        self._unrecorded = UnrecordedSends(pace)
        self._clock_offset = clock() - pace.clock()
        """System time minus monotonic time at the last attempt to claim items, in seconds; the difference changes
        if the system clock is set."""
        self._claim_from = pace.clock()
        self._is_corrected = False
        self._capacity = max(2, round(pace.per_second * CLAIM_AHEAD_SECONDS))
        self._claimed: dict[int, _Claim[Item]] = {}
        self._tasks: dict[asyncio.Task[None], _Claim[Item]] = {}
        self._woken = asyncio.Event()
        self._renew_at = 0.0
        self._stopping = False

    def wake(self) -> None:
        """Make the sender claim due items now.

        Call this method when an item may have become due.
        """
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send due items until *stop* is set.

        At the end, the items that are being sent are finished, and all other items are released.
        """
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        try:
            while not stop.is_set():
                pause = await self._check_for_due_items()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
                self._woken.clear()
            await self._stop_sending()
        finally:
            await cancel_all([stopping, *self._tasks])

    async def _check_for_due_items(self) -> float:
        """Claim due items, and return the number of seconds until the next attempt.

        Leases that end soon are renewed first.
        """
        self._check_clock()
        try:
            if self._claimed and self._monotonic() >= self._renew_at:
                await self._renew_leases()
            pause = self._claim_from - self._monotonic()
            if pause <= 0:
                if not self._is_corrected:
                    await self._correct_stored_times()
                pause = await self._claim_due_items()
        except StorageError as error:
            # A debug line is enough, because `Database` logs a warning.
            logger.debug("could not check for due %s, because the database failed: %s", self._name, error)
            return RETRY_INTERVAL
        if self._claimed:
            pause = min(pause, max(0.0, self._renew_at - self._monotonic()))
        return min(pause, MAX_CLAIM_INTERVAL)

    def _check_clock(self) -> None:
        offset = self._clock() - self._monotonic()
        step, self._clock_offset = offset - self._clock_offset, offset
        if abs(step) > MIN_CLOCK_STEP:
            logger.warning(
                "the clock was set by %+.0f s; no %s are claimed for %g s", step, self._name, CLOCK_STEP_PAUSE
            )
            self._claim_from = self._monotonic() + CLOCK_STEP_PAUSE
            self._is_corrected = False
            # Renew all leases at once, because leases expire earlier than planned if the clock was set forward.
            self._renew_at = 0.0

    async def _correct_stored_times(self) -> None:
        if corrected := await self._items.correct_times():
            logger.warning(
                "corrected the times of %d %s that were stored while the clock was ahead", corrected, self._name
            )
            if self._claimed:
                await self._renew_leases()  # `correct_times` has removed the leases of the corrected items
        self._is_corrected = True

    async def _renew_leases(self) -> None:
        now = self._monotonic()
        async with self._outcomes.lock:
            renewed = await self._items.renew([claim.item for claim in self._claimed.values()])
        for item_id, claim in self._claimed.items():
            claim.leased_until = now + LEASE_SECONDS if item_id in renewed else now
        self._renew_at = now + RENEWAL_INTERVAL

    async def _claim_due_items(self) -> float:
        free = self._capacity - len(self._tasks)
        if free < self._capacity // 2:
            return MAX_CLAIM_INTERVAL  # `_on_task_done` wakes the sender when half of the capacity is free
        now, leased_at = self._clock(), self._monotonic()
        claimable_at = await self._items.next_claimable_at()
        if claimable_at is None or claimable_at > now:
            return MAX_CLAIM_INTERVAL if claimable_at is None else min(claimable_at - now, MAX_CLAIM_INTERVAL)
        claimed = await self._items.claim(min(free, MAX_ITEMS_PER_CLAIM))
        if late := [item for item in claimed if has_expired(item, now)]:
            logger.info("skipped %d %s that were too late", len(late), self._name)
            await self._items.skip(late)
        if not self._claimed:
            self._renew_at = leased_at + RENEWAL_INTERVAL
        for item in claimed:
            # If the lease of an item expired before the outcome was recorded, the sender has claimed the item
            # again.
            if item not in late and item.id not in self._claimed:
                self._start_task(_Claim(item, leased_until=leased_at + LEASE_SECONDS))
        return 0.0 if claimed else RETRY_INTERVAL

    def _start_task(self, claim: _Claim[Item]) -> None:
        task = asyncio.create_task(self._deliver(claim))
        self._claimed[claim.item.id] = self._tasks[task] = claim
        task.add_done_callback(self._on_task_done)

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        del self._claimed[self._tasks.pop(task).item.id]
        if len(self._tasks) <= self._capacity // 2:
            self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("could not record the outcome of one of the %s", self._name, exc_info=error)

    async def _deliver(self, claim: _Claim[Item]) -> None:
        """Send the item, and record the outcome."""
        try:
            await self._send_and_record(claim)
        finally:
            self._unrecorded.remove(claim.item.id)

    async def _send_and_record(self, claim: _Claim[Item]) -> None:
        outcome: Outcome | RateLimited | None
        try:
            outcome = await self._send(claim)
        except RateLimited as limited:
            self._limits.record(claim.item.chat_id, limited)
            outcome = limited
        except Exception:
            logger.exception("could not prepare or send one of the %s", self._name)
            outcome = Outcome.FAILED
        claim.may_have_been_sent = True
        while outcome is not None:
            try:
                await self._outcomes.record(claim.item, outcome)
            except StorageError as error:
                if self._stopping:
                    raise
                # A debug line is enough, because `Database` logs a warning.
                logger.debug("could not record an outcome yet, because the database failed: %s", error)
                await asyncio.sleep(RETRY_INTERVAL)
            else:
                return

    async def _send(self, claim: _Claim[Item]) -> Outcome | None:
        deliver = await self._prepare(claim.item)
        if deliver is None:
            return Outcome.FAILED
        await self._unrecorded.wait_and_add(claim.item.id)
        await self._pace.wait_turn()
        if claim.leased_until <= self._monotonic():
            return None  # the lease was not renewed: the item was paused, removed or claimed by another sender
        if has_expired(claim.item, self._clock()):  # a rate limit may have delayed the item for minutes
            return Outcome.EXPIRED
        if seconds := self._limits.seconds_left(claim.item.chat_id):
            raise RateLimited(seconds, is_chat_only=True)
        claim.may_have_been_sent = True
        with self._unrecorded.sending(claim.item.id):
            return await deliver()

    async def _stop_sending(self) -> None:
        self._stopping = True
        await cancel_all([task for task, claim in self._tasks.items() if not claim.may_have_been_sent])
        if self._tasks:
            await asyncio.wait(self._tasks)
        try:
            await self._items.release_all()
        except StorageError as error:
            logger.warning(
                "could not release the claimed %s; their leases expire in %g s: %s",
                self._name,
                LEASE_SECONDS,
                error,
            )


def has_expired(item: DueItem, now: float) -> bool:
    """Return whether the item is too late to be sent at the Unix time *now*."""
    return item.expires_at.timestamp() < now
