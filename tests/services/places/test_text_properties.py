"""Any text at all: it is read, quickly, and what is told of it is well-formed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.answers import LONGEST_QUESTION
from services.places import Match, PlaceIndex, Unknown
from services.places.reading import TextReader, reads_as_places
from services.places.text import LONGEST_RUN, fold, plain

HOSTILE = [
    "x" * 4096,
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
    "a'" * 2048,
    "a.b." * 1024,
    "St. " * 1024,
    "ab cd ef gh ij kl mn op qr st uv wx yz " * 105,
    "new york " * 455,
    "55.75, 37.62 " * 315,
    "12,5 " * 820,
    "5° " * 1365,
]
GAPS = ["a" + " " * 4094 + "b", "5" + " " * 4000 + "x"]
"""Where a pattern that takes gaps apart in every way there is would take hours."""
TEXTS = [*HOSTILE, *GAPS]

LONGEST_READ = 0.2
"""Seconds of work for any message, that users are promised."""
LONGEST_LOOK = 0.1
"""Seconds for what is done on the event loop; 0.02 are promised, and a cold or busy machine takes some more."""


def work(times: int, text: str, index: PlaceIndex, reader: TextReader) -> tuple[float, float]:
    """Return the processor's seconds that it takes to read *text* and to look whether it is a question."""
    reading, looking = [], []
    for _ in range(times):
        started = time.process_time()
        reader.read(text, "en")
        read = time.process_time()
        reader.skim(text, "en")
        reads_as_places(text, index)
        reading.append(read - started)
        looking.append(time.process_time() - read)
    return min(reading), min(looking)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_text_is_read_in_a_fifth_of_a_second(index: PlaceIndex, reader: TextReader, text: str) -> None:
    reading, looking = work(2, text[:LONGEST_QUESTION], index, reader)

    assert reading < LONGEST_READ
    assert looking < LONGEST_LOOK


WORDS = ["Москва", "London", "New York", "Kages", "qwzx", "a", "в", "и", "and", "in", "now", "weather", "погода"]
MARKS = ["1.", "2)", "-", "«", "»", "?", "!", ",", ";", "\n", "☀️", "№", "1️⃣", "'", "(", ")", "55.7", "°", "US"]
TEXT = st.text(max_size=100) | st.lists(st.sampled_from(WORDS + MARKS), max_size=8).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)


@given(TEXT, st.sampled_from(["en", "ru"]))
def test_any_text_is_read_as_well_formed_items(reader: TextReader, text: str, language: str) -> None:
    for item in reader.read(text, language).items:
        assert item.asked == " ".join(item.asked.split())
        assert not isinstance(item, Unknown) or 0 < len(item.asked) <= LONGEST_RUN + 1
        places = [item.place, *item.choices] if isinstance(item, Match) else item.choices
        assert len({place.label for place in places}) == len(places)
        for place in places:
            assert place.name
            assert abs(place.latitude) <= 90
            assert abs(place.longitude) <= 180


@given(TEXT)
def test_what_is_skimmed_is_what_would_be_read(reader: TextReader, text: str) -> None:
    assert reader.skim(text, "en") in (None, reader.read(text, "en"))


@given(TEXT)
def test_any_text_is_a_question_or_none(index: PlaceIndex, text: str) -> None:
    assert reads_as_places(text, index) in (True, False)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_no_character_folds_differently_the_second_time() -> None:
    assert [char for char in map(chr, range(0x3000)) if fold(fold(char)) != fold(char)] == []


@given(st.text())
def test_a_plain_text_is_plain_and_has_its_lines(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(text).count("\n") == text.count("\n")
