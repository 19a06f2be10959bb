"""Senders of alerts, and a check that tells each watch of one event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from services.alerts.checks import CheckResult
from services.delivery import Prepare, RateLimits, Sender
from services.net.budget import Pace
from services.storage import ALL_KINDS, Chats, Database, DueAlertMessage, DueAlerts, NewAlert, WatchedCell
from services.storage.alert_schema import alerts
from tests.services.conftest import Clock

HOUR = timedelta(hours=1)


class OneEvent:
    """A check that finds one event in each cell, however often it runs."""

    name = "one event"
    kinds = ALL_KINDS

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        return [
            CheckResult(
                "{}", [NewAlert(watch, "storm", "{}", now + HOUR) for watch, _ in cell.watches], now + HOUR
            )
            for cell in cells
        ]


def alert_sender(
    database: Database,
    clock: Clock,
    prepare: Prepare[DueAlertMessage],
    *,
    limits: RateLimits | None = None,
    due: DueAlerts | None = None,
) -> Sender[DueAlertMessage]:
    """Return a sender of 25 messages a second, unless *limits* have another pace."""
    limits = limits or RateLimits(Pace(25, clock=clock, sleep=clock.sleep))
    due = due or DueAlerts(database, clock=clock)
    return Sender(due, Chats(database, clock=clock), prepare, limits, clock=clock)


async def all_are_finished(database: Database, count: int) -> None:
    """Wait until *count* alerts are stored, and none of them waits to be sent."""
    counts = select(func.count(), func.count(alerts.c.claimable_at)).select_from(alerts)
    while True:
        async with database.connect() as connection:
            if (await connection.execute(counts)).one() == (count, 0):
                return
