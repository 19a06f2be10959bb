"""A sender killed at each step of sending, and the sender started after it."""

import asyncio
from collections.abc import Collection, Sequence
from functools import partial

import pytest

from services.delivery import Delivery, Outcome, RateLimits, Sender
from services.net.budget import Pace
from services.schedule import ONE_DAY
from services.storage import Chats, Database, DuePush, DuePushes
from services.storage.due import LEASE_SECONDS
from tests.services.conftest import Clock
from tests.services.delivery.conftest import EIGHT, Post, Victim, reached, running, sender, subscribe

STEPS = [
    f"{when} {what}"
    for what in ("next_claimable_at", "claim", "preparing", "a turn", "sending", "done", "renew")
    for when in ("before", "after")
]
ONCE = {"before renew", "after renew", "before claim", "after claim"}


class MortalPushes(DuePushes):
    """Due pushes in a process that dies."""

    def __init__(self, database: Database, clock: Clock, victim: Victim) -> None:
        super().__init__(database, clock=clock)
        self._victim = victim

    async def next_claimable_at(self) -> float | None:
        await self._victim.reach("before next_claimable_at")
        moment = await super().next_claimable_at()
        await self._victim.reach("after next_claimable_at")
        return moment

    async def claim(self, most: int) -> list[DuePush]:
        await self._victim.reach("before claim")
        claimed = await super().claim(most)
        await self._victim.reach("after claim")
        return claimed

    async def renew(self, pushes: Collection[DuePush]) -> set[int]:
        await self._victim.reach("before renew")
        left = await super().renew(pushes)
        await self._victim.reach("after renew")
        return left

    async def mark_done(self, pushes: Sequence[DuePush]) -> None:
        await self._victim.reach("before done")
        await super().mark_done(pushes)
        await self._victim.reach("after done")
        self._victim.written.set()


def mortal(database: Database, clock: Clock, post: Post, victim: Victim) -> Sender[DuePush]:
    """A sender that dies, and a Telegram that accepts every push."""

    async def prepare(due: DuePush) -> Delivery:
        await victim.reach("before preparing")
        await victim.reach("after preparing")
        return partial(send, due)

    async def send(due: DuePush) -> Outcome:
        await victim.reach("before sending")
        victim.written.clear()
        post.sent[due.subscription.chat_id, due.scheduled_at] += 1
        await victim.reach("after sending")
        return Outcome.SENT

    async def turn(seconds: float) -> None:
        await victim.reach("before a turn")
        await victim.written.wait()
        await victim.pass_time(clock, seconds, at_work.wake)
        await victim.reach("after a turn")

    pushes = MortalPushes(database, clock, victim)
    pace = Pace(0.5, clock=clock, sleep=turn)  # slow enough for renewals of leases and further claims
    at_work = Sender(pushes, Chats(database, clock=clock), prepare, RateLimits(pace), clock=clock)
    return at_work


@pytest.mark.parametrize(
    ("step", "nth"), [(step, 1) for step in STEPS] + [(step, 3) for step in STEPS if step not in ONCE]
)
async def test_a_kill_loses_no_push_and_repeats_at_most_one(
    database: Database, clock: Clock, post: Post, step: str, nth: int
) -> None:
    victim = Victim(step, nth)
    await subscribe(database, 6)
    killed = asyncio.create_task(mortal(database, clock, post, victim).run(asyncio.Event()))
    async with asyncio.timeout(10):
        await victim.died.wait()
    killed.cancel()
    await asyncio.wait([killed])

    clock.advance(seconds=LEASE_SECONDS)
    async with running(sender(database, clock, post)):
        await reached(database, EIGHT + ONE_DAY)
    assert set(post.sent) == {(chat_id, EIGHT) for chat_id in range(1, 7)}
    doubled = post.sent.total() - len(post.sent)
    assert doubled == 1 if step in {"after sending", "before done"} else doubled <= 1
