"""The nearest place to a spot."""

import pytest

from services.places.index import PlaceIndex
from services.places.index.nearest import find_nearest


@pytest.mark.parametrize(
    ("spot", "name"),
    [
        ((55.7558, 37.6173), "Moscow"),
        ((55.62, 37.60), "Moscow"),  # Chertanovo, a district
        ((55.889, 37.445), "Khimki"),  # a city of its own beside Moscow
        ((51.5074, -0.1278), "London"),
        ((48.8530, 2.3499), "Paris"),
        ((59.93, 30.31), "Saint Petersburg"),
        ((-33.87, 151.21), "Sydney"),
        ((40.71, -74.01), "New York"),
        ((62.45, -114.38), "Yellowknife"),
    ],
)
def test_a_spot_is_in_the_place_whose_edge_is_nearest(
    index: PlaceIndex, spot: tuple[float, float], name: str
) -> None:
    nearest = find_nearest(index, *spot, "en")

    assert nearest is not None
    place, kilometres, _ = nearest
    assert place.name == name
    assert kilometres < 25


def test_a_spot_far_from_all_places_has_the_name_of_the_largest_near_one(index: PlaceIndex) -> None:
    nearest = find_nearest(index, 69.9, 88.9, "en")

    assert nearest is not None
    assert nearest[0].name == "Norilsk"  # 62 km; its satellite Talnakh is 50 km away
    assert 55 < nearest[1] < 70


def test_the_nearest_place_may_be_far(index: PlaceIndex) -> None:
    nearest = find_nearest(index, 70.0, 100.0, "en")

    assert nearest is not None
    assert nearest[1] > 100


def test_there_is_no_place_near_the_middle_of_an_ocean(index: PlaceIndex) -> None:
    assert find_nearest(index, -48.87, -123.39, "en") is None


def test_nearest_looks_across_the_date_line(index: PlaceIndex) -> None:
    east, west = find_nearest(index, -16.8, 179.99, "en"), find_nearest(index, -16.8, -179.99, "en")

    assert east is not None
    assert west is not None
    assert east[0] == west[0]
