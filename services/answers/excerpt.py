"""The part of a forecast that covers the period of a question."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from services.questions.periods import Period, PeriodKind
from services.weather import Condition, Day, Forecast, Step
from services.weather.days import condition_of

Span = tuple[float, float]
"""A pair of the lowest and the highest value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a forecast that covers a period; of a period under way, only the rest.

    Attributes with unknown values are None.
    """

    steps: tuple[Step, ...]
    """The steps that overlap the period, in order: for precipitation and gusts. Empty if only the day is known."""
    states: tuple[Step, ...]
    """The steps that begin in the period, or the step nearest to the requested hour."""
    start: datetime
    """In UTC, like *end*."""
    end: datetime
    timezone: tzinfo
    day: Day | None = None
    """The day, if the period is a whole day."""
    condition: Condition | None = None
    temperature: Span | None = None
    """Lowest and highest, in °C."""

    @property
    def feels_like(self) -> Span | None:
        """Lowest and highest apparent temperature, in °C."""
        return self.span(lambda step: step.feels_like)

    @property
    def windiest(self) -> Step | None:
        """The step with the strongest wind at its start."""
        known = [step for step in self.states if step.wind_speed is not None]
        return max(known, key=lambda step: step.wind_speed or 0.0, default=None)

    @property
    def wind_speed(self) -> float | None:
        """The highest wind speed, in m/s."""
        step = self.windiest
        return step.wind_speed if step is not None else self.day.wind_speed if self.day is not None else None

    @property
    def wind_gust(self) -> float | None:
        """The strongest gust, in m/s."""
        gusts = [step.wind_gust for step in self.steps if step.wind_gust is not None]
        return max(gusts, default=self.day.wind_gust if self.day is not None else None)

    @property
    def precipitation(self) -> float | None:
        """The sum of precipitation, in mm of water."""
        amounts = [step.precipitation for step in self.steps if step.precipitation is not None]
        return sum(amounts) if amounts else self.day.precipitation if self.day is not None else None

    @property
    def probability(self) -> float | None:
        """The highest probability of precipitation, in %."""
        known = [step.probability for step in self.steps if step.probability is not None]
        return max(known, default=self.day.probability if self.day is not None else None)

    @property
    def is_day(self) -> bool | None:
        """Whether it is daytime in the middle of the period; None for a whole day."""
        return self.states[len(self.states) // 2].is_day if self.states and self.day is None else None

    def span(self, value: Callable[[Step], float | None]) -> Span | None:
        """Return the lowest and the highest *value* of the states; None if unknown."""
        return span_of(value(step) for step in self.states)

    def course(self, value: Callable[[Step], float | None]) -> Span | None:
        """Return the first and the last *value* of the states; None if unknown."""
        known = [number for number in map(value, self.states) if number is not None]
        return (known[0], known[-1]) if known else None


def excerpt_of(forecast: Forecast, period: Period, now: datetime) -> Excerpt | None:
    """Return the part of *forecast* that covers *period*; None if the period is outside the forecast."""
    is_whole_day = period.kind is PeriodKind.DAY
    day = day_of(forecast, period.dates[0]) if is_whole_day else None
    if is_whole_day and (day is None or not covers_day(day, forecast, now)):
        return None
    start = period.start if period.is_over(now) else max(period.start, now)
    steps = [step for step in all_steps(forecast) if step.end > start and step.start < period.end]
    # The state at an hour is that of the nearest step, which may be three hours long.
    states = (
        _nearest(all_steps(forecast), period.start)
        if period.kind is PeriodKind.HOUR
        else [step for step in steps if step.start >= period.start] or steps
    )
    temperature = span_of(step.temperature for step in states)
    if temperature is None:  # some providers do not give the temperature of the step under way
        states = _nearest(all_steps(forecast), start + (period.end - start) / 2) or states
        temperature = span_of(step.temperature for step in states)
    condition = condition_of(steps) or next((step.condition for step in states if step.condition), None)
    if day is not None:
        condition = day.condition or condition
        if day.temperature_min is not None and day.temperature_max is not None:
            temperature = day.temperature_min, day.temperature_max
    if temperature is None and condition is None:
        return None
    return Excerpt(
        steps=tuple(steps),
        states=tuple(states),
        start=start,
        end=period.end,
        timezone=forecast.timezone,
        day=day,
        condition=condition,
        temperature=temperature,
    )


def last_day(forecast: Forecast, now: datetime) -> date:
    """Return the last day whose hours are all in the forecast, or today if there is none."""
    today = now.astimezone(forecast.timezone).date()
    return max((day.date for day in forecast.days if covers_day(day, forecast, now)), default=today)


def covers_day(day: Day, forecast: Forecast, now: datetime) -> bool:
    """Return whether *forecast* covers all of *day*, or the rest of it if *day* is today."""
    known = day.temperature_max is not None or day.condition is not None
    return known and (day.whole or day.date == now.astimezone(forecast.timezone).date())


def day_of(forecast: Forecast, day: date) -> Day | None:
    """Return the forecast of the date *day*, which may be yesterday; None if it is unknown."""
    days = (*forecast.days, *filter(None, [forecast.yesterday]))
    return next((known for known in days if known.date == day), None)


def all_steps(forecast: Forecast) -> list[Step]:
    """Return the past and the coming steps, in order."""
    first = forecast.steps[0].start if forecast.steps else None
    earlier = [step for step in forecast.earlier if first is None or step.start < first]
    return [*earlier, *forecast.steps]


def span_of(values: Iterable[float | None]) -> Span | None:
    """Return the lowest and the highest known value; None if none is known."""
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _nearest(steps: Sequence[Step], moment: datetime) -> list[Step]:
    candidates = [step for step in steps if step.temperature is not None] or steps
    nearest = min(candidates, key=lambda step: abs(step.start - moment), default=None)
    if nearest is None or abs(nearest.start - moment) >= max(nearest.length, timedelta(hours=1)):
        return []
    return [nearest]
