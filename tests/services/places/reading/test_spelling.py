"""Spellings that a typed word may stand for."""

import pytest

from services.places.reading.layouts import texts_in_other_layouts
from services.places.reading.spelling import (
    MISSING_LETTER_COST,
    WRONG_LETTER_COST,
    one_letter_corrections,
    space_insertions,
    space_moves,
)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("londn", "london", MISSING_LETTER_COST),
        ("lonodn", "london", MISSING_LETTER_COST),
        ("londoon", "london", WRONG_LETTER_COST),
        ("lundon", "london", WRONG_LETTER_COST),
    ],
)
def test_a_missing_or_swapped_letter_costs_less_than_an_added_or_changed_one(
    typed: str, meant: str, cost: float
) -> None:
    assert one_letter_corrections(typed)[meant] == cost


def test_corrections_have_letters_of_the_words_alphabet() -> None:
    assert "москва" in one_letter_corrections("мсква")
    assert "αθηνα" in one_letter_corrections("αθνα")
    assert not any("a" <= char <= "z" for variant in one_letter_corrections("мсква") for char in variant)


def test_a_word_is_not_its_own_misspelling() -> None:
    assert "aa" not in one_letter_corrections("aa")


def test_spaces_may_be_missing_or_in_the_wrong_place() -> None:
    assert "new york" in space_insertions("newyork")
    assert "new york" in space_insertions("newxyork")
    assert "new york" in space_moves("ne", "wyork")
    assert "new york" in space_moves("newy", "ork")
    assert "london" in space_moves("lon", "don")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Vjcrdf", "москва"), ("Дщтвщт", "london"), (",fhyfek", "барнаул"), ("{fhmrjd", "харьков")],
)
def test_the_other_layout_has_other_letters_on_the_same_keys(typed: str, meant: str) -> None:
    assert texts_in_other_layouts(typed) == [meant]


def test_a_text_in_no_layout_has_no_other_spelling() -> None:
    assert texts_in_other_layouts("東京 12") == []
