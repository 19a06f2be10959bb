"""Words of a sentence around a place are not reported as unknown places."""

import pytest

from services.places import Match
from services.places.reading import TextReader


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("rain or shine in Liverpool", ["Liverpool"]),
        ("too windy to sail in Cowes", ["Cowes"]),
        ("frost on the grass in Ipswich", ["Ipswich"]),
        ("u reckon ill need a brolly in leeds", ["Leeds"]),
        ("погода в рязани мы хотим с детьми пойти в парк", ["Ryazan"]),
        ("будет в суздале на ярмарке", ["Suzdal"]),
        ("севилья гранада малага где жарче всего", ["Seville", "Granada", "Málaga"]),
    ],
)
def test_everyday_words_beside_a_place_are_not_places(reader: TextReader, text: str, places: list[str]) -> None:
    items = reader.read(text, "en").items
    assert [item.place.name if isinstance(item, Match) else f"? {item.asked}" for item in items] == places
