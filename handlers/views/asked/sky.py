"""The weather as a whole, and how warm it is."""

from handlers.views import report as phrases
from handlers.views.asked.falls import precipitation
from handlers.views.asked.phrases import (
    condition_words,
    feels_words,
    listed,
    sky_emoji,
    temperature_words,
    wind_words,
)
from handlers.views.asked.told import Told
from handlers.views.hazards import capital
from services.answers.excerpt import Excerpt, Span
from services.answers.precipitation import Likelihood, precipitation_in
from services.daily.outlook import STRONG_GUST
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
"""What to wear from such an apparent temperature on, °C."""

COLDEST = "wear-freezing"

FREEZING = -20.0
"""°C below which cold bites."""


def weather(told: Told) -> list[str]:
    """Return the weather of the period: temperature and sky, what falls, the wind."""
    excerpt = told.excerpt
    if excerpt is None:
        return []
    first = [temperature_words(excerpt.temperature, told.units)]
    if told.period.kind is PeriodKind.HOUR:
        first += feels_words(excerpt.feels_like, told.units)
    first += _sky_words(told, excerpt)
    rest = [wind_words(excerpt, told.units), "" if _is_wet(told, excerpt) else precipitation(told, excerpt)]
    return [f"{sky_emoji(excerpt)} {listed(first)}", capital(listed(rest))]


def temperature(told: Told) -> list[str]:
    """Return how warm it is, how that feels, and what to wear."""
    texts = told.units.texts
    report, excerpt = told.data.report, told.excerpt
    if told.is_now and report is not None:
        if report.temperature is None:
            return []
        degrees: Span | None = (report.temperature, report.temperature)
        feels = (report.feels_like, report.feels_like) if report.feels_like is not None else None
        more = listed([*phrases.condition(report, told.units), *phrases.wind(report, told.units)])
    else:
        if excerpt is None or excerpt.temperature is None:
            return []
        degrees, feels = excerpt.temperature, excerpt.feels_like
        more = listed([*_sky_words(told, excerpt), wind_words(excerpt, told.units)])
    if degrees is None:
        return []
    felt = feels or degrees
    middle = sum(felt) / 2
    emoji = "🥶" if middle < FREEZING else "🌡"
    lines = [f"{emoji} {listed([temperature_words(degrees, told.units), *feels_words(feels, told.units)])}"]
    if not told.past:
        clothes = next((key for least, key in CLOTHES if middle >= least), COLDEST)
        lines[0] += f": {texts(clothes)}"
    return [*lines, capital(more)]


def brief(told: Told) -> list[str]:
    """Return the weather of a day in one line of a list."""
    first, *rest = weather(told) or [""]
    excerpt = told.excerpt
    if excerpt is not None and excerpt.wind_gust is not None and excerpt.wind_gust >= STRONG_GUST:
        first += ", " + told.units.texts("gusts", speed=told.units.wind(excerpt.wind_gust))
    return [first] if first else rest


def _sky_words(told: Told, excerpt: Excerpt) -> list[str]:
    # What falls is told with its hours, and not by the word for the sky as well.
    if _is_wet(told, excerpt):
        return [precipitation(told, excerpt)]
    return [condition_words(excerpt.condition, told.units)]


def _is_wet(told: Told, excerpt: Excerpt) -> bool:
    """Return whether something falls, which is told before the sky."""
    return precipitation_in(excerpt, past=told.past).likelihood is not Likelihood.NO
