"""The famous place of a name is answered, with its namesakes as choices."""

import pytest

from services.places.models import Match
from services.places.reading import TextReader


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("Barcelona", "en", "Spain"),
        ("sea temperature in Barcelona", "en", "Spain"),
        ("погода в Барселоне", "ru", "Испания"),
        ("Barselona", "en", "Spain"),
        ("Valencia", "en", "Spain"),
        ("погода в Валенсии", "ru", "Испания"),
        ("Cambridge", "en", "United Kingdom"),
        ("Bethlehem", "en", "Palestine"),
        ("Вифлеем", "ru", "Палестина"),
        ("Cadiz", "en", "Spain"),
        ("Cordoba", "en", "Spain"),
        ("Сан-Хосе", "ru", "Коста-Рика"),
        ("Canterbury", "en", "United Kingdom"),
        ("Queenstown", "en", "New Zealand"),
        ("Newcastle", "en", "United Kingdom"),
        ("Windsor", "en", "United Kingdom"),
        ("Bragança", "en", "Portugal"),
        ("Athlone", "en", "Ireland"),
        ("Светлогорск", "ru", "Россия"),
        ("Hyde Park", "en", "United Kingdom"),
        ("Гайд-парк", "ru", "Великобритания"),
        ("Glencoe", "en", "United Kingdom"),
        ("Sapa", "en", "Vietnam"),
        ("Нида", "ru", "Литва"),
        ("Луга", "ru", "Россия"),
        ("погода в Луге", "ru", "Россия"),
        ("Dingle", "en", "Ireland"),
        ("Vik", "en", "Iceland"),
    ],
)
def test_the_famous_place_comes_before_more_populous_namesakes(
    reader: TextReader, text: str, language: str, country: str
) -> None:
    (item,) = reader.read(text, language).items

    assert isinstance(item, Match)
    assert item.place.country == country


@pytest.mark.parametrize(("text", "first"), [("Santa Rosa", "Philippines"), ("Salto", "Brazil")])
def test_a_city_keeps_its_name_before_places_that_are_little_better_known(
    reader: TextReader, text: str, first: str
) -> None:
    item, _ = reader.read(f"{text}, Moscow", "en").items

    assert isinstance(item, Match)
    assert item.place.country == first


def test_a_rare_form_of_a_famous_name_is_not_likelier_than_the_usual_form_of_another(reader: TextReader) -> None:
    (item,) = reader.read("погода в Дзержинском", "ru").items

    assert isinstance(item, Match)
    assert item.place.name == "Дзержинский"


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Россошь", (50.2, 39.57)),
        ("Лесной, Свердловская область", (58.64, 59.79)),
        ("в Ростове Великом", (57.19, 39.41)),
        ("Фрайбург, Германия", (47.99, 7.85)),
    ],
)
def test_a_town_comes_before_a_village_for_which_the_data_is_wrong(
    reader: TextReader, text: str, spot: tuple[float, float]
) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Match)
    assert item.place.key == pytest.approx(spot, abs=0.05)
