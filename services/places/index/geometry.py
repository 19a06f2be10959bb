"""Distances on Earth, in kilometres, and boxes around a spot."""

from math import asin, cos, pi, radians, sin, sqrt

EARTH_DIAMETER = 12_742.0
"""Kilometres; the mean."""

KILOMETRES_A_DEGREE = EARTH_DIAMETER * pi / 360
"""The length of a degree of latitude."""

POLE, DATE_LINE = 90.0, 180.0
"""The greatest latitude and longitude, in degrees."""

DENSITY = 10_000.0
"""People per square kilometre of a dense city; the radius of a place is estimated by it."""

Coordinates = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance(first: Coordinates, second: Coordinates) -> float:
    """Return the kilometres between two spots."""
    (latitude, longitude), (other_latitude, other_longitude) = first, second
    up = sin(radians(other_latitude - latitude) / 2)
    across = sin(radians(other_longitude - longitude) / 2)
    haversine = up**2 + cos(radians(latitude)) * cos(radians(other_latitude)) * across**2
    return EARTH_DIAMETER * asin(min(1.0, sqrt(haversine)))


def radius(population: int) -> float:
    """Return the kilometres from the middle of a place to its edge, estimated from its population."""
    return sqrt(population / (pi * DENSITY))


def box(spot: Coordinates, reach: float) -> tuple[float, float, float, float]:
    """Return the south, north, west and east of the box that reaches *reach* degrees of latitude from *spot*.

    The longitudes may lie beyond ±180.
    """
    latitude, longitude = spot
    width = min(180.0, reach / max(0.01, cos(radians(latitude))))
    return latitude - reach, latitude + reach, longitude - width, longitude + width
