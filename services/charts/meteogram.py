"""Draws the chart of one place: days, temperature, precipitation and wind, with a common time axis."""

from dataclasses import replace

from services.charts.header import arrange_hazards, draw_hazards, draw_symbols, write_days
from services.charts.models import Meteogram, PrecipitationScale
from services.charts.panel import LABEL_GAP, Panel
from services.charts.precipitation import bar_height, draw_bars
from services.charts.sheet import LARGE_SIZE, NORMAL_SIZE, SMALL_SIZE, WIDTH, Box, Sheet, text_width
from services.charts.temperature import draw_temperature_panel
from services.charts.wind import draw_wind

HEIGHT = 1280
MARGIN = 22
AXIS_LEFT = 128
"""Horizontal position of the beginning of the time axis, in pixels."""

AXIS_RIGHT = WIDTH - MARGIN
"""Horizontal position of the end of the time axis, in pixels."""

TITLE_Y = 50
DAYS_TOP = 80
"""Vertical position at which the rows with the days and their weather symbols begin, in pixels."""

DAYS_BOTTOM = 306
"""Vertical position at which the rows with the days and their weather symbols end, in pixels."""
SYMBOLS_Y = 272
HAZARD_ROW_HEIGHT = 46
"""Height of one row of hazards, in pixels; the rows of hazards are below the weather symbols."""
TEMPERATURE_GAP = 8
"""Distance between the temperature panel and the rows above the panel, in pixels."""
TEMPERATURE_BOTTOM = 676
"""Bottom of the temperature panel in a chart with precipitation, in pixels."""

DRY_TEMPERATURE_BOTTOM = 896
"""Bottom of the temperature panel in a chart without precipitation, in pixels."""
PRECIPITATION_CAPTION_Y = 710
"""Vertical position of the caption of the precipitation bars, in pixels."""

AMOUNTS_Y = 753
"""Vertical position of the amounts of precipitation, in pixels."""

PROBABILITIES_Y = 791
"""Vertical position of the probabilities of precipitation, in pixels."""
BARS_TOP = 832
"""Top of the panel with the precipitation bars, in pixels."""

BARS_BOTTOM = 948
"""Bottom of the panel with the precipitation bars, in pixels."""
HOURS_Y = 972
"""Vertical position of the hours in a chart with precipitation bars, in pixels."""

DRY_HOURS_Y = 920
"""Vertical position of the hours in a chart without precipitation bars, in pixels."""

DRY_CAPTION_Y = 968
"""Vertical position of the text that replaces the precipitation bars, in pixels."""
WIND_CAPTION_Y = 1014
WIND_TOP = 1032
"""Top of the wind panel, in pixels."""

WIND_BOTTOM = 1222
"""Bottom of the wind panel, in pixels."""
SMALL_PRINT_Y = 1252
"""Vertical position of the last line, which names the providers, in pixels."""

MIN_NOW_LABEL_GAP = 12
"""Minimum distance between the label "now" and the label of the next hour, in pixels."""

LEGEND_SQUARE_WIDTH = 26
"""Width of the coloured squares in the legend of the precipitation bars, in pixels."""


def meteogram_sheet(chart: Meteogram) -> Sheet:
    """Draw *chart* on a new sheet, and return the sheet."""
    sheet = Sheet(HEIGHT, dark=chart.dark)
    whole = Panel(sheet, AXIS_LEFT, DAYS_TOP, AXIS_RIGHT, WIND_BOTTOM, chart.hours)
    for size in (LARGE_SIZE, NORMAL_SIZE, SMALL_SIZE):
        if sheet.write_text(
            MARGIN, TITLE_Y, chart.series.name, size=size, bold=True, max_width=WIDTH - 2 * MARGIN
        ):
            break
    write_days(whole, chart.series.columns, MARGIN)
    draw_symbols(whole, chart.symbols, SYMBOLS_Y)
    rows = arrange_hazards(whole, chart.hazards)
    draw_hazards(whole, rows, DAYS_BOTTOM, HAZARD_ROW_HEIGHT)
    top = DAYS_BOTTOM + HAZARD_ROW_HEIGHT * len(rows) + TEMPERATURE_GAP
    has_bars = not chart.no_bars_caption
    temperature = replace(whole, top=top, bottom=TEMPERATURE_BOTTOM if has_bars else DRY_TEMPERATURE_BOTTOM)
    wind = replace(whole, top=WIND_TOP)
    panels = [temperature, wind]
    if has_bars:
        bars = replace(whole, top=BARS_TOP, bottom=BARS_BOTTOM)
        panels.append(bars)
        _draw_precipitation(bars, chart)
    else:
        sheet.write_text(MARGIN, DRY_CAPTION_Y, chart.no_bars_caption, size=SMALL_SIZE, colour=sheet.theme.muted)
    _draw_time_axis(whole, panels, chart)
    _write_hours(whole, HOURS_Y if has_bars else DRY_HOURS_Y, chart)
    draw_temperature_panel(temperature, chart)
    sheet.write_text(MARGIN, WIND_CAPTION_Y, chart.wind.caption, size=SMALL_SIZE, colour=sheet.theme.muted)
    draw_wind(wind, chart.wind)
    sheet.write_text(MARGIN, SMALL_PRINT_Y, chart.small_print, size=SMALL_SIZE, colour=sheet.theme.muted)
    sheet.write_text(
        AXIS_RIGHT, SMALL_PRINT_Y, chart.sun, size=SMALL_SIZE, colour=sheet.theme.muted, align="right"
    )
    return sheet


def _draw_time_axis(whole: Panel, panels: list[Panel], chart: Meteogram) -> None:
    """Mark the nights, the hours, the midnights, the past hours and the present time in all *panels*."""
    sheet, theme = whole.sheet, whole.sheet.theme
    limits = [column.start for column in chart.series.columns if column.start]
    hours = [tick.at for tick in chart.ticks if tick.at not in limits]
    for panel in panels:
        nights = [
            Box(panel.x_of(night.start), panel.top, panel.x_of(night.end), panel.bottom) for night in chart.nights
        ]
        sheet.draw_boxes(nights, theme.night, layer=0)
        panel.draw_vertical_lines(hours, theme.grid, 1.5)
        past = Box(panel.left, panel.top, panel.x_of(chart.now.at), panel.bottom)
        sheet.draw_boxes([past], theme.background, layer=3.5, opacity=0.6)
        panel.draw_vertical_lines([chart.now.at], theme.text, 3)
    for panel in [replace(whole, bottom=DAYS_BOTTOM), *panels]:
        panel.draw_vertical_lines(limits, theme.day_line, 3)


def _write_hours(whole: Panel, y: float, chart: Meteogram) -> None:
    """Write "now" left of the line that marks the present time; write the hours that do not overlap "now"."""
    sheet = whole.sheet
    right = max(whole.x_of(chart.now.at) - LABEL_GAP, MARGIN + text_width(chart.now.label, SMALL_SIZE, bold=True))
    sheet.write_text(right, y, chart.now.label, size=SMALL_SIZE, bold=True, align="right")
    for tick in chart.ticks:
        x = whole.x_of(tick.at)
        if x - text_width(tick.label, SMALL_SIZE) / 2 >= right + MIN_NOW_LABEL_GAP or x < right:
            sheet.write_text(x, y, tick.label, size=SMALL_SIZE, align="center")


def _draw_precipitation(panel: Panel, chart: Meteogram) -> None:
    sheet, theme, scale = panel.sheet, panel.sheet.theme, chart.precipitation
    _write_precipitation_caption(sheet, scale)
    label = panel.left - LABEL_GAP
    for tick in scale.ticks:
        height = bar_height(tick.at)
        panel.draw_horizontal_line(height, theme.grid)
        panel.write_label(height, tick.label, theme.muted)
    panel.draw_horizontal_line(0, theme.muted)
    draw_bars(panel, chart.series.bars)
    if any(column.amount for column in chart.series.columns):
        sheet.write_text(
            label, AMOUNTS_Y, scale.amount_unit, size=SMALL_SIZE, colour=theme.rain, bold=True, align="right"
        )
    if any(column.probability for column in chart.series.columns):
        sheet.write_text(
            label, PROBABILITIES_Y, scale.percent_sign, size=SMALL_SIZE, colour=theme.muted, align="right"
        )
    for column in chart.series.columns:
        left, right = panel.x_of(column.start), panel.x_of(column.end)
        centre, room = (left + right) / 2, right - left
        if sheet.write_text(
            centre,
            AMOUNTS_Y,
            column.amount,
            size=SMALL_SIZE,
            colour=theme.rain,
            bold=True,
            align="center",
            max_width=room,
        ):
            sheet.write_text(
                centre, PROBABILITIES_Y, column.probability, size=SMALL_SIZE, colour=theme.muted, align="center"
            )


def _write_precipitation_caption(sheet: Sheet, scale: PrecipitationScale) -> None:
    """Write the caption of the precipitation bars and, if probabilities are known, the legend of their colours."""
    sheet.write_text(MARGIN, PRECIPITATION_CAPTION_Y, scale.caption, size=SMALL_SIZE, colour=sheet.theme.muted)
    x = MARGIN + text_width(scale.caption, SMALL_SIZE) + 2 * LEGEND_SQUARE_WIDTH
    legend = ((sheet.theme.rain, scale.likely), (sheet.theme.unlikely_rain, scale.unlikely))
    for colour, meaning in legend if scale.likely else ():
        sheet.draw_box(
            x,
            PRECIPITATION_CAPTION_Y - LEGEND_SQUARE_WIDTH / 2,
            x + LEGEND_SQUARE_WIDTH,
            PRECIPITATION_CAPTION_Y + LEGEND_SQUARE_WIDTH / 2,
            colour,
            layer=2,
        )
        x += LEGEND_SQUARE_WIDTH * 1.4
        sheet.write_text(x, PRECIPITATION_CAPTION_Y, meaning, size=SMALL_SIZE, colour=sheet.theme.muted)
        x += text_width(meaning, SMALL_SIZE) + LEGEND_SQUARE_WIDTH * 1.4
