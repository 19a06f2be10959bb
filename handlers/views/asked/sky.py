"""Answers to questions about the weather in general and about the temperature."""

from handlers.views import report as phrases
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import (
    comma_separated,
    condition_words,
    feels_words,
    sky_emoji,
    temperature_words,
    wind_words,
)
from handlers.views.asked.precipitation import precipitation_words
from handlers.views.hazards import capitalized
from services.answers.excerpt import Excerpt, Span
from services.answers.precipitation import Likelihood, precipitation_in
from services.daily.outlook import MIN_STRONG_GUST
from services.questions.periods import PeriodKind

CLOTHES = (
    (27.0, "wear-hot"),
    (20.0, "wear-warm"),
    (14.0, "wear-mild"),
    (7.0, "wear-cool"),
    (0.0, "wear-chilly"),
    (-10.0, "wear-cold"),
    (-20.0, "wear-frosty"),
)
"""Pairs of a minimum apparent temperature in °C, and the key of the text about clothes for it."""

COLDEST_CLOTHES = "wear-freezing"
"""The key of the text about clothes for an apparent temperature below all minimums in CLOTHES."""

SEVERE_COLD_TEMPERATURE = -20.0
"""Apparent temperature in °C below which the emoji warns of the cold."""


def weather(context: RenderContext) -> list[str]:
    """Render the weather of the period: temperature, condition, wind and precipitation."""
    excerpt = context.excerpt
    if excerpt is None:
        return []
    first = [temperature_words(excerpt.temperature, context.units)]
    if context.period.kind is PeriodKind.HOUR:
        first += feels_words(excerpt.feels_like, context.units)
    first += _sky_words(context, excerpt)
    rest = [
        wind_words(excerpt, context.units),
        "" if _is_wet(context, excerpt) else precipitation_words(context, excerpt),
    ]
    return [f"{sky_emoji(excerpt)} {comma_separated(first)}", capitalized(comma_separated(rest))]


def temperature(context: RenderContext) -> list[str]:
    """Render the temperature, the apparent temperature, and what to wear."""
    texts = context.units.texts
    report, excerpt = context.data.report, context.excerpt
    if context.is_now and report is not None:
        if report.temperature is None:
            return []
        degrees: Span | None = (report.temperature, report.temperature)
        feels = (report.feels_like, report.feels_like) if report.feels_like is not None else None
        more = comma_separated([*phrases.condition(report, context.units), *phrases.wind(report, context.units)])
    else:
        if excerpt is None or excerpt.temperature is None:
            return []
        degrees, feels = excerpt.temperature, excerpt.feels_like
        more = comma_separated([*_sky_words(context, excerpt), wind_words(excerpt, context.units)])
    if degrees is None:
        return []
    felt = feels or degrees
    middle = sum(felt) / 2
    emoji = "🥶" if middle < SEVERE_COLD_TEMPERATURE else "🌡"
    words = [temperature_words(degrees, context.units), *feels_words(feels, context.units)]
    lines = [f"{emoji} {comma_separated(words)}"]
    if not context.is_past:
        clothes = next((key for minimum, key in CLOTHES if middle >= minimum), COLDEST_CLOTHES)
        lines[0] += f": {texts(clothes)}"
    return [*lines, capitalized(more)]


def day_line(context: RenderContext) -> list[str]:
    """Return the weather of one day in a line, for a list of days."""
    first, *rest = weather(context) or [""]
    excerpt = context.excerpt
    if excerpt is not None and excerpt.wind_gust is not None and excerpt.wind_gust >= MIN_STRONG_GUST:
        first += ", " + context.units.texts("gusts", speed=context.units.wind(excerpt.wind_gust))
    return [first] if first else rest


def _sky_words(context: RenderContext, excerpt: Excerpt) -> list[str]:
    # The precipitation and its hours replace the condition, which would name the precipitation twice.
    if _is_wet(context, excerpt):
        return [precipitation_words(context, excerpt)]
    return [condition_words(excerpt.condition, context.units)]


def _is_wet(context: RenderContext, excerpt: Excerpt) -> bool:
    """Return whether the period has precipitation."""
    return precipitation_in(excerpt, past=context.is_past).likelihood is not Likelihood.NO
