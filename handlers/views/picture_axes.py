"""The axes of a picture: the hours of the place's clock, the light, and the scales with their words."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handlers.views.forecast import POLAR_TEXTS
from handlers.views.units import NOON, Units, option_name
from services.charts import PrecipitationScale, Tick
from services.units import ClockFormat
from services.weather import Day, Forecast, Polar
from services.weather.days import midnight
from services.weather.precipitation import MIN_EXPECTED_PROBABILITY

HOURS_PER_TICK = 6

DAY = timedelta(days=1)

MILLIMETRES = ((1.0, "1"), (5.0, "5"), (20.0, "20"))
"""Labelled rates of precipitation, in mm/h, with their labels."""

INCHES = 25.4
"""Millimetres of an inch."""

RATES_IN_INCHES = (0.04, 0.2, 0.8)
"""Labelled rates of precipitation, in inches an hour: nearly those of MILLIMETRES."""


def hour_ticks(
    days: Iterable[date], local: tzinfo, units: Units, *, brief: bool
) -> Iterator[tuple[datetime, str]]:
    """Yield each sixth hour of the local *days* in UTC, with its label.

    If *brief*, as for many days, only noon and, where the clock tells them apart, midnight have a label.
    """
    for day in days:
        for hour in range(0, 24, HOURS_PER_TICK):
            yield datetime.combine(day, time(hour), local).astimezone(UTC), _hour_label(hour, units, brief=brief)


def _hour_label(hour: int, units: Units, *, brief: bool) -> str:
    if brief and hour % NOON:
        return ""
    if units.clock_format is ClockFormat.HOURS_24:
        return str(hour)
    if brief:
        return units.texts("picture-hour-pm", hour="12") if hour else ""
    if not hour % NOON:
        return "12"
    return units.texts("picture-hour-am" if hour < NOON else "picture-hour-pm", hour=str(hour % NOON))


def nights_of(forecast: Forecast, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the times between sunset and sunrise; a day without known sunrise and sunset has no night."""
    dark_since = start
    for day in forecast.days:
        if day.polar is Polar.NIGHT:
            continue
        rises = day.sunrise or midnight(day.date, forecast.timezone)
        sets = day.sunset or midnight(day.date + DAY, forecast.timezone)
        if dark_since < min(rises, end):
            yield dark_since, min(rises, end)
        dark_since = max(dark_since, sets)
    if dark_since < end:
        yield dark_since, end


def sun_text(day: Day, units: Units) -> str:
    """Return the sunrise and the sunset of *day*, or that it has none; an empty text if they are unknown."""
    if day.polar is not None:
        return units.texts(POLAR_TEXTS[day.polar])
    if day.sunrise is None or day.sunset is None:
        return ""
    return units.texts("picture-sun", rise=units.time(day.sunrise), set=units.time(day.sunset))


def precipitation_scale(units: Units) -> PrecipitationScale:
    """Return the scale of all pictures in the unit of the chat."""
    if units.is_imperial:
        caption = units.texts("picture-inches")
        ticks = [Tick(rate * INCHES, units.decimal(rate, 2 if rate < 0.1 else 1)) for rate in RATES_IN_INCHES]  # noqa: PLR2004 - a tenth
    else:
        caption = units.texts("picture-millimetres")
        ticks = [Tick(rate, label) for rate, label in MILLIMETRES]
    return PrecipitationScale(
        caption=caption,
        likely=units.texts("picture-likely", percent=units.percent(MIN_EXPECTED_PROBABILITY)),
        unlikely=units.texts("picture-unlikely"),
        amount_unit=option_name(units.precipitation_unit, units.texts),
        percent_sign=units.texts("unit-percent"),
        ticks=tuple(ticks),
    )
