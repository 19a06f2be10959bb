"""Codes of countries and regions."""

import pytest

from services.places.models import Ambiguous, Match
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


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
    assert reader.read_if_quick(text, "en") == reader.read(text, "en")


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
def test_us_is_a_country_only_in_capitals(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "largest"),
    [
        ("OK", ["Oklahoma City", "Tulsa", "Norman"]),
        ("CA", ["Ottawa", "Los Angeles", "San Diego", "San Jose"]),
    ],
)
def test_the_code_of_a_region_alone_is_ambiguous(reader: TextReader, text: str, largest: list[str]) -> None:
    (item,) = reader.read(text, "en").items
    assert isinstance(item, Ambiguous)
    assert [place.name for place in item.choices] == largest


@pytest.mark.parametrize(
    ("text", "name"),
    [("LA", "Los Angeles"), ("NYC", "New York"), ("SF", "San Francisco"), ("DC", "Washington"), ("МСК", "Moscow")],
)
def test_a_code_that_is_a_nickname_of_a_city_is_the_city(reader: TextReader, text: str, name: str) -> None:
    (item,) = reader.read(text, "en").items
    assert isinstance(item, Match)
    assert (item.place.name, item.capital_of) == (name, None)
