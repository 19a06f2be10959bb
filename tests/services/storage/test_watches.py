"""Watches and the choices for alerts, as chats change them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from services.places import Place
from services.storage import (
    ALL_KINDS,
    MAX_WATCHES_PER_CHAT,
    AlertKinds,
    AlertSettings,
    ChatLimitReached,
    Chats,
    Database,
    SavedPlace,
    Watch,
    WatchedCells,
    Watches,
)
from services.warnings import Severity
from tests.services.conftest import Clock
from tests.services.storage.watching import HOUR, KREMLIN, LONDON, MOSCOW, claim_all, watch

RAIN, FROST = AlertKinds.PRECIPITATION, AlertKinds.FROST


class Wake:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


async def test_watches_are_stored_with_their_places_and_returned_in_the_order_asked(
    database: Database, clock: Clock
) -> None:
    watches = Watches(database, clock=clock)
    first = await watches.add(1, [MOSCOW, KREMLIN], RAIN, thread_id=2**40, language="ru")
    london, moscow = await watches.add(1, [LONDON, MOSCOW], FROST)
    (other,) = await watches.add(2, [MOSCOW])

    assert first == [
        Watch(first[0].id, 1, MOSCOW, RAIN, 2**40, "ru"),
        Watch(first[1].id, 1, KREMLIN, RAIN, 2**40, "ru"),
    ]
    assert (moscow.id, moscow.kinds, moscow.thread_id) == (first[0].id, RAIN | FROST, 2**40)
    assert await watches.get(1) == [moscow, first[1], london]
    assert (other.kinds, await watches.get(2)) == (ALL_KINDS, [other])


async def test_a_chat_that_would_watch_too_many_places_watches_none_of_them(
    database: Database, clock: Clock
) -> None:
    watches = Watches(database, clock=clock)
    places = [SavedPlace(Place(str(number), number, 0)) for number in range(MAX_WATCHES_PER_CHAT - 1)]
    await watches.add(1, places)
    with pytest.raises(ChatLimitReached):
        await watches.add(1, [MOSCOW, LONDON])
    assert len(await watches.get(1)) == MAX_WATCHES_PER_CHAT - 1
    await watches.add(1, [MOSCOW, places[0]])
    with pytest.raises(ChatLimitReached):
        await watches.add(1, [LONDON])


async def test_a_chat_changes_only_its_own_watches(database: Database, clock: Clock) -> None:
    watches = Watches(database, clock=clock)
    (mine,) = await watches.add(1, [MOSCOW])
    await watches.set_kinds(2, mine.id, RAIN)
    await watches.pause(2, mine.id)
    await watches.remove(2, mine.id)
    await watches.remove_all(2)
    assert await watches.get(1) == [mine]

    await watches.set_kinds(1, mine.id, RAIN)
    await watches.pause(1, mine.id)
    assert await watches.get(1) == [replace(mine, kinds=RAIN, paused=True, changed_at=clock.utc())]
    assert await watches.add(1, [MOSCOW], FROST) == [replace(mine, kinds=RAIN | FROST, changed_at=clock.utc())]
    await watches.remove(1, mine.id)
    assert await watches.get(1) == []


Change = Callable[[Watches, int], Awaitable[object]]


@pytest.mark.parametrize(
    "change",
    [
        lambda watches, _: watches.add(2, [KREMLIN]),
        lambda watches, watch_id: watches.set_kinds(1, watch_id, RAIN),
        lambda watches, watch_id: watches.resume(1, watch_id),
        lambda watches, _: watches.save_settings(1, AlertSettings(tells_end=True)),
        lambda watches, _: watches.mute(1, None),
    ],
)
async def test_a_change_makes_the_cell_due_at_once_and_wakes_the_monitor(
    database: Database, clock: Clock, change: Change
) -> None:
    wake = Wake()
    watches = Watches(database, wake, clock=clock)
    (moscow,) = await watches.add(1, [MOSCOW])
    cells, (cell,) = await claim_all(database, clock)
    await cells.record_check(cell, {}, (), clock.utc() + HOUR)
    assert await cells.next_claimable_at() == clock() + 3600
    clock.advance(minutes=1)
    woken = wake.count

    await change(watches, moscow.id)

    assert (await cells.next_claimable_at(), wake.count) == (clock(), woken + 1)


async def test_the_choices_for_alerts_are_kept(database: Database, clock: Clock) -> None:
    watches = Watches(database, clock=clock)
    assert await watches.get_settings(1) == AlertSettings()
    chosen = AlertSettings(
        thresholds={FROST: -5.5, AlertKinds.UV: 6.0},
        quiet_from=23 * 60,
        quiet_until=7 * 60,
        tells_end=True,
        min_severity=Severity.SEVERE,
        muted_until=clock.utc() + HOUR,
    )
    await watches.save_settings(1, chosen)
    assert await watches.get_settings(1) == chosen
    await watches.mute(1, None)
    assert await watches.get_settings(1) == replace(chosen, muted_until=clock.utc())
    await watches.save_settings(1, AlertSettings())
    assert await watches.get_settings(1) == AlertSettings()


async def test_a_gone_chat_and_a_paused_watch_are_not_checked_until_they_are_back(
    database: Database, clock: Clock
) -> None:
    chats, watches, cells = Chats(database), Watches(database, clock=clock), WatchedCells(database, clock=clock)
    london, moscow = await watch(database, clock, [1], LONDON, MOSCOW)
    await watch(database, clock, [2], MOSCOW)
    await chats.mark_gone(1)
    await watches.pause(2, (await watches.get(2))[0].id)
    assert await cells.claim(9) == []
    assert await cells.next_claimable_at() is None  # cells that nobody watches are deleted

    await chats.mark_reachable(1)
    claimed = await cells.claim(9)
    assert {watch.id for cell in claimed for watch, _ in cell.watches} == {london.id, moscow.id}
