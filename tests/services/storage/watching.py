"""Watches, cells and alerts for tests."""

from collections.abc import Collection
from datetime import timedelta

from services.places import Place
from services.storage import ALL_KINDS, Database, NewAlert, SavedPlace, Watch, WatchedCell, WatchedCells, Watches
from tests.services.conftest import Clock

MOSCOW = SavedPlace(Place("Moscow", 55.751, 37.621, "Russia", "Moscow", "Europe/Moscow"))
KREMLIN = SavedPlace(Place("Kremlin", 55.764, 37.634, "Russia"), "work")
"""A place in the cell of MOSCOW."""
LONDON = SavedPlace(Place("London", 51.51, -0.13))

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def watch(
    database: Database, clock: Clock, chat_ids: Collection[int], *places: SavedPlace, thread_id: int | None = None
) -> list[Watch]:
    """Let each of the chats watch *places*, and return the watches."""
    store = Watches(database, clock=clock)
    return [
        watch
        for chat_id in chat_ids
        for watch in await store.add(chat_id, places or [MOSCOW], ALL_KINDS, thread_id=thread_id)
    ]


async def claim_all(database: Database, clock: Clock) -> tuple[WatchedCells, list[WatchedCell]]:
    """Claim all due cells; return the store that has claimed them, and the cells."""
    cells = WatchedCells(database, clock=clock)
    return cells, await cells.claim(1_000)


async def store_alerts(
    database: Database,
    clock: Clock,
    event: str = "rain",
    *,
    lasts: timedelta = HOUR,
    quiet: timedelta | None = None,
) -> None:
    """Check all cells, and store an alert about *event* for each of their watches."""
    cells, claimed = await claim_all(database, clock)
    assert claimed
    now = clock.utc()
    not_before = None if quiet is None else now + quiet
    for cell in claimed:
        alerts = [NewAlert(watch, event, f'"{event}"', now + lasts, not_before) for watch, _ in cell.watches]
        assert await cells.record_check(cell, {"rain": event}, alerts, now + 10 * MINUTE)
