"""Distances on Earth in kilometres, and bounding boxes around given coordinates."""

from math import asin, cos, pi, radians, sin, sqrt

EARTH_DIAMETER_KILOMETRES = 12_742.0
"""Mean diameter of the Earth, in kilometres."""

KILOMETRES_PER_DEGREE = EARTH_DIAMETER_KILOMETRES * pi / 360
"""Length of a degree of latitude, in kilometres."""

MAX_LATITUDE = 90.0
"""Maximum absolute value of a latitude, in degrees."""

MAX_LONGITUDE = 180.0
"""Maximum absolute value of a longitude, in degrees."""

MAX_SAME_PLACE_KILOMETRES = 40.0
"""Maximum distance in km between two namesakes that count as one place, such as a city and its district."""

ASSUMED_POPULATION_DENSITY = 10_000.0
"""Assumed number of people per square kilometre; the radius of a place is computed from its population."""

Coordinates = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance_km(point: Coordinates, other_point: Coordinates) -> float:
    """Return the distance in kilometres between two points on Earth, given by their coordinates."""
    (latitude, longitude), (other_latitude, other_longitude) = point, other_point
    up = sin(radians(other_latitude - latitude) / 2)
    across = sin(radians(other_longitude - longitude) / 2)
    haversine = up**2 + cos(radians(latitude)) * cos(radians(other_latitude)) * across**2
    return EARTH_DIAMETER_KILOMETRES * asin(min(1.0, sqrt(haversine)))


def estimated_radius_km(population: int) -> float:
    """Return the radius in kilometres of a place with *population*, estimated by ASSUMED_POPULATION_DENSITY."""
    return sqrt(population / (pi * ASSUMED_POPULATION_DENSITY))


def bounding_box(coordinates: Coordinates, max_degrees: float) -> tuple[float, float, float, float]:
    """Return the south, north, west and east sides, in degrees, of the bounding box around *coordinates*.

    *max_degrees* is the distance from *coordinates* to each side, in degrees of latitude. The longitudes of the
    west and east sides may lie beyond ±180.
    """
    latitude, longitude = coordinates
    width = min(180.0, max_degrees / max(0.01, cos(radians(latitude))))
    return latitude - max_degrees, latitude + max_degrees, longitude - width, longitude + width
