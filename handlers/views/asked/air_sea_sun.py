"""Lines that answer questions about air quality, the sea and the sun."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TypeVar

from handlers.views.air import concentrations_text, index_text, pollen_line, shown_index
from handlers.views.air_page import coming_day_lines
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import comma_separated
from handlers.views.asked.sky import general_weather_lines
from handlers.views.asked.times import local_time
from handlers.views.forecast import POLAR_TEXTS
from handlers.views.hazards import capitalized
from services.answers.excerpt import ValueRange, lowest_and_highest
from services.questions.periods import PeriodKind
from services.sun import daylight
from services.weather import PolarDayOrNight
from services.weather.air import AirHour, SeaHour

AirOrSeaHour = TypeVar("AirOrSeaHour", AirHour, SeaHour)


def air_lines(context: RenderContext) -> list[str]:
    """Return a line with the air quality index and its category, and a line with the concentrations.

    If the question is about now, also return lines about the coming days.
    """
    air, units = context.data.air, context.units
    if air is None:
        return []
    hours = _hours_in_period(context, air.hours)
    kind = shown_index(context.place, hours, units)
    index = lowest_and_highest(hour.index(kind) for hour in hours) if kind is not None else None
    if kind is None or index is None:
        return []
    lines = [index_text(kind, index[1], units), concentrations_text(hours, units)]
    if context.is_now:
        lines += coming_day_lines(context.place, air, context.today, units)
    return lines


def pollen_lines(context: RenderContext) -> list[str]:
    """Return a line with the pollen on the first day of the question, and lines about the air quality."""
    air = context.data.air
    if air is None or (not air.hours and not air.pollen_days):
        return []
    return [pollen_line(air, context.place, context.period.dates[0], context.units), *air_lines(context)]


def water_lines(context: RenderContext) -> list[str]:
    """Return a line with the temperature of the sea and the height of the waves."""
    sea, units = context.data.sea, context.units
    if sea is None or not any(hour.temperature is not None for hour in sea.hours):
        return [units.texts("asked-no-sea")]
    hours = _hours_in_period(context, sea.hours)
    degrees = lowest_and_highest(hour.temperature for hour in hours)
    if degrees is None:
        return []
    waves: ValueRange | None = lowest_and_highest(hour.wave_height for hour in hours)
    line = units.texts("asked-sea", temperature=units.temperature_range(*degrees))
    if waves is not None:
        line += ", " + units.texts("asked-waves", height=units.wave_height(waves[1]))
    return [line]


def beach_lines(context: RenderContext) -> list[str]:
    """Return a line with the temperature of the sea and the waves, and a line about the weather by the sea."""
    air = [context.units.texts("asked-air-above", line=line) for line in general_weather_lines(context)[:1]]
    return [*water_lines(context), *air]


def sun_lines(context: RenderContext) -> list[str]:
    """Return lines with the times of sunrise, sunset and twilight, or about polar day or night."""
    return _sun_lines(context, sunset_first=False)


def sunset_lines(context: RenderContext) -> list[str]:
    """Return the lines of `sun_lines`, with the sunset before the sunrise."""
    return _sun_lines(context, sunset_first=True)


def _sun_lines(context: RenderContext, *, sunset_first: bool) -> list[str]:
    units, day = context.units, context.period.dates[0]
    noon = datetime.combine(day, time(12), context.data.timezone)
    light = daylight(context.place.latitude, context.place.longitude, near=noon)
    if light.is_polar:
        polar = PolarDayOrNight.DAY if light.is_up else PolarDayOrNight.NIGHT
        lines = [units.texts("asked-polar", polar=units.texts(POLAR_TEXTS[polar]), kind=polar.value)]
    else:
        sunrise = (
            [units.texts("asked-sunrise", time=_rounded_local_time(light.sunrise, context))]
            if light.sunrise
            else []
        )
        sunset_time = (
            [units.texts("asked-sunset", time=_rounded_local_time(light.sunset, context))] if light.sunset else []
        )
        times = [*sunset_time, *sunrise] if sunset_first else [*sunrise, *sunset_time]
        lines = [f"{'🌇' if sunset_first else '☀️'} {capitalized(comma_separated(times))}"]
    dawn, dusk = light.dawn, light.dusk
    if dawn is not None and dusk is not None:
        lines.append(
            units.texts(
                "asked-twilight",
                dawn=_rounded_local_time(dawn, context),
                dusk=_rounded_local_time(dusk, context),
            )
        )
    return lines


def _rounded_local_time(moment: datetime, context: RenderContext) -> str:
    return local_time(moment + timedelta(seconds=30), context)


def _hours_in_period(context: RenderContext, hours: Sequence[AirOrSeaHour]) -> Sequence[AirOrSeaHour]:
    """Return those *hours* that begin in the period of the question; about now, only the first hour."""
    period = context.period
    if period.kind is PeriodKind.NOW:
        return hours[:1]
    return [hour for hour in hours if period.start <= hour.start < period.end]
