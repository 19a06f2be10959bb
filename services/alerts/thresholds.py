"""Decides whether the weather of the next 24 hours passes a threshold, as pure functions of a forecast."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from services.alerts.spells import SNOW_CM_PER_MM
from services.storage.alert_models import AlertKinds
from services.weather.forecast import Step
from services.weather.models import Condition

PERIOD = timedelta(hours=24)
"""Length of the period that is compared with thresholds."""

MIN_COVERAGE = timedelta(hours=18)
"""Minimum time with known values in the period; a shorter time cannot show that an event has ended."""

COOLDOWN = timedelta(hours=12)
"""Minimum time from the end of an event to the beginning of the next one about the same threshold."""

SNOW_CONDITIONS = frozenset(
    {
        *(Condition.LIGHT_SNOW, Condition.SNOW, Condition.HEAVY_SNOW),
        *(Condition.SNOW_SHOWERS, Condition.HEAVY_SNOW_SHOWERS),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of threshold is compared with the weather."""

    value: Callable[[Step], float | None]
    """Returns the value of a step; None if it is unknown."""
    is_total: bool = False
    """Whether the total of the period counts; otherwise the highest value counts."""
    is_minimum: bool = False
    """Whether the lowest value counts, and the threshold is passed by lower values."""
    margin: float = 0.0
    """How far the value must be back from the threshold for the event to end, in the unit of the threshold."""
    margin_part: float = 0.0
    """A further part of the threshold by which the value must be back."""


def _rain(step: Step) -> float | None:
    return 0.0 if step.condition in SNOW_CONDITIONS else step.precipitation


def _snow(step: Step) -> float | None:
    if step.precipitation is None or step.condition not in SNOW_CONDITIONS:
        return None if step.precipitation is None else 0.0
    return step.precipitation * SNOW_CM_PER_MM


RULES = {
    AlertKinds.FROST: Rule(lambda step: step.temperature, is_minimum=True, margin=2.0),
    AlertKinds.HEAT: Rule(lambda step: step.temperature, margin=2.0),
    AlertKinds.GUSTS: Rule(lambda step: step.wind_gust, margin=3.0),
    AlertKinds.HEAVY_RAIN: Rule(_rain, is_total=True, margin_part=0.4),
    AlertKinds.HEAVY_SNOW: Rule(_snow, is_total=True, margin_part=0.4),
    AlertKinds.UV: Rule(lambda step: step.uv_index, margin=1.0),
}
"""The rule of each kind of THRESHOLD_KINDS."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The value of the period after a time, compared with a threshold."""

    value: float
    passes: bool
    """Whether the value is at or beyond the threshold."""
    is_back: bool
    """Whether the value is so far from the threshold that an event ends."""
    start: datetime
    """Beginning of the first step that passes the threshold or, for a total, that adds to it, in UTC."""
    end: datetime | None
    """End of the last such step, in UTC; None if that step ends after the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdEvent:
    """What is known about one threshold in a cell."""

    started_at: AwareDatetime
    """Time in UTC at which the last event was found."""
    ended_at: AwareDatetime | None = None
    """Time in UTC at which the last event was found to have ended; None while it goes on."""


def measure(kind: AlertKinds, threshold: float, steps: Sequence[Step], now: datetime) -> Measured | None:
    """Return the value of the next 24 hours for *kind*; None if no step of *steps* has a value."""
    rule = RULES[kind]
    known: list[tuple[Step, float]] = []
    for step in steps:
        if step.end <= now or step.start >= now + PERIOD or (value := rule.value(step)) is None:
            continue
        known.append((step, value * _overlap(step, now) / step.length if rule.is_total else value))
    if not known:
        return None
    values = [value for _, value in known]
    value = sum(values) if rule.is_total else min(values) if rule.is_minimum else max(values)
    sign = -1.0 if rule.is_minimum else 1.0
    margin = rule.margin + rule.margin_part * threshold
    covered = sum((_overlap(step, now) for step, _ in known), timedelta())
    counted = [
        step for step, value in known if (value > 0 if rule.is_total else sign * value >= sign * threshold)
    ] or [known[0][0]]
    return Measured(
        value=round(value, 2),
        passes=sign * value >= sign * threshold,
        is_back=sign * value <= sign * threshold - margin and covered >= MIN_COVERAGE,
        start=max(counted[0].start, now),
        end=counted[-1].end if counted[-1].end < now + PERIOD else None,
    )


def advance_event(event: ThresholdEvent | None, measured: Measured, now: datetime) -> ThresholdEvent | None:
    """Return the event after *measured*; the same object if nothing has changed.

    A new event begins if the threshold is passed, no event goes on, and the last one ended COOLDOWN ago.
    """
    if event is not None and event.ended_at is None:
        return ThresholdEvent(started_at=event.started_at, ended_at=now) if measured.is_back else event
    if not measured.passes or (event is not None and event.ended_at and now - event.ended_at < COOLDOWN):
        return event
    return ThresholdEvent(started_at=now)


def _overlap(step: Step, now: datetime) -> timedelta:
    return min(step.end, now + PERIOD) - max(step.start, now)
