"""Finds hazards in a forecast, such as thunderstorms and gusts, with their beginnings and ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from services.weather.forecast import Step, highest
from services.weather.models import Condition


class HazardKind(StrEnum):
    """A kind of dangerous weather.

    If a kind is also a Condition, it has the same value as the Condition.
    """

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


HAZARD_KINDS_BY_SEVERITY = tuple(HazardKind)
"""All kinds of hazards, the most severe first.

Freezing rain counts as more severe than a thunderstorm, because Germany's weather service warns of glaze at level
3 and of thunderstorms at level 1: https://www.wettwarn.de/ueber_wetterwarnungen/warnkriterien/index.html
"""

MIN_GUST_SPEEDS = {
    HazardKind.HURRICANE_GUSTS: 33.0,
    HazardKind.STORM_GUSTS: 25.0,
    HazardKind.STRONG_GUSTS: 17.0,
}
"""Minimum speed of gusts for each kind of gusts, in m/s: Beaufort 12, 10 and 8."""

HAZARDOUS_CONDITIONS = frozenset(Condition(kind.value) for kind in HazardKind if kind not in MIN_GUST_SPEEDS)
"""All conditions that are dangerous weather."""

WET_HAZARDOUS_CONDITIONS = HAZARDOUS_CONDITIONS - {Condition.TORNADO, Condition.SQUALL, Condition.ASH}
"""The dangerous conditions that are forms of precipitation."""

HAZARD_GROUPS = (
    {HazardKind.TORNADO},
    {HazardKind.SQUALL},
    {HazardKind.HEAVY_HAIL, HazardKind.HAIL, HazardKind.HEAVY_THUNDERSTORM, HazardKind.THUNDERSTORM},
    {HazardKind.ASH},
    {HazardKind.FREEZING_RAIN, HazardKind.FREEZING_DRIZZLE},
    {HazardKind.HEAVY_SNOW, HazardKind.HEAVY_SNOW_SHOWERS},
    {HazardKind.VERY_HEAVY_RAIN, HazardKind.HEAVY_SHOWERS, HazardKind.HEAVY_RAIN},
    set(MIN_GUST_SPEEDS),
)
"""Groups of related kinds of hazards. Successive steps with kinds of one group are one hazard, which has the most
severe of the kinds."""

MAX_BREAK_IN_SPELL = timedelta(hours=1)
"""Maximum break within a spell; a longer break ends the spell. A spell consists of successive steps with the same
hazard."""

MAX_SPELLS_PER_HAZARD = 2
"""Maximum number of spells of one hazard; more spells are joined into one spell with breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """Dangerous weather in a period of the forecast for one place."""

    kind: HazardKind
    start: datetime | None = None
    """Beginning of the hazard in UTC; None if the hazard begins before the period."""
    end: datetime | None = None
    """End of the hazard in UTC; None if the hazard continues after the period."""
    probability: float | None = None
    """Highest probability in any step of the hazard, in %; None if the hazard is not precipitation."""
    gust: float | None = None
    """Highest speed of gusts, in m/s; None if the hazard is not gusts."""
    has_breaks: bool = False
    """Whether the hazard pauses for longer than MAX_BREAK_IN_SPELL between its beginning and its end."""


def find_hazards(steps: Iterable[Step], start: datetime, end: datetime) -> tuple[Hazard, ...]:
    """Return the hazards in *steps* from *start* to *end*, the most severe first.

    Hazards with a low probability are included.
    """
    overlapping = (step for step in steps if step.start < end and step.end > start)
    kinds_by_step = {
        step: kinds for step in overlapping if (kinds := hazard_kinds(step.condition, step.wind_gust))
    }
    hazards = []
    for group in HAZARD_GROUPS:
        for spell in group_into_spells(
            [step for step, kinds in kinds_by_step.items() if group.intersection(kinds)]
        ):
            most_severe = min(
                (kind for step in spell for kind in kinds_by_step[step] if kind in group),
                key=HAZARD_KINDS_BY_SEVERITY.index,
            )
            hazards.append(_hazard_from_spell(most_severe, spell, start, end))
    return tuple(
        sorted(hazards, key=lambda hazard: (HAZARD_KINDS_BY_SEVERITY.index(hazard.kind), hazard.start or start))
    )


def hazard_kinds(condition: Condition | None, wind_gust: float | None) -> tuple[HazardKind, ...]:
    """Return the hazards in *condition* and in gusts of *wind_gust* m/s: none, one or two kinds."""
    kinds = [HazardKind(condition.value)] if condition in HAZARDOUS_CONDITIONS and condition is not None else []
    gusts = next((kind for kind, speed in MIN_GUST_SPEEDS.items() if (wind_gust or 0.0) >= speed), None)
    return tuple(kinds if gusts is None else [*kinds, gusts])


def group_into_spells(steps: Sequence[Step]) -> list[Sequence[Step]]:
    """Split *steps* into spells at breaks longer than MAX_BREAK_IN_SPELL.

    If there would be more than MAX_SPELLS_PER_HAZARD spells, return all *steps* as one spell.
    """
    spells: list[list[Step]] = []
    for step in steps:
        if spells and step.start - spells[-1][-1].end <= MAX_BREAK_IN_SPELL:
            spells[-1].append(step)
        else:
            spells.append([step])
    return [*spells] if len(spells) <= MAX_SPELLS_PER_HAZARD else [steps]


def has_long_break(spell: Sequence[Step]) -> bool:
    """Return whether there is a break longer than MAX_BREAK_IN_SPELL between the steps of *spell*."""
    return any(after.start - before.end > MAX_BREAK_IN_SPELL for before, after in pairwise(spell))


def _hazard_from_spell(kind: HazardKind, spell: Sequence[Step], start: datetime, end: datetime) -> Hazard:
    """Return the hazard of *kind* during the steps *spell*, clipped to the period from *start* to *end*."""
    is_precipitation = kind.value in WET_HAZARDOUS_CONDITIONS
    return Hazard(
        kind=kind,
        start=spell[0].start if spell[0].start > start else None,
        end=spell[-1].end if spell[-1].end < end else None,
        probability=highest(step.probability for step in spell) if is_precipitation else None,
        gust=highest(step.wind_gust for step in spell) if kind in MIN_GUST_SPEEDS else None,
        has_breaks=has_long_break(spell),
    )
