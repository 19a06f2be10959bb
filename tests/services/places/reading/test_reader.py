"""Whole texts: ambiguous names, coordinates, and the bounds of the work."""

import pytest

from services.places.index import PlaceIndex
from services.places.labels import places_by_label_key
from services.places.models import Ambiguous, Match, Place, Unknown, with_choice
from services.places.reading import TextReader, asks_for_weather_if_quick
from services.places.reading.guesses import MAX_CORRECTION_WORK
from services.places.reading.tokens import (
    MAX_CACHED_WORD_LENGTH,
    MAX_QUICK_LENGTH,
    MAX_QUICK_WORDS,
    MAX_TOKENS,
    _fold_word_cached,
)
from tests.services.places.reading.summary import read


@pytest.mark.parametrize("text", ["Springfield", "Springfield weather", "Спрингфилд"])
def test_a_single_name_of_several_large_places_is_ambiguous(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Ambiguous)
    assert len(item.choices) > 1
    assert len({place.full_name for place in item.choices}) == len(item.choices)


def test_in_a_list_the_likeliest_place_is_the_match_and_its_namesakes_are_choices(reader: TextReader) -> None:
    springfield, london = reader.read("Springfield, London", "en").items

    assert isinstance(springfield, Match)
    assert springfield.place.full_name == "Springfield, Missouri, United States"
    assert "Springfield, Illinois, United States" in [place.full_name for place in springfield.choices]
    assert isinstance(london, Match)


@pytest.mark.parametrize(("text", "other"), [("Birmingham", "United States"), ("London", "Canada")])
def test_a_single_name_with_much_smaller_namesakes_is_a_match(reader: TextReader, text: str, other: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.country == "United Kingdom"
    assert other in [place.country for place in item.choices]


def test_choosing_a_place_of_an_ambiguous_name_gives_a_match(reader: TextReader) -> None:
    (question,) = reader.read("Springfield", "en").items
    assert isinstance(question, Ambiguous)

    match = with_choice(question, question.choices[1])

    assert match.place == question.choices[1]
    assert match.place not in match.choices
    assert question.choices[0] in match.choices


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("55.75, 37.62", (55.75, 37.62)),
        ("55.75 37.62", (55.75, 37.62)),
        ("55,75 37,62", (55.75, 37.62)),
        ("weather at 55.75,37.62", (55.75, 37.62)),
        ("33.9 S 151.2 E", (-33.9, 151.2)),
    ],
)
def test_coordinates_have_the_name_of_the_place_there(
    reader: TextReader, text: str, spot: tuple[float, float]
) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.latitude, item.place.longitude) == spot
    assert item.place.name in {"Moscow", "Sydney"}
    assert item.place.timezone in {"Europe/Moscow", "Australia/Sydney"}


def test_coordinates_far_from_all_places_are_their_own_name(reader: TextReader) -> None:
    (item,) = reader.read("-48.87, -123.39", "en").items

    assert isinstance(item, Match)
    assert item.place.name == "−48.87, −123.39"


def test_coordinates_out_of_range_are_unknown(reader: TextReader) -> None:
    assert read(reader, "95.10, 37.62") == "95.10, 37.62??"


def test_coordinates_may_be_in_a_list_with_names(reader: TextReader) -> None:
    assert read(reader, "London\n55.75, 37.62\nParis") == "London; Moscow; Paris"


@pytest.mark.parametrize("text", ["Moscow, London", "погода в Москве", "Paris, Texas", "55.75, 37.62", ""])
def test_a_text_without_unknown_words_is_quick_to_read_with_the_same_result(reader: TextReader, text: str) -> None:
    assert reader.read_if_quick(text, "en") == reader.read(text, "en")


def test_a_long_text_is_not_quick_to_read(reader: TextReader) -> None:
    assert reader.read_if_quick("Moscow, " * MAX_QUICK_LENGTH, "en") is None


def test_a_text_of_many_words_is_not_quick_to_read(reader: TextReader, index: PlaceIndex) -> None:
    text = "san " * (MAX_QUICK_WORDS + 1)
    assert len(text) < MAX_QUICK_LENGTH
    assert (reader.read_if_quick(text, "en"), asks_for_weather_if_quick(text, index)) == (None, None)


@pytest.mark.parametrize("spot", ["55.75, 37.61", "55°45'21\"N 37°37'04\"E"])
def test_a_text_with_many_coordinates_is_not_quick_to_read(reader: TextReader, spot: str) -> None:
    assert reader.read_if_quick(spot, "en") is not None
    assert reader.read_if_quick(f"{spot} " * 4, "en") is None


def test_labels_and_coordinates_share_the_words_and_guesses_of_a_text(
    reader: TextReader, index: PlaceIndex
) -> None:
    labels = places_by_label_key({"home": Place("Home", 55.0, 37.0)})
    junk = "qwrtp zxcvb san krajan mueang " * 6
    before = index.look_ups
    whole = reader.read(f"{junk} home 55.75, 37.62 " * 20, "en", labels)

    assert index.look_ups - before <= MAX_TOKENS * 30 + MAX_CORRECTION_WORK * 500
    assert "Home" in {item.place.name for item in whole.items if isinstance(item, Match)}
    assert whole.left_out


def test_long_words_are_not_cached(reader: TextReader) -> None:
    before = _fold_word_cached.cache_info().currsize
    reader.read("x" * (MAX_CACHED_WORD_LENGTH + 1), "en")
    assert _fold_word_cached.cache_info().currsize == before


@pytest.mark.parametrize("text", ["Londonn", "London, Qwertyzz"])
def test_a_text_with_unknown_words_is_not_quick_to_read(reader: TextReader, text: str) -> None:
    assert reader.read_if_quick(text, "en") is None


JUNK = [
    "qwrtp zxcvb " * 341,
    "a " * 2048,
    "x" * 4096,
    "йцукен фывапр " * 292,
    "san " * 1024,
    "new york " * 455,
    "1.5 " * 1024,
    "," * 4096,
    "в" * 4096,
    "в Москве, " * 409,
    "°" * 4096,
    "12.3456789 " * 372,
    "🌦️" * 2048,
    "\u0301" * 4096,
]


@pytest.mark.parametrize("text", JUNK)
def test_the_work_for_any_message_is_bounded(reader: TextReader, index: PlaceIndex, text: str) -> None:
    before = index.look_ups

    reader.read(text[:4096], "en")

    per_word = 3_000  # corrections of a word of MAX_CORRECTED_LENGTH letters, and the names with them
    assert index.look_ups - before <= MAX_TOKENS * 30 + MAX_CORRECTION_WORK * per_word


@pytest.mark.parametrize("text", JUNK)
def test_quick_reading_is_a_few_look_ups_a_word(reader: TextReader, index: PlaceIndex, text: str) -> None:
    before = index.look_ups

    reader.read_if_quick(text[:MAX_QUICK_LENGTH], "en")

    assert index.look_ups - before <= MAX_TOKENS * 30


def test_names_after_the_words_that_are_read_are_left_out(reader: TextReader) -> None:
    reading = reader.read(", ".join(["Moscow"] * MAX_TOKENS + ["London", "New York"]), "en")

    assert len(reading.items) == MAX_TOKENS
    assert reading.left_out == ["London", "New York"]


def test_a_word_too_long_for_a_name_is_not_corrected(reader: TextReader) -> None:
    (item,) = reader.read("x" * (MAX_CACHED_WORD_LENGTH + 1), "en").items

    assert isinstance(item, Unknown)
    assert item.choices == ()
