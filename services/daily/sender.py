"""Sends the pushes that are due, each once, at an even pace.

What is due is claimed in the database, so that several processes can share the work, and is moved on to its next
occurrence only when it has been sent: a process that is killed between the two leaves a push that is sent once
more, and none that is not sent.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from services.daily.limits import Limited, Limits
from services.daily.outcomes import Outcome, OutcomeRecorder, lateness
from services.errors import StorageError
from services.net.budget import Pace
from services.storage import Chats, DuePush, DuePushes
from services.storage.due import LEASE, MAX_LATENESS
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

SECONDS_IN_HAND = 8
"""How much is claimed ahead, at the set pace: enough to go on sending while more is claimed and prepared, or
while some takes long; little enough that others get their share, and that a crash leaves little to wait for."""

CLAIMED_AT_ONCE = 100
"""Of those; what is read and started with them keeps answers waiting for some 25 ms."""

RENEW_AFTER = LEASE / 4
"""Seconds between renewals: there is time for two that fail."""

LOOK_EVERY = 10.0
"""Seconds between looks for what is due: another process may have made a subscription."""

CLOCK_STEP = 5.0
"""Seconds between two looks by which the clock must be off the monotonic one to have been set."""

SETTLING = 60.0
"""Seconds without claiming anything after the clock was set: it may be wrong, and set back soon."""

DATABASE_PAUSE = 1.0
"""Seconds until the database is asked again when it is not there, or another sender was quicker."""


Delivery = Callable[[], Awaitable[Outcome]]
"""Sends a prepared push; raises Limited when Telegram does not take it now."""

Prepare = Callable[[DuePush], Awaitable[Delivery | None]]
"""Prepares a push to be sent at its turn; returns None when there is nothing to send now."""


@dataclass(slots=True)
class _InHand:
    """A push that is claimed and neither done nor put off."""

    due: DuePush
    leased_until: float
    committed: bool = False
    """Whether it may have been sent: from then on it is not cancelled until its outcome is recorded."""


class Sender:
    """Sends the *pushes* that are due at their *pace*, each through *prepare*, until it is stopped.

    Many are prepared at once, so that those about one place share their look-ups. Preparing and sending end by
    themselves, and are cancelled only with the sender. An outcome is recorded as soon as it is known, so that
    after a crash only those are sent again that were on their way to Telegram or back: at most one at the usual
    pace, where Telegram takes one before the next one's turn.

    A push that fails is tried again, with growing pauses, for as long as it is worth sending. One that is too
    late at once is passed over. While Telegram limits a chat, only that chat's pushes wait; while it limits the
    bot, all of them do. Those of a closed topic move to the chat's general one.

    After the *clock* was set, nothing is claimed for SETTLING seconds; then what a clock that was ahead has moved
    on too far is pulled back. What is not stored goes by the pace's clock, which must be monotonic.
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
        self._limits = Limits(pace)
        self._outcomes = OutcomeRecorder(pushes, chats, self._limits, clock)
        self._ahead = clock() - pace.clock()
        """Seconds by which the clock is ahead of the monotonic one."""
        self._settled_at = pace.clock()
        self._aligned = False
        self._room = max(2, round(pace.per_second * SECONDS_IN_HAND))
        self._in_hand: dict[int, _InHand] = {}
        self._tasks: dict[asyncio.Task[None], _InHand] = {}
        self._news = asyncio.Event()
        self._renew_at = 0.0
        self._stopping = False

    def wake(self) -> None:
        """Have it look now for what is due: there is a subscription that it may not know of."""
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until *stop*, then finish what is on its way and give the rest back."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        try:
            while not stop.is_set():
                pause = await self._look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._news.wait()
                self._news.clear()
            await self._leave()
        finally:
            await cancel_all([stopping, *self._tasks])

    async def _look(self) -> float:
        """Keep what is in hand and take what there is; return the seconds until it is time to look again."""
        self._check_clock()
        try:
            if self._in_hand and self._monotonic() >= self._renew_at:
                await self._renew()
            pause = self._settled_at - self._monotonic()
            if pause <= 0:
                if not self._aligned:
                    await self._align()
                pause = await self._take()
        except StorageError as error:
            logger.debug("the database does not answer: %s", error)  # it warns of that itself
            return DATABASE_PAUSE
        if self._in_hand:
            pause = min(pause, max(0.0, self._renew_at - self._monotonic()))
        return min(pause, LOOK_EVERY)

    def _check_clock(self) -> None:
        ahead = self._clock() - self._monotonic()
        step, self._ahead = ahead - self._ahead, ahead
        if abs(step) > CLOCK_STEP:
            logger.warning("the clock was set by %+.0f s; no pushes for %g s", step, SETTLING)
            self._settled_at = self._monotonic() + SETTLING
            self._aligned = False
            self._renew_at = 0.0  # leases are by the clock

    async def _align(self) -> None:
        if pulled_back := await self._pushes.pull_back():
            logger.warning("%d pushes were due too late, as by a clock that was ahead: pulled back", pulled_back)
            if self._in_hand:
                await self._renew()  # what is pulled back is not in hand any more
        self._aligned = True

    async def _renew(self) -> None:
        now = self._monotonic()
        async with self._outcomes.lock:
            ours = await self._pushes.renew(self._in_hand.keys())
        for number, item in self._in_hand.items():
            item.leased_until = now + LEASE if number in ours else now
        self._renew_at = now + RENEW_AFTER

    async def _take(self) -> float:
        room = self._room - len(self._tasks)
        if room < self._room // 2:
            return LOOK_EVERY  # there is news when there is room
        now, leased_at = self._clock(), self._monotonic()
        moment = await self._pushes.next_claimable_at()
        if moment is None or moment > now:
            return LOOK_EVERY if moment is None else min(moment - now, LOOK_EVERY)
        claimed = await self._pushes.claim(min(room, CLAIMED_AT_ONCE))
        if late := [due for due in claimed if lateness(due, now) > MAX_LATENESS]:
            logger.info("%d pushes are too late and passed over", len(late))
            await self._pushes.skip(late)
        if not self._in_hand:
            self._renew_at = leased_at + RENEW_AFTER
        for due in claimed:
            # What has been sent but could not be written down in time comes round again, and is in hand still.
            if due not in late and due.id not in self._in_hand:
                self._start(_InHand(due, leased_until=leased_at + LEASE))
        return 0.0 if claimed else DATABASE_PAUSE

    def _start(self, item: _InHand) -> None:
        task = asyncio.create_task(self._deliver(item))
        self._in_hand[item.due.id] = self._tasks[task] = item
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._in_hand[self._tasks.pop(task).due.id]
        if len(self._tasks) <= self._room // 2:
            self._news.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("the outcome of a push was not recorded", exc_info=error)

    async def _deliver(self, item: _InHand) -> None:
        outcome: Outcome | Limited | None
        try:
            outcome = await self._send(item)
        except Limited as limited:
            self._limits.note(item.due.subscription.chat_id, limited)
            outcome = limited
        except Exception:
            logger.exception("preparing or sending a push raised")
            outcome = Outcome.FAILED
        item.committed = True
        while outcome is not None:
            try:
                await self._outcomes.record(item.due, outcome)
            except StorageError as error:
                if self._stopping:
                    raise
                logger.debug("the database does not answer: %s", error)  # it warns of that itself
                await asyncio.sleep(DATABASE_PAUSE)
            else:
                return

    async def _send(self, item: _InHand) -> Outcome | None:
        deliver = await self._prepare(item.due)
        if deliver is None:
            return Outcome.FAILED
        await self._pace.turn()
        if item.leased_until <= self._monotonic():
            return None  # it is paused or removed, or another sender's by now
        if left := self._limits.left(item.due.subscription.chat_id):
            raise Limited(left, chat_only=True)
        item.committed = True
        return await deliver()

    async def _leave(self) -> None:
        self._stopping = True
        await cancel_all([task for task, item in self._tasks.items() if not item.committed])
        if self._tasks:
            await asyncio.wait(self._tasks)
        try:
            await self._pushes.release_all()
        except StorageError as error:
            logger.warning("pushes in hand were not given back, they wait %g s: %s", LEASE, error)
