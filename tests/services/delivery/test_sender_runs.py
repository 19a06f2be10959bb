"""Senders that run side by side, stop, are woken, and lose the database."""

import asyncio
from datetime import timedelta

import pytest

from services.delivery import sender as module
from services.errors import StorageError
from services.storage import Database, DuePush, DuePushes, Subscriptions, open_database
from tests.services.conftest import Clock
from tests.services.delivery.conftest import (
    EIGHT,
    MORNING,
    FailingPushes,
    Post,
    Stall,
    next_of,
    reached,
    running,
    sender,
    subscribe,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def test_two_senders_share_the_work_without_repeating_a_push(
    database: Database, url: str, clock: Clock, post: Post
) -> None:
    await subscribe(database, 400)
    async with open_database(url) as another:
        mine, others = Post(), Post()
        mine.sent = others.sent = post.sent
        async with running(sender(database, clock, mine)), running(sender(another, clock, others)):
            await reached(database, EIGHT + DAY)
    assert len(post.sent) == 400
    assert set(post.sent.values()) == {1}


async def test_a_stop_finishes_pushes_being_sent_and_releases_the_others(
    database: Database, clock: Clock, post: Post
) -> None:
    async def preparing(due: DuePush) -> None:
        if due.subscription.chat_id != 1:
            await asyncio.Event().wait()

    await subscribe(database, 5)
    post.preparing, post.sending = preparing, (stall := Stall())
    stop = asyncio.Event()
    run = asyncio.create_task(sender(database, clock, post).run(stop))
    await stall.begun.wait()
    stop.set()
    stall.go_on.set()
    await run

    assert post.sent == {(1, EIGHT): 1}
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert await next_of(database) == EIGHT + DAY
    given_back = await DuePushes(database, clock=clock).claim(10)
    assert [due.subscription.chat_id for due in given_back] == [2, 3, 4, 5]


async def test_a_new_subscription_wakes_the_sender(database: Database, clock: Clock, post: Post) -> None:
    clock.go_to(EIGHT - MINUTE)
    at_work = sender(database, clock, post)
    async with running(at_work):
        await Subscriptions(database, clock=clock).add(1, MORNING)
        clock.go_to(EIGHT)
        at_work.wake()
        await post.has(1)
    assert await next_of(database) == EIGHT + DAY


@pytest.mark.parametrize("error", [FailingPushes.error, StorageError("away")], ids=type)
async def test_an_outage_of_the_database_neither_loses_nor_repeats_a_push(
    database: Database, clock: Clock, post: Post, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(FailingPushes, "error", error)
    monkeypatch.setattr(module, "RETRY_INTERVAL", 0)
    await subscribe(database, 5)
    pushes = FailingPushes(database, clock=clock, next_claimable_at=3, claim=3, done=3)
    async with running(sender(database, clock, post, pushes=pushes)):
        await reached(database, EIGHT + DAY)
    assert set(pushes.failures.values()) == {0}
    assert post.sent == {(number, EIGHT): 1 for number in range(1, 6)}
