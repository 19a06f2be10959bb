"""The wind of a meteogram: its directions, its speed, and its gusts as a band above the speed."""

from collections.abc import Iterable
from dataclasses import replace

from services.charts.models import Peak, Point, Wind
from services.charts.panel import Panel, known_values, round_step, runs
from services.charts.sheet import SMALL
from services.charts.symbols import draw_arrow

ARROW = 44
"""Width of an arrow, in pixels."""

ARROWS = 23
"""Distance of the arrows from the top of the panel, in pixels."""

ABOVE_GUSTS = 80
"""Space above the strongest gusts for the arrows and a number, in pixels."""

NUMBER_DISTANCE = 22
"""Distance between the middle of a number and its curve, in pixels."""

MAX_LINES = 2
"""Maximum number of grid lines above zero."""


def draw_wind(panel: Panel, wind: Wind) -> None:
    """Draw the arrows, the curve, the band and the numbers of the strongest hours."""
    sheet, theme = panel.sheet, panel.sheet.theme
    for arrow in wind.arrows:
        draw_arrow(sheet, (panel.x(arrow.at), panel.top + ARROWS), ARROW, arrow.degrees)
    panel = replace(panel, top=panel.top + ABOVE_GUSTS)
    panel = replace(panel, high=max([wind.min_range, *known_values(wind.speeds), *known_values(wind.gusts)]))
    step = round_step(panel.high, MAX_LINES)
    for index in range(int(panel.high / step) + 1):
        panel.draw_horizontal_line(index * step, theme.grid)
        panel.write_label(index * step, f"{index * step:g}", theme.muted)
    for run in runs(wind.speeds):
        top = gust_line(run, wind.gusts)
        panel.fill([*top, *reversed(run)], theme.gusts)
        panel.draw_curve(run, theme.wind, 5)
    _write_peaks(panel, wind.gust_peaks, -NUMBER_DISTANCE)
    _write_peaks(panel, wind.speed_peaks, NUMBER_DISTANCE)


def gust_line(run: Iterable[tuple[float, float]], gusts: Iterable[Point]) -> list[tuple[float, float]]:
    """Return the upper edge of the band above the wind *run*; where gusts are unknown, the wind itself."""
    known = {at: value for at, value in gusts if value is not None}
    return [(at, max(speed, known.get(at, speed))) for at, speed in run]


def _write_peaks(panel: Panel, peaks: Iterable[Peak], offset: float) -> None:
    """Write the numbers *offset* pixels below the curve, the highest first; those without room are left out."""
    sheet = panel.sheet
    for peak in sorted(peaks, key=lambda peak: -peak.value):
        y = panel.y(peak.value) + offset
        if y > panel.bottom - SMALL / 2:
            continue
        x = min(max(panel.x(peak.at), panel.left + SMALL), panel.right - SMALL)
        colour = sheet.theme.danger if peak.is_hazard else sheet.theme.text
        is_bold = offset < 0
        sheet.write(x, y, peak.label, size=SMALL, colour=colour, bold=is_bold, align="center", halo=True)
