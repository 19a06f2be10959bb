"""Texts as places: how names are told apart, chosen and suggested."""

import aiohttp
import pytest

from sandbox.weather import City, WeatherServer
from services.places import MOST_PLACES, Match, Place, Resolution, Resolver, Unknown

LONDON, MOSCOW, NEW_YORK = (51.51, -0.13), (55.75, 37.62), (40.71, -74.01)


class Gazetteer:
    """A geocoder that knows what it is told to; a name of several words it reads as the last of them."""

    def __init__(self, *places: Place) -> None:
        self.places = places

    async def search(self, session: aiohttp.ClientSession, name: str, language: str) -> list[Place]:  # noqa: ARG002
        return [place for place in self.places if place.name == name.rsplit(maxsplit=1)[-1]]


async def resolve(resolver: Resolver, text: str, language: str = "en") -> list[Resolution]:
    return (await resolver.resolve(text, language)).items


async def spots(resolver: Resolver, text: str, language: str = "en") -> list[tuple[float, float] | str]:
    """Return the spots of the places, and the names that are none."""
    return [
        item.place.key if isinstance(item, Match) else item.asked
        for item in await resolve(resolver, text, language)
    ]


def searches(sandbox: WeatherServer) -> list[str]:
    return [request.params["name"] for request in sandbox.requests if request.service == "geocoding"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow", [MOSCOW]),
        ("New York", [NEW_YORK]),
        ("new-york", [NEW_YORK]),
        ("Moscow London", [MOSCOW, LONDON]),
        ("Moscow - London", [MOSCOW, LONDON]),
        ("Moscow Qwertyzz", [MOSCOW, "Qwertyzz"]),
        ("Qwertyzz Asdfghjk", ["Qwertyzz Asdfghjk"]),
        ("New York, Moscow London", [NEW_YORK, MOSCOW, LONDON]),
        ("Moscow Qwertyzz, London", ["Moscow Qwertyzz", LONDON]),
        ("London, Qwertyzz, Moscow", [LONDON, "Qwertyzz", MOSCOW]),
        ("Moscow, Москва, Moskva, MOSCOW", [MOSCOW]),
        ("Qwertyzz, QWERTYZZ", ["Qwertyzz"]),
        ("Moscow Moscow London", [MOSCOW, LONDON]),
        ("", []),
    ],
)
async def test_names_are_told_apart(
    resolver: Resolver, text: str, expected: list[tuple[float, float] | str]
) -> None:
    assert await spots(resolver, text) == expected


async def test_a_whole_and_its_words_are_asked_for_in_one_round_trip(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.delay("geocoding", 0.05)

    await resolver.resolve("New York", "en")

    assert searches(sandbox) == ["New York", "New", "York"]
    assert sandbox.peak("geocoding") == 3


async def test_words_are_several_places_although_a_geocoder_ignores_those_it_does_not_know(
    session: aiohttp.ClientSession,
) -> None:
    gazetteer = Gazetteer(Place("Moscow", *MOSCOW), Place("London", *LONDON))

    assert await spots(Resolver([gazetteer], session), "Moscow London") == [MOSCOW, LONDON]
    assert await spots(Resolver([gazetteer], session), "Qwertyzz London") == [LONDON]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Moscow", "ru", "Москва"),
        ("Москва", "en", "Moscow"),
        ("Нью-Йорк", "ru", "Нью-Йорк"),
        ("Питер", "ru", "Санкт-Петербург"),
        ("Peking", "en", "Beijing"),
    ],
)
async def test_places_are_named_in_the_language_asked_for(
    resolver: Resolver, text: str, language: str, name: str
) -> None:
    (item,) = await resolve(resolver, text, language)

    assert isinstance(item, Match)
    assert (item.asked, item.place.name) == (text, name)


@pytest.mark.parametrize(("text", "guess"), [("NYC", "New York"), ("Lon", "London")])
async def test_a_short_word_that_is_no_name_is_only_a_guess(resolver: Resolver, text: str, guess: str) -> None:
    (item,) = await resolve(resolver, text)

    assert isinstance(item, Unknown)
    assert guess in [place.name for place in item.choices]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("погода в Москве", ["Москва"]),
        ("Казани и Праге", ["Казань", "Прага"]),
        ("в Москву", ["Москва"]),
        ("в Лондоне и в Нью-Йорке", ["Лондон", "Нью-Йорк"]),
    ],
)
async def test_russian_names_are_found_in_other_cases(resolver: Resolver, text: str, names: list[str]) -> None:
    items = await resolve(resolver, text, "ru")

    assert [item.place.name for item in items if isinstance(item, Match)] == names


async def test_a_case_is_only_tried_where_the_name_is_unknown(resolver: Resolver, sandbox: WeatherServer) -> None:
    await resolver.resolve("Сочи", "ru")
    assert searches(sandbox) == ["Сочи"]

    (item,) = await resolve(resolver, "Москве", "ru")
    assert item.asked == "Москве"
    assert searches(sandbox)[1:] == ["Москве", "Москв", "Москва", "Москвь"]


@pytest.mark.parametrize(
    ("text", "language", "suggested"),
    [
        ("Londn", "en", "London"),
        ("Moskow", "en", "Moscow"),
        ("Barselona", "en", None),
        ("Новосибирк", "ru", "Новосибирск"),
        ("Qwertyzz", "en", None),
        ("Lnd", "en", None),
    ],
)
async def test_a_typo_gets_suggestions(
    resolver: Resolver, text: str, language: str, suggested: str | None
) -> None:
    (item,) = await resolve(resolver, text, language)

    assert isinstance(item, Unknown)
    assert len(item.choices) <= 3
    assert [place.name for place in item.choices[:1]] == ([suggested] if suggested else [])


@pytest.mark.parametrize(
    ("text", "language", "guess"), [("Lond", "en", "London"), ("Mosc", "en", "Moscow"), ("Мос", "ru", "Москва")]
)
async def test_the_beginning_of_a_name_is_a_guess_and_not_a_match(
    resolver: Resolver, text: str, language: str, guess: str
) -> None:
    (item,) = await resolve(resolver, text, language)

    assert isinstance(item, Unknown)
    assert item.choices[0].name == guess


async def test_a_short_name_has_no_typos(resolver: Resolver, sandbox: WeatherServer) -> None:
    assert await resolve(resolver, "Qwx") == [Unknown("Qwx")]
    assert searches(sandbox) == ["Qwx"]


async def test_the_likeliest_namesake_is_answered_and_the_notable_others_are_choices(resolver: Resolver) -> None:
    (item,) = await resolve(resolver, "London")

    assert isinstance(item, Match)
    assert item.place.label == "London, England, United Kingdom"
    # London, Kentucky, has less than a thousandth of the people.
    assert [place.label for place in item.choices] == ["London, Ontario, Canada"]


async def test_the_likeliest_has_the_most_people_even_when_it_does_not_come_first(
    session: aiohttp.ClientSession,
) -> None:
    small = Place("Springfield", 1, 1, "A", population=100)
    large = Place("Springfield", 2, 2, "B", population=9000)

    (item,) = await resolve(Resolver([Gazetteer(small, large)], session), "Springfield")

    assert item == Match("Springfield", large, (small,))


async def test_a_city_whose_name_only_begins_so_is_likelier_than_a_village_called_just_so(
    resolver: Resolver,
) -> None:
    (item,) = await resolve(resolver, "Rostov")

    assert isinstance(item, Match)
    assert item.place.name == "Rostov-on-Don"
    assert [place.label for place in item.choices] == ["Rostov, Yaroslavl Oblast, Russia"]


async def test_choices_that_look_the_same_are_one_and_keep_their_order(session: aiohttp.ClientSession) -> None:
    best, other, double = (
        Place("Springfield", latitude, 1, country, population=population)
        for latitude, country, population in ((1, "A", 9), (2, "B", 8), (3, "C", 7))
    )
    twin = Place("Springfield", 4, 1, "B", population=6)

    (item,) = await resolve(Resolver([Gazetteer(best, other, double, twin)], session), "Springfield")

    assert item == Match("Springfield", best, (other, double))


async def test_without_populations_all_namesakes_are_choices(session: aiohttp.ClientSession) -> None:
    one, other = Place("London", 1, 1, "A"), Place("London", 2, 2, "B")

    assert await resolve(Resolver([Gazetteer(one, other)], session), "London") == [Match("London", one, (other,))]


async def test_twenty_places_are_answered_and_the_rest_is_named(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    names = [f"Stead{chr(65 + number)}" for number in range(25)]
    for latitude, name in enumerate(names):
        sandbox.add_city(City(name_en=name, latitude=latitude, longitude=0))

    reading = await resolver.resolve(", ".join(names), "en")

    assert [item.asked for item in reading.items] == names[:MOST_PLACES]
    assert reading.left_out == names[MOST_PLACES:]
    assert len(searches(sandbox)) == MOST_PLACES


async def test_words_that_turn_out_to_be_places_count_as_well(resolver: Resolver) -> None:
    names = ["Oslo", "Rome", "Riga", "Bern", "Lima", "Kazan", "Omsk", "Tula", "Perm", "Paris", "Prague", "Minsk"]
    cities = [*names, "Samara", "Ufa", "Berlin", "Madrid", "Vienna", "Warsaw", "Sofia"]

    reading = await resolver.resolve(", ".join([*cities, "Moscow London Kyiv", "Tomsk"]), "en")

    assert len(reading.items) == MOST_PLACES
    assert reading.left_out == ["London", "Kyiv", "Tomsk"]


@pytest.mark.parametrize(
    "text", ["x" * 4096, "x" * 86, "1234 5678", "(((", "a b c d e f g, 12", "lorem ipsum " * 340]
)
async def test_what_cannot_be_a_name_is_asked_of_nobody(
    resolver: Resolver, sandbox: WeatherServer, text: str
) -> None:
    items = await resolve(resolver, text)

    assert all(isinstance(item, Unknown) and not item.choices for item in items)
    assert sandbox.requests == []
