"""Free text → places."""

from services.places.geocoder import Geocoder
from services.places.index import PlaceIndex, can_make_index, find_index, open_index
from services.places.labels import label_keys
from services.places.models import (
    Choices,
    Match,
    Place,
    Question,
    Resolution,
    Spot,
    Unknown,
    Unresolved,
    identity,
    preferred,
    with_choice,
)
from services.places.resolver import MOST_PLACES, Reading, Resolver

__all__ = [
    "MOST_PLACES",
    "Choices",
    "Geocoder",
    "Match",
    "Place",
    "PlaceIndex",
    "Question",
    "Reading",
    "Resolution",
    "Resolver",
    "Spot",
    "Unknown",
    "Unresolved",
    "can_make_index",
    "find_index",
    "identity",
    "label_keys",
    "open_index",
    "preferred",
    "with_choice",
]
