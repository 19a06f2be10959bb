"""The colours of charts: readable and distinct in both themes, for the colour-blind as well."""

from itertools import combinations

import pytest

from services.charts.themes import DARK, LIGHT, Theme

# Rows map linear RGB to what people without one kind of cones see (Viénot, Brettel and Mollon, 1999).
BLINDNESS = {
    "protanopia": ((0.1124, 0.8876, 0.0), (0.1124, 0.8876, 0.0), (0.004, -0.004, 1.0)),
    "deuteranopia": ((0.2927, 0.7073, 0.0), (0.2927, 0.7073, 0.0), (-0.0223, 0.0223, 1.0)),
}
MIN_DIFFERENCE = 0.08
"""Minimum distance of two colours in linear RGB."""

Rgb = tuple[float, ...]


def linear(colour: str) -> Rgb:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return tuple(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    red, green, blue = 0.2126, 0.7152, 0.0722
    darker, lighter = sorted(
        sum(weight * value for weight, value in zip((red, green, blue), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour: str, matrix: tuple[Rgb, ...]) -> Rgb:
    return tuple(sum(weight * value for weight, value in zip(row, linear(colour), strict=True)) for row in matrix)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_texts_have_the_contrast_of_wcag_aa(theme: Theme) -> None:
    for colour in (theme.text, theme.muted, theme.warm, theme.cold, theme.rain, theme.danger):
        assert contrast(colour, theme.background) >= 4.5, colour


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_clouds_and_bars_are_visible(theme: Theme) -> None:
    for colour in (theme.cloud, theme.dark_cloud, theme.unlikely_rain):
        assert contrast(colour, theme.background) >= 1.6, colour
    assert contrast(DARK.dark_cloud, DARK.background) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_colours_that_mean_something_differ_for_the_colour_blind(theme: Theme, blindness: str) -> None:
    groups = ((theme.warm, theme.cold), (theme.rain, theme.unlikely_rain), (theme.sun, theme.cloud, theme.rain))
    for group in groups:
        for one, other in combinations(group, 2):
            pair = zip(seen(one, BLINDNESS[blindness]), seen(other, BLINDNESS[blindness]), strict=True)
            assert sum((left - right) ** 2 for left, right in pair) ** 0.5 >= MIN_DIFFERENCE, (one, other)
