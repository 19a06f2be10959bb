"""The comparison chart: one strip per place, one below the other."""

from dataclasses import replace
from typing import NamedTuple

from services.charts.models import Column, Comparison, PlaceSeries
from services.charts.panel import Panel, known_values
from services.charts.sheet import SMALL, WIDTH, Sheet
from services.charts.symbols import draw_symbol

MARGIN = 26
HEADER, FOOTER = 84, 64
"""Heights of the areas above and below the strips, in pixels."""

MAX_STRIP_HEIGHT, MAX_HEIGHT = 330, 1270
"""Maximum heights of a strip and of the image, in pixels."""

NAME, HIGH, LOW, CURVE = 32, 76, 118, 144
"""Distances of the elements of a strip from its top, in pixels."""

SYMBOL = 72
"""Width of a weather symbol, in pixels."""

BAR_SHARE = 0.6
"""Height of the highest bar as a fraction of the height below the temperatures."""

MIN_DEGREES, MIN_MILLIMETRES = 8.0, 6.0
"""Minimum ranges of the scales: smaller ranges are not magnified."""


class Scale(NamedTuple):
    """The ranges of temperature and precipitation, which are the same in all strips."""

    degrees: float
    millimetres: float


def draw_comparison(chart: Comparison) -> bytes:
    """Return *chart* as a PNG."""
    height = min(MAX_STRIP_HEIGHT, (MAX_HEIGHT - HEADER - FOOTER) // len(chart.places))
    sheet = Sheet(HEADER + FOOTER + height * len(chart.places), dark=chart.dark)
    scale = _scale(chart)
    for index, series in enumerate(chart.places):
        top = HEADER + height * index
        _draw_strip(Panel(sheet, MARGIN, top, WIDTH - MARGIN, top + height, chart.hours), chart, series, scale)
    hours = chart.hours / len(chart.labels)
    days = Panel(sheet, MARGIN, HEADER, WIDTH - MARGIN, sheet.height - FOOTER, chart.hours)
    for index, label in enumerate(chart.labels):
        sheet.write(days.x(hours * (index + 0.5)), HEADER / 2, label, bold=True, align="center")
        if index:
            days.draw_vertical_line(hours * index, sheet.theme.grid)
    sheet.write(MARGIN, sheet.height - FOOTER / 2, chart.small_print, size=SMALL, colour=sheet.theme.muted)
    return sheet.png()


def _draw_strip(panel: Panel, chart: Comparison, series: PlaceSeries, scale: Scale) -> None:
    sheet = panel.sheet
    panel.draw_horizontal_line(1, sheet.theme.grid, 3)
    sheet.write(panel.left, panel.top + NAME, series.name, bold=True)
    for column in series.columns:
        _write_day(panel, column)
    area = replace(panel, top=panel.top + CURVE, bottom=panel.bottom - 2)
    replace(area, high=scale.millimetres / BAR_SHARE).draw_bars(series.bars)
    if degrees := known_values(series.temperatures):
        middle = (max(degrees) + min(degrees)) / 2
        area = replace(
            area,
            bottom=panel.bottom - 12,
            low=middle - scale.degrees / 2,
            high=middle + scale.degrees / 2,
        )
        if area.low < chart.freezing < area.high:
            area.draw_horizontal_line(chart.freezing, sheet.theme.muted)
        area.draw_temperatures(series.temperatures, chart.freezing, 6)


def _write_day(panel: Panel, column: Column) -> None:
    centre = panel.x((column.start + column.end) / 2)
    if column.sky:
        draw_symbol(
            panel.sheet, (centre - 58, panel.top + (HIGH + LOW) / 2), SYMBOL, column.sky, night=column.night
        )
    panel.sheet.write_temperature(centre + 92, panel.top + HIGH, column.high, align="right")
    panel.sheet.write_temperature(centre + 92, panel.top + LOW, column.low, align="right")


def _scale(chart: Comparison) -> Scale:
    temperatures = [known_values(series.temperatures) or [0.0] for series in chart.places]
    widest = max([MIN_DEGREES, *(max(values) - min(values) for values in temperatures)])
    amounts = [bar.millimetres for series in chart.places for bar in series.bars]
    return Scale(widest * 1.1, max([MIN_MILLIMETRES, *amounts]))
