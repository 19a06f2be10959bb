"""The time zones of places and spots."""

import pytest

from services.net.http import open_session
from services.places import Match, Place, PlaceIndex, Resolver
from services.places.index.zones import read_zone_corrections
from services.places.models import zone_by_name
from services.places.reading import TextReader
from services.timezones import use_newest_zone_data


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
        resolver = Resolver(index, [], session)
        assert await resolver.timezone(place) == zone
        assert await resolver.certain_timezone(place) == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Oymyakon", "Asia/Ust-Nera"),
        ("Хандыга", "Asia/Khandyga"),
        ("Uliastay", "Asia/Ulaanbaatar"),
        ("Fort Pierre", "America/Denver"),
        ("Ciudad Río Bravo", "America/Matamoros"),
        ("West Wendover", "America/Denver"),
        ("Puerto Williams", "America/Punta_Arenas"),
        ("Mbamba Bay", "Africa/Dar_es_Salaam"),  # whose coordinates count to Malawi
    ],
)
def test_zones_that_are_wrong_in_the_data_are_corrected(reader: TextReader, text: str, zone: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.timezone == zone


def test_all_corrections_are_zones_that_exist() -> None:
    use_newest_zone_data()
    assert [name for name in set(read_zone_corrections().values()) if zone_by_name(name) is None] == []


@pytest.mark.parametrize(
    ("spot", "zone"),
    [
        ((55.7558, 37.6173), "Europe/Moscow"),
        ((48.58, 7.75), "Europe/Paris"),  # Strasbourg: Germany is near, and has the same time
        ((41.80, -111.80), "America/Denver"),
    ],
)
def test_a_spot_has_the_zone_of_the_nearest_place(
    reader: TextReader, spot: tuple[float, float], zone: str
) -> None:
    assert reader.match_at(*spot, "en").place.timezone == zone


@pytest.mark.parametrize(
    "spot",
    [
        (53.00, 23.90),  # Poland and Belarus
        (44.36, -100.36),  # Pierre and Fort Pierre
    ],
)
def test_a_spot_near_a_border_of_zones_leaves_the_zone_to_the_weather_service(
    reader: TextReader, spot: tuple[float, float]
) -> None:
    assert reader.match_at(*spot, "en").place.timezone is None
