"""Rules that decide whether precipitation is expected, and how conditions with and without it are combined."""

from datetime import timedelta

from services.weather.forecast import Step
from services.weather.models import Condition

PRECIPITATION_CONDITIONS = frozenset(
    {
        *(Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS, Condition.SLEET),
        *(Condition.RAIN_AND_SNOW, Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    }
)
"""The conditions that are precipitation but not a hazard."""

SHOWERS = frozenset({Condition.RAIN_SHOWERS, Condition.SNOW_SHOWERS})

DRY_CONDITIONS = frozenset(
    {
        *(Condition.CLEAR, Condition.MOSTLY_CLEAR, Condition.PARTLY_CLOUDY, Condition.CLOUDY, Condition.OVERCAST),
        *(Condition.MIST, Condition.FOG, Condition.FREEZING_FOG, Condition.HAZE, Condition.DUST, Condition.SAND),
    }
)
"""The conditions that `with_precipitation` replaces.

Smoke and ash are excluded, because they matter more than rain.
"""

MIN_EXPECTED_PROBABILITY = 50.0
"""Minimum probability of expected precipitation, in %."""

MIN_POSSIBLE_PROBABILITY = 30.0
"""Minimum probability of possible precipitation, in %."""

MIN_EXPECTED_RATE = 0.1
"""Minimum rate of expected precipitation, in mm per hour, if the provider gives no probability."""

MIN_POSSIBLE_RATE = 0.5
"""Minimum rate of precipitation that is possible even if its probability is low, in mm per hour."""

ONE_HOUR = timedelta(hours=1)


def is_wet(step: Step) -> bool:
    """Return whether precipitation is expected: by its probability, else by its amount, else by the condition."""
    if step.probability is not None:
        return step.probability >= MIN_EXPECTED_PROBABILITY
    if step.precipitation is not None:
        return _hourly_rate(step) >= MIN_EXPECTED_RATE
    return step.condition in PRECIPITATION_CONDITIONS


def may_be_wet(step: Step) -> bool:
    """Return whether precipitation is expected or possible."""
    return (
        is_wet(step)
        or (step.probability or 0.0) >= MIN_POSSIBLE_PROBABILITY
        or _hourly_rate(step) >= MIN_POSSIBLE_RATE
    )


def without_precipitation(condition: Condition) -> Condition:
    """Return *condition* if it is dry; otherwise the sky with it: cloudy for showers, overcast for others."""
    if condition in PRECIPITATION_CONDITIONS:
        return Condition.CLOUDY if condition in SHOWERS else Condition.OVERCAST
    return condition


def with_precipitation(condition: Condition | None, precipitation: Condition | None) -> Condition | None:
    """Return *precipitation* if it is known and *condition* is dry; otherwise return *condition*.

    A provider may report a dry condition together with an amount of precipitation.
    """
    return precipitation if precipitation is not None and condition in DRY_CONDITIONS else condition


def _hourly_rate(step: Step) -> float:
    return (step.precipitation or 0.0) / (step.length / ONE_HOUR)
