"""The names of places that are shown with other places."""

from dataclasses import replace

from handlers.views.fitting import truncate
from handlers.views.names import distinct_names
from tests.handlers.conftest import ILLINOIS, LONDON, MISSOURI, MOSCOW, ONTARIO


def test_a_place_with_a_unique_name_has_no_region_or_country() -> None:
    assert distinct_names([MOSCOW, LONDON]) == ["Moscow", "London"]


def test_namesakes_are_distinguished_by_the_shortest_addition() -> None:
    assert distinct_names([LONDON, MOSCOW, ONTARIO]) == ["London, United Kingdom", "Moscow", "London, Canada"]
    assert distinct_names([MISSOURI, ILLINOIS]) == ["Springfield, Missouri", "Springfield, Illinois"]
    abroad = replace(ILLINOIS, country="Canada")
    assert distinct_names([MISSOURI, ILLINOIS, abroad]) == [
        "Springfield, Missouri, United States",
        "Springfield, Illinois, United States",
        "Springfield, Illinois, Canada",
    ]


def test_names_are_cut_after_a_word_unless_little_would_be_left() -> None:
    assert truncate("Nizhny Novgorod", 15) == "Nizhny Novgorod"
    assert truncate("Nizhny Novgorod, Russia", 17) == "Nizhny Novgorod…"
    assert truncate("Nizhny Novgorod", 14) == "Nizhny Novgor…"
    assert truncate("Lake Constance", 6) == "Lake…"
