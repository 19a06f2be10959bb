"""Codes of airports and of cities with several, which count in capitals."""

import pytest

from services.places.index import PlaceIndex
from services.places.models import Match
from services.places.reading import TextReader, asks_for_weather
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("LED", "Saint Petersburg"),
        ("MOW", "Moscow"),
        ("LON", "London"),
        ("JFK", "Queens"),
        ("LHR", "Hounslow"),
        ("weather OVB", "Novosibirsk"),
        ("LED, MAN", "Saint Petersburg; Manchester"),
        ("NYC PAR ROM", "New York; Paris; Rome"),
        ("USA", "Washington"),
    ],
)
def test_a_code_in_capitals_is_its_city(reader: TextReader, index: PlaceIndex, text: str, places: str) -> None:
    assert read(reader, text) == places
    assert asks_for_weather(text, index)


def test_the_answer_says_which_code_it_is_for(reader: TextReader) -> None:
    (item,) = reader.read("LED", "en").items
    assert isinstance(item, Match)
    assert item.stands_for == "LED"


@pytest.mark.parametrize("text", ["led", "man", "mow", "par", "Led", "GPS", "LOL", "CEO", "FAQ"])
def test_words_and_other_abbreviations_are_not_heard(index: PlaceIndex, text: str) -> None:
    assert not asks_for_weather(text, index)


def test_a_code_is_not_a_correction_of_a_word(reader: TextReader) -> None:
    assert "Saint Petersburg" not in read(reader, "lod")


@pytest.mark.parametrize(
    ("text", "name"), [("SIN", "Singapore"), ("VER", "Veracruz"), ("PE", "Lima"), ("MG", "Antananarivo")]
)
def test_a_code_alone_means_an_airport_or_a_country_and_no_region(
    reader: TextReader, text: str, name: str
) -> None:
    assert read(reader, text) == name
