"""A sheet to draw on: what all pictures have in common.

All is drawn at pixels, counted from the top left corner. Axes would do more than is wanted here, and double the
time that drawing takes.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from services.charts.models import Reading
from services.charts.themes import DARK, LIGHT

WIDTH = 1170
"""Three for each pixel of a phone that is 390 wide."""

TINY, SMALL, NORMAL, LARGE = 26, 34, 38, 50
"""Sizes of text; on that phone a third."""

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR = FontProperties(fname=FONTS / "DejaVuSans.ttf")
BOLD = FontProperties(fname=FONTS / "DejaVuSans-Bold.ttf")
"""They come with matplotlib, and know Cyrillic."""
LETTERS = get_font(str(FONTS / "DejaVuSans-Bold.ttf")).get_charmap()
"""What they know; the emoji in somebody's own word for a place is left out instead of being a box."""

Align = Literal["left", "center", "right"]


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
            "".join(letter for letter in text if ord(letter) in LETTERS).strip(),
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
        """Write a temperature in the colour of its sign, if it is known, small where there is little room."""
        if reading is None:
            return
        colour = self.sign(frosty=reading.frosty)
        for size in (NORMAL, SMALL):
            if self.write(x, y, reading.text, size=size, colour=colour, align=align, within=within):
                break

    def sign(self, *, frosty: bool) -> str:
        """Return the colour of temperatures on one side of freezing."""
        return self.theme.cold if frosty else self.theme.warm

    def png(self) -> bytes:
        """Return the picture."""
        self._canvas.draw()  # type: ignore[no-untyped-call]
        pixels = self._canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = Image.frombuffer("RGBA", self._canvas.get_width_height(), pixels)
        # Opaque and pressed less hard than usual: writing it takes half the time, of a third of all.
        image = io.BytesIO()
        drawn.convert("RGB").save(image, "png", compress_level=3)
        return image.getvalue()
