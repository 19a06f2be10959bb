"""A sender, fakes for Telegram and the database, and a process that dies."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert

from services.delivery import Delivery, DueItem, Outcome, RateLimits, Sender
from services.delivery.sender import RENEWAL_INTERVAL
from services.errors import StorageError
from services.net.budget import Pace
from services.schedule import Schedule
from services.storage import Chats, Database, DuePush, DuePushes, Subscriptions
from services.storage.schema import chats, subscriptions
from tests.services.conftest import Clock

EIGHT = datetime(2026, 1, 20, 8, tzinfo=UTC)
MORNING = Schedule(8 * 60, "UTC")


class Post:
    """A Telegram that records pushes and alerts by chat and scheduled time."""

    def __init__(self) -> None:
        self.sent: Counter[tuple[int, datetime]] = Counter()
        self.outcomes: dict[int, Outcome] = {}
        """The outcomes of messages by chat; SENT by default."""
        self.preparing: Callable[[Any], Any] = _nothing
        """Called while a push or an alert is prepared."""
        self.sending: Callable[[Any], Any] = _nothing
        """Called before a push or an alert is accepted."""
        self._count = 0
        self._taken = asyncio.Event()

    async def prepare(self, due: DueItem) -> Delivery | None:
        await self.preparing(due)
        return partial(self._send, due)

    async def _send(self, due: DueItem) -> Outcome:
        await self.sending(due)
        self.sent[due.chat_id, due.scheduled_at] += 1
        self._count += 1
        self._taken.set()
        return self.outcomes.get(due.chat_id, Outcome.SENT)

    async def has(self, count: int) -> None:
        """Wait until *count* pushes and alerts were accepted."""
        async with asyncio.timeout(30):
            while self._count < count:
                await self._taken.wait()
                self._taken.clear()


async def _nothing(_: DueItem) -> None: ...


@pytest.fixture
def clock() -> Clock:
    return Clock(EIGHT)


@pytest.fixture
def post() -> Post:
    return Post()


class Victim:
    """A process that dies at a step, when it reaches the step for the *nth* time."""

    def __init__(self, step: str, nth: int) -> None:
        self._step = step
        self._left = nth
        self.died = asyncio.Event()
        self.written = asyncio.Event()
        """Whether the outcomes of all sent messages are recorded."""
        self.written.set()

    async def reach(self, step: str) -> None:
        self._left -= step == self._step
        if self._left == 0:
            self.died.set()
        if self.died.is_set():
            await asyncio.Event().wait()

    async def pass_time(self, clock: Clock, seconds: float, wake: Callable[[], None]) -> None:
        """Advance *clock* by *seconds* and call *wake*; before a death at a renewal, wait for the renewal.

        Without the wait, the sender may finish all items before it checks its leases.
        """
        if "renew" not in self._step:
            clock.advance(seconds=seconds)
            wake()
            return
        clock.advance(seconds=RENEWAL_INTERVAL)
        wake()
        await self.died.wait()


class Stall:
    """Pauses a push until it is released."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, _: DueItem) -> None:
        self.begun.set()
        await self.go_on.wait()


class FailingPushes(DuePushes):
    """Due pushes whose methods raise StorageError a given number of times."""

    error: Exception = StorageError("away")

    def __init__(self, database: Database, *, clock: Clock, **failures: int) -> None:
        super().__init__(database, clock=clock)
        self.failures = failures

    def _fail(self, what: str) -> None:
        if self.failures.get(what):
            self.failures[what] -= 1
            raise self.error

    async def next_claimable_at(self) -> float | None:
        self._fail("next_claimable_at")
        return await super().next_claimable_at()

    async def claim(self, most: int) -> list[DuePush]:
        self._fail("claim")
        return await super().claim(most)

    async def renew(self, pushes: Collection[DuePush]) -> set[int]:
        self._fail("renew")
        return await super().renew(pushes)

    async def mark_done(self, pushes: Sequence[DuePush]) -> None:
        self._fail("done")
        await super().mark_done(pushes)


class RenewingPushes(DuePushes):
    """Due pushes that report renewals."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        super().__init__(database, clock=clock)
        self.renewed = asyncio.Event()

    async def renew(self, pushes: Collection[DuePush]) -> set[int]:
        left = await super().renew(pushes)
        self.renewed.set()
        return left


def sender(
    database: Database, clock: Clock, post: Post, per_second: float = 25, pushes: DuePushes | None = None
) -> Sender[DuePush]:
    pace = Pace(per_second, clock=clock, sleep=clock.sleep)
    pushes = pushes or DuePushes(database, clock=clock)
    return Sender(pushes, Chats(database, clock=clock), post.prepare, RateLimits(pace), clock=clock)


@asynccontextmanager
async def running(sender: Sender[Any]) -> AsyncIterator[asyncio.Task[None]]:
    """Run a sender in the context; at the end, stop it and wait until its outcomes are recorded."""
    stop = asyncio.Event()
    run = asyncio.create_task(sender.run(stop))
    try:
        yield run
        stop.set()
        await run
    finally:
        run.cancel()


async def reached(database: Database, moment: datetime) -> None:
    """Wait until the next push can be claimed at that time."""
    pushes = DuePushes(database)
    async with asyncio.timeout(30):
        while await pushes.next_claimable_at() != moment.timestamp():
            pass


async def subscribe(
    database: Database, count: int, at: datetime = EIGHT, *, chat_ids: Collection[int] | None = None
) -> None:
    """Subscribe *chat_ids*, or the chats from 1 to *count*, to a push every morning, the next one at *at*."""
    chat_ids = range(1, count + 1) if chat_ids is None else chat_ids
    due = {"minutes": 480, "weekdays": 127, "timezone": "UTC", "next_at": int(at.timestamp())}
    async with database.begin() as connection:
        await connection.execute(insert(chats), [{"id": number} for number in chat_ids])
        await connection.execute(
            insert(subscriptions),
            [due | {"chat_id": number, "claimable_at": due["next_at"]} for number in chat_ids],
        )


async def next_of(database: Database, chat_id: int = 1) -> datetime | None:
    """Return the time of the next push of the chat's only subscription."""
    (subscription,) = await Subscriptions(database).get(chat_id)
    return subscription.next_at
