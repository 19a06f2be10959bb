"""Draws weather symbols as shapes, because emoji need fonts that many servers do not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, nan, pi, radians, sin

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon
from matplotlib.transforms import Affine2D

from services.charts.sheet import Sheet
from services.charts.themes import Theme

SYMBOL_LAYER = 5
"""Layer of the rearmost part of a weather symbol. The layer of each further part is higher by 0.01."""


@dataclass(frozen=True, slots=True)
class SymbolParts:
    """The parts from which a weather symbol is drawn."""

    cover: int
    """The sun and the clouds of the symbol. `cover` is 0 for the sun, 1 for the sun with a small cloud, 2 for the
    sun with a large cloud, 3 for a cloud and 4 for a dark cloud."""
    marks: str = ""
    """The marks below the cloud, from left to right. Each character is a mark: "/" a drop, "*" a snowflake, "o" a
    hailstone, "!" lightning."""
    bars: int = 0
    """Number of horizontal bars below the cloud; bars mean fog, haze or gusts."""
    funnel: bool = False
    """True if each bar is shorter than the bar above, so that the bars look like the funnel of a tornado."""
    ice: bool = False
    """Whether the symbol has a line at the bottom; the line means ice on the ground."""
    danger: bool = False
    """Whether the symbol has a warning sign."""


SYMBOLS = {
    "clear": SymbolParts(0),
    "mostly-clear": SymbolParts(1),
    "partly-cloudy": SymbolParts(2),
    "cloudy": SymbolParts(3),
    "overcast": SymbolParts(4),
    "mist": SymbolParts(3, bars=1),
    "fog": SymbolParts(3, bars=2),
    "freezing-fog": SymbolParts(3, bars=2),
    "haze": SymbolParts(0, bars=2),
    "smoke": SymbolParts(0, bars=2),
    "dust": SymbolParts(0, bars=2),
    "sand": SymbolParts(0, bars=2),
    "ash": SymbolParts(4, bars=2, danger=True),
    "drizzle": SymbolParts(3, "/"),
    "freezing-drizzle": SymbolParts(3, "/", ice=True, danger=True),
    "freezing-rain": SymbolParts(4, "//", ice=True, danger=True),
    "light-rain": SymbolParts(3, "//"),
    "rain": SymbolParts(4, "//"),
    "heavy-rain": SymbolParts(4, "///", danger=True),
    "very-heavy-rain": SymbolParts(4, "////", danger=True),
    "rain-showers": SymbolParts(2, "//"),
    "heavy-showers": SymbolParts(3, "///", danger=True),
    "sleet": SymbolParts(4, "/*"),
    "rain-and-snow": SymbolParts(4, "*/"),
    "light-snow": SymbolParts(3, "*"),
    "snow": SymbolParts(4, "**"),
    "heavy-snow": SymbolParts(4, "***", danger=True),
    "snow-showers": SymbolParts(2, "**"),
    "heavy-snow-showers": SymbolParts(3, "***", danger=True),
    "thunderstorm": SymbolParts(4, "/!/", danger=True),
    "heavy-thunderstorm": SymbolParts(4, "!/!", danger=True),
    "hail": SymbolParts(4, "o!o", danger=True),
    "heavy-hail": SymbolParts(4, "!o!", danger=True),
    "squall": SymbolParts(3, bars=3, danger=True),
    "tornado": SymbolParts(4, bars=3, funnel=True, danger=True),
}
"""Maps the value of each Condition, such as "rain", to the parts of its symbol."""


def draw_symbol(
    sheet: Sheet, centre: tuple[float, float], size: float, condition: str, *, is_night: bool = False
) -> None:
    """Draw the symbol of *condition*, the value of a Condition, with a width of *size* pixels."""
    transform = Affine2D().scale(size).translate(*centre)
    for index, shape in enumerate(_symbol_shapes(SYMBOLS[condition], sheet.theme, size, is_night=is_night)):
        sheet.add_artist(shape, layer=SYMBOL_LAYER + index / 100, transform=transform)


def draw_arrow(sheet: Sheet, centre: tuple[float, float], size: float, degrees: float) -> None:
    """Draw an arrow for a wind that blows from the direction *degrees*, clockwise from north.

    The arrow points to where the wind blows.
    """
    shape = [(0, 0.5), (0.3, -0.06), (0.09, 0.0), (0.09, -0.5), (-0.09, -0.5), (-0.09, 0.0), (-0.3, -0.06)]
    arrow = Polygon(shape, closed=True, color=sheet.theme.wind, linewidth=0)
    # The unrotated arrow points down, because a wind from the north (0°) blows to the south.
    sheet.add_artist(arrow, layer=3, transform=Affine2D().rotate(radians(degrees)).scale(size).translate(*centre))


def _symbol_shapes(parts: SymbolParts, theme: Theme, size: float, *, is_night: bool) -> Iterator[Artist]:
    """Yield the parts of a symbol from back to front.

    The symbol extends from -0.5 to 0.5 on both axes, and y increases downwards.
    """
    # The cloud is drawn higher if there are marks or bars below it.
    raise_by = 0.12 if parts.cover and (parts.marks or parts.bars) else 0.0
    draw_light = _moon if is_night else _sun
    match parts.cover:
        case 0:
            yield from draw_light(theme, size, 0.0, -0.06 if parts.bars else 0.0, 0.25)
        case 1:
            yield from draw_light(theme, size, -0.04, -0.06, 0.2)
            yield from _cloud(theme.cloud, theme.background, 0.18, 0.2, 0.5)
        case 2:
            yield from draw_light(theme, size, 0.16, -0.16 - raise_by / 2, 0.2)
            yield from _cloud(theme.cloud, theme.background, -0.04, 0.08 - raise_by, 0.78)
        case cover:
            colour = theme.cloud if cover == 3 else theme.dark_cloud  # noqa: PLR2004
            yield from _cloud(colour, theme.background, 0.0, 0.06 - raise_by, 0.82)
    for index, mark in enumerate(parts.marks):
        yield from MARK_SHAPES[mark](theme, size, (index - (len(parts.marks) - 1) / 2) * 0.25)
    for index in range(parts.bars):
        y, half = 0.26 + 0.13 * index, (0.3 - 0.12 * index) if parts.funnel else 0.36 - 0.08 * index
        yield _stroke((-half, y), (half, y), theme.muted, size * 0.06)
    if parts.ice:
        yield _stroke((-0.4, 0.52), (0.4, 0.52), theme.cold, size * 0.1)
    if parts.danger:
        yield from _warning_sign(theme, size, 0.4, -0.36, 0.24)


def _sun(theme: Theme, size: float, x: float, y: float, radius: float) -> Iterator[Artist]:
    points: list[tuple[float, float]] = []
    for index in range(8):
        ray = cos(pi / 4 * index) * radius, sin(pi / 4 * index) * radius
        points += [(x + ray[0] * factor, y + ray[1] * factor) for factor in (1.38, 1.85)]
        points.append((nan, nan))  # NaN makes a gap; one line with gaps is drawn faster than eight lines
    xs, ys = zip(*points, strict=True)
    yield Line2D(xs, ys, color=theme.sun, linewidth=size * 0.06, solid_capstyle="round")
    yield Circle((x, y), radius, color=theme.sun, linewidth=0)


def _moon(theme: Theme, _size: float, x: float, y: float, radius: float) -> Iterator[Artist]:
    # The crescent consists of an outer arc from one tip to the other, and an inner arc back to the first tip.
    outside = [(cos(angle), sin(angle)) for angle in _angles(0.25, 1.75)]
    inside = [(0.48 + 0.74 * cos(angle), 0.74 * sin(angle)) for angle in _angles(1.62, 0.38)]
    points = [(x + 1.25 * radius * across, y + 1.25 * radius * down) for across, down in (*outside, *inside)]
    yield Polygon(points, closed=True, color=theme.moon, linewidth=0)


def _angles(start: float, end: float) -> list[float]:
    """Return 31 evenly spaced angles in radians, from pi × *start* to pi × *end*."""
    return [pi * (start + (end - start) * index / 30) for index in range(31)]


def _cloud(colour: str, edge: str, x: float, y: float, width: float) -> Iterator[Artist]:
    """Yield the shapes of a cloud.

    The outline in the colour *edge* separates the cloud from the shapes behind it.
    """
    puffs = ((-0.27, 0.02, 0.19), (0.03, -0.12, 0.28), (0.3, 0.01, 0.2))
    for fill, outline in ((edge, 0.06), (colour, 0.0)):
        for across, down, radius in puffs:
            centre = (x + width * across, y + width * down)
            yield Circle(centre, width * (radius + outline), color=fill, linewidth=0)
        base = [(-0.27, -0.05), (0.3, -0.05), (0.3, 0.21 + outline), (-0.27, 0.21 + outline)]
        points = [(x + width * across, y + width * down) for across, down in base]
        yield Polygon(points, closed=True, color=fill, linewidth=0)


def _raindrop(theme: Theme, size: float, x: float) -> Iterator[Artist]:
    yield _stroke((x + 0.03, 0.24), (x - 0.05, 0.42), theme.rain, size * 0.08)


def _snowflake(theme: Theme, size: float, x: float) -> Iterator[Artist]:
    for angle in (pi / 6, pi / 2, 5 * pi / 6):
        across, down = 0.1 * cos(angle), 0.1 * sin(angle)
        yield _stroke((x - across, 0.34 - down), (x + across, 0.34 + down), theme.rain, size * 0.045)


def _lightning(theme: Theme, _size: float, x: float) -> Iterator[Artist]:
    shape = [(0.05, 0.12), (-0.1, 0.34), (0.0, 0.34), (-0.06, 0.54), (0.13, 0.26), (0.02, 0.26), (0.1, 0.12)]
    yield Polygon([(x + across, down) for across, down in shape], closed=True, color=theme.sun, linewidth=0)


def _hailstone(theme: Theme, _size: float, x: float) -> Iterator[Artist]:
    yield Circle((x, 0.34), 0.085, color=theme.rain, linewidth=0)


MARK_SHAPES = {"/": _raindrop, "*": _snowflake, "o": _hailstone, "!": _lightning}
"""Maps each character of `SymbolParts.marks` to the function that draws the character."""


def _warning_sign(theme: Theme, size: float, x: float, y: float, radius: float) -> Iterator[Artist]:
    """Yield the shapes of a warning sign: an outlined triangle with an exclamation mark."""
    for fill, outline in ((theme.background, 1.35), (theme.warm, 1.0)):
        corners = [
            (x + radius * outline * sin(pi * turn), y - radius * outline * cos(pi * turn))
            for turn in (0, 2 / 3, 4 / 3)
        ]
        yield Polygon(corners, closed=True, color=fill, linewidth=0)
    yield _stroke((x, y - radius * 0.42), (x, y + radius * 0.06), theme.background, size * 0.045)
    yield Circle((x, y + radius * 0.28), 0.028, color=theme.background, linewidth=0)


def _stroke(start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> Line2D:
    return Line2D(*zip(start, end, strict=True), color=colour, linewidth=width, solid_capstyle="round")
