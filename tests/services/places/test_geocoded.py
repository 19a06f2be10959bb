"""Names that geocoders resolve."""

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.places import MAX_ANSWERED_PLACES, LookupFailed, Match, Place, PlaceIndex, Resolver, Unknown
from tests.services.conftest import invented
from tests.services.places.asking import resolve, searches, settle, spots

LONDON, MOSCOW = (51.51, -0.13), (55.75, 37.62)


class Gazetteer:
    """A geocoder that returns the given places for each name, and records the requested names."""

    name = "A gazetteer"
    budget = None

    def __init__(self, *places: Place) -> None:
        self.places = places
        self.asked: list[str] = []

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Need none."""

    async def search(self, name: str, language: str, country: str | None = None) -> list[Place]:  # noqa: ARG002
        self.asked.append(name)
        return list(self.places)


async def test_an_unknown_name_is_the_geocoders_place_of_exactly_that_name(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    city = settle(sandbox, "Bozúqwix", country_en="Nowhere", region_en="Somewhere")

    (item,) = await resolve(resolver, "BOZUQWIX")

    assert isinstance(item, Match)
    # The region is told where it matters: no other place of the name is in that country.
    assert (item.asked, item.place.full_name) == ("BOZUQWIX", "Bozúqwix, Nowhere")
    assert (item.place.latitude, item.place.longitude) == city.point
    assert searches(sandbox) == ["BOZUQWIX"]


async def test_only_names_that_are_not_in_the_index_are_looked_up(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    city = settle(sandbox, "Bozuqwix")

    assert await spots(resolver, "Moscow, Bozuqwix, London") == [MOSCOW, city.point, LONDON]
    assert searches(sandbox) == ["Bozuqwix"]


async def test_unknown_words_are_looked_up_as_one_name_first(resolver: Resolver, sandbox: WeatherServer) -> None:
    whole = settle(sandbox, "Azuqwix Bzuqwix")
    settle(sandbox, "Azuqwix")

    assert await spots(resolver, "Azuqwix Bzuqwix") == [whole.point]
    assert searches(sandbox) == ["Azuqwix Bzuqwix"]


async def test_unknown_words_that_are_not_one_name_are_looked_up_one_by_one(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    one, other = settle(sandbox, "Azuqwix"), settle(sandbox, "Czuqwix")

    assert await spots(resolver, "Azuqwix Bzuqwix Czuqwix, Moscow") == [one.point, "Bzuqwix", other.point, MOSCOW]
    assert searches(sandbox) == ["Azuqwix Bzuqwix Czuqwix", "Azuqwix", "Bzuqwix", "Czuqwix"]


async def test_more_words_than_a_name_has_are_looked_up_one_by_one(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    names = [name.replace("uqwix", "uqw") for name in invented(MAX_ANSWERED_PLACES)]
    known = [settle(sandbox, names[0]), settle(sandbox, names[-1])]

    found = await spots(resolver, " ".join(names))

    assert found == [known[0].point, *names[1:-1], known[1].point]
    assert sorted(searches(sandbox)) == names


async def test_more_words_than_a_name_has_fail_when_the_geocoder_fails(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 503, body="{}"))
    text = " ".join(invented(7))

    assert await resolve(resolver, text) == [LookupFailed(text, Failure(Reason.UNAVAILABLE, 503))]


async def test_unknown_words_of_which_none_is_a_name_stay_together(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    assert await resolve(resolver, "Azuqwix Bzuqwix") == [Unknown("Azuqwix Bzuqwix")]
    assert searches(sandbox) == ["Azuqwix Bzuqwix", "Azuqwix", "Bzuqwix"]


async def test_the_beginning_of_a_name_is_a_guess_and_not_a_match(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    settle(sandbox, "Bozuqwixbury", country_en="Nowhere")

    (item,) = await resolve(resolver, "Bozuqwix")

    assert isinstance(item, Unknown)
    assert [place.full_name for place in item.choices] == ["Bozuqwixbury, Nowhere"]


async def test_a_geocoders_place_of_another_name_is_accepted_as_a_translation(
    index: PlaceIndex, session: aiohttp.ClientSession
) -> None:
    place = Place("Neverton", 1, 2, "Nowhere")

    assert await resolve(Resolver(index, [Gazetteer(place)], session), "Bozuqwix") == [Match("Bozuqwix", place)]


@pytest.mark.parametrize("text", ["Kages", "рагпур"])
async def test_a_doubtful_misspelling_keeps_its_suggestions_unless_a_geocoder_has_exactly_that_name(
    index: PlaceIndex, session: aiohttp.ClientSession, text: str
) -> None:
    other, namesake = Place("Neverton", 1, 2, "Nowhere"), Place(text.capitalize(), 3, 4, "Elsewhere")

    (item,) = await resolve(Resolver(index, [Gazetteer(other)], session), text)
    assert isinstance(item, Unknown)
    assert 1 <= len(item.choices) <= 3
    assert other not in item.choices

    (known,) = await resolve(Resolver(index, [Gazetteer(other, namesake)], session), text)
    assert known == Match(text, namesake, item.choices)


async def test_a_doubtful_misspelling_does_not_affect_other_places(resolver: Resolver) -> None:
    london, kages, paris = await resolve(resolver, "London, Kages, Paris")

    assert isinstance(london, Match)
    assert isinstance(kages, Unknown)
    assert "Lages, Brazil" in [place.full_name for place in kages.choices]
    assert isinstance(paris, Match)


async def test_the_most_populous_place_is_the_likeliest_in_any_order(
    index: PlaceIndex, session: aiohttp.ClientSession
) -> None:
    small = Place("Bozuqwix", 1, 1, "A", population=100)
    large = Place("Bozuqwix", 2, 2, "B", population=9000)

    (item,) = await resolve(Resolver(index, [Gazetteer(small, large)], session), "Bozuqwix")

    assert item == Match("Bozuqwix", large, (small,))


async def test_namesakes_with_few_people_are_not_choices(
    index: PlaceIndex, session: aiohttp.ClientSession
) -> None:
    large, notable, hamlet = (
        Place("Bozuqwix", latitude, 1, country, population=population)
        for latitude, country, population in ((1, "A", 100_000), (2, "B", 1000), (3, "C", 999))
    )

    (item,) = await resolve(Resolver(index, [Gazetteer(large, notable, hamlet)], session), "Bozuqwix")

    assert item == Match("Bozuqwix", large, (notable,))


async def test_choices_with_the_same_label_are_merged(index: PlaceIndex, session: aiohttp.ClientSession) -> None:
    best, other, double = (
        Place("Bozuqwix", latitude, 1, country, population=population)
        for latitude, country, population in ((1, "A", 9), (2, "B", 8), (3, "C", 7))
    )
    twin = Place("Bozuqwix", 4, 1, "B", population=6)

    (item,) = await resolve(Resolver(index, [Gazetteer(best, other, double, twin)], session), "Bozuqwix")

    assert item == Match("Bozuqwix", best, (other, double))


async def test_without_populations_all_namesakes_are_choices(
    index: PlaceIndex, session: aiohttp.ClientSession
) -> None:
    one, other = Place("Bozuqwix", 1, 1, "A"), Place("Bozuqwix", 2, 2, "B")

    items = await resolve(Resolver(index, [Gazetteer(one, other)], session), "Bozuqwix")

    assert items == [Match("Bozuqwix", one, (other,))]


async def test_the_region_is_shown_where_namesakes_are_in_one_country(
    index: PlaceIndex, session: aiohttp.ClientSession
) -> None:
    north = Place("Bozuqwix", 1, 1, "A", "North")
    south = Place("Bozuqwix", 2, 2, "A", "South")
    abroad = Place("Bozuqwix", 3, 3, "B", "West")

    (at_home,) = await resolve(Resolver(index, [Gazetteer(north, south)], session), "Bozuqwix")
    (apart,) = await resolve(Resolver(index, [Gazetteer(north, abroad)], session), "Bozuqwix")

    assert isinstance(at_home, Match)
    assert isinstance(apart, Match)
    assert (at_home.place.full_name, apart.place.full_name) == ("Bozuqwix, North, A", "Bozuqwix, A")
