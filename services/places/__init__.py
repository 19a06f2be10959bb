"""Free text → places."""

from services.places.geocoders import Geocoder, OpenMeteoGeocoder, OpenWeatherGeocoder
from services.places.models import (
    Choices,
    Match,
    Place,
    Resolution,
    Spot,
    Unknown,
    Unresolved,
    identity,
    preferred,
)
from services.places.resolver import MOST_PLACES, Reading, Resolver

__all__ = [
    "MOST_PLACES",
    "Choices",
    "Geocoder",
    "Match",
    "OpenMeteoGeocoder",
    "OpenWeatherGeocoder",
    "Place",
    "Reading",
    "Resolution",
    "Resolver",
    "Spot",
    "Unknown",
    "Unresolved",
    "identity",
    "preferred",
]
