"""Precipitation in the period of a question: rain, snow, or either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from services.answers.excerpt import Excerpt
from services.weather import Condition, Step
from services.weather.days import precipitation_type
from services.weather.hazards import HAZARDOUS_CONDITIONS
from services.weather.precipitation import PRECIPITATION_CONDITIONS, is_wet, may_be_wet

CERTAIN_PROBABILITY = 80.0
"""Probability from which precipitation counts as certain, in %."""

MIN_AMOUNT = 0.05
"""Minimum amount that counts as precipitation in the past, in mm."""

PRECIPITATION = (PRECIPITATION_CONDITIONS | HAZARDOUS_CONDITIONS) - {
    Condition.SQUALL,
    Condition.TORNADO,
    Condition.ASH,
}
MIXED = frozenset({Condition.SLEET, Condition.RAIN_AND_SNOW})
FROZEN = MIXED | {
    *(Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    *(Condition.HEAVY_SNOW, Condition.HEAVY_SNOW_SHOWERS),
}
LIQUID = PRECIPITATION - FROZEN | MIXED


class Verdict(Enum):
    """Whether there is precipitation."""

    YES = auto()
    LIKELY = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Falls:
    """Precipitation in a period."""

    verdict: Verdict
    steps: Sequence[Step] = ()
    """The steps with precipitation; empty if only values of the whole day are known."""
    amount: float | None = None
    """Amount, in mm of water."""

    @property
    def probability(self) -> float | None:
        """Highest probability of a step, in %."""
        return max((step.probability for step in self.steps if step.probability is not None), default=None)


def falls_of(excerpt: Excerpt, kinds: frozenset[Condition] = PRECIPITATION, *, past: bool = False) -> Falls:
    """Return whether there is precipitation of *kinds*; in the *past*, only the amount counts."""
    steps = [step for step in excerpt.steps if kind_of([step]) in kinds]
    if past:
        return _fallen(excerpt, steps, kinds)
    for meets, verdict in ((is_wet, Verdict.LIKELY), (may_be_wet, Verdict.MAYBE)):
        wet = [step for step in steps if meets(step)]
        if wet:
            # What is dangerous beside it is told with its hours, which are among those of what falls.
            wet = [
                step
                for step in steps
                if meets(step) or (kind_of([step]) in HAZARDOUS_CONDITIONS and may_be_wet(step))
            ]
            falls = Falls(verdict, wet, _amount(wet))
            sure = verdict is Verdict.LIKELY and (
                falls.probability is None or falls.probability >= CERTAIN_PROBABILITY
            )
            return Falls(Verdict.YES, wet, falls.amount) if sure else falls
    return Falls(Verdict.NO)


def prevailing(run: Sequence[Step]) -> Condition:
    """Return the most severe precipitation in *run*, without hazards unless they take half of the time or more.

    The list of hazards has their hours.
    """
    mild = [step for step in run if kind_of([step]) not in HAZARDOUS_CONDITIONS]
    lasting = sum((step.length for step in mild), timedelta())
    return kind_of(mild if 2 * lasting > run[-1].end - run[0].start else run)


def kind_of(run: Sequence[Step]) -> Condition:
    """Return the most severe type of precipitation in *run*; if none is known, derive it from the temperature."""
    return precipitation_type(run, PRECIPITATION)


def _fallen(excerpt: Excerpt, steps: Sequence[Step], kinds: frozenset[Condition]) -> Falls:
    wet = [step for step in steps if (step.precipitation or 0.0) >= MIN_AMOUNT]
    if wet:
        return Falls(Verdict.YES, wet, _amount(wet))
    if not excerpt.steps and (excerpt.precipitation or 0.0) >= MIN_AMOUNT and excerpt.condition in kinds:
        return Falls(Verdict.YES, (), excerpt.precipitation)
    return Falls(Verdict.NO)


def _amount(steps: Sequence[Step]) -> float | None:
    known = [step.precipitation for step in steps if step.precipitation is not None]
    return sum(known) if known else None
