"""The part of a meteogram above its curves: the days, the weather symbols and the hazards."""

from collections.abc import Sequence
from typing import NamedTuple

from services.charts.models import DayColumn, HazardMark, WeatherSymbol
from services.charts.panel import Panel
from services.charts.sheet import NORMAL_SIZE, SMALL_SIZE, text_width
from services.charts.symbols import draw_symbol

DAY_LABEL_Y = 116
"""Vertical position of the label of a day, in pixels."""

HIGHEST_TEMPERATURE_Y = 170
"""Vertical position of the highest temperature of a day, in pixels."""

LOWEST_TEMPERATURE_Y = 211
"""Vertical position of the lowest temperature of a day, in pixels."""

WEEKDAY_Y = 97
"""Vertical position of the weekday, in pixels, if weekday and date are on two lines."""

DATE_Y = 132
"""Vertical position of the date, in pixels, if weekday and date are on two lines."""

MIN_TEXT_PADDING = 4
"""Minimum horizontal distance between a text and the left and right end of its day, in pixels."""

SYMBOL_WIDTH = 66
"""Width of a weather symbol, in pixels."""

MAX_HAZARD_ROWS = 3
"""Maximum number of rows in which hazards are written."""

MIN_HAZARD_GAP = 14
"""Minimum horizontal distance between neighbouring hazards of one row, in pixels."""

HAZARD_LINE_THICKNESS = 8
"""Thickness of the line from the start to the end of a hazard, in pixels."""


NO_TEXT = "", ""
"""A pair of an empty text and an empty colour, for a day without a text."""


class PlacedHazard(NamedTuple):
    """A hazard with its horizontal positions in pixels."""

    line: tuple[float, float]
    """The left and right ends of the line from the start to the end of the hazard."""
    centre: float
    """The horizontal centre of *word*."""
    extent: tuple[float, float]
    """The left and right ends of the area that contains the line and *word*."""
    word: str


class TextRow(NamedTuple):
    """A row of texts: a text and its colour for each day."""

    y: float
    texts: Sequence[tuple[str, str]]
    bold: bool = False
    sizes: tuple[int, ...] = (NORMAL_SIZE, SMALL_SIZE)
    """Possible font sizes in pixels, the largest first. The row uses the largest size at which all texts fit."""


def write_days(panel: Panel, columns: Sequence[DayColumn], left_margin: float) -> None:
    """Write the label, the highest temperature and the lowest temperature of each day.

    The texts of the first day may begin left of the time axis, from the horizontal position *left_margin* on,
    because a day that is nearly over may be too narrow for its texts.
    """
    theme = panel.sheet.theme
    spaces = [_day_space(panel, column, left_margin) for column in columns]
    highs = [
        NO_TEXT
        if high is None
        else (high.text, panel.sheet.temperature_colour(below_freezing=high.below_freezing))
        for high in (column.high for column in columns)
    ]
    # Lowest temperatures above freezing are grey, because highest temperatures above freezing have the warm
    # colour.
    lows = [
        NO_TEXT if low is None else (low.text, theme.cold if low.below_freezing else theme.muted)
        for low in (column.low for column in columns)
    ]
    for row in (
        *_label_rows([(column.label, theme.text) for column in columns], spaces),
        _fit_row(TextRow(HIGHEST_TEMPERATURE_Y, highs, bold=True), spaces),
        _fit_row(TextRow(LOWEST_TEMPERATURE_Y, lows), spaces),
    ):
        size = _largest_font_size(row, spaces) or SMALL_SIZE
        for (text, colour), room in zip(row.texts, spaces, strict=True):
            half = text_width(text, size, bold=row.bold) / 2
            centre = min(room.centre, room.right - half)
            panel.sheet.write_text(centre, row.y, text, size=size, bold=row.bold, colour=colour, align="center")


def _label_rows(labels: Sequence[tuple[str, str]], spaces: Sequence["DaySpace"]) -> list[TextRow]:
    """Return one row if all *labels* fit.

    If the labels do not fit, return two rows, in which the weekday is above the date.
    """
    one_line = TextRow(DAY_LABEL_Y, labels, bold=True)
    if _largest_font_size(one_line, spaces) is not None:
        return [one_line]
    two_lines = [
        TextRow(
            y, [(label.partition(" ")[part], colour) for label, colour in labels], bold=True, sizes=(SMALL_SIZE,)
        )
        for y, part in ((WEEKDAY_Y, 0), (DATE_Y, 2))
    ]
    others = one_line._replace(texts=[NO_TEXT, *labels[1:]])
    if _largest_font_size(others, spaces) is None:
        return two_lines
    first = [row._replace(texts=[row.texts[0], *[NO_TEXT] * (len(labels) - 1)]) for row in two_lines]
    return [others, *first]


def _fit_row(row: TextRow, spaces: Sequence["DaySpace"]) -> TextRow:
    """Return *row*, without degree signs if its texts are too wide.

    For example, "+105°" is too wide in a chart of ten days.
    """
    if _largest_font_size(row, spaces) is not None:
        return row
    return row._replace(texts=[(text.removesuffix("°"), colour) for text, colour in row.texts])


class DaySpace(NamedTuple):
    """The space for the texts of a day: its left end, its centre and its right end, in pixels."""

    left: float
    centre: float
    right: float


def _day_space(panel: Panel, column: DayColumn, left_margin: float) -> DaySpace:
    left, right = panel.x_of(column.start), panel.x_of(column.end)
    return DaySpace(
        left + MIN_TEXT_PADDING if column.start > 0 else left_margin, (left + right) / 2, right - MIN_TEXT_PADDING
    )


def _largest_font_size(row: TextRow, spaces: Sequence[DaySpace]) -> int | None:
    """Return the largest font size at which all texts of *row* fit into *spaces*; None if no size fits."""
    fitting = (
        size
        for size in row.sizes
        if all(
            text_width(text, size, bold=row.bold) <= room.right - room.left
            for (text, _), room in zip(row.texts, spaces, strict=True)
        )
    )
    return next(fitting, None)


def draw_symbols(panel: Panel, symbols: Sequence[WeatherSymbol], y: float) -> None:
    """Draw the weather symbols at the vertical position *y*; omit a symbol that would overlap the next symbol."""
    covered_from = panel.right + SYMBOL_WIDTH
    for symbol in reversed(symbols):
        x = panel.x_of(symbol.at)
        if x + SYMBOL_WIDTH * 0.9 <= covered_from:
            draw_symbol(panel.sheet, (x, y), SYMBOL_WIDTH, symbol.condition, is_night=symbol.night)
            covered_from = x


def arrange_hazards(panel: Panel, hazards: Sequence[HazardMark]) -> list[list[PlacedHazard]]:
    """Arrange *hazards* in at most MAX_HAZARD_ROWS rows; omit each hazard for which no row has room.

    The hazards are placed in their given order, so only the last hazards are omitted.
    """
    rows: list[list[PlacedHazard]] = []
    for hazard in hazards:
        left, right = panel.x_of(hazard.start), panel.x_of(hazard.end)
        half = text_width(hazard.word, SMALL_SIZE, bold=True) / 2
        centre = min(max((left + right) / 2, panel.left + half), panel.right - half)
        extent = min(left, centre - half), max(right, centre + half)
        placed = PlacedHazard((left, right), centre, extent, hazard.word)
        row = next((row for row in rows if not any(_are_too_close(placed, other) for other in row)), None)
        if row is not None:
            row.append(placed)
        elif len(rows) < MAX_HAZARD_ROWS:
            rows.append([placed])
    return rows


def _are_too_close(one: PlacedHazard, other: PlacedHazard) -> bool:
    """Return whether two hazards are closer to each other than MIN_HAZARD_GAP."""
    return one.extent[0] < other.extent[1] + MIN_HAZARD_GAP and other.extent[0] < one.extent[1] + MIN_HAZARD_GAP


def draw_hazards(panel: Panel, rows: Sequence[Sequence[PlacedHazard]], top: float, row_height: float) -> None:
    """Write the word of each hazard above a line from the start to the end of the hazard."""
    sheet = panel.sheet
    for index, row in enumerate(rows):
        bottom = top + row_height * (index + 1)
        for hazard in row:
            left, right = hazard.line
            end = max(right, left + HAZARD_LINE_THICKNESS)
            sheet.draw_box(left, bottom - HAZARD_LINE_THICKNESS, end, bottom, sheet.theme.danger, layer=2)
            middle = bottom - HAZARD_LINE_THICKNESS - (row_height - HAZARD_LINE_THICKNESS) / 2
            sheet.write_text(
                hazard.centre,
                middle,
                hazard.word,
                size=SMALL_SIZE,
                bold=True,
                colour=sheet.theme.danger,
                align="center",
            )
