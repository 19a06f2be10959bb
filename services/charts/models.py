"""Charts as plain data, in the units and words of the user, sent to the drawing process.

Times are hours from the left edge of the chart. This module imports no other models, so that the drawing process
starts quickly.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A value at a time; None if it is unknown."""

    at: float
    value: float | None


class Bar(NamedTuple):
    """Precipitation between two times."""

    start: float
    end: float
    millimetres: float
    probability: float | None
    """Probability of precipitation, in %."""


class Symbol(NamedTuple):
    """A weather symbol at a time; *sky* is the value of a Condition."""

    at: float
    sky: str
    night: bool


class Arrow(NamedTuple):
    """The direction from which the wind comes at a time, in degrees clockwise from north."""

    at: float
    degrees: float


class Span(NamedTuple):
    """The time from *start* to *end*."""

    start: float
    end: float


class TemperatureLabel(NamedTuple):
    """A temperature as text; its colour depends on *below_freezing*."""

    text: str
    below_freezing: bool


class Column(NamedTuple):
    """A local day and the texts above its column. Unknown texts are empty or None."""

    start: float
    end: float
    label: str
    high: TemperatureLabel | None = None
    low: TemperatureLabel | None = None
    amount: str = ""
    """Amount of precipitation."""
    probability: str = ""
    sky: str = ""
    night: bool = False
    """Whether the symbol shows a night, because the sun does not rise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSeries:
    """The weather of one place over time."""

    name: str
    columns: tuple[Column, ...]
    temperatures: tuple[Point, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meteogram:
    """The chart of one place."""

    series: PlaceSeries
    hours: float
    """Length of the time axis."""
    freezing: float
    """The freezing point in the unit of the temperatures."""
    nights: tuple[Span, ...]
    symbols: tuple[Symbol, ...]
    wind: tuple[Point, ...]
    gusts: tuple[Point, ...]
    arrows: tuple[Arrow, ...]
    dry_caption: str
    """Text shown if there is no precipitation."""
    wind_caption: str
    signs_plus: bool
    """Whether temperatures above zero have a plus sign."""
    small_print: str
    dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The chart of several places, one below the other, with a common time axis."""

    places: tuple[PlaceSeries, ...]
    labels: tuple[str, ...]
    """Labels of the days."""
    hours: float
    freezing: float
    small_print: str
    dark: bool = False


Chart = Meteogram | Comparison
