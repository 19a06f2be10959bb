"""Converts a question's time to dates and instants at a place: "tomorrow" → 28 November, 00:00 to 24:00."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from services.questions.dates import DAY, WEEK, dates_of_month, limited_time_distance, resolve_day
from services.questions.named_times import (
    DayPart,
    DaysBetween,
    InDays,
    InHours,
    InMonth,
    NextHours,
    NoSuchTime,
    Now,
    OnDate,
    OnDay,
    SeveralDays,
    UnclearTime,
    Weekend,
    When,
)

HOUR = timedelta(hours=1)

SATURDAY = 5

DEFAULT_PERIOD_DAYS = 5
"""Number of days in an answer about several days if the question names no number, as in "forecast"."""

HOURS_OF_DAY_PARTS = {
    DayPart.NIGHT: (0, 6),
    DayPart.MORNING: (6, 12),
    DayPart.DAY: (12, 18),
    DayPart.EVENING: (18, 24),
}
"""Maps each part of a day to the local hours at which it begins and ends."""

COMING_NIGHT_HOUR = 3
"""Hour, in local time, from which "tonight" means the night to come, no longer the night that ends at 06:00."""

LAST_NIGHT_START_HOUR = 20
"""Hour of yesterday, in local time, at which "last night" begins; "last night" ends at 06:00 of today."""

MAX_PERIOD_DAYS = 31
"""Maximum number of days in a period; a month is longer than any forecast."""


class PeriodKind(Enum):
    """What a period consists of, such as a single hour, a part of a day or whole days."""

    NOW = auto()
    HOUR = auto()
    PART = auto()
    """A part of a day, such as the evening."""
    HOURS = auto()
    """Successive hours: either the next few hours, or the hours between two times of a day."""
    DAY = auto()
    WEEKEND = auto()
    DAYS = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """The time of a question, converted to dates and instants at one place."""

    kind: PeriodKind
    dates: tuple[date, ...]
    """The local dates of the period, in order."""
    start: datetime
    """Beginning of the period, in UTC, because sums of local times and hours are wrong when clocks change."""
    end: datetime
    """End of the period, in UTC."""
    part: DayPart | None = None
    """The part of the day, for the kind PART; None for other kinds."""
    next_week: bool = False
    """Whether the period is next week or the weekend of next week."""
    is_from_now: bool = False
    """Whether the period is the next few hours, as in "in the next 3 hours"."""

    def is_over(self, now: datetime) -> bool:
        """Return whether the period has ended at *now*; a period of the kind NOW never ends."""
        return self.end <= now and self.kind is not PeriodKind.NOW

    @property
    def consists_of_days(self) -> bool:
        """Whether the period is a weekend, several days or a month, so that the answer has a line for each day."""
        return self.kind in {PeriodKind.WEEKEND, PeriodKind.DAYS, PeriodKind.MONTH}


def period_of(when: When | None, now: datetime, timezone: tzinfo) -> Period:
    """Return the period that *when* means in a question asked at *now* about a place with the given *timezone*.

    Return the hour that begins now if *when* is None, an unclear time or an impossible time.
    """
    now = now.astimezone(UTC)
    today = now.astimezone(timezone).date()
    match when:
        case None | Now() | NoSuchTime() | UnclearTime():
            return Period(PeriodKind.NOW, (today,), now, now + HOUR)
        case InHours(hours):
            # "An hour ago", asked at 14:50, means 13:00 to 14:00; rounding to the nearest hour would give the
            # present hour.
            moment = now + limited_time_distance(hours) * HOUR - (HOUR / 2 if hours < 0 else timedelta())
            return _hour_period(_round_time(moment, HOUR), timezone)
        case NextHours(hours):
            end = _round_time(now + limited_time_distance(hours) * HOUR, timedelta(minutes=10))
            return Period(PeriodKind.HOURS, (today,), now, end, is_from_now=True)
        case OnDay():
            return _period_within_day(when, now, timezone)
        case _:
            return _period_of_days(when, today, timezone)


def with_answered_day(when: When | None, now: datetime, timezone: tzinfo) -> When | None:
    """Return *when* with the day that an answer at *now* shows: "noon", asked in the evening, is noon of tomorrow.

    Return *when* unchanged unless *when* is an hour or a part of today.
    """
    if not isinstance(when, OnDay) or when.day != InDays(0):
        return when
    moved = period_of(when, now, timezone).dates[0] - now.astimezone(timezone).date()
    return replace(when, day=InDays(moved.days))


def _period_of_days(when: Weekend | SeveralDays | DaysBetween | InMonth, today: date, timezone: tzinfo) -> Period:
    match when:
        case Weekend():
            return _weekend_period(today, timezone, following=when.next)
        case SeveralDays(count, next_week):
            monday = today - today.weekday() * DAY + WEEK
            first, number = (
                (monday, 7) if next_week else (today, min(max(1, count or DEFAULT_PERIOD_DAYS), MAX_PERIOD_DAYS))
            )
            dates = tuple(first + index * DAY for index in range(number))
            return _whole_days_period(PeriodKind.DAYS, dates, timezone, next_week=next_week)
        case DaysBetween(first, last):
            first_date, last_date = resolve_day(first, today), resolve_day(last, today)
            if isinstance(first, OnDate) and first_date < today <= last_date:
                first_date = today  # on 27 November, "the end of November" begins on the 27th
            return _period_between(first_date, last_date, timezone)
        case InMonth():
            return _whole_days_period(PeriodKind.MONTH, tuple(dates_of_month(when, today)), timezone)


def day_period(day: date, timezone: tzinfo) -> Period:
    """Return the period of the whole *day*, from midnight to midnight in *timezone*."""
    return _whole_days_period(PeriodKind.DAY, (day,), timezone)


def _whole_days_period(
    kind: PeriodKind, dates: tuple[date, ...], timezone: tzinfo, *, next_week: bool = False
) -> Period:
    return Period(
        kind,
        dates,
        _instant_of_hour(dates[0], 0, timezone),
        _instant_of_hour(dates[-1] + DAY, 0, timezone),
        next_week=next_week,
    )


def _hour_period(start: datetime, timezone: tzinfo) -> Period:
    return Period(PeriodKind.HOUR, (start.astimezone(timezone).date(),), start, start + HOUR)


def _hours_period(day: date, hour: time, until: time | None, now: datetime, timezone: tzinfo) -> Period:
    """Return the period of one *hour* on *day*; if *until* is set, the period from *hour* to *until*."""

    def period_on(day: date) -> Period:
        start = datetime.combine(day, hour, timezone).astimezone(UTC)
        if until is None:
            return _hour_period(start, timezone)
        end = datetime.combine(day if until > hour else day + DAY, until, timezone).astimezone(UTC)
        # "Until 6 pm" is read as midnight to 6 pm, but the user means the hours from now to 6 pm.
        if hour == time(0) and start < now < end:
            start = now - (now - start) % HOUR
        return Period(PeriodKind.HOURS, (day,), start, end)

    period = period_on(day)
    # "At 9 am", asked at noon, means tomorrow, because 9 am of today is over.
    is_over = day == now.astimezone(timezone).date() and period.end <= now
    return period_on(day + DAY) if is_over else period


def _period_within_day(when: OnDay, now: datetime, timezone: tzinfo) -> Period:
    here = now.astimezone(timezone)
    today, part = here.date(), when.part
    if when.day == InDays(0) and here.hour < COMING_NIGHT_HOUR and when.is_tonight:
        return _day_or_part_period(today, DayPart.NIGHT, now, timezone)
    if when.day == InDays(0) and here.hour >= COMING_NIGHT_HOUR and part is DayPart.NIGHT:
        return _day_or_part_period(today + DAY, part, now, timezone)
    day = resolve_day(when.day, today)
    if when.hour is not None:
        return _hours_period(day, when.hour, when.until, now, timezone)
    period = _day_or_part_period(day, part, now, timezone)
    is_over = (period.start if when.is_ahead else period.end) <= now
    is_tomorrow = part is not None and not when.names_day and is_over
    return _day_or_part_period(today + DAY, part, now, timezone) if is_tomorrow else period


def _day_or_part_period(day: date, part: DayPart | None, now: datetime, timezone: tzinfo) -> Period:
    if part is None:
        return day_period(day, timezone)
    here = now.astimezone(timezone)
    first, last = HOURS_OF_DAY_PARTS[part]
    if part is DayPart.NIGHT and day == here.date() - DAY:
        end = min(_instant_of_hour(here.date(), last, timezone), now)
        return Period(PeriodKind.PART, (day,), _instant_of_hour(day, LAST_NIGHT_START_HOUR, timezone), end, part)
    # After 6:00, the night of today (0:00 to 6:00) is over, so the following night is meant.
    if part is DayPart.NIGHT and day == here.date() and here.hour >= last:
        day += DAY
    return Period(
        PeriodKind.PART,
        (day,),
        _instant_of_hour(day, first, timezone),
        _instant_of_hour(day, last, timezone),
        part,
    )


def _weekend_period(today: date, timezone: tzinfo, *, following: bool) -> Period:
    saturday = today + (SATURDAY - today.weekday()) * DAY + (WEEK if following else timedelta())
    dates = tuple(day for day in (saturday, saturday + DAY) if day >= today)
    return _whole_days_period(PeriodKind.WEEKEND, dates, timezone, next_week=following)


def _period_between(first: date, last: date, timezone: tzinfo) -> Period:
    """Return the period from *first* to *last*; if *last* is before *first*, move *last* later by whole weeks."""
    while last < first:
        last += WEEK
    if first == last:
        return day_period(first, timezone)
    number = min((last - first).days + 1, MAX_PERIOD_DAYS)
    return _whole_days_period(PeriodKind.DAYS, tuple(first + index * DAY for index in range(number)), timezone)


def _instant_of_hour(day: date, hour: int, timezone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which the local time on *day* is *hour* o'clock, from 0 to 24."""
    day, hour = (day + DAY, 0) if hour == 24 else (day, hour)  # noqa: PLR2004
    return datetime.combine(day, time(hour), timezone).astimezone(UTC)


def _round_time(moment: datetime, step: timedelta) -> datetime:
    """Return *moment*, rounded to a multiple of *step* after midnight: 14:29 to 14:00 for a step of one hour."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight + step / 2) // step * step
