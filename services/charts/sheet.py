"""The canvas on which charts are drawn. Positions are in pixels from the top left corner.

Matplotlib draws the shapes, without its figures, which load slowly, and its axes, which draw slowly. Pillow draws
the texts, because Pillow draws texts much faster than matplotlib.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import get_font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Shape
from matplotlib.transforms import Affine2D
from PIL import Image, ImageDraw, ImageFont

from services.charts.png import encode_png
from services.charts.themes import DARK, LIGHT

WIDTH = 1170
"""Width of all charts, in pixels; 1,170 is three times the width of a phone's screen of 390 points."""

SMALL_SIZE = 34
"""Small font size, in pixels. A phone shows a chart at a third of its size, so small texts have about 11
points."""

NORMAL_SIZE = 38
"""Normal font size, in pixels."""

LARGE_SIZE = 50
"""Large font size, in pixels."""

FONT_DIRECTORY = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR_FONT, BOLD_FONT = (str(FONT_DIRECTORY / f"{name}.ttf") for name in ("DejaVuSans", "DejaVuSans-Bold"))
"""Paths of two fonts that matplotlib includes. The fonts have Latin and Cyrillic letters."""

SUPPORTED_CHARACTERS = get_font(BOLD_FONT).get_charmap()
"""Code points of the characters in the fonts. Characters that the fonts lack, such as emoji in place names, are
not drawn."""

MIN_TEXT_DISTANCE = 3
"""Minimum distance between two texts, in pixels."""

HALO_WIDTH = 4
"""Width of a halo, in pixels. A halo is the outline that separates a text from the lines behind the text."""

Align = Literal["left", "center", "right"]
PILLOW_ANCHORS: dict[Align, str] = {"left": "lm", "center": "mm", "right": "rm"}


class Box(NamedTuple):
    """A rectangle; its edges are in pixels from the top left corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box", distance: float = 0.0) -> bool:
        """Return whether *other* overlaps this rectangle or is closer to it than *distance* pixels."""
        return (
            self.left < other.right + distance
            and other.left < self.right + distance
            and self.top < other.bottom + distance
            and other.top < self.bottom + distance
        )


class WrittenText(NamedTuple):
    """A text on a sheet, with its position and its style."""

    text: str
    x: float
    y: float
    size: int
    bold: bool
    colour: str
    align: Align
    halo: bool
    box: Box
    """The rectangle that the letters cover."""


class Sheet:
    """An image that is WIDTH pixels wide and *height* pixels high."""

    def __init__(self, height: int, *, dark: bool) -> None:
        self.theme = DARK if dark else LIGHT
        self.height = height
        self.pixels = Affine2D().scale(1, -1).translate(0, height)
        self.texts: list[WrittenText] = []
        self._artists: list[Artist] = []
        self.draw_box(0, 0, WIDTH, height, self.theme.background, layer=-1)

    def add_artist(self, artist: Artist, *, layer: float, transform: Affine2D | None = None) -> None:
        """Draw *artist*, a matplotlib object, above the artists of lower layers.

        *transform* maps the coordinates of *artist* to pixels.
        """
        artist.set_transform(self.pixels if transform is None else transform + self.pixels)
        artist.set_zorder(layer)
        self._artists.append(artist)

    def draw_line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float, *, layer: float = 1
    ) -> None:
        """Draw a line with round ends through the points with the coordinates *xs* and *ys*."""
        line = Line2D(xs, ys, color=colour, linewidth=width, solid_capstyle="round", solid_joinstyle="round")
        self.add_artist(line, layer=layer)

    def draw_box(self, left: float, top: float, right: float, bottom: float, colour: str, *, layer: float) -> None:
        """Draw a filled rectangle."""
        self.draw_boxes([Box(left, top, right, bottom)], colour, layer=layer)

    def draw_boxes(self, boxes: Iterable[Box], colour: str, *, layer: float, opacity: float = 1.0) -> None:
        """Draw filled rectangles of one colour.

        All rectangles are one shape, because a shape for each rectangle would be slower.
        """
        corners = [
            corner
            for left, top, right, bottom in boxes
            for corner in ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        ]
        if not corners:
            return
        codes = [Shape.MOVETO, Shape.LINETO, Shape.LINETO, Shape.LINETO, Shape.CLOSEPOLY] * (len(corners) // 5)
        self.add_artist(
            PathPatch(Shape(corners, codes), facecolor=colour, linewidth=0, alpha=opacity),
            layer=layer,
        )

    def write_text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = NORMAL_SIZE,
        colour: str | None = None,
        bold: bool = False,
        align: Align = "left",
        max_width: float | None = None,
        halo: bool = False,
    ) -> bool:
        """Write *text*, vertically centred at *y*, above all shapes.

        If *halo* is true, an outline separates *text* from the lines behind it.

        Return True if *text* was written. Return False if *text* is wider than *max_width* or would overlap
        another text.
        """
        text = supported_text(text)
        if not text:
            return True
        if max_width is not None and text_width(text, size, bold=bold) > max_width:
            return False
        ink = _load_font(size, bold=bold).getbbox(text, anchor=PILLOW_ANCHORS[align])
        box = Box(x + ink[0], y + ink[1], x + ink[2], y + ink[3])
        if any(box.overlaps(other.box, MIN_TEXT_DISTANCE) for other in self.texts):
            return False
        self.texts.append(WrittenText(text, x, y, size, bold, colour or self.theme.text, align, halo, box))
        return True

    def temperature_colour(self, *, below_freezing: bool) -> str:
        """Return the colour of a temperature, which depends on *below_freezing*."""
        return self.theme.cold if below_freezing else self.theme.warm

    def as_png(self) -> bytes:
        """Return the image as PNG."""
        # At 72 dpi, a line width in points (matplotlib's unit) is equal to the width in pixels.
        renderer = RendererAgg(WIDTH, self.height, 72)  # type: ignore[no-untyped-call]
        for artist in sorted(self._artists, key=Artist.get_zorder):
            artist.draw(renderer)
        pixels = renderer.buffer_rgba()  # type: ignore[no-untyped-call]
        image = Image.frombuffer("RGBA", (WIDTH, self.height), pixels).convert("RGB")
        pen = ImageDraw.Draw(image)
        for text in self.texts:
            font = _load_font(text.size, bold=text.bold)
            stroke = HALO_WIDTH if text.halo else 0
            position, anchor, behind = (text.x, text.y), PILLOW_ANCHORS[text.align], self.theme.background
            pen.text(position, text.text, text.colour, font, anchor, stroke_width=stroke, stroke_fill=behind)
        return encode_png(image)


def supported_text(text: str) -> str:
    """Return *text* without the characters that the fonts lack."""
    return "".join(character for character in text if ord(character) in SUPPORTED_CHARACTERS).strip()


def text_width(text: str, size: int, *, bold: bool = False) -> float:
    """Return the width of *text*, in pixels."""
    return _load_font(size, bold=bold).getlength(supported_text(text))


@cache
def _load_font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD_FONT if bold else REGULAR_FONT, size, layout_engine=ImageFont.Layout.BASIC)
