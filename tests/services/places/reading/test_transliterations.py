"""Russian names in Latin letters are read without being taken for misspellings."""

import pytest

from services.places import Match, PlaceIndex
from services.places.labels import NO_LABELS
from services.places.reading import TextReader, asks_for_weather


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("moskva", "Moscow"),
        ("sankt-peterburg", "Saint Petersburg"),
        ("ekaterinburg", "Yekaterinburg"),
        ("yekaterinburg", "Yekaterinburg"),
        ("nizhniy novgorod", "Nizhny Novgorod"),
        ("nizhnij novgorod", "Nizhny Novgorod"),
        ("habarovsk", "Khabarovsk"),
        ("kiev", "Kyiv"),
        ("kharkov", "Kharkiv"),
        ("odessa", "Odesa"),
        ("evpatoriya", "Yevpatoria"),
        ("pavlograd", "Pavlohrad"),
    ],
)
def test_a_russian_name_in_latin_letters_alone_asks_for_the_weather(
    index: PlaceIndex, text: str, name: str
) -> None:
    assert asks_for_weather(text, index)
    (item,) = TextReader(index).read(text, "en", NO_LABELS).items
    assert isinstance(item, Match)
    assert (item.place.name, item.is_guess) == (name, False)


@pytest.mark.parametrize("text", ["gorod", "spasibo", "privet", "ura", "poka", "mir"])
def test_a_russian_word_in_latin_letters_does_not_ask_for_the_weather(index: PlaceIndex, text: str) -> None:
    assert not asks_for_weather(text, index)


def test_a_name_in_latin_letters_may_be_part_of_a_misspelled_name(index: PlaceIndex) -> None:
    items = TextReader(index).read("Yokohama, kamensk uralsk", "en", NO_LABELS).items
    assert [item.place.name for item in items if isinstance(item, Match)] == ["Yokohama", "Kamensk-Uralsky"]


def test_a_foreign_name_in_latin_letters_still_means_several_places(index: PlaceIndex) -> None:
    (item,) = TextReader(index).read("Barselona", "en", NO_LABELS).items
    assert isinstance(item, Match)
    assert item.place.country == "Spain"
