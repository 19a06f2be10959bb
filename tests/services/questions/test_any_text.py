"""The reader accepts any text, and its work grows in proportion to the length of the text."""

import sys
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.languages import LANGUAGES
from services.questions import MAX_QUESTION_LENGTH, InDays, OnDay, Question, read_question
from services.questions.words import MAX_WORD_LENGTH, split_words, with_plain_characters

WORDS = sorted(
    {
        word
        for language in LANGUAGES
        for phrases in (*language.time_phrases.values(), *language.quantity_phrases.values())
        for phrase in phrases
        for word in phrase.split()
    }
)
MARKS = [
    "28",
    "11",
    "2026",
    "28.11",
    "15:00",
    "9pm",
    "1",
    ",",
    "-",
    "–",
    "\n",
    "?",
    "Oslo",
    "Псков",
    "+",
    "/",
    "'",
]
TEXT = st.text(max_size=200) | st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map(" ".join)


@given(TEXT)
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(read_question(text), Question)


@given(TEXT)
def test_the_places_are_words_of_the_text_in_its_order(text: str) -> None:
    rest = iter(with_plain_characters(text))
    assert all(char in rest for char in read_question(text).places if not char.isspace())


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_capitals_do_not_change_the_time(text: str) -> None:
    upper, lower = read_question(text.upper()), read_question(text.lower())
    assert (upper.when is None) == (lower.when is None) or text.upper().lower() != text.lower()


def count_calls(text: str) -> int:
    """Return the number of function calls that reading *text* takes."""
    count = 0

    def on_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(on_call)
    try:
        read_question(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "до ",
        "в на до ",
        "early late ",
        "on the next this ",
        "mon tue wed ",
        "пн, ",
        "7 ч в час ",
        "every day at 7 or ",
        "fri to sat and ",
        "1.1 ",
        "10:10 ",
        "in a week ",
        "a'",
        "2026-",
    ],
)
def test_twice_the_text_takes_about_twice_the_work(piece: str) -> None:
    # The last words could make a rule search on from every earlier word.
    end = "monday 5 may tomorrow weekend at 7 pm in 3 weeks part noon now"
    once, twice = (f"{piece * (length // len(piece))}{end}" for length in (400, 800))
    assert count_calls(twice) < 3 * count_calls(once) + 1000


def test_the_work_for_the_longest_text_is_bounded() -> None:
    assert len(read_question("x " * MAX_QUESTION_LENGTH).places) <= MAX_QUESTION_LENGTH
    assert count_calls("до " * MAX_QUESTION_LENGTH + "monday") < 200_000


@pytest.mark.parametrize(
    "text",
    [
        "Oslo to\u200bmorrow",
        "Oslo to\u00admorrow",
        "Oslo\u00a0tomorrow",
        "Oslo \u201ctomorrow\u201d",
        "Oslo tomo\u0301rrow",
        "Осло за\u0301втра",
        "Oslo ｔｏｍｏｒｒｏｗ",
        "\u202eOslo tomorrow\u202c",
    ],
)
def test_invisible_and_wide_characters_do_not_hide_a_time(text: str) -> None:
    assert read_question(text).when == OnDay(InDays(1))


def test_wide_digits_are_digits() -> None:
    assert read_question("Oslo at １５:００").when == OnDay(InDays(0), hour=time(15))


def test_only_the_beginning_of_a_long_word_is_looked_up() -> None:
    (word,) = split_words("o" * MAX_QUESTION_LENGTH)
    assert (len(word.key), word.end) == (MAX_WORD_LENGTH, MAX_QUESTION_LENGTH)
    assert max(map(len, WORDS)) < MAX_WORD_LENGTH
