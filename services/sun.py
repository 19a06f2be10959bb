"""Sunrise, sunset and civil twilight, from astral's position of the sun at the moment itself.

astral's own times go by the position at midnight, which is minutes off in high latitudes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import acos, asin, cos, pi, radians, sin
from typing import NamedTuple

from astral.julian import julianday_to_juliancentury
from astral.sun import eq_of_time, sun_declination

DAY = timedelta(days=1)
HORIZON = radians(-0.8333)
"""Altitude of the sun's centre when its upper edge rises, refraction included."""
CIVIL = radians(-6)
"""Altitude of the sun's centre up to which one sees without lamps."""

UNIX_EPOCH = 2440587.5
"""As a Julian day."""
SECONDS = 86400

ROUNDS = 6
CLOSE = 0.5
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Daylight:
    """The light of the 24 hours around a solar noon; times are in UTC, and None where there is no such moment."""

    noon: datetime
    is_up: bool
    """Whether the sun is up at noon."""
    sunrise: datetime | None
    sunset: datetime | None
    dawn: datetime | None
    """When civil twilight begins."""
    dusk: datetime | None
    """When civil twilight ends."""

    @property
    def polar(self) -> bool:
        """Whether the sun neither rises nor sets."""
        return self.sunrise is None and self.sunset is None


class _Position(NamedTuple):
    declination: float
    """Radians north of the equator."""
    sundial: float
    """Seconds that a sundial is ahead."""


def daylight(latitude: float, longitude: float, near: datetime) -> Daylight:
    """Return the light around the solar noon that is nearest to *near*, an aware instant."""
    moment = near.timestamp()
    noon = SECONDS / 2 - longitude * SECONDS / 360 - _position(moment).sundial
    noon += SECONDS * round((moment - noon) / SECONDS)

    def time(height: float, side: int) -> datetime | None:
        seconds = _crossing(latitude, longitude, noon, height, side)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    return Daylight(
        noon=datetime.fromtimestamp(noon, UTC),
        is_up=_altitude(latitude, longitude, noon) > HORIZON,
        sunrise=time(HORIZON, -1),
        sunset=time(HORIZON, 1),
        dawn=time(CIVIL, -1),
        dusk=time(CIVIL, 1),
    )


def altitude(latitude: float, longitude: float, at: datetime) -> float:
    """Return how high the sun's centre stands at an aware instant, in radians, without refraction."""
    return _altitude(latitude, longitude, at.timestamp())


def is_up(latitude: float, longitude: float, at: datetime) -> bool:
    """Return whether the sun is up at an aware instant."""
    return altitude(latitude, longitude, at) > HORIZON


def _crossing(latitude: float, longitude: float, noon: float, height: float, side: int) -> float | None:
    """Return when the sun is at *height* in the twelve hours before (−1) or after (1) *noon*, in Unix time."""
    phi = radians(latitude)
    at = noon + side * SECONDS / 4
    for _ in range(ROUNDS):
        declination, sundial = _position(at)
        cosine = (sin(height) - sin(phi) * sin(declination)) / max(cos(phi) * cos(declination), 1e-9)
        if abs(cosine) >= 1:
            break
        transit = SECONDS / 2 - longitude * SECONDS / 360 - sundial
        transit += SECONDS * round((noon - transit) / SECONDS)
        before, at = at, transit + side * acos(cosine) * SECONDS / (2 * pi)
        if abs(at - before) < CLOSE:
            return at
    # It barely reaches that height, or barely does not: only its height at the moment itself tells.
    return _bisect(
        lambda seconds: _altitude(latitude, longitude, seconds) - height, noon + side * SECONDS / 2, noon
    )


def _bisect(above: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where *above* turns from negative at *low* to positive at *high*, None when it does not."""
    if above(low) >= 0 or above(high) <= 0:
        return None
    while abs(high - low) > CLOSE:
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) > 0 else (middle, high)
    return (low + high) / 2


def _altitude(latitude: float, longitude: float, seconds: float) -> float:
    """Return the altitude of the sun's centre without refraction, in radians, at a Unix time."""
    phi, (declination, sundial) = radians(latitude), _position(seconds)
    hour_angle = radians((seconds + sundial) / SECONDS * 360 + longitude - 180)
    return asin(sin(phi) * sin(declination) + cos(phi) * cos(declination) * cos(hour_angle))


def _position(seconds: float) -> _Position:
    century = julianday_to_juliancentury(seconds / SECONDS + UNIX_EPOCH)
    return _Position(radians(sun_declination(century)), 60 * eq_of_time(century))
