"""The data of charts, which the bot sends to the drawing process.

The data are in the units and the language of a chat. Times are numbers of hours after the left edge of the chart.
The module imports no other module of the bot, so that the drawing process starts quickly.
"""

from dataclasses import dataclass
from typing import NamedTuple


class CurvePoint(NamedTuple):
    """A point of a curve at the time *at*; the *value* is None if it is unknown."""

    at: float
    value: float | None


class PrecipitationBar(NamedTuple):
    """A bar that shows the precipitation from *start* to *end*."""

    start: float
    end: float
    rate: float
    """Mean rate of precipitation, in mm/h."""
    likely: bool
    """True if the precipitation is likely; the bars of unlikely precipitation are pale."""


class WeatherSymbol(NamedTuple):
    """A weather symbol at the time *at*; *condition* is the value of a Condition, such as "rain"."""

    at: float
    condition: str
    night: bool


class WindArrow(NamedTuple):
    """An arrow at the time *at* for a wind from the direction *degrees*, clockwise from north."""

    at: float
    degrees: float


class TimeSpan(NamedTuple):
    """A period of the time axis, such as a night."""

    start: float
    end: float


class HazardMark(NamedTuple):
    """A hazard that lasts from *start* to *end*; the chart calls it *word*."""

    start: float
    end: float
    word: str


class Tick(NamedTuple):
    """A position on an axis, with a label that may be empty."""

    at: float
    """The position: a time on a horizontal axis, or a value on a vertical axis."""
    label: str


class WindPeak(NamedTuple):
    """The strongest wind or gust of a day; *label* is its speed as text."""

    at: float
    value: float
    label: str
    is_hazard: bool = False


class TemperatureLabel(NamedTuple):
    """A temperature as text, whose colour depends on *below_freezing*."""

    text: str
    below_freezing: bool


class DayColumn(NamedTuple):
    """The column of one local day, with its texts. A text is empty or None if its value is unknown."""

    start: float
    end: float
    label: str
    high: TemperatureLabel | None = None
    low: TemperatureLabel | None = None
    amount: str = ""
    """Amount of precipitation on this day, without its unit: "9.9"."""
    probability: str = ""
    """Highest probability of precipitation on this day, without the percent sign: "40"."""
    condition: str = ""
    night: bool = False
    """True on a day without sunrise, whose weather symbol shows the moon instead of the sun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSeries:
    """The weather of one place: columns of days, a temperature curve and precipitation bars."""

    name: str
    columns: tuple[DayColumn, ...]
    temperatures: tuple[CurvePoint, ...]
    bars: tuple[PrecipitationBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecipitationScale:
    """The texts and the vertical axis of the precipitation bars."""

    caption: str
    likely: str
    """Legend of the bars in the full colour; empty if no probability is known."""
    unlikely: str
    """Legend of the pale bars; empty if no probability is known."""
    amount_unit: str
    percent_sign: str
    ticks: tuple[Tick, ...]
    """Rates of precipitation in mm/h on the vertical axis, with labels in the chat's unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindSeries:
    """The wind panel of a meteogram, with speeds in the chat's unit."""

    caption: str
    speeds: tuple[CurvePoint, ...]
    gusts: tuple[CurvePoint, ...]
    """The speeds of gusts, at the same times as *speeds*."""
    speed_peaks: tuple[WindPeak, ...]
    gust_peaks: tuple[WindPeak, ...]
    arrows: tuple[WindArrow, ...]
    min_range: float
    """Minimum range of the vertical axis, so that the curve of a calm day stays near zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meteogram:
    """The chart of the weather at one place."""

    series: PlaceSeries
    hours: float
    """Length of the time axis, in hours."""
    ticks: tuple[Tick, ...]
    """Hours on the time axis, labelled in the local time of the place."""
    now: Tick
    nights: tuple[TimeSpan, ...]
    symbols: tuple[WeatherSymbol, ...]
    hazards: tuple[HazardMark, ...]
    freezing: float
    """The freezing point in the unit of the temperatures."""
    signs_plus: bool
    """Whether temperatures above zero have a plus sign."""
    precipitation: PrecipitationScale
    no_bars_caption: str
    """Text that replaces the precipitation bars if no precipitation is expected or known; empty if the chart has
    bars."""
    wind: WindSeries
    sun: str
    """A text with the sunrise and sunset of the first day of the chart."""
    small_print: str
    dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The chart of several places, one below the other, with a common time axis."""

    places: tuple[PlaceSeries, ...]
    labels: tuple[str, ...]
    """Labels of the days, from left to right."""
    hours: float
    freezing: float
    signs_plus: bool
    """Whether temperatures above zero have a plus sign."""
    small_print: str
    dark: bool = False


Chart = Meteogram | Comparison
