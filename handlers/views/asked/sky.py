"""Lines that answer questions about the weather as a whole and about the temperature."""

from handlers.views import report as phrases
from handlers.views.asked.context import RenderContext
from handlers.views.asked.limits import temperature_verdict, with_verdict
from handlers.views.asked.phrases import (
    comma_separated,
    condition_words,
    feels_like_words,
    sky_emoji,
    temperature_words,
    wind_words,
)
from handlers.views.asked.precipitation import precipitation_words, present_weather_text
from handlers.views.hazards import capitalized
from services.answers.excerpt import Excerpt
from services.answers.precipitation import Likelihood, precipitation_in
from services.daily.outlook import MIN_STRONG_GUST
from services.questions import Quantity
from services.questions.periods import PeriodKind

CLOTHES_TEXTS = (
    (27.0, "wear-hot"),
    (20.0, "wear-warm"),
    (14.0, "wear-mild"),
    (7.0, "wear-cool"),
    (0.0, "wear-chilly"),
    (-10.0, "wear-cold"),
    (-20.0, "wear-frosty"),
)
"""Pairs: a minimum apparent temperature, in °C, and the key of the advice on what to wear."""

COLDEST_CLOTHES_TEXT = "wear-freezing"
"""The key of the advice on what to wear at temperatures below those in CLOTHES_TEXTS."""

SEVERE_COLD_TEMPERATURE = -20.0
"""Apparent temperature, in °C, below which an answer has the emoji of a freezing face."""


def weather_lines(context: RenderContext) -> list[str]:
    """Return lines about the weather in the period: temperature, condition, wind and precipitation."""
    excerpt = context.excerpt
    if excerpt is None:
        return []
    first = [temperature_words(excerpt.temperature, context.units)]
    if context.period.kind is PeriodKind.HOUR:
        first += feels_like_words(excerpt.feels_like, context.units)
    first += _sky_words(context, excerpt)
    rest = [
        wind_words(excerpt, context.units),
        "" if _is_wet(context, excerpt) else precipitation_words(context, excerpt),
    ]
    return [
        f"{sky_emoji(excerpt, is_past=context.is_past)} {comma_separated(first)}",
        capitalized(comma_separated(rest)),
    ]


def general_weather_lines(context: RenderContext) -> list[str]:
    """Return a line about the weather now or, if the question names another time, lines about that time."""
    report = context.data.report
    if context.is_now and report is not None:
        return [present_weather_text(context, report)]
    return weather_lines(context)


def temperature_lines(context: RenderContext) -> list[str]:
    """Return a line with the temperatures and what to wear, and a line with the condition and the wind."""
    texts = context.units.texts
    report, excerpt = context.data.report, context.excerpt
    if context.is_now and report is not None:
        if report.temperature is None:
            return []
        degrees = (report.temperature, report.temperature)
        feels_like = (report.feels_like, report.feels_like) if report.feels_like is not None else None
        more = comma_separated(
            [*phrases.condition_phrase(report, context.units), *phrases.wind_phrase(report, context.units)]
        )
    else:
        if excerpt is None or excerpt.temperature is None:
            return []
        degrees, feels_like = excerpt.temperature, excerpt.feels_like
        more = comma_separated([*_sky_words(context, excerpt), wind_words(excerpt, context.units)])
    felt = feels_like or degrees
    middle = sum(felt) / 2
    emoji = "🥶" if middle < SEVERE_COLD_TEMPERATURE else "🌡"
    words = [temperature_words(degrees, context.units), *feels_like_words(feels_like, context.units)]
    lines = [f"{emoji} {with_verdict(comma_separated(words), temperature_verdict(context, degrees), context)}"]
    if not context.is_past:
        clothes = next((key for minimum, key in CLOTHES_TEXTS if middle >= minimum), COLDEST_CLOTHES_TEXT)
        lines[0] += f": {texts(clothes)}"
    return [*lines, capitalized(more)]


def aurora_lines(context: RenderContext) -> list[str]:
    """Return a line that says that northern lights are not forecast, and how the sky is; then weather lines."""
    report, excerpt = context.data.report, context.excerpt
    if context.is_now and report is not None:
        condition = report.condition
    else:
        condition = excerpt.condition if excerpt is not None else None
    lines = general_weather_lines(context)
    texts, sky = context.units.texts, condition_words(condition, context.units)
    first = texts("asked-aurora", sky=sky) if sky else texts("asked-unknown-quantity", what=Quantity.AURORA)
    return [first, *lines] if lines else []


def unknown_quantity_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return a line that says that no weather service provides *quantity*, and lines about the weather."""
    lines = general_weather_lines(context)
    if not lines or not context.has_note:
        return lines
    return [context.units.texts("asked-unknown-quantity", what=quantity), *lines]


def day_line(context: RenderContext) -> list[str]:
    """Return a list of one line about the weather of a day; an empty list without a forecast."""
    first, *rest = weather_lines(context) or [""]
    excerpt = context.excerpt
    if excerpt is not None and excerpt.wind_gust is not None and excerpt.wind_gust >= MIN_STRONG_GUST:
        first += ", " + context.units.texts("gusts", speed=context.units.wind(excerpt.wind_gust))
    return [first] if first else rest


def _sky_words(context: RenderContext, excerpt: Excerpt) -> list[str]:
    # If precipitation is expected, the condition is omitted, because it would repeat the precipitation.
    if _is_wet(context, excerpt):
        return [precipitation_words(context, excerpt)]
    return [condition_words(excerpt.condition, context.units)]


def _is_wet(context: RenderContext, excerpt: Excerpt) -> bool:
    """Return whether precipitation in *excerpt* is at least possible; in a past period, whether it fell."""
    return precipitation_in(excerpt, is_past=context.is_past).likelihood is not Likelihood.NO
