"""The sky, where a provider leaves it open or contradicts itself."""

from datetime import datetime

from services.places.models import Place
from services.sun import is_up
from services.weather.models import Condition

DRY = frozenset(
    {
        *(Condition.CLEAR, Condition.MOSTLY_CLEAR, Condition.PARTLY_CLOUDY, Condition.CLOUDY, Condition.OVERCAST),
        *(Condition.MIST, Condition.FOG, Condition.FREEZING_FOG, Condition.HAZE, Condition.DUST, Condition.SAND),
    }
)
"""Conditions beside which nothing falls. Smoke and ash stay what they are in rain: they matter more."""


def condition_with(falling: Condition | None, told: Condition | None) -> Condition | None:
    """Return the condition *told*; if that is a dry one although something is *falling*, what falls."""
    return falling if falling is not None and told in DRY else told


def is_daytime(place: Place, at: datetime) -> bool:
    """Return whether the sun is up at *place* at the aware time *at*."""
    return is_up(place.latitude, place.longitude, at)
