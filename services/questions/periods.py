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
    NoSuchTime,
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

DEFAULT_DAYS = 5
"""Number of days of a question about several days without a number."""

HOURS_OF_PARTS = {
    DayPart.NIGHT: (0, 6),
    DayPart.MORNING: (6, 12),
    DayPart.DAY: (12, 18),
    DayPart.EVENING: (18, 24),
}
"""First hour of each part of a day, and the hour after its last."""

LAST_NIGHT_BEGINS = 20
"""Hour of yesterday at which last night begins; it ends with the night of today."""

RECENT_PAST = timedelta(days=14)
"""Maximum time since a date without a year that counts as a past date, not as one of next year."""

MAX_DAYS = 31
"""Maximum number of days of a period, which is more than any forecast has."""

MAX_DISTANCE = 9_999
"""Maximum distance of a time from now, in days or hours; longer distances are cut to it."""

KNOWN_YEARS = range(1900, 2200)
"""Years in which a date may be; other years are replaced by the nearest of these."""

YEARS_TO_LEAP_DAY = 8
"""Maximum time between two 29 February, in years, as from 1896 to 1904."""


class PeriodKind(Enum):
    """The kinds of periods."""

    NOW = auto()
    HOUR = auto()
    PART = auto()
    """A part of a day."""
    HOURS = auto()
    """The hours from now on, or from one hour to another."""
    DAY = auto()
    WEEKEND = auto()
    DAYS = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """The time of a question at one place."""

    kind: PeriodKind
    dates: tuple[date, ...]
    """The days of the period, in order, by the calendar of the place."""
    start: datetime
    """Beginning of the period, in UTC, because sums with local times are wrong when clocks change."""
    end: datetime
    """End of the period, in UTC."""
    part: DayPart | None = None
    """None unless the period is a part of a day."""
    next_week: bool = False
    """Whether the period is next week or the weekend of next week."""
    is_from_now: bool = False
    """Whether the period consists of the hours from now on."""

    def is_over(self, now: datetime) -> bool:
        """Return whether the period is over at *now*; the present never is."""
        return self.end <= now and self.kind is not PeriodKind.NOW

    @property
    def has_days(self) -> bool:
        """Whether the answer has a line for each day of the period."""
        return self.kind in {PeriodKind.WEEKEND, PeriodKind.DAYS, PeriodKind.MONTH}


def period_of(when: When | None, now: datetime, local: tzinfo) -> Period:
    """Return the period that *when* means in the zone *local* if it is asked at *now*.

    None, and a time that does not exist, mean the present.
    """
    now = now.astimezone(UTC)
    today = now.astimezone(local).date()
    match when:
        case None | Now() | NoSuchTime():
            return Period(PeriodKind.NOW, (today,), now, now + HOUR)
        case InHours(hours):
            # A past moment means the hour that contains the moment, because that hour is over or nearly over.
            moment = now + _bounded(hours) * HOUR - (HOUR / 2 if hours < 0 else timedelta())
            return _hour(_rounded(moment, HOUR), local)
        case NextHours(hours):
            end = _rounded(now + _bounded(hours) * HOUR, timedelta(minutes=10))
            return Period(PeriodKind.HOURS, (today,), now, end, is_from_now=True)
        case OnDay(day, part, hour, until):
            if hour is not None:
                return _from_hour(_date(day, today), hour, until, now, local)
            period = _on_day(_date(day, today), part, now, local)
            is_tomorrow = part is not None and not when.names_day and period.end <= now
            return _on_day(today + DAY, part, now, local) if is_tomorrow else period
        case _:
            return _of_days(when, today, local)


def _of_days(when: Weekend | SeveralDays | DaysBetween | InMonth, today: date, local: tzinfo) -> Period:
    match when:
        case Weekend():
            return _weekend(today, local, following=when.next)
        case SeveralDays(count, next_week):
            monday = today - today.weekday() * DAY + WEEK
            first, number = (monday, 7) if next_week else (today, min(max(1, count or DEFAULT_DAYS), MAX_DAYS))
            dates = tuple(first + index * DAY for index in range(number))
            return _days(PeriodKind.DAYS, dates, local, next_week=next_week)
        case DaysBetween(first, last):
            return _between(_date(first, today), _date(last, today), local)
        case InMonth():
            return _days(PeriodKind.MONTH, tuple(_month(when, today)), local)


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
        end = datetime.combine(day if until > hour else day + DAY, until, local).astimezone(UTC)
        # "Until 6 pm" begins now, but "from 9 to 6" keeps its beginning.
        if hour == time(0) and start < now < end:
            start = now - (now - start) % HOUR
        return Period(PeriodKind.HOURS, (day,), start, end)

    period = on(day)
    # Hours of today that are over mean those of tomorrow, as for an alarm clock.
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
    # After the night of today, "the night" means the coming one.
    if part is DayPart.NIGHT and day == here.date() and here.hour >= last:
        day += DAY
    return Period(PeriodKind.PART, (day,), _at(day, first, local), _at(day, last, local), part)


def _weekend(today: date, local: tzinfo, *, following: bool) -> Period:
    saturday = today + (SATURDAY - today.weekday()) * DAY + (WEEK if following else timedelta())
    dates = tuple(day for day in (saturday, saturday + DAY) if day >= today)
    return _days(PeriodKind.WEEKEND, dates, local, next_week=following)


def _between(first: date, last: date, local: tzinfo) -> Period:
    """Return the days from *first* to *last*; a *last* before *first* is moved by whole weeks."""
    while last < first:
        last += WEEK
    if first == last:
        return day_period(first, local)
    number = min((last - first).days + 1, MAX_DAYS)
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
    """Return the date that *asked* means.

    A date without a year means the next day with that date. It means the last one if *asked* is marked as past, or
    if the last one was at most RECENT_PAST ago. A date that the year lacks means the last day of the month.
    """
    if asked.year is not None and asked.month is not None:
        year = _known_year(asked.year)
        return _real_date(year, asked.month, asked.day) or _last_day_of_month(year, asked.month)
    months = (asked.month,) if asked.month is not None else range(1, DECEMBER + 1)
    years = range(today.year - YEARS_TO_LEAP_DAY, today.year + YEARS_TO_LEAP_DAY + 1)
    dates = [day for year in years for month in months if (day := _real_date(year, month, asked.day)) is not None]
    earlier = [day for day in dates if day < today]
    if earlier and (asked.past or (asked.month is not None and today - earlier[-1] <= RECENT_PAST)):
        return earlier[-1]
    return next((day for day in dates if day >= today), today)


def _bounded(number: int) -> int:
    return max(-MAX_DISTANCE, min(number, MAX_DISTANCE))


def _known_year(year: int) -> int:
    return max(KNOWN_YEARS[0], min(year, KNOWN_YEARS[-1]))


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February of most years
        return None


def _month(asked: InMonth, today: date) -> Iterator[date]:
    """Yield the days of the month; for the present month, from *today* on."""
    year = asked.year
    if year is None:
        year = (
            today.year - (asked.month >= today.month) if asked.past else today.year + (asked.month < today.month)
        )
    year = _known_year(year)
    last = _last_day_of_month(year, asked.month)
    day = date(year, asked.month, 1)
    if day <= today <= last:
        day = today
    while day <= last:
        yield day
        day += DAY


def _last_day_of_month(year: int, month: int) -> date:
    """Return the last day of the month."""
    following = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return following - DAY


def _at(day: date, hour: int, local: tzinfo) -> datetime:
    """Return the instant, in UTC, at which the local clock shows *hour* on *day*; 24 is the end of the day."""
    day, hour = (day + DAY, 0) if hour == 24 else (day, hour)  # noqa: PLR2004
    return datetime.combine(day, time(hour), local).astimezone(UTC)


def _rounded(moment: datetime, step: timedelta) -> datetime:
    """Return the nearest multiple of *step* since midnight."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight + step / 2) // step * step
