"""By whose clock it is at a place."""

import pytest

from services.net.http import open_session
from services.places import Place, PlaceIndex, Resolver


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        (Place("Moscow", 55.75, 37.62, timezone="Europe/Moscow"), "Europe/Moscow"),
        (Place("Near Paris", 48.8, 2.4), "Europe/Paris"),
        (Place("Near Paris", 48.8, 2.4, timezone="Europe/Nowhere"), "Europe/Paris"),
        (Place("Far out", -40.0, -120.0), "Etc/GMT+8"),
        (Place("Far out", -40.0, 90.0), "Etc/GMT-6"),
        (Place("Far out", -30.0, -3.0), "Etc/GMT+0"),
    ],
)
async def test_every_place_has_a_time_zone(index: PlaceIndex, place: Place, zone: str) -> None:
    async with open_session() as session:
        assert await Resolver(index, [], session).timezone(place) == zone
