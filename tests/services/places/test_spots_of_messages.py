"""Places found again by their keys."""

import pytest

from services.places import Resolver

MOSCOW = (55.75, 37.62)


async def test_a_place_is_found_by_its_key_under_its_own_name(resolver: Resolver) -> None:
    moscow = await resolver.match_spot(MOSCOW, "ru")
    assert (moscow.place.name, moscow.place.key, moscow.kilometres_away) == ("Москва", MOSCOW, None)


@pytest.mark.parametrize(("with_region", "region"), [(True, "Missouri"), (False, None)])
async def test_the_region_is_given_if_the_message_had_it(
    resolver: Resolver, *, with_region: bool, region: str | None
) -> None:
    found = (await resolver.resolve("Springfield, Missouri", "en")).items[0]
    again = await resolver.match_spot(found.place.key, "en", with_region=with_region)  # type: ignore[union-attr]
    assert (again.place.name, again.place.region) == ("Springfield", region)


async def test_a_spot_between_places_is_named_after_the_nearest(resolver: Resolver) -> None:
    found = await resolver.match_spot((56.3, 37.0), "en")
    assert found.place.key == (56.3, 37.0)
    assert await resolver.unindexed_spots([found.place], "en") == {(56.3, 37.0)}


async def test_letters_are_completed_to_the_likeliest_places(resolver: Resolver) -> None:
    found = await resolver.completions("моск", "ru")
    assert found[0].name == "Москва"
    assert len({place.full_name for place in found}) == len(found) <= 3
    assert await resolver.completions("мо", "ru") == ()
    assert await resolver.completions("qwertyzz", "ru") == ()
