import pytest

from handlers.texts import Texts
from handlers.views import units


@pytest.mark.parametrize(
    ("celsius", "text"),
    [
        (21.4, "+21 °C"),
        (-4.2, "−4 °C"),
        (0.0, "0 °C"),
        (-0.4, "0 °C"),
        (0.4, "0 °C"),
        (20.5, "+21 °C"),
        (-3.5, "−4 °C"),
        (2.5, "+3 °C"),
        (-41.0, "−41 °C"),
    ],
)
def test_a_temperature_is_rounded_and_signed_with_a_true_minus_and_a_no_break_space(
    celsius: float, text: str
) -> None:
    assert units.temperature(celsius) == text.replace(" ", "\u00a0")
    assert "-" not in units.temperature(celsius)


def test_pressure_is_hectopascals_in_english_and_millimetres_of_mercury_in_russian(en: Texts, ru: Texts) -> None:
    assert units.pressure(1013.25, en) == "1013\u00a0hPa"
    assert units.pressure(1013.25, ru) == "760\u00a0мм рт. ст."


@pytest.mark.parametrize(
    ("degrees", "point"),
    [(0, "N"), (22, "N"), (23, "NE"), (90, "E"), (225, "SW"), (337, "NW"), (338, "N"), (360, "N")],
)
def test_wind_comes_from_the_nearest_of_eight_points(degrees: float, point: str, en: Texts) -> None:
    assert units.wind_direction(degrees, en) == point


@pytest.mark.parametrize(
    ("metres", "text"), [(10_000, "10 km"), (1_499, "1 km"), (999, "1000 m"), (437, "440 m"), (4, "0 m")]
)
def test_short_distances_are_in_metres(metres: float, text: str, en: Texts) -> None:
    assert units.distance(metres, en) == text.replace(" ", "\u00a0")


def test_russian_has_a_decimal_comma(en: Texts, ru: Texts) -> None:
    assert units.millimetres(1.25, en) == "1.2\u00a0mm"
    assert units.millimetres(1.25, ru) == "1,2\u00a0мм"
