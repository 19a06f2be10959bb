"""The time of a question in words, such as "tomorrow evening", and other dates and times in words."""

from datetime import date, datetime

from handlers.views.asked.context import RenderContext
from handlers.views.units import NBSP, Units
from services.answers.excerpt import last_complete_day
from services.questions import DayPart
from services.questions.dates import DAY
from services.questions.periods import HOUR, PeriodKind
from services.questions.when import COLD_NIGHT_END, COLD_NIGHT_START
from services.units import ClockFormat

DAY_WORD_VARIANTS = {-1: "yesterday", 0: "today", 1: "tomorrow", 2: "after"}
"""Maps a number of days after today to the word that selects a variant of a text in the `.ftl` files."""

DAY_PART_TEXTS = {
    DayPart.NIGHT: "when-night",
    DayPart.MORNING: "when-morning",
    DayPart.DAY: "when-part-day",
    DayPart.EVENING: "when-evening",
}

PERIOD_TEXTS = {PeriodKind.NOW: "when-now", PeriodKind.WEEKEND: "when-weekend", PeriodKind.DAYS: "when-days"}

NOON_HOUR = 12
MIDNIGHT_HOUR = 24


def time_words(context: RenderContext) -> str:
    """Return the time of the question in words: "tomorrow, Fri 27 November"."""
    period, texts = context.period, context.units.texts
    day = period.dates[0]
    match period.kind:
        case PeriodKind.HOUR | PeriodKind.HOURS | PeriodKind.PART | PeriodKind.DAY:
            words = _words_within_day(context)
        case PeriodKind.MONTH:
            words = month_name(day, context.units)
        case PeriodKind.DAYS if day != context.today and not period.next_week:
            words = span_words(day, period.dates[-1], context.units)
        case PeriodKind.NOW | PeriodKind.WEEKEND | PeriodKind.DAYS:
            key = PERIOD_TEXTS[period.kind]
            week = "next" if period.next_week else "this"
            words = texts(key, week=week, count=_day_count(context))
    return words


def _day_count(context: RenderContext) -> int:
    """Return the number of days of the period that the forecast covers; all of them if it covers none."""
    dates, forecast = context.period.dates, context.data.forecast
    last = dates[-1] if forecast is None else last_complete_day(forecast, context.now)
    return sum(day <= last for day in dates) or len(dates)


def _words_within_day(context: RenderContext) -> str:
    """Return words for a time within one day: the day, a part of it, one hour or several hours."""
    period, units = context.period, context.units
    day = period.dates[0]
    words = {
        "day": DAY_WORD_VARIANTS.get((day - context.today).days, "other"),
        "date": date_words(day, units),
    }
    start, end = (moment.astimezone(context.data.timezone) for moment in (period.start, period.end))
    if period.part is not None:
        hours = hours_words(start.hour, end.hour or MIDNIGHT_HOUR, units)
        return units.texts(DAY_PART_TEXTS[period.part], hours=hours, **words)
    if period.is_from_now and not context.is_past:
        count = round((period.end - period.start) / HOUR)
        return units.texts("when-next-hours", count=count, time=units.time(end))
    if (
        period.kind is PeriodKind.HOURS
        and (start.time(), end.time()) == (COLD_NIGHT_START, COLD_NIGHT_END)
        and end - start < DAY
    ):
        return units.texts("when-until-dawn", hours=hours_words(start.hour, end.hour, units), **words)
    if period.kind is PeriodKind.HOURS:
        # The end of a long period has its date, because "22:00–22:00" would not say how many days it lasts.
        is_long = end - start >= DAY
        end_words = f"{units.time(end)}, {weekday_and_date(end.date(), units)}" if is_long else units.time(end)
        return units.texts("when-hours", start=units.time(start), end=end_words, **words)
    if period.kind is PeriodKind.HOUR:
        return units.texts("when-hour", time=units.time(start), **words)
    return units.texts("when-day", **words)


def date_words(day: date, units: Units) -> str:
    """Return a date with its day of the week: "Fri 27 November"."""
    return units.texts.date(day, "EEE d MMMM")


def span_words(first_day: date, last_day: date, units: Units) -> str:
    """Return the days from *first_day* to *last_day*: "Fri 27 – Sun 29 November"."""
    pattern = "EEE d" if first_day.month == last_day.month else "EEE d MMMM"
    return f"{units.texts.date(first_day, pattern)} – {date_words(last_day, units)}"


def weekday_and_date(day: date, units: Units) -> str:
    """Return the weekday and the day of the month of *day*: "Fri 27"."""
    return units.texts.date(day, "EEE d")


def day_and_month(day: date, units: Units) -> str:
    """Return a date without its day of the week: "27 November"."""
    return units.texts.date(day, "d MMMM")


def month_name(day: date, units: Units) -> str:
    """Return the name of the month of *day*: "November"."""
    return units.texts.date(day, "LLLL")


def hours_words(first_hour: int, last_hour: int, units: Units) -> str:
    """Return a range of hours, which are numbers from 0 to 24: "18–24", or "6 PM–12 AM" on a 12-hour clock."""
    if units.clock_format is ClockFormat.HOURS_24:
        return f"{first_hour}–{last_hour}"
    return "–".join(
        f"{hour % NOON_HOUR or NOON_HOUR}{NBSP}{units.texts('am' if hour % (2 * NOON_HOUR) < NOON_HOUR else 'pm')}"
        for hour in (first_hour, last_hour)
    )


def local_time(moment: datetime, context: RenderContext) -> str:
    """Return the local time of *moment* at the place of *context*: "18:05"."""
    return context.units.time(moment.astimezone(context.data.timezone))
