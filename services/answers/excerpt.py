"""Takes the excerpt for the period of a question out of a forecast."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from services.questions.periods import Period, PeriodKind
from services.weather import Condition, Day, Forecast, Step
from services.weather.days import main_condition

ValueRange = tuple[float, float]
"""The lowest and the highest of several values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a forecast that is in a period or, if the period has begun, in the rest of the period.

    An attribute is None if the forecast lacks the value.
    """

    steps: tuple[Step, ...]
    """The steps in the period, in order of time; empty if the forecast has values for whole days only."""
    states: tuple[Step, ...]
    """The steps that begin in the period; for a period of one hour, the step nearest to the period's start."""
    start: datetime
    """Beginning of the period, in UTC."""
    end: datetime
    """End of the period, in UTC."""
    timezone: tzinfo
    day: Day | None = None
    """The values of the day, if the period is a whole day."""
    condition: Condition | None = None
    temperature: ValueRange | None = None
    """The lowest and the highest temperature, in °C."""

    @property
    def feels_like(self) -> ValueRange | None:
        """The lowest and the highest apparent temperature, in °C."""
        return self.lowest_and_highest_value(lambda step: step.feels_like)

    @property
    def windiest_step(self) -> Step | None:
        """The step of `states` with the strongest wind."""
        windy_steps = [step for step in self.states if step.wind_speed is not None]
        return max(windy_steps, key=lambda step: step.wind_speed or 0.0, default=None)

    @property
    def wind_speed(self) -> float | None:
        """Speed of the strongest wind, in m/s."""
        step = self.windiest_step
        return step.wind_speed if step is not None else self.day.wind_speed if self.day is not None else None

    @property
    def wind_gust(self) -> float | None:
        """Speed of the strongest gust, in m/s."""
        gusts = [step.wind_gust for step in self.steps if step.wind_gust is not None]
        return max(gusts, default=self.day.wind_gust if self.day is not None else None)

    @property
    def precipitation(self) -> float | None:
        """Total precipitation, in mm of water."""
        amounts = [step.precipitation for step in self.steps if step.precipitation is not None]
        return sum(amounts) if amounts else self.day.precipitation if self.day is not None else None

    @property
    def probability(self) -> float | None:
        """Highest probability of precipitation among the steps, in %."""
        probabilities = [step.probability for step in self.steps if step.probability is not None]
        return max(probabilities, default=self.day.probability if self.day is not None else None)

    @property
    def is_daytime(self) -> bool | None:
        """Whether the sun is up in the middle of the period; None if the period is a whole day."""
        return self.states[len(self.states) // 2].is_day if self.states and self.day is None else None

    def lowest_and_highest_value(self, value_of: Callable[[Step], float | None]) -> ValueRange | None:
        """Return the lowest and the highest known value of the steps in `states`; None if none is known.

        *value_of* returns the value of a step.
        """
        return lowest_and_highest(value_of(step) for step in self.states)

    def first_and_last_value(self, value_of: Callable[[Step], float | None]) -> tuple[float, float] | None:
        """Return the first and the last known value of the steps in `states`; None if none is known.

        *value_of* returns the value of a step.
        """
        values = [known for known in map(value_of, self.states) if known is not None]
        return (values[0], values[-1]) if values else None


def excerpt_of(forecast: Forecast, period: Period, now: datetime) -> Excerpt | None:
    """Return the excerpt of *forecast* for *period*; None if *forecast* does not cover *period*."""
    whole = period.kind is PeriodKind.DAY
    day = forecast_day_on(forecast, period.dates[0]) if whole else None
    if whole and (day is None or not has_all_coming_hours(day, forecast, now)):
        return None
    is_over = period.is_over(now)
    start = period.start if is_over else max(period.start, now)
    steps = [step for step in past_and_future_steps(forecast) if step.end > start and step.start < period.end]
    # A period of one hour may lie within a longer step, so the nearest step is used.
    states = (
        _nearest_step(past_and_future_steps(forecast), period.start)
        if period.kind is PeriodKind.HOUR
        else [step for step in steps if step.start >= period.start] or steps
    )
    temperature = lowest_and_highest(step.temperature for step in states)
    if temperature is None:  # some providers have no temperature for the current step
        states = _nearest_step(past_and_future_steps(forecast), start + (period.end - start) / 2) or states
        temperature = lowest_and_highest(step.temperature for step in states)
    condition = main_condition(steps) or next((step.condition for step in states if step.condition), None)
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


def last_complete_day(forecast: Forecast, now: datetime) -> date:
    """Return the last day whose hours are all in *forecast*; today if *forecast* has no complete day."""
    today = now.astimezone(forecast.timezone).date()
    return max((day.date for day in forecast.days if has_all_coming_hours(day, forecast, now)), default=today)


def has_all_coming_hours(day: Day, forecast: Forecast, now: datetime) -> bool:
    """Return whether *day* has values for all its hours; if *day* is today, the remaining hours suffice."""
    has_values = day.temperature_max is not None or day.condition is not None
    return has_values and (day.is_complete or day.date == now.astimezone(forecast.timezone).date())


def forecast_day_on(forecast: Forecast, day: date) -> Day | None:
    """Return the values of the date *day*, yesterday or later; None if *forecast* lacks the date."""
    return next(
        (known for known in (*forecast.days, *filter(None, [forecast.yesterday])) if known.date == day), None
    )


def past_and_future_steps(forecast: Forecast) -> list[Step]:
    """Return the past and future steps of *forecast*, in order of time."""
    first = forecast.steps[0].start if forecast.steps else None
    earlier = [step for step in forecast.earlier if first is None or step.start < first]
    return [*earlier, *forecast.steps]


def lowest_and_highest(values: Iterable[float | None]) -> ValueRange | None:
    """Return the lowest and the highest of the known *values*; None if all are unknown."""
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _nearest_step(steps: Sequence[Step], at: datetime) -> list[Step]:
    candidates = [step for step in steps if step.temperature is not None] or steps
    nearest = min(candidates, key=lambda step: abs(step.start - at), default=None)
    return (
        [nearest]
        if nearest is not None and abs(nearest.start - at) < max(nearest.length, timedelta(hours=1))
        else []
    )
