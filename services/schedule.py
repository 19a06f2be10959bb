"""Computes when a schedule occurs next.

A schedule is a local time of day on one or several weekdays.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntFlag
from functools import lru_cache

from services.places.models import zone_by_name

MINUTES_PER_DAY = 24 * 60

ONE_DAY = timedelta(days=1)


class Weekdays(IntFlag):
    """A set of weekdays, with one bit for each weekday."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 4
    THURSDAY = 8
    FRIDAY = 16
    SATURDAY = 32
    SUNDAY = 64


EVERY_DAY = Weekdays(127)
WORKDAYS = Weekdays(31)
WEEKEND = Weekdays(96)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local time of day on one or several weekdays.

    The constructor raises ValueError if `minutes` is invalid or `weekdays` is empty.
    """

    minutes: int
    """The local time of day, in minutes after midnight."""
    timezone: str
    """The IANA name of the time zone; an unknown name means UTC."""
    weekdays: Weekdays = EVERY_DAY

    def __post_init__(self) -> None:
        if not (0 <= self.minutes < MINUTES_PER_DAY and 0 < self.weekdays <= EVERY_DAY):
            raise ValueError(f"invalid schedule: {self}")

    def next_after(self, after: datetime) -> datetime:
        """Return the first occurrence of the schedule that is later than *after*, in UTC.

        The schedule occurs once on each local date that is one of its weekdays, unless the time zone skips this
        date. Clock changes are handled as in RFC 5545. If clocks show the time of day twice, the schedule occurs
        at the earlier moment. If clocks skip the time of day, the schedule occurs later by the length of the gap.
        """
        # The search begins on the day before, because a time that clocks skip may be moved beyond midnight.
        day = after.astimezone(_zone_or_utc(self.timezone)).date() - ONE_DAY
        while True:
            occurrence = self._occurrence_on(day)
            if occurrence is not None and occurrence > after:
                return occurrence
            day += ONE_DAY

    def _occurrence_on(self, day: date) -> datetime | None:
        """Return the occurrence for the local date *day*, in UTC; None if the schedule does not occur on *day*."""
        if not self.weekdays >> day.weekday() & 1:
            return None
        local = datetime.combine(day, time(*divmod(self.minutes, 60)), _zone_or_utc(self.timezone))
        occurrence = local.astimezone(UTC)
        # For a time that clocks skip, fold=0 means the UTC offset before the gap, and fold=1 the offset after it.
        gap = occurrence - local.replace(fold=1).astimezone(UTC)
        return occurrence if gap < ONE_DAY else None


@lru_cache(maxsize=1024)  # `zoneinfo` itself caches only eight zones
def _zone_or_utc(name: str) -> tzinfo:
    return zone_by_name(name) or UTC
