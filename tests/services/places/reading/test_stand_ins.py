"""Islands, parks and airports that are answered with a place to stay there, and lands that are asked back."""

import pytest

from services.places import PlaceIndex
from services.places.models import Ambiguous, Match, with_choice
from services.places.reading import TextReader, asks_for_weather
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bali", "Denpasar"),
        ("bali", "Denpasar"),
        ("Hawaii", "Honolulu"),
        ("Goa", "Panjim"),
        ("Crete", "Heraklion"),
        ("Canary Islands", "Las Palmas de Gran Canaria"),
        ("Canaries", "Las Palmas de Gran Canaria"),
        ("Yosemite", "Mariposa"),
        ("Heathrow", "Hounslow"),
        ("LHR", "Hounslow"),
        ("Everest", "Namche Bazaar"),
        ("Lake Como", "Como"),
        ("LaGuardia", "East Elmhurst"),
        ("O'Hare", "Rosemont"),
        ("Charles de Gaulle", "Roissy-en-France"),
        ("Крым", "Simferopol"),
        ("Камчатка", "Petropavlovsk-Kamchatskiy"),
        ("Сахалин", "Yuzhno-Sakhalinsk"),
        ("Байкал", "Listvyanka"),
        ("Канары", "Las Palmas de Gran Canaria"),
        ("Соловки", "Solovetsky"),
        ("Шереметьево", "Lobnya"),
        ("Пулково", "Shushary"),
        ("Парк Горького", "Moscow"),
        ("Everest base camp", "Namche Bazaar"),
        ("Озеро Неро", "Rostov"),
    ],
)
def test_a_stand_in_says_what_it_stands_for(reader: TextReader, text: str, name: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.name, item.stands_for, item.capital_of) == (name, text, None)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("погода в Крыму", "Крым"),
        ("погода на Гавайях", "Гавайи"),
        ("на Камчатке", "Камчатка"),
        ("weather in Bali", "Bali"),
        ("Heathrow airport", "Heathrow"),
        ("аэропорт Шереметьево", "Шереметьево"),
    ],
)
def test_what_a_place_stands_for_is_shown_in_the_nominative(reader: TextReader, text: str, asked: str) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Match)
    assert item.stands_for == asked


def test_a_declined_island_with_the_name_of_its_town_is_not_shown_twice(reader: TextReader) -> None:
    (item,) = reader.read("погода на Пхукете", "ru").items

    assert isinstance(item, Match)
    assert (item.place.name, item.stands_for) == ("Пхукет", None)


@pytest.mark.parametrize("text", ["Phuket", "Denpasar", "Симферополь", "Zanzibar", "Zermatt", "Листвянка"])
def test_a_place_asked_for_by_its_own_name_stands_for_nothing(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.stands_for is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ubud, Bali", "Ubud"),
        ("Ubud Bali Moscow", "Ubud; Moscow"),
        ("Ялта, Крым", "Yalta"),
        ("Ялта Крым Москва", "Yalta; Moscow"),
        ("Honolulu, Hawaii", "Honolulu"),
    ],
)
def test_an_island_after_the_name_of_a_place_on_it_is_a_qualifier(
    reader: TextReader, text: str, name: str
) -> None:
    assert read(reader, text) == name
    assert all(isinstance(item, Match) and item.stands_for is None for item in reader.read(text, "en").items)


def test_a_chosen_namesake_stands_for_nothing(reader: TextReader) -> None:
    (bali,) = reader.read("Bali", "en").items

    assert isinstance(bali, Match)
    assert with_choice(bali, bali.choices[0]).stands_for is None


def test_a_misspelled_stand_in_is_corrected(reader: TextReader) -> None:
    (item,) = reader.read("Камчатска", "ru").items

    assert isinstance(item, Match)
    assert (item.place.name, item.stands_for) == ("Петропавловск-Камчатский", "Камчатска")


@pytest.mark.parametrize(("text", "name"), [("Балей", "Балей"), ("Мале", "Мале")])
def test_a_towns_name_is_not_a_declined_foreign_island_or_country(
    reader: TextReader, text: str, name: str
) -> None:
    assert read(reader, text, "ru") == name


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Сибирь", "Новосибирск"),
        ("погода в Сибири", "Новосибирск"),
        ("Siberia", "Новосибирск"),
        ("Урал", "Екатеринбург"),
        ("the Urals", "Екатеринбург"),
        ("на Кавказе", "Баку"),
        ("Дальний Восток", "Хабаровск"),
        ("Balkans", "София"),
        ("Kansai", "Осака"),
        ("северо-восток Италии", "Триест"),
        ("Alps", "Инсбрук"),
    ],
)
def test_a_land_is_ambiguous_with_its_large_places(reader: TextReader, text: str, first: str) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Ambiguous)
    assert item.choices[0].name == first
    assert item.choices[0].region is None
    assert 3 <= len(item.choices) <= 4


@pytest.mark.parametrize(
    "text", ["Bali", "Крым", "на Камчатке", "в Крыму", "Heathrow", "Сибирь", "Siberia", "Rfvxfnrf"]
)
def test_stand_ins_and_lands_need_no_command(index: PlaceIndex, text: str) -> None:
    assert asks_for_weather(text, index)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dead Sea", "Madaba"),
        ("the dead sea", "Madaba"),
        ("National City, Paris", "National City"),
        ("garden route", "Knysna"),
        ("Hot Springs", "Hot Springs"),
        ("hot springs", "Hot Springs"),
        ("weather in Hot Springs", "Hot Springs"),
        ("Frost, Texas", "Frost"),
    ],
)
def test_a_name_whose_words_are_not_names_is_found_alone_and_in_capitals(
    index: PlaceIndex, text: str, name: str
) -> None:
    item = TextReader(index).read(text, "en", {}).items[0]
    assert isinstance(item, Match)
    assert item.place.name == name


def test_words_that_are_not_names_stay_words_beside_a_name(index: PlaceIndex) -> None:
    items = TextReader(index).read("Yellowstone National Park", "en", {}).items
    assert [item.place.name for item in items if isinstance(item, Match)] == ["West Yellowstone"]
