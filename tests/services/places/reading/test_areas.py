"""Countries and regions, beside a name and for themselves."""

import pytest

from services.places import PlaceIndex
from services.places.models import Ambiguous, Match
from services.places.reading import TextReader
from tests.services.places.reading.told import read


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Paris Texas", "Paris, Texas, United States"),
        ("Paris (Texas)", "Paris, Texas, United States"),
        ("paris tx", "Paris, Texas, United States"),
        ("Paris in Texas", "Paris, Texas, United States"),
        ("Springfield IL", "Springfield, Illinois, United States"),
        ("Springfield, Illinois, USA", "Springfield, Illinois, United States"),
        ("springfield illinois", "Springfield, Illinois, United States"),
        ("Portland, Maine", "Portland, Maine, United States"),
        ("Moscow Idaho", "Moscow, Idaho, United States"),
        ("London ON", "London, Ontario, Canada"),
        ("London, ON", "London, Ontario, Canada"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("London Canada", "London, Canada"),
        ("Birmingham, Alabama", "Birmingham, Alabama, United States"),
        ("Birmingham UK", "Birmingham, United Kingdom"),
        ("Birmingham, England", "Birmingham, England, United Kingdom"),
        ("Cambridge, MA", "Cambridge, Massachusetts, United States"),
        ("Toronto Canada", "Toronto, Canada"),
        ("Atlanta, Georgia", "Atlanta, Georgia, United States"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("Toluca Mexico", "Toluca, Mexico"),
        ("Buffalo, New York", "Buffalo, New York, United States"),
        ("Perth, Scotland", "Perth, Scotland, United Kingdom"),
        ("Los angeles ca", "Los Angeles, California, United States"),
        ("Portland OR", "Portland, Oregon, United States"),
        ("NE York", "York, Nebraska, United States"),
        ("Rome NY", "Rome, New York, United States"),
        ("Perth, WA", "Perth, Western Australia, Australia"),
        ("Cambridge, Mass.", "Cambridge, Massachusetts, United States"),
        ("350 5th Ave, New York, NY 10118, USA", "New York, United States"),
    ],
)
def test_a_country_or_region_tells_which_place_is_meant(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Лимож Франция", "Лимож, Франция"),
        ("Париж, Техас", "Париж, Техас, США"),
        ("Киров, Калужская область", "Киров, Калужская область, Россия"),
        ("Киров Калужская обл.", "Киров, Калужская область, Россия"),
        ("Благовещенск, Амурская область", "Благовещенск, Амурская область, Россия"),
        ("Московская область, Химки", "Химки, Московская область, Россия"),
        ("в Париже во Франции", "Париж, Франция"),
        ("Брест, Беларусь", "Брест, Беларусь"),
        ("Лондон Канада", "Лондон, Канада"),
    ],
)
def test_a_country_or_region_is_understood_in_russian(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "ru").items

    assert isinstance(item, Match)
    assert item.place.label == label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris Texas London", "Paris; London"),
        ("Boston, New York", "Boston; New York"),
        ("Buffalo New York Boston", "Buffalo; New York; Boston"),
        ("Paris, London, Texas City", "Paris; London; Texas City"),
        ("Madrid, Spain, Lisbon, Portugal", "Madrid; Lisbon"),
        ("Guadalajara, Mexico City, Monterrey", "Guadalajara; Mexico City; Monterrey"),
        ("Cancun, Mexico City", "Cancún; Mexico City"),
        ("Toluca Mexico City", "Toluca; Mexico City"),
        ("Colon, Panama City", "Colón; Panama City"),
        ("Salmiya, Kuwait City", "As Sālimīyah; Kuwait City"),
        ("Paris, Texas, London, Ontario", "Paris; London"),
        ("Toronto Ontario Vancouver BC", "Toronto; Vancouver"),
        ("350 5th Ave, New York, NY 10118, USA, London", "New York; London"),
    ],
)
def test_a_qualifier_is_not_another_place_nor_a_place_a_qualifier(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected


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
def test_a_country_among_cities_is_the_large_city_called_so(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


def test_the_capital_is_among_the_choices_of_a_city_called_like_its_country(reader: TextReader) -> None:
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
def test_a_city_is_no_country_asked_for(reader: TextReader, text: str) -> None:
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
def test_a_region_asked_for_itself_is_a_question_which_of_its_largest_places(
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
        ("погода в Москве и Московской области", "Moscow; Московской области?"),
        ("Raleigh, North Carolina", "Raleigh"),
        ("Texas City, London", "Texas City; London"),
        ("London; Georgia, US", "London; Georgia, US?"),
        ("Georgia, US and London", "Georgia, US?; London"),
    ],
)
def test_a_region_in_a_list_is_a_question_and_beside_a_name_in_it_none(
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
def test_a_city_comes_before_the_region_that_is_called_so(reader: TextReader, text: str, label: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.label == label


@pytest.mark.parametrize("text", ["Victoria", "Ontario", "New York", "Valka", "Naftalan"])
def test_a_town_called_like_its_region_or_another_is_the_town(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.name == text


@pytest.mark.parametrize(
    ("text", "capital", "country"),
    [
        ("US", "Washington", "United States"),
        ("us", "Washington", "United States"),
        ("weather in US", "Washington", "United States"),
        ("UK", "London", "United Kingdom"),
        ("USA", "Washington", "United States"),
        ("США", "Washington", "United States"),
        ("RU", "Moscow", "Russia"),
        ("JO", "Amman", "Jordan"),
    ],
)
def test_the_code_of_a_country_alone_is_answered_with_its_capital(
    reader: TextReader, text: str, capital: str, country: str
) -> None:
    (item,) = reader.read(text, "en").items
    assert isinstance(item, Match)
    assert (item.place.name, item.capital_of) == (capital, country)
    assert reader.skim(text, "en") == reader.read(text, "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UK US", "London; Washington"),
        ("UK, US, France", "London; Washington; Paris"),
        ("US and UK", "Washington; London"),
        ("uk us", "London"),
        ("tell us the weather in London", "London"),
    ],
)
def test_us_is_a_country_in_capitals_and_a_word_otherwise(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


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
def test_countries_are_called_as_people_call_them(
    index: PlaceIndex, code: str, english: str, russian: str
) -> None:
    assert (index.country(code, "en"), index.country(code, "ru")) == (english, russian)


@pytest.mark.parametrize(
    ("text", "largest"),
    [
        ("OK", ["Oklahoma City", "Tulsa", "Norman"]),
        ("CA", ["Ottawa", "Los Angeles", "San Diego", "San Jose"]),
    ],
)
def test_the_code_of_a_region_alone_is_a_question(reader: TextReader, text: str, largest: list[str]) -> None:
    (item,) = reader.read(text, "en").items
    assert isinstance(item, Ambiguous)
    assert [place.name for place in item.choices] == largest


@pytest.mark.parametrize(
    ("text", "name"),
    [("LA", "Los Angeles"), ("NYC", "New York"), ("SF", "San Francisco"), ("DC", "Washington"), ("МСК", "Moscow")],
)
def test_a_code_that_is_a_citys_nickname_is_the_city(reader: TextReader, text: str, name: str) -> None:
    (item,) = reader.read(text, "en").items
    assert isinstance(item, Match)
    assert (item.place.name, item.capital_of) == (name, None)
