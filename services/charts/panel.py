"""A panel: a rectangle of a sheet with a time axis and a value axis."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.patches import Polygon

from services.charts.models import CurvePoint
from services.charts.sheet import SMALL_SIZE, Box, Sheet

GRID_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100)
"""Possible distances between grid lines, in the unit of the value axis."""


LABEL_GAP = 10
"""Distance between the vertical axis and the labels left of the axis, in pixels."""


@dataclass(frozen=True)
class Panel:
    """A rectangle of *sheet* with two axes.

    The horizontal axis has *hours* hours, and the vertical axis reaches from *low* to *high*.
    """

    sheet: Sheet
    left: float
    top: float
    right: float
    bottom: float
    hours: float
    low: float = 0.0
    high: float = 1.0

    def x_of(self, time: float) -> float:
        """Return the horizontal position of *time*, in pixels."""
        return self.left + (self.right - self.left) * time / self.hours

    def y_of(self, value: float) -> float:
        """Return the vertical position of *value*, in pixels."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def draw_horizontal_line(self, value: float, colour: str, width: float = 2) -> None:
        """Draw a horizontal line across the panel at *value*."""
        self.sheet.draw_line([self.left, self.right], [self.y_of(value)] * 2, colour, width)

    def write_label(self, value: float, label: str, colour: str) -> None:
        """Write *label* left of the vertical axis, beside *value*."""
        self.sheet.write_text(
            self.left - LABEL_GAP, self.y_of(value), label, size=SMALL_SIZE, colour=colour, align="right"
        )

    def draw_vertical_lines(self, times: Iterable[float], colour: str, width: float) -> None:
        """Draw a vertical line from the top to the bottom of the panel at each of *times*."""
        centres = [self.x_of(at) for at in times]
        boxes = [Box(centre - width / 2, self.top, centre + width / 2, self.bottom) for centre in centres]
        self.sheet.draw_boxes(boxes, colour, layer=1)

    def draw_curve(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """Draw a line through *points*, which are pairs of time and value."""
        self.sheet.draw_line(
            [self.x_of(at) for at, _ in points], [self.y_of(value) for _, value in points], colour, width, layer=3
        )

    def fill_area(self, edge: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill the area inside *edge*, whose points are pairs of time and value."""
        points = [(self.x_of(at), self.y_of(value)) for at, value in edge]
        self.sheet.add_artist(Polygon(points, closed=True, color=colour, linewidth=0), layer=2)

    def draw_temperatures(self, points: Iterable[CurvePoint], freezing: float, width: float) -> None:
        """Draw the temperature curve through *points*; the colour changes where the curve crosses *freezing*."""
        for run in curve_parts(points, freezing):
            middle = sum(value for _, value in run) / len(run)
            self.draw_curve(run, self.sheet.temperature_colour(below_freezing=middle < freezing), width)


def curve_parts(
    points: Iterable[CurvePoint], threshold: float | None = None
) -> Iterator[list[tuple[float, float]]]:
    """Divide a curve at its unknown values, and yield each part as a list of (time, value).

    If *threshold* is given, the curve is also divided where it crosses *threshold*; the crossing point belongs to
    both parts.
    """
    run: list[tuple[float, float]] = []
    for at, value in points:
        if value is None:
            if run:
                yield run
            run = []
            continue
        if threshold is not None and run and (run[-1][1] < threshold) != (value < threshold):
            last_at, last_value = run[-1]
            share = (threshold - last_value) / (value - last_value)
            crossing = (last_at + share * (at - last_at), threshold)
            yield [*run, crossing]
            run = [crossing]
        run.append((at, value))
    if run:
        yield run


def known_values(points: Iterable[CurvePoint]) -> list[float]:
    """Return the values of *points* that are not None."""
    return [value for _, value in points if value is not None]


def grid_step(span: float, max_steps: int) -> float:
    """Return the smallest of GRID_STEPS that divides *span* into at most *max_steps* parts."""
    return next((step for step in GRID_STEPS if span / step <= max_steps), GRID_STEPS[-1])
