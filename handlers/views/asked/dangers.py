"""Answers to questions about fog, ice, frost, storms, and dangers for drivers."""

from collections.abc import Iterator, Sequence

from handlers.views import report as phrases
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import comma_separated, condition_words, temperature_words
from handlers.views.asked.precipitation import (
    HOURS_AHEAD,
    LIKELIHOOD_TEXTS,
    condition_and_wind,
    next_hours_excerpt,
    none_expected_text,
    present_weather_text,
    spell_phrase,
    temperature_and_wind,
    verdict_text,
)
from handlers.views.asked.times import weekday_and_date
from handlers.views.hazards import capitalized, current_hazard_phrases, hazard_phrases
from services.answers.dangers import (
    FOGGY_CONDITIONS,
    ICY_CONDITIONS,
    STORM_KINDS,
    frosty_steps,
    slippery_steps,
    steps_with_condition,
)
from services.answers.excerpt import Excerpt, past_and_future_steps
from services.answers.precipitation import Likelihood
from services.questions import Quantity
from services.weather import Condition, Report, Step
from services.weather.hazards import HAZARDOUS_CONDITIONS, find_hazards, group_into_spells

DANGER_QUANTITIES = frozenset({Quantity.FOG, Quantity.ICE, Quantity.FROST, Quantity.STORM, Quantity.DRIVING})
"""Quantities of questions about dangerous weather."""

DANGEROUS_CONDITIONS = {
    Quantity.FOG: FOGGY_CONDITIONS,
    Quantity.ICE: ICY_CONDITIONS,
    Quantity.DRIVING: FOGGY_CONDITIONS | ICY_CONDITIONS,
}
"""Maps the quantity of a question, such as ice, to the conditions that it asks about, such as freezing rain."""


def danger_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return lines that say whether and when the danger *quantity* is expected, with temperature and wind."""
    if context.is_now:
        return _now_lines(context, quantity)
    excerpt = context.excerpt
    if excerpt is None:
        return []
    likelihood, details = _likelihood_and_text(context, excerpt, quantity)
    if likelihood is Likelihood.NO:
        line = none_expected_text(context, quantity, None)
        if quantity is Quantity.FROST:
            line = comma_separated([line, temperature_words(excerpt.temperature, context.units)])
            return [line, capitalized(condition_and_wind(context, excerpt))]
    else:
        line = verdict_text(context, quantity, LIKELIHOOD_TEXTS[likelihood], details=details)
    return [line, temperature_and_wind(context, excerpt)]


def dangerous_days_text(context: RenderContext, quantity: Quantity) -> str:
    """Return a line that names the days of the period on which the danger *quantity* is expected."""
    days: dict[Likelihood, list[str]] = {}
    for day in context.period.dates:
        on_day = context.for_whole_day(day)
        if on_day.excerpt is not None:
            likelihood, _ = _likelihood_and_text(on_day, on_day.excerpt, quantity)
            days.setdefault(likelihood, []).append(weekday_and_date(day, context.units))
    for likelihood in (Likelihood.YES, Likelihood.MAYBE):
        if likelihood in days:
            return verdict_text(
                context, quantity, LIKELIHOOD_TEXTS[likelihood], details=", ".join(days[likelihood])
            )
    return none_expected_text(context, quantity, None)


def _now_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return lines about the danger now or in the next HOURS_AHEAD hours."""
    report, ahead = context.data.report, next_hours_excerpt(context)
    present = [] if report is None else [present_weather_text(context, report)]
    kind = "" if report is None else _present_danger_text(context, report, quantity)
    if kind:
        return [verdict_text(context, quantity, "asked-now", kind=kind), *present]
    if ahead is None:
        return [verdict_text(context, quantity, "asked-not-now"), *present]
    likelihood, details = _likelihood_and_text(context, ahead, quantity)
    if likelihood is not Likelihood.NO:
        return [verdict_text(context, quantity, "asked-later", details=details), *present]
    return [verdict_text(context, quantity, "asked-not-soon", hours=HOURS_AHEAD, percent="none"), *present]


def _present_danger_text(context: RenderContext, report: Report, quantity: Quantity) -> str:
    """Return the present danger in words, such as "fog"; an empty text if there is no danger now."""
    units = context.units
    if quantity is Quantity.FROST:
        is_frosty = report.temperature is not None and report.temperature < 0
        return comma_separated(phrases.temperature_phrase(report, units)) if is_frosty else ""
    hazards = current_hazard_phrases(report.condition, report.wind_gust, units)
    if hazards and quantity in {Quantity.STORM, Quantity.DRIVING}:
        return comma_separated(hazards)
    is_danger = report.condition in DANGEROUS_CONDITIONS.get(quantity, ())
    return condition_words(report.condition, units) if is_danger else ""


def _likelihood_and_text(context: RenderContext, excerpt: Excerpt, quantity: Quantity) -> tuple[Likelihood, str]:
    """Return how likely the danger is in *excerpt*, and a text with its hours, such as "fog 06:00–09:00"."""
    expected = [
        *_asked_hazard_phrases(context, excerpt, quantity),
        *_frost_or_condition_phrases(context, excerpt, quantity),
    ]
    possible = list(_slippery_phrases(context, excerpt, quantity))
    likelihood = Likelihood.YES if expected else Likelihood.MAYBE if possible else Likelihood.NO
    return likelihood, comma_separated([*expected, *possible])


def _asked_hazard_phrases(context: RenderContext, excerpt: Excerpt, quantity: Quantity) -> Iterator[str]:
    """Yield a text for each kind of hazard that *quantity* asks about: "storm gusts 09:00–12:00"."""
    forecast = context.data.forecast
    if forecast is None or quantity not in {Quantity.STORM, Quantity.DRIVING}:
        return
    hazards = [
        hazard
        for hazard in find_hazards(past_and_future_steps(forecast), excerpt.start, excerpt.end)
        if quantity is Quantity.DRIVING or hazard.kind in STORM_KINDS
    ]
    is_rest_of_day = excerpt.start > context.period.start
    for text in hazard_phrases(hazards, context.units, excerpt.timezone, is_rest_of_day=is_rest_of_day):
        yield text[:1].lower() + text[1:]


def _frost_or_condition_phrases(context: RenderContext, excerpt: Excerpt, quantity: Quantity) -> Iterator[str]:
    """Yield a text for each spell of frost, or of a condition that *quantity* asks about: "fog 06:00–09:00"."""
    if quantity is Quantity.FROST:
        yield from _frost_phrases(context, excerpt)
    named: frozenset[Condition] = HAZARDOUS_CONDITIONS if quantity is Quantity.DRIVING else frozenset()
    for condition in sorted(DANGEROUS_CONDITIONS.get(quantity, frozenset()) - named):
        yield from _phrases_of_spells(
            steps_with_condition(excerpt.steps, condition),
            condition_words(condition, context.units),
            excerpt,
            context,
        )


def _frost_phrases(context: RenderContext, excerpt: Excerpt) -> Iterator[str]:
    """Yield a text for each spell of frost, and a text with the lowest temperature; nothing without frost."""
    frosty = frosty_steps(excerpt.steps)
    temperatures = [step.temperature for step in frosty if step.temperature is not None]
    lowest = min([*temperatures, *(excerpt.temperature or ())], default=0.0)
    if lowest >= 0:
        return
    units = context.units
    below_zero = units.texts("asked-below-zero")
    yield from _phrases_of_spells(frosty, below_zero, excerpt, context) if frosty else [below_zero]
    yield units.texts("asked-down-to", temperature=units.temperature(lowest))


def _slippery_phrases(context: RenderContext, excerpt: Excerpt, quantity: Quantity) -> Iterator[str]:
    """Yield a text for each spell of frost on wet ground, if *quantity* is about roads."""
    forecast = context.data.forecast
    if quantity in {Quantity.ICE, Quantity.DRIVING} and forecast is not None:
        slippery = slippery_steps(excerpt, forecast)
        yield from _phrases_of_spells(slippery, context.units.texts("asked-slippery"), excerpt, context)


def _phrases_of_spells(
    steps: Sequence[Step], weather_name: str, excerpt: Excerpt, context: RenderContext
) -> Iterator[str]:
    """Divide *steps* into spells, and yield the name *weather_name* with the hours of each: "fog 06:00–09:00"."""
    for spell in group_into_spells(steps) if steps else ():
        yield spell_phrase(spell, weather_name, excerpt, context)
