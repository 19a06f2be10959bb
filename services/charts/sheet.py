"""The canvas of all charts. Positions are pixels from the top left corner.

The axes of matplotlib are not used: they would double the time of drawing.
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

from services.charts.models import TemperatureLabel
from services.charts.themes import DARK, LIGHT

WIDTH = 1170
"""Width of all charts, in pixels: three times the 390 points of a phone."""

TINY, SMALL, NORMAL, LARGE = 26, 34, 38, 50
"""Font sizes, in pixels; on a phone they appear at a third of the size."""

FONT_DIRECTORY = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR = FontProperties(fname=FONT_DIRECTORY / "DejaVuSans.ttf")
BOLD = FontProperties(fname=FONT_DIRECTORY / "DejaVuSans-Bold.ttf")
"""Fonts that matplotlib includes. They have Cyrillic letters."""

SUPPORTED_CHARACTERS = get_font(str(FONT_DIRECTORY / "DejaVuSans-Bold.ttf")).get_charmap()
"""Code points that the fonts have. Others, such as emoji in labels, are omitted instead of drawn as boxes."""

Align = Literal["left", "center", "right"]


class Sheet:
    """An image that is WIDTH pixels wide and *height* pixels high."""

    def __init__(self, height: int, *, dark: bool) -> None:
        self.theme = DARK if dark else LIGHT
        self.height = height
        self.pixels = Affine2D().scale(1, -1).translate(0, height)
        # At 72 dpi, the points that matplotlib uses for text and lines are pixels.
        self._figure = Figure((WIDTH / 72, height / 72), dpi=72, facecolor=self.theme.background)
        self._canvas = FigureCanvasAgg(self._figure)
        self._renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]

    def add(self, artist: Artist, *, layer: float, transform: Affine2D | None = None) -> None:
        """Add *artist*, above those in lower layers. *transform* maps its coordinates to pixels."""
        artist.set_transform(self.pixels if transform is None else transform + self.pixels)
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
        max_width: float | None = None,
    ) -> bool:
        """Write *text* centred vertically at *y*; return False if it is wider than *max_width* and not written."""
        label = Text(
            x,
            y,
            "".join(character for character in text if ord(character) in SUPPORTED_CHARACTERS).strip(),
            fontproperties=BOLD if bold else REGULAR,
            fontsize=size,
            color=colour or self.theme.text,
            horizontalalignment=align,
            verticalalignment="center_baseline",
            parse_math=False,
        )
        self.add(label, layer=4)
        fits = max_width is None or label.get_window_extent(self._renderer).width <= max_width
        if not fits:
            label.remove()
        return fits

    def write_temperature(
        self, x: float, y: float, reading: TemperatureLabel | None, *, align: Align, max_width: float | None = None
    ) -> None:
        """Write a temperature in its colour, small if there is little room; write nothing if *reading* is None."""
        if reading is None:
            return
        colour = self.temperature_colour(below_freezing=reading.below_freezing)
        for size in (NORMAL, SMALL):
            if self.write(x, y, reading.text, size=size, colour=colour, align=align, max_width=max_width):
                break

    def temperature_colour(self, *, below_freezing: bool) -> str:
        """Return the colour of temperatures below freezing, or of the others."""
        return self.theme.cold if below_freezing else self.theme.warm

    def png(self) -> bytes:
        """Return the image as PNG."""
        self._canvas.draw()  # type: ignore[no-untyped-call]
        pixels = self._canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = Image.frombuffer("RGBA", self._canvas.get_width_height(), pixels)
        # Without transparency and with less compression, encoding takes half the time.
        image = io.BytesIO()
        drawn.convert("RGB").save(image, "png", compress_level=3)
        return image.getvalue()
