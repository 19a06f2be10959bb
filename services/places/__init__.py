"""Finds the places that a free text names."""

from services.places.geocoding import Geocoder
from services.places.index import PlaceIndex, can_make_index, find_index, open_index
from services.places.index.geometry import distance
from services.places.labels import places_by_label_key
from services.places.models import (
    Ambiguous,
    Choices,
    LookupFailed,
    Match,
    Place,
    PlaceSource,
    Resolution,
    Spot,
    Unknown,
    resolution_key,
    with_choice,
)
from services.places.preferences import resolve_by_preferences
from services.places.resolver import MAX_ANSWERED_PLACES, Reading, Resolver

__all__ = [
    "MAX_ANSWERED_PLACES",
    "Ambiguous",
    "Choices",
    "Geocoder",
    "LookupFailed",
    "Match",
    "Place",
    "PlaceIndex",
    "PlaceSource",
    "Reading",
    "Resolution",
    "Resolver",
    "Spot",
    "Unknown",
    "can_make_index",
    "distance",
    "find_index",
    "open_index",
    "places_by_label_key",
    "resolution_key",
    "resolve_by_preferences",
    "with_choice",
]
