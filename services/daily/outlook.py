"""What a push tells of one place: the day ahead, as far as somebody half awake wants to know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from services.daily.comparison import WARM_HOURS, Change, compare, within
from services.weather import Condition, Forecast, Step
from services.weather.days import SEVERITY, condition_of, midnight
from services.weather.falls import FALLING, is_wet, may_be_wet
from services.weather.hazards import GUSTS, WET_HAZARDS, Hazard, hazards, is_broken, spells

EVENING = time(18)
"""By the place's clock: from then on the day ahead is tomorrow."""

STRONG_WIND, STRONG_GUST = 10.0, 15.0
"""m/s from which wind is worth mentioning: umbrellas turn inside out, and branches break.

From `services.weather.hazards.GUSTS` on it is a hazard.
"""

FROST = 0.5
"""°C up to which precipitation of an unknown kind is snow."""


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
    likely: bool = True
    """Whether it is expected; else it is merely possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The day ahead at one place: the hours of today still to come or, from the evening on, tomorrow."""

    date: date
    tomorrow: bool = False
    """Whether that is tomorrow by the place's own calendar, else today."""
    late: bool = False
    """Whether only hours after noon are still to come."""
    timezone: tzinfo
    provider: str
    hazards: tuple[Hazard, ...] = ()
    """The most severe first."""
    low: float | None = None
    """°C."""
    high: float | None = None
    """°C."""
    condition: Condition | None = None
    spells: tuple[Spell, ...] = ()
    """What falls besides the hazards."""
    wind_speed: float | None = None
    """m/s, if it is worth mentioning."""
    wind_direction: float | None = None
    """Where that wind comes from, degrees clockwise from north."""
    wind_gust: float | None = None
    """m/s, if they are worth mentioning and no hazard."""
    changes: tuple[Change, ...] = ()
    before_high: float | None = None
    """The highest temperature in the same hours of the day before, °C."""
    age: timedelta | None = None
    """How old the forecast is, when it stands in because no provider answers."""


def outlook_of(forecast: Forecast, at: datetime) -> Outlook | None:
    """Return what *forecast* says of the day ahead of the moment *at*; None when it does not reach that far."""
    local = forecast.timezone
    here = at.astimezone(local)
    tomorrow = here.time() >= EVENING
    day = here.date() + timedelta(days=tomorrow)
    start, end = max(at, midnight(day, local)), midnight(day + timedelta(days=1), local)
    steps = within(forecast.steps, start, end)
    if not steps:
        return None
    temperatures = [step.temperature for step in steps if step.temperature is not None]
    windiest = max(steps, key=lambda step: step.wind_speed or 0.0)
    gust = max((step.wind_gust or 0.0 for step in steps), default=0.0)
    blows = (windiest.wind_speed or 0.0) >= STRONG_WIND or gust >= STRONG_GUST
    comparison = compare((*forecast.earlier, *forecast.steps), start, end, local)
    return Outlook(
        date=day,
        tomorrow=tomorrow,
        late=start.astimezone(local).time() > WARM_HOURS,
        timezone=local,
        provider=forecast.provider,
        hazards=hazards(steps, start, end),
        low=min(temperatures, default=None),
        high=max(temperatures, default=None),
        condition=condition_of(steps),
        spells=_spells(steps, start, end, local),
        wind_speed=windiest.wind_speed if blows else None,
        wind_direction=windiest.wind_direction if blows else None,
        wind_gust=gust if STRONG_GUST <= gust < min(GUSTS.values()) else None,
        changes=comparison.changes,
        before_high=comparison.before_high,
        age=forecast.age,
    )


def _spells(steps: Sequence[Step], start: datetime, end: datetime, local: tzinfo) -> tuple[Spell, ...]:
    """Return what is expected to fall, else what may.

    Hours of a hazard are not told twice: they end no spell, and begin none.
    """
    likely = any(is_wet(step) and step.condition not in WET_HAZARDS for step in steps)
    falls = [step for step in steps if (is_wet(step) if likely else may_be_wet(step))]
    runs = [_without_hazards(run) for run in spells(falls)]
    return tuple(_spell(run, start, end, local, likely=likely) for run in runs if run)


def _without_hazards(run: Sequence[Step]) -> Sequence[Step]:
    """Return *run* from its first step to its last that no hazard tells of."""
    milder = [number for number, step in enumerate(run) if step.condition not in WET_HAZARDS]
    return run[milder[0] : milder[-1] + 1] if milder else ()


def _spell(run: Sequence[Step], start: datetime, end: datetime, local: tzinfo, *, likely: bool) -> Spell:
    first, last = run[0].start, run[-1].end
    milder = [step for step in run if step.condition not in WET_HAZARDS]
    return Spell(
        start=first.astimezone(local) if first > start else None,
        end=last.astimezone(local) if last < end else None,
        kind=_kind(milder),
        probability=max((step.probability for step in milder if step.probability is not None), default=None),
        broken=is_broken(run),
        likely=likely,
    )


def _kind(run: Sequence[Step]) -> Condition:
    """Return the most severe that falls, by the temperature where nobody says what."""
    falls = [step.condition for step in run if step.condition in FALLING and step.condition is not None]
    if falls:
        return max(falls, key=SEVERITY.index)
    frosty = all(step.temperature is not None and step.temperature <= FROST for step in run)
    return Condition.SNOW if frosty else Condition.RAIN
