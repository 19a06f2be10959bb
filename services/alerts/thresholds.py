"""Pure functions that decide whether the weather of the next 24 hours passes a threshold of a chat.

An *event* is a time in which the weather is beyond one threshold; chats get one alert about an event.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from services.alerts.spells import SNOW_CM_PER_MM
from services.storage.alert_models import AlertKinds
from services.weather.forecast import Step
from services.weather.models import Condition

MEASURED_PERIOD = timedelta(hours=24)
"""Length of the period whose weather is compared with thresholds."""

MIN_KNOWN_TIME = timedelta(hours=18)
"""Minimum time with known values in MEASURED_PERIOD. If fewer hours are known, an event does not end."""

MIN_EVENT_GAP = timedelta(hours=12)
"""Minimum time between the end of an event and the beginning of the next event about the same threshold."""

SNOW_CONDITIONS = frozenset(
    {
        *(Condition.LIGHT_SNOW, Condition.SNOW, Condition.HEAVY_SNOW),
        *(Condition.SNOW_SHOWERS, Condition.HEAVY_SNOW_SHOWERS),
    }
)


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """How one kind of threshold is compared with the weather."""

    value_of: Callable[[Step], float | None]
    """A function that returns the value of a step; None if the value is unknown."""
    is_total: bool = False
    """True if the threshold is for the total of the period, as with rain; False if it is for single values."""
    is_minimum: bool = False
    """True if low values pass the threshold, as with frost; False if high values pass it."""
    margin: float = 0.0
    """Minimum distance between a harmless value and the threshold for an event to end, in the threshold's unit."""
    margin_fraction: float = 0.0
    """Fraction of the threshold that is added to `margin`."""


def _rain_amount(step: Step) -> float | None:
    return 0.0 if step.condition in SNOW_CONDITIONS else step.precipitation


def _snow_depth(step: Step) -> float | None:
    if step.precipitation is None or step.condition not in SNOW_CONDITIONS:
        return None if step.precipitation is None else 0.0
    return step.precipitation * SNOW_CM_PER_MM


RULES_BY_KIND = {
    AlertKinds.FROST: ThresholdRule(lambda step: step.temperature, is_minimum=True, margin=2.0),
    AlertKinds.HEAT: ThresholdRule(lambda step: step.temperature, margin=2.0),
    AlertKinds.GUSTS: ThresholdRule(lambda step: step.wind_gust, margin=3.0),
    AlertKinds.HEAVY_RAIN: ThresholdRule(_rain_amount, is_total=True, margin_fraction=0.4),
    AlertKinds.HEAVY_SNOW: ThresholdRule(_snow_depth, is_total=True, margin_fraction=0.4),
    AlertKinds.UV: ThresholdRule(lambda step: step.uv_index, margin=1.0),
}
"""Maps each kind in THRESHOLD_KINDS to its rule."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """The result of comparing the weather of the next 24 hours with a threshold."""

    value: float
    passes: bool
    """True if the value is equal to the threshold or more dangerous than the threshold."""
    ends_event: bool
    """True if the value is harmless and so far from the threshold that an event ends."""
    start: datetime
    """Beginning, in UTC, of the first step that passes the threshold; for a total, of the first wet step."""
    end: datetime | None
    """End, in UTC, of the last step that passes the threshold; for a total, of the last wet step. None if the step
    ends after the 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdEvent:
    """The last event about one threshold in a cell."""

    started_at: AwareDatetime
    """Time in UTC of the check that found the event."""
    ended_at: AwareDatetime | None = None
    """Time in UTC of the check that found the event over; None while the event goes on."""


def measure_against_threshold(
    kind: AlertKinds, threshold: float, steps: Sequence[Step], now: datetime
) -> Measurement | None:
    """Compare the next 24 hours of *steps* with *threshold*; return None if no step has a value."""
    rule = RULES_BY_KIND[kind]
    step_values: list[tuple[Step, float]] = []
    for step in steps:
        if step.end <= now or step.start >= now + MEASURED_PERIOD or (value := rule.value_of(step)) is None:
            continue
        step_values.append((step, value * _time_in_period(step, now) / step.length if rule.is_total else value))
    if not step_values:
        return None
    values = [value for _, value in step_values]
    value = sum(values) if rule.is_total else min(values) if rule.is_minimum else max(values)
    sign = -1.0 if rule.is_minimum else 1.0
    margin = rule.margin + rule.margin_fraction * threshold
    known_time = sum((_time_in_period(step, now) for step, _ in step_values), timedelta())
    passing_steps = [
        step for step, value in step_values if (value > 0 if rule.is_total else sign * value >= sign * threshold)
    ] or [step_values[0][0]]
    return Measurement(
        value=round(value, 2),
        passes=sign * value >= sign * threshold,
        ends_event=sign * value <= sign * threshold - margin and known_time >= MIN_KNOWN_TIME,
        start=max(passing_steps[0].start, now),
        end=passing_steps[-1].end if passing_steps[-1].end < now + MEASURED_PERIOD else None,
    )


def advance_event(event: ThresholdEvent | None, measured: Measurement, now: datetime) -> ThresholdEvent | None:
    """Return the new state of *event* after *measured*; return *event* itself if nothing has changed.

    A new event begins if the threshold is passed, no event goes on, and the last event ended at least
    MIN_EVENT_GAP ago.
    """
    if event is not None and event.ended_at is None:
        return ThresholdEvent(started_at=event.started_at, ended_at=now) if measured.ends_event else event
    if not measured.passes or (event is not None and event.ended_at and now - event.ended_at < MIN_EVENT_GAP):
        return event
    return ThresholdEvent(started_at=now)


def _time_in_period(step: Step, now: datetime) -> timedelta:
    return min(step.end, now + MEASURED_PERIOD) - max(step.start, now)
