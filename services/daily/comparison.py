"""Compares the weather of the day ahead with the weather of the day before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from services.weather import Step
from services.weather.days import midnight
from services.weather.hazards import HAZARDOUS_CONDITIONS
from services.weather.precipitation import PRECIPITATION_CONDITIONS, may_be_wet

MIN_TEMPERATURE_DIFFERENCE = 3.0
"""Minimum difference between the highest temperatures of two days, in °C; if it is smaller, no day counts as
warmer."""

LATEST_COMPARISON_TIME = time(12)
"""Latest local time at which temperatures are compared; later, the warmest hour of the day may be over."""

MIN_WET_DAY_AMOUNT = 1.0
"""Minimum amount of precipitation, in mm, for the day before to count as wet."""

MAX_DRY_DAY_AMOUNT = 0.2
"""Amount of precipitation, in mm, below which the day ahead may count as dry."""

ONE_DAY = timedelta(days=1)


class WeatherChange(Enum):
    """A kind of difference between the weather of the day ahead and the weather of the day before."""

    WARMER = auto()
    COLDER = auto()
    DRY = auto()
    """The day ahead is dry, and the day before was wet."""


@dataclass(frozen=True, slots=True)
class DayComparison:
    """The result of comparing the weather of the day ahead with the weather of the day before."""

    changes: tuple[WeatherChange, ...] = ()
    before_high: float | None = None
    """The highest temperature of the day before, in °C, in the hours of the day that the outlook covers."""


def compare_with_day_before(
    steps: Sequence[Step], start: datetime, end: datetime, timezone: tzinfo
) -> DayComparison:
    """Compare the hours from *start* to *end* with the same local hours of the day before.

    *end* is midnight in *timezone*, and *steps* cover both days. If any hour of the two days lacks data, return no
    changes. WARMER also requires that the whole day ahead has a higher maximum than the whole day before, and
    COLDER that it has a lower maximum.
    """
    local_start = start.astimezone(timezone)
    today, yesterday = midnight(local_start.date(), timezone), midnight(local_start.date() - ONE_DAY, timezone)
    start_yesterday = datetime.combine(local_start.date() - ONE_DAY, local_start.time(), timezone).astimezone(UTC)
    if not (_is_complete(steps, yesterday, today) and _is_complete(steps, today, end)):
        return DayComparison()
    changes = []
    high, before_high = (
        _highest_temperature(steps, start, end),
        _highest_temperature(steps, start_yesterday, today),
    )
    difference = high - before_high
    day_difference = _highest_temperature(steps, today, end) - _highest_temperature(steps, yesterday, today)
    if (
        local_start.time() <= LATEST_COMPARISON_TIME
        and abs(difference) >= MIN_TEMPERATURE_DIFFERENCE
        and difference * day_difference > 0
    ):
        changes.append(WeatherChange.WARMER if difference > 0 else WeatherChange.COLDER)
    was_wet = (
        sum(step.precipitation or 0.0 for step in steps_between(steps, start_yesterday, today))
        >= MIN_WET_DAY_AMOUNT
    )
    if was_wet and is_dry(steps_between(steps, today, end)):
        changes.append(WeatherChange.DRY)
    return DayComparison(tuple(changes), before_high)


def steps_between(steps: Iterable[Step], start: datetime, end: datetime) -> list[Step]:
    """Return the steps that are at least partly between *start* and *end*."""
    return [step for step in steps if step.start < end and step.end > start]


def is_dry(steps: Sequence[Step]) -> bool:
    """Return whether *steps* have almost no precipitation, low probabilities of it, and no dangerous weather."""
    return sum(step.precipitation or 0.0 for step in steps) < MAX_DRY_DAY_AMOUNT and not any(
        may_be_wet(step) or step.condition in PRECIPITATION_CONDITIONS | HAZARDOUS_CONDITIONS for step in steps
    )


def _is_complete(steps: Iterable[Step], start: datetime, end: datetime) -> bool:
    """Return whether *steps* have temperature and precipitation for the whole time from *start* to *end*."""
    durations = (
        min(step.end, end) - max(step.start, start)
        for step in steps_between(steps, start, end)
        if step.temperature is not None and step.precipitation is not None
    )
    return sum(durations, timedelta()) >= end - start


def _highest_temperature(steps: Iterable[Step], start: datetime, end: datetime) -> float:
    return max(step.temperature for step in steps_between(steps, start, end) if step.temperature is not None)
