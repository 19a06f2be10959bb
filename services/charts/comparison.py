"""The picture of several places: a strip each, one below the other."""

from dataclasses import replace
from typing import NamedTuple

from services.charts.models import Column, Comparison, PlaceSeries
from services.charts.panel import Panel, known
from services.charts.sheet import SMALL, WIDTH, Sheet
from services.charts.symbols import draw_symbol

MARGIN = 26
HEADER, FOOTER = 84, 64
TALLEST, LARGEST = 330, 1270
"""A strip, and the picture."""
NAME, HIGH, LOW, CURVE = 32, 76, 118, 144
"""Under the top of a strip."""

SYMBOL = 72
BARS = 0.6
"""How much of the room under the readings the highest bar takes."""
LEAST_DEGREES, LEAST_MILLIMETRES = 8.0, 6.0
"""Less is shown no larger."""


class Scale(NamedTuple):
    """What every strip has room for, so that a degree and a millimetre are as high in each."""

    degrees: float
    millimetres: float


def draw_comparison(chart: Comparison) -> bytes:
    """Return *chart* as a PNG."""
    height = min(TALLEST, (LARGEST - HEADER - FOOTER) // len(chart.places))
    sheet = Sheet(HEADER + FOOTER + height * len(chart.places), dark=chart.dark)
    scale = _scale(chart)
    for number, series in enumerate(chart.places):
        top = HEADER + height * number
        _draw_strip(Panel(sheet, MARGIN, top, WIDTH - MARGIN, top + height, chart.hours), chart, series, scale)
    hours = chart.hours / len(chart.labels)
    days = Panel(sheet, MARGIN, HEADER, WIDTH - MARGIN, sheet.height - FOOTER, chart.hours)
    for number, label in enumerate(chart.labels):
        sheet.write(days.x(hours * (number + 0.5)), HEADER / 2, label, bold=True, align="center")
        if number:
            days.moment(hours * number, sheet.theme.grid)
    sheet.write(MARGIN, sheet.height - FOOTER / 2, chart.small_print, size=SMALL, colour=sheet.theme.muted)
    return sheet.png()


def _draw_strip(panel: Panel, chart: Comparison, series: PlaceSeries, scale: Scale) -> None:
    sheet = panel.sheet
    panel.level(1, sheet.theme.grid, 3)
    sheet.write(panel.left, panel.top + NAME, series.name, bold=True)
    for column in series.columns:
        _write_day(panel, column)
    room = replace(panel, top=panel.top + CURVE, bottom=panel.bottom - 2)
    replace(room, high=scale.millimetres / BARS).bars(series.bars)
    if degrees := known(series.temperatures):
        middle = (max(degrees) + min(degrees)) / 2
        room = replace(
            room,
            bottom=panel.bottom - 12,
            low=middle - scale.degrees / 2,
            high=middle + scale.degrees / 2,
        )
        if room.low < chart.freezing < room.high:
            room.level(chart.freezing, sheet.theme.muted)
        room.temperatures(series.temperatures, chart.freezing, 6)


def _write_day(panel: Panel, column: Column) -> None:
    centre = panel.x((column.start + column.end) / 2)
    if column.sky:
        draw_symbol(
            panel.sheet, (centre - 58, panel.top + (HIGH + LOW) / 2), SYMBOL, column.sky, night=column.night
        )
    panel.sheet.write_reading(centre + 92, panel.top + HIGH, column.high, align="right")
    panel.sheet.write_reading(centre + 92, panel.top + LOW, column.low, align="right")


def _scale(chart: Comparison) -> Scale:
    degrees = [known(series.temperatures) or [0.0] for series in chart.places]
    widest = max([LEAST_DEGREES, *(max(values) - min(values) for values in degrees)])
    fallen = [bar.millimetres for series in chart.places for bar in series.bars]
    return Scale(widest * 1.1, max([LEAST_MILLIMETRES, *fallen]))
