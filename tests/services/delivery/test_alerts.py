"""Alerts sent by the sender: once each, at one pace with pushes, and not after they have expired."""

import asyncio
from collections import Counter
from collections.abc import Collection
from functools import partial
from itertools import pairwise

import pytest

from services.delivery import Delivery, DueItem, Outcome, RateLimited, RateLimits, Sender
from services.net.budget import Pace
from services.storage import Chats, Database, DueAlertMessage, DueAlerts, DuePushes, Watches
from services.storage.due import LEASE_SECONDS
from tests.services.conftest import Clock
from tests.services.delivery.alerting import alert_sender, all_are_finished
from tests.services.delivery.conftest import Post, Stall, running, subscribe
from tests.services.storage.watching import HOUR, MINUTE, store_alerts, watch


class RenewingAlerts(DueAlerts):
    """Due alerts that report renewals."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        super().__init__(database, clock=clock)
        self.renewed = asyncio.Event()

    async def renew(self, due_alerts: Collection[DueAlertMessage]) -> set[int]:
        left = await super().renew(due_alerts)
        self.renewed.set()
        return left


async def test_two_processes_tell_each_chat_once(database: Database, clock: Clock, post: Post) -> None:
    await watch(database, clock, range(1, 151))
    await store_alerts(database, clock)
    one, other = alert_sender(database, clock, post.prepare), alert_sender(database, clock, post.prepare)
    async with running(one), running(other), asyncio.timeout(60):
        await all_are_finished(database, 150)
    assert Counter(chat_id for chat_id, _ in post.sent.elements()) == dict.fromkeys(range(1, 151), 1)


async def test_alerts_and_pushes_keep_one_pace_together(database: Database, clock: Clock, post: Post) -> None:
    times: list[float] = []

    async def note(_: DueItem) -> None:
        times.append(clock())

    post.sending = note
    await subscribe(database, 30)
    await watch(database, clock, range(1, 31))
    await store_alerts(database, clock)
    limits = RateLimits(Pace(25, clock=clock, sleep=clock.sleep))
    pushes = Sender(DuePushes(database, clock=clock), Chats(database), post.prepare, limits, clock=clock)
    async with running(pushes), running(alert_sender(database, clock, post.prepare, limits=limits)):
        await post.has(60)
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.039
    assert times[-1] - times[0] == pytest.approx(59 / 25)


async def test_a_limit_of_a_chat_delays_its_pushes_and_alerts(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 1)
    await watch(database, clock, [1, 2])
    await store_alerts(database, clock)
    limits = RateLimits(Pace(25, clock=clock, sleep=clock.sleep))
    limits.record(1, RateLimited(30, is_chat_only=True))
    pushes = Sender(DuePushes(database, clock=clock), Chats(database), post.prepare, limits, clock=clock)
    until = clock() + 30
    async with running(pushes), running(alert_sender(database, clock, post.prepare, limits=limits)):
        await post.has(1)
    assert [chat_id for chat_id, _ in post.sent] == [2]
    due, pushes_left = DueAlerts(database, clock=clock), DuePushes(database, clock=clock)
    assert await due.next_claimable_at() == await pushes_left.next_claimable_at() == pytest.approx(until, abs=1)


async def test_an_alert_that_expires_while_the_bot_is_limited_is_dropped_and_the_others_sent(
    database: Database, clock: Clock
) -> None:
    bodies: list[str] = []
    dropped: list[int] = []

    async def send(due: DueAlertMessage) -> Outcome:
        bodies.extend(body for _, body in due.alerts)
        return Outcome.SENT

    async def prepare(due: DueAlertMessage) -> Delivery:
        return partial(send, due)

    await watch(database, clock, [1])
    await store_alerts(database, clock, "short", lasts=11 * MINUTE)
    clock.advance(minutes=10)
    await store_alerts(database, clock, "long", lasts=HOUR)
    limits = RateLimits(Pace(25, clock=clock, sleep=clock.sleep))
    limits.pace.pause(120)
    due_alerts = DueAlerts(database, dropped.append, clock=clock)
    sender = alert_sender(database, clock, prepare, limits=limits, due=due_alerts)
    async with running(sender), asyncio.timeout(30):
        while not bodies:
            sender.wake()
            await asyncio.sleep(0)
    assert bodies == ['"long"']
    assert dropped == [1]


async def test_an_alert_whose_watch_is_removed_before_the_sending_is_not_sent(
    database: Database, clock: Clock, post: Post
) -> None:
    (removed,) = await watch(database, clock, [1])
    await watch(database, clock, [2])
    await store_alerts(database, clock)
    post.preparing = stall = Stall()
    due = RenewingAlerts(database, clock=clock)
    sender = alert_sender(database, clock, post.prepare, due=due)
    async with running(sender):
        await stall.begun.wait()
        await Watches(database, clock=clock).remove(1, removed.id)
        clock.advance(seconds=LEASE_SECONDS / 2)
        sender.wake()
        await due.renewed.wait()
        stall.go_on.set()
        await post.has(1)
    assert [chat_id for chat_id, _ in post.sent.elements()] == [2]


async def test_a_failed_alert_is_tried_again_until_it_expires(
    database: Database, clock: Clock, post: Post
) -> None:
    post.outcomes[1] = Outcome.FAILED
    await watch(database, clock, [1])
    await store_alerts(database, clock, lasts=20 * MINUTE)
    begun, due, tries = clock(), DueAlerts(database, clock=clock), list[int]()
    while (next_at := await due.next_claimable_at()) is not None:
        clock.seconds = next_at
        tries.append(round((next_at - begun) / 60))
        async with running(alert_sender(database, clock, post.prepare)), asyncio.timeout(30):
            await (post.has(len(tries)) if tries[-1] < 20 else all_are_finished(database, 1))
    assert tries == [0, 1, 2, 4, 8, 16, 31]
    assert post.sent.total() == 6
