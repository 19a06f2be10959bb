"""Changes of the wall clock while the sender runs or between two starts."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.delivery import RateLimits, Sender
from services.net.budget import Pace
from services.schedule import ONE_DAY
from services.storage import Chats, Database, DuePushes, Subscriptions
from services.storage.due import LEASE_SECONDS, MAX_RETRY_DELAY
from services.storage.schema import subscriptions
from tests.services.conftest import Clock
from tests.services.delivery.conftest import EIGHT, MORNING, Post, next_of, subscribe

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Machine:
    """A sender with its clocks: *clock* is monotonic, and `set` changes the offset of the wall clock."""

    def __init__(self, database: Database, clock: Clock, post: Post) -> None:
        self.clock = clock
        self.off = timedelta()
        pace = Pace(25, clock=clock, sleep=clock.sleep)
        pushes, chats = DuePushes(database, clock=self.wall), Chats(database, clock=self.wall)
        self._sender = Sender(pushes, chats, post.prepare, RateLimits(pace), clock=self.wall)

    def wall(self) -> float:
        return self.clock() + self.off.total_seconds()

    async def work(self, span: timedelta, looks: int = 10) -> None:
        """Move the clock in steps, and check for due pushes at each step."""
        for _ in range(looks):
            await self._sender._check_for_due_items()
            if self._sender._tasks:
                await asyncio.wait(self._sender._tasks)
            self.clock.advance(seconds=span.total_seconds() / looks)


async def set_row(database: Database, **values: object) -> None:
    async with database.begin() as connection:
        await connection.execute(update(subscriptions).values(values))


@pytest.mark.parametrize("off", [730 * ONE_DAY, 3 * ONE_DAY, ONE_DAY, 2 * HOUR, -ONE_DAY, -40 * ONE_DAY])
@pytest.mark.parametrize("begins", [-10 * MINUTE, -10 * timedelta(seconds=1), 10 * MINUTE, 5 * HOUR])
async def test_a_clock_that_is_wrong_for_25_seconds_neither_loses_nor_repeats_a_push(
    database: Database, clock: Clock, post: Post, off: timedelta, begins: timedelta
) -> None:
    await subscribe(database, 1)
    clock.go_to(EIGHT - 15 * MINUTE)
    machine = Machine(database, clock, post)
    await machine.work(15 * MINUTE + begins)
    machine.off = off
    await machine.work(timedelta(seconds=25))
    machine.off = timedelta()
    await machine.work(15 * MINUTE)

    assert post.sent == {(1, EIGHT): 1}
    assert await next_of(database) == EIGHT + ONE_DAY


async def test_times_stored_by_a_clock_two_years_ahead_are_corrected_later(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 1)
    clock.go_to(EIGHT - 5 * HOUR)
    machine = Machine(database, clock, post)
    await machine.work(MINUTE)
    machine.off = 730 * ONE_DAY
    await machine.work(HOUR)
    moved_to = await next_of(database)
    assert moved_to is not None
    assert moved_to > EIGHT + 700 * ONE_DAY

    machine.off = timedelta()
    await machine.work(5 * MINUTE)
    assert await next_of(database) == EIGHT
    await machine.work(5 * HOUR)
    assert post.sent == {(1, EIGHT): 1}


async def test_times_stored_by_a_clock_that_was_ahead_are_corrected_at_the_next_start(
    database: Database, clock: Clock, post: Post
) -> None:
    ahead = EIGHT + 730 * ONE_DAY
    await subscribe(database, 1, at=ahead)
    clock.go_to(EIGHT - MINUTE)
    await Machine(database, clock, post).work(5 * MINUTE)
    assert post.sent == {(1, EIGHT): 1}
    assert await next_of(database) == EIGHT + ONE_DAY


@pytest.mark.parametrize("behind", [MINUTE, HOUR, 14 * HOUR, ONE_DAY, ONE_DAY + 10 * MINUTE, 2 * ONE_DAY])
async def test_a_start_with_a_clock_that_is_behind_repeats_no_push(
    database: Database, clock: Clock, post: Post, behind: timedelta
) -> None:
    await subscribe(database, 1)
    await Machine(database, clock, post).work(5 * MINUTE)
    machine = Machine(database, clock, post)
    machine.off = -behind
    machine._sender._clock_offset = machine.off.total_seconds()  # the offset exists since the start of the process
    await machine.work(2 * HOUR)
    assert post.sent == {(1, EIGHT): 1}
    assert await next_of(database) == EIGHT + ONE_DAY


@pytest.mark.parametrize("begins", [-10 * MINUTE, 10 * MINUTE])
async def test_a_start_with_a_clock_in_1970_neither_loses_nor_repeats_a_push(
    database: Database, clock: Clock, post: Post, begins: timedelta
) -> None:
    await subscribe(database, 1)
    clock.go_to(EIGHT - 15 * MINUTE)
    await Machine(database, clock, post).work(15 * MINUTE + begins)
    machine = Machine(database, clock, post)
    machine.off = datetime(1970, 1, 1, 12, tzinfo=EIGHT.tzinfo) - clock.utc()
    machine._sender._clock_offset = machine.off.total_seconds()
    await machine.work(timedelta(seconds=30))
    machine.off = timedelta()
    await machine.work(30 * MINUTE)
    assert post.sent == {(1, EIGHT): 1}
    assert await next_of(database) == EIGHT + ONE_DAY


async def test_a_new_subscription_is_not_moved_to_a_time_before_it_was_added(
    database: Database, clock: Clock
) -> None:
    clock.go_to(EIGHT + 10 * MINUTE)
    await Subscriptions(database, clock=clock).add(1, MORNING)
    assert await DuePushes(database, clock=clock).correct_times() == 0
    assert await next_of(database) == EIGHT + ONE_DAY


@pytest.mark.parametrize(("claimed_by", "longest"), [("somebody", LEASE_SECONDS), (None, MAX_RETRY_DELAY)])
async def test_leases_and_postponements_of_a_wrong_clock_are_shortened(
    database: Database, clock: Clock, claimed_by: str | None, longest: float
) -> None:
    await subscribe(database, 1)
    for left in (longest, 1e8):
        await set_row(database, claimed_by=claimed_by, claimable_at=clock() + left)
        assert await DuePushes(database, clock=clock).correct_times() == 0
        assert await DuePushes(database).next_claimable_at() == clock() + longest


async def test_only_wrong_times_are_corrected_in_all_batches(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.storage.due.CORRECTION_BATCH_SIZE", 3)
    await subscribe(database, 10)
    clock.advance(hours=3)
    wrong = subscriptions.c.chat_id % 2 == 0
    far = (EIGHT + 100 * ONE_DAY).timestamp()
    async with database.begin() as connection:
        await connection.execute(
            update(subscriptions).where(wrong).values(next_at=far, claimable_at=far, done_until=int(clock()))
        )
    assert await DuePushes(database, clock=clock).correct_times() == 5
    async with database.connect() as connection:
        moments = (await connection.scalars(select(subscriptions.c.next_at).order_by(subscriptions.c.id))).all()
    assert moments == [EIGHT.timestamp(), (EIGHT + ONE_DAY).timestamp()] * 5


async def test_leases_are_renewed_at_once_after_the_clock_was_set(
    database: Database, clock: Clock, post: Post
) -> None:
    go_on = asyncio.Event()

    async def wait(_: object) -> None:
        await go_on.wait()

    await subscribe(database, 1)
    post.preparing = wait
    machine = Machine(database, clock, post)
    await machine._sender._check_for_due_items()
    machine.off = HOUR
    await machine._sender._check_for_due_items()
    assert await DuePushes(database).next_claimable_at() == machine.wall() + LEASE_SECONDS
    go_on.set()
    await asyncio.wait(machine._sender._tasks)
    assert post.sent == {(1, EIGHT): 1}
