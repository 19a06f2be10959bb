"""The chart of one place: temperature and sky, precipitation, and wind."""

from dataclasses import replace
from math import ceil, floor

from services.charts.models import Column, Meteogram
from services.charts.panel import Panel, highest, known_values, round_step, runs
from services.charts.sheet import LARGE, NORMAL, SMALL, TINY, WIDTH, Sheet
from services.charts.symbols import draw_arrow, draw_symbol

HEIGHT = 1270
MARGIN = 26
LEFT, RIGHT = 122, WIDTH - MARGIN
"""Horizontal positions of the beginning and the end of the time axis, in pixels."""

TITLE, LABEL, HIGH, LOW = 52, 122, 172, 216
WEEKDAY, DATE = 98, 133
"""Of labels in two lines, those of more than MOST_IN_A_LINE days."""
MOST_IN_A_LINE = 6
TEMPERATURE = 246, 694
AMOUNT, PROBABILITY = 745, 790
PRECIPITATION = 815, 945
WIND_CAPTION, ARROWS = 986, 1034
WIND = 1068, 1200
SMALL_PRINT = 1244
"""Vertical positions of lines of text, in pixels, and of the top and bottom of each panel."""

SYMBOL, ARROW = 66, 44
"""Widths of a weather symbol and of a wind arrow, in pixels."""

ABOVE_CURVE, BELOW_CURVE = 92, 34
"""Free space above and below the temperature curve, in pixels; the symbols are above it."""

MIN_DEGREES, MIN_MILLIMETRES, MIN_WIND = 8, 3, 8
"""Minimum ranges of the scales: smaller ranges are not magnified, so that a calm day looks calm."""

MAX_TEMPERATURE_LINES, MAX_WIND_LINES = 6, 3
"""Maximum numbers of horizontal grid lines."""


def draw_meteogram(chart: Meteogram) -> bytes:
    """Return *chart* as a PNG."""
    sheet = Sheet(HEIGHT, dark=chart.dark)
    whole = Panel(sheet, LEFT, TEMPERATURE[0], RIGHT, WIND[1], chart.hours)
    for night in chart.nights:
        sheet.box(whole.x(night.start), whole.top, whole.x(night.end), whole.bottom, sheet.theme.night, layer=0)
    for column in chart.series.columns:
        if column.start:
            whole.draw_vertical_line(column.start, sheet.theme.grid)
        _write_day(whole, column, in_two_lines=len(chart.series.columns) > MOST_IN_A_LINE)
    for size in (LARGE, NORMAL, SMALL):
        if sheet.write(MARGIN, TITLE, chart.series.name, size=size, bold=True, max_width=WIDTH - 2 * MARGIN):
            break
    _draw_temperature(replace(whole, bottom=TEMPERATURE[1]), chart)
    _draw_precipitation(replace(whole, top=PRECIPITATION[0], bottom=PRECIPITATION[1]), chart)
    _draw_wind(replace(whole, top=WIND[0]), chart)
    sheet.write(MARGIN, SMALL_PRINT, chart.small_print, size=SMALL, colour=sheet.theme.muted)
    return sheet.png()


def _write_day(panel: Panel, column: Column, *, in_two_lines: bool) -> None:
    """Write the texts of a day above its column, except those that are too wide: today may be nearly over."""
    sheet, theme = panel.sheet, panel.sheet.theme
    left, right = panel.x(column.start), panel.x(column.end)
    centre, room = (left + right) / 2, right - left - 8
    weekday, *date = column.label.split()
    if in_two_lines and date:
        for line, words in ((WEEKDAY, weekday), (DATE, " ".join(date))):
            sheet.write(centre, line, words, size=SMALL, bold=True, align="center", max_width=room)
    else:
        for label in (column.label, weekday):
            if sheet.write(centre, LABEL, label, bold=True, align="center", max_width=room):
                break
    sheet.write_temperature(centre, HIGH, column.high, align="center", max_width=room)
    sheet.write_temperature(centre, LOW, column.low, align="center", max_width=room)
    for size in (SMALL, TINY):
        if sheet.write(
            centre, AMOUNT, column.amount, size=size, colour=theme.rain, bold=True, align="center", max_width=room
        ):
            sheet.write(
                centre,
                PROBABILITY,
                column.probability,
                size=size,
                colour=theme.muted,
                align="center",
                max_width=room,
            )
            break


def _draw_temperature(panel: Panel, chart: Meteogram) -> None:
    sheet, points = panel.sheet, chart.series.temperatures
    degrees = known_values(points)
    if not degrees:
        return
    low, high = min(degrees), max(degrees)
    spare = max(0.0, MIN_DEGREES - (high - low)) / 2
    pixels_per_degree = (panel.bottom - panel.top - ABOVE_CURVE - BELOW_CURVE) / (high - low + 2 * spare)
    panel = replace(
        panel,
        low=low - spare - BELOW_CURVE / pixels_per_degree,
        high=high + spare + ABOVE_CURVE / pixels_per_degree,
    )
    if panel.low <= chart.freezing <= panel.high:  # 32 °F is not a multiple of the step
        panel.draw_horizontal_line(chart.freezing, sheet.theme.muted)
    step = round_step(panel.high - panel.low, MAX_TEMPERATURE_LINES)
    for index in range(ceil(panel.low / step), floor(panel.high / step) + 1):
        value = index * step
        is_freezing = value == chart.freezing
        if not is_freezing:
            panel.draw_horizontal_line(value, sheet.theme.grid)
        colour = (
            sheet.theme.muted if is_freezing else sheet.temperature_colour(below_freezing=value < chart.freezing)
        )
        sign = "−" if value < 0 else "+" if value > 0 and chart.signs_plus else ""
        _write_tick(panel, value, f"{sign}{abs(value):g}°", colour)
    panel.draw_temperatures(points, chart.freezing, 7)
    half_width = SYMBOL / 2 / (panel.x(1) - panel.x(0)) + 0.5
    for symbol in chart.symbols:
        curve_top = highest(points, symbol.at - half_width, symbol.at + half_width)
        if curve_top is not None:
            centre = panel.x(symbol.at), panel.y(curve_top) - SYMBOL * 0.72
            draw_symbol(sheet, centre, SYMBOL, symbol.sky, night=symbol.night)


def _draw_precipitation(panel: Panel, chart: Meteogram) -> None:
    sheet, bars = panel.sheet, chart.series.bars
    panel = replace(panel, high=max([MIN_MILLIMETRES, *(bar.millimetres for bar in bars)]))
    panel.draw_horizontal_line(0, sheet.theme.muted)
    panel.draw_bars(bars)
    if not bars:
        centre = (panel.left + panel.right) / 2
        sheet.write(centre, PROBABILITY, chart.dry_caption, size=SMALL, colour=sheet.theme.muted, align="center")


def _draw_wind(panel: Panel, chart: Meteogram) -> None:
    sheet, theme = panel.sheet, panel.sheet.theme
    sheet.write(panel.left, WIND_CAPTION, chart.wind_caption, size=SMALL, colour=theme.muted)
    panel = replace(panel, high=max([MIN_WIND, *known_values(chart.wind), *known_values(chart.gusts)]))
    step = round_step(panel.high, MAX_WIND_LINES)
    for index in range(int(panel.high / step) + 1):
        panel.draw_horizontal_line(index * step, theme.grid)
        _write_tick(panel, index * step, f"{index * step:g}", theme.muted)
    for run in runs(chart.gusts):
        panel.fill_below(run, theme.gusts)
    for run in runs(chart.wind):
        panel.draw_curve(run, theme.wind, 5)
    for arrow in chart.arrows:
        draw_arrow(sheet, (panel.x(arrow.at), ARROWS), ARROW, arrow.degrees)


def _write_tick(panel: Panel, value: float, text: str, colour: str) -> None:
    panel.sheet.write(panel.left - 12, panel.y(value), text, size=SMALL, colour=colour, align="right")
