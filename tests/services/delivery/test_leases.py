"""Leases of pushes that take long."""

from services.storage import Database, DuePushes, Subscriptions
from services.storage.due import LEASE_SECONDS
from tests.services.conftest import Clock
from tests.services.delivery.conftest import (
    EIGHT,
    FailingPushes,
    Post,
    RenewingPushes,
    Stall,
    running,
    sender,
    subscribe,
)


async def test_a_slow_push_keeps_its_lease(database: Database, clock: Clock, post: Post) -> None:
    await subscribe(database, 1)
    post.preparing = stall = Stall()
    pushes = RenewingPushes(database, clock=clock)
    at_work = sender(database, clock, post, pushes=pushes)
    async with running(at_work):
        await stall.begun.wait()
        for _ in range(10):
            clock.advance(seconds=LEASE_SECONDS / 2)
            pushes.renewed.clear()
            at_work.wake()
            await pushes.renewed.wait()
            assert await DuePushes(database, clock=clock).claim(1) == []
        stall.go_on.set()
        await post.has(1)
    assert post.sent == {(1, EIGHT): 1}


async def test_a_sender_that_stalls_longer_than_its_lease_does_not_repeat_a_push(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 1)
    stalled = Post()
    stalled.preparing = stall = Stall()
    cut_off = FailingPushes(database, clock=clock, renew=1_000)
    async with running(sender(database, clock, stalled, pushes=cut_off)):
        await stall.begun.wait()
        clock.advance(seconds=LEASE_SECONDS + 1)
        async with running(sender(database, clock, post)):
            await post.has(1)
        stall.go_on.set()
    assert (post.sent, stalled.sent) == ({(1, EIGHT): 1}, {})


async def test_a_push_paused_before_sending_is_not_sent(database: Database, clock: Clock, post: Post) -> None:
    await subscribe(database, 2)
    post.preparing = stall = Stall()
    pushes = RenewingPushes(database, clock=clock)
    at_work = sender(database, clock, post, pushes=pushes)
    daily = Subscriptions(database, at_work.wake, clock=clock)
    async with running(at_work):
        await stall.begun.wait()
        (one,) = await daily.get(1)
        await daily.pause(1, one.id)
        clock.advance(seconds=LEASE_SECONDS / 2)
        at_work.wake()
        await pushes.renewed.wait()
        stall.go_on.set()
        await post.has(1)
    assert post.sent == {(2, EIGHT): 1}
