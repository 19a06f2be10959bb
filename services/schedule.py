"""Schedules: a local time of day on some weekdays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntFlag
from functools import lru_cache

from services.places.models import zone

MINUTES_PER_DAY = 24 * 60

ONE_DAY = timedelta(days=1)


class Weekdays(IntFlag):
    """Days of the week."""

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
    """A local time of day on some weekdays.

    The constructor raises ValueError if the time is invalid or there is no weekday.
    """

    minutes: int
    """Minutes after midnight."""
    timezone: str
    """The IANA name of the time zone. An unknown name means UTC."""
    weekdays: Weekdays = EVERY_DAY

    def __post_init__(self) -> None:
        if not (0 <= self.minutes < MINUTES_PER_DAY and 0 < self.weekdays <= EVERY_DAY):
            raise ValueError(f"invalid schedule: {self}")

    def next_after(self, after: datetime) -> datetime:
        """Return the first occurrence of the schedule that is later than *after*, in UTC.

        There is one occurrence on each local date that is one of the weekdays. Clock changes are handled as in RFC
        5545: if the clocks show the time twice, the first moment counts; if the clocks skip the time, the
        occurrence is later by the length of the gap. A date that the time zone skips has no occurrence.
        """
        # If the clocks skip the last minutes before midnight, the occurrence is on the next date.
        day = after.astimezone(_zone_or_utc(self.timezone)).date() - ONE_DAY
        while True:
            occurrence = self._occurrence_on(day)
            if occurrence is not None and occurrence > after:
                return occurrence
            day += ONE_DAY

    def _occurrence_on(self, day: date) -> datetime | None:
        """Return the occurrence on the local date *day*, in UTC; None if there is none."""
        if not self.weekdays >> day.weekday() & 1:
            return None
        local = datetime.combine(day, time(*divmod(self.minutes, 60)), _zone_or_utc(self.timezone))
        occurrence = local.astimezone(UTC)
        # For a time that the clocks skip, fold=0 uses the UTC offset before the gap and fold=1 the one after it.
        gap = occurrence - local.replace(fold=1).astimezone(UTC)
        return occurrence if gap < ONE_DAY else None


@lru_cache(maxsize=1024)  # `zoneinfo` itself caches eight zones
def _zone_or_utc(name: str) -> tzinfo:
    return zone(name) or UTC
