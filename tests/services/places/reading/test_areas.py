"""Countries and regions that are asked for."""

import pytest

from services.places import PlaceIndex
from services.places.models import Ambiguous, Match
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Armenia", "Yerevan"),
        ("Cali Armenia Bogota", "Cali; Armenia; Bogotá"),
        ("London, Jamaica", "London; Jamaica"),
        ("Germany, Jamaica, Armenia", "Berlin; Kingston; Yerevan"),
        ("Yerevan Armenia", "Yerevan"),
    ],
)
def test_a_country_among_cities_is_the_large_city_of_its_name(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected


def test_the_capital_is_a_choice_for_a_city_with_a_countrys_name(reader: TextReader) -> None:
    armenia = reader.read("Cali, Armenia", "en").items[1]

    assert isinstance(armenia, Match)
    assert armenia.capital_of is None
    assert "Yerevan" in [place.name for place in armenia.choices]


@pytest.mark.parametrize(
    ("text", "capital", "country"),
    [
        ("Germany", "Berlin", "Germany"),
        ("France", "Paris", "France"),
        ("Mexico", "Mexico City", "Mexico"),
        ("USA", "Washington", "United States"),
        ("Georgia", "Tbilisi", "Georgia"),
        ("UK", "London", "United Kingdom"),
        ("South Korea", "Seoul", "South Korea"),
        ("погода в Италии", "Rome", "Italy"),
        ("ОАЭ", "Abu Dhabi", "United Arab Emirates"),
        ("Chad", "N'Djamena", "Chad"),  # words of everyday messages are countries after the command
        ("Jordan", "Amman", "Jordan"),
        ("Guinea", "Conakry", "Guinea"),
        ("Reunion", "Saint-Denis", "Réunion"),
        ("Того", "Lomé", "Togo"),
        ("Сейшелы", "Victoria", "Seychelles"),
    ],
)
def test_a_country_is_answered_with_its_capital_and_says_so(
    reader: TextReader, text: str, capital: str, country: str
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.name, item.capital_of) == (capital, country)


@pytest.mark.parametrize("text", ["Singapore", "Paris", "Сингапур", "Moscow"])
def test_a_city_that_is_asked_for_is_not_a_countrys_capital(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.capital_of is None


@pytest.mark.parametrize(
    ("text", "largest"),
    [
        ("Texas", "Houston"),
        ("weather in Florida", "Jacksonville"),
        ("Bavaria", "Munich"),
        ("Татарстан", "Kazan"),
        ("погода в Татарстане", "Kazan"),
        ("Краснодарский край", "Krasnodar"),
        ("Московская область", "Khimki"),
        ("North Carolina", "Charlotte"),
        ("Корсика", "Ajaccio"),
        ("Сардиния", "Cagliari"),
        ("Georgia, US", "Atlanta"),
        ("Georgia USA", "Atlanta"),
        ("Georgia in the US", "Atlanta"),
        ("Джорджия, США", "Atlanta"),
        ("Texas, USA", "Houston"),
        ("Ontario, Canada", "Toronto"),
        ("Татарстан, Россия", "Kazan"),
        ("West Virginia", "Huntington"),
        ("weather in Western Australia", "Perth"),
        ("Northern Ireland", "Belfast"),
        ("British Columbia", "Vancouver"),
        ("Inner Mongolia", "Hohhot"),
        ("погода в Северной Ирландии", "Belfast"),
        ("Newfoundland and Labrador", "St. John's"),
    ],
)
def test_a_region_is_ambiguous_with_its_largest_places_as_choices(
    reader: TextReader, text: str, largest: str
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Ambiguous)
    assert item.choices[0].name == largest
    assert len(item.choices) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow, North Carolina, Paris", "Moscow; North Carolina?; Paris"),
        ("Texas, London", "Texas?; London"),
        ("London and West Virginia", "London; West Virginia?"),
        ("погода в Москве и Московской области", "Moscow; Московская область?"),
        ("Raleigh, North Carolina", "Raleigh"),
        ("Texas City, London", "Texas City; London"),
        ("London; Georgia, US", "London; Georgia, US?"),
        ("Georgia, US and London", "Georgia, US?; London"),
    ],
)
def test_a_region_in_a_list_is_ambiguous_unless_it_qualifies_a_name(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Washington, US", "Washington, United States"),
        ("New York, USA", "New York, United States"),
        ("Mexico, Mexico", "Mexico City, Mexico"),
        ("Luxembourg, Luxembourg", "Luxembourg"),
        ("Moscow, Russia", "Moscow, Russia"),
        ("Buenos Aires, Argentina", "Buenos Aires, Argentina"),
        ("Quebec, Canada", "Québec, Canada"),
        ("Saint John", "Saint John, Canada"),
    ],
)
def test_a_city_is_likelier_than_the_region_of_its_name(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.full_name == label


@pytest.mark.parametrize("text", ["Victoria", "Ontario", "New York", "Valka", "Naftalan"])
def test_a_town_is_likelier_than_the_region_of_its_name(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.name == text


@pytest.mark.parametrize(
    ("code", "english", "russian"),
    [
        ("US", "United States", "США"),
        ("HK", "Hong Kong", "Гонконг"),
        ("MO", "Macao", "Макао"),
        ("CD", "DR Congo", "ДР Конго"),
        ("CG", "Republic of the Congo", "Республика Конго"),
        ("MM", "Myanmar", "Мьянма"),
        ("PS", "Palestine", "Палестина"),
        ("FR", "France", "Франция"),
    ],
)
def test_countries_have_their_usual_names(index: PlaceIndex, code: str, english: str, russian: str) -> None:
    assert (index.country_name(code, "en"), index.country_name(code, "ru")) == (english, russian)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("в Альпах", "Альпы"), ("погода в татарстане", "Татарстан"), ("в Тоскане", "Тоскана"), ("the Alps", "Alps")],
)
def test_an_area_is_asked_about_in_the_nominative(reader: TextReader, text: str, asked: str) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Ambiguous)
    assert item.asked == asked


def test_a_label_in_an_oblique_case_is_not_a_name(reader: TextReader) -> None:
    assert read(reader, "Истра", "ru") == "Истра"


@pytest.mark.parametrize(
    ("text", "shown", "first"),
    [
        ("погода на Лазурном берегу", "Лазурный берег", "Nice"),
        ("в Скалистых горах", "Скалистые горы", "Denver"),
        ("weather in the Midlands", "Midlands", "Birmingham"),
        ("Île-de-France", "Île-de-France", "Paris"),
    ],
)
def test_a_region_of_several_words_is_a_question(reader: TextReader, text: str, shown: str, first: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Ambiguous)
    assert item.asked == shown
    assert item.choices[0].name == first
