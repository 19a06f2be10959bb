"""Check a year of daily pushes on a simulated clock: `python -m benchmarks.year [database url]`.

2,000 subscriptions lie in zones with all kinds of clock changes. The benchmark claims and reschedules pushes in a
database as the sender does, up to 80 minutes late, and compares each occurrence with the calendar.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select

from services.schedule import EVERY_DAY, MINUTES_PER_DAY, ONE_DAY, WEEKEND, WORKDAYS, Schedule
from services.storage import Database, DuePushes, open_database
from services.storage.schema import chats, subscriptions

ZONES = (
    "Europe/Moscow",
    "Europe/London",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # summer time adds half an hour
    "Africa/Casablanca",  # back for Ramadan
    "America/Santiago",  # at midnight
    "America/Nuuk",  # an hour before midnight
    "Africa/Cairo",
    "Pacific/Apia",
)
MINUTE = timedelta(minutes=1)

TIMES = (0, 30, 90, 135, 480, 1410)
"""Minutes after midnight, most of them close to clock changes."""

DAYS = (EVERY_DAY, EVERY_DAY, WORKDAYS, WEEKEND)

ClaimCounts = Counter[tuple[int, datetime]]
"""How often the push of a schedule was claimed; the key is its index and the occurrence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of the comparison with the calendar."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    doubled: int = 0


def schedules(count: int) -> list[Schedule]:
    """Return *count* schedules that cover every zone, every time and several choices of weekdays."""
    return [
        Schedule(TIMES[index // len(ZONES) % len(TIMES)], ZONES[index % len(ZONES)], DAYS[index % 7 % len(DAYS)])
        for index in range(count)
    ]


async def simulate(
    database: Database, subscribed_schedules: Sequence[Schedule], start: datetime, end: datetime
) -> ClaimCounts:
    """Return the pushes claimed from *start* to *end* for *subscribed_schedules*; *database* is emptied first."""
    now = start.timestamp()
    late = random.Random(0)
    claim_counts: ClaimCounts = Counter()
    first = await _subscribe(database, subscribed_schedules, start)
    pushes = DuePushes(database, clock=lambda: now)
    while (moment := await pushes.next_claimable_at()) is not None and moment < end.timestamp():
        now = moment + late.uniform(0, 80 * 60)
        claimed = await pushes.claim(len(subscribed_schedules))
        claim_counts.update((due.id - first, due.scheduled_at) for due in claimed)
        await pushes.mark_done(claimed)
    return claim_counts


async def _subscribe(database: Database, subscribed_schedules: Sequence[Schedule], start: datetime) -> int:
    rows = []
    for schedule in subscribed_schedules:
        moment = int(schedule.next_after(start).timestamp())
        when = {"minutes": schedule.minutes, "weekdays": int(schedule.weekdays), "timezone": schedule.timezone}
        rows.append(when | {"chat_id": 1, "next_at": moment, "claimable_at": moment})
    async with database.begin() as connection:
        await connection.execute(delete(chats))
        await connection.execute(insert(chats), {"id": 1})
        await connection.execute(insert(subscriptions), rows)
        first: int = (await connection.scalars(select(func.min(subscriptions.c.id)))).one()
        return first


def judge(subscribed_schedules: Sequence[Schedule], claim_counts: ClaimCounts, first: date, last: date) -> Verdict:
    """Compare the pushes on the local dates from *first* to *last* with the calendar."""
    expected = {
        (index, occurrence)
        for index, schedule in enumerate(subscribed_schedules)
        for day in _days(first, last)
        if schedule.weekdays >> day.weekday() & 1
        for occurrence in [_when_shown(schedule, day)]
    }
    zones = [ZoneInfo(schedule.timezone) for schedule in subscribed_schedules]
    inside = {(index, at) for index, at in claim_counts if first < at.astimezone(zones[index]).date() < last}
    return Verdict(
        right=len(expected & claim_counts.keys()),
        wrong=len(inside - expected),
        missed=len(expected - claim_counts.keys()),
        doubled=sum(count - 1 for count in claim_counts.values()),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + days * ONE_DAY for days in range((last - first).days + 1)]


def _when_shown(schedule: Schedule, day: date) -> datetime:
    """Return when the local clock first shows the schedule's time on *day*.

    If the clock skips the time, return the time shifted by the length of the gap.
    """
    shown = _clock_face(schedule.timezone, day)
    if schedule.minutes in shown:
        return shown[schedule.minutes]
    before = after = schedule.minutes
    while before - 1 not in shown and before:
        before -= 1
    while after not in shown and after < MINUTES_PER_DAY:
        after += 1
    jump = shown[after] if after < MINUTES_PER_DAY else _clock_face(schedule.timezone, day + ONE_DAY)[0]
    return jump + timedelta(minutes=schedule.minutes - before)


@cache
def _clock_face(zone: str, day: date) -> dict[int, datetime]:
    """Return when the local clock first shows each minute of *day*, found by checking every minute."""
    zones = ZoneInfo(zone)
    shown: dict[int, datetime] = {}
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    for _ in range(54 * 60):
        local = moment.astimezone(zones)
        if local.date() == day:
            shown.setdefault(local.hour * 60 + local.minute, moment)
        moment += MINUTE
    return shown


async def main(url: str) -> None:
    """Simulate 2026 and print the result of the comparison."""
    subscribed_schedules = schedules(2_000)
    began = time.perf_counter()
    async with open_database(url) as database:
        start = datetime(2025, 12, 30, tzinfo=UTC)
        claim_counts = await simulate(database, subscribed_schedules, start, start + timedelta(days=370))
    verdict = judge(subscribed_schedules, claim_counts, date(2026, 1, 1), date(2026, 12, 31))
    print(
        f"{len(subscribed_schedules)} subscriptions through 2026 in {time.perf_counter() - began:.0f} s: {verdict}"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite+aiosqlite:///{directory}/year.db"))
