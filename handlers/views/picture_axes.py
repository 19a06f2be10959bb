"""The axes of a picture: local hours, nights, and the scale of precipitation with its captions."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handlers.views.forecast import POLAR_TEXTS
from handlers.views.units import NOON, Units, option_name
from services.charts import PrecipitationScale, Tick
from services.units import ClockFormat
from services.weather import Day, Forecast, PolarDayOrNight
from services.weather.days import midnight
from services.weather.precipitation import MIN_EXPECTED_PROBABILITY

HOURS_PER_TICK = 6

DAY = timedelta(days=1)

LABELLED_RATES_IN_MILLIMETRES = ((1.0, "1"), (5.0, "5"), (20.0, "20"))
"""The labelled rates on the axis of precipitation: pairs (rate in mm/h, label)."""

MILLIMETRES_PER_INCH = 25.4

LABELLED_RATES_IN_INCHES = (0.04, 0.2, 0.8)
"""The labelled rates on the axis of precipitation, in inches per hour; about the same as in millimetres."""


def hour_ticks(
    days: Iterable[date], timezone: tzinfo, units: Units, *, is_brief: bool
) -> Iterator[tuple[datetime, str]]:
    """Yield every sixth hour of *days* in *timezone*: its time in UTC, and its label, such as "6" or "6 am".

    If *is_brief* is true, all labels are empty, except those of noon and, on a 24-hour clock, of midnight.
    """
    for day in days:
        for hour in range(0, 24, HOURS_PER_TICK):
            yield (
                datetime.combine(day, time(hour), timezone).astimezone(UTC),
                _hour_label(hour, units, is_brief=is_brief),
            )


def _hour_label(hour: int, units: Units, *, is_brief: bool) -> str:
    if is_brief and hour % NOON:
        return ""
    if units.clock_format is ClockFormat.HOURS_24:
        return str(hour)
    if is_brief:
        return units.texts("picture-hour-pm", hour="12") if hour else ""
    if not hour % NOON:
        return "12"
    return units.texts("picture-hour-am" if hour < NOON else "picture-hour-pm", hour=str(hour % NOON))


def nights_of(forecast: Forecast, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield each night between *start* and *end* as a pair (sunset, sunrise).

    A day whose sunrise and sunset are unknown has no night.
    """
    night_start = start
    for day in forecast.days:
        if day.polar is PolarDayOrNight.NIGHT:
            continue
        sunrise = day.sunrise or midnight(day.date, forecast.timezone)
        sunset = day.sunset or midnight(day.date + DAY, forecast.timezone)
        if night_start < min(sunrise, end):
            yield night_start, min(sunrise, end)
        night_start = max(night_start, sunset)
    if night_start < end:
        yield night_start, end


def sun_text(day: Day, units: Units) -> str:
    """Return the times of sunrise and sunset, or "polar day" or "polar night"; an empty text if unknown."""
    if day.polar is not None:
        return units.texts(POLAR_TEXTS[day.polar])
    if day.sunrise is None or day.sunset is None:
        return ""
    return units.texts("picture-sun", rise=units.time(day.sunrise), set=units.time(day.sunset))


def precipitation_scale(units: Units, *, has_probability: bool) -> PrecipitationScale:
    """Return the axis of precipitation in the unit of the chat.

    If *has_probability* is true, the axis explains the bars of likely and of unlikely precipitation.
    """
    if units.is_imperial:
        caption = units.texts("picture-inches")
        ticks = [
            Tick(rate * MILLIMETRES_PER_INCH, units.decimal(rate, 2 if rate < 0.1 else 1))  # noqa: PLR2004 - a tenth
            for rate in LABELLED_RATES_IN_INCHES
        ]
    else:
        caption = units.texts("picture-millimetres")
        ticks = [Tick(rate, label) for rate, label in LABELLED_RATES_IN_MILLIMETRES]
    return PrecipitationScale(
        caption=caption,
        likely=units.texts("picture-likely", percent=units.percent(MIN_EXPECTED_PROBABILITY))
        if has_probability
        else "",
        unlikely=units.texts("picture-unlikely") if has_probability else "",
        amount_unit=option_name(units.precipitation_unit, units.texts),
        percent_sign=units.texts("unit-percent"),
        ticks=tuple(ticks),
    )
