import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.delivery import Outcome, RateLimits, Sender, unrecorded_sends
from services.net.budget import Pace
from services.storage import Chats, Database, DuePush, DuePushes, Subscriptions
from services.storage.schema import subscriptions
from tests.services.conftest import Clock
from tests.services.delivery.conftest import (
    EIGHT,
    MORNING,
    Post,
    next_of,
    reached,
    running,
    sender,
    subscribe,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def test_a_due_push_is_sent_once_and_scheduled_again(database: Database, clock: Clock, post: Post) -> None:
    await subscribe(database, 3)
    async with running(sender(database, clock, post)):
        await post.has(3)
    assert post.sent == {(1, EIGHT): 1, (2, EIGHT): 1, (3, EIGHT): 1}
    assert [await next_of(database, chat_id) for chat_id in (1, 2, 3)] == [EIGHT + DAY] * 3


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (EIGHT + 90 * MINUTE, [EIGHT]),
        (EIGHT + 91 * MINUTE, []),
        (EIGHT + 3 * DAY, [EIGHT + 3 * DAY]),
        (EIGHT + 3 * DAY + 30 * MINUTE, [EIGHT + 3 * DAY]),
        (EIGHT + 3 * DAY - MINUTE, []),
    ],
)
async def test_after_downtime_late_pushes_are_sent_and_too_late_ones_skipped(
    database: Database, clock: Clock, post: Post, now: datetime, sent: list[datetime]
) -> None:
    await subscribe(database, 1)
    clock.go_to(now)
    async with running(sender(database, clock, post)):
        await reached(database, MORNING.next_after(now))
    assert [at for _, at in post.sent.elements()] == sent


async def test_a_gone_chat_gets_no_pushes_until_it_is_reachable_again(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 1)
    post.outcomes[1] = Outcome.GONE
    async with running(sender(database, clock, post)):
        await post.has(1)
    chats = Chats(database, clock=clock)
    assert (await chats.get(1)).gone
    assert await next_of(database) is None

    clock.advance(minutes=10)
    await chats.mark_reachable(1)
    assert await next_of(database) == EIGHT + DAY


async def test_a_failed_push_is_tried_again_with_growing_delays_until_it_is_too_late(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 1)
    post.outcomes[1] = Outcome.FAILED
    tries: list[int] = []
    pushes = DuePushes(database)
    while await next_of(database) == EIGHT:
        tries.append(round((clock.utc() - EIGHT) / MINUTE))
        async with running(sender(database, clock, post)):
            await (post.has(len(tries)) if tries[-1] <= 90 else reached(database, EIGHT + DAY))
        clock.seconds = await pushes.next_claimable_at() or 0
    assert tries == [0, 1, 2, 4, 8, 16, 31, 46, 61, 76, 91]
    assert post.sent.total() == 10


async def test_a_push_refused_for_an_unknown_reason_is_tried_for_minutes_and_then_skipped(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 1)
    post.outcomes[1] = Outcome.REFUSED
    pushes, tries = DuePushes(database), 0
    while await next_of(database) == EIGHT:
        tries += 1
        async with running(sender(database, clock, post)):
            await post.has(tries)
        clock.seconds = await pushes.next_claimable_at() or 0
    assert post.sent == {(1, EIGHT): tries}
    assert tries == 4
    assert await next_of(database) == EIGHT + DAY


async def test_a_push_sent_to_the_general_topic_keeps_it(database: Database, clock: Clock, post: Post) -> None:
    await subscribe(database, 2)
    async with database.begin() as connection:
        await connection.execute(update(subscriptions).values(thread_id=7))
    post.outcomes[1] = Outcome.MOVED
    async with running(sender(database, clock, post)):
        await post.has(2)
    topics = [(await Subscriptions(database).get(chat_id))[0].thread_id for chat_id in (1, 2)]
    assert topics == [None, 7]


async def test_a_push_that_raises_is_tried_again_and_delays_no_other(
    database: Database, clock: Clock, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    broken_for, broke = {1}, asyncio.Event()

    async def broken(due: DuePush) -> None:
        if due.subscription.chat_id in broken_for:
            broke.set()
            raise RuntimeError("broken")

    await subscribe(database, 3)
    post.preparing = broken
    async with running(sender(database, clock, post)):
        await post.has(2)
    post.preparing, post.sending = post.sending, broken
    broke.clear()
    clock.advance(minutes=5)
    async with running(sender(database, clock, post)):
        await broke.wait()
    broken_for.clear()
    clock.advance(minutes=10)
    async with running(sender(database, clock, post)):
        await post.has(3)
    assert post.sent[1, EIGHT] == 1
    assert [record.message for record in caplog.records] == ["could not prepare or send one of the pushes"] * 2


async def test_a_push_that_cannot_be_prepared_is_tried_again(database: Database, clock: Clock) -> None:
    async def nothing(_: DuePush) -> None: ...

    await subscribe(database, 1)
    async with running(
        Sender(DuePushes(database, clock=clock), Chats(database), nothing, RateLimits(Pace(25)), clock=clock)
    ):
        await reached(database, EIGHT + MINUTE)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_five_hundred_pushes_are_sent_once_each_at_the_pace(
    database: Database, clock: Clock, post: Post
) -> None:
    times: list[float] = []

    async def note(_: DuePush) -> None:
        times.append(clock())

    await subscribe(database, 500)
    post.sending = note
    async with running(sender(database, clock, post)):
        await post.has(500)
    assert set(post.sent.values()) == {1}
    assert len(post.sent) == 500
    assert times[-1] - times[0] == pytest.approx(499 / 25)
    assert all(later - earlier > 0.99 for earlier, later in zip(times, times[25:], strict=False))
    async with database.connect() as connection:
        assert set(await connection.scalars(select(subscriptions.c.next_at))) == {(EIGHT + DAY).timestamp()}


async def test_a_slow_push_does_not_delay_the_others(
    database: Database, clock: Clock, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unrecorded_sends, "MAX_SENDING_SECONDS", 0.01)
    go_on = asyncio.Event()

    async def slow(due: DuePush) -> None:
        if due.subscription.chat_id <= 20:
            await go_on.wait()

    await subscribe(database, 300)
    post.sending = slow
    async with running(sender(database, clock, post)):
        await post.has(280)
        go_on.set()
        await post.has(300)
    assert set(post.sent.values()) == {1}
