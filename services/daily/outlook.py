"""What a push tells of one place: the day ahead, as far as somebody half awake wants to know it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from services.weather import Condition, Day, Forecast, Step
from services.weather.days import FALLING, HAZARDS, ROUGHNESS, condition_of, midnight

EVENING = time(18)
"""By the place's clock: from then on the day ahead is tomorrow."""

LIKELY = 50.0
"""% from which precipitation is told, where the provider tells how likely it is."""

WET = 0.1
"""mm an hour from which precipitation is told, where it does not."""

SOAKED = 1.0
"""mm in a day from which it was a wet one."""

STRONG_WIND, STRONG_GUST = 10.0, 15.0
"""m/s from which wind is worth mentioning: umbrellas turn inside out, and branches break."""

OTHERWISE = 3.0
"""°C by which a day must differ from the one before to be called warmer or colder."""

MOST_SPELLS = 2
"""Spells of precipitation that are told one by one; more are one that comes and goes."""

FROST = 0.5
"""°C up to which precipitation of an unknown kind is snow."""


class Change(Enum):
    """How a day differs from the one before."""

    WARMER = auto()
    COLDER = auto()
    DRY = auto()
    """The one before was wet."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Precipitation without a longer break, by the place's clock."""

    start: datetime | None
    """None for one that has begun when the hours ahead begin."""
    end: datetime | None
    """None for one that does not end with the day."""
    kind: Condition
    probability: float | None = None
    """The highest of an hour, %."""
    broken: bool = False
    """Whether it comes and goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The day ahead at one place: the hours of today still to come or, from the evening on, tomorrow."""

    date: date
    timezone: tzinfo
    provider: str
    low: float | None = None
    """°C."""
    high: float | None = None
    """°C."""
    condition: Condition | None = None
    spells: tuple[Spell, ...] = ()
    wind_speed: float | None = None
    """m/s, if it is worth mentioning."""
    wind_direction: float | None = None
    """Where that wind comes from, degrees clockwise from north."""
    wind_gust: float | None = None
    """m/s, if they are worth mentioning."""
    changes: tuple[Change, ...] = ()
    before_high: float | None = None
    """The highest temperature of the day before, °C."""
    age: timedelta | None = None
    """How old the forecast is, when it stands in because no provider answers."""


def outlook_of(forecast: Forecast, at: datetime) -> Outlook | None:
    """Return what *forecast* says of the day ahead of the moment *at*; None when it does not reach that far."""
    local = forecast.timezone
    here = at.astimezone(local)
    day = here.date() + timedelta(days=here.time() >= EVENING)
    start = max(at, midnight(day, local))
    end = midnight(day + timedelta(days=1), local)
    steps = [step for step in forecast.steps if step.start < end and step.end > start]
    if not steps:
        return None
    temperatures = [step.temperature for step in steps if step.temperature is not None]
    windiest = max(steps, key=lambda step: step.wind_speed or 0.0)
    gust = max((step.wind_gust or 0.0 for step in steps), default=0.0)
    days = {known.date: known for known in (*forecast.days, *filter(None, [forecast.yesterday]))}
    today, before = days.get(day), days.get(day - timedelta(days=1))
    spells = spells_of(filter(is_wet, steps), start, end, local)
    blows = (windiest.wind_speed or 0.0) >= STRONG_WIND or gust >= STRONG_GUST
    return Outlook(
        date=day,
        timezone=local,
        provider=forecast.provider,
        low=min(temperatures, default=None),
        high=max(temperatures, default=None),
        condition=condition_of(steps),
        spells=spells,
        wind_speed=windiest.wind_speed if blows else None,
        wind_direction=windiest.wind_direction if blows else None,
        wind_gust=gust if gust >= STRONG_GUST else None,
        changes=tuple(_changes(today, before, wet=bool(spells))),
        before_high=before.temperature_max if before is not None else None,
        age=forecast.age,
    )


def _changes(today: Day | None, before: Day | None, *, wet: bool) -> Iterator[Change]:
    """Yield what is worth telling; days of which hours are missing are not compared."""
    if today is None or before is None or not (today.whole and before.whole):
        return
    if today.temperature_max is not None and before.temperature_max is not None:
        difference = today.temperature_max - before.temperature_max
        if abs(difference) >= OTHERWISE:
            yield Change.WARMER if difference > 0 else Change.COLDER
    if not wet and (before.precipitation or 0.0) >= SOAKED:
        yield Change.DRY


def spells_of(wet: Iterable[Step], start: datetime, end: datetime, local: tzinfo) -> tuple[Spell, ...]:
    """Return the spells that the *wet* steps of the time from *start* to *end* make, in order."""
    runs: list[list[Step]] = []
    for step in wet:
        # A dry hour between two wet ones is no reason to leave the umbrella at home.
        if runs and step.start - runs[-1][-1].end <= timedelta(hours=1):
            runs[-1].append(step)
        else:
            runs.append([step])
    if len(runs) > MOST_SPELLS:
        whole = _spell([step for run in runs for step in run], start, end, local)
        return (replace(whole, broken=True),)
    return tuple(_spell(run, start, end, local) for run in runs)


def _spell(run: Sequence[Step], start: datetime, end: datetime, local: tzinfo) -> Spell:
    first, last = run[0].start, run[-1].end
    return Spell(
        start=first.astimezone(local) if first > start else None,
        end=last.astimezone(local) if last < end else None,
        kind=kind_of(run),
        probability=max((step.probability for step in run if step.probability is not None), default=None),
    )


def is_wet(step: Step, least: float = LIKELY) -> bool:
    """Return whether precipitation has a probability of *least* %, or is forecast where none is told."""
    if step.probability is not None:
        return step.probability >= least
    return (step.precipitation or 0.0) >= WET * (step.length / timedelta(hours=1))


def kind_of(run: Iterable[Step]) -> Condition:
    """Return the roughest that falls, by the temperature where nobody says what."""
    run = list(run)
    falls = [step.condition for step in run if step.condition in FALLING | HAZARDS]
    if falls:
        return max((condition for condition in falls if condition), key=ROUGHNESS.__getitem__)
    frosty = all(step.temperature is not None and step.temperature <= FROST for step in run)
    return Condition.SNOW if frosty else Condition.RAIN
