"""The steps of a forecast as days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.places.models import Place
from services.weather.forecast import Day, Step
from services.weather.light import light_of
from services.weather.models import Condition

HAZARDS = frozenset(
    {
        *(Condition.FREEZING_DRIZZLE, Condition.FREEZING_RAIN, Condition.HEAVY_RAIN, Condition.VERY_HEAVY_RAIN),
        *(Condition.HEAVY_SHOWERS, Condition.HEAVY_SNOW, Condition.HEAVY_SNOW_SHOWERS),
        *(Condition.THUNDERSTORM, Condition.HEAVY_THUNDERSTORM, Condition.HAIL, Condition.HEAVY_HAIL),
        *(Condition.SQUALL, Condition.TORNADO),
    }
)
FALLING = frozenset(
    {
        *(Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS, Condition.SLEET),
        *(Condition.RAIN_AND_SNOW, Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS),
    }
)
FALLS_FOR = timedelta(hours=3)
"""From when on a day counts as wet."""

ROUGHNESS = {condition: place for place, condition in enumerate(Condition)}


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


def condition_of(steps: Sequence[Step]) -> Condition | None:
    """Return what a day is like in one word.

    A hazard, as thunderstorm or freezing rain, however short it is; of several the roughest. Else, where something
    falls for three hours in all, what falls longest. Else the sky that lasts longest by daylight, in a polar
    night by all hours. Of two that last equally long the rougher.
    """
    told = [(step.condition, step.is_day) for step in steps if step.condition is not None]
    hazards = [condition for condition, _ in told if condition in HAZARDS]
    if hazards:
        return max(hazards, key=ROUGHNESS.__getitem__)
    falling = [condition for condition, _ in told if condition in FALLING]
    if falling and len(falling) * steps[0].length >= FALLS_FOR:
        return _longest(falling)
    skies = [(condition, is_day) for condition, is_day in told if condition not in FALLING]
    return _longest([sky for sky, is_day in skies if is_day] or [sky for sky, _ in skies] or falling)


def _longest(conditions: Sequence[Condition]) -> Condition | None:
    counts = Counter(conditions)
    return max(counts, key=lambda condition: (counts[condition], ROUGHNESS[condition]), default=None)


def _length(day: date, local: tzinfo) -> timedelta:
    """Return how long a day is: 23 or 25 hours when clocks change."""
    return midnight(day + timedelta(days=1), local) - midnight(day, local)


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
