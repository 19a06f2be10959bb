"""Islands, lakes and mountains with the words for them, and parts of countries by their directions."""

import pytest

from services.places.models import Ambiguous, Match, Unknown, possible_places
from services.places.reading import TextReader


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("остров Крит", "Heraklion"),
        ("остров Мальта", "Valletta"),
        ("island of Bali", "Denpasar"),
        ("Lake Ladoga", "Priozersk"),
        ("Isle of Wight", "Ryde"),
        ("Lake Charles", "Lake Charles"),
        ("Остров", "Ostrov"),
        ("город Остров", "Ostrov"),
        ("море в Геленджике", "Gelendzhik"),
        ("Геленджик море", "Gelendzhik"),
        ("Whitby sea", "Whitby"),
        ("Galway Bay", "Galway"),
        ("Cork Harbour", "Cork"),
        ("Bay of Naples", "Naples"),
        ("Green Bay", "Green Bay"),
    ],
)
def test_the_word_for_a_feature_is_not_a_place(reader: TextReader, text: str, name: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.name == name


def test_a_lake_that_is_not_known_is_not_a_town_of_its_name(reader: TextReader) -> None:
    (item,) = reader.read("озеро Кривулино", "ru").items

    assert item == Unknown("озеро Кривулино")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Isle of Tiree", "Tobermory"),
        ("остров Хвар", "Stari Grad"),
        ("Rub al Khali", "Rumāh"),
        ("Danakil Desert", "Mek'ele"),
        ("Mani Peninsula", "Gýtheio"),
        ("Zagros Mountains", "Isfahan"),
        ("Хамар-Дабан", "Slyudyanka"),
        ("Etosha National Park", "Omuthiya"),
        ("Долина царей", "Luxor"),
        ("Lake Titicaca", "Puno"),
        ("Рыбинское водохранилище", "Rybinsk"),
        ("South Island", "Christchurch"),
        ("Unalaska Island", "Unalaska"),
        ("Hunza Valley", "Karimabad"),
        ("Верхоянский хребет", "Verkhoyansk"),
    ],
)
def test_a_landscape_means_the_best_known_places_in_it(reader: TextReader, text: str, first: str) -> None:
    (item,) = reader.read(text, "en").items

    assert possible_places(item)[0].name == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("South of France", "Marseille"),
        ("погода на юге Франции", "Marseille"),
        ("southern Italy", "Naples"),
        ("север Италии", "Milan"),
        ("запад Украины", "Lviv"),
        ("на севере Норвегии", "Tromsø"),
        ("Скалистые горы", "Denver"),
        ("Средняя Азия", "Tashkent"),
        ("west coast of Ireland", "Cork"),
        ("central Italy", "Bologna"),
        ("южный Урал", "Chelyabinsk"),
    ],
)
def test_a_part_of_a_country_is_asked_about(reader: TextReader, text: str, first: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Ambiguous)
    assert item.choices[0].name == first


@pytest.mark.parametrize(("text", "name"), [("South Africa", "Pretoria"), ("South Korea", "Seoul")])
def test_a_country_with_a_direction_in_its_name_stays_one(reader: TextReader, text: str, name: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.name == name
