"""Names with a region in which no place is called so."""

import pytest

from sandbox.weather import WeatherServer
from services.places import Resolver
from services.places.models import Match, Unknown
from services.places.reading import TextReader
from tests.services.places.asking import resolve, searches


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Gravesend, Essex", "United Kingdom"),
        ("Gravesend Essex", "United Kingdom"),
        ("weather in Springfield, CA", "United States"),
        ("Gravesend, Germany", "United States"),
        ("Wellington, Somerset", "United Kingdom"),
        ("Springfield, Kent", "United States"),
        ("Paris, Bavaria", "France"),
    ],
)
def test_a_name_that_is_not_in_its_region_is_offered_elsewhere(reader: TextReader, text: str, first: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Unknown)
    assert item.elsewhere
    assert item.choices[0].country == first


def test_a_misspelled_name_is_corrected_in_its_region(reader: TextReader) -> None:
    (item,) = reader.read("Gravesedn, Kent", "en").items

    assert isinstance(item, Match)
    assert (item.place.name, item.place.country, item.guessed) == ("Gravesend", "United Kingdom", True)


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
    assert reader.read(text, "en").items == [Unknown(text, elsewhere=True)]


def test_an_unknown_word_and_a_city_are_two_names(reader: TextReader) -> None:
    unknown, moscow = reader.read("Qwertyzz, Moscow", "en").items

    assert unknown == Unknown("Qwertyzz")
    assert isinstance(moscow, Match)


async def test_a_name_that_is_not_in_its_region_is_not_geocoded(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    (item,) = await resolve(resolver, "Gravesend, Essex")

    assert isinstance(item, Unknown)
    assert not searches(sandbox)
