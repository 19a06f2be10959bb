"""Bars of precipitation on one scale for all charts, so that a heavy rain looks heavy beside another picture."""

from collections.abc import Iterable
from math import sqrt

from services.charts.models import Bar
from services.charts.panel import Panel
from services.charts.sheet import Box

MAX_RATE = 20.0
"""Rate of the highest bar, in mm/h: violent rain. Higher rates are drawn as this one."""

MIN_HEIGHT = 5
"""Minimum height of a bar, in pixels."""

GAP = 0.12
"""Distance between two bars as a fraction of a bar's width."""


def height_of(rate: float) -> float:
    """Return the height of a bar as a fraction of the panel's; *rate* is in mm/h.

    The scale is a square root: drizzle stays visible, and heavy rain stands out.
    """
    return sqrt(min(rate, MAX_RATE) / MAX_RATE)


def draw_bars(panel: Panel, bars: Iterable[Bar]) -> None:
    """Draw *bars* on the bottom of *panel*, pale ones for unlikely precipitation."""
    likely: list[Box] = []
    unlikely: list[Box] = []
    for bar in bars:
        left, right = panel.x(bar.start), panel.x(bar.end)
        gap = (right - left) * GAP / 2
        height = max(MIN_HEIGHT, height_of(bar.rate) * (panel.bottom - panel.top))
        box = Box(left + gap, panel.bottom - height, right - gap, panel.bottom)
        (likely if bar.likely else unlikely).append(box)
    panel.sheet.boxes(likely, panel.sheet.theme.rain, layer=2)
    panel.sheet.boxes(unlikely, panel.sheet.theme.unlikely_rain, layer=2)
