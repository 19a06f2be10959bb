"""A process that checks cells and sends alerts, killed at each step, and the process started after it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from services.alerts.monitor import AlertMonitor
from services.delivery import Delivery, Outcome, RateLimits, Sender
from services.net.budget import Pace
from services.places import Place
from services.storage import Database, DueAlertMessage, DueAlerts, SavedPlace, WatchedCells, Watches
from services.storage.due import LEASE_SECONDS
from tests.services.conftest import Clock
from tests.services.delivery.alerting import OneEvent, alert_sender, all_are_finished
from tests.services.delivery.conftest import Victim

CHATS = 12

STEPS = [
    *("before claiming a cell", "after claiming a cell", "before recording a cell", "after recording a cell"),
    *("before claiming alerts", "after claiming alerts", "before preparing", "before a turn", "before sending"),
    *("after sending", "before recording as sent", "after recording as sent"),
    *("before renewing", "after renewing"),
]


class Mortal:
    """A store in a process that dies before or after it calls a method of *store*."""

    def __init__(self, store: object, steps: dict[str, str], victim: Victim) -> None:
        self._store = store
        self._steps = steps
        self._victim = victim

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute of the store
        value = getattr(self._store, name)
        return partial(self._call, value, self._steps[name]) if name in self._steps else value

    async def _call(self, method: Callable[..., Any], step: str, *args: object) -> object:
        await self._victim.reach(f"before {step}")
        result = await method(*args)
        await self._victim.reach(f"after {step}")
        if step == "recording as sent":
            self._victim.written.set()
        return result


class Told:
    """A Telegram that counts the alerts of each watch."""

    def __init__(self, victim: Victim | None = None) -> None:
        self.watches: Counter[int] = Counter()
        self._victim = victim

    async def prepare(self, due: DueAlertMessage) -> Delivery:
        if self._victim is not None:
            await self._victim.reach("before preparing")
        return partial(self._send, due)

    async def _send(self, due: DueAlertMessage) -> Outcome:
        if self._victim is not None:
            await self._victim.reach("before sending")
            self._victim.written.clear()
        self.watches.update(watch.id for watch, _ in due.alerts)
        if self._victim is not None:
            await self._victim.reach("after sending")
        return Outcome.SENT


def process(
    database: Database, clock: Clock, told: Told, victim: Victim
) -> tuple[AlertMonitor, Sender[DueAlertMessage]]:
    """Return the monitor and the sender of a process that dies."""

    async def turn(seconds: float) -> None:
        await victim.reach("before a turn")
        await victim.written.wait()
        await victim.pass_time(clock, seconds, sender.wake)

    alert_steps = {"claim": "claiming alerts", "mark_done": "recording as sent", "renew": "renewing"}
    due = cast("DueAlerts", Mortal(DueAlerts(database, clock=clock), alert_steps, victim))
    limits = RateLimits(Pace(0.5, clock=clock, sleep=turn))  # slow enough for renewals of leases
    sender = alert_sender(database, clock, told.prepare, limits=limits, due=due)
    cell_steps = {"claim": "claiming a cell", "record_check": "recording a cell"}
    cells = Mortal(WatchedCells(database, sender.wake, clock=clock), cell_steps, victim)
    return AlertMonitor(cast("WatchedCells", cells), [OneEvent()], clock=clock), sender


async def run(monitor: AlertMonitor, sender: Sender[DueAlertMessage]) -> None:
    await asyncio.gather(monitor.run(asyncio.Event()), sender.run(asyncio.Event()))


@pytest.mark.parametrize(
    ("step", "nth"),
    [(step, 1) for step in STEPS]
    + [("before recording a cell", 3), ("after recording a cell", 2), ("after sending", 4), ("before sending", 3)],
)
async def test_a_kill_loses_no_alert_and_repeats_at_most_one(
    database: Database, clock: Clock, step: str, nth: int
) -> None:
    watches = Watches(database, clock=clock)
    places = [SavedPlace(Place(str(number), number, 0)) for number in range(3)]
    ids = {(await watches.add(chat_id, [places[chat_id % 3]]))[0].id for chat_id in range(1, CHATS + 1)}
    victim = Victim(step, nth)
    told = Told(victim)
    killed = asyncio.create_task(run(*process(database, clock, told, victim)))
    async with asyncio.timeout(30):
        await victim.died.wait()
    killed.cancel()
    await asyncio.wait([killed])

    clock.advance(seconds=LEASE_SECONDS)
    after = Told()
    sender = alert_sender(database, clock, after.prepare)
    monitor = AlertMonitor(WatchedCells(database, sender.wake, clock=clock), [OneEvent()], clock=clock)
    next_process = asyncio.create_task(run(monitor, sender))
    async with asyncio.timeout(30):
        await all_are_finished(database, CHATS)
    next_process.cancel()
    await asyncio.wait([next_process])

    sent = told.watches + after.watches
    assert sent.keys() == ids
    doubled = sent.total() - len(ids)
    assert doubled == 1 if step in {"after sending", "before recording as sent"} else doubled <= 1
