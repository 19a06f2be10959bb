"""The meanings of phrases for days, such as "on Friday"; `rules.py` has the patterns of these phrases."""

from calendar import monthrange

from services.questions.clock import HOURS_IN_DAY, NOON
from services.questions.dates import days_later
from services.questions.meanings import Hint, Meaning
from services.questions.named_times import (
    DayPart,
    DaysBetween,
    Feast,
    InDays,
    NoSuchTime,
    OnDate,
    OnFeast,
    OnWeekday,
    SeveralDays,
    UnclearTime,
    Weekend,
)
from services.questions.patterns import PatternMatch

LEAP_YEAR, MONTHS_IN_YEAR, DAYS_IN_WEEK = 2000, 12, 7

MAX_DAY_OF_MONTH = 31

MONDAY, FRIDAY, SATURDAY = 0, 4, 5

DAYS_OF_OPEN_PERIOD = 5
"""Number of days of a period whose end is not named, such as "from Wednesday"."""

WEEKDAYS_OF_WEEK_THIRDS = ((0, 1), (1, 3), (4, 6))
"""First and last weekday (0 is Monday) of the beginning, the middle and the end of a week."""

WEEKDAYS_OF_WEEK_HALVES = ((0, 3), (3, 6))
"""First and last weekday (0 is Monday) of the two halves of a week; Thursday belongs to both halves."""

MAX_DAYS_ACROSS_MONTHS = 16
"""Maximum number of days of a range such as "29 to 3 May", which begins in April."""

MAX_IMPOSSIBLE_DAY_WITH_MONTH = 99
"""Largest number beside a month that is read as a day that does not exist: "May 99", but not "May 100"."""

MAX_IMPOSSIBLE_DAY_WITHOUT_MONTH = 39
"""Largest number without a month that is read as a day that does not exist: "the 39th", but not "the 40th"."""


def relative_day(match: PatternMatch) -> Meaning:
    """Return the day for a word such as "today" or "tomorrow"."""
    return InDays(int(match.get("day", "day_after", "day_following") or 0))


def weekday(match: PatternMatch) -> Meaning:
    """Return the day for a phrase such as "on Friday", "next Friday" or "last Friday"."""
    day = int(match.get("weekday", "weekday_short", "weekday_joined") or 0)
    return OnWeekday(day, next="next" in match, past="before_last" in match)


def named_day(match: PatternMatch) -> Meaning:
    """Return the day for a word such as "tomorrow" or a phrase such as "next Friday"."""
    names_weekday = match.get("weekday", "weekday_short", "weekday_joined") is not None
    return weekday(match) if names_weekday else relative_day(match)


def numbered_weekday(match: PatternMatch) -> Meaning | None:
    """Return the weekday and the number for "Friday 4": 4 may be a day or an hour. Return None for "Friday 13"."""
    number = int(match.get("digits") or 0)
    return OnWeekday(int(match.get("weekday") or 0), number=number) if 0 < number <= NOON else None


def range_of_weekdays(match: PatternMatch) -> Meaning:
    """Return the days from Monday to Friday for a list of weekdays such as "Monday, Tuesday and Friday"."""
    days = list(
        dict.fromkeys(int(day) for day in match.values_in_order("weekday", "weekday_short", "weekday_joined"))
    )
    # "From Sunday to Saturday" lasts a week.
    is_from_sunday = days == [6, 5] and "range" in match.values.get("to", ())
    if set(days) == {5, 6} and not is_from_sunday:
        return Weekend(next="next" in match)
    if len(days) == 1:
        return OnWeekday(days[0])
    return SeveralDays(next_week=True) if "next" in match else DaysBetween(OnWeekday(days[0]), OnWeekday(days[-1]))


def days_until_weekday(match: PatternMatch) -> Meaning:
    """Return the days from today to the weekday for "until Sunday"."""
    return DaysBetween(InDays(0), OnWeekday(int(match.get("weekday") or 0)))


def open_period_from_day(match: PatternMatch) -> Meaning | None:
    """Return DAYS_OF_OPEN_PERIOD days for "from Wednesday" and "from 5 December"."""
    if "weekday" in match:
        first: Meaning | None = weekday(match)
    else:
        first = relative_day(match) if "day" in match else calendar_date(match)
    is_past = isinstance(first, InDays) and first.days < 0
    if is_past or not isinstance(first, InDays | OnWeekday | OnDate):
        return first
    return DaysBetween(first, days_later(first, DAYS_OF_OPEN_PERIOD - 1))


def day_of_month_range(match: PatternMatch) -> Meaning | None:
    """Return three days for "from the 16th to the 18th"; None if a number is no possible day of a month."""
    first, last = (int(day) for day in match.values_in_order("digits", "ordinal"))
    if not (0 < first <= MAX_DAY_OF_MONTH and 0 < last <= MAX_DAY_OF_MONTH and first != last):
        return None
    return DaysBetween(OnDate(None, first), OnDate(None, last))


def week_from_date(match: PatternMatch) -> Meaning | None:
    """Return the seven days from the date on for "the week of 7 December"; None for other units than weeks."""
    first = calendar_date(match)
    if match.get("unit") != "week" or not isinstance(first, OnDate):
        return None
    return DaysBetween(first, days_later(first, DAYS_IN_WEEK - 1))


def part_of_next_week(match: PatternMatch) -> Meaning | None:
    """Return Friday to Sunday for "the end of next week"; return UnclearTime for "the end of next month"."""
    if match.get("unit") != "week":
        return part_of_this_month(match)
    parts = WEEKDAYS_OF_WEEK_HALVES if "month_half" in match else WEEKDAYS_OF_WEEK_THIRDS
    first, last = parts[int(match.get("month_half", "month_third") or 1) - 1]
    return DaysBetween(OnWeekday(first, next=True), OnWeekday(last, next=True))


def part_of_this_month(match: PatternMatch) -> Meaning | None:
    """Return UnclearTime for "the middle of the month"; None for units other than months."""
    return UnclearTime() if match.get("unit") == "month" else None


def weekdays_from_now(match: PatternMatch) -> Meaning:
    """Return the day for "two Sundays from now"."""
    weeks = int(match.get("number", "digits") or 1) - 1
    return OnWeekday(int(match.get("weekday") or 0), days=weeks * DAYS_IN_WEEK)


def calendar_date(match: PatternMatch) -> Meaning | None:
    """Return the date for "28 May" and "28.05", NoSuchTime for "30 February", and None for "May 100"."""
    if (written := match.get("date")) is not None:
        year, month, day = (int(number) for number in written.rstrip("/").split("-"))
    else:
        day = int(match.get("digits", "ordinal") or 0)
        month = int(match.get("month", "month_short") or 0)
        year = int(match.get("year") or 0)
    if 0 < month <= MONTHS_IN_YEAR and 0 < day <= monthrange(year or LEAP_YEAR, month)[1]:
        return OnDate(month, day, year or None, may_be_swapped=written is not None and written.endswith("/"))
    return NoSuchTime(is_date=True) if day <= MAX_IMPOSSIBLE_DAY_WITH_MONTH else None


def days_until_date(match: PatternMatch) -> Meaning | None:
    """Return the days from today to the date for "until 4 December"."""
    last = calendar_date(match)
    return DaysBetween(InDays(0), last) if isinstance(last, OnDate) else last


def no_such_date(_: PatternMatch) -> Meaning:
    """Return NoSuchTime for an impossible date, such as "40.13"."""
    return NoSuchTime(is_date=True)


def day_of_month(match: PatternMatch) -> Meaning | None:
    """Return the day of the month for "the 28th", NoSuchTime for "the 39th", and None for "the 40th"."""
    day = int(match.get("digits", "ordinal", "ordinal_day", "ordinal_date") or 0)
    if 0 < day <= MAX_DAY_OF_MONTH:
        return OnDate(None, day)
    return NoSuchTime(is_date=True) if day <= MAX_IMPOSSIBLE_DAY_WITHOUT_MONTH else None


def day_of_month_not_hour(match: PatternMatch) -> Meaning | None:
    """Return the day of the month for the numbers 13 to 31; None for other numbers, which may be hours."""
    return day_of_month(match) if NOON < int(match.get("digits") or 0) <= MAX_DAY_OF_MONTH else None


def date_range(match: PatternMatch) -> Meaning | None:
    """Return 3 to 7 May for "3 to 7 May", and 29 April to 3 May for "29 to 3 May"; None for "20 to 19 May"."""
    month, days = int(match.get("month", "month_short") or 0), [int(day) for day in match.values["digits"]]
    first, last = days[0], days[-1]
    first_month = month if first < last else (month - 2) % MONTHS_IN_YEAR + 1
    last_of_first_month = monthrange(LEAP_YEAR, first_month)[1]
    exist = 0 < first <= last_of_first_month and 0 < last <= monthrange(LEAP_YEAR, month)[1]
    is_short = first < last or last_of_first_month - first + last < MAX_DAYS_ACROSS_MONTHS
    return DaysBetween(OnDate(first_month, first), OnDate(month, last)) if exist and is_short else None


def holiday(match: PatternMatch) -> Meaning:
    """Return the date of a holiday that is on the same date each year, such as Christmas."""
    month, day = (match.get("holiday") or "").split("-")
    return OnDate(int(month), int(day), int(match.get("year") or 0) or None)


def feast(match: PatternMatch) -> Meaning:
    """Return the day for a feast whose date differs from year to year, such as Easter Monday."""
    name, _, days = (match.get("feast") or "").partition(" ")
    return OnFeast(Feast(name), int(days or 0))


def day_counted_from_holiday(match: PatternMatch) -> Meaning | None:
    """Return the day for "two days before Christmas" or "the day after Easter"; None for other units than days."""
    day = holiday(match) if "holiday" in match else feast(match)
    if match.get("unit") != "day" or not isinstance(day, OnDate | OnFeast):
        return None
    count = int(match.get("number", "digits") or 1)
    return days_later(day, count if "after_day" in match else -count)


def day_counted_from_day(match: PatternMatch) -> Meaning | None:
    """Return the day for "two days after tomorrow" or "the day before Sunday"; None for other units than days."""
    day = named_day(match)
    if match.get("unit") != "day" or not isinstance(day, InDays | OnWeekday):
        return None
    count = int(match.get("number", "digits") or 1)
    return days_later(day, count if "after_day" in match else -count)


def days_after_weekend(_: PatternMatch) -> Meaning:
    """Return DAYS_OF_OPEN_PERIOD days from Monday on for "after the weekend"."""
    return DaysBetween(OnWeekday(MONDAY), OnWeekday(MONDAY, days=DAYS_OF_OPEN_PERIOD - 1))


def days_before_weekend(_: PatternMatch) -> Meaning:
    """Return the days from today to Friday for "before the weekend"."""
    return DaysBetween(InDays(0), OnWeekday(FRIDAY))


def today_and_compared_day(match: PatternMatch) -> Meaning:
    """Return today and yesterday for "than yesterday": the question "colder than yesterday?" compares them."""
    return InDays(0), relative_day(match)


def day_of_month_and_day_part(match: PatternMatch) -> Meaning | None:
    """Return the day and the part of the day for «29 утром» ("29 in the morning"); None if 29 may be an hour."""
    number, part = int(match.get("digits") or 0), DayPart(match.get("part") or "")
    is_hour = number <= NOON or (number <= HOURS_IN_DAY and part in {DayPart.DAY, DayPart.EVENING})
    return None if is_hour or number > MAX_DAY_OF_MONTH else (OnDate(None, number), part)


def remark_about_holiday(match: PatternMatch) -> Meaning:
    """Return the hint REMARK and the day for a remark about a holiday, such as "the new year is coming soon"."""
    return Hint.REMARK, holiday(match) if "holiday" in match else feast(match)


def weekend_after_next(_: PatternMatch) -> Meaning:
    """Return the Saturday and Sunday for "the weekend after next"."""
    saturday = OnWeekday(SATURDAY, next=True, days=DAYS_IN_WEEK)
    return DaysBetween(saturday, days_later(saturday, 1))


def weekend(match: PatternMatch) -> Meaning:
    """Return the weekend for "next weekend"; for "last weekend", return the day seven days ago."""
    return InDays(-DAYS_IN_WEEK) if "before_last" in match else Weekend(next="next" in match)


def day_part(match: PatternMatch) -> Meaning:
    """Return the part of a day for "in the morning"; for "this morning", return today and the part."""
    part = DayPart(match.get("part") or "")
    return (InDays(0), part) if "coming" in match else part


def coming_day_part(match: PatternMatch) -> Meaning:
    """Return the hint AHEAD and the part of the day for "by morning"."""
    return Hint.AHEAD, DayPart(match.get("part_ahead") or "")


def night_between_weekdays(match: PatternMatch) -> Meaning | None:
    """Return the night between two weekdays for «в ночь с пятницы на субботу»; None for other phrases."""
    first, second = (int(day) for day in match.values["weekday"])
    is_night = DayPart(match.get("part") or "") is DayPart.NIGHT and second == (first + 1) % DAYS_IN_WEEK
    return (OnWeekday(second), DayPart.NIGHT) if is_night else None


def day_and_half_of_day(match: PatternMatch) -> Meaning | None:
    """Return tomorrow and the morning for "tomorrow am", tomorrow and the afternoon for "tomorrow pm"."""
    part = {"am": DayPart.MORNING, "pm": DayPart.DAY}.get(match.get("half") or "")
    return (named_day(match), part) if part is not None else None


def early_or_late_on_day(match: PatternMatch) -> Meaning:
    """Return tomorrow and the morning for "early tomorrow", Friday and the evening for "late on Friday"."""
    return named_day(match), DayPart(match.get("edge") or "")


def weekday_and_day_part(match: PatternMatch) -> Meaning:
    """Return the weekday and the part of the day for "Friday evening"; the weekday and LATE for "Friday night"."""
    return weekday(match), DayPart(match.get("part") or "") if "part" in match else Hint.LATE
