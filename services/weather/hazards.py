"""What is dangerous in a forecast, with its hours: one extraction for all texts and pictures that tell it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from services.weather.forecast import Step, highest
from services.weather.models import Condition


class HazardKind(StrEnum):
    """A kind of hazard. Kinds that are also a Condition have the same value."""

    TORNADO = "tornado"
    SQUALL = "squall"
    HURRICANE_GUSTS = "hurricane-gusts"
    HEAVY_HAIL = "heavy-hail"
    HAIL = "hail"
    HEAVY_THUNDERSTORM = "heavy-thunderstorm"
    STORM_GUSTS = "storm-gusts"
    ASH = "ash"
    FREEZING_RAIN = "freezing-rain"
    FREEZING_DRIZZLE = "freezing-drizzle"
    THUNDERSTORM = "thunderstorm"
    VERY_HEAVY_RAIN = "very-heavy-rain"
    HEAVY_SNOW = "heavy-snow"
    HEAVY_SNOW_SHOWERS = "heavy-snow-showers"
    HEAVY_SHOWERS = "heavy-showers"
    HEAVY_RAIN = "heavy-rain"
    STRONG_GUSTS = "strong-gusts"


MOST_SEVERE_FIRST = tuple(HazardKind)
"""The order in which hazards are told.

What kills without warning comes first. Ice comes before an ordinary thunderstorm: it cannot be seen, and it stays
on the ground for hours after the rain. Germany's weather service ranks them alike: hail and glaze are of its third
level, a thunderstorm is of the first. See https://www.wettwarn.de/ueber_wetterwarnungen/warnkriterien/index.html.
"""

GUSTS = {
    HazardKind.HURRICANE_GUSTS: 33.0,
    HazardKind.STORM_GUSTS: 25.0,
    HazardKind.STRONG_GUSTS: 17.0,
}
"""Minimum speed of the gusts of each kind, in m/s: Beaufort 12, 10 and 8."""

HAZARDS = frozenset(Condition(kind.value) for kind in HazardKind if kind not in GUSTS)
"""The conditions that are a hazard."""

WET_HAZARDS = HAZARDS - {Condition.TORNADO, Condition.SQUALL, Condition.ASH}
"""The hazards that are precipitation; others may come with some that is told besides."""

FAMILIES = (
    {HazardKind.TORNADO},
    {HazardKind.SQUALL},
    {HazardKind.HEAVY_HAIL, HazardKind.HAIL, HazardKind.HEAVY_THUNDERSTORM, HazardKind.THUNDERSTORM},
    {HazardKind.ASH},
    {HazardKind.FREEZING_RAIN, HazardKind.FREEZING_DRIZZLE},
    {HazardKind.HEAVY_SNOW, HazardKind.HEAVY_SNOW_SHOWERS},
    {HazardKind.VERY_HEAVY_RAIN, HazardKind.HEAVY_SHOWERS, HazardKind.HEAVY_RAIN},
    set(GUSTS),
)
"""Kinds that are told together, after the most severe of them: one hour of a thunderstorm may bring hail."""

SHORTEST_BREAK = timedelta(hours=1)
"""A longer break ends a spell: one dry hour between two wet ones is no reason to go out."""

MOST_SPELLS = 2
"""Spells that are told one by one; more are one that comes and goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """A danger at one place."""

    kind: HazardKind
    start: datetime | None = None
    """In UTC; None for one that has begun when the time in question begins."""
    end: datetime | None = None
    """In UTC; None for one that does not end with the time in question."""
    probability: float | None = None
    """Of precipitation, %: the highest of a step; None for what is none."""
    gust: float | None = None
    """The strongest of gusts, m/s; None for other kinds."""
    broken: bool = False
    """Whether the hazard has pauses."""


def hazards(steps: Iterable[Step], start: datetime, end: datetime) -> tuple[Hazard, ...]:
    """Return the hazards from *start* to *end*, the most severe first.

    Unlikely hazards are included, with their probability.
    """
    within = (step for step in steps if step.start < end and step.end > start)
    kinds = {step: dangers for step in within if (dangers := kinds_of(step.condition, step.wind_gust))}
    found = []
    for family in FAMILIES:
        for run in spells([step for step in kinds if family.intersection(kinds[step])]):
            worst = min(
                (kind for step in run for kind in kinds[step] if kind in family), key=MOST_SEVERE_FIRST.index
            )
            found.append(_hazard(worst, run, start, end))
    return tuple(sorted(found, key=lambda hazard: (MOST_SEVERE_FIRST.index(hazard.kind), hazard.start or start)))


def kinds_of(condition: Condition | None, wind_gust: float | None) -> tuple[HazardKind, ...]:
    """Return how weather of one moment is dangerous, in a forecast or in a report; gusts are in m/s."""
    kinds = [HazardKind(condition.value)] if condition in HAZARDS and condition is not None else []
    gusts = next((kind for kind, least in GUSTS.items() if (wind_gust or 0.0) >= least), None)
    return tuple(kinds if gusts is None else [*kinds, gusts])


def spells(steps: Sequence[Step]) -> list[Sequence[Step]]:
    """Return runs of steps without a longer break; more than MOST_SPELLS are joined to one."""
    runs: list[list[Step]] = []
    for step in steps:
        if runs and step.start - runs[-1][-1].end <= SHORTEST_BREAK:
            runs[-1].append(step)
        else:
            runs.append([step])
    return [*runs] if len(runs) <= MOST_SPELLS else [steps]


def is_broken(run: Sequence[Step]) -> bool:
    """Return whether there is a longer break in a run."""
    return any(after.start - before.end > SHORTEST_BREAK for before, after in pairwise(run))


def _hazard(kind: HazardKind, run: Sequence[Step], start: datetime, end: datetime) -> Hazard:
    falls = kind.value in WET_HAZARDS
    return Hazard(
        kind=kind,
        start=run[0].start if run[0].start > start else None,
        end=run[-1].end if run[-1].end < end else None,
        probability=highest(step.probability for step in run) if falls else None,
        gust=highest(step.wind_gust for step in run) if kind in GUSTS else None,
        broken=is_broken(run),
    )
