"""Draws precipitation bars. All charts have the same scale, so that users can compare the bars of two charts."""

from collections.abc import Iterable
from math import sqrt

from services.charts.models import PrecipitationBar
from services.charts.panel import Panel
from services.charts.sheet import Box

MAX_DRAWN_RATE = 20.0
"""Rate of precipitation at which a bar has its full height, in mm/h; bars of higher rates are not higher."""

MIN_BAR_HEIGHT = 5
"""Minimum height of a bar, in pixels, so that the bar of light precipitation is visible."""

BAR_GAP = 0.12
"""Gap between neighbouring bars, as a fraction of the distance between their centres."""


def bar_height(rate: float) -> float:
    """Return the height of the bar for *rate*, in mm/h, as a fraction of the height of the panel.

    The height is proportional to the square root of the rate, so that drizzle is visible beside heavy rain.
    """
    return sqrt(min(rate, MAX_DRAWN_RATE) / MAX_DRAWN_RATE)


def draw_bars(panel: Panel, bars: Iterable[PrecipitationBar]) -> None:
    """Draw *bars* upwards from the bottom of *panel*; the bars of unlikely precipitation are pale."""
    likely: list[Box] = []
    unlikely: list[Box] = []
    for bar in bars:
        left, right = panel.x_of(bar.start), panel.x_of(bar.end)
        gap = (right - left) * BAR_GAP / 2
        height = max(MIN_BAR_HEIGHT, bar_height(bar.rate) * (panel.bottom - panel.top))
        box = Box(left + gap, panel.bottom - height, right - gap, panel.bottom)
        (likely if bar.likely else unlikely).append(box)
    panel.sheet.draw_boxes(likely, panel.sheet.theme.rain, layer=2)
    panel.sheet.draw_boxes(unlikely, panel.sheet.theme.unlikely_rain, layer=2)
