"""The message that answers a question about one time or one quantity, such as "will it rain tomorrow?"."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from handlers.views import report as phrases
from handlers.views.asked.air_sea_sun import air_lines, pollen_lines, sun_lines, sunset_lines, water_lines
from handlers.views.asked.comparison import (
    compared_days_text,
    compared_places_text,
    compared_with_today_lines,
    extreme_day_text,
)
from handlers.views.asked.context import RenderContext, Renderer
from handlers.views.asked.dangers import DANGER_QUANTITIES, danger_lines, dangerous_days_text
from handlers.views.asked.numbers import humidity_lines, pressure_lines, uv_lines, wind_lines
from handlers.views.asked.phrases import comma_separated, temperature_words
from handlers.views.asked.precipitation import CONDITIONS_BY_TYPE, precipitation_lines, wet_days_text
from handlers.views.asked.sky import day_line, temperature_lines, weather_lines
from handlers.views.asked.times import day_and_month, time_words
from handlers.views.entries import failed_entry, left_out_text, title_parts
from handlers.views.fitting import bold, fit
from handlers.views.hazards import capitalized, hazard_days_text, hazard_name, hazard_texts, with_warning_sign
from handlers.views.names import distinct_names
from handlers.views.units import Units, day_label
from services.answers import Answer, PlaceData
from services.answers.excerpt import last_day, span_of
from services.places import Match
from services.questions import NoSuchTime, Quantity
from services.questions.periods import PeriodKind, day_period, period_of
from services.units import MINUS
from services.weather import Report
from services.weather.hazards import find_hazards, hazard_kinds

COMPARISON_QUANTITIES = frozenset({Quantity.WARMER, Quantity.COLDER})
"""Quantities that compare places or days."""

RENDERERS: Mapping[Quantity, Renderer] = {
    Quantity.WEATHER: weather_lines,
    Quantity.TEMPERATURE: temperature_lines,
    Quantity.WIND: wind_lines,
    Quantity.PRESSURE: pressure_lines,
    Quantity.HUMIDITY: humidity_lines,
    Quantity.UV: uv_lines,
    Quantity.AIR: air_lines,
    Quantity.POLLEN: pollen_lines,
    Quantity.SUN: sun_lines,
    Quantity.SUNSET: sunset_lines,
    **{quantity: partial(compared_with_today_lines, quantity=quantity) for quantity in COMPARISON_QUANTITIES},
    Quantity.DRIER: weather_lines,
    Quantity.WATER: water_lines,
    Quantity.DAILY: weather_lines,
    **{quantity: partial(precipitation_lines, quantity=quantity) for quantity in CONDITIONS_BY_TYPE},
    **{quantity: partial(danger_lines, quantity=quantity) for quantity in DANGER_QUANTITIES},
}
"""Maps each quantity to the function that returns the lines about the quantity."""

YES_NO_QUANTITIES = CONDITIONS_BY_TYPE.keys() | DANGER_QUANTITIES
"""Quantities of questions that are answered with yes or no, such as "will it rain?"."""

RANKING_QUANTITIES = COMPARISON_QUANTITIES | {Quantity.DRIER}
"""Quantities by which the days of a period are compared, such as the warmest day."""

QUANTITIES_WITHOUT_FORECAST = frozenset({Quantity.SUN, Quantity.SUNSET})
"""Quantities that the bot computes for any date without a forecast, such as the time of sunrise."""

TEMPERATURE_SIGNS = f"+{MINUS}"
"""Characters that may be the sign of a temperature."""

WHOLE_DAY_QUANTITIES = frozenset({Quantity.UV, Quantity.SUN, Quantity.SUNSET})
"""Quantities that are shown for all of today if the question names no time."""


def asked_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    The first line of the text about one place has the name and the time. The requested quantity and related
    quantities follow. In an answer about several places, each place has one line. The text names each provider
    other than *usual_provider*.
    """
    if isinstance(answer.when, NoSuchTime):
        return _no_such_time_text(answer, answer.when, units)
    contexts = [
        (entry.item, _context_of(entry.item, entry.result, answer, units, now))
        for entry in answer.entries
        if isinstance(entry.item, Match) and isinstance(entry.result, PlaceData)
    ]

    def message_text(*, shortest: bool = False) -> str:
        match contexts:
            case [(match, context)] if len(answer.entries) == 1:
                blocks = ["\n".join(_lines_of_one_place(match, context, answer.quantity, usual_provider))]
            case _:
                blocks = [
                    "\n".join(_lines_of_places(contexts, answer.quantity, usual_provider, shortest=shortest))
                ]
        blocks += [
            failed_entry(entry, units.texts)
            for entry in answer.entries
            if not (isinstance(entry.item, Match) and isinstance(entry.result, PlaceData))
        ]
        if answer.left_out:
            blocks.append(left_out_text(answer, units.texts))
        return "\n\n".join(block for block in blocks if block)

    return fit(message_text(), lambda: message_text(shortest=True))


def _no_such_time_text(answer: Answer, when: NoSuchTime, units: Units) -> str:
    """Return a text that says that the date or time of the question does not exist, such as 31 June."""
    names = [bold(name) for name in distinct_names(answer.places)]
    question = units.texts("asked-no-such-date" if when.is_date else "asked-no-such-time")
    blocks = [f"{', '.join(names)}: {question}"] if names else []
    blocks += [failed_entry(entry, units.texts) for entry in answer.entries if not isinstance(entry.item, Match)]
    return fit("\n\n".join(blocks), lambda: "\n\n".join(blocks))


def _context_of(match: Match, data: PlaceData, answer: Answer, units: Units, now: datetime) -> RenderContext:
    period = period_of(answer.when, answer.asked_at, data.timezone)
    if period.kind is PeriodKind.NOW and answer.quantity in WHOLE_DAY_QUANTITIES:
        period = day_period(now.astimezone(data.timezone).date(), data.timezone)
    return RenderContext(match.place, data, period, units, now)


def _lines_of_one_place(
    match: Match, context: RenderContext, quantity: Quantity, usual_provider: str
) -> Iterator[str]:
    name = ", ".join(title_parts(match, context.units, in_full=bool(match.choices or match.place.region)))
    lines = [line for line in _place_lines(context, quantity) if line]
    if _is_too_far(context, quantity):
        yield f"{name}: {' '.join(lines)}"
        return
    yield " · ".join([f"{name}, {_time_text(context)}", *with_warning_sign(_hazard_texts(context))])
    yield from lines
    yield from _source_line(context, usual_provider)


def _lines_of_places(
    contexts: Sequence[tuple[Match, RenderContext]], quantity: Quantity, usual_provider: str, *, shortest: bool
) -> Iterator[str]:
    """Yield a line for each place.

    If the question is about several days, each place has a line per day, unless *shortest* is true.
    """
    names = distinct_names([context.place for _, context in contexts])
    named = [(bold(name), context) for name, (_, context) in zip(names, contexts, strict=True)]
    times = [_time_text(context) for _, context in contexts]
    times_differ = len(set(times)) > 1
    if times and not times_differ:
        yield capitalized(times[0])
    if quantity in COMPARISON_QUANTITIES and not times_differ:
        comparison = compared_places_text([context for _, context in contexts], quantity)
        if comparison:
            yield comparison
            named = []
    for (name, context), when in zip(named, times, strict=False):
        head, hazard_words = f"{name}, {when}" if times_differ else name, with_warning_sign(_hazard_texts(context))
        lines = [line for line in _place_lines(context, quantity) if line]
        in_days = context.period.has_days and not _is_too_far(context, quantity)
        if in_days and not shortest:
            yield "\n".join(["", " · ".join([head, *hazard_words]), *lines])
        else:
            first = (
                _days_in_one_line(lines, context, quantity) if in_days else _first_line(lines, context, quantity)
            )
            # A colon separates the name from the text, except from a text that begins with an emoji.
            colon = ":" if first[:1].isalnum() or first[:1] in TEMPERATURE_SIGNS else ""
            yield " · ".join([f"{head}{colon} {first}", *hazard_words])
    origins = {origin for _, context in contexts for origin in _source_line(context, usual_provider)}
    yield from sorted(origins)


def _time_text(context: RenderContext) -> str:
    words = time_words(context)
    day = context.day
    # Some providers forecast only the remaining hours of today, so the text says "today, from now on".
    if (
        context.period.kind is PeriodKind.DAY
        and day is not None
        and not day.is_complete
        and day.date == context.today
    ):
        return context.units.texts("when-rest", when=words)
    return words


def _place_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return the lines about *quantity* at one place, or a line that says why the quantity is unknown."""
    if context.period.has_days:
        return _day_lines(context, quantity)
    lines = RENDERERS[quantity](context)
    return lines or [_unknown_reason_text(context, quantity)]


def _day_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return a line for each day with a forecast, and a note if the forecast ends before the period."""
    # The days are in brief, because a line above the list names the wet, dangerous or warmest days.
    in_brief = quantity is Quantity.WEATHER or quantity in YES_NO_QUANTITIES | RANKING_QUANTITIES
    render = day_line if in_brief else RENDERERS[quantity]
    lines, unknown = [], []
    for day in context.period.dates:
        on_day = context.on_day(day)
        lines_of_day = [line for line in render(on_day) if line] if not _is_too_far(on_day, quantity) else []
        if lines_of_day:
            line = lines_of_day[0]
            if quantity is Quantity.WIND and on_day.excerpt is not None:
                line = comma_separated([line, temperature_words(on_day.excerpt.temperature, context.units)])
            lines.append(f"<b>{day_label(day, context.units.texts)}</b> {line}")
        else:
            unknown.append(day)
    if not lines:
        return [_unknown_reason_text(context, quantity)]
    if quantity in CONDITIONS_BY_TYPE:
        lines.insert(0, wet_days_text(context, quantity))
    if quantity in DANGER_QUANTITIES:
        lines.insert(0, dangerous_days_text(context, quantity))
    if quantity in COMPARISON_QUANTITIES and len(context.period.dates) == 2:  # noqa: PLR2004
        lines.insert(0, compared_days_text(context, context.period.dates[0], context.period.dates[-1]))
    elif quantity in RANKING_QUANTITIES:
        lines.insert(0, extreme_day_text(context, quantity))
    if unknown and unknown[-1] == context.period.dates[-1]:
        last_known = unknown[0] - timedelta(days=1)
        lines.append(context.units.texts("asked-no-further", date=day_and_month(last_known, context.units)))
    return lines


def _first_line(lines: list[str], context: RenderContext, quantity: Quantity) -> str:
    """Return the first of *lines*, with the temperature if the answer about *quantity* is yes or no."""
    excerpt = context.excerpt
    if quantity not in YES_NO_QUANTITIES or excerpt is None or not lines:
        return lines[0] if lines else ""
    return comma_separated([lines[0], temperature_words(excerpt.temperature, context.units)])


def _days_in_one_line(lines: list[str], context: RenderContext, quantity: Quantity) -> str:
    """Return one line about all days of the period: the wet or dangerous days, and the temperature range."""
    spans = [
        excerpt.temperature for day in context.period.dates if (excerpt := context.on_day(day).excerpt) is not None
    ]
    extremes = span_of(degrees for span in spans if span is not None for degrees in span)
    precipitation = lines[0] if quantity in YES_NO_QUANTITIES else ""
    return comma_separated([precipitation, temperature_words(extremes, context.units)]) or lines[0]


def _last_known_day(context: RenderContext) -> date | None:
    """Return the last day for which data are known; None if no data are known."""
    data = context.data
    if data.forecast is not None:
        return last_day(data.forecast, context.now)
    starts = [hour.start for hour in data.air.hours] if data.air is not None else []
    starts += [hour.start for hour in data.sea.hours] if data.sea is not None else []
    return max((start.astimezone(data.timezone).date() for start in starts), default=None)


def _is_too_far(context: RenderContext, quantity: Quantity) -> bool:
    last_known = _last_known_day(context)
    return (
        quantity not in QUANTITIES_WITHOUT_FORECAST
        and last_known is not None
        and context.period.dates[0] > last_known
    )


def _unknown_reason_text(context: RenderContext, quantity: Quantity) -> str:
    texts = context.units.texts
    if context.is_past:
        yesterday = context.today - timedelta(days=1)
        return texts("asked-past-unknown" if context.period.dates[0] < yesterday else "asked-yesterday-unknown")
    last_known = _last_known_day(context)
    if _is_too_far(context, quantity) and last_known is not None:
        return texts("asked-too-far", date=day_and_month(last_known, context.units))
    return texts("asked-unknown", quantity=quantity.value)


def _hazard_texts(context: RenderContext) -> Iterator[str]:
    """Yield a text for each hazard in the period of the question that is not over."""
    forecast, report = context.data.forecast, context.data.report
    local, units = context.data.timezone, context.units
    if context.is_now and report is not None:
        for kind in hazard_kinds(report.condition, report.wind_gust):
            yield capitalized(hazard_name(kind, units))
    elif forecast is not None and context.period.has_days:
        days = (
            (day, find_hazards(forecast.steps, context.on_day(day).period.start, context.on_day(day).period.end))
            for day in context.period.dates
        )
        if text := hazard_days_text(days, units):
            yield text
    elif forecast is not None and not context.is_past:
        # Hazards are searched in the whole day, because a hazard may begin before the period or end after it.
        day = context.on_day(context.period.dates[0]).period
        start = max(day.start, context.now)
        hazards = [
            hazard
            for hazard in find_hazards(forecast.steps, start, day.end)
            if (hazard.start or start) < context.period.end and (hazard.end or day.end) > context.period.start
        ]
        yield from map(capitalized, hazard_texts(hazards, units, local, is_late=start > day.start))


def _source_line(context: RenderContext, usual_provider: str) -> Iterator[str]:
    if not context.data.sources:
        return
    source = context.data.sources[0]
    if isinstance(source, Report):
        words = [
            *phrases.provider_phrase(source, usual_provider),
            *phrases.observation_time(source, context.units, context.now),
        ]
    else:
        words = [*phrases.provider_and_age(source, context.units, usual_provider)]
    if words:
        yield " · ".join(words)
