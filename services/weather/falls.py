"""What falls: the one rule by which a step, and so a day, counts as wet."""

from datetime import timedelta

from services.weather.forecast import Step
from services.weather.models import Condition

FALLING = frozenset(
    {
        *(Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS, Condition.SLEET),
        *(Condition.RAIN_AND_SNOW, Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    }
)
"""Conditions in which something falls that is no hazard."""

SHOWERS = frozenset({Condition.RAIN_SHOWERS, Condition.SNOW_SHOWERS})

LIKELY, POSSIBLE = 50.0, 30.0
"""% from which precipitation is expected, and from which it is worth a word."""

WET = 0.1
"""mm an hour from which a step is wet, where the provider does not tell how likely that is."""

NOTABLE = 0.5
"""mm an hour that are worth a word however unlikely they are."""

HOUR = timedelta(hours=1)


def is_wet(step: Step) -> bool:
    """Return whether precipitation is expected: by its probability, else by its amount, else by the condition."""
    if step.probability is not None:
        return step.probability >= LIKELY
    if step.precipitation is not None:
        return _hourly(step) >= WET
    return step.condition in FALLING


def may_be_wet(step: Step) -> bool:
    """Return whether precipitation cannot be ruled out, though it need not be expected."""
    return is_wet(step) or (step.probability or 0.0) >= POSSIBLE or _hourly(step) >= NOTABLE


def sky_of(condition: Condition) -> Condition:
    """Return the sky out of which falls what *condition* says; another condition as it is."""
    if condition in FALLING:
        return Condition.CLOUDY if condition in SHOWERS else Condition.OVERCAST
    return condition


def _hourly(step: Step) -> float:
    return (step.precipitation or 0.0) / (step.length / HOUR)
