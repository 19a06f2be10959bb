"""Free text → places."""

from services.places.geocoders import Geocoder, OpenMeteoGeocoder, OpenWeatherGeocoder
from services.places.models import Match, Place, Resolution, Unknown, Unresolved, identity
from services.places.resolver import MOST_PLACES, Reading, Resolver

__all__ = [
    "MOST_PLACES",
    "Geocoder",
    "Match",
    "OpenMeteoGeocoder",
    "OpenWeatherGeocoder",
    "Place",
    "Reading",
    "Resolution",
    "Resolver",
    "Unknown",
    "Unresolved",
    "identity",
]
