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
    rate: float
    """Mean rate, in mm/h."""
    likely: bool
    """Whether precipitation is likely; the bar is pale if it is not."""


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


class HazardMark(NamedTuple):
    """A hazard from *start* to *end*, in one word."""

    start: float
    end: float
    word: str


class Tick(NamedTuple):
    """A position on an axis and its label, which may be empty."""

    at: float
    """The time, or the value on a vertical axis."""
    label: str


class Peak(NamedTuple):
    """The highest value of a day, and its label."""

    at: float
    value: float
    label: str
    is_hazard: bool = False


class TemperatureLabel(NamedTuple):
    """A temperature as text; its colour depends on *below_freezing*."""

    text: str
    below_freezing: bool


class Column(NamedTuple):
    """A local day and the texts in its column. Unknown texts are empty or None."""

    start: float
    end: float
    label: str
    high: TemperatureLabel | None = None
    low: TemperatureLabel | None = None
    amount: str = ""
    """Amount of precipitation, without its unit."""
    probability: str = ""
    """Highest probability of precipitation, without the percent sign."""
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
class PrecipitationScale:
    """The words and the scale beside the bars of precipitation."""

    caption: str
    likely: str
    """What a bar in the full colour means; empty if no probability is known."""
    unlikely: str
    """What a pale bar means; empty if no probability is known."""
    amount_unit: str
    percent_sign: str
    ticks: tuple[Tick, ...]
    """Rates in mm/h, labelled in the chat's unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """Wind and gusts in the chat's unit."""

    caption: str
    speeds: tuple[Point, ...]
    gusts: tuple[Point, ...]
    """At the times of *speeds*."""
    speed_peaks: tuple[Peak, ...]
    gust_peaks: tuple[Peak, ...]
    arrows: tuple[Arrow, ...]
    min_range: float
    """Minimum range of the axis: a smaller range is not magnified, so that a calm day looks calm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meteogram:
    """The chart of one place."""

    series: PlaceSeries
    hours: float
    """Length of the time axis."""
    ticks: tuple[Tick, ...]
    """Hours of the place's clock."""
    now: Tick
    nights: tuple[Span, ...]
    symbols: tuple[Symbol, ...]
    hazards: tuple[HazardMark, ...]
    freezing: float
    """The freezing point in the unit of the temperatures."""
    signs_plus: bool
    """Whether temperatures above zero have a plus sign."""
    precipitation: PrecipitationScale
    no_bars_caption: str
    """Text in place of the bars if no precipitation is expected or known; empty if there are bars."""
    wind: Wind
    sun: str
    """Sunrise and sunset of the first day."""
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
    signs_plus: bool
    """Whether temperatures above zero have a plus sign."""
    small_print: str
    dark: bool = False


Chart = Meteogram | Comparison
