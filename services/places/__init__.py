"""Finds the places that a free text names."""

from services.places.geocoding import Geocoder
from services.places.index import PlaceIndex, can_make_index, find_index, open_index
from services.places.index.geometry import distance_km
from services.places.labels import places_by_label_key
from services.places.models import (
    Ambiguous,
    LookupFailed,
    Match,
    Place,
    PlacePreferences,
    PlaceSource,
    Resolution,
    Spot,
    Unknown,
    resolution_key,
    with_choice,
)
from services.places.preferences import resolve_by_preferences
from services.places.resolver import MAX_ANSWERED_PLACES, PlacesInText, Resolver

__all__ = [
    "MAX_ANSWERED_PLACES",
    "Ambiguous",
    "Geocoder",
    "LookupFailed",
    "Match",
    "Place",
    "PlaceIndex",
    "PlacePreferences",
    "PlaceSource",
    "PlacesInText",
    "Resolution",
    "Resolver",
    "Spot",
    "Unknown",
    "can_make_index",
    "distance_km",
    "find_index",
    "open_index",
    "places_by_label_key",
    "resolution_key",
    "resolve_by_preferences",
    "with_choice",
]
