"""A sheet to draw on, and panels of it through which time passes: what all pictures have in common.

All is drawn at pixels, counted from the top left corner. Axes would do more than is wanted here, and double the
time that drawing takes.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from services.charts.models import Bar, Point, Reading
from services.charts.themes import DARK, LIGHT

WIDTH = 1170
"""Three for each pixel of a phone that is 390 wide."""

SMALL, NORMAL, LARGE = 34, 38, 50
"""Sizes of text; on that phone a third."""

LIKELY = 50
"""% below which a bar is pale."""

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR = FontProperties(fname=FONTS / "DejaVuSans.ttf")
BOLD = FontProperties(fname=FONTS / "DejaVuSans-Bold.ttf")
"""They come with matplotlib, and know Cyrillic."""

Align = Literal["left", "center", "right"]

NICE_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100)


class Sheet:
    """A picture WIDTH wide."""

    def __init__(self, height: int, *, dark: bool) -> None:
        self.theme = DARK if dark else LIGHT
        self.height = height
        self.pixels = Affine2D().scale(1, -1).translate(0, height)
        # At this resolution a point, in which matplotlib measures text and lines, is a pixel.
        self._figure = Figure((WIDTH / 72, height / 72), dpi=72, facecolor=self.theme.background)
        self._canvas = FigureCanvasAgg(self._figure)
        self._renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]

    def add(self, artist: Artist, *, layer: float, at: Affine2D | None = None) -> None:
        """Put *artist*, in pixels or *at* them, over what is in a lower layer."""
        artist.set_transform(self.pixels if at is None else at + self.pixels)
        artist.set_zorder(layer)
        self._figure.add_artist(artist)

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float, *, layer: float = 1
    ) -> None:
        """Draw a line with round ends."""
        line = Line2D(xs, ys, color=colour, linewidth=width, solid_capstyle="round", solid_joinstyle="round")
        self.add(line, layer=layer)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, *, layer: float) -> None:
        """Draw a rectangle."""
        self.add(Rectangle((left, top), right - left, bottom - top, color=colour, linewidth=0), layer=layer)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = NORMAL,
        colour: str | None = None,
        bold: bool = False,
        align: Align = "left",
        within: float | None = None,
    ) -> bool:
        """Write *text* with the middle of its line at *y*, unless it is wider than *within*; return whether."""
        written = Text(
            x,
            y,
            text,
            fontproperties=BOLD if bold else REGULAR,
            fontsize=size,
            color=colour or self.theme.text,
            horizontalalignment=align,
            verticalalignment="center_baseline",
            parse_math=False,
        )
        self.add(written, layer=4)
        fits = within is None or written.get_window_extent(self._renderer).width <= within
        if not fits:
            written.remove()
        return fits

    def write_reading(
        self, x: float, y: float, reading: Reading | None, *, align: Align, within: float | None = None
    ) -> None:
        """Write a temperature in the colour of its sign, if it is known."""
        if reading is not None:
            self.write(x, y, reading.text, colour=self.sign(frosty=reading.frosty), align=align, within=within)

    def sign(self, *, frosty: bool) -> str:
        """Return the colour of temperatures on one side of freezing."""
        return self.theme.cold if frosty else self.theme.warm

    def png(self) -> bytes:
        """Return the picture."""
        image = io.BytesIO()
        self._canvas.print_png(image, metadata={"Software": None})  # type: ignore[no-untyped-call]
        return image.getvalue()


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
            self.curve(run, self.sheet.sign(frosty=middle < freezing), width)

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


def nice_step(span: float, most: int) -> float:
    """Return a round distance of which *span* holds at most so many."""
    return next((step for step in NICE_STEPS if span / step <= most), NICE_STEPS[-1])
