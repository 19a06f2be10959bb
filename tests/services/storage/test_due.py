"""Due pushes: leases, places and scheduled times."""

from datetime import UTC, date, datetime

import pytest

from benchmarks.year import judge, schedules, simulate
from services.places import Place
from services.schedule import ONE_DAY, Schedule
from services.storage import Database, DuePushes, SavedPlace, SavedPlaces, Subscriptions
from services.storage.due import LEASE_SECONDS
from tests.services.conftest import Clock

NEXT_MINUTE = Schedule(12 * 60 + 8, "UTC")
MOSCOW, LONDON = Place("Moscow", 55.75, 37.62), Place("London", 51.51, -0.13)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 4, 5)])
async def test_around_clock_changes_each_push_is_due_once_a_day_at_its_local_time(
    database: Database, day: date
) -> None:
    wanted = schedules(240)  # each zone at each time
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * ONE_DAY
    fired = await simulate(database, wanted, start, start + 4 * ONE_DAY)
    verdict = judge(wanted, fired, day - ONE_DAY, day)
    assert (verdict.wrong, verdict.missed, verdict.doubled) == (0, 0, 0)
    assert verdict.right > 240


async def test_a_push_reports_its_own_places_or_else_the_saved_ones(database: Database, clock: Clock) -> None:
    daily, places = Subscriptions(database, clock=clock), SavedPlaces(database)
    for chat_id in (1, 2):
        await daily.add(chat_id, NEXT_MINUTE, [SavedPlace(LONDON, "work")])
        await daily.add(chat_id, NEXT_MINUTE)
    await places.add(2, MOSCOW)
    await places.add(2, LONDON)
    clock.advance(minutes=1)

    claimed = await DuePushes(database, clock=clock).claim(9)

    about = [[saved.title for saved in due.places] for due in claimed]
    assert about == [["work"], [], ["work"], ["Moscow", "London"]]


async def test_a_claimed_push_cannot_be_claimed_again_until_its_lease_expires(
    database: Database, clock: Clock
) -> None:
    mine, others = DuePushes(database, clock=clock), DuePushes(database, clock=clock)
    added = await Subscriptions(database, clock=clock).add(1, NEXT_MINUTE)
    assert await mine.claim(1) == []
    clock.advance(minutes=1)
    (due,) = await mine.claim(1)
    assert due.scheduled_at == added.next_at

    assert (await others.claim(1), await others.renew([due])) == ([], set())
    await others.postpone(due, clock())
    await others.release_all()
    assert await others.claim(1) == []
    assert await mine.next_claimable_at() == clock() + LEASE_SECONDS

    clock.advance(seconds=LEASE_SECONDS)
    assert await others.claim(1) == [due]
    assert await mine.renew([due]) == set()


async def test_a_subscription_paused_during_sending_stays_paused(database: Database, clock: Clock) -> None:
    daily, pushes = Subscriptions(database, clock=clock), DuePushes(database, clock=clock)
    number = (await daily.add(1, NEXT_MINUTE)).id
    clock.advance(minutes=1)
    (due,) = await pushes.claim(1)
    await daily.pause(1, number)

    await pushes.mark_done([due])

    (paused,) = await daily.get(1)
    assert (paused.paused, paused.next_at) == (True, None)


async def test_without_subscriptions_nothing_is_due(database: Database) -> None:
    pushes = DuePushes(database)
    assert (await pushes.next_claimable_at(), await pushes.claim(1)) == (None, [])
