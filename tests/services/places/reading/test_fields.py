"""Lists of names with their countries and regions, in the orders in which people write them."""

import pytest

from services.places.models import Ambiguous, Match
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


def labels(reader: TextReader, text: str, language: str) -> str:
    """Return the labels of the places in *text*, with semicolons between; all names must be answered."""
    items = reader.read(text, language).items
    assert all(isinstance(item, Match) for item in items)
    return "; ".join(item.place.full_name for item in items if isinstance(item, Match))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Jamestown, New York, Barshi, Maharashtra",
            "Jamestown, New York, United States; Barshi, Maharashtra, India",
        ),
        (
            "New York, Seaford; Ohio, Englewood; Texas, Paris",
            "Seaford, New York, United States; Englewood, Ohio, United States; Paris, Texas, United States",
        ),
        ("Ecuador, Valencia, Nigeria, Ilesa", "Valencia, Ecuador; Ilesa, Nigeria"),
        ("Canada, Paris; France, Lyon; Italy, Bari", "Paris, Canada; Lyon, France; Bari, Italy"),
        (
            "santuario in antioquia, huntington new york",
            "Santuario, Antioquia, Colombia; Huntington, New York, United States",
        ),
        ("Tripoli, Libya, Tripoli, Lebanon", "Tripoli, Libya; Tripoli, Lebanon"),
        (
            "Granada, Nicaragua, León, Nicaragua, Managua",
            "Granada, Nicaragua; León, Nicaragua; Managua, Nicaragua",
        ),
        ("Benito Juárez (Buenos Aires)", "Benito Juárez, Buenos Aires Province, Argentina"),
        ("Boston, Buffalo New York", "Boston, United States; Buffalo, New York, United States"),
        (
            "New Jersey, Park Ridge; Mexico, Playa del Carmen",
            "Park Ridge, New Jersey, United States; Playa del Carmen, Mexico",
        ),
        ("Portland, Victoria", "Portland, Victoria, Australia"),
        (
            "Леон, Мексика, Тула, Россия",
            "León, Mexico; Tula, Russia",
        ),
        (
            "Syracuse, New York, Ithaca, New York",
            "Syracuse, New York, United States; Ithaca, New York, United States",
        ),
        ("Franklin, Ohio", "Franklin, Ohio, United States"),
    ],
)
def test_each_name_of_a_list_is_in_its_area(reader: TextReader, text: str, expected: str) -> None:
    assert labels(reader, text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Россия, Химки, Казахстан, Актау", "Химки, Россия; Актау, Мангистауская область, Казахстан"),
        ("Казахстан г. Костанай", "Костанай, Казахстан"),
        ("Саламанка, Гуанахуато", "Саламанка, Гуанахуато, Мексика"),
        ("Тулон, Прованс — Альпы — Лазурный Берег", "Тулон, Прованс — Альпы — Лазурный Берег, Франция"),
        ("Первомайск Нижегородская область, Саров", "Первомайск, Нижегородская область, Россия; Саров, Россия"),
        ("Толедо Испания, Толедо Огайо", "Толедо, Испания; Толедо, Огайо, США"),
        ("Лагос Португалия, Фару Португалия", "Лагош, Португалия; Фару, Португалия"),
        ("Польша, Гданьск, Бразилия, Санта-Крус", "Гданьск, Польша; Санта-Крус, Бразилия"),
    ],
)
def test_each_russian_name_of_a_list_is_in_its_area(reader: TextReader, text: str, expected: str) -> None:
    assert labels(reader, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boston, New York, Chicago, Illinois", "Boston; New York; Chicago"),
        ("Spain, France, Italy", "Madrid; Paris; Rome"),
        ("Mexico City Guadalajara", "Mexico City; Guadalajara"),
        ("Cordoba, Santa Fe, San Juan, Mendoza", "Córdoba; Santa Fe; San Juan; Mendoza"),
        ("Oslo, Bergen, Tartu", "Oslo; Bergen; Tartu"),
    ],
)
def test_cities_that_share_the_names_of_areas_stay_cities(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


def test_a_region_with_its_country_is_one_of_several_places(reader: TextReader) -> None:
    region, city = reader.read("Victoria, Australia, New York", "en").items

    assert isinstance(region, Ambiguous)
    assert region.choices[0].name == "Melbourne"
    assert isinstance(city, Match)
