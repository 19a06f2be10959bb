"""Finds rain, snow, thunderstorms, or precipitation of any type in the period of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from services.answers.excerpt import Excerpt
from services.weather import Condition, Step
from services.weather.days import precipitation_type
from services.weather.hazards import HAZARDOUS_CONDITIONS, group_into_spells
from services.weather.precipitation import PRECIPITATION_CONDITIONS, is_wet, may_be_wet

MIN_CERTAIN_PROBABILITY = 80.0
"""Minimum probability, in %, for precipitation to count as certain."""

MIN_MIXED_FRACTION = 1 / 3
"""Minimum fraction of a spell that both the rain and the snow must last to be called "rain and snow"."""

MIN_PAST_AMOUNT = 0.05
"""Minimum amount of precipitation, in mm of water, at which a past period does not count as dry."""

PRECIPITATION_TYPES = (PRECIPITATION_CONDITIONS | HAZARDOUS_CONDITIONS) - {
    Condition.SQUALL,
    Condition.TORNADO,
    Condition.ASH,
}
MIXED_TYPES = frozenset({Condition.SLEET, Condition.RAIN_AND_SNOW})
"""Conditions in which rain and snow fall at the same time."""
FROZEN_TYPES = MIXED_TYPES | {
    *(Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    *(Condition.HEAVY_SNOW, Condition.HEAVY_SNOW_SHOWERS),
}
LIQUID_TYPES = PRECIPITATION_TYPES - FROZEN_TYPES | MIXED_TYPES


class Likelihood(Enum):
    """How likely precipitation is."""

    YES = auto()
    LIKELY = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Precipitation:
    """Precipitation in a period."""

    likelihood: Likelihood
    steps: Sequence[Step] = ()
    """The steps in which precipitation falls; empty if only values of the whole day are known."""
    amount: float | None = None
    """Total amount, in mm of water."""

    @property
    def probability(self) -> float | None:
        """Highest probability of precipitation among the steps, in %."""
        return max((step.probability for step in self.steps if step.probability is not None), default=None)


def precipitation_in(
    excerpt: Excerpt, precipitation_types: frozenset[Condition] = PRECIPITATION_TYPES, *, is_past: bool = False
) -> Precipitation:
    """Return the precipitation of *precipitation_types* in *excerpt*.

    In a past period, a step counts only if it has an amount of precipitation. In a coming period, a step with a
    probability of precipitation counts too.
    """
    if is_past:
        steps = [step for step in excerpt.steps if most_severe_type([step]) in precipitation_types]
        return _past_precipitation(excerpt, steps, precipitation_types)
    for meets, likelihood in ((is_wet, Likelihood.LIKELY), (may_be_wet, Likelihood.MAYBE)):
        # A step with a hazard, such as a thunderstorm, counts even if its precipitation is unlikely.
        wet = [
            step
            for step in excerpt.steps
            if meets(step) or (most_severe_type([step]) in HAZARDOUS_CONDITIONS and may_be_wet(step))
        ]
        wet = _steps_of_types(wet, precipitation_types)
        if any(map(meets, wet)):
            precipitation = Precipitation(likelihood, wet, _total_amount(wet))
            sure = likelihood is Likelihood.LIKELY and (
                precipitation.probability is None or precipitation.probability >= MIN_CERTAIN_PROBABILITY
            )
            return Precipitation(Likelihood.YES, wet, precipitation.amount) if sure else precipitation
    return Precipitation(Likelihood.NO)


def _steps_of_types(wet: Sequence[Step], types: frozenset[Condition]) -> list[Step]:
    """Return the steps of *wet* whose precipitation is one of *types*.

    If *types* are LIQUID_TYPES or FROZEN_TYPES, return all steps of the spells whose prevailing type is one of
    *types*. Because whole spells are returned, the answer to "will it rain?" agrees with the forecast of the day,
    which names the prevailing type.
    """
    if types not in (LIQUID_TYPES, FROZEN_TYPES):
        return [step for step in wet if most_severe_type([step]) in types]
    return [
        step for spell in group_into_spells(wet) if spell and prevailing_type(spell) in types for step in spell
    ]


def prevailing_type(steps: Sequence[Step]) -> Condition:
    """Return the type of precipitation that best describes the successive *steps*.

    The type is RAIN_AND_SNOW if rain and snow each last MIN_MIXED_FRACTION of the time or longer. The type is also
    RAIN_AND_SNOW if the rain or the snow lasts for less time but is hazardous, such as freezing rain. In all other
    cases, the type is the most severe one of the rain or, if the snow lasts longer, of the snow. A hazard that
    lasts less than half of the time is not counted, because an answer lists the hazards separately, with their
    hours.
    """
    rain = [step for step in steps if most_severe_type([step]) not in FROZEN_TYPES]
    snow = [step for step in steps if most_severe_type([step]) not in LIQUID_TYPES]
    rarer, main = sorted((rain, snow), key=_total_time)
    is_mixed = _total_time(rarer) >= MIN_MIXED_FRACTION * _total_time(steps) or any(
        most_severe_type([step]) in HAZARDOUS_CONDITIONS for step in rarer
    )
    if rain and snow and is_mixed:
        return Condition.RAIN_AND_SNOW
    steps = [step for step in steps if step not in rarer] if main else steps
    mild = [step for step in steps if most_severe_type([step]) not in HAZARDOUS_CONDITIONS]
    return most_severe_type(mild if 2 * _total_time(mild) > steps[-1].end - steps[0].start else steps)


def _total_time(steps: Sequence[Step]) -> timedelta:
    return sum((step.length for step in steps), timedelta())


def most_severe_type(steps: Sequence[Step]) -> Condition:
    """Return the most severe type of precipitation in *steps*.

    If the forecast does not name the type, the type is derived from the temperature.
    """
    return precipitation_type(steps, PRECIPITATION_TYPES)


def _past_precipitation(excerpt: Excerpt, steps: Sequence[Step], types: frozenset[Condition]) -> Precipitation:
    wet = [step for step in steps if (step.precipitation or 0.0) >= MIN_PAST_AMOUNT]
    if wet:
        return Precipitation(Likelihood.YES, wet, _total_amount(wet))
    if not excerpt.steps and (excerpt.precipitation or 0.0) >= MIN_PAST_AMOUNT and excerpt.condition in types:
        return Precipitation(Likelihood.YES, (), excerpt.precipitation)
    return Precipitation(Likelihood.NO)


def _total_amount(steps: Sequence[Step]) -> float | None:
    known = [step.precipitation for step in steps if step.precipitation is not None]
    return sum(known) if known else None
