"""Free text → places."""

from services.places.geocoding import Geocoder
from services.places.index import PlaceIndex, can_make_index, find_index, open_index
from services.places.labels import label_keys
from services.places.models import (
    Ambiguous,
    Choices,
    LookupFailed,
    Match,
    Place,
    Resolution,
    Spot,
    Unknown,
    identity,
    with_choice,
)
from services.places.preferences import preferred
from services.places.resolver import MOST_ANSWERED, Reading, Resolver

__all__ = [
    "MOST_ANSWERED",
    "Ambiguous",
    "Choices",
    "Geocoder",
    "LookupFailed",
    "Match",
    "Place",
    "PlaceIndex",
    "Reading",
    "Resolution",
    "Resolver",
    "Spot",
    "Unknown",
    "can_make_index",
    "find_index",
    "identity",
    "label_keys",
    "open_index",
    "preferred",
    "with_choice",
]
