"""The marks of a picture: bars of precipitation, weather symbols, wind arrows, and the strongest winds.

Times are in hours after the left edge of the chart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from handlers.views.report import MIN_SHOWN_WIND_SPEED
from handlers.views.units import MIN_SHOWN_MILLIMETRES, Units, option_name
from services.charts import CurvePoint, PrecipitationBar, TimeSpan, WeatherSymbol, WindArrow, WindPeak, WindSeries
from services.units import Unit
from services.weather import Step
from services.weather.days import main_condition
from services.weather.hazards import HAZARDOUS_CONDITIONS, MIN_GUST_SPEEDS
from services.weather.precipitation import MIN_EXPECTED_PROBABILITY

HOUR = timedelta(hours=1)

HOURS_PER_SYMBOL = 8
"""Number of hours that a weather symbol stands for, in a picture of up to USUAL_DAYS days."""

HOURS_PER_ARROW = 6
"""Number of hours that a wind arrow stands for, in a picture of up to USUAL_DAYS days."""

HOURS_PER_BAR = 1
"""Number of hours that a bar of precipitation stands for, in a picture of up to USUAL_DAYS days."""

LONG_HOURS_PER_SYMBOL = 24
"""Number of hours that a weather symbol stands for, in a picture of more than USUAL_DAYS days."""

LONG_HOURS_PER_ARROW = 12
"""Number of hours that a wind arrow stands for, in a picture of more than USUAL_DAYS days."""

LONG_HOURS_PER_BAR = 3
"""Number of hours that a bar of precipitation stands for, in a picture of more than USUAL_DAYS days."""

MIN_WIND_RANGE = 10.0
"""Minimum range of the wind axis, in m/s, so that light wind is drawn low."""


def precipitation_bars(
    steps: Iterable[Step], timezone: tzinfo, start: datetime, end: datetime, hours_per_bar: int
) -> Iterator[PrecipitationBar]:
    """Yield a bar for each period of *hours_per_bar* hours with precipitation."""
    for group in _group_by_hours(steps, timezone, hours_per_bar):
        amount = sum(step.precipitation or 0.0 for step in group)
        if amount >= MIN_SHOWN_MILLIMETRES:
            probability = max(
                (step.probability for step in group if step.probability is not None),
                default=MIN_EXPECTED_PROBABILITY,
            )
            span = _span_in_hours(group, start)
            rate = round(amount / (span.end - span.start), 2)
            # The last step may end after *end*, where the bar must end.
            yield PrecipitationBar(
                span.start, min(span.end, hours_between(start, end)), rate, probability >= MIN_EXPECTED_PROBABILITY
            )


def weather_symbols(
    steps: Iterable[Step], timezone: tzinfo, start: datetime, hours_per_symbol: int
) -> Iterator[WeatherSymbol]:
    """Yield a weather symbol for each period of *hours_per_symbol* hours."""
    for group in _group_by_hours(steps, timezone, hours_per_symbol):
        condition, span = main_condition(group), _span_in_hours(group, start)
        # A period with data for at most half of its hours has a symbol only for hazardous weather.
        if condition in HAZARDOUS_CONDITIONS or (
            condition is not None and span.end - span.start > hours_per_symbol / 2
        ):
            nights = [step.is_day is False for step in group]
            # A symbol for a whole day shows the sun, even if the night is longer than the day.
            night = hours_per_symbol < LONG_HOURS_PER_SYMBOL and sum(nights) * 2 > len(nights)
            yield WeatherSymbol((span.start + span.end) / 2, condition.value, night)


def wind_panel(
    steps: Sequence[Step],
    arrows: tuple[WindArrow, ...],
    timezone: tzinfo,
    units: Units,
    start: datetime,
    end: datetime,
) -> WindSeries:
    """Return the data of the wind panel, in the unit of the chat, from *start* to *end*.

    The step that begins at *end* should be among *steps*, so that the curves reach the right edge.
    """
    unit = units.wind_unit
    within = [step for step in steps if step.start < end]

    def speed_points(speed_of: Callable[[Step], float | None]) -> tuple[CurvePoint, ...]:
        return tuple(
            CurvePoint(hours_between(start, step.start), convert_if_known(speed_of(step), unit)) for step in steps
        )

    return WindSeries(
        caption=_wind_caption(within, units),
        speeds=speed_points(lambda step: step.wind_speed),
        gusts=speed_points(lambda step: step.wind_gust),
        speed_peaks=tuple(_daily_peaks(within, timezone, unit, start, lambda step: step.wind_speed)),
        gust_peaks=tuple(_daily_peaks(within, timezone, unit, start, lambda step: step.wind_gust)),
        arrows=arrows,
        min_range=unit.convert(MIN_WIND_RANGE),
    )


def _wind_caption(steps: Sequence[Step], units: Units) -> str:
    """Return the caption of the wind panel: "wind and gusts", "wind", or that the wind is unknown."""
    if all(step.wind_speed is None for step in steps):
        return units.texts("picture-wind-unknown")
    has_gusts = any(step.wind_gust is not None for step in steps)
    unit = option_name(units.wind_unit, units.texts)
    return units.texts("picture-wind-and-gusts" if has_gusts else "picture-wind", unit=unit)


def _daily_peaks(
    steps: Sequence[Step], timezone: tzinfo, unit: Unit, start: datetime, speed_of: Callable[[Step], float | None]
) -> Iterator[WindPeak]:
    """Yield the highest speed of each day, with its time; *speed_of* returns the wind or gusts of a step."""
    for group in _group_by_hours(steps, timezone, 24):
        strongest = max(group, key=lambda step: speed_of(step) or 0.0)
        value = speed_of(strongest)
        if value is not None:
            converted = unit.convert(value)
            is_hazard = value >= min(MIN_GUST_SPEEDS.values())
            yield WindPeak(
                hours_between(start, strongest.start), converted, unit.format_number(converted), is_hazard
            )


def wind_arrows(
    steps: Iterable[Step], timezone: tzinfo, start: datetime, hours_per_arrow: int
) -> Iterator[WindArrow]:
    """Yield an arrow for each period of *hours_per_arrow* hours, unless the wind is calm in the middle of it."""
    for group in _group_by_hours(steps, timezone, hours_per_arrow):
        middle = group[len(group) // 2]
        span = _span_in_hours(group, start)
        if span.end - span.start < hours_per_arrow / 2 or (middle.wind_speed or 0.0) < MIN_SHOWN_WIND_SPEED:
            continue
        if middle.wind_direction is not None:
            yield WindArrow((span.start + span.end) / 2, middle.wind_direction)


def _group_by_hours(steps: Iterable[Step], timezone: tzinfo, hours: int) -> Iterator[list[Step]]:
    """Divide *steps* into periods of *hours* hours; the first of each day begins at midnight in *timezone*."""

    def day_and_period(step: Step) -> tuple[date, int]:
        local_start = step.start.astimezone(timezone)
        return local_start.date(), local_start.hour // hours

    for _, group in groupby(steps, day_and_period):
        yield list(group)


def _span_in_hours(steps: Sequence[Step], start: datetime) -> TimeSpan:
    return TimeSpan(hours_between(start, steps[0].start), hours_between(start, steps[-1].end))


def convert_if_known(value: float | None, unit: Unit) -> float | None:
    """Convert *value* to *unit*; return None if *value* is None."""
    return None if value is None else unit.convert(value)


def hours_between(start: datetime, moment: datetime) -> float:
    """Return the number of hours from *start* to *moment*."""
    return round((moment - start) / HOUR, 2)
