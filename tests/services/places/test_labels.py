import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.languages import forms_in_all_cases
from services.places import Match, Place, places_by_label_key
from services.places.labels import (
    MAX_CACHED_LABELS,
    MAX_DECLINED_LABEL_WORDS,
    MAX_LABELS_IN_TEXT,
    _declined_keys,
    split_by_labels,
)
from services.storage import MAX_LABEL_LENGTH, MAX_SAVED_PLACES

DACHA, HOME, WORK = (Place(name, latitude, 37.0) for latitude, name in enumerate(("дача", "дом", "дома")))

LONGEST_SEARCH = 0.02
"""Seconds of the processor's time; 2 ms are usual for the worst labels."""

LETTERS = "абиыоеа нкц-'Ош .+🏠é"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("погода на даче", DACHA),
        ("на Дачу", DACHA),
        ("с дачи", DACHA),
        ("погода дома", HOME),
        ("в новом доме", HOME),
        ("у бабушки", None),
        ("дом-музей", None),
        ("дача, море", DACHA),
    ],
)
def test_a_label_is_found_in_other_cases(text: str, place: Place | None) -> None:
    pieces = split_by_labels(text, places_by_label_key({"Дача": DACHA, "дом": HOME}))
    assert next((piece.place for piece in pieces if isinstance(piece, Match)), None) == place


def test_a_label_as_given_goes_before_a_declined_one() -> None:
    labels = places_by_label_key({"дома": WORK, "дом": HOME})
    assert list(split_by_labels("дома", labels)) == [Match("дома", WORK)]
    assert list(split_by_labels("доме", labels)) == [Match("доме", HOME)]


def test_the_longest_label_is_found_and_the_text_around_it_stays() -> None:
    labels = places_by_label_key({"big": DACHA, "big house": HOME})
    pieces = list(split_by_labels("in the Big  house, please", labels))
    assert pieces == ["in the ", Match("Big  house", HOME), ", please"]


@pytest.mark.parametrize("label", ["C++", "Mom & Dad", "дом №2", "İzmir", "(work)", "a|b", "\\d+", "🏠"])
def test_a_label_may_have_punctuation(label: str) -> None:
    assert list(split_by_labels(f"in {label}", places_by_label_key({label: HOME}))) == ["in ", Match(label, HOME)]


def test_labels_of_other_alphabets_have_no_cases() -> None:
    assert _declined_keys("my dacha") == frozenset()


def test_labels_of_many_words_cost_neither_time_nor_memory() -> None:
    """Eight words with three forms or more each had 4 million forms."""
    names = [" ".join(words) for words in (["ины"] * 8, ["колины"] * 3, ["кины", "ццы"] * 4)]
    labels = {name[:MAX_LABEL_LENGTH]: HOME for name in names}
    labels |= {f"ины{'а' * number} ины ины ины ины ины": HOME for number in range(MAX_SAVED_PLACES - 3)}
    started = time.process_time()
    list(split_by_labels("ины " * 1000, places_by_label_key(labels)))

    assert time.process_time() - started < LONGEST_SEARCH
    assert max(len(_declined_keys(key)) for key in places_by_label_key(labels)) <= 100


def test_no_three_words_have_many_cases() -> None:
    chance = random.Random(1)
    ends = ["ины", "ицы", "ки", "ьки", "ние", "ий", "овы", "ец", "ь", "и", "ев", "ова", "ый", "ошь"]
    labels = [" ".join(f"кол{chance.choice(ends)}" for _ in range(MAX_DECLINED_LABEL_WORDS)) for _ in range(500)]
    assert max(len(forms_in_all_cases(label)) for label in labels) <= 100


def test_few_labels_keep_their_cases() -> None:
    for number in range(MAX_CACHED_LABELS + 10):
        list(split_by_labels("x", places_by_label_key({f"дача {number}": DACHA})))
    assert _declined_keys.cache_info().currsize == MAX_CACHED_LABELS


def test_a_text_full_of_labels_is_split_a_few_times() -> None:
    pieces = list(split_by_labels("дача x " * 500, places_by_label_key({"дача": DACHA})))
    assert sum(isinstance(piece, Match) for piece in pieces) == MAX_LABELS_IN_TEXT


@given(
    st.text(LETTERS, max_size=MAX_LABEL_LENGTH) | st.text(max_size=MAX_LABEL_LENGTH),
    st.text(LETTERS, max_size=100),
)
def test_any_label_is_harmless(label: str, text: str) -> None:
    pieces = list(split_by_labels(f"{text} {label} {text}", places_by_label_key({label: HOME})))
    whole = "".join(piece.asked if isinstance(piece, Match) else piece for piece in pieces)
    assert "".join(whole.split()) == "".join(f"{text}{label}{text}".split())
