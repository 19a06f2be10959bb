"""Cells: claims with leases, states, and the alerts that are stored with them."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.storage import (
    AlertSettings,
    Chats,
    Database,
    DueAlerts,
    NewAlert,
    WatchedCells,
    Watches,
    cell_of,
)
from services.storage.alert_schema import alerts, watched_cells
from services.storage.due import LEASE_SECONDS
from services.storage.watched_cells import MAX_CHECK_DELAY
from tests.services.conftest import Clock
from tests.services.storage.watching import HOUR, KREMLIN, LONDON, MOSCOW, claim_all, store_alerts, watch


async def test_a_cell_has_the_watches_of_all_chats_with_their_choices(database: Database, clock: Clock) -> None:
    (moscow,) = await watch(database, clock, [1], MOSCOW)
    (kremlin,) = await watch(database, clock, [2], KREMLIN)
    await watch(database, clock, [2], LONDON)
    choices = AlertSettings(quiet_from=60, quiet_until=120)
    await Watches(database, clock=clock).save_settings(2, choices)

    _, claimed = await claim_all(database, clock)

    by_key = {cell.key: cell for cell in claimed}
    assert by_key.keys() == {cell_of(MOSCOW.place), cell_of(LONDON.place)}
    cell = by_key[cell_of(MOSCOW.place)]
    assert cell.watches == [(moscow, AlertSettings()), (kremlin, choices)]
    assert (cell.place, cell.states) == (MOSCOW.place, {})


async def test_states_are_kept_until_the_next_check(database: Database, clock: Clock) -> None:
    await watch(database, clock, [1])
    cells, (cell,) = await claim_all(database, clock)
    assert await cells.record_check(cell, {"rain": '{"a": 1}', "frost": "2"}, (), clock.utc() + HOUR)
    assert await cells.claim(9) == []
    clock.advance(hours=1)
    assert [again.states for again in await cells.claim(9)] == [{"rain": '{"a": 1}', "frost": "2"}]


async def test_the_longest_due_cells_are_claimed_first_and_up_to_the_limit(
    database: Database, clock: Clock
) -> None:
    await watch(database, clock, [1], LONDON)
    clock.advance(seconds=1)
    await watch(database, clock, [1], MOSCOW)
    one, other = WatchedCells(database, clock=clock), WatchedCells(database, clock=clock)
    claimed = [[cell.place for cell in await cells.claim(1)] for cells in (one, other, one)]
    assert claimed == [[LONDON.place], [MOSCOW.place], []]


async def test_cells_with_many_watches_are_claimed_one_after_another(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.storage.watched_cells.MAX_WATCHES_PER_CLAIM", 3)
    await watch(database, clock, [1, 2, 3, 4], LONDON)
    clock.advance(seconds=1)
    await watch(database, clock, [1, 2], MOSCOW)
    claimed = [[cell.place for cell in (await claim_all(database, clock))[1]] for _ in range(3)]
    assert claimed == [[LONDON.place], [MOSCOW.place], []]


async def test_a_lost_lease_stores_neither_state_nor_alerts(database: Database, clock: Clock) -> None:
    (moscow,) = await watch(database, clock, [1])
    frozen, (cell,) = await claim_all(database, clock)
    clock.advance(seconds=LEASE_SECONDS)
    other, (again,) = await claim_all(database, clock)
    assert await frozen.renew([cell]) == set()

    alert = NewAlert(moscow, "rain", "{}", clock.utc() + HOUR)
    assert not await frozen.record_check(cell, {"rain": "old"}, [alert], clock.utc() + HOUR)
    await frozen.release_all()
    assert await other.renew([again]) == {again.key}
    assert await other.record_check(again, {"rain": "new"}, [], clock.utc())

    assert await DueAlerts(database, clock=clock).claim(9) == []
    assert [cell.states for cell in await other.claim(9)] == [{"rain": "new"}]


async def test_released_cells_can_be_claimed_at_once(database: Database, clock: Clock) -> None:
    await watch(database, clock, [1], MOSCOW, LONDON)
    cells, claimed = await claim_all(database, clock)
    await cells.release_all()
    assert (await claim_all(database, clock))[1] == claimed


async def test_a_watch_that_changes_during_a_check_is_checked_again_at_once(
    database: Database, clock: Clock
) -> None:
    await watch(database, clock, [1])
    cells, (cell,) = await claim_all(database, clock)
    clock.advance(seconds=1)
    await watch(database, clock, [2])
    assert (await claim_all(database, clock))[1] == []  # the lease holds

    assert await cells.record_check(cell, {"rain": "dry"}, (), clock.utc() + HOUR)

    (again,) = await cells.claim(9)
    assert [watch.chat_id for watch, _ in again.watches] == [1, 2]
    assert again.states == {"rain": "dry"}


async def test_a_check_that_was_planned_while_the_clock_was_ahead_is_made_at_once(
    database: Database, clock: Clock
) -> None:
    await watch(database, clock, [1])
    cells, (cell,) = await claim_all(database, clock)
    clock.advance(hours=500)
    await cells.record_check(cell, {}, (), clock.utc() + timedelta(days=9))
    assert await cells.next_claimable_at() == clock() + MAX_CHECK_DELAY
    clock.advance(hours=-500)
    assert await cells.next_claimable_at() == clock()
    assert [again.key for again in await cells.claim(9)] == [cell.key]


async def test_an_event_of_a_watch_is_stored_once(database: Database, clock: Clock) -> None:
    await watch(database, clock, [1, 2])
    for _ in range(2):
        await store_alerts(database, clock, "rain at noon")
        clock.advance(minutes=10)
    await store_alerts(database, clock, "rain at night")
    async with database.connect() as connection:
        stored = (await connection.execute(select(alerts.c.chat_id, alerts.c.event).order_by(alerts.c.id))).all()
    assert sorted(stored) == [(chat, f"rain at {time}") for chat in (1, 2) for time in ("night", "noon")]


async def test_no_alert_is_stored_for_a_watch_that_ended_during_the_check(
    database: Database, clock: Clock
) -> None:
    watches = await watch(database, clock, [1, 2, 3, 4])
    cells, (cell,) = await claim_all(database, clock)
    store = Watches(database, clock=clock)
    await store.remove(1, watches[0].id)
    await store.pause(2, watches[1].id)
    await Chats(database).mark_gone(3)

    new = [NewAlert(watch, "rain", "{}", clock.utc() + HOUR) for watch, _ in cell.watches]
    assert len(new) == 4
    assert await cells.record_check(cell, {}, new, clock.utc() + HOUR)

    assert [due.chat_id for due in await DueAlerts(database, clock=clock).claim(9)] == [4]


async def test_changes_of_watches_and_records_of_their_cell_do_not_block_each_other(
    database: Database, clock: Clock
) -> None:
    await watch(database, clock, range(1, 6))

    async def change(chat_id: int) -> None:
        watches, chats = Watches(database, clock=clock), Chats(database)
        for _ in range(3):
            (own,) = await watches.add(chat_id, [MOSCOW])
            await watches.pause(chat_id, own.id)
            await watches.resume(chat_id, own.id)
            await chats.move_to_supergroup(chat_id, chat_id + 100)
            await chats.move_to_supergroup(chat_id + 100, chat_id)
            await chats.delete_data(chat_id)

    async def check() -> None:
        for number in range(6):
            cells, claimed = await claim_all(database, clock)
            for cell in claimed:
                new = [NewAlert(watch, str(number), "{}", clock.utc() + HOUR, None) for watch, _ in cell.watches]
                await cells.record_check(cell, {}, new, clock.utc())

    async with asyncio.timeout(60):
        await asyncio.gather(*(change(chat_id) for chat_id in range(1, 6)), check(), check())
    (last,) = await watch(database, clock, [7])
    async with database.begin() as connection:
        await connection.execute(update(watched_cells).values(claimed_by=None, claimable_at=0))
    assert [[watch for watch, _ in cell.watches] for cell in (await claim_all(database, clock))[1]] == [[last]]
