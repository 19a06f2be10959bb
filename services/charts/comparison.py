"""Draws the chart that compares places.

Each place has a horizontal strip, and the strips are one below the other.

Each strip has its own temperature axis, because one common axis from Yakutsk to Kuwait would flatten each curve.
"""

from dataclasses import replace

from services.charts.models import Comparison, DayColumn, PlaceSeries, TemperatureLabel
from services.charts.panel import LABEL_GAP, Panel, known_values
from services.charts.precipitation import draw_bars
from services.charts.sheet import NORMAL_SIZE, SMALL_SIZE, WIDTH, Sheet
from services.charts.symbols import draw_symbol
from services.charts.temperature import temperature_text, with_value_range

MARGIN = 22
AXIS_LEFT = 128
"""Horizontal position at which the time axis begins, in pixels."""
HEADER_HEIGHT = 66
"""Height of the area above the strips of the places, in pixels."""

FOOTER_HEIGHT = 56
"""Height of the area below the strips of the places, in pixels."""

MAX_STRIP_HEIGHT = 330
"""Maximum height of the strip of one place, in pixels."""

MAX_IMAGE_HEIGHT = 1280
"""Maximum height of the whole image, in pixels."""

NAME_OFFSET = 28
"""Distance from the top of a strip to the name of its place, in pixels."""

HIGHEST_TEMPERATURE_OFFSET = 68
"""Distance from the top of a strip to the highest temperatures of the days, in pixels."""

LOWEST_TEMPERATURE_OFFSET = 104
"""Distance from the top of a strip to the lowest temperatures of the days, in pixels."""

CURVE_OFFSET = 128
"""Distance from the top of a strip to the area of its temperature curve, in pixels."""

SYMBOL_WIDTH = 66
"""Width of a weather symbol, in pixels."""

SYMBOL_OFFSET = -52
"""Horizontal distance from the middle of a day to the centre of its weather symbol, in pixels."""

TEMPERATURES_OFFSET = 90
"""Horizontal distance from the middle of a day to the right end of its temperatures, in pixels."""

MAX_BARS_HEIGHT_FRACTION = 0.36
"""Maximum height of the precipitation bars, as a fraction of the part of a strip that is below the texts."""

MIN_TEMPERATURE_RANGE = 8
"""Minimum range of the temperature axis, in degrees of the chat's unit, so that small changes look small."""

CURVE_PADDING = 5
"""Distance between a temperature curve and each edge of its area, in pixels."""

MIN_LABEL_DISTANCE = 34
"""Minimum vertical distance between the labels of the highest and the lowest temperature, in pixels."""


def comparison_sheet(chart: Comparison) -> Sheet:
    """Draw *chart* on a new sheet, and return the sheet."""
    height = min(MAX_STRIP_HEIGHT, (MAX_IMAGE_HEIGHT - HEADER_HEIGHT - FOOTER_HEIGHT) // len(chart.places))
    sheet = Sheet(HEADER_HEIGHT + FOOTER_HEIGHT + height * len(chart.places), dark=chart.dark)
    hours = chart.hours / len(chart.labels)
    limits = [hours * index for index in range(1, len(chart.labels))]
    whole = Panel(sheet, AXIS_LEFT, HEADER_HEIGHT, WIDTH - MARGIN, sheet.height - FOOTER_HEIGHT, chart.hours)
    for index, label in enumerate(chart.labels):
        sheet.write_text(whole.x_of(hours * (index + 0.5)), HEADER_HEIGHT / 2, label, bold=True, align="center")
    for index, series in enumerate(chart.places):
        top = HEADER_HEIGHT + height * index
        panel = replace(whole, top=top, bottom=top + height)
        sheet.draw_box(MARGIN, top - 1.5, whole.right, top + 1.5, sheet.theme.day_line, layer=1)
        replace(panel, top=top + NAME_OFFSET + SMALL_SIZE / 2).draw_vertical_lines(limits, sheet.theme.grid, 3)
        _draw_strip(panel, chart, series)
    sheet.write_text(
        MARGIN, sheet.height - FOOTER_HEIGHT / 2, chart.small_print, size=SMALL_SIZE, colour=sheet.theme.muted
    )
    return sheet


def _draw_strip(panel: Panel, chart: Comparison, series: PlaceSeries) -> None:
    sheet = panel.sheet
    for size in (NORMAL_SIZE, SMALL_SIZE):
        name = panel.top + NAME_OFFSET
        if sheet.write_text(MARGIN, name, series.name, size=size, bold=True, max_width=WIDTH - 2 * MARGIN):
            break
    for column in series.columns:
        _write_day(panel, column)
    top, bottom = panel.top + CURVE_OFFSET, panel.bottom - 6
    bars_top = bottom - (bottom - top) * MAX_BARS_HEIGHT_FRACTION
    draw_bars(replace(panel, top=bars_top, bottom=bottom), series.bars)
    _draw_curve(replace(panel, top=top, bottom=bars_top - 4 if series.bars else bottom), chart, series)


def _draw_curve(panel: Panel, chart: Comparison, series: PlaceSeries) -> None:
    degrees = known_values(series.temperatures)
    if not degrees:
        return
    sheet = panel.sheet
    low, high = min(degrees), max(degrees)
    panel = with_value_range(panel, low, high, MIN_TEMPERATURE_RANGE, CURVE_PADDING)
    if low < chart.freezing < high:
        panel.draw_horizontal_line(chart.freezing, sheet.theme.muted)
    panel.draw_temperatures(series.temperatures, chart.freezing, 6)
    middle = (panel.y_of(low) + panel.y_of(high)) / 2
    apart = max(panel.y_of(low) - panel.y_of(high), MIN_LABEL_DISTANCE) / 2
    lower = min(middle + apart, panel.bottom - SMALL_SIZE / 3)
    for y, value in ((min(middle - apart, lower - MIN_LABEL_DISTANCE), high), (lower, low)):
        text = temperature_text(round(value), signs_plus=chart.signs_plus)
        colour = sheet.temperature_colour(below_freezing=round(value) < chart.freezing)
        sheet.write_text(panel.left - LABEL_GAP, y, text, size=SMALL_SIZE, colour=colour, align="right")
    # The freezing point is labelled last, because a label that would overlap an earlier one is omitted.
    if low < chart.freezing < high:
        text = temperature_text(chart.freezing, signs_plus=chart.signs_plus)
        panel.write_label(chart.freezing, text, sheet.theme.muted)


def _write_day(panel: Panel, column: DayColumn) -> None:
    """Draw the weather symbol of a day, and write its highest and lowest temperatures."""
    sheet = panel.sheet
    centre = panel.x_of((column.start + column.end) / 2)
    if column.condition:
        position = centre + SYMBOL_OFFSET, panel.top + (HIGHEST_TEMPERATURE_OFFSET + LOWEST_TEMPERATURE_OFFSET) / 2
        draw_symbol(sheet, position, SYMBOL_WIDTH, column.condition, is_night=column.night)
    x = centre + TEMPERATURES_OFFSET
    _write_temperature(sheet, x, panel.top + HIGHEST_TEMPERATURE_OFFSET, column.high, bold=True)
    _write_temperature(sheet, x, panel.top + LOWEST_TEMPERATURE_OFFSET, column.low, bold=False)


def _write_temperature(sheet: Sheet, x: float, y: float, reading: TemperatureLabel | None, *, bold: bool) -> None:
    if reading is None:
        return
    colour = sheet.theme.cold if reading.below_freezing else sheet.theme.warm if bold else sheet.theme.muted
    sheet.write_text(x, y, reading.text, size=SMALL_SIZE, colour=colour, bold=bold, align="right")
