"""Look-ups of warnings, and the places and warnings of the tests."""

from sandbox.faults import Fault, FaultKind
from sandbox.weather import InfoText
from services.errors import Failure
from services.places import Place
from services.warnings import PlaceWarnings, WarningService
from tests.services.conftest import MOSCOW

POINT = MOSCOW.latitude, MOSCOW.longitude
WIND = InfoText("en", "Wind")
RAIN = InfoText("en", "Rain")
SOUTH = Place("South", POINT[0] - 0.6, POINT[1])
"""A place in the same area of the server as Moscow."""
MIAMI = Place("Miami", 25.77, -80.19, timezone="America/New_York")
TORONTO = Place("Toronto", 43.7, -79.42, country="Canada", timezone="America/Toronto")
HUB, NWS = "public-alert-server", "nws"
DOWN = Fault(FaultKind.STATUS, status=503)


async def look_up(warnings: WarningService, place: Place = MOSCOW) -> PlaceWarnings | Failure:
    (found,) = await warnings.look_up([place])
    return found


async def events(warnings: WarningService, place: Place = MOSCOW) -> list[str]:
    """Return the events of the warnings at *place*; fail if they are unknown."""
    found = await look_up(warnings, place)
    assert isinstance(found, PlaceWarnings), found
    return [warning.text_in("en").event for warning in found.warnings]
