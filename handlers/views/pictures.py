"""Chart data of forecasts, in the units and the language of a chat.

Times are in hours after the left edge of the chart.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from handlers.views.comparison import days_compared
from handlers.views.fitting import length, truncate
from handlers.views.forecast import forecasts_of
from handlers.views.names import distinct_names
from handlers.views.report import MIN_WIND_SPEED
from handlers.views.units import MIN_MILLIMETRES, Units, day_label, option_name
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

MAX_TITLE_LENGTH = 30
"""Maximum length of the title of a picture, in UTF-16 code units."""

HOURS_PER_BAR, HOURS_PER_SYMBOL, HOURS_PER_ARROW = 3, 8, 6
"""Number of hours that a bar, a symbol and an arrow cover. On a phone, an hour is three pixels wide."""

LONG_HOURS_PER_SYMBOL, LONG_HOURS_PER_ARROW = 24, 12
"""Number of hours that a symbol and an arrow cover in a picture of more than USUAL_DAYS days."""


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
    """Return the chart of one place, from the current step to the end of the last of *days* days."""
    start = forecast.steps[0].start if forecast.steps else midnight(forecast.days[0].date, forecast.timezone)
    end = midnight(forecast.days[:days][-1].date + DAY, forecast.timezone)
    steps = [step for step in forecast.steps if step.start < end]
    label = place.label
    symbols, arrows = (
        (HOURS_PER_SYMBOL, HOURS_PER_ARROW)
        if days <= USUAL_DAYS
        else (LONG_HOURS_PER_SYMBOL, LONG_HOURS_PER_ARROW)
    )
    return Meteogram(
        series=_series(
            label if length(label) <= MAX_TITLE_LENGTH else truncate(place.name, MAX_TITLE_LENGTH),
            forecast,
            units,
            start,
            end,
        ),
        hours=_hours_between(start, end),
        freezing=units.temperature_unit.convert(0),
        nights=tuple(_nights(forecast, start, end)),
        symbols=tuple(_symbols(steps, forecast.timezone, start, symbols)),
        wind=tuple(
            Point(_hours_between(start, step.start), _convert(step.wind_speed, units.wind_unit)) for step in steps
        ),
        gusts=tuple(
            Point(_hours_between(start, step.start + step.length / 2), _convert(step.wind_gust, units.wind_unit))
            for step in steps
        ),
        arrows=tuple(_arrows(steps, forecast.timezone, start, arrows)),
        dry_caption=units.texts("picture-dry") if all(step.precipitation == 0 for step in steps) else "",
        wind_caption=units.texts("picture-wind", unit=option_name(units.wind_unit, units.texts)),
        signs_plus=units.signs_plus,
        small_print=_source_text([forecast], units),
        dark=units.theme is Theme.DARK,
    )


def comparison(forecasts: Sequence[tuple[Place, Forecast]], units: Units) -> Comparison:
    """Return the chart of several places, each in its local time."""
    days = days_compared([forecast for _, forecast in forecasts])
    places = []
    names = distinct_names([place for place, _ in forecasts])
    for name, (_, forecast) in zip(names, forecasts, strict=True):
        start, end = midnight(days[0], forecast.timezone), midnight(days[-1] + DAY, forecast.timezone)
        places.append(_series(truncate(name, MAX_TITLE_LENGTH), forecast, units, start, end))
    return Comparison(
        places=tuple(places),
        hours=len(days) * 24,
        labels=tuple(day_label(day, units.texts) for day in days),
        freezing=units.temperature_unit.convert(0),
        small_print=_source_text([forecast for _, forecast in forecasts], units),
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
            Point(_hours_between(start, step.start), _convert(step.temperature, units.temperature_unit))
            for step in steps
        ),
        bars=tuple(_bars((step for step in steps if step.start < end), forecast.timezone, start, end)),
    )


def _column(day: Day, local: tzinfo, units: Units, start: datetime, end: datetime) -> Column:
    wet = units.shows_precipitation(day.precipitation)
    return Column(
        start=_hours_between(start, max(start, midnight(day.date, local))),
        end=_hours_between(start, min(end, midnight(day.date + DAY, local))),
        label=day_label(day.date, units.texts),
        high=_temperature_label(day.temperature_max, units),
        low=_temperature_label(day.temperature_min, units),
        amount=units.precipitation(day.precipitation) if wet and day.precipitation else "",
        probability=units.percent(day.probability) if wet and day.probability is not None else "",
        sky="" if day.condition is None else day.condition.value,
        night=day.polar is Polar.NIGHT,
    )


def _temperature_label(celsius: float | None, units: Units) -> TemperatureLabel | None:
    if celsius is None:
        return None
    # The colour depends on the rounded value, because all labels "0°" must have the same colour.
    below_freezing = rounded(units.temperature_unit.convert(celsius)) < units.temperature_unit.convert(0)
    return TemperatureLabel(f"{units.degrees(celsius)}°", below_freezing)


def _bars(steps: Iterable[Step], local: tzinfo, start: datetime, end: datetime) -> Iterator[Bar]:
    for group in _group_by_hours(steps, local, HOURS_PER_BAR):
        amount = sum(step.precipitation or 0.0 for step in group)
        if amount >= MIN_MILLIMETRES:
            probability = max((step.probability for step in group if step.probability is not None), default=None)
            span = _span(group, start)  # a step of three hours may end after midnight
            yield Bar(span.start, min(span.end, _hours_between(start, end)), round(amount, 2), probability)


def _symbols(steps: Iterable[Step], local: tzinfo, start: datetime, hours: int) -> Iterator[Symbol]:
    for group in _group_by_hours(steps, local, hours):
        condition, span = main_condition(group), _span(group, start)
        # A group with few hours left has no symbol, except for a hazard.
        if condition in HAZARDOUS_CONDITIONS or (condition is not None and span.end - span.start > hours / 2):
            nights = [step.is_day is False for step in group]
            # The symbol of a whole day shows the sun even if the night is longer.
            night = hours < LONG_HOURS_PER_SYMBOL and sum(nights) * 2 > len(nights)
            yield Symbol((span.start + span.end) / 2, condition.value, night)


def _arrows(steps: Iterable[Step], local: tzinfo, start: datetime, hours: int) -> Iterator[Arrow]:
    for group in _group_by_hours(steps, local, hours):
        middle = group[len(group) // 2]
        span = _span(group, start)
        if span.end - span.start < hours / 2 or (middle.wind_speed or 0.0) < MIN_WIND_SPEED:
            continue
        if middle.wind_direction is not None:
            yield Arrow((span.start + span.end) / 2, middle.wind_direction)


def _nights(forecast: Forecast, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield the spans between sunset and sunrise; a day without known sunrise and sunset has no night."""
    night_start = start
    for day in forecast.days:
        if day.polar is Polar.NIGHT:
            continue
        sunrise = day.sunrise or midnight(day.date, forecast.timezone)
        sunset = day.sunset or midnight(day.date + DAY, forecast.timezone)
        if night_start < min(sunrise, end):
            yield Span(_hours_between(start, night_start), _hours_between(start, min(sunrise, end)))
        night_start = max(night_start, sunset)
    if night_start < end:
        yield Span(_hours_between(start, night_start), _hours_between(start, end))


def _group_by_hours(steps: Iterable[Step], local: tzinfo, hours: int) -> Iterator[list[Step]]:
    """Yield *steps* in one group for every *hours* hours of the local day."""

    def part_of_day(step: Step) -> tuple[date, int]:
        local_start = step.start.astimezone(local)
        return local_start.date(), local_start.hour // hours

    for _, group in groupby(steps, part_of_day):
        yield list(group)


def _span(steps: Sequence[Step], start: datetime) -> Span:
    return Span(_hours_between(start, steps[0].start), _hours_between(start, steps[-1].end))


def _source_text(forecasts: Sequence[Forecast], units: Units) -> str:
    """Return the providers, and the local time at which the oldest forecast was received."""
    providers = ", ".join(dict.fromkeys(forecast.provider for forecast in forecasts))
    received = [
        forecast.received_at.astimezone(forecast.timezone) for forecast in forecasts if forecast.received_at
    ]
    if not received:
        return providers
    first = min(received)
    day = units.texts.date(first.date(), "d MMMM")
    return units.texts("picture-origin", provider=providers, date=day, time=units.time(first))


def _convert(value: float | None, unit: Unit) -> float | None:
    return None if value is None else unit.convert(value)


def _hours_between(start: datetime, moment: datetime) -> float:
    return round((moment - start) / HOUR, 2)
