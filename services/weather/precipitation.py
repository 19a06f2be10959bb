"""Decides whether precipitation is expected, and converts conditions with and without precipitation."""

from datetime import timedelta

from services.weather.forecast import Step
from services.weather.models import Condition

PRECIPITATION_CONDITIONS = frozenset(
    {
        *(Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS, Condition.SLEET),
        *(Condition.RAIN_AND_SNOW, Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    }
)
"""The conditions that are precipitation but not dangerous weather."""

SHOWER_CONDITIONS = frozenset({Condition.RAIN_SHOWERS, Condition.SNOW_SHOWERS})

DRY_CONDITIONS = frozenset(
    {
        *(Condition.CLEAR, Condition.MOSTLY_CLEAR, Condition.PARTLY_CLOUDY, Condition.CLOUDY, Condition.OVERCAST),
        *(Condition.MIST, Condition.FOG, Condition.FREEZING_FOG, Condition.HAZE, Condition.DUST, Condition.SAND),
    }
)
"""The conditions that are replaced if the amount of precipitation contradicts them. Smoke and ash are no dry
conditions here, because they matter more to users than rain."""

MIN_EXPECTED_PROBABILITY = 50.0
"""Minimum probability at which precipitation is called expected, in %."""

MIN_POSSIBLE_PROBABILITY = 30.0
"""Minimum probability at which precipitation is called possible, in %."""

MIN_EXPECTED_RATE = 0.1
"""Minimum rate, in mm per hour, at which precipitation of unknown probability is called expected."""

MIN_POSSIBLE_RATE = 0.5
"""Minimum rate, in mm per hour, at which precipitation of low probability is called possible."""

ONE_HOUR = timedelta(hours=1)


def is_wet(step: Step) -> bool:
    """Return whether precipitation is expected in *step*.

    The probability of precipitation decides. If the probability is unknown, the amount decides. If the amount is
    unknown too, the condition decides.
    """
    if step.probability is not None:
        return step.probability >= MIN_EXPECTED_PROBABILITY
    if step.precipitation is not None:
        return _hourly_rate(step) >= MIN_EXPECTED_RATE
    return step.condition in PRECIPITATION_CONDITIONS


def may_be_wet(step: Step) -> bool:
    """Return whether precipitation is expected or possible in *step*."""
    return (
        is_wet(step)
        or (step.probability or 0.0) >= MIN_POSSIBLE_PROBABILITY
        or _hourly_rate(step) >= MIN_POSSIBLE_RATE
    )


def without_precipitation(condition: Condition) -> Condition:
    """Return CLOUDY for showers, OVERCAST for other precipitation, and any other *condition* unchanged."""
    if condition in PRECIPITATION_CONDITIONS:
        return Condition.CLOUDY if condition in SHOWER_CONDITIONS else Condition.OVERCAST
    return condition


def with_precipitation(condition: Condition | None, wet_condition: Condition | None) -> Condition | None:
    """Return *wet_condition* if it is known and *condition* is dry; in all other cases return *condition*.

    *wet_condition* is the condition computed from the reported amount of precipitation.
    """
    return wet_condition if wet_condition is not None and condition in DRY_CONDITIONS else condition


def _hourly_rate(step: Step) -> float:
    return (step.precipitation or 0.0) / (step.length / ONE_HOUR)
