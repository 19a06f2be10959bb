"""Whether something falls in the period that is asked about: rain, snow, or either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from services.answers.excerpt import Excerpt
from services.weather import Condition, Step
from services.weather.days import SEVERITY
from services.weather.falls import FALLING, is_wet, may_be_wet
from services.weather.hazards import HAZARDS

SURE = 80.0
"""% from which precipitation is told as a fact."""

LEAST = 0.05
"""mm from which something has fallen."""

FROST = 0.5
"""°C up to which precipitation of an unknown kind is snow."""

PRECIPITATION = (FALLING | HAZARDS) - {Condition.SQUALL, Condition.TORNADO, Condition.ASH}
MIXED = frozenset({Condition.SLEET, Condition.RAIN_AND_SNOW})
FROZEN = MIXED | {
    *(Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    *(Condition.HEAVY_SNOW, Condition.HEAVY_SNOW_SHOWERS),
}
LIQUID = PRECIPITATION - FROZEN | MIXED


class Verdict(Enum):
    """Whether something falls."""

    YES = auto()
    LIKELY = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Falls:
    """What falls in a period."""

    verdict: Verdict
    steps: Sequence[Step] = ()
    """The steps in which it does; none where only its day is known as a whole."""
    amount: float | None = None
    """mm of water."""

    @property
    def probability(self) -> float | None:
        """The highest of a step, %."""
        return max((step.probability for step in self.steps if step.probability is not None), default=None)


def falls_of(excerpt: Excerpt, kinds: frozenset[Condition] = PRECIPITATION, *, past: bool = False) -> Falls:
    """Return whether precipitation of these *kinds* falls; what is *past* goes by its amount."""
    steps = [step for step in excerpt.steps if kind_of([step]) in kinds]
    if past:
        return _fallen(excerpt, steps, kinds)
    for counts, verdict in ((is_wet, Verdict.LIKELY), (may_be_wet, Verdict.MAYBE)):
        wet = [step for step in steps if counts(step)]
        if wet:
            # What is dangerous beside it is told with its hours, which are among those of what falls.
            wet = [step for step in steps if counts(step) or (kind_of([step]) in HAZARDS and may_be_wet(step))]
            falls = Falls(verdict, wet, _amount(wet))
            sure = verdict is Verdict.LIKELY and (falls.probability is None or falls.probability >= SURE)
            return Falls(Verdict.YES, wet, falls.amount) if sure else falls
    return Falls(Verdict.NO)


def prevailing(run: Sequence[Step]) -> Condition:
    """Return what falls in *run*: what is dangerous only if it takes half of the time.

    Its hours are told by the hazards.
    """
    mild = [step for step in run if kind_of([step]) not in HAZARDS]
    lasting = sum((step.length for step in mild), timedelta())
    return kind_of(mild if 2 * lasting > run[-1].end - run[0].start else run)


def kind_of(run: Sequence[Step]) -> Condition:
    """Return the most severe that falls, by the temperature where nobody says what."""
    falls = [step.condition for step in run if step.condition is not None and step.condition in PRECIPITATION]
    if falls:
        return max(falls, key=SEVERITY.index)
    frosty = all(step.temperature is not None and step.temperature <= FROST for step in run)
    return Condition.SNOW if frosty else Condition.RAIN


def _fallen(excerpt: Excerpt, steps: Sequence[Step], kinds: frozenset[Condition]) -> Falls:
    wet = [step for step in steps if (step.precipitation or 0.0) >= LEAST]
    if wet:
        return Falls(Verdict.YES, wet, _amount(wet))
    if not excerpt.steps and (excerpt.precipitation or 0.0) >= LEAST and excerpt.condition in kinds:
        return Falls(Verdict.YES, (), excerpt.precipitation)
    return Falls(Verdict.NO)


def _amount(steps: Sequence[Step]) -> float | None:
    known = [step.precipitation for step in steps if step.precipitation is not None]
    return sum(known) if known else None
