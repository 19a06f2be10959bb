"""Phrases about the condition, the temperature and the wind in the period of a question."""

from collections.abc import Iterable

from handlers.views import report as phrases
from handlers.views.report import CONDITION_EMOJI, MIN_GUST_DIFFERENCE, NIGHT_CONDITION_EMOJI
from handlers.views.units import Units
from services.answers.excerpt import Excerpt, ValueRange
from services.answers.precipitation import (
    FROZEN_TYPES,
    LIQUID_TYPES,
    MIXED_TYPES,
    PRECIPITATION_TYPES,
    Likelihood,
    precipitation_in,
    prevailing_type,
)
from services.weather import Condition
from services.weather.hazards import HAZARDOUS_CONDITIONS


def sky_emoji(excerpt: Excerpt, *, is_past: bool = False) -> str:
    """Return the emoji of the weather in *excerpt*; a thermometer if the condition is unknown.

    If rain or snow is expected, the emoji shows it. The period of *excerpt* is over if *is_past* is true.
    """
    condition = _main_precipitation(excerpt, is_past=is_past) or excerpt.condition
    if condition is None:
        return "🌡"
    day = CONDITION_EMOJI[condition]
    return NIGHT_CONDITION_EMOJI.get(condition, day) if excerpt.is_daytime is False else day


def _main_precipitation(excerpt: Excerpt, *, is_past: bool) -> Condition | None:
    """Return the type of precipitation for the emoji; None if the condition of *excerpt* is a better summary."""
    precipitation = precipitation_in(excerpt, is_past=is_past)
    if not precipitation.steps or precipitation.likelihood is Likelihood.MAYBE:
        return None
    kind, condition = prevailing_type(precipitation.steps), excerpt.condition
    if condition in HAZARDOUS_CONDITIONS - PRECIPITATION_TYPES:
        return None
    is_of_type = any(kind in types and condition in types for types in (LIQUID_TYPES, FROZEN_TYPES))
    return None if is_of_type and (condition in HAZARDOUS_CONDITIONS or kind not in MIXED_TYPES) else kind


def temperature_words(temperatures: ValueRange | None, units: Units) -> str:
    """Return the lowest and the highest temperature: "6 to 10 °C"; an empty text if they are unknown."""
    return units.temperature_range(*temperatures) if temperatures is not None else ""


def feels_like_words(feels_like: ValueRange | None, units: Units) -> list[str]:
    """Return a list with a phrase such as "feels like 3 to 8 °C"; an empty list if *feels_like* is None."""
    return (
        [] if feels_like is None else [units.texts("feels-like", temperature=units.temperature_range(*feels_like))]
    )


def condition_words(condition: Condition | None, units: Units) -> str:
    """Return the condition in words, such as "overcast"; an empty text if the condition is unknown."""
    return units.texts(f"condition-{condition}") if condition is not None else ""


def wind_words(excerpt: Excerpt, units: Units) -> str:
    """Return the strongest wind and gusts in *excerpt*: "wind 3 m/s SW, gusts 9 m/s"."""
    parts: list[str] = []
    step = excerpt.windiest_step
    if step is not None:
        parts += phrases.wind_phrase(step, units)
    elif excerpt.wind_speed is not None:
        parts.append(units.texts("wind", speed=units.wind(excerpt.wind_speed)))
    gust = excerpt.wind_gust
    if gust is not None and gust >= (excerpt.wind_speed or 0.0) + MIN_GUST_DIFFERENCE:
        parts.append(units.texts("gusts", speed=units.wind(gust)))
    return comma_separated(parts)


def comma_separated(parts: Iterable[str]) -> str:
    """Return the non-empty *parts*, joined by commas."""
    return ", ".join(part for part in parts if part)
