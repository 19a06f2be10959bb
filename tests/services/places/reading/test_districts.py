"""Counties of the United States, and districts that the index lacks, beside names and alone."""

import pytest

from services.places.models import Ambiguous, Match
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Paris, Lamar County", (33.7, -95.6)),
        ("paris lamar county", (33.7, -95.6)),
        ("Paris, Lamar County, Texas", (33.7, -95.6)),
        ("Delhi, Delaware County, New York", (42.3, -74.9)),
        ("Canton, Cherokee County, Georgia", (34.2, -84.5)),
        ("Springfield, Sangamon County", (39.8, -89.6)),
        ("Houma, Terrebonne Parish", (29.6, -90.7)),
        ("Königstein, Landkreis Sächsische Schweiz, Sachsen", (50.9, 14.1)),
        ("Weißenberg, Landkreis Bautzen", (51.2, 14.7)),
        ("Sardarpur, Dhar district, Madhya Pradesh, India", (22.7, 75.0)),
        ("Sardarpur, Dhar district", (22.7, 75.0)),
        ("Кировск, Кировский район, Ленинградская область", (59.9, 31.0)),
        ("Московская область, Одинцовский район, Барвиха", (55.7, 37.3)),
        ("Барвиха, Одинцовский район", (55.7, 37.3)),
        ("Албуфейра, округ Фару", (37.1, -8.2)),
    ],
)
def test_a_county_or_district_tells_which_place_is_meant(
    reader: TextReader, text: str, spot: tuple[float, float]
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.latitude, item.place.longitude) == pytest.approx(spot, abs=0.2)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Одинцовский район", "Odintsovo"),
        ("погода в Мытищинском районе", "Mytishchi"),
        ("Мытищинский район, Московская область", "Mytishchi"),
        ("Hoshiarpur district", "Hoshiārpur"),
        ("Приморский район Санкт-Петербурга", "Saint Petersburg"),
    ],
)
def test_a_district_means_its_seat_or_the_city_that_it_is_in(reader: TextReader, text: str, name: str) -> None:
    assert read(reader, text) == name


def test_a_name_that_several_districts_of_one_name_have_is_asked_about(reader: TextReader) -> None:
    (item,) = reader.read("Кировск, Кировский район", "ru").items

    assert isinstance(item, Ambiguous)
    assert len(item.choices) > 1


def test_a_county_alone_is_asked_about_with_its_best_known_places(reader: TextReader) -> None:
    (kent,) = reader.read("Kent", "en").items
    (lake,) = reader.read("Lake County", "en").items
    (lamar,) = reader.read("weather in Lamar County", "en").items

    assert isinstance(kent, Ambiguous)
    assert [place.name for place in kent.choices][:3] == ["Canterbury", "Dover", "Maidstone"]
    assert isinstance(lake, Ambiguous)
    assert [place.region for place in lake.choices] == ["Illinois", "Indiana", "Ohio"]
    assert isinstance(lamar, Ambiguous)


def test_a_land_of_several_countries_has_only_the_places_of_the_typed_country(reader: TextReader) -> None:
    (item,) = reader.read("Punjab, India", "en").items

    assert isinstance(item, Ambiguous)
    assert {place.country for place in item.choices} == {"India"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lake District", "Keswick"),
        ("Jackson, Lincoln", "Jackson; Lincoln"),
    ],
)
def test_names_without_a_word_for_a_county_are_not_counties(reader: TextReader, text: str, names: str) -> None:
    assert read(reader, text) == names


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Kaluga Oblast, Russia", "Russia"),
        ("Brest Region, Belarus", "Belarus"),
        ("Kebili Governorate", "Tunisia"),
        ("Šibenik-Knin", "Croatia"),
        ("Джамму и Кашмир, Индия", "India"),
        ("Мухафаза Эс-Сувейда, Сирия", "Syria"),
        ("Сорокский район, Молдова", "Moldova"),
        ("Остров Принца Эдуарда, Канада", "Canada"),
    ],
)
def test_a_region_and_its_country_mean_a_place_in_the_region_and_not_the_capital(
    reader: TextReader, text: str, country: str
) -> None:
    (item,) = reader.read(text, "en").items

    places = (item.place,) if isinstance(item, Match) else item.choices
    assert {place.country for place in places} == {country}
    assert places[0].name not in {
        "Moscow",
        "Minsk",
        "Tunis",
        "Zagreb",
        "New Delhi",
        "Damascus",
        "Chișinău",
        "Ottawa",
    }
