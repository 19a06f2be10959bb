"""A part of a sheet through which time passes, and curves through it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.patches import Polygon

from services.charts.models import Bar, Point
from services.charts.sheet import Sheet

LIKELY = 50
"""% below which a bar is pale."""

NICE_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Panel:
    """A part of *sheet* with *hours* from left to right, and values from *low* to *high*."""

    sheet: Sheet
    left: float
    top: float
    right: float
    bottom: float
    hours: float
    low: float = 0.0
    high: float = 1.0

    def x(self, at: float) -> float:
        """Return where a time is."""
        return self.left + (self.right - self.left) * at / self.hours

    def y(self, value: float) -> float:
        """Return where a value is."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def level(self, value: float, colour: str, width: float = 2) -> None:
        """Draw a line through all times."""
        self.sheet.line([self.left, self.right], [self.y(value)] * 2, colour, width)

    def moment(self, at: float, colour: str) -> None:
        """Draw a line through all values."""
        self.sheet.line([self.x(at)] * 2, [self.top, self.bottom], colour, 3)

    def curve(self, run: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """Draw a line through points."""
        self.sheet.line([self.x(at) for at, _ in run], [self.y(value) for _, value in run], colour, width, layer=3)

    def area(self, run: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill what is under a curve."""
        edge = [(run[0][0], self.low), *run, (run[-1][0], self.low)]
        points = [(self.x(at), self.y(value)) for at, value in edge]
        self.sheet.add(Polygon(points, closed=True, color=colour, linewidth=0), layer=2)

    def temperatures(self, points: Iterable[Point], freezing: float, width: float) -> None:
        """Draw a curve in the colours of its signs."""
        for run in runs(points, freezing):
            middle = sum(value for _, value in run) / len(run)
            self.curve(run, self.sheet.sign(below_freezing=middle < freezing), width)

    def bars(self, bars: Iterable[Bar]) -> None:
        """Draw what falls, pale where it is not likely."""
        theme = self.sheet.theme
        for bar in bars:
            likely = bar.probability is None or bar.probability >= LIKELY
            gap = (self.x(bar.end) - self.x(bar.start)) * 0.1
            left, right = self.x(bar.start) + gap, self.x(bar.end) - gap
            colour = theme.rain if likely else theme.unlikely_rain
            self.sheet.box(left, self.y(bar.millimetres), right, self.bottom, colour, layer=2)


def runs(points: Iterable[Point], change: float | None = None) -> Iterator[list[tuple[float, float]]]:
    """Yield the stretches of a curve that are known, and on one side of *change*, where they meet."""
    run: list[tuple[float, float]] = []
    for at, value in points:
        if value is None:
            if run:
                yield run
            run = []
            continue
        if change is not None and run and (run[-1][1] < change) != (value < change):
            before, last = run[-1]
            crossing = (before + (change - last) / (value - last) * (at - before), change)
            yield [*run, crossing]
            run = [crossing]
        run.append((at, value))
    if run:
        yield run


def known(points: Iterable[Point]) -> list[float]:
    """Return the values that are known."""
    return [value for _, value in points if value is not None]


def highest(points: Iterable[Point], start: float, end: float) -> float | None:
    """Return the highest of a curve between two times, None where it is unknown."""
    found: list[float] = []
    for run in runs(points):
        found += [value for at, value in run if start <= at <= end]
        for (before, low), (after, high) in pairwise(run):
            found += [
                low + (high - low) * (at - before) / (after - before) for at in (start, end) if before < at < after
            ]
    return max(found, default=None)


def nice_step(span: float, most: int) -> float:
    """Return a round distance of which *span* holds at most so many."""
    return next((step for step in NICE_STEPS if span / step <= most), NICE_STEPS[-1])
