"""The sky, the temperature and the wind of a period in phrases."""

from collections.abc import Iterable

from handlers.views import report as phrases
from handlers.views.report import EMOJI, GUSTY, NIGHT_EMOJI
from handlers.views.units import Units
from services.answers.excerpt import Excerpt, Span
from services.weather import Condition


def sky_emoji(excerpt: Excerpt) -> str:
    """Return the picture of the sky."""
    if excerpt.condition is None:
        return "🌡"
    day = EMOJI[excerpt.condition]
    return NIGHT_EMOJI.get(excerpt.condition, day) if excerpt.is_day is False else day


def temperature_words(degrees: Span | None, units: Units) -> str:
    """Return +6…+10 °C."""
    return units.temperatures(*degrees) if degrees is not None else ""


def feels_words(feels: Span | None, units: Units) -> list[str]:
    """Return "feels like +3…+8 °C" where that is known."""
    return [] if feels is None else [units.texts("feels-like", temperature=units.temperatures(*feels))]


def condition_words(condition: Condition | None, units: Units) -> str:
    """Return "overcast"."""
    return units.texts(f"condition-{condition}") if condition is not None else ""


def wind_words(excerpt: Excerpt, units: Units) -> str:
    """Return "wind 3 m/s SW, gusts 9 m/s", the strongest of the period."""
    parts: list[str] = []
    step = excerpt.windiest
    if step is not None:
        parts += phrases.wind(step, units)
    elif excerpt.wind_speed is not None:
        parts.append(units.texts("wind", speed=units.wind(excerpt.wind_speed)))
    gust = excerpt.wind_gust
    if gust is not None and gust >= (excerpt.wind_speed or 0.0) + GUSTY:
        parts.append(units.texts("gusts", speed=units.wind(gust)))
    return listed(parts)


def listed(parts: Iterable[str]) -> str:
    """Return the parts that are not empty, with commas between them."""
    return ", ".join(part for part in parts if part)
