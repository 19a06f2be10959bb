"""Answers to questions that compare, such as "where is it warmer?" or "is tomorrow warmer than today?"."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import temperature_words
from handlers.views.asked.sky import temperature_lines
from handlers.views.asked.times import weekday_and_date
from handlers.views.fitting import bold
from handlers.views.names import distinct_names
from handlers.views.units import Units, short_date
from services.answers.excerpt import ValueRange
from services.questions import Quantity
from services.questions.periods import PeriodKind

MIN_TEMPERATURE_CHANGE = 1.0
"""Minimum difference, in °C, between the mean temperatures of two days at which one counts as warmer."""


def compared_places_text(contexts: Sequence[RenderContext], quantity: Quantity) -> str:
    """Return a text that names the warmest or coldest place, and the temperatures of all places.

    Return an empty text if the temperature is known at fewer than two places.
    """
    names = [bold(name) for name in distinct_names([context.place for context in contexts])]
    return _comparison_text(zip(names, map(temperature_range, contexts), strict=True), quantity, contexts[0].units)


def compared_with_today_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return lines that say whether the day of the question is warmer or colder than today.

    Return only lines about the temperature if the question is not about one coming day. Do the same if the
    temperature of today or of that day is unknown.
    """
    day = context.period.dates[0]
    before, after = temperature_range(context.for_whole_day(context.today)), temperature_range(context)
    if context.period.kind is not PeriodKind.DAY or day <= context.today or before is None or after is None:
        return temperature_lines(context)
    change = sum(after) / 2 - sum(before) / 2
    is_as_asked = change < 0 if quantity is Quantity.COLDER else change > 0
    answer = "same" if abs(change) < MIN_TEMPERATURE_CHANGE else "yes" if is_as_asked else "no"
    units = context.units
    line = units.texts(
        "asked-than-today",
        answer=answer,
        temperature=temperature_words(after, units),
        today=temperature_words(before, units),
    )
    return [f"🌡 {line}", *temperature_lines(context)[1:]]


def compared_days_text(context: RenderContext, first_day: date, last_day: date) -> str:
    """Return a text that says which of two days is warmer; an empty text if a temperature is unknown."""
    first, last = context.for_whole_day(first_day), context.for_whole_day(last_day)
    before, after = temperature_range(first), temperature_range(last)
    if before is None or after is None:
        return ""
    quantity = Quantity.WARMER if sum(after) > sum(before) else Quantity.COLDER
    labels = (short_date(day.period.dates[0], context.units.texts) for day in (last, first))
    return _comparison_text(zip(labels, (after, before), strict=True), quantity, context.units)


def extreme_day_text(context: RenderContext, quantity: Quantity) -> str:
    """Return a text that names the warmest, coldest or driest day of the period; an empty text without data."""
    known = [
        (day, excerpt)
        for day in context.period.dates
        if (excerpt := context.for_whole_day(day).excerpt) is not None and excerpt.temperature is not None
    ]
    if not known:
        return ""
    if quantity is Quantity.DRIER:
        day, excerpt = min(known, key=lambda pair: (pair[1].precipitation or 0.0, pair[1].probability or 0.0))
    else:
        choose = min if quantity is Quantity.COLDER else max
        day, excerpt = choose(known, key=lambda pair: sum(pair[1].temperature or ()))
    units = context.units
    return units.texts(
        "asked-extreme-day",
        what=quantity.value,
        day=weekday_and_date(day, units),
        temperature=temperature_words(excerpt.temperature, units),
    )


def _comparison_text(named: Iterable[tuple[str, ValueRange | None]], quantity: Quantity, units: Units) -> str:
    known = [(name, degrees) for name, degrees in named if degrees is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    known.sort(key=lambda pair: sum(pair[1]), reverse=quantity is not Quantity.COLDER)
    (first_name, degrees), *others = known
    all_equal = len({units.temperature_range(*other) for _, other in known}) == 1
    compared = "same" if all_equal else "two" if len(others) == 1 else "several"
    first = units.texts(
        "asked-colder" if quantity is Quantity.COLDER else "asked-warmer",
        compared=compared,
        name=first_name,
        temperature=units.temperature_range(*degrees),
    )
    # Fluent refuses arguments longer than 2,500 characters, so the places after the first are appended here.
    return ", ".join([first, *(f"{name} {units.temperature_range(*other)}" for name, other in others)])


def temperature_range(context: RenderContext) -> ValueRange | None:
    """Return the lowest and the highest temperature in the period of the question; None if they are unknown."""
    report, excerpt = context.data.report, context.excerpt
    if context.is_now and report is not None:
        return None if report.temperature is None else (report.temperature, report.temperature)
    return excerpt.temperature if excerpt is not None else None
