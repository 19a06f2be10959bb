"""Sunrise and sunset, by NOAA's approximation of the solar position (within a few minutes, the poles included).

https://gml.noaa.gov/grad/solcalc/solareqns.PDF
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import acos, cos, degrees, pi, radians, sin, tan

DAY = timedelta(days=1)
ZENITH = radians(90.833)
"""Where the sun's centre stands when its upper edge rises, refraction included."""


@dataclass(frozen=True)
class Daylight:
    """The light of one day, around a solar noon: 24 hours of it on a polar day, none in a polar night."""

    noon: datetime
    length: timedelta

    @property
    def sunrise(self) -> datetime:
        """On a polar day the midnight before noon, in a polar night noon itself; likewise sunset."""
        return self.noon - self.length / 2

    @property
    def sunset(self) -> datetime:
        """When it ends."""
        return self.noon + self.length / 2

    @property
    def polar(self) -> bool:
        """Whether the sun neither rises nor sets."""
        return self.length in (timedelta(0), DAY)


def daylight(latitude: float, longitude: float, near: datetime) -> Daylight:
    """Return the light around the solar noon that is nearest to `near`, an aware instant; all times are UTC."""
    near = near.astimezone(UTC)
    midnight = near.replace(hour=0, minute=0, second=0, microsecond=0)
    year = 2 * pi / 365 * (near.timetuple().tm_yday - 1 + (near.hour - 12) / 24)

    noon = midnight + timedelta(minutes=720 - 4 * longitude - _equation_of_time(year))
    noon += DAY * round((near - noon) / DAY)

    phi, declination = radians(latitude), _declination(year)
    hour_angle = cos(ZENITH) / (cos(phi) * cos(declination)) - tan(phi) * tan(declination)
    half = timedelta(minutes=4 * degrees(acos(max(-1.0, min(1.0, hour_angle)))))
    return Daylight(noon, 2 * half)


def _equation_of_time(year: float) -> float:
    """Return by how many minutes a sundial is ahead; `year` is the year's progress as an angle."""
    return 229.18 * (
        0.000075
        + 0.001868 * cos(year)
        - 0.032077 * sin(year)
        - 0.014615 * cos(2 * year)
        - 0.040849 * sin(2 * year)
    )


def _declination(year: float) -> float:
    """Return how far the sun stands north of the equator, in radians."""
    return (
        0.006918
        - 0.399912 * cos(year)
        + 0.070257 * sin(year)
        - 0.006758 * cos(2 * year)
        + 0.000907 * sin(2 * year)
        - 0.002697 * cos(3 * year)
        + 0.00148 * sin(3 * year)
    )
