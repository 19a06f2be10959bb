"""Spots and the places there."""

import pytest

from sandbox.weather import WeatherServer
from services.places import Match, Place, Resolver


async def test_a_spot_has_the_name_of_the_place_there_without_a_request(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    match = await resolver.match_at(55.7558, 37.6173, "ru")

    assert (match.asked, match.place.full_name, match.kilometres_away) == ("55.76, 37.62", "Москва, Россия", None)
    assert (match.place.latitude, match.place.longitude) == (55.7558, 37.6173)
    assert match.place.timezone == "Europe/Moscow"
    assert sandbox.requests == []


async def test_a_spot_far_from_the_nearest_place_has_its_distance(resolver: Resolver) -> None:
    match = await resolver.match_at(70.0, 100.0, "en")

    assert match.place.name == "Khatanga"
    assert match.kilometres_away == pytest.approx(238, abs=3)


async def test_a_spot_far_from_all_places_has_its_coordinates_as_name(resolver: Resolver) -> None:
    match = await resolver.match_at(-48.876, -123.393, "en")

    assert match == Match("−48.88, −123.39", Place("−48.88, −123.39", -48.876, -123.393))
