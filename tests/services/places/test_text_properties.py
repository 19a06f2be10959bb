"""Any text at all: it is read, quickly, and what was read reads the same."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.places.text import MOST_WORDS, alike, fold, read_names


def names(text: str) -> list[str]:
    return [name.text for name in read_names(text)]


HOSTILE = [
    "x" * 4096,
    "a" + " " * 4094 + "b",
    "a" + "\u3000" * 4094 + "b",
    "weather " * 512,
    "в " * 2048,
    "в- " * 1365,
    "x" + " now" * 1023,
    "1) " * 1365,
    "1." * 2048,
    "what is " * 512,
    "a\n" * 2048,
    "и " * 2048,
    "e" + "\u0301" * 4095,
    "ﷺ" * 4096,
    "👩‍👩‍👧‍👦" * 400,
    "\ud800" * 4096,
    "<b>&amp;</b>{0}%s" * 200,
    "'; DROP TABLE places; --" * 100,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_read_in_a_time_that_grows_with_its_length_only(text: str) -> None:
    started = time.process_time()

    assert all(len(name) <= 10 * len(text) for name in names(10 * text))

    # Some 50 ms for ten times the longest message; a minute where the time grows with the square.
    assert time.process_time() - started < 3


WORDS = ["Москва", "London", "New York", "a", "в", "и", "and", "in", "now", "weather", "погода", "what is"]
MARKS = ["1.", "2)", "-", "«", "»", "?", "!", ",", ";", "\n", "☀️", "№", "1️⃣", "'", "(", ")"]
TEXT = st.text() | st.lists(st.sampled_from(WORDS + MARKS), max_size=12).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)


@given(TEXT)
def test_any_text_is_read_as_tidy_names(text: str) -> None:
    found = names(text)

    assert len({fold(name) for name in found}) == len(found)
    for name in found:
        assert fold(name)
        assert name == " ".join(name.split())
        assert not re.search(r"[,;&\n\r]", name)


@given(TEXT)
def test_names_that_were_read_read_the_same(text: str) -> None:
    found = names(text)

    assert names(", ".join(found)) == found
    for name in found:
        assert len(name.split()) > MOST_WORDS or names(name) == [name]


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_no_character_folds_differently_the_second_time() -> None:
    assert [char for char in map(chr, range(0x3000)) if fold(fold(char)) != fold(char)] == []


@given(st.text(), st.text())
def test_likeness_is_a_share(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1
