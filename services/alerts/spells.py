"""Finds spells of precipitation in a nowcast. A nowcast consists of quarters of an hour (*quarters*).

A *spell* is a time with precipitation; each break within a spell is shorter than MIN_DRY_TIME.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.alerts.models import PrecipitationForm
from services.weather.models import Condition
from services.weather.nowcast import QUARTER_LENGTH, Quarter

MIN_FIRST_QUARTER_AMOUNT = 0.1
"""Minimum precipitation of the first quarter of a spell, in mm."""

MIN_LATER_QUARTER_AMOUNT = 0.05
"""Minimum precipitation of each later quarter of a spell, in mm; a quarter with less counts as a break."""

MIN_DRY_TIME = timedelta(hours=1)
"""Minimum duration of a break that ends a spell."""

MIN_SPELL_AMOUNT = 0.2
"""Minimum precipitation of a whole spell, in mm. A spell with less precipitation is ignored unless its form is
dangerous."""

QUARTERS_PER_HOUR = 4

SNOW_CM_PER_MM = 0.7
"""Depth in cm of the snow that 1 mm of water makes. Open-Meteo uses the same ratio."""

MIN_MIXED_SNOW_FRACTION = 0.2
"""Minimum fraction of snow in precipitation of the form RAIN_AND_SNOW."""

MIN_SNOW_FRACTION = 0.8
"""Minimum fraction of snow in precipitation of the form SNOW."""

DANGEROUS_FORMS = frozenset({PrecipitationForm.FREEZING_RAIN})
"""Dangerous forms of precipitation. A dangerous form causes an alert even if it already falls, and a second alert
in an episode that had an alert about a harmless form."""

_FORMS_BY_CONDITION = {
    **dict.fromkeys((Condition.FREEZING_RAIN, Condition.FREEZING_DRIZZLE), PrecipitationForm.FREEZING_RAIN),
    **dict.fromkeys(
        (Condition.THUNDERSTORM, Condition.HEAVY_THUNDERSTORM, Condition.HAIL, Condition.HEAVY_HAIL),
        PrecipitationForm.THUNDERSTORM,
    ),
    **dict.fromkeys(
        (*(Condition.LIGHT_SNOW, Condition.SNOW, Condition.HEAVY_SNOW), Condition.SNOW_SHOWERS),
        PrecipitationForm.SNOW,
    ),
    Condition.HEAVY_SNOW_SHOWERS: PrecipitationForm.SNOW,
    **dict.fromkeys((Condition.SLEET, Condition.RAIN_AND_SNOW), PrecipitationForm.RAIN_AND_SNOW),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Successive quarters with precipitation, with breaks shorter than MIN_DRY_TIME."""

    form: PrecipitationForm
    """The form of the whole spell: the most dangerous form in the spell, or a mixture of rain and snow."""
    form_start: datetime
    """Start of the first quarter of an hour with a dangerous form, in UTC; equal to `start` if no form is
    dangerous."""
    start: datetime
    end: datetime | None
    """End of the spell in UTC; None if the nowcast ends less than MIN_DRY_TIME after the precipitation."""
    peak: float
    """Highest rate of precipitation, in mm per hour."""
    amount: float
    """Precipitation in mm, until the end of the spell or of the nowcast."""
    snow_depth: float
    """Depth in cm of the snow that falls until the end of the spell or of the nowcast."""


def known_quarters(quarters: Sequence[Quarter], now: datetime) -> list[Quarter]:
    """Return the successive quarters with known precipitation, from the quarter that contains *now*.

    The list is empty if the precipitation of the current quarter is unknown.
    """
    known: list[Quarter] = []
    end = now  # *end* is the end of the last quarter in *known*
    for quarter in quarters:
        if quarter.end <= end:
            continue
        is_next = quarter.start == end if known else quarter.start <= now
        if not is_next or quarter.precipitation is None:
            break
        known.append(quarter)
        end = quarter.end
    return known


def first_spell(quarters: Sequence[Quarter]) -> Spell | None:
    """Return the first spell in the successive *quarters* that is heavy enough or dangerous.

    A spell of a harmless form with less than MIN_SPELL_AMOUNT is skipped. Return None if no spell remains.
    """
    index = 0
    while index < len(quarters):
        if _amount_of(quarters[index]) < MIN_FIRST_QUARTER_AMOUNT:
            index += 1
            continue
        last = _last_quarter_index(quarters, index)
        spell = _spell_of(
            quarters[index : last + 1], is_open=(len(quarters) - 1 - last) * QUARTER_LENGTH < MIN_DRY_TIME
        )
        if spell.amount >= MIN_SPELL_AMOUNT or spell.form in DANGEROUS_FORMS:
            return spell
        index = last + 1
    return None


def _last_quarter_index(quarters: Sequence[Quarter], first: int) -> int:
    """Return the index of the last quarter of the spell whose first quarter has the index *first*."""
    last = first
    for index in range(first + 1, len(quarters)):
        if (index - 1 - last) * QUARTER_LENGTH >= MIN_DRY_TIME:
            break
        if _amount_of(quarters[index]) >= MIN_LATER_QUARTER_AMOUNT:
            last = index
    return last


def _spell_of(quarters: Sequence[Quarter], *, is_open: bool) -> Spell:
    forms = {
        quarter.start: precipitation_form(quarter)
        for quarter in quarters
        if _amount_of(quarter) >= MIN_LATER_QUARTER_AMOUNT
    }
    form = max(forms.values(), key=list(PrecipitationForm).index)
    if form is PrecipitationForm.SNOW and PrecipitationForm.RAIN in forms.values():
        form = PrecipitationForm.RAIN_AND_SNOW
    start = quarters[0].start
    is_dangerous = form in DANGEROUS_FORMS
    return Spell(
        form=form,
        form_start=min(at for at, other in forms.items() if other is form) if is_dangerous else start,
        start=start,
        end=None if is_open else quarters[-1].end,
        peak=round(QUARTERS_PER_HOUR * max(map(_amount_of, quarters)), 2),
        amount=round(sum(map(_amount_of, quarters)), 2),
        snow_depth=round(sum(quarter.snowfall or 0.0 for quarter in quarters), 2),
    )


def precipitation_form(quarter: Quarter) -> PrecipitationForm:
    """Return the form of the precipitation in *quarter*, by its condition and its fraction of snow."""
    by_condition = _FORMS_BY_CONDITION.get(quarter.condition) if quarter.condition is not None else None
    if by_condition is not None:
        return by_condition
    snow_fraction = (
        (quarter.snowfall or 0.0) / SNOW_CM_PER_MM / _amount_of(quarter) if _amount_of(quarter) else 0.0
    )
    if snow_fraction >= MIN_SNOW_FRACTION:
        return PrecipitationForm.SNOW
    return PrecipitationForm.RAIN_AND_SNOW if snow_fraction >= MIN_MIXED_SNOW_FRACTION else PrecipitationForm.RAIN


def _amount_of(quarter: Quarter) -> float:
    return quarter.precipitation or 0.0
