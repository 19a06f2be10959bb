"""Whether rain, snow or other precipitation falls in the period of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from services.answers.excerpt import Excerpt
from services.weather import Condition, Step
from services.weather.days import SEVERITY
from services.weather.falls import FALLING, is_wet, may_be_wet
from services.weather.hazards import HAZARDS

CERTAIN_FROM = 80.0
"""Probability in % from which precipitation is stated as certain."""

LEAST_MILLIMETRES = 0.05
"""Amount in mm from which past precipitation counts."""

FROST = 0.5
"""Highest temperature, in °C, at which precipitation of an unknown kind counts as snow."""

PRECIPITATION = (FALLING | HAZARDS) - {Condition.SQUALL, Condition.TORNADO, Condition.ASH}
MIXED = frozenset({Condition.SLEET, Condition.RAIN_AND_SNOW})
FROZEN = MIXED | {
    *(Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    *(Condition.HEAVY_SNOW, Condition.HEAVY_SNOW_SHOWERS),
}
LIQUID = PRECIPITATION - FROZEN | MIXED


class Verdict(Enum):
    """Whether precipitation falls, by its probability."""

    YES = auto()
    LIKELY = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Falls:
    """The precipitation of a period."""

    verdict: Verdict
    steps: Sequence[Step] = ()
    """The steps with precipitation; empty if only the whole day is known."""
    amount: float | None = None
    """Amount in mm of water."""

    @property
    def probability(self) -> float | None:
        """The highest probability of a step, in %."""
        return max((step.probability for step in self.steps if step.probability is not None), default=None)


def falls_of(excerpt: Excerpt, kinds: frozenset[Condition] = PRECIPITATION, *, past: bool = False) -> Falls:
    """Return the precipitation of these *kinds* in a period.

    The verdict depends on the probabilities, in a *past* period on the amounts.
    """
    steps = [step for step in excerpt.steps if kind_of([step]) in kinds]
    if past:
        return _fallen(excerpt, steps, kinds)
    for counts, verdict in ((is_wet, Verdict.LIKELY), (may_be_wet, Verdict.MAYBE)):
        wet = [step for step in steps if counts(step)]
        if wet:
            falls = Falls(verdict, wet, _amount(wet))
            sure = verdict is Verdict.LIKELY and (falls.probability is None or falls.probability >= CERTAIN_FROM)
            return Falls(Verdict.YES, wet, falls.amount) if sure else falls
    return Falls(Verdict.NO)


def kind_of(steps: Sequence[Step]) -> Condition:
    """Return the most severe kind of precipitation; an unknown kind depends on the temperature."""
    falls = [step.condition for step in steps if step.condition is not None and step.condition in PRECIPITATION]
    if falls:
        return max(falls, key=SEVERITY.index)
    is_frosty = all(step.temperature is not None and step.temperature <= FROST for step in steps)
    return Condition.SNOW if is_frosty else Condition.RAIN


def _fallen(excerpt: Excerpt, steps: Sequence[Step], kinds: frozenset[Condition]) -> Falls:
    wet = [step for step in steps if (step.precipitation or 0.0) >= LEAST_MILLIMETRES]
    if wet:
        return Falls(Verdict.YES, wet, _amount(wet))
    if not excerpt.steps and (excerpt.precipitation or 0.0) >= LEAST_MILLIMETRES and excerpt.condition in kinds:
        return Falls(Verdict.YES, (), excerpt.precipitation)
    return Falls(Verdict.NO)


def _amount(steps: Sequence[Step]) -> float | None:
    known = [step.precipitation for step in steps if step.precipitation is not None]
    return sum(known) if known else None
