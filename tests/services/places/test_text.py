"""Spellings that fold to the same name, and strings without a text."""

import pytest

from services.places.text import fold, remove_symbols


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Санкт-Петербург", "санкт петербург"),
        ("São Paulo", "SAO PAULO"),
        ("Орёл", "Орел"),
        ("Straße", "STRASSE"),
        ("St. Petersburg", "Saint Petersburg"),
        ("Sankt Petersburg", "St Petersburg"),
        ("Sault Ste. Marie", "sault sainte marie"),
        ("Ft. Worth", "Fort Worth"),
        ("Mt Vernon", "Mount Vernon"),
        ("L’Aquila", "L'Aquila"),
        ("Xi´an", "xian"),
        ("Łódź", "Lodz"),
        ("Ærø", "Aero"),
        ("Ｌｏｎｄｏｎ", "London"),
        ("ℒondon", "london"),
        ("İstanbul", "istanbul"),
        ("Ho  Chi\tMinh\nCity", "ho chi minh city"),
        ("«Moscow»!", "moscow"),
    ],
)
def test_different_spellings_of_a_name_fold_equally(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("दिल्ली", "दलल"), ("ดอย", "ดิอยู"), ("Мир", "Мыр"), ("Bath", "Bat h")])
def test_different_names_fold_differently(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", " ", "?!", "–", "\u0301", "'", "🌦"])
def test_a_text_without_letters_folds_to_nothing(text: str) -> None:
    assert fold(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow, London", "Moscow, London"),
        ("🇷🇺 Moscow 🏙", "   Moscow  "),
        ("1️⃣ Moscow", "1. Moscow"),
        ("☔️London", " London"),
        ("\u200eMos\u00adcow\ufeff", "Moscow"),
        ("Moscow\0London\x1b", "Moscow London "),
        ("Moscow\r\nLondon\n", "Moscow\r\nLondon\n"),
        ("दिल्ली + São", "दिल्ली + São"),
        ("a\ud800b", "a b"),
    ],
)
def test_a_plain_text_has_no_emoji_and_no_invisible_characters(text: str, expected: str) -> None:
    assert remove_symbols(text) == expected
