"""The chart data of forecasts, in the units and language of a chat.

Times are in hours after the left edge of the chart.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from babel.dates import format_date

from handlers.views.comparison import days_compared
from handlers.views.fitting import cut, length
from handlers.views.forecast import forecasts_of
from handlers.views.names import distinct_names
from handlers.views.report import CALM
from handlers.views.units import LEAST_MILLIMETRES, Units, day_label, option_name
from services.answers import Answer
from services.charts import (
    Arrow,
    Bar,
    Chart,
    Column,
    Comparison,
    Meteogram,
    PlaceSeries,
    Point,
    Span,
    Symbol,
    TemperatureLabel,
)
from services.places import Place
from services.units import Theme, Unit, rounded
from services.weather import Day, Forecast, Polar, Step
from services.weather.days import main_condition, midnight
from services.weather.forecast import USUAL_DAYS
from services.weather.hazards import HAZARDOUS_CONDITIONS

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

LONGEST_TITLE = 30
"""Maximum length of the title of a picture, in characters."""

HOURS_PER_BAR, HOURS_PER_SYMBOL, HOURS_PER_ARROW = 3, 8, 6
"""The local hours that one mark covers; an hour is three pixels wide on a phone."""

FEW_SYMBOLS, FEW_ARROWS = 24, 12
"""The same for symbols and arrows of more than USUAL_DAYS."""


def forecast_chart(answer: Answer, units: Units, *, days: int = USUAL_DAYS) -> Chart | None:
    """Return a meteogram of one place or a comparison of several; None if there is no forecast."""
    match [(match.place, forecast) for match, forecast in forecasts_of(answer)]:
        case []:
            return None
        case [(place, forecast)]:
            return meteogram(place, forecast, units, days=days)
        case forecasts:
            return comparison(forecasts, units)


def meteogram(place: Place, forecast: Forecast, units: Units, *, days: int = USUAL_DAYS) -> Meteogram:
    """Return the chart of one place, from the step under way to the end of the last of so many *days*."""
    start = forecast.steps[0].start if forecast.steps else midnight(forecast.days[0].date, forecast.timezone)
    end = midnight(forecast.days[:days][-1].date + DAY, forecast.timezone)
    steps = [step for step in forecast.steps if step.start < end]
    label = place.label
    symbols, arrows = (HOURS_PER_SYMBOL, HOURS_PER_ARROW) if days <= USUAL_DAYS else (FEW_SYMBOLS, FEW_ARROWS)
    return Meteogram(
        series=_series(
            label if length(label) <= LONGEST_TITLE else cut(place.name, LONGEST_TITLE),
            forecast,
            units,
            start,
            end,
        ),
        hours=_hours(start, end),
        freezing=units.temperature_unit.convert(0),
        nights=tuple(_nights(forecast, start, end)),
        symbols=tuple(_symbols(steps, forecast.timezone, start, symbols)),
        wind=tuple(Point(_hours(start, step.start), _scaled(step.wind_speed, units.wind_unit)) for step in steps),
        gusts=tuple(
            Point(_hours(start, step.start + step.length / 2), _scaled(step.wind_gust, units.wind_unit))
            for step in steps
        ),
        arrows=tuple(_arrows(steps, forecast.timezone, start, arrows)),
        dry_caption=units.texts("picture-dry") if all(step.precipitation == 0 for step in steps) else "",
        wind_caption=units.texts("picture-wind", unit=option_name(units.wind_unit, units.texts)),
        signs_plus=units.signs_plus,
        small_print=_origin([forecast], units),
        dark=units.theme is Theme.DARK,
    )


def comparison(forecasts: Sequence[tuple[Place, Forecast]], units: Units) -> Comparison:
    """Return the chart of several places, each in its own time zone."""
    days = days_compared([forecast for _, forecast in forecasts])
    places = []
    names = distinct_names([place for place, _ in forecasts])
    for name, (_, forecast) in zip(names, forecasts, strict=True):
        start, end = midnight(days[0], forecast.timezone), midnight(days[-1] + DAY, forecast.timezone)
        places.append(_series(cut(name, LONGEST_TITLE), forecast, units, start, end))
    return Comparison(
        places=tuple(places),
        hours=len(days) * 24,
        labels=tuple(day_label(day, units.texts) for day in days),
        freezing=units.temperature_unit.convert(0),
        small_print=_origin([forecast for _, forecast in forecasts], units),
        dark=units.theme is Theme.DARK,
    )


def _series(name: str, forecast: Forecast, units: Units, start: datetime, end: datetime) -> PlaceSeries:
    steps = [step for step in forecast.steps if start <= step.start <= end]
    return PlaceSeries(
        name=name,
        columns=tuple(
            _column(day, forecast.timezone, units, start, end)
            for day in forecast.days
            if midnight(day.date, forecast.timezone) < end and start < midnight(day.date + DAY, forecast.timezone)
        ),
        temperatures=tuple(
            Point(_hours(start, step.start), _scaled(step.temperature, units.temperature_unit)) for step in steps
        ),
        bars=tuple(_bars((step for step in steps if step.start < end), forecast.timezone, start, end)),
    )


def _column(day: Day, local: tzinfo, units: Units, start: datetime, end: datetime) -> Column:
    wet = units.shows_precipitation(day.precipitation)
    return Column(
        start=_hours(start, max(start, midnight(day.date, local))),
        end=_hours(start, min(end, midnight(day.date + DAY, local))),
        label=day_label(day.date, units.texts),
        high=_reading(day.temperature_max, units),
        low=_reading(day.temperature_min, units),
        amount=units.precipitation(day.precipitation) if wet and day.precipitation else "",
        probability=units.percent(day.probability) if wet and day.probability is not None else "",
        sky="" if day.condition is None else day.condition.value,
        night=day.polar is Polar.NIGHT,
    )


def _reading(celsius: float | None, units: Units) -> TemperatureLabel | None:
    if celsius is None:
        return None
    # The colour depends on the rounded value, so that every 0° has the same colour.
    below_freezing = rounded(units.temperature_unit.convert(celsius)) < units.temperature_unit.convert(0)
    return TemperatureLabel(f"{units.degrees(celsius)}°", below_freezing)


def _bars(steps: Iterable[Step], local: tzinfo, start: datetime, end: datetime) -> Iterator[Bar]:
    for group in _by_clock(steps, local, HOURS_PER_BAR):
        fallen = sum(step.precipitation or 0.0 for step in group)
        if fallen >= LEAST_MILLIMETRES:
            likely = max((step.probability for step in group if step.probability is not None), default=None)
            span = _span(group, start)  # a step of three hours may end after midnight
            yield Bar(span.start, min(span.end, _hours(start, end)), round(fallen, 2), likely)


def _symbols(steps: Iterable[Step], local: tzinfo, start: datetime, hours: int) -> Iterator[Symbol]:
    for group in _by_clock(steps, local, hours):
        condition, span = main_condition(group), _span(group, start)
        # A part of the day that is nearly over has no symbol unless it has a hazard.
        if condition in HAZARDOUS_CONDITIONS or (condition is not None and span.end - span.start > hours / 2):
            nights = [step.is_day is False for step in group]
            # A whole day is shown by the sun, however short it shines.
            night = hours < FEW_SYMBOLS and sum(nights) * 2 > len(nights)
            yield Symbol((span.start + span.end) / 2, condition.value, night)


def _arrows(steps: Iterable[Step], local: tzinfo, start: datetime, hours: int) -> Iterator[Arrow]:
    for group in _by_clock(steps, local, hours):
        middle = group[len(group) // 2]
        span = _span(group, start)
        if span.end - span.start < hours / 2 or (middle.wind_speed or 0.0) < CALM:
            continue
        if middle.wind_direction is not None:
            yield Arrow((span.start + span.end) / 2, middle.wind_direction)


def _nights(forecast: Forecast, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield the spans between sunset and sunrise; a day with unknown sun times has no night."""
    dark_since = start
    for day in forecast.days:
        if day.polar is Polar.NIGHT:
            continue
        rises = day.sunrise or midnight(day.date, forecast.timezone)
        sets = day.sunset or midnight(day.date + DAY, forecast.timezone)
        if dark_since < min(rises, end):
            yield Span(_hours(start, dark_since), _hours(start, min(rises, end)))
        dark_since = max(dark_since, sets)
    if dark_since < end:
        yield Span(_hours(start, dark_since), _hours(start, end))


def _by_clock(steps: Iterable[Step], local: tzinfo, hours: int) -> Iterator[list[Step]]:
    """Yield the steps in groups that cover so many local *hours* each."""

    def part_of_day(step: Step) -> tuple[date, int]:
        begins = step.start.astimezone(local)
        return begins.date(), begins.hour // hours

    for _, group in groupby(steps, part_of_day):
        yield list(group)


def _span(steps: Sequence[Step], start: datetime) -> Span:
    return Span(_hours(start, steps[0].start), _hours(start, steps[-1].end))


def _origin(forecasts: Sequence[Forecast], units: Units) -> str:
    """Return the providers, and when the oldest forecast was received, in its place's time zone."""
    providers = ", ".join(dict.fromkeys(forecast.provider for forecast in forecasts))
    received = [
        forecast.received_at.astimezone(forecast.timezone) for forecast in forecasts if forecast.received_at
    ]
    if not received:
        return providers
    first = min(received)
    day = format_date(first, "d MMMM", locale=units.texts.language)
    return units.texts("picture-origin", provider=providers, date=day, time=units.time(first))


def _scaled(value: float | None, unit: Unit) -> float | None:
    return None if value is None else unit.convert(value)


def _hours(start: datetime, moment: datetime) -> float:
    return round((moment - start) / HOUR, 2)
