"""What a picture is made of: plain data in the units and words of who looks at it, for another process to draw.

Times are hours after the left edge. Nothing here knows providers or languages, and nothing of the weather's models
is imported: the process that draws starts the faster.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A value at a time, None where it is unknown."""

    at: float
    value: float | None


class Bar(NamedTuple):
    """What falls between two times."""

    start: float
    end: float
    millimetres: float
    probability: float | None
    """%."""


class Symbol(NamedTuple):
    """The sky around a time: the value of a Condition."""

    at: float
    sky: str
    night: bool


class Arrow(NamedTuple):
    """Where the wind comes from at a time, degrees clockwise from north."""

    at: float
    degrees: float


class Span(NamedTuple):
    """From one time to another."""

    start: float
    end: float


class Reading(NamedTuple):
    """A temperature in writing."""

    text: str
    frosty: bool


class Column(NamedTuple):
    """A day by the calendar of its place, with what is written over it; unknown things are empty."""

    start: float
    end: float
    label: str
    high: Reading | None = None
    low: Reading | None = None
    amount: str = ""
    probability: str = ""
    sky: str = ""
    night: bool = False
    """Whether the sun does not rise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The weather of one place through the days."""

    name: str
    columns: tuple[Column, ...]
    temperatures: tuple[Point, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meteogram:
    """All about one place."""

    course: Course
    hours: float
    """From the left edge to the right."""
    freezing: float
    """Where temperatures change their sign, or would."""
    nights: tuple[Span, ...]
    symbols: tuple[Symbol, ...]
    wind: tuple[Point, ...]
    gusts: tuple[Point, ...]
    arrows: tuple[Arrow, ...]
    dry_caption: str
    """For where no bars are."""
    wind_caption: str
    signs_plus: bool
    """Whether temperatures above zero have a plus sign."""
    small_print: str
    dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Several places, one below the other, the same days above each other."""

    courses: tuple[Course, ...]
    labels: tuple[str, ...]
    """Of the days, a column each."""
    hours: float
    freezing: float
    small_print: str
    dark: bool = False


Chart = Meteogram | Comparison
