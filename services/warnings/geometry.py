"""Areas of warnings, which consist of polygons and circles, and tests whether a point is in an area."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import asin, cos, isfinite, radians, sin, sqrt

EARTH_DIAMETER_KILOMETRES = 12_742.0
"""Diameter of the Earth in km."""

FULL_CIRCLE, HALF_CIRCLE, MAX_LATITUDE = 360.0, 180.0, 90.0

MIN_POLYGON_CORNERS = 3
"""Minimum number of different corners of a polygon."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """A polygon on the map, which may cross the 180th meridian."""

    corners: bytes
    """The latitude and longitude of each corner in degrees, as 32-bit floats. The 32-bit
    floats take an eighth of the memory of Python floats, and are exact to some two metres."""
    bounds: tuple[float, float, float, float] = field(init=False, repr=False, compare=False)
    """The lowest and highest latitude, and the lowest and highest longitude."""

    def __post_init__(self) -> None:
        latitudes, longitudes = self._coordinates()
        bounds = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
        object.__setattr__(self, "bounds", bounds)

    def _coordinates(self) -> tuple[Sequence[float], Sequence[float]]:
        coordinates = memoryview(self.corners).cast("f")
        return coordinates[::2].tolist(), coordinates[1::2].tolist()

    def contains(self, latitude: float, longitude: float) -> bool:
        """Return whether the point at *latitude* and *longitude* is in the polygon."""
        south, north, west, east = self.bounds
        if not south <= latitude <= north:
            return False
        turned = (longitude - FULL_CIRCLE, longitude, longitude + FULL_CIRCLE)
        return any(west <= meridian <= east and self._is_inside(latitude, meridian) for meridian in turned)

    def _is_inside(self, latitude: float, longitude: float) -> bool:
        """Return whether a line from the point to the east crosses an odd number of edges.

        The number is odd if the point is inside the polygon.
        """
        inside = False
        latitudes, longitudes = self._coordinates()
        last_latitude, last_longitude = latitudes[-1], longitudes[-1]
        for corner_latitude, corner_longitude in zip(latitudes, longitudes, strict=True):
            if (corner_latitude > latitude) != (last_latitude > latitude):
                share = (latitude - corner_latitude) / (last_latitude - corner_latitude)
                if longitude < corner_longitude + share * (last_longitude - corner_longitude):
                    inside = not inside
            last_latitude, last_longitude = corner_latitude, corner_longitude
        return inside


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the map."""

    latitude: float
    longitude: float
    radius: float
    """The radius in km."""

    def contains(self, latitude: float, longitude: float) -> bool:
        """Return whether the point at *latitude* and *longitude* is in the circle."""
        up = sin(radians(latitude - self.latitude) / 2)
        across = sin(radians(longitude - self.longitude) / 2)
        haversine = up**2 + cos(radians(latitude)) * cos(radians(self.latitude)) * across**2
        return EARTH_DIAMETER_KILOMETRES * asin(min(1.0, sqrt(haversine))) <= self.radius


@dataclass(frozen=True, slots=True)
class WarnedArea:
    """The area of a warning: its polygons and circles together."""

    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()

    def contains(self, latitude: float, longitude: float) -> bool:
        """Return whether the point at *latitude* and *longitude* is in a polygon or a circle of the area."""
        shapes: Sequence[Polygon | Circle] = (*self.polygons, *self.circles)
        return any(shape.contains(latitude, longitude) for shape in shapes)


def are_valid_coordinates(latitudes: Sequence[float], longitudes: Sequence[float]) -> bool:
    """Return whether all coordinates are valid.

    A longitude may be up to 360° east or west.
    """
    if not latitudes or not isfinite(sum(latitudes) + sum(longitudes)):
        return False
    return max(map(abs, latitudes)) <= MAX_LATITUDE and max(map(abs, longitudes)) <= FULL_CIRCLE


def polygon_of_corners(latitudes: Sequence[float], longitudes: Sequence[float]) -> Polygon | None:
    """Return the polygon whose corners have the coordinates *latitudes* and *longitudes*.

    Return None if the polygon has fewer than MIN_POLYGON_CORNERS corners.

    If the longitudes of two successive corners differ by more than 180°, their edge crosses the 180th meridian.
    The corners after the crossing get continuous longitudes: 179°, −179° becomes 179°, 181°.
    """
    if len(set(zip(latitudes, longitudes, strict=True))) < MIN_POLYGON_CORNERS:
        return None
    if max(longitudes) - min(longitudes) > HALF_CIRCLE:
        longitudes = _continuous_longitudes(longitudes)
    corners = array("f", bytes(8 * len(latitudes)))
    corners[::2], corners[1::2] = array("f", latitudes), array("f", longitudes)
    return Polygon(corners.tobytes())


def _continuous_longitudes(longitudes: Sequence[float]) -> list[float]:
    turns, smooth = 0.0, [longitudes[0]]
    for before, longitude in pairwise(longitudes):
        if longitude - before > HALF_CIRCLE:
            turns -= FULL_CIRCLE
        elif before - longitude > HALF_CIRCLE:
            turns += FULL_CIRCLE
        smooth.append(longitude + turns)
    return smooth
