"""The lane of an update, and the lanes of one worker."""

import pytest

from bot.leased_lanes import LeasedLanes
from bot.queue_inbox import lane_of
from services.storage.queue import LeasedUpdate


def test_a_suspect_that_waits_is_not_in_the_updates_that_the_worker_may_be_handling() -> None:
    lanes = LeasedLanes(lambda: 0.0)
    lanes.add([7, 8], [LeasedUpdate(update_id, lane, {}, 0.0, 1) for update_id, lane in ((1, 7), (2, 7), (3, 8))])
    lanes.add([9], [LeasedUpdate(4, 9, {}, 0.0, 0)])
    assert lanes.started_updates == {4: 9}
    lanes.mark_started(3)
    assert lanes.started_updates == {3: 8, 4: 9}


@pytest.mark.parametrize(
    ("chat_id", "lane"), [(7, 7), (-(2**40), -(2**40)), (2**70, 5), ("text", 5), (None, 5), (True, 1)]
)
def test_the_lane_is_the_id_of_the_chat_if_a_database_can_store_it(chat_id: object, lane: int) -> None:
    found = lane_of({"update_id": 5, "message": {"chat": {"id": chat_id}}})
    assert (found, type(found)) == (lane, int)
