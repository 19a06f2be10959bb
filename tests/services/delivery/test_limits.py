"""Rate limits of chats and of the bot."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from sandbox.telegram import ApiError, SendLimits
from services.delivery import RateLimited, RateLimits, Sender
from services.delivery import sender as sender_module
from services.net.budget import Pace
from services.schedule import ONE_DAY
from services.storage import Database, DuePush, DuePushes, due
from services.storage.schema import subscriptions
from tests.services.conftest import Clock
from tests.services.delivery.conftest import EIGHT, Post, running, sender, subscribe


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/made/bot.db"


@pytest.fixture(autouse=True)
def long_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep leases from expiring while the test moves the clock past a delay."""
    for module in (due, sender_module):
        monkeypatch.setattr(module, "LEASE_SECONDS", 3600.0)


class Telegram(SendLimits):
    """A Telegram with rate limits, which records its calls."""

    def __init__(self, clock: Clock, *, is_chat_only: bool = False) -> None:
        super().__init__()
        self.calls: list[tuple[float, int, bool]] = []
        """Time, chat and acceptance of each call."""
        self.called = asyncio.Event()
        self._clock = clock
        self._is_chat_only = is_chat_only

    async def take(self, push: DuePush) -> None:
        now, chat_id = self._clock(), push.subscription.chat_id
        self.called.set()
        try:
            self.check(chat_id, now)
        except ApiError as error:
            self.calls.append((now, chat_id, False))
            raise RateLimited(error.retry_after or 0, is_chat_only=self._is_chat_only) from error
        self.calls.append((now, chat_id, True))

    def taken(self) -> list[float]:
        return [at for at, _, taken in self.calls if taken]


async def finish(database: Database, clock: Clock, at_work: Sender[DuePush]) -> None:
    """Send all pushes, moving the clock to the next due time whenever none is claimed."""
    state = select(func.min(subscriptions.c.claimable_at), func.count(subscriptions.c.claimed_by))
    async with running(at_work), asyncio.timeout(30):
        while True:
            async with database.connect() as connection:
                moment, claimed = (await connection.execute(state)).one()
            if moment == (EIGHT + ONE_DAY).timestamp():
                return
            if not claimed and moment > clock():
                clock.seconds = moment
                at_work.wake()


async def test_a_limit_of_one_chat_postpones_only_its_push(database: Database, clock: Clock, post: Post) -> None:
    telegram = Telegram(clock)
    telegram.close(clock() + 40, 7)
    post.sending = telegram.take
    await subscribe(database, 200)
    await finish(database, clock, sender(database, clock, post))

    assert len(post.sent) == post.sent.total() == 200
    assert telegram.refused == 1
    others = [at for at, chat_id, _ in telegram.calls if chat_id != 7]
    assert others[-1] - others[0] == pytest.approx(199 / 25, abs=0.1)
    refused, taken = (at for at, chat_id, _ in telegram.calls if chat_id == 7)
    assert taken >= EIGHT.timestamp() + 40 > refused


@pytest.mark.parametrize("seconds", [3, 60, 599])
async def test_a_limit_of_the_bot_pauses_all_pushes_and_then_restores_the_pace(
    database: Database, clock: Clock, post: Post, seconds: int
) -> None:
    telegram = Telegram(clock)
    over = clock() + seconds
    telegram.close(over)
    post.sending = telegram.take
    await subscribe(database, 120)
    await finish(database, clock, sender(database, clock, post))

    assert len(post.sent) == post.sent.total() == 120
    assert telegram.refused == 2
    taken = telegram.taken()
    assert taken[0] >= over
    assert min(later - earlier for earlier, later in pairwise(taken)) > 0.039
    assert taken[-1] - over < 120 / 25 + 1


async def test_a_limit_repeated_in_every_burst_does_not_lower_the_pace(
    database: Database, clock: Clock, post: Post
) -> None:
    telegram = Telegram(clock)
    telegram.per_second, telegram.cooldown = 20, 5  # fewer than the pace: met with again and again
    post.sending = telegram.take
    await subscribe(database, 100)
    await finish(database, clock, sender(database, clock, post))
    assert len(post.sent) == post.sent.total() == 100
    assert telegram.refused <= 2 * 100 / 20


async def test_a_limit_is_respected_for_at_most_ten_minutes(database: Database, clock: Clock, post: Post) -> None:
    telegram = Telegram(clock)
    telegram.close(clock() + 7 * 24 * 3600, 1)
    post.sending = telegram.take
    await subscribe(database, 1)
    async with running(sender(database, clock, post)):
        await telegram.called.wait()
    assert telegram.refused == 1
    assert await DuePushes(database).next_claimable_at() == pytest.approx(EIGHT.timestamp() + 600, abs=1)


async def test_limits_known_to_apply_to_single_chats_pause_no_other(
    database: Database, clock: Clock, post: Post
) -> None:
    telegram = Telegram(clock, is_chat_only=True)
    for chat_id in range(1, 11):
        telegram.close(clock() + 300, chat_id)
    post.sending = telegram.take
    await subscribe(database, 100)
    await finish(database, clock, sender(database, clock, post))
    others = [at for at, chat_id, _ in telegram.calls if chat_id > 10]
    assert others[-1] - others[0] == pytest.approx(89 / 25, abs=0.1)
    assert telegram.refused == 10


async def test_other_pushes_of_a_limited_chat_wait_too(database: Database, clock: Clock, post: Post) -> None:
    telegram = Telegram(clock)
    telegram.close(clock() + 40, 1)
    post.sending = telegram.take
    await subscribe(database, 1)
    async with database.begin() as connection:
        columns = [column for column in subscriptions.c if column.name != "id"]
        one_more = insert(subscriptions).from_select([column.name for column in columns], select(*columns))
        for _ in range(2):
            await connection.execute(one_more)
    await finish(database, clock, sender(database, clock, post))
    assert telegram.refused == 1
    assert [at >= EIGHT.timestamp() + 40 for at in telegram.taken()] == [True] * 4


@pytest.mark.parametrize(
    ("chat_ids", "paused"),
    [
        ([1], False),
        ([1, 1, 1], False),
        ([1, 2], True),
        ([-1, -2], False),
        ([1, -1, -2, -3, -4], False),
        ([-1, -2, -3, -4, -5], False),
        ([-1, -2, -3, -4, -5, -6], True),
    ],
)
async def test_limits_of_two_private_chats_or_six_chats_count_as_a_limit_of_the_bot(
    clock: Clock, chat_ids: list[int], paused: bool
) -> None:
    pace = Pace(25, clock=clock, sleep=clock.sleep)
    limits, start = RateLimits(pace), clock()
    for chat_id in chat_ids:
        limits.record(chat_id, RateLimited(40))
    await pace.wait_turn()
    assert clock() - start == pytest.approx(40 if paused else 0, abs=0.1)


async def test_limits_that_are_far_apart_in_time_pause_nothing(clock: Clock) -> None:
    pace = Pace(25, clock=clock, sleep=clock.sleep)
    limits = RateLimits(pace)
    limits.record(1, RateLimited(40))
    clock.advance(seconds=6)
    start = clock()
    limits.record(2, RateLimited(40))
    await pace.wait_turn()
    assert clock() - start < 1
    assert [round(limits.seconds_left(chat_id)) for chat_id in (1, 2, 3)] == [34, 40, 0]


async def test_a_limit_of_the_bot_is_detected_if_all_pushes_go_to_groups(
    database: Database, clock: Clock, post: Post
) -> None:
    telegram = Telegram(clock)
    telegram.close(over := clock() + 60)
    post.sending = telegram.take
    await subscribe(database, 100, chat_ids=range(-100, 0))
    await finish(database, clock, sender(database, clock, post))

    assert len(post.sent) == post.sent.total() == 100
    assert telegram.refused == 6
    assert telegram.taken()[0] >= over
