import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.daily import Outcome, Sender
from services.net.budget import Pace
from services.storage import Chats, Database, DuePush, DuePushes, Subscriptions
from services.storage.schema import subscriptions
from tests.services.conftest import Clock
from tests.services.daily.conftest import (
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


async def test_what_is_due_is_sent_once_and_moved_to_its_next_time(
    database: Database, clock: Clock, post: Post
) -> None:
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
async def test_after_downtime_what_is_not_too_late_is_sent_and_the_rest_passed_over(
    database: Database, clock: Clock, post: Post, now: datetime, sent: list[datetime]
) -> None:
    await subscribe(database, 1)
    clock.go_to(now)
    async with running(sender(database, clock, post)):
        await reached(database, MORNING.next_after(now))
    assert [at for _, at in post.sent.elements()] == sent


async def test_a_chat_that_is_gone_is_left_in_peace_until_it_is_back(
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


async def test_what_fails_is_tried_again_with_growing_pauses_as_long_as_it_is_worth_it(
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


async def test_what_is_refused_for_no_known_reason_is_tried_for_some_minutes_and_then_comes_again_tomorrow(
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


async def test_what_was_sent_elsewhere_than_to_its_topic_has_none_from_then_on(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 2)
    async with database.begin() as connection:
        await connection.execute(update(subscriptions).values(thread_id=7))
    post.outcomes[1] = Outcome.MOVED
    async with running(sender(database, clock, post)):
        await post.has(2)
    topics = [(await Subscriptions(database).get(chat_id))[0].thread_id for chat_id in (1, 2)]
    assert topics == [None, 7]


async def test_what_breaks_while_it_is_prepared_or_sent_is_tried_again_and_holds_up_nothing(
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
    assert [record.message for record in caplog.records] == ["could not prepare or send a push"] * 2


async def test_nothing_to_write_for_now_is_tried_again(database: Database, clock: Clock) -> None:
    async def nothing(_: DuePush) -> None: ...

    await subscribe(database, 1)
    async with running(Sender(DuePushes(database, clock=clock), Chats(database), nothing, Pace(25), clock=clock)):
        await reached(database, EIGHT + MINUTE)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_two_thousand_at_one_minute_go_out_at_the_pace_each_once(
    database: Database, clock: Clock, post: Post
) -> None:
    times: list[float] = []

    async def note(_: DuePush) -> None:
        times.append(clock())

    await subscribe(database, 2_000)
    post.sending = note
    async with running(sender(database, clock, post)):
        await post.has(2_000)
    assert set(post.sent.values()) == {1}
    assert len(post.sent) == 2_000
    assert times[-1] - times[0] == pytest.approx(1_999 / 25)
    assert all(later - earlier > 0.99 for earlier, later in zip(times, times[25:], strict=False))
    async with database.connect() as connection:
        assert set(await connection.scalars(select(subscriptions.c.next_at))) == {(EIGHT + DAY).timestamp()}


async def test_one_that_takes_long_does_not_hold_up_the_others(
    database: Database, clock: Clock, post: Post
) -> None:
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
