"""Summarizes the steps of a forecast by calendar days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.places.models import Place
from services.weather.forecast import Day, Step, highest
from services.weather.hazards import HAZARD_KINDS_BY_SEVERITY, HAZARDOUS_CONDITIONS
from services.weather.models import Condition
from services.weather.precipitation import PRECIPITATION_CONDITIONS, is_wet, without_precipitation
from services.weather.sun_times import sun_times_on

MIN_WET_DURATION = timedelta(hours=3)
"""Minimum total duration of expected precipitation at which `main_condition` prefers precipitation to dry
conditions."""

MAX_SNOW_TEMPERATURE = 0.5
"""Maximum air temperature, in °C, at which precipitation of an unknown type counts as snow."""

CONDITIONS_BY_SEVERITY = (
    *(Condition.CLEAR, Condition.MOSTLY_CLEAR, Condition.PARTLY_CLOUDY, Condition.CLOUDY, Condition.OVERCAST),
    *(Condition.MIST, Condition.HAZE, Condition.DUST, Condition.SAND, Condition.SMOKE),
    *(Condition.FOG, Condition.FREEZING_FOG),
    *(Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN_SHOWERS, Condition.RAIN),
    *(Condition.LIGHT_SNOW, Condition.SNOW_SHOWERS, Condition.SNOW, Condition.RAIN_AND_SNOW, Condition.SLEET),
    *(Condition(kind.value) for kind in reversed(HAZARD_KINDS_BY_SEVERITY) if kind.value in HAZARDOUS_CONDITIONS),
)
"""All conditions, from the mildest to the most severe."""


def days_from_steps(steps: Iterable[Step], place: Place, timezone: tzinfo) -> tuple[Day, ...]:
    """Return the calendar days in *timezone* that *steps* cover, in chronological order.

    The values at the start of a step, such as the temperature, belong to the day on which the step starts. The
    values of a whole step, such as the precipitation, belong to the day that contains the middle of the step.
    """
    starting, centred = defaultdict[date, list[Step]](list), defaultdict[date, list[Step]](list)
    for step in steps:
        starting[step.start.astimezone(timezone).date()].append(step)
        centred[(step.start + step.length / 2).astimezone(timezone).date()].append(step)
    return tuple(
        _summarize_day(day, starting[day], centred[day], place, timezone) for day in sorted({*starting, *centred})
    )


def _summarize_day(
    day: date, starting: Sequence[Step], centred: Sequence[Step], place: Place, timezone: tzinfo
) -> Day:
    """Return the summary of *day*.

    *starting* are the steps that start on *day*; *centred* are the steps whose middle is on *day*.
    """
    temperatures = [step.temperature for step in starting if step.temperature is not None]
    amounts = [step.precipitation for step in centred if step.precipitation is not None]
    covered = sum((step.length for step in starting if step.temperature is not None), timedelta())
    sun_times = sun_times_on(day, place, timezone)
    return Day(
        date=day,
        is_complete=bool(starting) and covered > _day_length(day, timezone) - starting[0].length,
        condition=main_condition(centred),
        temperature_min=min(temperatures, default=None),
        temperature_max=max(temperatures, default=None),
        precipitation=round(sum(amounts), 2) if amounts else None,
        probability=highest(step.probability for step in centred),
        wind_speed=highest(step.wind_speed for step in starting),
        wind_gust=highest(step.wind_gust for step in centred),
        sunrise=sun_times.sunrise,
        sunset=sun_times.sunset,
        polar=sun_times.polar,
        dawn=sun_times.dawn,
        dusk=sun_times.dusk,
    )


def midnight(day: date, timezone: tzinfo) -> datetime:
    """Return the beginning of *day* in *timezone*, converted to UTC.

    The result is in UTC, because differences of local times are wrong when clocks change.
    """
    return datetime.combine(day, time(), timezone).astimezone(UTC)


def precipitation_type(steps: Sequence[Step], known_types: frozenset[Condition]) -> Condition:
    """Return the most severe of *known_types* that occurs in *steps*.

    If none of *known_types* occurs, return snow or rain, depending on the temperatures.
    """
    conditions = [step.condition for step in steps if step.condition is not None and step.condition in known_types]
    if conditions:
        return max(conditions, key=CONDITIONS_BY_SEVERITY.index)
    is_cold = all(step.temperature is not None and step.temperature <= MAX_SNOW_TEMPERATURE for step in steps)
    return Condition.SNOW if is_cold else Condition.RAIN


def main_condition(steps: Sequence[Step]) -> Condition | None:
    """Return the condition that best describes *steps*; None if all conditions are unknown.

    The returned condition is the first of the following that occurs in *steps*:

    1. the most severe hazard, even if it is short;
    2. the most frequent precipitation, if precipitation is expected for MIN_WET_DURATION in total;
    3. the most frequent dry condition in the daytime;
    4. the most frequent dry condition at night;
    5. the most frequent precipitation.

    If two conditions are equally frequent, the more severe one is returned.
    """
    conditions = [(step, step.condition) for step in steps if step.condition is not None]
    if hazards := [condition for _, condition in conditions if condition in HAZARDOUS_CONDITIONS]:
        return max(hazards, key=CONDITIONS_BY_SEVERITY.index)
    wet = [(step, condition) for step, condition in conditions if _is_precipitation(step, condition)]
    wet_conditions = [condition for _, condition in wet]
    if sum((step.length for step, _ in wet), timedelta()) >= MIN_WET_DURATION:
        return _most_frequent_condition(wet_conditions)
    skies = [
        (step, without_precipitation(condition))
        for step, condition in conditions
        if not _is_precipitation(step, condition)
    ]
    return _most_frequent_condition(
        [sky for step, sky in skies if step.is_day] or [sky for _, sky in skies] or wet_conditions
    )


def _is_precipitation(step: Step, condition: Condition) -> bool:
    return condition in PRECIPITATION_CONDITIONS and is_wet(step)


def _most_frequent_condition(conditions: Sequence[Condition]) -> Condition | None:
    counts = Counter(conditions)
    return max(
        counts, key=lambda condition: (counts[condition], CONDITIONS_BY_SEVERITY.index(condition)), default=None
    )


def _day_length(day: date, timezone: tzinfo) -> timedelta:
    """Return the length of *day* in *timezone*.

    A day on which clocks change has 23 or 25 hours; any other day has 24 hours.
    """
    return midnight(day + timedelta(days=1), timezone) - midnight(day, timezone)
