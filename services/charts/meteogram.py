"""The picture of one place: its temperature with the sky, what falls, and the wind."""

from dataclasses import replace
from math import ceil, floor

from services.charts.models import Column, Meteogram
from services.charts.panel import Panel, highest, known, nice_step, runs
from services.charts.sheet import LARGE, NORMAL, SMALL, TINY, WIDTH, Sheet
from services.charts.symbols import draw_arrow, draw_symbol

HEIGHT = 1270
MARGIN = 26
LEFT, RIGHT = 122, WIDTH - MARGIN
"""Between these time passes."""
TITLE, LABEL, HIGH, LOW = 52, 122, 172, 216
WEEKDAY, DATE = 98, 133
"""Of labels in two lines, those of more than MOST_IN_A_LINE days."""
MOST_IN_A_LINE = 6
TEMPERATURE = 246, 694
AMOUNT, PROBABILITY = 745, 790
FALLS = 815, 945
WIND_CAPTION, ARROWS = 986, 1034
WIND = 1068, 1200
SMALL_PRINT = 1244

SYMBOL, ARROW = 66, 44
SYMBOL_ROOM, CURVE_ROOM = 92, 34
"""Over the curve and under it."""

LEAST_DEGREES, LEAST_MILLIMETRES, LEAST_WIND = 8, 3, 8
"""Less is shown no larger: a calm day looks calm."""
MOST_DEGREES, MOST_WIND = 6, 3
"""Lines across a panel."""


def draw_meteogram(chart: Meteogram) -> bytes:
    """Return *chart* as a PNG."""
    sheet = Sheet(HEIGHT, dark=chart.dark)
    whole = Panel(sheet, LEFT, TEMPERATURE[0], RIGHT, WIND[1], chart.hours)
    for night in chart.nights:
        sheet.box(whole.x(night.start), whole.top, whole.x(night.end), whole.bottom, sheet.theme.night, layer=0)
    for column in chart.course.columns:
        if column.start:
            whole.moment(column.start, sheet.theme.grid)
        _write_day(whole, column, in_two_lines=len(chart.course.columns) > MOST_IN_A_LINE)
    for size in (LARGE, NORMAL, SMALL):
        if sheet.write(MARGIN, TITLE, chart.course.name, size=size, bold=True, within=WIDTH - 2 * MARGIN):
            break
    _draw_temperature(replace(whole, bottom=TEMPERATURE[1]), chart)
    _draw_falls(replace(whole, top=FALLS[0], bottom=FALLS[1]), chart)
    _draw_wind(replace(whole, top=WIND[0]), chart)
    sheet.write(MARGIN, SMALL_PRINT, chart.small_print, size=SMALL, colour=sheet.theme.muted)
    return sheet.png()


def _write_day(panel: Panel, column: Column, *, in_two_lines: bool) -> None:
    """Write over a day what there is to say of it, as far as there is room: today may be nearly over."""
    sheet, theme = panel.sheet, panel.sheet.theme
    left, right = panel.x(column.start), panel.x(column.end)
    centre, room = (left + right) / 2, right - left - 8
    weekday, *date = column.label.split()
    if in_two_lines and date:
        for line, words in ((WEEKDAY, weekday), (DATE, " ".join(date))):
            sheet.write(centre, line, words, size=SMALL, bold=True, align="center", within=room)
    else:
        for label in (column.label, weekday):
            if sheet.write(centre, LABEL, label, bold=True, align="center", within=room):
                break
    sheet.write_reading(centre, HIGH, column.high, align="center", within=room)
    sheet.write_reading(centre, LOW, column.low, align="center", within=room)
    for size in (SMALL, TINY):
        if sheet.write(
            centre, AMOUNT, column.amount, size=size, colour=theme.rain, bold=True, align="center", within=room
        ):
            sheet.write(
                centre, PROBABILITY, column.probability, size=size, colour=theme.muted, align="center", within=room
            )
            break


def _draw_temperature(panel: Panel, chart: Meteogram) -> None:
    sheet, points = panel.sheet, chart.course.temperatures
    degrees = known(points)
    if not degrees:
        return
    low, high = min(degrees), max(degrees)
    spare = max(0.0, LEAST_DEGREES - (high - low)) / 2
    degree = (panel.bottom - panel.top - SYMBOL_ROOM - CURVE_ROOM) / (high - low + 2 * spare)
    panel = replace(panel, low=low - spare - CURVE_ROOM / degree, high=high + spare + SYMBOL_ROOM / degree)
    if panel.low <= chart.freezing <= panel.high:  # 32 °F is at no round number
        panel.level(chart.freezing, sheet.theme.muted)
    step = nice_step(panel.high - panel.low, MOST_DEGREES)
    for number in range(ceil(panel.low / step), floor(panel.high / step) + 1):
        value = number * step
        freezes = value == chart.freezing
        if not freezes:
            panel.level(value, sheet.theme.grid)
        colour = sheet.theme.muted if freezes else sheet.sign(frosty=value < chart.freezing)
        sign = "+" if value > 0 else "−" if value < 0 else ""
        _write_tick(panel, value, f"{sign}{abs(value):g}°", colour)
    panel.temperatures(points, chart.freezing, 7)
    reach = SYMBOL / 2 / (panel.x(1) - panel.x(0)) + 0.5
    for symbol in chart.symbols:
        under = highest(points, symbol.at - reach, symbol.at + reach)
        if under is not None:
            centre = panel.x(symbol.at), panel.y(under) - SYMBOL * 0.72
            draw_symbol(sheet, centre, SYMBOL, symbol.sky, night=symbol.night)


def _draw_falls(panel: Panel, chart: Meteogram) -> None:
    sheet, bars = panel.sheet, chart.course.bars
    panel = replace(panel, high=max([LEAST_MILLIMETRES, *(bar.millimetres for bar in bars)]))
    panel.level(0, sheet.theme.muted)
    panel.bars(bars)
    if not bars:
        centre = (panel.left + panel.right) / 2
        sheet.write(centre, PROBABILITY, chart.dry_caption, size=SMALL, colour=sheet.theme.muted, align="center")


def _draw_wind(panel: Panel, chart: Meteogram) -> None:
    sheet, theme = panel.sheet, panel.sheet.theme
    sheet.write(panel.left, WIND_CAPTION, chart.wind_caption, size=SMALL, colour=theme.muted)
    panel = replace(panel, high=max([LEAST_WIND, *known(chart.wind), *known(chart.gusts)]))
    step = nice_step(panel.high, MOST_WIND)
    for number in range(int(panel.high / step) + 1):
        panel.level(number * step, theme.grid)
        _write_tick(panel, number * step, f"{number * step:g}", theme.muted)
    for run in runs(chart.gusts):
        panel.area(run, theme.gusts)
    for run in runs(chart.wind):
        panel.curve(run, theme.wind, 5)
    for arrow in chart.arrows:
        draw_arrow(sheet, (panel.x(arrow.at), ARROWS), ARROW, arrow.degrees)


def _write_tick(panel: Panel, value: float, text: str, colour: str) -> None:
    panel.sheet.write(panel.left - 12, panel.y(value), text, size=SMALL, colour=colour, align="right")
