"""A panel: a rectangle of a sheet with a time axis and a value axis."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.patches import Polygon

from services.charts.models import Bar, Point
from services.charts.sheet import Sheet

LIKELY_PROBABILITY = 50
"""Probability of precipitation below which a bar is pale, in %."""

ROUND_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100)
"""Distances between grid lines, in the unit of the values."""


@dataclass(frozen=True)
class Panel:
    """A rectangle of *sheet*. The horizontal axis has *hours*, the vertical axis values from *low* to *high*."""

    sheet: Sheet
    left: float
    top: float
    right: float
    bottom: float
    hours: float
    low: float = 0.0
    high: float = 1.0

    def x(self, at: float) -> float:
        """Return the horizontal position of a time, in pixels."""
        return self.left + (self.right - self.left) * at / self.hours

    def y(self, value: float) -> float:
        """Return the vertical position of a value, in pixels."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def draw_horizontal_line(self, value: float, colour: str, width: float = 2) -> None:
        """Draw a line at *value* across the panel."""
        self.sheet.line([self.left, self.right], [self.y(value)] * 2, colour, width)

    def draw_vertical_line(self, at: float, colour: str) -> None:
        """Draw a line at the time *at* from top to bottom."""
        self.sheet.line([self.x(at)] * 2, [self.top, self.bottom], colour, 3)

    def draw_curve(self, run: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """Draw a line through the points of *run*, which are pairs of time and value."""
        self.sheet.line([self.x(at) for at, _ in run], [self.y(value) for _, value in run], colour, width, layer=3)

    def fill_below(self, run: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill the area below the points of *run*, which are pairs of time and value."""
        edge = [(run[0][0], self.low), *run, (run[-1][0], self.low)]
        points = [(self.x(at), self.y(value)) for at, value in edge]
        self.sheet.add(Polygon(points, closed=True, color=colour, linewidth=0), layer=2)

    def draw_temperatures(self, points: Iterable[Point], freezing: float, width: float) -> None:
        """Draw a temperature curve that changes its colour at *freezing*."""
        for run in runs(points, freezing):
            middle = sum(value for _, value in run) / len(run)
            self.draw_curve(run, self.sheet.temperature_colour(below_freezing=middle < freezing), width)

    def draw_bars(self, bars: Iterable[Bar]) -> None:
        """Draw bars of precipitation, in a pale colour if it is unlikely."""
        theme = self.sheet.theme
        for bar in bars:
            likely = bar.probability is None or bar.probability >= LIKELY_PROBABILITY
            gap = (self.x(bar.end) - self.x(bar.start)) * 0.1
            left, right = self.x(bar.start) + gap, self.x(bar.end) - gap
            colour = theme.rain if likely else theme.unlikely_rain
            self.sheet.box(left, self.y(bar.millimetres), right, self.bottom, colour, layer=2)


def runs(points: Iterable[Point], threshold: float | None = None) -> Iterator[list[tuple[float, float]]]:
    """Yield the parts of a curve without unknown values, as pairs of time and value.

    If *threshold* is given, parts are also divided where the curve crosses it. Both parts get the crossing point.
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


def known_values(points: Iterable[Point]) -> list[float]:
    """Return the values that are not None."""
    return [value for _, value in points if value is not None]


def highest(points: Iterable[Point], start: float, end: float) -> float | None:
    """Return the highest value of a curve between two times; None if all are unknown."""
    values: list[float] = []
    for run in runs(points):
        values += [value for at, value in run if start <= at <= end]
        for (before, low), (after, high) in pairwise(run):
            values += [
                low + (high - low) * (at - before) / (after - before) for at in (start, end) if before < at < after
            ]
    return max(values, default=None)


def round_step(span: float, max_steps: int) -> float:
    """Return the smallest of ROUND_STEPS that divides *span* into at most *max_steps* parts."""
    return next((step for step in ROUND_STEPS if span / step <= max_steps), ROUND_STEPS[-1])
