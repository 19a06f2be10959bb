"""Computes the times of sunrise, sunset and twilight at a place on a local calendar day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from services.places.models import Place
from services.sun import Daylight, daylight, is_sun_up
from services.weather.forecast import PolarDayOrNight


@dataclass(frozen=True, slots=True, kw_only=True)
class SunTimes:
    """Local times of sunrise, sunset and twilight on one day, to the minute.

    The time of an event that does not occur is None.
    """

    sunrise: datetime | None = None
    sunset: datetime | None = None
    """Local time of sunset, which may be after midnight."""
    dawn: datetime | None = None
    """Local time at which civil twilight begins in the morning."""
    dusk: datetime | None = None
    """Local time, maybe after midnight, at which civil twilight ends in the evening."""
    polar: PolarDayOrNight | None = None
    """Polar day or night; None if the sun rises and sets."""


def sun_times_on(day: date, place: Place, timezone: tzinfo) -> SunTimes:
    """Return the sun times of *day* at *place*, whose time zone is *timezone*."""
    light = _daylight_on(day, place, timezone)
    return SunTimes(
        sunrise=_rounded_to_minute(light.sunrise, timezone),
        sunset=_rounded_to_minute(light.sunset, timezone),
        dawn=_rounded_to_minute(light.dawn, timezone),
        dusk=_rounded_to_minute(light.dusk, timezone),
        polar=(PolarDayOrNight.DAY if light.is_up else PolarDayOrNight.NIGHT) if light.is_polar else None,
    )


def sunrise_and_sunset(
    moment: datetime | None, place: Place, timezone: tzinfo | None
) -> tuple[datetime | None, datetime | None]:
    """Return the local times, to the minute, of sunrise and sunset on the local day that contains *moment*.

    Both times are None if *moment* or *timezone* is None.
    """
    if moment is None or timezone is None:
        return None, None
    light = _daylight_on(moment.astimezone(timezone).date(), place, timezone)
    return _rounded_to_minute(light.sunrise, timezone), _rounded_to_minute(light.sunset, timezone)


def is_daytime(place: Place, moment: datetime) -> bool:
    """Return whether the sun is above the horizon of *place* at the aware time *moment*."""
    return is_sun_up(place.latitude, place.longitude, moment)


def _daylight_on(day: date, place: Place, timezone: tzinfo) -> Daylight:
    return daylight(place.latitude, place.longitude, near=datetime.combine(day, time(12), timezone))


def _rounded_to_minute(moment: datetime | None, timezone: tzinfo) -> datetime | None:
    """Return *moment* in *timezone*, rounded to the minute."""
    if moment is None:
        return None
    return (moment + timedelta(seconds=30)).astimezone(timezone).replace(second=0, microsecond=0)
