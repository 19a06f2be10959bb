"""Names as they were meant."""

import pytest

from services.places.reading.spelling import FEW, MANY, one_letter_off, other_layouts, space_misplaced, torn


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [("londn", "london", FEW), ("lonodn", "london", FEW), ("londoon", "london", MANY), ("lundon", "london", MANY)],
)
def test_a_letter_dropped_or_swapped_is_likelier_than_one_added_or_changed(
    typed: str, meant: str, cost: float
) -> None:
    assert one_letter_off(typed)[meant] == cost


def test_letters_are_of_the_alphabet_of_the_word() -> None:
    assert "москва" in one_letter_off("мсква")
    assert "αθηνα" in one_letter_off("αθνα")
    assert not any("a" <= char <= "z" for variant in one_letter_off("мсква") for char in variant)


def test_a_word_is_not_its_own_misspelling() -> None:
    assert "aa" not in one_letter_off("aa")


def test_spaces_may_be_missing_or_in_the_wrong_place() -> None:
    assert "new york" in torn("newyork")
    assert "new york" in torn("newxyork")
    assert "new york" in space_misplaced("ne", "wyork")
    assert "new york" in space_misplaced("newy", "ork")
    assert "london" in space_misplaced("lon", "don")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Vjcrdf", "москва"), ("Дщтвщт", "london"), (",fhyfek", "барнаул"), ("{fhmrjd", "харьков")],
)
def test_the_other_layout_has_other_letters_on_the_same_keys(typed: str, meant: str) -> None:
    assert other_layouts(typed) == [meant]


def test_what_is_in_no_layout_stays() -> None:
    assert other_layouts("東京 12") == []
