from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from services.errors import StorageError
from services.places import Place
from services.schedule import WORKDAYS, Schedule
from services.storage import (
    MAX_SUBSCRIPTIONS_PER_CHAT,
    ChatLimitReached,
    Chats,
    Database,
    SavedPlace,
    Subscription,
    Subscriptions,
)
from services.storage.schema import subscription_places, subscriptions
from tests.services.conftest import Clock

MORNING = Schedule(8 * 60, "Europe/Moscow")
WORKDAY = Schedule(7 * 60 + 30, "Europe/London", WORKDAYS)
MOSCOW = SavedPlace(Place("Moscow", 55.75, 37.62, "Russia", "Moscow", "Europe/Moscow"))
DACHA = SavedPlace(Place("Tver", 56.86, 35.9), "дача")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(at("2026-01-17 12:00"))  # a Saturday


@pytest.fixture
def daily(database: Database, clock: Clock) -> Subscriptions:
    return Subscriptions(database, clock=clock)


async def test_subscriptions_are_stored_with_their_places_and_first_occurrence(daily: Subscriptions) -> None:
    evening = await daily.add(1, MORNING, [DACHA, MOSCOW], thread_id=2**40)
    early = await daily.add(1, WORKDAY)
    other = await daily.add(2, MORNING)

    assert early == Subscription(early.id, 1, WORKDAY, next_at=at("2026-01-19 07:30"))
    assert evening == Subscription(evening.id, 1, MORNING, (DACHA, MOSCOW), 2**40, next_at=at("2026-01-18 05:00"))
    assert await daily.get(1) == [early, evening]
    assert await daily.get(2) == [other]


async def test_a_command_that_is_handled_twice_subscribes_once(daily: Subscriptions) -> None:
    first = await daily.add(1, MORNING, [MOSCOW])
    await daily.pause(1, first.id)

    assert await daily.add(1, MORNING, [MOSCOW]) == first
    assert await daily.add(1, MORNING, [DACHA]) != first
    assert await daily.add(1, MORNING, [MOSCOW], thread_id=5) != first
    assert len(await daily.get(1)) == 3


async def test_the_number_of_subscriptions_is_limited(daily: Subscriptions) -> None:
    for minutes in range(MAX_SUBSCRIPTIONS_PER_CHAT):
        await daily.add(1, Schedule(minutes, "UTC"))
    with pytest.raises(ChatLimitReached):
        await daily.add(1, MORNING)
    await daily.add(1, Schedule(3, "UTC"))
    await daily.add(2, MORNING)
    assert len(await daily.get(1)) == MAX_SUBSCRIPTIONS_PER_CHAT


async def test_an_unknown_time_zone_is_rejected(daily: Subscriptions) -> None:
    with pytest.raises(ValueError, match="Nowhere"):
        await daily.add(1, Schedule(0, "Nowhere/Land"))
    assert await daily.get(1) == []
    added = await daily.add(1, MORNING)
    with pytest.raises(ValueError, match="Nowhere"):
        await daily.set_timezone(1, added.id, "Nowhere/Land")
    assert await daily.get(1) == [added]


async def test_a_new_time_zone_moves_the_next_occurrence_unless_it_is_paused(daily: Subscriptions) -> None:
    running, paused = await daily.add(1, MORNING), await daily.add(1, WORKDAY)
    await daily.pause(1, paused.id)
    for number in (running.id, paused.id):
        await daily.set_timezone(1, number, "Asia/Tokyo")
    moved = {one.id: (one.schedule.timezone, one.next_at) for one in await daily.get(1)}
    assert moved == {running.id: ("Asia/Tokyo", at("2026-01-17 23:00")), paused.id: ("Asia/Tokyo", None)}


async def test_a_resumed_subscription_is_due_at_its_next_occurrence(daily: Subscriptions, clock: Clock) -> None:
    number = (await daily.add(1, MORNING)).id
    await daily.pause(1, number)
    (paused,) = await daily.get(1)
    assert (paused.paused, paused.next_at) == (True, None)

    clock.go_to(at("2026-02-01 09:00"))
    await daily.resume(1, number)
    (resumed,) = await daily.get(1)
    assert (resumed.paused, resumed.next_at) == (False, at("2026-02-02 05:00"))


async def test_resuming_an_active_subscription_changes_nothing(daily: Subscriptions, clock: Clock) -> None:
    added = await daily.add(1, MORNING)
    clock.go_to(at("2026-01-18 05:10"))  # it is late
    await daily.resume(1, added.id)
    assert await daily.get(1) == [added]


async def test_a_removed_subscription_is_deleted_with_its_places_and_its_id_is_not_reused(
    daily: Subscriptions, database: Database
) -> None:
    number = (await daily.add(1, MORNING, [MOSCOW])).id
    await daily.remove(1, number)
    assert await daily.get(1) == []
    async with database.connect() as connection:
        assert (await connection.execute(select(subscription_places))).all() == []
    assert (await daily.add(1, MORNING)).id > number


async def test_a_chat_cannot_change_subscriptions_of_another_chat(daily: Subscriptions) -> None:
    added = await daily.add(1, MORNING)
    await daily.pause(2, added.id)
    await daily.resume(2, added.id)
    await daily.remove(2, added.id)
    await daily.set_timezone(2, added.id, "UTC")
    assert await daily.get(1) == [added]


async def test_changes_of_subscriptions_wake_the_sender(database: Database) -> None:
    woken: list[str] = []
    daily = Subscriptions(database, lambda: woken.append("woken"))
    number = (await daily.add(1, MORNING)).id
    assert len(woken) == 1
    await daily.pause(1, number)
    assert len(woken) == 1
    await daily.resume(1, number)
    assert len(woken) == 2


async def test_a_gone_chat_has_no_due_pushes_until_it_is_reachable_again(
    daily: Subscriptions, database: Database, clock: Clock
) -> None:
    chats = Chats(database, clock=clock)
    running = await daily.add(1, MORNING)
    paused = await daily.add(1, WORKDAY)
    await daily.pause(1, paused.id)

    await chats.mark_gone(1)
    assert [one.next_at for one in await daily.get(1)] == [None, None]

    clock.go_to(at("2026-01-20 05:30"))
    await chats.mark_reachable(1)
    assert [(one.id, one.next_at) for one in await daily.get(1)] == [
        (paused.id, None),
        (running.id, at("2026-01-21 05:00")),
    ]


async def test_the_database_rejects_invalid_values(database: Database) -> None:
    wrong: list[dict[str, object]] = [
        {"chat_id": 2},
        {"minutes": -1},
        {"minutes": 1440},
        {"weekdays": 0},
        {"weekdays": 128},
        {"timezone": None},
        {"paused": True},
        {"next_at": None},
        {"claimable_at": None},
        {"next_at": None, "claimable_at": None, "claimed_by": "somebody"},
    ]
    await Chats(database).mark_gone(1)
    row = {"chat_id": 1, "minutes": 0, "weekdays": 1, "timezone": "UTC", "next_at": 60, "claimable_at": 60}
    for one in wrong:
        with pytest.raises(StorageError):
            async with database.begin() as connection:
                await connection.execute(insert(subscriptions), {**row, **one})
