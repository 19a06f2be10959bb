"""The part of a meteogram above its curves: the days, the weather symbols and the hazards."""

from collections.abc import Sequence
from typing import NamedTuple

from services.charts.models import Column, HazardMark, Symbol
from services.charts.panel import Panel
from services.charts.sheet import NORMAL, SMALL, text_width
from services.charts.symbols import draw_symbol

LABEL, HIGH, LOW = 116, 170, 211
"""Vertical positions of the texts of a day, in pixels."""

WEEKDAY, DATE = 97, 132
"""Vertical positions of the two lines of a label that is too wide for one, in pixels."""

PADDING = 4
"""Minimum distance between a text and the limit of its day, in pixels."""

SYMBOL = 66
"""Width of a weather symbol, in pixels."""

MAX_LANES = 3
"""Maximum number of rows of hazards."""

HAZARD_GAP = 14
"""Minimum distance between two hazards in a row, in pixels."""

HAZARD_LINE = 8
"""Thickness of the line that marks the time of a hazard, in pixels."""


NO_TEXT = "", ""
"""A text without letters, and without a colour."""


class PlacedHazard(NamedTuple):
    """A hazard with its horizontal positions in pixels."""

    line: tuple[float, float]
    """The ends of the line that marks its time."""
    centre: float
    """The centre of its word."""
    extent: tuple[float, float]
    """The ends of the line and the word together."""
    word: str


class Row(NamedTuple):
    """The texts of the days in one row; each has a colour."""

    y: float
    texts: Sequence[tuple[str, str]]
    bold: bool = False
    sizes: tuple[int, ...] = (NORMAL, SMALL)
    """Font sizes to choose from, the largest first."""


def write_days(panel: Panel, columns: Sequence[Column], margin: float) -> None:
    """Write the labels and temperatures of the days.

    The texts of a first day that is nearly over reach into the margin, which begins at *margin*.
    """
    theme = panel.sheet.theme
    rooms = [_room(panel, column, margin) for column in columns]
    highs = [
        NO_TEXT
        if high is None
        else (high.text, panel.sheet.temperature_colour(below_freezing=high.below_freezing))
        for high in (column.high for column in columns)
    ]
    # In another colour than the high, above freezing as well.
    lows = [
        NO_TEXT if low is None else (low.text, theme.cold if low.below_freezing else theme.muted)
        for low in (column.low for column in columns)
    ]
    for row in (
        *_label_rows([(column.label, theme.text) for column in columns], rooms),
        _fitting(Row(HIGH, highs, bold=True), rooms),
        _fitting(Row(LOW, lows), rooms),
    ):
        size = _size_of(row, rooms) or SMALL
        for (text, colour), room in zip(row.texts, rooms, strict=True):
            half = text_width(text, size, bold=row.bold) / 2
            centre = min(room.centre, room.right - half)
            panel.sheet.write(centre, row.y, text, size=size, bold=row.bold, colour=colour, align="center")


def _label_rows(labels: Sequence[tuple[str, str]], rooms: Sequence["Room"]) -> list[Row]:
    """Return the labels in one line or, if they do not fit, in two; only the first one if the others fit."""
    one_line = Row(LABEL, labels, bold=True)
    if _size_of(one_line, rooms) is not None:
        return [one_line]
    two_lines = [
        Row(y, [(label.partition(" ")[part], colour) for label, colour in labels], bold=True, sizes=(SMALL,))
        for y, part in ((WEEKDAY, 0), (DATE, 2))
    ]
    others = one_line._replace(texts=[NO_TEXT, *labels[1:]])
    if _size_of(others, rooms) is None:
        return two_lines
    first = [row._replace(texts=[row.texts[0], *[NO_TEXT] * (len(labels) - 1)]) for row in two_lines]
    return [others, *first]


def _fitting(row: Row, rooms: Sequence["Room"]) -> Row:
    """Return *row*, without degree signs if there is no room for them, as for "+105°" in a chart of ten days."""
    if _size_of(row, rooms) is not None:
        return row
    return row._replace(texts=[(text.removesuffix("°"), colour) for text, colour in row.texts])


class Room(NamedTuple):
    """Horizontal positions of the limits and the centre of a day's texts, in pixels."""

    left: float
    centre: float
    right: float


def _room(panel: Panel, column: Column, margin: float) -> Room:
    left, right = panel.x(column.start), panel.x(column.end)
    return Room(left + PADDING if column.start > 0 else margin, (left + right) / 2, right - PADDING)


def _size_of(row: Row, rooms: Sequence[Room]) -> int | None:
    """Return the largest size at which all texts of *row* fit; None if there is none."""
    fitting = (
        size
        for size in row.sizes
        if all(
            text_width(text, size, bold=row.bold) <= room.right - room.left
            for (text, _), room in zip(row.texts, rooms, strict=True)
        )
    )
    return next(fitting, None)


def draw_symbols(panel: Panel, symbols: Sequence[Symbol], y: float) -> None:
    """Draw the symbols in a row; one that would cover the next one is left out."""
    covered_from = panel.right + SYMBOL
    for symbol in reversed(symbols):
        x = panel.x(symbol.at)
        if x + SYMBOL * 0.9 <= covered_from:
            draw_symbol(panel.sheet, (x, y), SYMBOL, symbol.sky, night=symbol.night)
            covered_from = x


def lanes_of(panel: Panel, hazards: Sequence[HazardMark]) -> list[list[PlacedHazard]]:
    """Return the hazards in at most MAX_LANES rows, without those for which there is no room.

    The first of *hazards* get their places first.
    """
    lanes: list[list[PlacedHazard]] = []
    for hazard in hazards:
        left, right = panel.x(hazard.start), panel.x(hazard.end)
        half = text_width(hazard.word, SMALL, bold=True) / 2
        centre = min(max((left + right) / 2, panel.left + half), panel.right - half)
        extent = min(left, centre - half), max(right, centre + half)
        placed = PlacedHazard((left, right), centre, extent, hazard.word)
        lane = next((lane for lane in lanes if not any(_touch(placed, other) for other in lane)), None)
        if lane is not None:
            lane.append(placed)
        elif len(lanes) < MAX_LANES:
            lanes.append([placed])
    return lanes


def _touch(one: PlacedHazard, other: PlacedHazard) -> bool:
    """Return whether two hazards are closer than HAZARD_GAP."""
    return one.extent[0] < other.extent[1] + HAZARD_GAP and other.extent[0] < one.extent[1] + HAZARD_GAP


def draw_hazards(panel: Panel, lanes: Sequence[Sequence[PlacedHazard]], top: float, lane_height: float) -> None:
    """Write each hazard above a line from its beginning to its end."""
    sheet = panel.sheet
    for index, lane in enumerate(lanes):
        bottom = top + lane_height * (index + 1)
        for hazard in lane:
            left, right = hazard.line
            end = max(right, left + HAZARD_LINE)
            sheet.box(left, bottom - HAZARD_LINE, end, bottom, sheet.theme.danger, layer=2)
            middle = bottom - HAZARD_LINE - (lane_height - HAZARD_LINE) / 2
            sheet.write(
                hazard.centre,
                middle,
                hazard.word,
                size=SMALL,
                bold=True,
                colour=sheet.theme.danger,
                align="center",
            )
