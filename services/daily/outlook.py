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
"""Local time from which a push reports the weather of tomorrow instead of today."""

MIN_STRONG_WIND = 10.0
"""Minimum wind speed, in m/s, that an outlook mentions; a wind of this speed turns umbrellas inside out."""

MIN_STRONG_GUST = 15.0
"""Minimum speed of gusts, in m/s, that an outlook mentions; gusts of this speed break branches. Gusts that count
as a hazard are mentioned only among the hazards."""


Period = tuple[datetime, datetime]
"""The start and the end of a period."""


@dataclass(frozen=True, slots=True)
class WetSpell:
    """A period of precipitation in an outlook, in local time.

    A break of at most an hour does not end the period.
    """

    start: datetime | None
    """Beginning of the precipitation; None if the precipitation begins before the hours of the outlook."""
    end: datetime | None
    """End of the precipitation; None if the precipitation goes on after the hours of the outlook."""
    kind: Condition
    """Type of precipitation, such as rain or snow."""
    probability: float | None = None
    """Highest probability of precipitation among the steps of the period, in %."""
    has_breaks: bool = False
    """Whether the period has breaks of more than an hour."""
    is_likely: bool = True
    """True if precipitation is expected; False if it is only possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The day ahead at one place: the rest of today or, from EVENING_START on, tomorrow."""

    date: date
    is_tomorrow: bool = False
    """True if *date* is tomorrow, False if it is today, by the local time of the place."""
    is_late: bool = False
    """True if the outlook begins after noon, when only a part of the day is left."""
    timezone: tzinfo
    provider: str
    hazards: tuple[Hazard, ...] = ()
    """The hazards of the day, the most severe first."""
    low: float | None = None
    """Lowest temperature in the hours of the outlook, in °C."""
    high: float | None = None
    """Highest temperature in the hours of the outlook, in °C."""
    condition: Condition | None = None
    """The weather condition that describes the day best, such as rain."""
    spells: tuple[WetSpell, ...] = ()
    """Periods of precipitation; precipitation that is a hazard, such as freezing rain, is only in `hazards`."""
    wind_speed: float | None = None
    """Highest wind speed in m/s; None if neither wind nor gusts are strong enough to mention."""
    wind_direction: float | None = None
    """Direction from which the wind comes, in degrees clockwise from north."""
    wind_gust: float | None = None
    """Highest speed of gusts in m/s; None if the gusts are too weak to mention, or if they are a hazard."""
    changes: tuple[WeatherChange, ...] = ()
    before_high: float | None = None
    """Highest temperature of the day before, in °C, in the hours of the day that the outlook covers."""
    age: timedelta | None = None
    """Age of the forecast if it is from the cache because no provider answers; None if the forecast is new."""


def outlook_from_forecast(forecast: Forecast, push_time: datetime) -> Outlook | None:
    """Return the outlook for a push at *push_time*; None if *forecast* does not cover the day ahead."""
    timezone = forecast.timezone
    local_now = push_time.astimezone(timezone)
    tomorrow = local_now.time() >= EVENING_START
    day = local_now.date() + timedelta(days=tomorrow)
    start, end = max(push_time, midnight(day, timezone)), midnight(day + timedelta(days=1), timezone)
    steps = steps_between(forecast.steps, start, end)
    if not steps:
        return None
    temperatures = [step.temperature for step in steps if step.temperature is not None]
    windiest = max(steps, key=lambda step: step.wind_speed or 0.0)
    gust = max((step.wind_gust or 0.0 for step in steps), default=0.0)
    is_windy = (windiest.wind_speed or 0.0) >= MIN_STRONG_WIND or gust >= MIN_STRONG_GUST
    comparison = compare_with_day_before((*forecast.earlier, *forecast.steps), start, end, timezone)
    hazards = find_hazards(steps, start, end)
    return Outlook(
        date=day,
        is_tomorrow=tomorrow,
        is_late=start.astimezone(timezone).time() > LATEST_COMPARISON_TIME,
        timezone=timezone,
        provider=forecast.provider,
        hazards=hazards,
        low=min(temperatures, default=None),
        high=max(temperatures, default=None),
        condition=main_condition(steps),
        spells=_wet_spells(steps, hazards, start, end, timezone),
        wind_speed=windiest.wind_speed if is_windy else None,
        wind_direction=windiest.wind_direction if is_windy else None,
        wind_gust=gust if MIN_STRONG_GUST <= gust < min(MIN_GUST_SPEEDS.values()) else None,
        changes=comparison.changes,
        before_high=comparison.before_high,
        age=forecast.age,
    )


def _wet_spells(
    steps: Sequence[Step], hazards: Sequence[Hazard], start: datetime, end: datetime, timezone: tzinfo
) -> tuple[WetSpell, ...]:
    """Return the periods of expected precipitation or, if none is expected, of possible precipitation.

    Hazardous precipitation at the beginning and end of a period is cut off, because *hazards* contain it. A period
    that contains a part of a hazard is extended to contain the whole hazard.
    """
    likely = any(is_wet(step) and step.condition not in WET_HAZARDOUS_CONDITIONS for step in steps)
    wet_steps = [step for step in steps if (is_wet(step) if likely else may_be_wet(step))]
    spans = [
        (hazard.start or start, hazard.end or end)
        for hazard in hazards
        if hazard.kind.value in WET_HAZARDOUS_CONDITIONS
    ]
    runs = [_without_hazards(run, spans) for run in group_into_spells(wet_steps)]
    return tuple(_wet_spell(run, start, end, timezone, likely=likely) for run in runs if run)


def _without_hazards(run: Sequence[Step], spans: Sequence[Period]) -> Sequence[Step]:
    """Return the successive wet steps *run* without the hazardous steps at the beginning and the end.

    *spans* are the times of the hazards. A hazard of which a part remains is kept as a whole.
    """
    milder = [step for step in run if step.condition not in WET_HAZARDOUS_CONDITIONS]
    if not milder:
        return ()
    first, last = _widened_period((milder[0].start, milder[-1].end), spans)
    return [step for step in run if step.end > first and step.start < last]


def _widened_period(span: Period, others: Sequence[Period]) -> Period:
    """Extend *span* until each of *others* is completely inside or completely outside; return the result."""
    first, last = span
    for other_first, other_last in others:
        if other_first < last and other_last > first and (other_first < first or other_last > last):
            return _widened_period((min(first, other_first), max(last, other_last)), others)
    return span


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
