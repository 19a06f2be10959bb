import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.languages import forms_in_all_cases
from services.places import Match, Place, label_keys
from services.places.labels import CASES_CACHED, MOST_DECLINED, MOST_FOUND, _cases, by_labels
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
    pieces = by_labels(text, label_keys({"Дача": DACHA, "дом": HOME}))
    assert next((piece.place for piece in pieces if isinstance(piece, Match)), None) == place


def test_a_label_as_given_goes_before_a_declined_one() -> None:
    labels = label_keys({"дома": WORK, "дом": HOME})
    assert list(by_labels("дома", labels)) == [Match("дома", WORK)]
    assert list(by_labels("доме", labels)) == [Match("доме", HOME)]


def test_the_longest_label_is_found_and_the_text_around_it_stays() -> None:
    labels = label_keys({"big": DACHA, "big house": HOME})
    pieces = list(by_labels("in the Big  house, please", labels))
    assert pieces == ["in the ", Match("Big  house", HOME), ", please"]


@pytest.mark.parametrize("label", ["C++", "Mom & Dad", "дом №2", "İzmir", "(work)", "a|b", "\\d+", "🏠"])
def test_a_label_may_have_punctuation(label: str) -> None:
    assert list(by_labels(f"in {label}", label_keys({label: HOME}))) == ["in ", Match(label, HOME)]


def test_labels_of_other_alphabets_have_no_cases() -> None:
    assert _cases("my dacha") == frozenset()


def test_labels_of_many_words_cost_neither_time_nor_memory() -> None:
    """Eight words with three forms or more each had 4 million forms."""
    names = [" ".join(words) for words in (["ины"] * 8, ["колины"] * 3, ["кины", "ццы"] * 4)]
    labels = {name[:MAX_LABEL_LENGTH]: HOME for name in names}
    labels |= {f"ины{'а' * number} ины ины ины ины ины": HOME for number in range(MAX_SAVED_PLACES - 3)}
    started = time.process_time()
    list(by_labels("ины " * 1000, label_keys(labels)))

    assert time.process_time() - started < LONGEST_SEARCH
    assert max(len(_cases(key)) for key in label_keys(labels)) <= 100


def test_no_three_words_have_many_cases() -> None:
    chance = random.Random(1)
    ends = ["ины", "ицы", "ки", "ьки", "ние", "ий", "овы", "ец", "ь", "и", "ев", "ова", "ый", "ошь"]
    labels = [" ".join(f"кол{chance.choice(ends)}" for _ in range(MOST_DECLINED)) for _ in range(500)]
    assert max(len(forms_in_all_cases(label)) for label in labels) <= 100


def test_few_labels_keep_their_cases() -> None:
    for number in range(CASES_CACHED + 10):
        list(by_labels("x", label_keys({f"дача {number}": DACHA})))
    assert _cases.cache_info().currsize == CASES_CACHED


def test_a_text_full_of_labels_is_split_a_few_times() -> None:
    pieces = list(by_labels("дача x " * 500, label_keys({"дача": DACHA})))
    assert sum(isinstance(piece, Match) for piece in pieces) == MOST_FOUND


@given(
    st.text(LETTERS, max_size=MAX_LABEL_LENGTH) | st.text(max_size=MAX_LABEL_LENGTH),
    st.text(LETTERS, max_size=100),
)
def test_any_label_is_harmless(label: str, text: str) -> None:
    pieces = list(by_labels(f"{text} {label} {text}", label_keys({label: HOME})))
    whole = "".join(piece.asked if isinstance(piece, Match) else piece for piece in pieces)
    assert "".join(whole.split()) == "".join(f"{text}{label}{text}".split())
