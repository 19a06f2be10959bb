"""The chart of one place: its days, the temperature, the precipitation and the wind, above a common time axis."""

from dataclasses import replace

from services.charts.header import draw_hazards, draw_symbols, lanes_of, write_days
from services.charts.models import Meteogram, PrecipitationScale
from services.charts.panel import LABEL_GAP, Panel
from services.charts.precipitation import draw_bars, height_of
from services.charts.sheet import LARGE, NORMAL, SMALL, WIDTH, Box, Sheet, text_width
from services.charts.temperature import draw_temperature_axis
from services.charts.wind import draw_wind

HEIGHT = 1280
MARGIN = 22
LEFT, RIGHT = 128, WIDTH - MARGIN
"""Horizontal positions of the beginning and the end of the time axis, in pixels."""

TITLE = 50
DAYS_TOP, DAYS_BOTTOM = 80, 306
"""Top and bottom of the rows with the days and their weather symbols, in pixels."""
SYMBOLS = 272
LANE_HEIGHT = 46
"""Height of a row of hazards, in pixels; the rows are below the symbols."""
TEMPERATURE_GAP = 8
"""Distance of the temperatures from the rows above, in pixels."""
WET_BOTTOM, DRY_BOTTOM = 676, 896
"""Bottom of the temperatures with and without precipitation below them, in pixels."""
CAPTION, AMOUNTS, PROBABILITIES = 710, 753, 791
BARS = 832, 948
HOURS, DRY_HOURS, DRY_CAPTION = 972, 920, 968
WIND_CAPTION = 1014
WIND = 1032, 1222
SMALL_PRINT = 1252
"""Vertical positions of lines of text, in pixels, and of the top and bottom of each panel."""

NOW_GAP = 12
"""Minimum distance between the label of the present and the next hour, in pixels."""

SWATCH = 26
"""Width of a coloured square in the caption, in pixels."""


def meteogram_sheet(chart: Meteogram) -> Sheet:
    """Return the sheet with *chart* on it."""
    sheet = Sheet(HEIGHT, dark=chart.dark)
    whole = Panel(sheet, LEFT, DAYS_TOP, RIGHT, WIND[1], chart.hours)
    for size in (LARGE, NORMAL, SMALL):
        if sheet.write(MARGIN, TITLE, chart.series.name, size=size, bold=True, max_width=WIDTH - 2 * MARGIN):
            break
    write_days(whole, chart.series.columns, MARGIN)
    draw_symbols(whole, chart.symbols, SYMBOLS)
    lanes = lanes_of(whole, chart.hazards)
    draw_hazards(whole, lanes, DAYS_BOTTOM, LANE_HEIGHT)
    top = DAYS_BOTTOM + LANE_HEIGHT * len(lanes) + TEMPERATURE_GAP
    has_bars = not chart.no_bars_caption
    temperature = replace(whole, top=top, bottom=WET_BOTTOM if has_bars else DRY_BOTTOM)
    wind = replace(whole, top=WIND[0])
    panels = [temperature, wind]
    if has_bars:
        bars = replace(whole, top=BARS[0], bottom=BARS[1])
        panels.append(bars)
        _draw_precipitation(bars, chart)
    else:
        sheet.write(MARGIN, DRY_CAPTION, chart.no_bars_caption, size=SMALL, colour=sheet.theme.muted)
    _draw_time_axis(whole, panels, chart)
    _write_hours(whole, HOURS if has_bars else DRY_HOURS, chart)
    draw_temperature_axis(temperature, chart)
    sheet.write(MARGIN, WIND_CAPTION, chart.wind.caption, size=SMALL, colour=sheet.theme.muted)
    draw_wind(wind, chart.wind)
    sheet.write(MARGIN, SMALL_PRINT, chart.small_print, size=SMALL, colour=sheet.theme.muted)
    sheet.write(RIGHT, SMALL_PRINT, chart.sun, size=SMALL, colour=sheet.theme.muted, align="right")
    return sheet


def _draw_time_axis(whole: Panel, panels: list[Panel], chart: Meteogram) -> None:
    """Draw the nights, the hours, the limits of the days and the present time in all *panels*."""
    sheet, theme = whole.sheet, whole.sheet.theme
    limits = [column.start for column in chart.series.columns if column.start]
    hours = [tick.at for tick in chart.ticks if tick.at not in limits]
    for panel in panels:
        nights = [Box(panel.x(night.start), panel.top, panel.x(night.end), panel.bottom) for night in chart.nights]
        sheet.boxes(nights, theme.night, layer=0)
        panel.draw_vertical_lines(hours, theme.grid, 1.5)
        past = Box(panel.left, panel.top, panel.x(chart.now.at), panel.bottom)
        sheet.boxes([past], theme.background, layer=3.5, opacity=0.6)
        panel.draw_vertical_lines([chart.now.at], theme.text, 3)
    for panel in [replace(whole, bottom=DAYS_BOTTOM), *panels]:
        panel.draw_vertical_lines(limits, theme.limit, 3)


def _write_hours(whole: Panel, y: float, chart: Meteogram) -> None:
    """Write the label of the present left of its line, then the labels of the hours that have room."""
    sheet = whole.sheet
    right = max(whole.x(chart.now.at) - LABEL_GAP, MARGIN + text_width(chart.now.label, SMALL, bold=True))
    sheet.write(right, y, chart.now.label, size=SMALL, bold=True, align="right")
    for tick in chart.ticks:
        x = whole.x(tick.at)
        if x - text_width(tick.label, SMALL) / 2 >= right + NOW_GAP or x < right:
            sheet.write(x, y, tick.label, size=SMALL, align="center")


def _draw_precipitation(panel: Panel, chart: Meteogram) -> None:
    sheet, theme, scale = panel.sheet, panel.sheet.theme, chart.precipitation
    _write_caption(sheet, scale)
    label = panel.left - LABEL_GAP
    for tick in scale.ticks:
        height = height_of(tick.at)
        panel.draw_horizontal_line(height, theme.grid)
        panel.write_label(height, tick.label, theme.muted)
    panel.draw_horizontal_line(0, theme.muted)
    draw_bars(panel, chart.series.bars)
    if any(column.amount for column in chart.series.columns):
        sheet.write(label, AMOUNTS, scale.amount_unit, size=SMALL, colour=theme.rain, bold=True, align="right")
    if any(column.probability for column in chart.series.columns):
        sheet.write(label, PROBABILITIES, scale.percent_sign, size=SMALL, colour=theme.muted, align="right")
    for column in chart.series.columns:
        left, right = panel.x(column.start), panel.x(column.end)
        centre, room = (left + right) / 2, right - left
        if sheet.write(
            centre,
            AMOUNTS,
            column.amount,
            size=SMALL,
            colour=theme.rain,
            bold=True,
            align="center",
            max_width=room,
        ):
            sheet.write(centre, PROBABILITIES, column.probability, size=SMALL, colour=theme.muted, align="center")


def _write_caption(sheet: Sheet, scale: PrecipitationScale) -> None:
    """Write the caption of the bars and, if it is known, the legend of their colours."""
    sheet.write(MARGIN, CAPTION, scale.caption, size=SMALL, colour=sheet.theme.muted)
    x = MARGIN + text_width(scale.caption, SMALL) + 2 * SWATCH
    legend = ((sheet.theme.rain, scale.likely), (sheet.theme.unlikely_rain, scale.unlikely))
    for colour, meaning in legend if scale.likely else ():
        sheet.box(x, CAPTION - SWATCH / 2, x + SWATCH, CAPTION + SWATCH / 2, colour, layer=2)
        x += SWATCH * 1.4
        sheet.write(x, CAPTION, meaning, size=SMALL, colour=sheet.theme.muted)
        x += text_width(meaning, SMALL) + SWATCH * 1.4
