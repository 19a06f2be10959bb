"""The monitor, which claims due cells, runs the checks and stores what they find."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from services.alerts.checks import AlertEvent, CheckResult, new_alert
from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase
from services.alerts.monitor import AlertMonitor
from services.errors import StorageError
from services.storage import Database
from services.storage.alert_models import ALL_KINDS, AlertKinds, AlertSettings, WatchedCell
from services.storage.models import SavedPlace
from tests.services.alerts.conftest import Desk
from tests.services.conftest import LONDON, MOSCOW, Clock, around

HOUR = timedelta(hours=1)


@dataclass
class ListedCheck:
    """A check that records the cells, and creates one alert for each watch."""

    name: str = "listed"
    kinds: AlertKinds = ALL_KINDS
    interval: timedelta = HOUR
    error: Exception | None = None
    hangs: bool = False
    runs: list[list[str]] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        self.runs.append([cell.place.name for cell in cells])
        self.started.set()
        if self.error is not None:
            raise self.error
        if self.hangs:
            await asyncio.Event().wait()
        body = PrecipitationAlert(
            form=PrecipitationForm.RAIN,
            phase=PrecipitationPhase.COMING,
            seen_at=now,
            start=now + HOUR,
            provider=self.name,
        )
        event = AlertEvent(self.name, body, now + 2 * HOUR)
        return [
            CheckResult(
                f'"{len(self.runs)}"',
                [alert for pair in cell.watches if (alert := new_alert(*pair, event, now)) is not None],
                now + self.interval,
            )
            for cell in cells
        ]


async def test_a_new_watch_is_checked_at_once_and_gets_one_alert_however_often_it_is_checked(
    database: Database, clock: Clock
) -> None:
    check = ListedCheck()
    desk = Desk(database, clock, [check])
    await desk.watches.add(1, [SavedPlace(MOSCOW)])

    await desk.run_once()
    await desk.run_until(clock.utc() + 3 * HOUR)

    assert [chat_id for chat_id, _ in await desk.stored()] == [1]
    assert check.runs == [["Moscow"]] * 4
    assert desk.wakes == 4


async def test_a_check_that_fails_neither_changes_a_state_nor_delays_the_other_checks(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.alerts.monitor.CHECK_TIMEOUT", 0.01)
    broken, slow = ListedCheck("broken", error=ValueError("a bug")), ListedCheck("slow", hangs=True)
    works = ListedCheck("works")
    desk = Desk(database, clock, [broken, slow, works])
    await desk.watches.add(1, [SavedPlace(MOSCOW)])

    await desk.run_until(clock.utc() + timedelta(minutes=20))

    assert [len(check.runs) for check in (broken, slow, works)] == [2, 2, 1]
    assert [body.provider for _, body in await desk.stored() if isinstance(body, PrecipitationAlert)] == ["works"]
    assert "the check 'broken' raised an exception" in caplog.text
    assert "the check 'slow' took longer than" in caplog.text
    desk.clock.advance(hours=1)
    (cell,) = await desk.cells.claim(1)
    assert cell.states["works"] == '"1"'
    assert not {"broken", "slow"} & cell.states.keys()


async def test_a_check_runs_for_the_cells_whose_watches_want_it_at_its_own_times(
    database: Database, clock: Clock
) -> None:
    rain = ListedCheck("rain", AlertKinds.PRECIPITATION, interval=HOUR)
    frost = ListedCheck("frost", AlertKinds.FROST, interval=3 * HOUR)
    desk = Desk(database, clock, [rain, frost])
    await desk.watches.add(1, [SavedPlace(MOSCOW)], AlertKinds.PRECIPITATION)
    await desk.watches.add(2, [SavedPlace(LONDON)], AlertKinds.FROST | AlertKinds.PRECIPITATION)

    await desk.run_until(clock.utc() + 2 * HOUR)
    assert [sorted(places) for places in rain.runs] == [["London", "Moscow"]] * 3
    assert frost.runs == [["London"]]

    (watch,) = await desk.watches.get(1)
    await desk.watches.set_kinds(1, watch.id, AlertKinds.FROST)
    await desk.run_once()
    assert frost.runs[1:] == [["Moscow"]]
    assert len(rain.runs) == 3


async def test_a_change_of_the_settings_repeats_the_checks_of_the_cell_at_once(
    database: Database, clock: Clock
) -> None:
    check = ListedCheck()
    desk = Desk(database, clock, [check])
    await desk.watches.add(1, [SavedPlace(MOSCOW), SavedPlace(LONDON)])
    await desk.watches.add(2, [SavedPlace(place) for place in around(3)])
    await desk.run_once()
    clock.advance(minutes=5)

    await desk.watches.save_settings(1, AlertSettings(tells_end=True))
    await desk.run_once()

    assert sorted(check.runs[-1]) == ["London", "Moscow"]


async def test_many_cells_are_checked_in_claims_of_limited_size(database: Database, clock: Clock) -> None:
    check = ListedCheck()
    desk = Desk(database, clock, [check])
    places = around(120)
    for chat_id in range(6):
        await desk.watches.add(chat_id, [SavedPlace(place) for place in places[20 * chat_id :][:20]])

    await desk.run_once()

    assert [len(places) for places in check.runs] == [50, 50, 20]
    assert len(await desk.stored()) == 120


async def test_the_monitor_waits_for_a_database_that_is_away_and_loses_nothing(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.alerts.monitor.DATABASE_RETRY_INTERVAL", 0.001)
    check = ListedCheck()
    desk = Desk(database, clock, [check])
    await desk.watches.add(1, [SavedPlace(MOSCOW)])
    claim, record, failures = desk.cells.claim, desk.cells.record_check, iter([*"claim", "record"])

    async def failing_claim(limit: int) -> list[WatchedCell]:
        if next(failures, "record") == "record":
            return await claim(limit)
        raise StorageError("away")

    async def failing_record(*arguments: object) -> bool:
        if len(check.runs) == 1:
            clock.advance(seconds=30)  # the lease expires
            raise StorageError("away")
        return await record(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.cells, "claim", failing_claim)
    monkeypatch.setattr(desk.cells, "record_check", failing_record)
    stop = asyncio.Event()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(desk.monitor.run(stop))
        await desk.woken.wait()
        stop.set()

    assert [chat_id for chat_id, _ in await desk.stored()] == [1]
    assert len(check.runs) == 2


async def test_a_monitor_that_stops_releases_the_cells_of_its_running_checks(
    database: Database, clock: Clock
) -> None:
    slow = ListedCheck(hangs=True)
    desk = Desk(database, clock, [slow])
    await desk.watches.add(1, [SavedPlace(MOSCOW)])
    stop = asyncio.Event()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(desk.monitor.run(stop))
        await slow.started.wait()
        stop.set()

    other = Desk(database, clock, [ListedCheck()])
    await other.run_once()

    assert len(await other.stored()) == 1


async def test_two_monitors_that_check_a_cell_create_one_alert(database: Database, clock: Clock) -> None:
    first, second = ListedCheck(), ListedCheck()
    slow = Desk(database, clock, [first])
    await slow.watches.add(1, [SavedPlace(MOSCOW)])
    (cell,) = await slow.cells.claim(10)
    results = await slow.monitor._run_checks([cell], clock.utc())
    clock.advance(seconds=30)  # the lease expires, and the other monitor claims the cell

    await Desk(database, clock, [second]).run_once()
    await slow.monitor._record_results(cell, results[cell.key], clock.utc())

    assert len(await slow.stored()) == 1


async def test_an_invalid_list_of_due_times_runs_all_checks(database: Database, clock: Clock) -> None:
    check = ListedCheck()
    desk = Desk(database, clock, [check])
    await desk.watches.add(1, [SavedPlace(MOSCOW)])
    for stored in ("[1]", "{", '{"listed": "soon"}', "null"):
        (cell,) = await desk.cells.claim(1)
        await desk.cells.record_check(cell, {**cell.states, "due": stored}, [], clock.utc())
        await desk.run_once()
        clock.advance(hours=1)

    assert len(check.runs) == 4


async def test_a_monitor_without_watches_logs_nothing(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await AlertMonitor(Desk(database, clock, []).cells, [], clock=clock)._check_due_cells()
    assert not caplog.records
