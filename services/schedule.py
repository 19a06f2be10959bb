"""When something is due that is wanted at a time of day, on the clocks of some time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntFlag
from functools import lru_cache

from services.places.models import zone

MINUTES_A_DAY = 24 * 60

DAY = timedelta(days=1)


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
    """A time of day, in minutes after midnight, on some weekdays in the time zone of that IANA name.

    Raises ValueError for no such time and for no weekday. A zone that this machine does not know counts as UTC.
    """

    minutes: int
    timezone: str
    weekdays: Weekdays = EVERY_DAY

    def __post_init__(self) -> None:
        if not (0 <= self.minutes < MINUTES_A_DAY and 0 < self.weekdays <= EVERY_DAY):
            raise ValueError(f"no time of day on any weekday: {self}")

    def next_after(self, moment: datetime) -> datetime:
        """Return the first occurrence later than *moment*, in UTC.

        Each local date of its weekdays has exactly one. When the clocks are changed, RFC 5545 is followed: of
        a time that comes twice the first one counts, and one that is jumped over comes as much later as the
        clocks are put forward. A date that its zone has skipped altogether has none.
        """
        # A time that is jumped over just before midnight falls on the date after its own.
        day = moment.astimezone(_zone(self.timezone)).date() - DAY
        while True:
            occurrence = self._on(day)
            if occurrence is not None and occurrence > moment:
                return occurrence
            day += DAY

    def _on(self, day: date) -> datetime | None:
        if not self.weekdays >> day.weekday() & 1:
            return None
        wanted = datetime.combine(day, time(*divmod(self.minutes, 60)), _zone(self.timezone))
        moment = wanted.astimezone(UTC)
        # Of a time that is jumped over, fold 0 goes by the offset from before and fold 1 by the one from after.
        jump = moment - wanted.replace(fold=1).astimezone(UTC)
        return moment if jump < DAY else None


@lru_cache(maxsize=1024)  # zoneinfo itself keeps eight, and reads the others again
def _zone(name: str) -> tzinfo:
    return zone(name) or UTC
