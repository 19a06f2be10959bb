"""Finds the place nearest to given coordinates, and tells whether clocks at both certainly show the same time."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from services.places.index.geometry import KILOMETRES_PER_DEGREE, Coordinates, distance, estimated_radius
from services.places.index.reader import PlaceIndex
from services.places.index.rows import NearbyPlace
from services.places.models import Area, Place, zone
from services.timezones import have_same_time

SEARCH_DEGREES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Distances in degrees of latitude within which places near coordinates are searched until one is found."""

MIN_REMOTE_DISTANCE = 25.0
"""Distance of the nearest place, in kilometres, beyond which a more populous place may be returned instead."""

REMOTE_FACTOR = 1.5
"""If the nearest place is remote, the most populous place up to this many times as far away is returned."""

ZONE_BORDER_MARGIN = 25.0
"""A place in another time zone makes the zone uncertain if it is at most this many km beyond the nearest place."""

NEIGHBOURS, NEIGHBOUR_DEGREES = 3, 0.5
"""Maximum number of places by which the region of a spot is found, and their maximum distance in degrees of
latitude."""


class NearestPlace(NamedTuple):
    """The place nearest to given coordinates, and the distance in kilometres between them and its centre."""

    place: Place
    kilometres: float
    is_zone_certain: bool
    """Whether clocks at the coordinates certainly show the time of the place; False near other time zones."""


def find_nearest(
    index: PlaceIndex,
    latitude: float,
    longitude: float,
    language: str,
    *,
    search_degrees: Sequence[float] = SEARCH_DEGREES,
) -> NearestPlace | None:
    """Return the place nearest to the coordinates, with names in *language*; None if none is near enough.

    *search_degrees* are the distances, in degrees of latitude, within which places are searched in turn. Distances
    are measured to the edges of places, see `estimated_radius`. If the nearest place is remote, a more populous
    place may be returned, see REMOTE_FACTOR. docs/places.md has the reasons and figures.
    """
    spot = latitude, longitude
    for degrees in search_degrees:
        around = list(index.places_around(spot, degrees))
        if around:
            nearest = min(around, key=lambda nearby: _edge_distance(nearby, spot))
            is_zone_certain = _is_zone_certain(index, nearest, around, spot)
            kilometres = distance(nearest.spot, spot)
            if kilometres > MIN_REMOTE_DISTANCE:
                limit = REMOTE_FACTOR * kilometres
                by_population = index.places_around(spot, limit / KILOMETRES_PER_DEGREE)
                nearest = next(nearby for nearby in by_population if distance(nearby.spot, spot) <= limit)
            place = index.place_by_id(nearest.place, language)
            return NearestPlace(place, distance(nearest.spot, spot), is_zone_certain)
    return None


def are_inside(index: PlaceIndex, spots: Sequence[Coordinates], areas: Sequence[Area]) -> list[bool]:
    """Return for each of *spots* whether one of the NEIGHBOURS places nearest to the spot is in one of *areas*.

    The index has no borders of areas, so a spot beside the border of an area may count as inside.
    """
    return [any(index.has_place_in(_nearest_ids(index, spot), area) for area in areas) for spot in spots]


def _nearest_ids(index: PlaceIndex, spot: Coordinates) -> list[int]:
    """Return the ids of at most NEIGHBOURS places nearest to *spot*, which are at most NEIGHBOUR_DEGREES away."""
    around = sorted(index.places_around(spot, NEIGHBOUR_DEGREES), key=lambda nearby: distance(nearby.spot, spot))
    return [nearby.place for nearby in around[:NEIGHBOURS]]


def _is_zone_certain(
    index: PlaceIndex, nearest: NearbyPlace, around: Sequence[NearbyPlace], spot: Coordinates
) -> bool:
    """Return whether clocks show the same time at *nearest* and at all places *around* the coordinates *spot*.

    Places that are more than ZONE_BORDER_MARGIN farther from *spot* than *nearest* are ignored.
    """
    limit = _edge_distance(nearest, spot) + ZONE_BORDER_MARGIN
    names = {index.zone_name(nearby.zone) for nearby in around if _edge_distance(nearby, spot) <= limit}
    zones = [local for name in names if (local := zone(name))]
    return len(names) == 1 or have_same_time(zones, datetime.now(UTC))


def _edge_distance(nearby: NearbyPlace, spot: Coordinates) -> float:
    """Return the distance in kilometres from *spot* to the edge of a place, negative inside the place."""
    return distance(nearby.spot, spot) - estimated_radius(nearby.population)
