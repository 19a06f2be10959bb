"""Converts the days in a question to dates: "on Friday", asked on a Thursday, is the date of tomorrow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from services.questions.feasts import feast_dates
from services.questions.named_times import DayReference, InDays, InMonth, OnDate, OnFeast, OnNthWeekday, OnWeekday

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
DECEMBER = 12

MAX_PAST_DATE_AGE = timedelta(days=14)
"""Maximum age of a past day that a date without a year may mean; if the day is older, the date means a future
day."""

MAX_TIME_DISTANCE = 9_999
"""Maximum distance of a time from now, in days or hours: "in 20000 days" is read as "in 9999 days"."""

MAX_WEEKS_TO_NUMBERED_WEEKDAY = 5
"""Number of coming Fridays of which "Friday 4" means the one that is the 4th of a month."""

MAX_LIKELY_DATE_DISTANCE = timedelta(days=16)
"""Maximum distance of a likely date from today: "12/4" means 4 December only if that day is likely and 12 April is
not."""

SUPPORTED_YEARS = range(1900, 2200)
"""Years to which dates are limited; a year outside the range is replaced by the first or last year of the
range."""

MAX_YEARS_TO_LEAP_DAY = 8
"""Maximum number of years from one 29 February to the next; there are eight from 1896 to 1904."""


def resolve_day(day: DayReference, today: date) -> date:
    """Return the date that *day* means in a question that is asked on *today*."""
    match day:
        case InDays(days):
            return today + limited_time_distance(days) * DAY
        case OnWeekday():
            return _resolve_weekday(day, today) + limited_time_distance(day.days) * DAY
        case OnDate():
            return _resolve_date(day, today) + limited_time_distance(day.days) * DAY
        case OnNthWeekday(year=year, days=days):
            years = (today.year, today.year + 1) if year is None else (_supported_year(year),)
            dates = [_nth_weekday(day, each) + limited_time_distance(days) * DAY for each in years]
            return next((date for date in dates if date >= today), dates[-1])
        case OnFeast(feast, days):
            feast_days = (
                date + limited_time_distance(days) * DAY
                for year in (today.year, today.year + 1)
                for date in feast_dates(feast, year)
            )
            return next(date for date in feast_days if date >= today)


def days_later(day: DayReference, days: int) -> DayReference:
    """Return the day that is *days* days after *day*: for example, the Saturday that is 1 day after a Friday."""
    return replace(day, days=day.days + days)


def _resolve_weekday(day: OnWeekday, today: date) -> date:
    """Return the date of *day* without adding `day.days`, which the caller adds."""
    if day.past:
        return today - ((today.weekday() - day.weekday - 1) % 7 + 1) * DAY
    if day.next:
        return today + (day.weekday - today.weekday()) * DAY + WEEK
    following = today + (day.weekday - today.weekday()) % 7 * DAY
    numbered = (following + weeks * WEEK for weeks in range(MAX_WEEKS_TO_NUMBERED_WEEKDAY))
    return next((date for date in numbered if date.day == day.number), following)


def _nth_weekday(day: OnNthWeekday, year: int) -> date:
    """Return the date of *day* in *year*; if the month has no fifth such weekday, return the fourth."""
    first = date(year, day.month, 1)
    first += (day.weekday - first.weekday()) % 7 * DAY
    last = _last_day_of_month(year, day.month)
    last -= (last.weekday() - day.weekday) % 7 * DAY
    return last if day.number < 0 else min(first + (day.number - 1) * WEEK, last)


def _resolve_date(asked: OnDate, today: date) -> date:
    """Return the date of *asked*; in a year without 29 February, return 28 February.

    If *asked* has no year, return the next matching date from *today* on. If `asked.past` is set, return the last
    matching date before *today*. If *asked* has a month and its date was at most MAX_PAST_DATE_AGE ago, return
    this past date.
    """
    if asked.year is not None and asked.month is not None:
        year = _supported_year(asked.year)
        return _date_if_exists(year, asked.month, asked.day) or _last_day_of_month(year, asked.month)
    if asked.may_be_swapped and asked.month is not None:
        swapped = replace(asked, month=asked.day, day=asked.month, may_be_swapped=False)
        asked = replace(asked, may_be_swapped=False)
        return min(
            (_resolve_date(date, today) for date in (asked, swapped)),
            key=lambda day: abs(day - today) > MAX_LIKELY_DATE_DISTANCE,
        )
    months = (asked.month,) if asked.month is not None else range(1, DECEMBER + 1)
    years = range(today.year - MAX_YEARS_TO_LEAP_DAY, today.year + MAX_YEARS_TO_LEAP_DAY + 1)
    dates = [
        day for year in years for month in months if (day := _date_if_exists(year, month, asked.day)) is not None
    ]
    earlier = [day for day in dates if day < today]
    if earlier and (asked.past or (asked.month is not None and today - earlier[-1] <= MAX_PAST_DATE_AGE)):
        return earlier[-1]
    return next((day for day in dates if day >= today), today)


def limited_time_distance(distance: int) -> int:
    """Return *distance*, a number of days or hours, limited to MAX_TIME_DISTANCE in both directions."""
    return max(-MAX_TIME_DISTANCE, min(distance, MAX_TIME_DISTANCE))


def _supported_year(year: int) -> int:
    return max(SUPPORTED_YEARS[0], min(year, SUPPORTED_YEARS[-1]))


def _date_if_exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # the year has no 29 February
        return None


def dates_of_month(month: InMonth, today: date) -> Iterator[date]:
    """Yield the dates of *month*; for the present month, yield only the dates from *today* on."""
    year = month.year
    if year is None:
        year = (
            today.year - (month.month >= today.month) if month.past else today.year + (month.month < today.month)
        )
    year = _supported_year(year)
    last = _last_day_of_month(year, month.month)
    day = date(year, month.month, 1)
    if day <= today <= last:
        day = today
    while day <= last:
        yield day
        day += DAY


def _last_day_of_month(year: int, month: int) -> date:
    """Return the date of the last day of a month; *month* is from 1 to 12."""
    following = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return following - DAY
