"""The sender of due pushes.

A push is claimed in the database before it is sent, so several processes can share the work. The next occurrence
of a push is scheduled after the push was sent. If the process is killed between sending and scheduling, the push
is sent twice, but never lost.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from services.daily.limits import RateLimited, RateLimits
from services.daily.outcomes import Outcome, OutcomeRecorder, lateness
from services.errors import StorageError
from services.net.budget import Pace
from services.storage import Chats, DuePush, DuePushes
from services.storage.due import LEASE_SECONDS, MAX_LATENESS
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

CLAIM_AHEAD_SECONDS = 8
"""Time for which pushes are claimed ahead, in seconds of sending at the configured pace.

With a shorter time, sending waits for claiming and preparing. With a longer time, other processes get fewer
pushes, and more pushes wait for their leases to expire after a crash.
"""

MAX_PUSHES_PER_CLAIM = 100
"""Maximum number of pushes per claim. Reading and starting 100 pushes blocks the event loop for some 25 ms."""

RENEWAL_INTERVAL = LEASE_SECONDS / 4
"""Time between renewals of leases, in seconds. Two renewals may fail before a lease expires."""

CHECK_INTERVAL = 10.0
"""Maximum time between checks for due pushes, in seconds: another process may have added a subscription."""

MIN_CLOCK_STEP = 5.0
"""Minimum step of the clock, in seconds; smaller differences from the monotonic clock are ignored."""

CLOCK_STEP_PAUSE = 60.0
"""Time after the clock was set in which no push is claimed, in seconds: a wrong time may be corrected soon."""

RETRY_INTERVAL = 1.0
"""Delay after the database failed, or after another sender claimed the due pushes, in seconds."""


Delivery = Callable[[], Awaitable[Outcome]]
"""Sends a prepared push and returns the outcome; raises RateLimited at a rate limit of Telegram."""

Prepare = Callable[[DuePush], Awaitable[Delivery | None]]
"""Prepares a push and returns the function that sends it; returns None if it cannot be sent now."""


@dataclass(slots=True)
class _ClaimedPush:
    """A push that is claimed and whose outcome is not recorded yet."""

    due: DuePush
    leased_until: float
    """Time when the lease expires, by the monotonic clock."""
    committed: bool = False
    """Whether the push may have been sent. If True, the task is not cancelled until the outcome is recorded."""


class Sender:
    """Claims due *pushes*, passes each to *prepare*, and sends the pushes at *pace*.

    Many pushes are prepared concurrently, so that pushes about the same place share a look-up. Each outcome is
    recorded at once. After a crash, only the pushes whose request to Telegram was under way are sent again.

    A failed push is tried again with growing delays until its lateness exceeds MAX_LATENESS. A rate limit of a
    chat delays the pushes of that chat only; a limit of the bot delays all pushes. If the topic of a push is
    closed, the push is moved to the general topic of the chat.

    After *clock* was set, no push is claimed for CLOCK_STEP_PAUSE seconds, and times that were stored while the
    clock was ahead are corrected. Delays are measured by the clock of *pace*, which must be monotonic.
    """

    def __init__(
        self,
        pushes: DuePushes,
        chats: Chats,
        prepare: Prepare,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._pushes = pushes
        self._prepare = prepare
        self._pace = pace
        self._clock = clock
        self._monotonic = pace.clock
        self._limits = RateLimits(pace)
        self._outcomes = OutcomeRecorder(pushes, chats, self._limits, clock)
        self._clock_offset = clock() - pace.clock()
        """Difference between the clock and the monotonic clock, in seconds."""
        self._claim_from = pace.clock()
        self._is_corrected = False
        self._capacity = max(2, round(pace.per_second * CLAIM_AHEAD_SECONDS))
        self._claimed: dict[int, _ClaimedPush] = {}
        self._tasks: dict[asyncio.Task[None], _ClaimedPush] = {}
        self._woken = asyncio.Event()
        self._renew_at = 0.0
        self._stopping = False

    def wake(self) -> None:
        """Check for due pushes now. Call this after a subscription was added or changed."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send pushes until *stop* is set; then finish the pushes that are being sent, and release the others."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        try:
            while not stop.is_set():
                pause = await self._check()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
                self._woken.clear()
            await self._finish()
        finally:
            await cancel_all([stopping, *self._tasks])

    async def _check(self) -> float:
        """Renew leases if necessary, claim due pushes, and return the seconds until the next check."""
        self._check_clock()
        try:
            if self._claimed and self._monotonic() >= self._renew_at:
                await self._renew()
            pause = self._claim_from - self._monotonic()
            if pause <= 0:
                if not self._is_corrected:
                    await self._correct_times()
                pause = await self._claim()
        except StorageError as error:
            logger.debug("the database fails: %s", error)  # Database logs a warning
            return RETRY_INTERVAL
        if self._claimed:
            pause = min(pause, max(0.0, self._renew_at - self._monotonic()))
        return min(pause, CHECK_INTERVAL)

    def _check_clock(self) -> None:
        offset = self._clock() - self._monotonic()
        step, self._clock_offset = offset - self._clock_offset, offset
        if abs(step) > MIN_CLOCK_STEP:
            logger.warning("the clock was set by %+.0f s; no pushes are claimed for %g s", step, CLOCK_STEP_PAUSE)
            self._claim_from = self._monotonic() + CLOCK_STEP_PAUSE
            self._is_corrected = False
            self._renew_at = 0.0  # renew now: leases may end earlier by the new time

    async def _correct_times(self) -> None:
        if corrected := await self._pushes.correct_times():
            logger.warning("%d pushes were scheduled too late by a clock that was ahead; corrected", corrected)
            if self._claimed:
                await self._renew()  # corrected pushes have lost their leases
        self._is_corrected = True

    async def _renew(self) -> None:
        now = self._monotonic()
        async with self._outcomes.lock:
            renewed = await self._pushes.renew(self._claimed.keys())
        for subscription_id, push in self._claimed.items():
            push.leased_until = now + LEASE_SECONDS if subscription_id in renewed else now
        self._renew_at = now + RENEWAL_INTERVAL

    async def _claim(self) -> float:
        free = self._capacity - len(self._tasks)
        if free < self._capacity // 2:
            return CHECK_INTERVAL  # `_on_task_done` wakes the sender when enough tasks have ended
        now, leased_at = self._clock(), self._monotonic()
        claimable_at = await self._pushes.next_claimable_at()
        if claimable_at is None or claimable_at > now:
            return CHECK_INTERVAL if claimable_at is None else min(claimable_at - now, CHECK_INTERVAL)
        claimed = await self._pushes.claim(min(free, MAX_PUSHES_PER_CLAIM))
        if late := [due for due in claimed if lateness(due, now) > MAX_LATENESS]:
            logger.info("%d pushes are too late and skipped", len(late))
            await self._pushes.skip(late)
        if not self._claimed:
            self._renew_at = leased_at + RENEWAL_INTERVAL
        for due in claimed:
            # A push whose outcome could not be recorded before its lease expired may be claimed again.
            if due not in late and due.id not in self._claimed:
                self._start_task(_ClaimedPush(due, leased_until=leased_at + LEASE_SECONDS))
        return 0.0 if claimed else RETRY_INTERVAL

    def _start_task(self, push: _ClaimedPush) -> None:
        task = asyncio.create_task(self._deliver(push))
        self._claimed[push.due.id] = self._tasks[task] = push
        task.add_done_callback(self._on_task_done)

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        del self._claimed[self._tasks.pop(task).due.id]
        if len(self._tasks) <= self._capacity // 2:
            self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("could not record the outcome of a push", exc_info=error)

    async def _deliver(self, push: _ClaimedPush) -> None:
        outcome: Outcome | RateLimited | None
        try:
            outcome = await self._send(push)
        except RateLimited as limited:
            self._limits.record(push.due.subscription.chat_id, limited)
            outcome = limited
        except Exception:
            logger.exception("could not prepare or send a push")
            outcome = Outcome.FAILED
        push.committed = True
        while outcome is not None:
            try:
                await self._outcomes.record(push.due, outcome)
            except StorageError as error:
                if self._stopping:
                    raise
                logger.debug("the database fails: %s", error)  # Database logs a warning
                await asyncio.sleep(RETRY_INTERVAL)
            else:
                return

    async def _send(self, push: _ClaimedPush) -> Outcome | None:
        deliver = await self._prepare(push.due)
        if deliver is None:
            return Outcome.FAILED
        await self._pace.wait_turn()
        if push.leased_until <= self._monotonic():
            return None  # the push was paused, removed or claimed by another sender
        if seconds := self._limits.seconds_left(push.due.subscription.chat_id):
            raise RateLimited(seconds, chat_only=True)
        push.committed = True
        return await deliver()

    async def _finish(self) -> None:
        self._stopping = True
        await cancel_all([task for task, push in self._tasks.items() if not push.committed])
        if self._tasks:
            await asyncio.wait(self._tasks)
        try:
            await self._pushes.release_all()
        except StorageError as error:
            logger.warning(
                "could not release the claimed pushes; their leases expire in %g s: %s", LEASE_SECONDS, error
            )
