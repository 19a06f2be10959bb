"""Turns forecasts into the data of charts, in the units and the language of a chat.

Times are in hours after the left edge of the chart.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from handlers.views.comparison import dates_to_compare
from handlers.views.fitting import truncate, utf16_length
from handlers.views.forecast import forecasts_of
from handlers.views.names import distinct_names
from handlers.views.picture_axes import hour_ticks, nights_of, precipitation_scale, sun_text
from handlers.views.picture_hazards import marked_hazards
from handlers.views.picture_marks import (
    HOURS_PER_ARROW,
    HOURS_PER_BAR,
    HOURS_PER_SYMBOL,
    LONG_HOURS_PER_ARROW,
    LONG_HOURS_PER_BAR,
    LONG_HOURS_PER_SYMBOL,
    convert_if_known,
    hours_between,
    precipitation_bars,
    weather_symbols,
    wind_arrows,
    wind_panel,
)
from handlers.views.units import Units, short_date
from services.answers import Answer
from services.charts import (
    Chart,
    Comparison,
    CurvePoint,
    DayColumn,
    HazardMark,
    Meteogram,
    PlaceSeries,
    TemperatureLabel,
    Tick,
    TimeSpan,
)
from services.places import Place
from services.units import PictureTheme, rounded
from services.weather import Day, Forecast, PolarDayOrNight, Step
from services.weather.days import midnight
from services.weather.forecast import USUAL_DAYS

DAY = timedelta(days=1)

MAX_TITLE_LENGTH = 30
"""Maximum length of the title of a picture, in UTF-16 code units."""

MAX_SHOWN_PAST = timedelta(hours=6)
"""Maximum time before the current step that the picture of one place shows."""


def chart_of_answer(answer: Answer, units: Units, *, days: int = USUAL_DAYS) -> Chart | None:
    """Return a meteogram of one place, or a comparison of several; None if *answer* has no forecast."""
    return chart_of_forecasts(
        [(match.place, forecast) for match, forecast in forecasts_of(answer)], units, days=days
    )


def chart_of_forecasts(
    forecasts: Sequence[tuple[Place, Forecast]], units: Units, *, days: int = USUAL_DAYS
) -> Chart | None:
    """Return a meteogram of one place, or a comparison of several; None if *forecasts* is empty."""
    match forecasts:
        case []:
            return None
        case [(place, forecast)]:
            return meteogram(place, forecast, units, days=days)
        case _:
            return comparison_chart(forecasts, units)


def meteogram(place: Place, forecast: Forecast, units: Units, *, days: int = USUAL_DAYS) -> Meteogram:
    """Return the chart of the weather at one place for the next *days* days.

    The chart also shows up to MAX_SHOWN_PAST of today before the current step, if *forecast* has the data.
    """
    local = forecast.timezone
    first_day = forecast.days[0].date
    present = forecast.steps[0].start if forecast.steps else midnight(first_day, local)
    since = max(midnight(first_day, local), present - MAX_SHOWN_PAST)
    end = midnight(forecast.days[:days][-1].date + DAY, local)
    coming = [step for step in forecast.steps if step.start < end]
    shown = [*(step for step in _past_steps_with_temperature(forecast) if step.start >= since), *coming]
    start = shown[0].start if shown else present
    label = place.full_name
    is_long = days > USUAL_DAYS
    series = _place_series(
        label if utf16_length(label) <= MAX_TITLE_LENGTH else truncate(place.name, MAX_TITLE_LENGTH),
        forecast,
        units,
        start,
        end,
        hours_per_bar=LONG_HOURS_PER_BAR if is_long else HOURS_PER_BAR,
    )
    ticks = hour_ticks((day.date for day in forecast.days[:days]), local, units, is_brief=is_long)
    last = [step for step in forecast.steps if step.start == end]
    arrows = tuple(wind_arrows(coming, local, start, LONG_HOURS_PER_ARROW if is_long else HOURS_PER_ARROW))
    now = max(present, min(forecast.received_at or present, end))
    return Meteogram(
        series=series,
        hours=hours_between(start, end),
        ticks=tuple(Tick(hours_between(start, moment), label) for moment, label in ticks if start <= moment < end),
        now=Tick(hours_between(start, now), units.texts("picture-now")),
        nights=tuple(
            TimeSpan(hours_between(start, dusk), hours_between(start, dawn))
            for dusk, dawn in nights_of(forecast, start, end)
        ),
        symbols=tuple(
            weather_symbols(coming, local, start, LONG_HOURS_PER_SYMBOL if is_long else HOURS_PER_SYMBOL)
        ),
        hazards=tuple(
            HazardMark(hours_between(start, hazard.start), hours_between(start, hazard.end), hazard.text(units))
            for hazard in marked_hazards(forecast, shown, units, start, end)
        ),
        freezing=units.temperature_unit.convert(0),
        signs_plus=units.signs_plus,
        precipitation=precipitation_scale(
            units, has_probability=any(step.probability is not None for step in shown)
        ),
        no_bars_caption=_no_bars_caption(shown, units),
        wind=wind_panel([*shown, *last], arrows, local, units, start, end),
        sun=sun_text(forecast.days[0], units),
        small_print=_source_text([forecast], units),
        dark=units.theme is PictureTheme.DARK,
    )


def comparison_chart(forecasts: Sequence[tuple[Place, Forecast]], units: Units) -> Comparison:
    """Return the chart that compares several places, each in its local time."""
    days = dates_to_compare([forecast for _, forecast in forecasts])
    places = []
    names = distinct_names([place for place, _ in forecasts])
    for name, (place, forecast) in zip(names, forecasts, strict=True):
        start, end = midnight(days[0], forecast.timezone), midnight(days[-1] + DAY, forecast.timezone)
        places.append(
            _place_series(
                _shortened_title(name, place), forecast, units, start, end, hours_per_bar=LONG_HOURS_PER_BAR
            )
        )
    return Comparison(
        places=tuple(places),
        hours=len(days) * 24,
        labels=tuple(short_date(day, units.texts) for day in days),
        freezing=units.temperature_unit.convert(0),
        signs_plus=units.signs_plus,
        small_print=_source_text([forecast for _, forecast in forecasts], units),
        dark=units.theme is PictureTheme.DARK,
    )


def _place_series(
    name: str,
    forecast: Forecast,
    units: Units,
    start: datetime,
    end: datetime,
    *,
    hours_per_bar: int,
) -> PlaceSeries:
    """Return the weather at one place on the days between *start* and *end* that *forecast* includes."""
    local = forecast.timezone
    days = [
        day for day in forecast.days if midnight(day.date, local) < end and start < midnight(day.date + DAY, local)
    ]
    known_until = midnight(days[-1].date + DAY, local) if days else start
    steps = [
        step
        for step in (*_past_steps_with_temperature(forecast), *forecast.steps)
        if start <= step.start <= min(end, known_until)
    ]
    return PlaceSeries(
        name=name,
        columns=tuple(_day_column(day, local, units, start, end) for day in days),
        temperatures=tuple(
            CurvePoint(
                hours_between(start, step.start), convert_if_known(step.temperature, units.temperature_unit)
            )
            for step in steps
        ),
        bars=tuple(
            precipitation_bars((step for step in steps if step.start < end), local, start, end, hours_per_bar)
        ),
    )


def _shortened_title(name: str, place: Place) -> str:
    """Shorten *name* to MAX_TITLE_LENGTH; keep a country or region at its end: "Llanfairpwll…, Wales"."""
    if utf16_length(name) <= MAX_TITLE_LENGTH:
        return name
    distinction = name.removeprefix(place.name)
    room = max(MAX_TITLE_LENGTH - utf16_length(distinction), MAX_TITLE_LENGTH // 2)
    return truncate(truncate(place.name, room) + distinction, MAX_TITLE_LENGTH)


def _no_bars_caption(steps: Sequence[Step], units: Units) -> str:
    """Return a caption for a chart without bars: "no precipitation expected"; an empty text if it has bars."""
    amounts = {step.precipitation for step in steps}
    if amounts <= {None}:
        return units.texts("picture-precipitation-unknown")
    return units.texts("picture-dry") if amounts == {0} else ""


def _past_steps_with_temperature(forecast: Forecast) -> Iterator[Step]:
    """Yield the past steps with a temperature, which the first steps of some providers lack."""
    return (step for step in forecast.earlier if step.temperature is not None)


def _day_column(day: Day, local: tzinfo, units: Units, start: datetime, end: datetime) -> DayColumn:
    wet = units.shows_precipitation(day.precipitation)
    return DayColumn(
        start=hours_between(start, max(start, midnight(day.date, local))),
        end=hours_between(start, min(end, midnight(day.date + DAY, local))),
        label=short_date(day.date, units.texts),
        high=_temperature_label(day.temperature_max, units),
        low=_temperature_label(day.temperature_min, units),
        amount=units.precipitation_number(day.precipitation) if wet and day.precipitation else "",
        probability=str(rounded(day.probability)) if wet and day.probability is not None else "",
        condition="" if day.condition is None else day.condition.value,
        night=day.polar is PolarDayOrNight.NIGHT,
    )


def _temperature_label(celsius: float | None, units: Units) -> TemperatureLabel | None:
    if celsius is None:
        return None
    # The rounded value sets the colour, so that all labels "0°" have the same colour.
    below_freezing = rounded(units.temperature_unit.convert(celsius)) < units.temperature_unit.convert(0)
    return TemperatureLabel(f"{units.temperature_number(celsius)}°", below_freezing)


def _source_text(forecasts: Sequence[Forecast], units: Units) -> str:
    """Return a text with the providers, and the local time at which the oldest forecast was received."""
    providers = ", ".join(dict.fromkeys(forecast.provider for forecast in forecasts))
    received = [
        forecast.received_at.astimezone(forecast.timezone) for forecast in forecasts if forecast.received_at
    ]
    if not received:
        return providers
    first = min(received)
    day = units.texts.date(first.date(), "d MMMM")
    return units.texts("picture-origin", provider=providers, date=day, time=units.time(first))
