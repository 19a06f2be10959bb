"""How far it is on Earth."""

from math import asin, cos, pi, radians, sin, sqrt

EARTH = 12_742.0
"""Kilometres: the mean diameter."""

DEGREE_LONG = EARTH * pi / 360
"""Kilometres of a degree of latitude."""

DENSITY = 10_000.0
"""People per square kilometre of a dense city, by which its extent is reckoned."""

Spot = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance(one: Spot, other: Spot) -> float:
    """Return the kilometres between two spots."""
    (south, west), (north, east) = one, other
    up, across = sin(radians(north - south) / 2), sin(radians(east - west) / 2)
    haversine = up**2 + cos(radians(south)) * cos(radians(north)) * across**2
    return EARTH * asin(min(1.0, sqrt(haversine)))


def extent(population: int) -> float:
    """Return how far a place of so many people reaches from its middle, in kilometres."""
    return sqrt(population / (pi * DENSITY))


def box(spot: Spot, reach: float) -> tuple[float, float, float, float]:
    """Return how far south, north, west and east it goes up to *reach* degrees of latitude from *spot*."""
    latitude, longitude = spot
    wide = min(180.0, reach / max(0.01, cos(radians(latitude))))
    return latitude - reach, latitude + reach, longitude - wide, longitude + wide
