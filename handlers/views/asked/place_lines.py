"""The lines about one quantity at one place, in an answer to a question about one time or one quantity."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from handlers.views.asked.air_sea_sun import (
    air_lines,
    beach_lines,
    pollen_lines,
    sun_lines,
    sunset_lines,
    water_lines,
)
from handlers.views.asked.comparison import (
    compared_days_text,
    compared_with_today_lines,
    extreme_day_text,
    temperature_range,
)
from handlers.views.asked.context import RenderContext, Renderer
from handlers.views.asked.dangers import DANGER_QUANTITIES, danger_lines, dangerous_days_text
from handlers.views.asked.limits import limit_days_text
from handlers.views.asked.numbers import humidity_lines, pressure_lines, uv_lines, wind_lines
from handlers.views.asked.phrases import comma_separated, temperature_words
from handlers.views.asked.precipitation import (
    CONDITIONS_BY_TYPE,
    precipitation_lines,
    snow_depth_lines,
    wet_days_text,
)
from handlers.views.asked.sky import (
    aurora_lines,
    day_line,
    temperature_lines,
    unknown_quantity_lines,
    weather_lines,
)
from handlers.views.asked.sunshine import moon_lines, sunny_days_text, sunny_lines
from handlers.views.asked.times import day_and_month
from handlers.views.asked.warnings import official_warning_lines, warnings_in_one_line
from handlers.views.units import short_date
from services.answers.excerpt import last_complete_day, lowest_and_highest
from services.answers.fetching import COMPUTED_QUANTITIES
from services.questions import MESSAGE_REQUEST_QUANTITIES, Quantity

COMPARISON_QUANTITIES = frozenset({Quantity.WARMER, Quantity.COLDER})
"""Quantities that compare places or days."""

UNKNOWN_QUANTITIES = frozenset({Quantity.MAGNETIC, Quantity.TIDE})
"""Quantities that no weather service provides; the answer says so."""

RENDERERS: Mapping[Quantity, Renderer] = {
    Quantity.WEATHER: weather_lines,
    Quantity.TEMPERATURE: temperature_lines,
    Quantity.SNOW_DEPTH: snow_depth_lines,
    Quantity.SUNNY: sunny_lines,
    Quantity.MOON: moon_lines,
    Quantity.AURORA: aurora_lines,
    Quantity.WIND: wind_lines,
    Quantity.PRESSURE: pressure_lines,
    Quantity.HUMIDITY: humidity_lines,
    Quantity.UV: uv_lines,
    Quantity.AIR: air_lines,
    Quantity.POLLEN: pollen_lines,
    Quantity.WARNING: official_warning_lines,
    Quantity.SUN: sun_lines,
    Quantity.SUNSET: sunset_lines,
    **{quantity: partial(compared_with_today_lines, quantity=quantity) for quantity in COMPARISON_QUANTITIES},
    Quantity.DRIER: weather_lines,
    Quantity.WATER: water_lines,
    Quantity.BEACH: beach_lines,
    **dict.fromkeys(MESSAGE_REQUEST_QUANTITIES, weather_lines),
    **{quantity: partial(unknown_quantity_lines, quantity=quantity) for quantity in UNKNOWN_QUANTITIES},
    **{quantity: partial(precipitation_lines, quantity=quantity) for quantity in CONDITIONS_BY_TYPE},
    **{quantity: partial(danger_lines, quantity=quantity) for quantity in DANGER_QUANTITIES},
}
"""Maps each quantity to the function that returns the lines about the quantity."""

YES_NO_QUANTITIES = CONDITIONS_BY_TYPE.keys() | DANGER_QUANTITIES
"""Quantities of questions that are answered with yes or no, such as "will it rain?"."""

WHOLE_DAY_QUANTITIES = frozenset({Quantity.UV, *COMPUTED_QUANTITIES})
"""Quantities of which a question without a time gets the values of all of today."""

RANKING_QUANTITIES = COMPARISON_QUANTITIES | {Quantity.DRIER}
"""Quantities of questions about several days that ask for one of the days, such as the warmest."""


BRIEF_DAY_LINE_QUANTITIES = frozenset(
    {Quantity.WEATHER, Quantity.SUNNY, Quantity.SNOW_DEPTH, Quantity.AURORA}
    | UNKNOWN_QUANTITIES
    | YES_NO_QUANTITIES
    | RANKING_QUANTITIES
)
"""Quantities whose answers about several days have a brief line about the weather of each day."""


def place_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return the lines about *quantity* at one place, or a line that says why *quantity* is unknown."""
    if context.period.consists_of_days and quantity is not Quantity.WARNING:
        return _day_lines(context, quantity)
    lines = _lines_about_quantity(context, quantity)
    if context.second_quantity is None:
        return lines
    lines = [*lines[:1], *_lines_about_quantity(_second_quantity_context(context), context.second_quantity)[:1]]
    degrees = temperature_range(context)
    shows_degrees = Quantity.TEMPERATURE in {quantity, context.second_quantity}
    return lines if shows_degrees or degrees is None else [*lines, temperature_words(degrees, context.units)]


def _lines_about_quantity(context: RenderContext, quantity: Quantity) -> list[str]:
    return RENDERERS[quantity](context) or [_unknown_reason_text(context, quantity)]


def _second_quantity_context(context: RenderContext) -> RenderContext:
    """Return the context for the line about the second quantity, to which the limit does not apply."""
    second = replace(context, limit=None)
    is_of_day = context.is_now and context.second_quantity in WHOLE_DAY_QUANTITIES
    return second.for_whole_day(context.today) if is_of_day else second


def _day_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return a summary, a line for each day, and a note if the forecast ends before the period of the question."""
    render = day_line if quantity in BRIEF_DAY_LINE_QUANTITIES else RENDERERS[quantity]
    lines, unknown = [], []
    for day in context.period.dates:
        on_day = replace(context.for_whole_day(day), limit=None)
        lines_of_day = [line for line in render(on_day) if line] if not is_too_far_ahead(on_day, quantity) else []
        if lines_of_day:
            line = lines_of_day[0]
            if quantity is Quantity.WIND and on_day.excerpt is not None:
                line = comma_separated([line, temperature_words(on_day.excerpt.temperature, context.units)])
            if context.second_quantity is not None:
                line = " · ".join([line, *RENDERERS[context.second_quantity](on_day)[:1]])
            lines.append(f"<b>{short_date(day, context.units.texts)}</b> {line}")
        else:
            unknown.append(day)
    if not lines:
        return [_unknown_reason_text(context, quantity)]
    is_limited = context.limit is not None
    lines = [*([limit_days_text(context, quantity)] if is_limited else _summary_lines(context, quantity)), *lines]
    if unknown and unknown[-1] == context.period.dates[-1]:
        last_known = unknown[0] - timedelta(days=1)
        lines.append(context.units.texts("asked-no-further", date=day_and_month(last_known, context.units)))
    return lines


def _summary_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return the lines above those for each day: they name the wet or warmest days, for example.

    Return an empty list for a quantity that has no such line.
    """
    days = context.period.dates
    if quantity is Quantity.SNOW_DEPTH:
        return [context.units.texts("asked-no-snow-depth"), wet_days_text(context, Quantity.SNOW)]
    if unknown := unknown_quantity_text(context, quantity):
        return [unknown]
    if quantity in CONDITIONS_BY_TYPE:
        return [wet_days_text(context, quantity)]
    if quantity in DANGER_QUANTITIES:
        return [dangerous_days_text(context, quantity)]
    if quantity in RANKING_QUANTITIES:
        are_compared = quantity in COMPARISON_QUANTITIES and len(days) == 2  # noqa: PLR2004
        compared = compared_days_text(context, days[0], days[-1]) if are_compared else ""
        return [compared or extreme_day_text(context, quantity)]
    return [sunny_days_text(context)] if quantity is Quantity.SUNNY else []


def unknown_quantity_text(context: RenderContext, quantity: Quantity) -> str:
    """Return the text that no weather service provides *quantity*; an empty text for all other quantities.

    For northern lights the text is empty if the question is about one time: the answer describes the sky.
    """
    is_unknown = quantity in UNKNOWN_QUANTITIES or (
        quantity is Quantity.AURORA and context.period.consists_of_days
    )
    has_note = is_unknown and context.has_note
    return context.units.texts("asked-unknown-quantity", what=quantity) if has_note else ""


def one_line_answer(lines: list[str], context: RenderContext, quantity: Quantity) -> str:
    """Return an answer in one line, made from its *lines*.

    An answer about wind, and an answer with yes or no, also has the temperature; an answer about frost contains it
    already.
    """
    if context.second_quantity is not None:
        return comma_separated(lines)
    if quantity is Quantity.WARNING:
        return warnings_in_one_line(context)
    needs_degrees = quantity in (YES_NO_QUANTITIES | {Quantity.WIND}) - {Quantity.FROST}
    extremes = temperature_range(context)
    if not needs_degrees or extremes is None or not lines:
        return lines[0] if lines else ""
    degrees = temperature_words(extremes, context.units)
    return lines[0] if degrees in lines[0] else comma_separated([lines[0], degrees])


def one_line_about_days(lines: list[str], context: RenderContext, quantity: Quantity) -> str:
    """Return an answer about several days in one line: the wet or dangerous days, and the temperature range."""
    spans = [
        excerpt.temperature
        for day in context.period.dates
        if (excerpt := context.for_whole_day(day).excerpt) is not None
    ]
    extremes = lowest_and_highest(degrees for span in spans if span is not None for degrees in span)
    precipitation = lines[0] if quantity in YES_NO_QUANTITIES else ""
    return comma_separated([precipitation, temperature_words(extremes, context.units)]) or lines[0]


def _last_known_day(context: RenderContext) -> date | None:
    """Return the last day for which the place has data; None if it has none."""
    data = context.data
    if data.forecast is not None:
        return last_complete_day(data.forecast, context.now)
    starts = [hour.start for hour in data.air.hours] if data.air is not None else []
    starts += [hour.start for hour in data.sea.hours] if data.sea is not None else []
    return max((start.astimezone(data.timezone).date() for start in starts), default=None)


def is_too_far_ahead(context: RenderContext, quantity: Quantity) -> bool:
    """Return whether the period of the question begins after the last day for which there are data."""
    last_known = _last_known_day(context)
    return quantity not in COMPUTED_QUANTITIES and last_known is not None and context.period.dates[0] > last_known


def _unknown_reason_text(context: RenderContext, quantity: Quantity) -> str:
    texts = context.units.texts
    if context.is_past:
        yesterday = context.today - timedelta(days=1)
        return texts("asked-past-unknown" if context.period.dates[0] < yesterday else "asked-yesterday-unknown")
    last_known = _last_known_day(context)
    if is_too_far_ahead(context, quantity) and last_known is not None:
        return texts("asked-too-far", date=day_and_month(last_known, context.units))
    return texts("asked-unknown", quantity=quantity.value)
