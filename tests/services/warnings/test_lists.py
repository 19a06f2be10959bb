"""How often lists of alerts are requested."""

import pytest

from services.errors import Unavailable
from services.shared.state import SharedState
from services.warnings.lists import AlertLists
from services.warnings.models import AlertList
from tests.services.conftest import Clock
from tests.services.shared.memory import MemoryStore


class Hub:
    """A service with one alert, whose id changes at each request while `is_changing`."""

    def __init__(self) -> None:
        self.requests = 0
        self.is_changing = False

    async def list(self) -> AlertList:
        self.requests += 1
        return AlertList(ids=(str(self.requests),) if self.is_changing else ("one",))


async def test_a_list_that_does_not_change_is_checked_less_and_less_often(clock: Clock) -> None:
    hub, lists, requested = Hub(), AlertLists(1_000, clock), []
    for minute in range(0, 180, 10):
        if minute == 150:
            hub.is_changing = True
        before = hub.requests
        await lists.cached_or_requested("area", hub.list, is_check=True)
        if hub.requests > before:
            requested.append(minute)
        clock.advance(minutes=10)
    assert requested == [0, 10, 30, 70, 110, 150, 160, 170]


async def test_a_question_gets_a_list_that_is_younger_than_ten_minutes(clock: Clock) -> None:
    hub, lists = Hub(), AlertLists(1, clock)
    for _ in range(6):
        await lists.cached_or_requested("area", hub.list, is_check=False)
        clock.advance(minutes=5)
    assert hub.requests == 3


@pytest.mark.parametrize("are_changing", [False, True])
async def test_five_hundred_places_all_over_the_world_need_less_than_ten_thousand_lists_a_day(
    clock: Clock, are_changing: bool
) -> None:
    hub, lists = Hub(), AlertLists(350, clock)
    hub.is_changing = are_changing
    areas, ages = range(333), []
    for step in range(2 * 144):
        if step == 144:
            hub.requests = 0
        for area in areas:
            polled = await lists.cached_or_requested(area, hub.list, is_check=True)
            ages.append(clock() - polled.requested_at)
        clock.advance(minutes=10)
    assert 333 * 24 <= hub.requests <= 350 * 24 + 333
    assert max(ages) < 3600


async def test_changing_lists_go_first_if_the_requests_are_few(clock: Clock) -> None:
    quiet, changing, lists = Hub(), Hub(), AlertLists(40, clock)
    changing.is_changing = True
    for _ in range(144):
        for area in range(30):
            await lists.cached_or_requested(area, quiet.list, is_check=True)
        await lists.cached_or_requested("changing", changing.list, is_check=True)
        clock.advance(minutes=10)
    assert quiet.requests / 30 < 40
    assert changing.requests > 130


async def test_two_processes_share_a_list(clock: Clock) -> None:
    shared = SharedState(MemoryStore(clock))
    hub = Hub()
    first, second = (
        AlertLists(100, clock, shared.results("lists", AlertList, lambda _: 3600.0)) for _ in range(2)
    )
    found = await first.cached_or_requested((27, 18), hub.list, is_check=True)
    clock.advance(minutes=9)
    assert await second.cached_or_requested((27, 18), hub.list, is_check=False) == found
    assert hub.requests == 1
    clock.advance(minutes=1)
    await second.cached_or_requested((27, 18), hub.list, is_check=False)
    assert hub.requests == 2


async def test_a_request_that_fails_raises_and_is_repeated(clock: Clock) -> None:
    async def fail() -> AlertList:
        raise Unavailable("hub")

    hub, lists = Hub(), AlertLists(100, clock)
    with pytest.raises(Unavailable):
        await lists.cached_or_requested("area", fail, is_check=True)
    assert (await lists.cached_or_requested("area", hub.list, is_check=True)).alert_list.ids == ("one",)
