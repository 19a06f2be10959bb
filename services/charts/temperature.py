"""Draws temperature curves with a labelled axis."""

from dataclasses import replace
from math import ceil, floor

from services.charts.models import Meteogram
from services.charts.panel import Panel, grid_step, known_values

CURVE_PADDING = 22
"""Distance between the temperature curve and each edge of its panel, in pixels."""

MIN_TEMPERATURE_RANGE = 8
"""Minimum range of the temperature axis, in degrees of the chat's unit, so that small changes look small."""

MIN_GRID_LINE_DISTANCE = 48
"""Minimum distance between two grid lines, in pixels."""

MAX_GRID_LINES = 7
"""Maximum number of grid lines."""

MIN_FREEZING_DISTANCE = 38
"""Minimum distance between a grid line and the line of the freezing point, in pixels, so that their labels do not
overlap."""


def draw_temperature_panel(panel: Panel, chart: Meteogram) -> None:
    """Draw the temperature curve, the line of the freezing point and the grid lines."""
    sheet, points = panel.sheet, chart.series.temperatures
    degrees = known_values(points)
    if not degrees:
        return
    panel = with_value_range(panel, min(degrees), max(degrees), MIN_TEMPERATURE_RANGE, CURVE_PADDING)
    shows_freezing = panel.low <= chart.freezing <= panel.high
    if shows_freezing:
        panel.draw_horizontal_line(chart.freezing, sheet.theme.muted, 3)
        _write_label(panel, chart.freezing, sheet.theme.text, signs_plus=chart.signs_plus)
    step = grid_step(
        panel.high - panel.low, min(MAX_GRID_LINES, int((panel.bottom - panel.top) / MIN_GRID_LINE_DISTANCE))
    )
    for index in range(ceil(panel.low / step), floor(panel.high / step) + 1):
        value = index * step
        if shows_freezing and abs(panel.y_of(value) - panel.y_of(chart.freezing)) < MIN_FREEZING_DISTANCE:
            continue
        panel.draw_horizontal_line(value, sheet.theme.grid)
        colour = sheet.temperature_colour(below_freezing=value < chart.freezing)
        _write_label(panel, value, colour, signs_plus=chart.signs_plus)
    panel.draw_temperatures(points, chart.freezing, 7)


def with_value_range(panel: Panel, low: float, high: float, min_range: float, padding: float) -> Panel:
    """Return *panel* with a value axis from *low* to *high* and *padding* pixels beyond each end.

    If the range is smaller than *min_range*, it is extended equally at both ends.
    """
    spare = max(0.0, min_range - (high - low)) / 2
    per_pixel = (high - low + 2 * spare) / (panel.bottom - panel.top - 2 * padding)
    return replace(panel, low=low - spare - padding * per_pixel, high=high + spare + padding * per_pixel)


def temperature_text(value: float, *, signs_plus: bool) -> str:
    """Return *value* as the label of an axis: "+5°", "−5°" or "0°"."""
    sign = "−" if value < 0 else "+" if value > 0 and signs_plus else ""
    return f"{sign}{abs(value):g}°"


def _write_label(panel: Panel, value: float, colour: str, *, signs_plus: bool) -> None:
    text = temperature_text(value, signs_plus=signs_plus)
    panel.write_label(value, text, colour)
