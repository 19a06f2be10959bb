"""Suggestions for names with two letters wrong."""

import pytest

from services.places.index.large_names import LargePlaceNames
from services.places.models import Unknown
from services.places.reading import TextReader
from tests.services.places.reading.summary import read


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Cincinatti", "Cincinnati"),
        ("weather Albuqerqe", "Albuquerque"),
        ("погода в Екатиренбурге", "Yekaterinburg"),
        ("Massachussets", "Boston"),
    ],
)
def test_a_large_city_or_region_two_letters_off_is_suggested(
    reader: TextReader, text: str, suggested: str
) -> None:
    (item,) = reader.read(text, "en").items
    assert isinstance(item, Unknown)
    assert item.choices[0].name == suggested


def test_the_larger_city_comes_before_a_town_of_its_misspelled_name(reader: TextReader) -> None:
    assert read(reader, "Pittsburg") == "Pittsburgh"


@pytest.mark.parametrize("text", ["Qwertyzz", "hello wrld", "Bostno1234567"])
def test_other_words_have_no_suggestions(reader: TextReader, text: str) -> None:
    assert not any(item.choices for item in reader.read(text, "en").items if item.asked == text)


def test_the_first_letter_is_not_wrong() -> None:
    assert LargePlaceNames(["cincinnati"]).similar_to("cincinatti") == {"cincinnati": 2}
    assert LargePlaceNames(["cincinnati"]).similar_to("zincinnati") == {}
