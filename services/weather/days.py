"""The steps of a forecast as days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.places.models import Place
from services.weather.falls import FALLING, is_wet, sky_of
from services.weather.forecast import Day, Step
from services.weather.hazards import HAZARDS, MOST_SEVERE_FIRST
from services.weather.light import light_of
from services.weather.models import Condition

FALLS_FOR = timedelta(hours=3)
"""From when on a day counts as wet."""

SEVERITY = (
    *(Condition.CLEAR, Condition.MOSTLY_CLEAR, Condition.PARTLY_CLOUDY, Condition.CLOUDY, Condition.OVERCAST),
    *(Condition.MIST, Condition.HAZE, Condition.DUST, Condition.SAND, Condition.SMOKE),
    *(Condition.FOG, Condition.FREEZING_FOG),
    *(Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN_SHOWERS, Condition.RAIN),
    *(Condition.LIGHT_SNOW, Condition.SNOW_SHOWERS, Condition.SNOW, Condition.RAIN_AND_SNOW, Condition.SLEET),
    *(Condition(kind.value) for kind in reversed(MOST_SEVERE_FIRST) if kind.value in HAZARDS),
)
"""The conditions from the mildest to the most severe, which one word or one symbol for several must tell.

By what they ask of somebody outdoors: nothing, to see less, to get wet, to slip, to take shelter.
"""


MAX_SNOW_TEMPERATURE = 0.5
"""Temperature up to which precipitation of an unknown kind is taken as snow, in °C."""


def days_of(steps: Iterable[Step], place: Place, local: tzinfo) -> tuple[Day, ...]:
    """Return the days that the steps are in, by the calendar of the zone *local*.

    How a step begins belongs to the day in which it does so, what it brings to the day in which its middle is:
    three hours may well lie on both sides of midnight.
    """
    beginning, lasting = defaultdict[date, list[Step]](list), defaultdict[date, list[Step]](list)
    for step in steps:
        beginning[step.start.astimezone(local).date()].append(step)
        lasting[(step.start + step.length / 2).astimezone(local).date()].append(step)
    return tuple(_day(day, beginning[day], lasting[day], place, local) for day in sorted({*beginning, *lasting}))


def _day(day: date, beginning: Sequence[Step], lasting: Sequence[Step], place: Place, local: tzinfo) -> Day:
    temperatures = [step.temperature for step in beginning if step.temperature is not None]
    falls = [step.precipitation for step in lasting if step.precipitation is not None]
    light = light_of(place, day, local)
    known = sum((step.length for step in beginning if step.temperature is not None), timedelta())
    return Day(
        date=day,
        whole=bool(beginning) and known > _length(day, local) - beginning[0].length,
        condition=condition_of(lasting),
        temperature_min=min(temperatures, default=None),
        temperature_max=max(temperatures, default=None),
        precipitation=round(sum(falls), 2) if falls else None,
        probability=_most(step.probability for step in lasting),
        wind_speed=_most(step.wind_speed for step in beginning),
        wind_gust=_most(step.wind_gust for step in lasting),
        sunrise=light.sunrise,
        sunset=light.sunset,
        polar=light.polar,
        dawn=light.dawn,
        dusk=light.dusk,
    )


def midnight(day: date, local: tzinfo) -> datetime:
    """Return when *day* begins, in UTC: times of one zone differ by what clocks show, changes or not."""
    return datetime.combine(day, time(), local).astimezone(UTC)


def precipitation_type(run: Sequence[Step], kinds: frozenset[Condition]) -> Condition:
    """Return the most severe of *kinds* in *run*; if there is none, derive rain or snow from the temperature."""
    conditions = [step.condition for step in run if step.condition is not None and step.condition in kinds]
    if conditions:
        return max(conditions, key=SEVERITY.index)
    below_freezing = all(step.temperature is not None and step.temperature <= MAX_SNOW_TEMPERATURE for step in run)
    return Condition.SNOW if below_freezing else Condition.RAIN


def condition_of(steps: Sequence[Step]) -> Condition | None:
    """Return what a day is like in one word.

    The most severe hazard, however short it is: no milder condition hides it. Else, where precipitation is
    expected for three hours in all, what falls longest. Else the sky that lasts longest by daylight, in a polar
    night by all hours. Of two that last equally long the more severe.
    """
    told = [(step, step.condition) for step in steps if step.condition is not None]
    if dangerous := [condition for _, condition in told if condition in HAZARDS]:
        return max(dangerous, key=SEVERITY.index)
    wet = [(step, condition) for step, condition in told if condition in FALLING and is_wet(step)]
    if sum((step.length for step, _ in wet), timedelta()) >= FALLS_FOR:
        return _longest([condition for _, condition in wet])
    skies = [(step, sky_of(condition)) for step, condition in told if not (condition in FALLING and is_wet(step))]
    return _longest(
        [sky for step, sky in skies if step.is_day]
        or [sky for _, sky in skies]
        or [condition for _, condition in wet]
    )


def _longest(conditions: Sequence[Condition]) -> Condition | None:
    counts = Counter(conditions)
    return max(counts, key=lambda condition: (counts[condition], SEVERITY.index(condition)), default=None)


def _length(day: date, local: tzinfo) -> timedelta:
    """Return how long a day is: 23 or 25 hours when clocks change."""
    return midnight(day + timedelta(days=1), local) - midnight(day, local)


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
