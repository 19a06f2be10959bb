"""Finds the time zone of a place."""

from services.languages import DEFAULT_LANGUAGE
from services.places.index import PlaceIndex
from services.places.index.nearest import find_nearest
from services.places.models import Place, zone_by_name
from services.timezones import DEGREES_PER_HOUR


def find_timezone(index: PlaceIndex, place: Place) -> tuple[str, bool]:
    """Return the IANA name of the likeliest time zone at *place*, and whether the time zone is certain.

    If `place.timezone` is not set, the time zone of the nearest place in *index* is returned.
    """
    if zone_by_name(place.timezone) is not None:
        return str(place.timezone), True
    nearest = find_nearest(index, place.latitude, place.longitude, DEFAULT_LANGUAGE.code)
    if nearest is not None and nearest.place.timezone and zone_by_name(nearest.place.timezone):
        return nearest.place.timezone, nearest.is_zone_certain
    # Far from all places, the time zone is computed from the longitude. "Etc/GMT+5" is five hours behind UTC.
    return f"Etc/GMT{round(-place.longitude / DEGREES_PER_HOUR):+d}", True
