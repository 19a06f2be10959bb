"""The time of a question → dates and instants, by the clock of a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from services.questions.feasts import feast_date
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
    InDays,
    InHours,
    InMonth,
    NextHours,
    Now,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
    When,
)

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
HOUR = timedelta(hours=1)

SATURDAY = 5
DECEMBER = 12

SEVERAL = 5
"""Days that are meant where no number is told."""

HOURS_OF_PARTS = {
    DayPart.NIGHT: (0, 6),
    DayPart.MORNING: (6, 12),
    DayPart.DAY: (12, 18),
    DayPart.EVENING: (18, 24),
}
"""The first hour of each part of a day, and the one after its last."""

LAST_NIGHT_BEGINS = 20
"""The hour of yesterday from which last night is told; it ends with the night of today."""

RECENT = timedelta(days=14)
"""Maximum age of a date without a year that is taken for one of the past."""

MOST_DAYS = 31
"""Days of a period, more than any forecast has."""

FURTHEST = 9_999
"""Days and hours from now; whatever is further is as unknown."""

YEARS = range(1900, 2200)
"""Years that are told apart: calendars end, and numbers that people type do not."""

YEARS_TO_LEAP_DAY = 8
"""The longest that 29 February can be away, as in 1896 to 1904."""


class PeriodKind(Enum):
    """What a period is in the words of the question."""

    NOW = auto()
    HOUR = auto()
    PART = auto()
    """A part of a day."""
    HOURS = auto()
    """From now, or from one hour to another."""
    DAY = auto()
    WEEKEND = auto()
    DAYS = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """The time that is asked about, at one place."""

    kind: PeriodKind
    dates: tuple[date, ...]
    """The days that it is in, in order, by the place's calendar."""
    start: datetime
    """In UTC, as `end`: sums with local times are wrong when clocks change."""
    end: datetime
    part: DayPart | None = None
    """Given for a part of a day."""
    next_week: bool = False
    """Whether its days are those of the week after this one."""
    is_from_now: bool = False
    """Whether its hours are the coming ones."""

    def is_over(self, now: datetime) -> bool:
        """Whether it is in the past; the present is not."""
        return self.end <= now and self.kind is not PeriodKind.NOW

    @property
    def has_days(self) -> bool:
        """Whether it is made of days, each of which is told in a line."""
        return self.kind in {PeriodKind.WEEKEND, PeriodKind.DAYS, PeriodKind.MONTH}


def period_of(when: When | None, now: datetime, local: tzinfo) -> Period:
    """Return the period that *when*, asked at the instant *now*, means in the zone *local*.

    No time told means the present.
    """
    now = now.astimezone(UTC)
    today = now.astimezone(local).date()
    match when:
        case None | Now():
            return Period(PeriodKind.NOW, (today,), now, now + HOUR)
        case InHours(hours):
            return _hour(_rounded(now + _bounded(hours) * HOUR, HOUR), local)
        case NextHours(hours):
            end = _rounded(now + _bounded(hours) * HOUR, timedelta(minutes=10))
            return Period(PeriodKind.HOURS, (today,), now, end, is_from_now=True)
        case OnDay(day, part, hour, until):
            if hour is not None:
                return _from_hour(_date(day, today), hour, until, now, local)
            return _on_day(_date(day, today), part, now, local)
        case _:
            return _of_days(when, today, local)


def _of_days(when: Weekend | SeveralDays | DaysBetween | InMonth, today: date, local: tzinfo) -> Period:
    match when:
        case Weekend():
            return _weekend(today, local, following=when.next)
        case SeveralDays(count, next_week):
            monday = today - today.weekday() * DAY + WEEK
            first, number = (monday, 7) if next_week else (today, min(max(1, count or SEVERAL), MOST_DAYS))
            dates = tuple(first + index * DAY for index in range(number))
            return _days(PeriodKind.DAYS, dates, local, next_week=next_week)
        case DaysBetween(first, last):
            return _between(_date(first, today), _date(last, today), local)
        case InMonth(month, year):
            return _days(PeriodKind.MONTH, tuple(_month(month, year, today)), local)


def day_period(day: date, local: tzinfo) -> Period:
    """Return the period of a whole *day*."""
    return _days(PeriodKind.DAY, (day,), local)


def _days(kind: PeriodKind, dates: tuple[date, ...], local: tzinfo, *, next_week: bool = False) -> Period:
    return Period(kind, dates, _at(dates[0], 0, local), _at(dates[-1] + DAY, 0, local), next_week=next_week)


def _hour(start: datetime, local: tzinfo) -> Period:
    return Period(PeriodKind.HOUR, (start.astimezone(local).date(),), start, start + HOUR)


def _from_hour(day: date, hour: time, until: time | None, now: datetime, local: tzinfo) -> Period:
    """Return the *hour* of *day*, or the time from it *until* another hour."""

    def on(day: date) -> Period:
        start = datetime.combine(day, hour, local).astimezone(UTC)
        if until is None:
            return _hour(start, local)
        last_day = day if until > hour else day + DAY
        return Period(PeriodKind.HOURS, (day,), start, datetime.combine(last_day, until, local).astimezone(UTC))

    period = on(day)
    # Who asks about an hour of today that is over means that of tomorrow, as with an alarm clock.
    is_over = day == now.astimezone(local).date() and period.end <= now
    return on(day + DAY) if is_over else period


def _on_day(day: date, part: DayPart | None, now: datetime, local: tzinfo) -> Period:
    if part is None:
        return day_period(day, local)
    here = now.astimezone(local)
    first, last = HOURS_OF_PARTS[part]
    if part is DayPart.NIGHT and day == here.date() - DAY:
        end = min(_at(here.date(), last, local), now)
        return Period(PeriodKind.PART, (day,), _at(day, LAST_NIGHT_BEGINS, local), end, part)
    # Who asks about the night of today after it is over means the coming one.
    if part is DayPart.NIGHT and day == here.date() and here.hour >= last:
        day += DAY
    return Period(PeriodKind.PART, (day,), _at(day, first, local), _at(day, last, local), part)


def _weekend(today: date, local: tzinfo, *, following: bool) -> Period:
    saturday = today + (SATURDAY - today.weekday()) * DAY + (WEEK if following else timedelta())
    dates = tuple(day for day in (saturday, saturday + DAY) if day >= today)
    return _days(PeriodKind.WEEKEND, dates, local, next_week=following)


def _between(first: date, last: date, local: tzinfo) -> Period:
    """Return the days from *first* to *last*, which is a day of the week after where it is told before."""
    while last < first:
        last += WEEK
    if first == last:
        return day_period(first, local)
    number = min((last - first).days + 1, MOST_DAYS)
    return _days(PeriodKind.DAYS, tuple(first + index * DAY for index in range(number)), local)


def _date(day: DayReference, today: date) -> date:
    match day:
        case InDays(days):
            return today + _bounded(days) * DAY
        case OnWeekday(weekday):
            if day.past:
                return today - ((today.weekday() - weekday - 1) % 7 + 1) * DAY
            if day.next:
                return today + (weekday - today.weekday()) * DAY + WEEK
            return today + (weekday - today.weekday()) % 7 * DAY
        case OnDate():
            return _on_date(day, today)
        case OnFeast(feast, days):
            dates = (feast_date(feast, year) + _bounded(days) * DAY for year in (today.year, today.year + 1))
            return next(date for date in dates if date >= today)


def _on_date(asked: OnDate, today: date) -> date:
    """Return the next such date; one that its year does not have is the last day of its month.

    A date without a year that is just over, or one of the past, is the last such date.
    """
    if asked.year is not None and asked.month is not None:
        year = _known_year(asked.year)
        return _real_date(year, asked.month, asked.day) or _at_end(year, asked.month)
    months = (asked.month,) if asked.month is not None else range(1, DECEMBER + 1)
    years = range(today.year - YEARS_TO_LEAP_DAY, today.year + YEARS_TO_LEAP_DAY + 1)
    dates = [day for year in years for month in months if (day := _real_date(year, month, asked.day)) is not None]
    earlier = [day for day in dates if day < today]
    if earlier and (asked.past or (asked.month is not None and today - earlier[-1] <= RECENT)):
        return earlier[-1]
    return next((day for day in dates if day >= today), today)


def _bounded(number: int) -> int:
    return max(-FURTHEST, min(number, FURTHEST))


def _known_year(year: int) -> int:
    return max(YEARS[0], min(year, YEARS[-1]))


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February of most years
        return None


def _month(month: int, year: int | None, today: date) -> Iterator[date]:
    """Yield the days of the month, of the one under way those from *today* on."""
    if year is None:
        year = today.year + (month < today.month)
    year = _known_year(year)
    last = _at_end(year, month)
    day = date(year, month, 1)
    if day <= today <= last:
        day = today
    while day <= last:
        yield day
        day += DAY


def _at_end(year: int, month: int) -> date:
    """Return the last day of the month."""
    following = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return following - DAY


def _at(day: date, hour: int, local: tzinfo) -> datetime:
    """Return when the clock shows *hour*, 24 for the end of the day, in UTC."""
    day, hour = (day + DAY, 0) if hour == 24 else (day, hour)  # noqa: PLR2004
    return datetime.combine(day, time(hour), local).astimezone(UTC)


def _rounded(moment: datetime, step: timedelta) -> datetime:
    """Return the nearest multiple of *step* since midnight."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight + step / 2) // step * step
