"""The message that answers a question about one time or one quantity."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from handlers.views import report as phrases
from handlers.views.asked.air_sea_sun import air, sun, water
from handlers.views.asked.comparison import warmest_place
from handlers.views.asked.context import RenderContext, Renderer
from handlers.views.asked.numbers import humidity, pressure, ultraviolet, wind
from handlers.views.asked.phrases import comma_separated, temperature_words
from handlers.views.asked.precipitation import RAIN_TEXTS, SNOW_TEXTS, rain, snow, wet_days
from handlers.views.asked.sky import day_line, temperature, weather
from handlers.views.asked.times import day_and_month, time_words
from handlers.views.entries import failed_entry, left_out_text, title
from handlers.views.fitting import bold, fit
from handlers.views.hazards import capitalized, hazard_days_text, hazard_name, hazard_text, with_warning_sign
from handlers.views.names import distinct_names
from handlers.views.units import Units, day_label
from services.answers import Answer, Facts
from services.answers.excerpt import last_day, span_of
from services.places import Match
from services.questions import What
from services.questions.periods import PeriodKind, day_period, period_of
from services.units import MINUS
from services.weather import Report
from services.weather.hazards import hazards, kinds_of

RENDERERS: Mapping[What, Renderer] = {
    What.WEATHER: weather,
    What.TEMPERATURE: temperature,
    What.RAIN: rain,
    What.SNOW: snow,
    What.WIND: wind,
    What.PRESSURE: pressure,
    What.HUMIDITY: humidity,
    What.UV: ultraviolet,
    What.AIR: air,
    What.SUN: sun,
    What.WARMER: temperature,
    What.WATER: water,
    What.DAILY: weather,
}
"""Maps each quantity to the function that renders the quantity."""

PRECIPITATION_TEXTS = {What.RAIN: RAIN_TEXTS, What.SNOW: SNOW_TEXTS}

QUANTITIES_WITHOUT_FORECAST = frozenset({What.SUN})
"""Quantities that the bot computes for any day, without a forecast."""

SIGNS = f"+{MINUS}"
"""The signs with which a temperature may begin."""

WHOLE_DAY_QUANTITIES = frozenset({What.UV, What.SUN})
"""Quantities that are shown for the whole day if the question names no time."""


def asked_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    The text for one place has a line with its name and the time, then the requested quantity and related ones.
    Several places have a line each. The text names a provider other than *usual_provider*.
    """
    contexts = [
        (entry.item, _context_of(entry.item, entry.result, answer, units, now))
        for entry in answer.entries
        if isinstance(entry.item, Match) and isinstance(entry.result, Facts)
    ]

    def text(*, shortest: bool = False) -> str:
        match contexts:
            case [(match, context)] if len(answer.entries) == 1:
                blocks = ["\n".join(_one_place(match, context, answer.what, usual_provider))]
            case _:
                blocks = ["\n".join(_several_places(contexts, answer.what, usual_provider, shortest=shortest))]
        blocks += [
            failed_entry(entry, units.texts)
            for entry in answer.entries
            if not (isinstance(entry.item, Match) and isinstance(entry.result, Facts))
        ]
        if answer.left_out:
            blocks.append(left_out_text(answer, units.texts))
        return "\n\n".join(block for block in blocks if block)

    return fit(text(), lambda: text(shortest=True))


def _context_of(match: Match, facts: Facts, answer: Answer, units: Units, now: datetime) -> RenderContext:
    period = period_of(answer.when, answer.asked_at, facts.timezone)
    if period.kind is PeriodKind.NOW and answer.what in WHOLE_DAY_QUANTITIES:
        period = day_period(now.astimezone(facts.timezone).date(), facts.timezone)
    return RenderContext(match.place, facts, period, units, now)


def _one_place(match: Match, context: RenderContext, what: What, usual_provider: str) -> Iterator[str]:
    name = ", ".join(title(match, context.units, in_full=bool(match.choices or match.place.region)))
    lines = [line for line in _lines(context, what) if line]
    if _is_too_far(context, what):
        yield f"{name}: {' '.join(lines)}"
        return
    yield " · ".join([f"{name}, {_time_text(context)}", *with_warning_sign(_hazard_texts(context))])
    yield from lines
    yield from _source_line(context, usual_provider)


def _several_places(
    contexts: Sequence[tuple[Match, RenderContext]], what: What, usual_provider: str, *, shortest: bool
) -> Iterator[str]:
    """Yield a line for each place.

    If the question is about several days, yield a line for each day unless *shortest*.
    """
    names = distinct_names([context.place for _, context in contexts])
    named = [(bold(name), context) for name, (_, context) in zip(names, contexts, strict=True)]
    times = [_time_text(context) for _, context in contexts]
    times_differ = len(set(times)) > 1
    if times and not times_differ:
        yield capitalized(times[0])
    if what is What.WARMER and (comparison := warmest_place([context for _, context in contexts])):
        yield comparison
        named = []
    for (name, context), when in zip(named, times, strict=False):
        head, hazard_words = f"{name}, {when}" if times_differ else name, with_warning_sign(_hazard_texts(context))
        lines = [line for line in _lines(context, what) if line]
        in_days = context.period.has_days and not _is_too_far(context, what)
        if in_days and not shortest:
            yield "\n".join(["", " · ".join([head, *hazard_words]), *lines])
        else:
            first = _days_in_one_line(lines, context, what) if in_days else _one_line(lines, context, what)
            # A name is followed by a colon, except before an emoji.
            colon = ":" if first[:1].isalnum() or first[:1] in SIGNS else ""
            yield " · ".join([f"{head}{colon} {first}", *hazard_words])
    origins = {origin for _, context in contexts for origin in _source_line(context, usual_provider)}
    yield from sorted(origins)


def _time_text(context: RenderContext) -> str:
    words = time_words(context)
    day = context.day
    # For today, some providers forecast only the remaining hours, which may lack the day's extremes.
    if context.period.kind is PeriodKind.DAY and day is not None and not day.whole and day.date == context.today:
        return context.units.texts("when-rest", when=words)
    return words


def _lines(context: RenderContext, what: What) -> list[str]:
    """Return the lines about the quantity *what*, or a line that says why the quantity is unknown."""
    if context.period.has_days:
        return _day_lines(context, what)
    lines = RENDERERS[what](context)
    return lines or [_why_unknown(context, what)]


def _day_lines(context: RenderContext, what: What) -> list[str]:
    """Return a line for each day with a forecast, and a note if the forecast ends before the period."""
    # One line above the list of days names the wet days.
    render = day_line if what is What.WEATHER or what in PRECIPITATION_TEXTS else RENDERERS[what]
    lines, unknown = [], []
    for day in context.period.dates:
        on_day = context.on_day(day)
        lines_of_day = [line for line in render(on_day) if line] if not _is_too_far(on_day, what) else []
        if lines_of_day:
            lines.append(f"<b>{day_label(day, context.units.texts)}</b> {lines_of_day[0]}")
        else:
            unknown.append(day)
    if not lines:
        return [_why_unknown(context, what)]
    if what in PRECIPITATION_TEXTS:
        lines.insert(0, wet_days(context, PRECIPITATION_TEXTS[what]))
    if unknown and unknown[-1] == context.period.dates[-1]:
        last_known = unknown[0] - timedelta(days=1)
        lines.append(context.units.texts("asked-no-further", date=day_and_month(last_known, context.units)))
    return lines


def _one_line(lines: list[str], context: RenderContext, what: What) -> str:
    """Return the first of *lines*, with the temperature after a line about precipitation."""
    excerpt = context.excerpt
    if what not in PRECIPITATION_TEXTS or excerpt is None or not lines:
        return lines[0] if lines else ""
    return comma_separated([lines[0], temperature_words(excerpt.temperature, context.units)])


def _days_in_one_line(lines: list[str], context: RenderContext, what: What) -> str:
    """Return the precipitation and the temperature range of all days of the period in one line."""
    spans = [
        excerpt.temperature for day in context.period.dates if (excerpt := context.on_day(day).excerpt) is not None
    ]
    extremes = span_of(degrees for span in spans if span is not None for degrees in span)
    precipitation = lines[0] if what in PRECIPITATION_TEXTS else ""
    return comma_separated([precipitation, temperature_words(extremes, context.units)]) or lines[0]


def _last_known_day(context: RenderContext) -> date | None:
    """Return the last day for which there are data; None if there is none."""
    facts = context.facts
    if facts.forecast is not None:
        return last_day(facts.forecast, context.now)
    starts = [hour.start for hour in facts.air.hours] if facts.air is not None else []
    starts += [hour.start for hour in facts.sea.hours] if facts.sea is not None else []
    return max((start.astimezone(facts.timezone).date() for start in starts), default=None)


def _is_too_far(context: RenderContext, what: What) -> bool:
    last_known = _last_known_day(context)
    return (
        what not in QUANTITIES_WITHOUT_FORECAST and last_known is not None and context.period.dates[0] > last_known
    )


def _why_unknown(context: RenderContext, what: What) -> str:
    texts = context.units.texts
    if context.is_past:
        yesterday = context.today - timedelta(days=1)
        return texts("asked-past-unknown" if context.period.dates[0] < yesterday else "asked-yesterday-unknown")
    last_known = _last_known_day(context)
    if _is_too_far(context, what) and last_known is not None:
        return texts("asked-too-far", date=day_and_month(last_known, context.units))
    return texts("asked-unknown", what=what.value)


def _hazard_texts(context: RenderContext) -> Iterator[str]:
    """Yield the hazards of the period that are not over, whatever the question is about."""
    forecast, report = context.facts.forecast, context.facts.report
    local, units = context.facts.timezone, context.units
    if context.is_now and report is not None:
        for kind in kinds_of(report.condition, report.wind_gust):
            yield capitalized(hazard_name(kind, units))
    elif forecast is not None and context.period.has_days:
        days = (
            (day, hazards(forecast.steps, context.on_day(day).period.start, context.on_day(day).period.end))
            for day in context.period.dates
        )
        if text := hazard_days_text(days, units):
            yield text
    elif forecast is not None and not context.is_past:
        # A question about a part of a day shows the hazards of that part with all hours of the day.
        day = context.on_day(context.period.dates[0]).period
        start = max(day.start, context.now)
        for hazard in hazards(forecast.steps, start, day.end):
            if (hazard.start or start) < context.period.end and (hazard.end or day.end) > context.period.start:
                yield capitalized(hazard_text(hazard, units, local, late=start > day.start))


def _source_line(context: RenderContext, usual_provider: str) -> Iterator[str]:
    if not context.facts.sources:
        return
    source = context.facts.sources[0]
    if isinstance(source, Report):
        words = [
            *phrases.provider(source, usual_provider),
            *phrases.observation_time(source, context.units, context.now),
        ]
    else:
        words = [*phrases.origin(source, context.units, usual_provider)]
    if words:
        yield " · ".join(words)
