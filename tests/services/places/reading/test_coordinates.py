"""Coordinates in text."""

import pytest

from services.places.models import Match
from services.places.reading import TextReader
from services.places.reading.coordinates import find_coordinates

MOSCOW = (55.75, 37.62)


@pytest.mark.parametrize(
    "text",
    [
        "55.75, 37.62",
        "55.75,37.62",
        "55.75 37.62",
        "55.75; 37.62",
        "55,75 37,62",
        "55,75; 37,62",
        "55,75, 37,62",
        "+55.75 +37.62",
        "N55.75 E37.62",
        "55.75N 37.62E",
        "55.75°N, 37.62°E",
        "55.75° N 37.62° E",
        "37.62 E 55.75 N",
        "55.75° с.ш. 37.62° в.д.",
        "55.75 с.ш., 37.62 в.д.",
        "55°45′00″N 37°37′12″E",
        "(55.75, 37.62)",
        "at 55.75, 37.62!",
    ],
)
def test_coordinates_are_read_as_people_write_them(text: str) -> None:
    (found,) = find_coordinates(text)

    assert found.degrees == pytest.approx(MOSCOW)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("-33.87, 151.21", (-33.87, 151.21)),
        ("−33.87 151.21", (-33.87, 151.21)),
        ("33.87 S, 151.21 E", (-33.87, 151.21)),
        ("33.87 ю.ш. 70.5 з.д.", (-33.87, -70.5)),
        ("40.7 N 74 W", (40.7, -74)),
        ("0.0, 0.0", (0, 0)),
        ("90.0, 180.0", (90, 180)),
    ],
)
def test_south_and_west_are_negative(text: str, spot: tuple[float, float]) -> None:
    (found,) = find_coordinates(text)

    assert found.degrees == pytest.approx(spot)


@pytest.mark.parametrize("text", ["95.1, 37.6", "55.7, 190.5", "-90.5, 0.1", "10.5 N 20.5 N"])
def test_coordinates_out_of_range_have_no_spot(text: str) -> None:
    (found,) = find_coordinates(text)

    assert found.degrees is None


@pytest.mark.parametrize(
    "text",
    ["", "10 20", "101000 Moscow", "12.05.2024", "1.5", "12:30 14:45", "Paris 75001", "5, 7", "1.2.3.4 5.6"],
)
def test_other_numbers_are_not_coordinates(text: str) -> None:
    assert list(find_coordinates(text)) == []


def test_a_text_may_have_several_coordinates() -> None:
    text = "55.75, 37.62\n51.51, -0.13"

    assert [found.degrees for found in find_coordinates(text)] == [MOSCOW, (51.51, -0.13)]


def test_coordinates_over_several_lines_are_shown_on_one() -> None:
    (found,) = find_coordinates("55.75\r37.62")

    assert found.asked == "55.75 37.62"


@pytest.mark.parametrize("text", ["https://maps.google.com/?q=48.85,2.35", "geo:48.85,2.35"])
def test_only_the_coordinates_of_a_maps_address_are_read(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert item.place.name == "Paris"
