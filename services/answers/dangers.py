"""Dangerous weather that a question may be about: fog, ice, frost and storms."""

from collections.abc import Sequence
from datetime import timedelta

from services.answers.excerpt import Excerpt, past_and_future_steps
from services.weather import Condition, Forecast, Step
from services.weather.hazards import MIN_GUST_SPEEDS, HazardKind
from services.weather.precipitation import is_wet

FOGGY_CONDITIONS = frozenset({Condition.FOG, Condition.FREEZING_FOG})
ICY_CONDITIONS = frozenset({Condition.FREEZING_RAIN, Condition.FREEZING_DRIZZLE, Condition.FREEZING_FOG})
STORM_KINDS = frozenset(
    {
        *MIN_GUST_SPEEDS,
        *(HazardKind.TORNADO, HazardKind.SQUALL, HazardKind.THUNDERSTORM, HazardKind.HEAVY_THUNDERSTORM),
        *(HazardKind.HAIL, HazardKind.HEAVY_HAIL),
    }
)

WET_GROUND_TIME = timedelta(hours=12)
"""Time for which the ground may stay wet after precipitation, so that frost makes it slippery."""


def steps_with_condition(steps: Sequence[Step], condition: Condition) -> list[Step]:
    """Return the *steps* with *condition*."""
    return [step for step in steps if step.condition is condition]


def frosty_steps(steps: Sequence[Step]) -> list[Step]:
    """Return the *steps* with a temperature below 0 °C."""
    return [step for step in steps if step.temperature is not None and step.temperature < 0]


def slippery_steps(excerpt: Excerpt, forecast: Forecast) -> list[Step]:
    """Return the frosty steps of *excerpt* in which the ground may be wet.

    The ground may be wet during precipitation, and for WET_GROUND_TIME after it.
    """
    wet = [step for step in past_and_future_steps(forecast) if is_wet(step)]
    return [
        step
        for step in frosty_steps(excerpt.steps)
        if any(step.start - WET_GROUND_TIME < wet_step.end and wet_step.start < step.end for wet_step in wet)
    ]
