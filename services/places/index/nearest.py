"""Finds the place nearest to given coordinates, and decides whether its time zone applies there."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from services.places.index.geometry import KILOMETRES_PER_DEGREE, Coordinates, distance_km, estimated_radius_km
from services.places.index.reader import PlaceIndex
from services.places.index.rows import NearbyPlace
from services.places.models import Area, Place, zone_by_name
from services.timezones import have_same_time

SEARCH_RADII_DEGREES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Radii, in degrees of latitude, within which a place is searched, the smallest first."""

MIN_REMOTE_KILOMETRES = 25.0
"""Distance in kilometres beyond which the nearest place counts as remote."""

REMOTE_DISTANCE_FACTOR = 1.5
"""If the nearest place is remote, the most populous place within this many times its distance is returned."""

ZONE_BORDER_MARGIN_KILOMETRES = 25.0
"""The time zone is uncertain if a place in another zone is at most this many km farther than the nearest place."""

MAX_NEIGHBOURS = 3
"""Maximum number of nearby places by which the bot decides in which region a point is."""

MAX_NEIGHBOUR_DEGREES = 0.5
"""Maximum distance from a point to the MAX_NEIGHBOURS places near the point, in degrees of latitude."""


class NearestPlace(NamedTuple):
    """The place nearest to given coordinates; `kilometres` is the distance from the coordinates to its centre."""

    place: Place
    kilometres: float
    is_zone_certain: bool
    """Whether clocks at the coordinates certainly show the place's time; False if another time zone is near."""


def find_nearest(
    index: PlaceIndex,
    latitude: float,
    longitude: float,
    language: str,
    *,
    search_radii_degrees: Sequence[float] = SEARCH_RADII_DEGREES,
) -> NearestPlace | None:
    """Return the place nearest to the coordinates, with names in *language*; None if no place is near enough.

    *search_radii_degrees* are the radii, in degrees of latitude, within which places are searched, the smallest
    first. Distances are measured to the edges of places; the radius of a place is estimated from its population.
    If the nearest place is farther away than MIN_REMOTE_KILOMETRES, return the most populous place within
    REMOTE_DISTANCE_FACTOR times the distance of the nearest place. The page docs/places.md has the reasons and
    figures.
    """
    coordinates = latitude, longitude
    for degrees in search_radii_degrees:
        around = list(index.places_around(coordinates, degrees))
        if around:
            nearest = min(around, key=lambda nearby: _distance_from_edge_km(nearby, coordinates))
            is_zone_certain = _is_zone_certain(index, nearest, around, coordinates)
            kilometres = distance_km(nearest.coordinates, coordinates)
            if kilometres > MIN_REMOTE_KILOMETRES:
                limit = REMOTE_DISTANCE_FACTOR * kilometres
                by_population = index.places_around(coordinates, limit / KILOMETRES_PER_DEGREE)
                nearest = next(
                    nearby for nearby in by_population if distance_km(nearby.coordinates, coordinates) <= limit
                )
            place = index.place_by_id(nearest.place_id, language)
            return NearestPlace(place, distance_km(nearest.coordinates, coordinates), is_zone_certain)
    return None


def are_inside_areas(index: PlaceIndex, points: Sequence[Coordinates], areas: Sequence[Area]) -> list[bool]:
    """Return for each point whether one of the MAX_NEIGHBOURS places nearest to the point is in one of *areas*.

    The index has no borders of areas, so a point beside the border of an area may count as inside.
    """
    return [any(index.has_place_in(_nearest_place_ids(index, point), area) for area in areas) for point in points]


def _nearest_place_ids(index: PlaceIndex, coordinates: Coordinates) -> list[int]:
    """Return the ids of up to MAX_NEIGHBOURS nearest places within MAX_NEIGHBOUR_DEGREES of *coordinates*."""
    around = index.places_around(coordinates, MAX_NEIGHBOUR_DEGREES)
    nearest = sorted(around, key=lambda nearby: distance_km(nearby.coordinates, coordinates))[:MAX_NEIGHBOURS]
    return [nearby.place_id for nearby in nearest]


def _is_zone_certain(
    index: PlaceIndex, nearest: NearbyPlace, around: Sequence[NearbyPlace], coordinates: Coordinates
) -> bool:
    """Return whether clocks show the same time at *nearest* and at all places *around* *coordinates*.

    Places that are more than ZONE_BORDER_MARGIN_KILOMETRES farther from *coordinates* than *nearest* are ignored.
    """
    limit = _distance_from_edge_km(nearest, coordinates) + ZONE_BORDER_MARGIN_KILOMETRES
    names = {
        index.zone_name(nearby.zone_id)
        for nearby in around
        if _distance_from_edge_km(nearby, coordinates) <= limit
    }
    zones = [local for name in names if (local := zone_by_name(name))]
    return len(names) == 1 or have_same_time(zones, datetime.now(UTC))


def _distance_from_edge_km(nearby: NearbyPlace, coordinates: Coordinates) -> float:
    """Return the distance in kilometres from *coordinates* to the edge of a place, negative inside the place."""
    return distance_km(nearby.coordinates, coordinates) - estimated_radius_km(nearby.population)
