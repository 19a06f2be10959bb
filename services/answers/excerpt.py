"""What a forecast says about the period that is asked about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from services.questions.periods import Period, PeriodKind
from services.weather import Condition, Day, Forecast, Step
from services.weather.days import condition_of

Span = tuple[float, float]
"""The lowest and the highest value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a forecast that is about a period, what is left of it where it is under way.

    Anything but the steps may be unknown.
    """

    steps: tuple[Step, ...]
    """What falls and gusts in the period, in order; none where only its day is known as a whole."""
    states: tuple[Step, ...]
    """The steps that begin in the period, or the one nearest to the hour asked about."""
    start: datetime
    """In UTC, as `end`."""
    end: datetime
    timezone: tzinfo
    day: Day | None = None
    """Given for a whole day."""
    condition: Condition | None = None
    temperature: Span | None = None
    """°C."""

    @property
    def feels_like(self) -> Span | None:
        """Apparent temperatures, °C."""
        return self.span(lambda step: step.feels_like)

    @property
    def windiest(self) -> Step | None:
        """The step that begins with the strongest wind."""
        blowing = [step for step in self.states if step.wind_speed is not None]
        return max(blowing, key=lambda step: step.wind_speed or 0.0, default=None)

    @property
    def wind_speed(self) -> float | None:
        """The strongest wind, m/s."""
        step = self.windiest
        return step.wind_speed if step is not None else self.day.wind_speed if self.day is not None else None

    @property
    def wind_gust(self) -> float | None:
        """The strongest gust, m/s."""
        gusts = [step.wind_gust for step in self.steps if step.wind_gust is not None]
        return max(gusts, default=self.day.wind_gust if self.day is not None else None)

    @property
    def precipitation(self) -> float | None:
        """All that falls, mm of water."""
        falls = [step.precipitation for step in self.steps if step.precipitation is not None]
        return sum(falls) if falls else self.day.precipitation if self.day is not None else None

    @property
    def probability(self) -> float | None:
        """Of precipitation, the highest of a step, %."""
        known = [step.probability for step in self.steps if step.probability is not None]
        return max(known, default=self.day.probability if self.day is not None else None)

    @property
    def is_day(self) -> bool | None:
        """Whether it is light in the middle of it, None for a whole day."""
        return self.states[len(self.states) // 2].is_day if self.states and self.day is None else None

    def span(self, value: Callable[[Step], float | None]) -> Span | None:
        """Return the lowest and the highest of a value, None where it is not known."""
        return span_of(value(step) for step in self.states)

    def course(self, value: Callable[[Step], float | None]) -> Span | None:
        """Return the first and the last of a value, None where it is not known."""
        known = [one for one in map(value, self.states) if one is not None]
        return (known[0], known[-1]) if known else None


def excerpt_of(forecast: Forecast, period: Period, now: datetime) -> Excerpt | None:
    """Return what *forecast* says about *period*; None where it does not reach that far, or back."""
    whole = period.kind is PeriodKind.DAY
    day = day_of(forecast, period.dates[0]) if whole else None
    if whole and (day is None or not is_told(day, forecast, now)):
        return None
    over = period.is_over(now)
    start = period.start if over else max(period.start, now)
    steps = [step for step in all_steps(forecast) if step.end > start and step.start < period.end]
    # The state at the hour asked about is that of the nearest step, which may be one of three hours.
    states = (
        _nearest(all_steps(forecast), period.start)
        if period.kind is PeriodKind.HOUR
        else [step for step in steps if step.start >= period.start] or steps
    )
    temperature = span_of(step.temperature for step in states)
    if temperature is None:  # some providers do not tell how the step under way began
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
    """Return how far the forecast reaches: the last day of which it tells all hours, or today."""
    today = now.astimezone(forecast.timezone).date()
    return max((day.date for day in forecast.days if is_told(day, forecast, now)), default=today)


def is_told(day: Day, forecast: Forecast, now: datetime) -> bool:
    """Return whether enough of *day* is known to speak of all of it; of today what is left is enough."""
    known = day.temperature_max is not None or day.condition is not None
    return known and (day.whole or day.date == now.astimezone(forecast.timezone).date())


def day_of(forecast: Forecast, day: date) -> Day | None:
    """Return that day of the forecast, yesterday included; None where it is not known."""
    return next((one for one in (*forecast.days, *filter(None, [forecast.yesterday])) if one.date == day), None)


def all_steps(forecast: Forecast) -> list[Step]:
    """Return the steps that are over and those to come, in order."""
    first = forecast.steps[0].start if forecast.steps else None
    earlier = [step for step in forecast.earlier if first is None or step.start < first]
    return [*earlier, *forecast.steps]


def span_of(values: Iterable[float | None]) -> Span | None:
    """Return the lowest and the highest of the values that are known."""
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _nearest(steps: Sequence[Step], moment: datetime) -> list[Step]:
    told = [step for step in steps if step.temperature is not None] or steps
    near = min(told, key=lambda step: abs(step.start - moment), default=None)
    return [near] if near is not None and abs(near.start - moment) < max(near.length, timedelta(hours=1)) else []
