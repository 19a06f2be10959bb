"""Points in polygons and circles."""

from random import Random

import pytest

from services.warnings.geometry import Circle, Polygon, polygon_of_corners


def polygon(*corners: tuple[float, float]) -> Polygon:
    found = polygon_of_corners([latitude for latitude, _ in corners], [longitude for _, longitude in corners])
    assert found is not None
    return found


def test_a_concave_polygon_does_not_contain_its_notch() -> None:
    letter_u = polygon((0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 1), (3, 1), (3, 0))
    assert letter_u.contains(2, 0.5)
    assert letter_u.contains(0.5, 1.5)
    assert not letter_u.contains(2, 1.5)


@pytest.mark.parametrize(
    "corners",
    [
        [(-18, 177), (-18, -178), (-16, -178), (-16, 177)],
        [(-18, 177), (-18, 182), (-16, 182), (-16, 177)],
        [(-18, -183), (-18, -178), (-16, -178), (-16, -183)],
        [(-18, -178), (-16, -178), (-16, 177), (-18, 177), (-18, -178)],
    ],
)
def test_a_polygon_across_the_180th_meridian_contains_points_on_both_sides(
    corners: list[tuple[float, float]],
) -> None:
    fiji = polygon(*corners)
    assert fiji.contains(-17, 179)
    assert fiji.contains(-17, -179)
    assert not fiji.contains(-17, 0)
    assert not fiji.contains(-17, 170)
    assert not fiji.contains(-17, -170)


def test_the_order_and_the_repeated_first_corner_do_not_matter() -> None:
    random = Random(1)
    corners = [(10.0, 10.0), (10.0, 20.0), (20.0, 25.0), (25.0, 15.0)]
    shapes = [polygon(*corners), polygon(*reversed(corners)), polygon(*corners, corners[0])]
    for _ in range(300):
        point = random.uniform(5, 30), random.uniform(5, 30)
        assert len({shape.contains(*point) for shape in shapes}) == 1


def test_two_different_corners_are_not_a_polygon() -> None:
    assert polygon_of_corners([1, 2, 1], [1, 2, 1]) is None


def test_a_circle_near_the_180th_meridian_contains_points_on_both_sides() -> None:
    circle = Circle(-17, 179.9, 100)
    assert circle.contains(-17, -179.9)
    assert not circle.contains(-17, -178)
