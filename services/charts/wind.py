"""Draws the wind panel of a meteogram.

Arrows show the direction, a curve shows the speed, and a band above the curve shows the gusts.
"""

from collections.abc import Iterable
from dataclasses import replace

from services.charts.models import CurvePoint, WindPeak, WindSeries
from services.charts.panel import Panel, curve_parts, grid_step, known_values
from services.charts.sheet import SMALL_SIZE
from services.charts.symbols import draw_arrow

ARROW_LENGTH = 44
"""Length of an arrow, in pixels."""

ARROWS_OFFSET = 23
"""Distance between the top of the panel and the centres of the arrows, in pixels."""

SPACE_ABOVE_GUSTS = 80
"""Height of the space above the strongest gust, in pixels, which contains the arrows and the speed of the gust."""

NUMBER_DISTANCE = 22
"""Vertical distance between a point of a curve and the centre of the number that shows its speed, in pixels."""

MAX_GRID_LINES = 2
"""Maximum number of grid lines above the line of zero wind."""


def draw_wind(panel: Panel, wind: WindSeries) -> None:
    """Draw the arrows, the wind curve, the band of the gusts, and the highest speeds of each day as numbers."""
    sheet, theme = panel.sheet, panel.sheet.theme
    for arrow in wind.arrows:
        draw_arrow(sheet, (panel.x_of(arrow.at), panel.top + ARROWS_OFFSET), ARROW_LENGTH, arrow.degrees)
    panel = replace(panel, top=panel.top + SPACE_ABOVE_GUSTS)
    panel = replace(panel, high=max([wind.min_range, *known_values(wind.speeds), *known_values(wind.gusts)]))
    step = grid_step(panel.high, MAX_GRID_LINES)
    for index in range(int(panel.high / step) + 1):
        panel.draw_horizontal_line(index * step, theme.grid)
        panel.write_label(index * step, f"{index * step:g}", theme.muted)
    for run in curve_parts(wind.speeds):
        top = gust_band_edge(run, wind.gusts)
        panel.fill_area([*top, *reversed(run)], theme.gusts)
        panel.draw_curve(run, theme.wind, 5)
    _write_peaks(panel, wind.gust_peaks, -NUMBER_DISTANCE)
    _write_peaks(panel, wind.speed_peaks, NUMBER_DISTANCE)


def gust_band_edge(
    wind_points: Iterable[tuple[float, float]], gusts: Iterable[CurvePoint]
) -> list[tuple[float, float]]:
    """Return the upper edge of the band of the gusts.

    The edge has the wind speed of *wind_points* where the gusts are unknown.
    """
    known = {at: value for at, value in gusts if value is not None}
    return [(at, max(speed, known.get(at, speed))) for at, speed in wind_points]


def _write_peaks(panel: Panel, peaks: Iterable[WindPeak], offset: float) -> None:
    """Write the speed of each peak, *offset* pixels below its point.

    The highest speed is written first; speeds without room are omitted.
    """
    sheet = panel.sheet
    for peak in sorted(peaks, key=lambda peak: -peak.value):
        y = panel.y_of(peak.value) + offset
        if y > panel.bottom - SMALL_SIZE / 2:
            continue
        x = min(max(panel.x_of(peak.at), panel.left + SMALL_SIZE), panel.right - SMALL_SIZE)
        colour = sheet.theme.danger if peak.is_hazard else sheet.theme.text
        is_bold = offset < 0
        sheet.write_text(x, y, peak.label, size=SMALL_SIZE, colour=colour, bold=is_bold, align="center", halo=True)
