import asyncio
from itertools import pairwise

from services.net.budget import Pace
from tests.services.conftest import Clock


async def turn_times(pace: Pace, clock: Clock, count: int) -> list[float]:
    """Return the times of *count* turns that are requested at once."""
    start, times = clock(), []

    async def take_turn() -> None:
        await pace.wait_turn()
        times.append(clock() - start)

    await asyncio.gather(*(take_turn() for _ in range(count)))
    return times


async def test_after_a_pause_turns_have_the_same_pace_and_do_not_accumulate(clock: Clock) -> None:
    pace = Pace(25, clock=clock, sleep=clock.sleep)
    await turn_times(pace, clock, 10)
    pace.pause(30)
    times = await turn_times(pace, clock, 100)
    assert times[0] >= 30
    assert all(0.039 < later - earlier < 0.041 for earlier, later in pairwise(times))


async def test_a_pause_applies_to_waiting_turns_and_is_not_shortened_by_another(clock: Clock) -> None:
    async def sleep(seconds: float) -> None:
        if pauses:
            pace.pause(pauses.pop())
        await clock.sleep(seconds)

    pauses = [5.0, 20.0]
    pace = Pace(1, clock=clock, sleep=sleep)
    first, second, third = await turn_times(pace, clock, 3)
    assert (first, second >= 20, third >= 21) == (0, True, True)
