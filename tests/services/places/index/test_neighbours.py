"""Cases of Ukrainian, Belarusian and Polish names."""

import pytest

from services.places.index.neighbours import declined_forms


@pytest.mark.parametrize(
    ("language", "name", "form"),
    [
        ("uk", "Київ", "києві"),
        ("uk", "Львів", "львові"),
        ("uk", "Одеса", "одесі"),
        ("uk", "Кривий Ріг", "кривому розі"),
        ("uk", "Чернівці", "чернівцях"),
        ("uk", "Івано-Франківськ", "івано-франківську"),
        ("be", "Мінск", "мінску"),
        ("be", "Гомель", "гомелі"),
        ("pl", "Kraków", "krakowie"),
        ("pl", "Warszawa", "warszawie"),
        ("pl", "Łódź", "łodzi"),
        ("pl", "Zielona Góra", "zielonej górze"),
        ("pl", "Bydgoszcz", "bydgoszczy"),
        ("pl", "Katowice", "katowicach"),
    ],
)
def test_a_name_is_declined_as_after_in(language: str, name: str, form: str) -> None:
    assert form in declined_forms(name, language)


def test_an_indeclinable_name_has_no_forms() -> None:
    assert declined_forms("Сан-Хосе́", "uk") == set()
