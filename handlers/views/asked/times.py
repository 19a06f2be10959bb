"""The time of a question in words and date, by the place's own calendar."""

from datetime import date, datetime

from babel.dates import format_date

from handlers.views.asked.told import Told
from handlers.views.units import NBSP, Units
from services.questions import DayPart
from services.questions.periods import HOUR, PeriodKind
from services.units import ClockFormat

DAYS_WITH_WORDS = {-1: "yesterday", 0: "today", 1: "tomorrow", 2: "after"}
"""By their distance from today."""

PARTS = {
    DayPart.NIGHT: "when-night",
    DayPart.MORNING: "when-morning",
    DayPart.DAY: "when-part-day",
    DayPart.EVENING: "when-evening",
}

SPANS = {PeriodKind.NOW: "when-now", PeriodKind.WEEKEND: "when-weekend", PeriodKind.DAYS: "when-days"}

NOON, MIDNIGHT = 12, 24


def time_words(told: Told) -> str:
    """Return when, as it follows the name of a place: "tomorrow, Fri 27 November"."""
    period, texts = told.period, told.units.texts
    day = period.dates[0]
    match period.kind:
        case PeriodKind.HOUR | PeriodKind.HOURS | PeriodKind.PART | PeriodKind.DAY:
            words = _words_within_day(told)
        case PeriodKind.MONTH:
            words = month_words(day, told.units)
        case PeriodKind.DAYS if day != told.today and not period.next_week:
            words = span_words(day, period.dates[-1], told.units)
        case PeriodKind.NOW | PeriodKind.WEEKEND | PeriodKind.DAYS:
            week = "next" if period.next_week else "this"
            key = SPANS[period.kind]
            words = texts(key, week=week, count=len(period.dates))
    return words


def _words_within_day(told: Told) -> str:
    """Return the words for a day, or for a part, an hour or several hours of it."""
    period, texts = told.period, told.units.texts
    day = period.dates[0]
    words = {
        "day": DAYS_WITH_WORDS.get((day - told.today).days, "other"),
        "date": date_words(day, told.units),
    }
    start, end = (moment.astimezone(told.data.timezone) for moment in (period.start, period.end))
    if period.part is not None:
        hours = hours_words(start.hour, end.hour or MIDNIGHT, told.units)
        return texts(PARTS[period.part], hours=hours, **words)
    if period.is_from_now and not told.past:
        count = round((period.end - period.start) / HOUR)
        return texts("when-next-hours", count=count, time=told.units.time(end))
    if period.kind is PeriodKind.HOURS:
        return texts("when-hours", start=told.units.time(start), end=told.units.time(end), **words)
    if period.kind is PeriodKind.HOUR:
        return texts("when-hour", time=told.units.time(start), **words)
    return texts("when-day", **words)


def date_words(day: date, units: Units) -> str:
    """Return Fri 27 November."""
    return str(format_date(day, "EEE d MMMM", locale=units.texts.language))


def span_words(first: date, last: date, units: Units) -> str:
    """Return Fri 27 – Sun 29 November."""
    pattern = "EEE d" if first.month == last.month else "EEE d MMMM"
    return f"{format_date(first, pattern, locale=units.texts.language)} – {date_words(last, units)}"


def short_day(day: date, units: Units) -> str:
    """Return Fri 27, as within a sentence."""
    return str(format_date(day, "EEE d", locale=units.texts.language))


def day_and_month(day: date, units: Units) -> str:
    """Return 27 November."""
    return str(format_date(day, "d MMMM", locale=units.texts.language))


def month_words(day: date, units: Units) -> str:
    """Return November."""
    return str(format_date(day, "LLLL", locale=units.texts.language))


def hours_words(first: int, last: int, units: Units) -> str:
    """Return 18–24, or 6 PM–12 AM."""
    if units.clock_format is ClockFormat.HOURS_24:
        return f"{first}–{last}"
    return "–".join(
        f"{hour % NOON or NOON}{NBSP}{units.texts('am' if hour % (2 * NOON) < NOON else 'pm')}"
        for hour in (first, last)
    )


def clock(moment: datetime, told: Told) -> str:
    """Return what the clock of the place shows at *moment*."""
    return told.units.time(moment.astimezone(told.data.timezone))
