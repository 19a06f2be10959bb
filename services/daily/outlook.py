"""The outlook of a push: a short summary of the day ahead at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from services.daily.comparison import LATEST_COMPARISON_TIME, WeatherChange, compare_with_day_before, steps_between
from services.weather import Condition, Forecast, Step
from services.weather.days import main_condition, midnight, precipitation_type
from services.weather.forecast import highest
from services.weather.hazards import (
    MIN_GUST_SPEEDS,
    WET_HAZARDOUS_CONDITIONS,
    Hazard,
    find_hazards,
    group_into_spells,
    has_long_break,
)
from services.weather.precipitation import PRECIPITATION_CONDITIONS, is_wet, may_be_wet

EVENING_START = time(18)
"""Local time from which the day ahead is tomorrow instead of today."""

STRONG_WIND = 10.0
"""Minimum wind speed that an outlook mentions, in m/s: such wind turns umbrellas inside out."""

STRONG_GUST = 15.0
"""Minimum speed of gusts that an outlook mentions, in m/s: such gusts break branches.

Gusts that are a hazard are among the hazards of the outlook instead.
"""


@dataclass(frozen=True, slots=True)
class WetSpell:
    """A period of precipitation, in local time. Breaks of up to an hour do not end the period."""

    start: datetime | None
    """Beginning; None if it is before the beginning of the outlook."""
    end: datetime | None
    """End; None if it is after the end of the outlook."""
    kind: Condition
    """Type of precipitation."""
    probability: float | None = None
    """Highest probability of precipitation in a step, in %."""
    has_breaks: bool = False
    """Whether the period has breaks of more than an hour."""
    is_likely: bool = True
    """Whether precipitation is expected; otherwise it is only possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The day ahead at one place: the rest of today or, from EVENING_START on, tomorrow."""

    date: date
    is_tomorrow: bool = False
    """Whether *date* is tomorrow at the place; otherwise it is today."""
    is_late: bool = False
    """Whether the outlook begins after noon."""
    timezone: tzinfo
    provider: str
    hazards: tuple[Hazard, ...] = ()
    """Hazards, the most severe first."""
    low: float | None = None
    """Lowest temperature, in °C."""
    high: float | None = None
    """Highest temperature, in °C."""
    condition: Condition | None = None
    """Condition that describes the day best."""
    spells: tuple[WetSpell, ...] = ()
    """Periods of precipitation that is not a hazard."""
    wind_speed: float | None = None
    """Wind speed in m/s; None if it is too low to mention."""
    wind_direction: float | None = None
    """Direction from which the wind comes, in degrees clockwise from north."""
    wind_gust: float | None = None
    """Speed of gusts in m/s; None if it is too low to mention, or if the gusts are a hazard."""
    changes: tuple[WeatherChange, ...] = ()
    before_high: float | None = None
    """Highest temperature in the same hours of the day before, in °C."""
    age: timedelta | None = None
    """Age of an older forecast that is used because no provider answers; None for a new forecast."""


def outlook_from_forecast(forecast: Forecast, at: datetime) -> Outlook | None:
    """Summarize the day ahead at the time *at*; return None if *forecast* does not cover it."""
    timezone = forecast.timezone
    local_now = at.astimezone(timezone)
    tomorrow = local_now.time() >= EVENING_START
    day = local_now.date() + timedelta(days=tomorrow)
    start, end = max(at, midnight(day, timezone)), midnight(day + timedelta(days=1), timezone)
    steps = steps_between(forecast.steps, start, end)
    if not steps:
        return None
    temperatures = [step.temperature for step in steps if step.temperature is not None]
    windiest = max(steps, key=lambda step: step.wind_speed or 0.0)
    gust = max((step.wind_gust or 0.0 for step in steps), default=0.0)
    is_windy = (windiest.wind_speed or 0.0) >= STRONG_WIND or gust >= STRONG_GUST
    comparison = compare_with_day_before((*forecast.earlier, *forecast.steps), start, end, timezone)
    return Outlook(
        date=day,
        is_tomorrow=tomorrow,
        is_late=start.astimezone(timezone).time() > LATEST_COMPARISON_TIME,
        timezone=timezone,
        provider=forecast.provider,
        hazards=find_hazards(steps, start, end),
        low=min(temperatures, default=None),
        high=max(temperatures, default=None),
        condition=main_condition(steps),
        spells=_wet_spells(steps, start, end, timezone),
        wind_speed=windiest.wind_speed if is_windy else None,
        wind_direction=windiest.wind_direction if is_windy else None,
        wind_gust=gust if STRONG_GUST <= gust < min(MIN_GUST_SPEEDS.values()) else None,
        changes=comparison.changes,
        before_high=comparison.before_high,
        age=forecast.age,
    )


def _wet_spells(steps: Sequence[Step], start: datetime, end: datetime, timezone: tzinfo) -> tuple[WetSpell, ...]:
    """Return the spells of expected precipitation or, if there are none, of possible precipitation.

    Steps with a wet hazard may be within a spell, but not at its beginning or end.
    """
    likely = any(is_wet(step) and step.condition not in WET_HAZARDOUS_CONDITIONS for step in steps)
    wet_steps = [step for step in steps if (is_wet(step) if likely else may_be_wet(step))]
    runs = [_without_hazards(run) for run in group_into_spells(wet_steps)]
    return tuple(_wet_spell(run, start, end, timezone, likely=likely) for run in runs if run)


def _without_hazards(run: Sequence[Step]) -> Sequence[Step]:
    """Return *run* without the steps of wet hazards at its beginning and end."""
    milder = [index for index, step in enumerate(run) if step.condition not in WET_HAZARDOUS_CONDITIONS]
    return run[milder[0] : milder[-1] + 1] if milder else ()


def _wet_spell(run: Sequence[Step], start: datetime, end: datetime, timezone: tzinfo, *, likely: bool) -> WetSpell:
    first, last = run[0].start, run[-1].end
    milder = [step for step in run if step.condition not in WET_HAZARDOUS_CONDITIONS]
    return WetSpell(
        start=first.astimezone(timezone) if first > start else None,
        end=last.astimezone(timezone) if last < end else None,
        kind=precipitation_type(milder, PRECIPITATION_CONDITIONS),
        probability=highest(step.probability for step in milder),
        has_breaks=has_long_break(run),
        is_likely=likely,
    )
