"""Names beside a region that has no place of this name."""

import pytest

from sandbox.weather import City, WeatherServer
from services.places import Resolver
from services.places.models import LookupFailed, Match, Unknown
from services.places.reading import TextReader
from tests.services.places.asking import DOWN, OUTAGE, resolve


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Gravesend, Essex", "United Kingdom"),
        ("Gravesend Essex", "United Kingdom"),
        ("weather in Springfield, CA", "United States"),
        ("Gravesend, Germany", "United Kingdom"),
        ("Springfield, Kent", "United States"),
        ("Paris, Bavaria", "France"),
    ],
)
def test_a_name_that_is_not_in_its_region_is_offered_elsewhere(reader: TextReader, text: str, first: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Unknown)
    assert item.is_absent_from_area
    assert item.choices[0].country == first


def test_a_misspelled_name_is_corrected_in_its_region(reader: TextReader) -> None:
    (item,) = reader.read("Gravesedn, Kent", "en").items

    assert isinstance(item, Match)
    assert (item.place.name, item.place.country, item.is_guess) == ("Gravesend", "United Kingdom", True)


def test_a_metropolis_and_another_country_are_two_places(reader: TextReader) -> None:
    items = reader.read("Moscow, Germany", "en").items

    assert [item.place.name for item in items if isinstance(item, Match)] == ["Moscow", "Berlin"]


@pytest.mark.parametrize(
    "text",
    [
        "Little Snoring, Norfolk",
        "Nether Wallop, Hampshire",
        "Upper Slaughter, Gloucestershire",
        "Дальнее Пекулино, Тверская область",
        "Кукуево Калужской области",
    ],
)
def test_a_village_that_is_not_known_and_its_region_are_one_name(reader: TextReader, text: str) -> None:
    assert reader.read(text, "en").items == [Unknown(text, is_absent_from_area=True)]


def test_an_unknown_word_and_a_city_are_two_names(reader: TextReader) -> None:
    unknown, moscow = reader.read("Qwertyzz, Moscow", "en").items

    assert unknown == Unknown("Qwertyzz")
    assert isinstance(moscow, Match)


@pytest.mark.parametrize(
    "text",
    [
        "Great Snoring Norfolk",
        "great snoring norfolk",
        "Deepest Snoring, Norfolk, England",
        "Great Snoring (Norfolk)",
    ],
)
def test_an_unknown_name_of_two_words_before_a_region_is_not_a_list_of_two_places(
    reader: TextReader, text: str
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Unknown)
    assert item.is_absent_from_area


async def test_a_name_that_is_not_in_its_region_is_looked_up_in_the_country_of_the_region(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    (item,) = await resolve(resolver, "Gravesend, Essex")

    assert isinstance(item, Unknown)
    assert item.is_absent_from_area
    (request,) = (request for request in sandbox.requests if request.service == "geocoding")
    assert (request.params["name"], request.params["countryCode"]) == ("Gravesend", "GB")


@pytest.mark.parametrize(
    "text", ["Little Bozuq, Norfolk", "Little Bozuq Norfolk", "Little Bozuq, Norfolk, England"]
)
async def test_a_village_that_a_geocoder_knows_in_the_region_is_answered(
    resolver: Resolver, sandbox: WeatherServer, text: str
) -> None:
    known = {"name_en": "Little Bozuq", "country_en": "United Kingdom", "country_code": "GB"}
    in_scotland = City(latitude=57.15, longitude=-2.1, population=900, **known)  # type: ignore[arg-type]
    in_norfolk = City(latitude=52.85, longitude=0.9, population=300, **known)  # type: ignore[arg-type]
    sandbox.add_city(in_scotland)
    sandbox.add_city(in_norfolk)

    (item,) = await resolve(resolver, text)

    assert isinstance(item, Match)
    assert item.asked == text
    assert (item.place.latitude, item.place.longitude) == in_norfolk.point


async def test_a_village_that_a_geocoder_knows_outside_of_the_region_is_not_answered(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.add_city(
        City(
            name_en="Little Bozuq", latitude=57.15, longitude=-2.1, country_code="GB", country_en="United Kingdom"
        )
    )

    assert await resolve(resolver, "Little Bozuq, Norfolk") == [
        Unknown("Little Bozuq, Norfolk", is_absent_from_area=True)
    ]


async def test_a_village_is_not_denied_if_no_geocoder_answers(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", OUTAGE)

    assert await resolve(resolver, "Little Bozuq, Norfolk") == [LookupFailed("Little Bozuq, Norfolk", DOWN)]
