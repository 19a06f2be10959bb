"""How the day ahead differs from the one before: like with like, or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from services.weather import Step
from services.weather.days import midnight
from services.weather.falls import FALLING, may_be_wet
from services.weather.hazards import HAZARDS

OTHERWISE = 3.0
"""°C by which the highest temperatures must differ to be called warmer or colder."""

WARM_HOURS = time(12)
"""By the place's clock: later in the day its highest temperature may be over, and is not compared."""

SOAKED, DRY = 1.0, 0.2
"""mm from which a part of a day was wet, and up to which a day is dry."""

DAY = timedelta(days=1)


class Change(Enum):
    """How a day differs from the one before."""

    WARMER = auto()
    COLDER = auto()
    DRY = auto()
    """The one before was wet."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes worth telling, and what the day before was like."""

    changes: tuple[Change, ...] = ()
    before_high: float | None = None
    """The highest temperature in the same hours of the day before, °C."""


def compare(steps: Sequence[Step], start: datetime, end: datetime, local: tzinfo) -> Comparison:
    """Compare the time from *start* to *end*, the end of a day of the zone *local*, with the day before.

    *steps* are all that are known of both days. Compared are the same hours by the clock, and only where all
    hours of both days are known. A change that the whole days do not show is none.
    """
    clock = start.astimezone(local)
    today, yesterday = midnight(clock.date(), local), midnight(clock.date() - DAY, local)
    same_hours = datetime.combine(clock.date() - DAY, clock.time(), local).astimezone(UTC)
    if not (_are_known(steps, yesterday, today) and _are_known(steps, today, end)):
        return Comparison()
    changes = []
    high, before_high = _highest(steps, start, end), _highest(steps, same_hours, today)
    difference = high - before_high
    of_days = _highest(steps, today, end) - _highest(steps, yesterday, today)
    if clock.time() <= WARM_HOURS and abs(difference) >= OTHERWISE and difference * of_days > 0:
        changes.append(Change.WARMER if difference > 0 else Change.COLDER)
    was_wet = sum(step.precipitation or 0.0 for step in within(steps, same_hours, today)) >= SOAKED
    if was_wet and is_dry(within(steps, today, end)):
        changes.append(Change.DRY)
    return Comparison(tuple(changes), before_high)


def within(steps: Iterable[Step], start: datetime, end: datetime) -> list[Step]:
    """Return the steps of which a part is between *start* and *end*."""
    return [step for step in steps if step.start < end and step.end > start]


def is_dry(steps: Sequence[Step]) -> bool:
    """Return whether nothing falls in *steps*, nor is likely enough to be worth a word."""
    return sum(step.precipitation or 0.0 for step in steps) < DRY and not any(
        may_be_wet(step) or step.condition in FALLING | HAZARDS for step in steps
    )


def _are_known(steps: Iterable[Step], start: datetime, end: datetime) -> bool:
    """Return whether temperature and precipitation are known from *start* to *end*."""
    known = (
        min(step.end, end) - max(step.start, start)
        for step in within(steps, start, end)
        if step.temperature is not None and step.precipitation is not None
    )
    return sum(known, timedelta()) >= end - start


def _highest(steps: Iterable[Step], start: datetime, end: datetime) -> float:
    return max(step.temperature for step in within(steps, start, end) if step.temperature is not None)
