"""The message that answers a question about one time or one quantity, such as "will it rain tomorrow?"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.views import report as phrases
from handlers.views.air import air_source
from handlers.views.asked.comparison import compared_places_text
from handlers.views.asked.context import RenderContext
from handlers.views.asked.place_lines import (
    COMPARISON_QUANTITIES,
    WHOLE_DAY_QUANTITIES,
    is_too_far_ahead,
    one_line_about_days,
    one_line_answer,
    place_lines,
    unknown_quantity_text,
)
from handlers.views.asked.times import time_words
from handlers.views.asked.warnings import unknown_warnings_text
from handlers.views.entries import failed_entry_text, left_out_text, needs_region, place_title_phrases
from handlers.views.fitting import bold, fit
from handlers.views.hazards import capitalized, hazard_days_text, hazard_name, hazard_phrases, with_warning_sign
from handlers.views.names import distinct_names
from handlers.views.units import Units
from services.answers import Answer, PlaceData
from services.places import Match
from services.questions import NoSuchTime, Quantity, UnclearTime
from services.questions.periods import PeriodKind, day_period, period_of
from services.units import MINUS
from services.weather import Report
from services.weather.air import AirQuality
from services.weather.hazards import find_hazards, hazard_kinds

TEMPERATURE_SIGNS = f"+{MINUS}"
"""The signs with which a formatted temperature may begin."""


def asked_answer_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    An answer about one place begins with a line with its name and the time. The other lines contain the requested
    and related quantities. An answer about several places has a line for each place. The text names each provider
    other than *usual_provider*.
    """
    if isinstance(answer.when, NoSuchTime | UnclearTime):
        return _unknown_time_text(answer, answer.when, units)
    contexts = [
        (entry.resolution, _context_of(entry.resolution, entry.result, answer, units, now))
        for entry in answer.entries
        if isinstance(entry.resolution, Match) and isinstance(entry.result, PlaceData)
    ]

    def message_text(*, is_shortest: bool = False) -> str:
        match contexts:
            case [(match, context)] if len(answer.entries) == 1:
                blocks = ["\n".join(_one_place_answer_lines(match, context, answer.quantity, usual_provider))]
            case _:
                blocks = [
                    "\n".join(
                        _several_places_answer_lines(
                            contexts, answer.quantity, usual_provider, is_shortest=is_shortest
                        )
                    )
                ]
        blocks += [
            unknown_warnings_text(entry, units)
            if answer.quantity is Quantity.WARNING and isinstance(entry.resolution, Match)
            else failed_entry_text(entry, units.texts)
            for entry in answer.entries
            if not (isinstance(entry.resolution, Match) and isinstance(entry.result, PlaceData))
        ]
        if answer.left_out:
            blocks.append(left_out_text(answer, units.texts))
        return "\n\n".join(block for block in blocks if block)

    return fit(message_text(), lambda: message_text(is_shortest=True))


def _unknown_time_text(answer: Answer, when: NoSuchTime | UnclearTime, units: Units) -> str:
    """Return a text that says that the time of the question is unclear or does not exist, such as 31 June."""
    names = [bold(name) for name in distinct_names(answer.places)]
    if isinstance(when, UnclearTime):
        question = units.texts("asked-unclear-time")
    else:
        question = units.texts("asked-no-such-date" if when.is_date else "asked-no-such-time")
    blocks = [f"{', '.join(names)}: {question}"] if names else []
    blocks += [
        failed_entry_text(entry, units.texts)
        for entry in answer.entries
        if not isinstance(entry.resolution, Match)
    ]
    return fit("\n\n".join(blocks), lambda: "\n\n".join(blocks))


def _context_of(match: Match, data: PlaceData, answer: Answer, units: Units, now: datetime) -> RenderContext:
    period = period_of(answer.when, answer.asked_at, data.timezone)
    if period.kind is PeriodKind.NOW and answer.quantity in WHOLE_DAY_QUANTITIES:
        period = day_period(now.astimezone(data.timezone).date(), data.timezone)
    return RenderContext(match.place, data, period, units, now, answer.limit, answer.second_quantity)


def _one_place_answer_lines(
    match: Match, context: RenderContext, quantity: Quantity, usual_provider: str
) -> Iterator[str]:
    name = ", ".join(place_title_phrases(match, context.units, always_with_region=needs_region(match)))
    lines = [line for line in place_lines(context, quantity) if line]
    if is_too_far_ahead(context, quantity):
        yield f"{name}: {' '.join(lines)}"
        return
    # Each warning is shown with its own time, which may be later than now.
    has_time = not (quantity is Quantity.WARNING and context.is_now)
    heading = f"{name}, {_time_text(context)}" if has_time else name
    yield " · ".join([heading, *with_warning_sign(_hazard_phrases_of_period(context))])
    yield from lines
    yield from _source_line(context, usual_provider)


def _several_places_answer_lines(
    contexts: Sequence[tuple[Match, RenderContext]], quantity: Quantity, usual_provider: str, *, is_shortest: bool
) -> Iterator[str]:
    """Yield a line for each place.

    If the question is about several days, yield a line for each day of each place, unless *is_shortest* is true.
    """
    names = distinct_names([context.place for _, context in contexts])
    named = [(bold(name), context) for name, (_, context) in zip(names, contexts, strict=True)]
    times = [_time_text(context) for _, context in contexts]
    times_differ = len(set(times)) > 1
    if times and not times_differ and quantity is not Quantity.WARNING:
        yield capitalized(times[0])
    note = unknown_quantity_text(contexts[0][1], quantity) if contexts else ""
    if note:
        yield note
    if contexts and quantity in COMPARISON_QUANTITIES and not times_differ:
        comparison = compared_places_text([context for _, context in contexts], quantity)
        if comparison:
            yield comparison
            named = []
    for (name, context), when in zip(named, times, strict=False):
        head, hazard_words = (
            f"{name}, {when}" if times_differ else name,
            with_warning_sign(_hazard_phrases_of_period(context)),
        )
        lines = [line for line in place_lines(replace(context, has_note=False), quantity) if line]
        in_days = (
            context.period.consists_of_days
            and quantity is not Quantity.WARNING
            and not is_too_far_ahead(context, quantity)
        )
        if in_days and not is_shortest:
            yield "\n".join(["", " · ".join([head, *hazard_words]), *lines])
        else:
            first = (
                one_line_about_days(lines, context, quantity)
                if in_days
                else one_line_answer(lines, context, quantity)
            )
            # A text that begins with an emoji needs no colon after the name.
            colon = ":" if first[:1].isalnum() or first[:1] in TEMPERATURE_SIGNS else ""
            yield " · ".join([f"{head}{colon} {first}", *hazard_words])
    origins = {origin for _, context in contexts for origin in _source_line(context, usual_provider)}
    yield from sorted(origins)


def _time_text(context: RenderContext) -> str:
    words = time_words(context)
    day = context.day_forecast
    # Some forecasts have only the remaining hours of today, so the text says "today, from now on".
    if (
        context.period.kind is PeriodKind.DAY
        and day is not None
        and not day.is_complete
        and day.date == context.today
    ):
        return context.units.texts("when-rest", when=words)
    return words


def _hazard_phrases_of_period(context: RenderContext) -> Iterator[str]:
    """Yield a text for each hazard in the period of the question, unless the hazard is over."""
    forecast, report = context.data.forecast, context.data.report
    local, units = context.data.timezone, context.units
    if context.is_now and report is not None:
        for kind in hazard_kinds(report.condition, report.wind_gust):
            yield capitalized(hazard_name(kind, units))
    elif forecast is not None and context.period.consists_of_days:
        days = (
            (
                day,
                find_hazards(
                    forecast.steps, context.for_whole_day(day).period.start, context.for_whole_day(day).period.end
                ),
            )
            for day in context.period.dates
        )
        if text := hazard_days_text(days, units):
            yield text
    elif forecast is not None and not context.is_past:
        # The whole day is searched, because a hazard may begin before the period or end after it.
        day = context.for_whole_day(context.period.dates[0]).period
        start = max(day.start, context.now)
        hazards = [
            hazard
            for hazard in find_hazards(forecast.steps, start, day.end)
            if (hazard.start or start) < context.period.end and (hazard.end or day.end) > context.period.start
        ]
        yield from map(capitalized, hazard_phrases(hazards, units, local, is_rest_of_day=start > day.start))


def _source_line(context: RenderContext, usual_provider: str) -> Iterator[str]:
    if not context.data.fetched_data:
        return
    source = context.data.fetched_data[0]
    if isinstance(source, Report):
        words = [
            *phrases.provider_phrase(source, usual_provider),
            *phrases.observation_time_phrase(source, context.units, context.now),
        ]
    elif isinstance(source, AirQuality):
        words = [*air_source(source, context.units), *phrases.age_phrase(source.age, context.units)]
    else:
        words = [*phrases.provider_and_age(source, context.units, usual_provider)]
    if words:
        yield " · ".join(words)
