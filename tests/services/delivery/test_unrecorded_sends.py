import asyncio
from collections.abc import Sequence

from services.delivery.unrecorded_sends import UnrecordedSends
from services.net.budget import Pace
from services.storage import Database, DuePush, DuePushes
from tests.services.conftest import Clock
from tests.services.delivery.conftest import EIGHT, Post, running, sender, subscribe


class CountingPushes(DuePushes):
    """Due pushes that count how many messages were sent and not recorded."""

    def __init__(self, database: Database, clock: Clock, post: Post) -> None:
        super().__init__(database, clock=clock)
        self._post = post
        self._recorded = self.most_unrecorded = 0
        self.all_recorded = asyncio.Event()

    async def mark_done(self, pushes: Sequence[DuePush]) -> None:
        self.most_unrecorded = max(self.most_unrecorded, self._post.sent.total() - self._recorded)
        await super().mark_done(pushes)
        self._recorded += len(pushes)
        if self._recorded == 50:
            self.all_recorded.set()


async def test_each_message_is_recorded_before_the_next_one_is_sent(
    database: Database, clock: Clock, post: Post
) -> None:
    await subscribe(database, 50)
    pushes = CountingPushes(database, clock, post)
    async with asyncio.timeout(30), running(sender(database, clock, post, pushes=pushes)):
        await pushes.all_recorded.wait()
    assert set(post.sent) == {(chat_id, EIGHT) for chat_id in range(1, 51)}
    assert pushes.most_unrecorded == 1


async def test_a_slow_telegram_gets_as_many_messages_at_once_as_keep_the_pace(clock: Clock) -> None:
    unrecorded = UnrecordedSends(Pace(25, clock=clock))
    for seconds, size in ((0.03, 1), (0.1, 4), (0.3, 10)):
        for item_id in range(9):
            await unrecorded.wait_and_add(item_id)
            with unrecorded.sending(item_id):
                clock.advance(seconds=seconds)
            unrecorded.remove(item_id)
        assert unrecorded.capacity == size
