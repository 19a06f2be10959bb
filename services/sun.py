"""Computes sunrise, sunset and civil twilight.

The library astral computes the positions of the sun, but not the times of sunrise and sunset: it takes the
position at midnight for the whole day, so its times in high latitudes are wrong by minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import acos, asin, cos, pi, radians, sin
from typing import NamedTuple

from astral.julian import julianday_to_juliancentury
from astral.sun import eq_of_time, sun_declination

SUNRISE_ALTITUDE = radians(-0.8333)
"""Altitude of the sun's centre at sunrise and sunset, in radians. Because of refraction, the sun's upper edge is
on the horizon at this altitude."""
CIVIL_TWILIGHT_ALTITUDE = radians(-6)
"""Altitude of the sun's centre at the beginning and end of civil twilight, in radians."""

UNIX_EPOCH_JULIAN_DAY = 2440587.5
"""Julian day of the Unix epoch."""

DAY_SECONDS = 86400
"""Number of seconds in a day."""

MAX_ITERATIONS = 6
"""Maximum number of iterations to compute the time of one event, such as a sunrise."""

MAX_TIME_ERROR_SECONDS = 0.5
"""Maximum error of a computed time, in seconds."""

HOUR_SECONDS = 3600
"""Number of seconds in an hour."""

MAX_CACHED_HOURS = 1024
"""Maximum number of hours whose position of the sun is cached; a month has 744."""


@dataclass(frozen=True, slots=True)
class Daylight:
    """Times of sunrise, sunset and twilight in the 24 hours around a solar noon, in UTC.

    The time of an event that does not occur is None.
    """

    latitude: float
    """Latitude in degrees north."""
    longitude: float
    """Longitude in degrees east."""
    noon: datetime
    """Solar noon: the time of the sun's highest altitude."""
    is_up: bool
    """Whether the sun is above the horizon at solar noon."""
    sunrise: datetime | None
    """Sunrise before the solar noon."""
    sunset: datetime | None
    """Sunset after the solar noon."""

    @property
    def dawn(self) -> datetime | None:
        """Beginning of civil twilight in the morning."""
        return _crossing_datetime(
            self.latitude, self.longitude, self.noon.timestamp(), CIVIL_TWILIGHT_ALTITUDE, -1
        )

    @property
    def dusk(self) -> datetime | None:
        """End of civil twilight in the evening."""
        return _crossing_datetime(self.latitude, self.longitude, self.noon.timestamp(), CIVIL_TWILIGHT_ALTITUDE, 1)

    @property
    def is_polar(self) -> bool:
        """Whether the sun neither rises nor sets in the 24 hours around `noon`."""
        return self.sunrise is None and self.sunset is None


class _SunPosition(NamedTuple):
    declination: float
    """Declination of the sun, in radians north of the equator."""
    equation_of_time: float
    """Apparent solar time minus mean solar time, in seconds."""


def daylight(latitude: float, longitude: float, near: datetime) -> Daylight:
    """Return the times of the sun around the solar noon that is nearest to the aware datetime *near*."""
    timestamp = near.timestamp()
    noon = DAY_SECONDS / 2 - longitude * DAY_SECONDS / 360 - _sun_position(timestamp).equation_of_time
    noon += DAY_SECONDS * round((timestamp - noon) / DAY_SECONDS)
    return Daylight(
        latitude,
        longitude,
        noon=datetime.fromtimestamp(noon, UTC),
        is_up=_altitude(latitude, longitude, noon) > SUNRISE_ALTITUDE,
        sunrise=_crossing_datetime(latitude, longitude, noon, SUNRISE_ALTITUDE, -1),
        sunset=_crossing_datetime(latitude, longitude, noon, SUNRISE_ALTITUDE, 1),
    )


def sun_altitude(latitude: float, longitude: float, at: datetime) -> float:
    """Return the altitude of the sun's centre at the aware datetime *at*, in radians, without refraction."""
    return _altitude(latitude, longitude, at.timestamp())


def is_sun_up(latitude: float, longitude: float, at: datetime) -> bool:
    """Return whether the sun is above the horizon at the aware datetime *at*."""
    return sun_altitude(latitude, longitude, at) > SUNRISE_ALTITUDE


def _crossing_datetime(
    latitude: float, longitude: float, noon: float, target: float, side: int
) -> datetime | None:
    """Return the time of `_crossing_time` in UTC."""
    seconds = _crossing_time(latitude, longitude, noon, target, side)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _crossing_time(latitude: float, longitude: float, noon: float, target: float, side: int) -> float | None:
    """Return the Unix time at which the sun crosses the altitude *target*, in radians; None if it does not.

    *noon* is a solar noon as Unix time. If *side* is −1, search in the twelve hours before *noon*; if *side* is 1,
    search in the twelve hours after *noon*.
    """
    phi = radians(latitude)
    at = noon + side * DAY_SECONDS / 4
    for _ in range(MAX_ITERATIONS):
        declination, equation_of_time = _sun_position(at)
        cosine = (sin(target) - sin(phi) * sin(declination)) / max(cos(phi) * cos(declination), 1e-9)
        if abs(cosine) >= 1:
            break
        transit = DAY_SECONDS / 2 - longitude * DAY_SECONDS / 360 - equation_of_time
        transit += DAY_SECONDS * round((noon - transit) / DAY_SECONDS)
        before, at = at, transit + side * acos(cosine) * DAY_SECONDS / (2 * pi)
        if abs(at - before) < MAX_TIME_ERROR_SECONDS:
            return at
    # The iteration may not converge if the highest or lowest altitude of the sun is close to *target*.
    return _bisect(
        lambda seconds: _altitude(latitude, longitude, seconds) - target, noon + side * DAY_SECONDS / 2, noon
    )


def _bisect(function: Callable[[float], float], low: float, high: float) -> float | None:
    """Return the argument at which *function* changes its sign.

    *function* should be negative at *low* and positive at *high*.

    Return None if *function* is positive at *low* or negative at *high*.
    """
    if function(low) >= 0 or function(high) <= 0:
        return None
    while abs(high - low) > MAX_TIME_ERROR_SECONDS:
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0 else (middle, high)
    return (low + high) / 2


def _altitude(latitude: float, longitude: float, seconds: float) -> float:
    """Return the altitude of the sun's centre at the Unix time *seconds*, in radians, without refraction."""
    phi, (declination, equation_of_time) = radians(latitude), _sun_position(seconds)
    hour_angle = radians((seconds + equation_of_time) / DAY_SECONDS * 360 + longitude - 180)
    return asin(sin(phi) * sin(declination) + cos(phi) * cos(declination) * cos(hour_angle))


def _sun_position(seconds: float) -> _SunPosition:
    """Return the position of the sun at the Unix time *seconds*, interpolated between two full hours.

    The interpolation changes the declination by less than 0.00001° and the equation of time by less than 0.001 s.
    """
    hour, seconds_of_hour = divmod(seconds, HOUR_SECONDS)
    fraction = seconds_of_hour / HOUR_SECONDS
    before, after = _sun_position_at_hour(hour), _sun_position_at_hour(hour + 1)
    return _SunPosition(
        before.declination + fraction * (after.declination - before.declination),
        before.equation_of_time + fraction * (after.equation_of_time - before.equation_of_time),
    )


@lru_cache(MAX_CACHED_HOURS)  # without the cache, positions take a third of the processor time of a report
def _sun_position_at_hour(hour: float) -> _SunPosition:
    """Return the position of the sun *hour* hours after the Unix epoch."""
    century = julianday_to_juliancentury(hour / 24 + UNIX_EPOCH_JULIAN_DAY)
    return _SunPosition(radians(sun_declination(century)), 60 * eq_of_time(century))
