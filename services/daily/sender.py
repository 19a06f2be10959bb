"""The sender of the daily pushes that are due.

The sender claims a push in the database before it sends the push, so that several processes can share the work.
After a push was sent, the sender records this in the database. If the process is killed after sending a push and
before recording it, the push is sent again. A push may be sent twice, but is never lost.
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
"""Number of seconds of sending, at the configured pace, for which a sender claims pushes in advance.

If the number is too low, sending waits for claiming and preparing. If the number is too high, other processes get
few pushes, and after a crash, many pushes wait until their leases expire.
"""

MAX_PUSHES_PER_CLAIM = 100
"""Maximum number of pushes per claim; reading and starting 100 pushes blocks the event loop for some 25 ms."""

RENEWAL_INTERVAL = LEASE_SECONDS / 4
"""Time between renewals of the leases, in seconds; two renewals may fail before a lease expires."""

MAX_CHECK_INTERVAL = 10.0
"""Maximum time, in seconds, until the next check for due pushes: another process may have added a subscription."""

MIN_CLOCK_STEP = 5.0
"""Minimum change of the clock against the monotonic clock, in seconds, that shows that the clock was set."""

CLOCK_STEP_PAUSE = 60.0
"""Time after the clock was set, in seconds, in which no push is claimed: a wrong time may soon be corrected."""

RETRY_INTERVAL = 1.0
"""Delay, in seconds, after the database failed or after another sender claimed all due pushes."""


Delivery = Callable[[], Awaitable[Outcome]]
"""A function that sends a prepared push and returns the outcome; it raises RateLimited at a rate limit."""

Prepare = Callable[[DuePush], Awaitable[Delivery | None]]
"""A function that prepares a push and returns the function that sends it; None if the push cannot be sent now."""


@dataclass(slots=True)
class _ClaimedPush:
    """A push that this sender has claimed and whose outcome is not recorded yet."""

    due: DuePush
    leased_until: float
    """Time when the lease expires, by the monotonic clock."""
    may_be_sent: bool = False
    """Whether the push may have been sent; if so, its task is not cancelled before the outcome is recorded."""


class Sender:
    """Claims due *pushes*, passes each to *prepare*, and sends the pushes at *pace*.

    The sender prepares many pushes concurrently, so that pushes about the same place share a look-up. The sender
    records each outcome at once, so that after a crash, only pushes being sent at that moment are sent twice.

    A failed push is retried with growing delays until its lateness exceeds MAX_LATENESS. A rate limit of a chat
    delays the pushes to that chat only; a limit of the whole bot delays all pushes. If the forum topic of a push
    is closed, the push is moved to the general topic of the chat.

    After the system clock (*clock*) was set, no push is claimed for CLOCK_STEP_PAUSE seconds. Times that were
    stored while the clock was ahead are corrected. Delays are measured by the monotonic clock of *pace*.
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
        """System time minus monotonic time at the last check, in seconds; it changes if the clock is set."""
        self._claim_from = pace.clock()
        self._is_corrected = False
        self._capacity = max(2, round(pace.per_second * CLAIM_AHEAD_SECONDS))
        self._claimed: dict[int, _ClaimedPush] = {}
        self._tasks: dict[asyncio.Task[None], _ClaimedPush] = {}
        self._woken = asyncio.Event()
        self._renew_at = 0.0
        self._stopping = False

    def wake(self) -> None:
        """Make the sender check for due pushes now; to be called after a subscription was added or changed."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send due pushes until *stop* is set; finally, finish the pushes being sent and release all others."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        try:
            while not stop.is_set():
                pause = await self._check_for_due_pushes()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
                self._woken.clear()
            await self._stop_sending()
        finally:
            await cancel_all([stopping, *self._tasks])

    async def _check_for_due_pushes(self) -> float:
        """Renew the leases if necessary, claim due pushes, and return the seconds until the next check."""
        self._check_clock()
        try:
            if self._claimed and self._monotonic() >= self._renew_at:
                await self._renew_leases()
            pause = self._claim_from - self._monotonic()
            if pause <= 0:
                if not self._is_corrected:
                    await self._correct_stored_times()
                pause = await self._claim_due_pushes()
        except StorageError as error:
            # A debug line is enough, because `Database` logs a warning.
            logger.debug("could not check for due pushes, because the database failed: %s", error)
            return RETRY_INTERVAL
        if self._claimed:
            pause = min(pause, max(0.0, self._renew_at - self._monotonic()))
        return min(pause, MAX_CHECK_INTERVAL)

    def _check_clock(self) -> None:
        offset = self._clock() - self._monotonic()
        step, self._clock_offset = offset - self._clock_offset, offset
        if abs(step) > MIN_CLOCK_STEP:
            logger.warning("the clock was set by %+.0f s; no pushes are claimed for %g s", step, CLOCK_STEP_PAUSE)
            self._claim_from = self._monotonic() + CLOCK_STEP_PAUSE
            self._is_corrected = False
            # If the clock was set forward, leases expire earlier than planned, so renew them at once.
            self._renew_at = 0.0

    async def _correct_stored_times(self) -> None:
        if corrected := await self._pushes.correct_times():
            logger.warning(
                "corrected the times of %d pushes that were stored while the clock was ahead", corrected
            )
            if self._claimed:
                await self._renew_leases()  # the correction has removed the leases of the corrected pushes
        self._is_corrected = True

    async def _renew_leases(self) -> None:
        now = self._monotonic()
        async with self._outcomes.lock:
            renewed = await self._pushes.renew(self._claimed.keys())
        for subscription_id, push in self._claimed.items():
            push.leased_until = now + LEASE_SECONDS if subscription_id in renewed else now
        self._renew_at = now + RENEWAL_INTERVAL

    async def _claim_due_pushes(self) -> float:
        free = self._capacity - len(self._tasks)
        if free < self._capacity // 2:
            return MAX_CHECK_INTERVAL  # `_on_task_done` wakes the sender when half of the capacity is free
        now, leased_at = self._clock(), self._monotonic()
        claimable_at = await self._pushes.next_claimable_at()
        if claimable_at is None or claimable_at > now:
            return MAX_CHECK_INTERVAL if claimable_at is None else min(claimable_at - now, MAX_CHECK_INTERVAL)
        claimed = await self._pushes.claim(min(free, MAX_PUSHES_PER_CLAIM))
        if late := [due for due in claimed if lateness(due, now) > MAX_LATENESS]:
            logger.info("skipped %d pushes that were more than %d minutes late", len(late), MAX_LATENESS // 60)
            await self._pushes.skip(late)
        if not self._claimed:
            self._renew_at = leased_at + RENEWAL_INTERVAL
        for due in claimed:
            # This sender may claim a push again whose outcome it could not record before the lease expired.
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
        push.may_be_sent = True
        while outcome is not None:
            try:
                await self._outcomes.record(push.due, outcome)
            except StorageError as error:
                if self._stopping:
                    raise
                # A debug line is enough, because `Database` logs a warning.
                logger.debug("could not record the outcome of a push yet, because the database failed: %s", error)
                await asyncio.sleep(RETRY_INTERVAL)
            else:
                return

    async def _send(self, push: _ClaimedPush) -> Outcome | None:
        deliver = await self._prepare(push.due)
        if deliver is None:
            return Outcome.FAILED
        await self._pace.wait_turn()
        if push.leased_until <= self._monotonic():
            return None  # the lease was not renewed: the push was paused, removed or claimed by another sender
        if seconds := self._limits.seconds_left(push.due.subscription.chat_id):
            raise RateLimited(seconds, is_chat_only=True)
        push.may_be_sent = True
        return await deliver()

    async def _stop_sending(self) -> None:
        self._stopping = True
        await cancel_all([task for task, push in self._tasks.items() if not push.may_be_sent])
        if self._tasks:
            await asyncio.wait(self._tasks)
        try:
            await self._pushes.release_all()
        except StorageError as error:
            logger.warning(
                "could not release the claimed pushes; their leases expire in %g s: %s", LEASE_SECONDS, error
            )
