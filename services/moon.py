"""Computes the phase of the moon.

Source: the low-precision formula in chapter 48 of Jean Meeus, Astronomical Algorithms.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import cos, radians, sin

J2000 = datetime(2000, 1, 1, 11, 58, 56, tzinfo=UTC)
"""The epoch of the formula: noon of 1 January 2000, in terrestrial time."""

DAYS_PER_CENTURY = 36525

SEARCH_STEP = timedelta(hours=12)
"""Length of the steps in which the search for the time of a phase proceeds."""

MAX_TIME_ERROR = timedelta(minutes=1)
"""Maximum error of the computed time of a phase."""


class MoonPhase(StrEnum):
    """The phases of the moon, in their order from one new moon to the next."""

    NEW = "new"
    WAXING_CRESCENT = "waxing-crescent"
    FIRST_QUARTER = "first-quarter"
    WAXING_GIBBOUS = "waxing-gibbous"
    FULL = "full"
    WANING_GIBBOUS = "waning-gibbous"
    LAST_QUARTER = "last-quarter"
    WANING_CRESCENT = "waning-crescent"


PHASES = tuple(MoonPhase)


@dataclass(frozen=True, slots=True)
class Moon:
    """The moon on one day."""

    phase: MoonPhase
    illuminated: float
    """Illuminated part of the disc at noon, in %."""
    next_new: datetime
    """The time of the first new moon after the beginning of the day, in UTC."""
    next_full: datetime
    """The time of the first full moon after the beginning of the day, in UTC."""


def moon_of_day(start: datetime) -> Moon:
    """Return the moon on the day that begins at *start*, an aware time.

    If the moon is new, full or at a quarter at some time of the day, the whole day has this phase.
    """
    start = start.astimezone(UTC)
    first, last = _phase_angle(start), _phase_angle(start + timedelta(days=1))
    quarter = 360 / 4
    if last < first or first // quarter != last // quarter:  # on this day the angle passes a multiple of 90°
        phase = PHASES[int(last // quarter) * 2]
    else:
        phase = PHASES[int(first // quarter) * 2 + 1]
    illuminated = (1 - cos(radians(_phase_angle(start + timedelta(hours=12))))) / 2 * 100
    return Moon(phase, illuminated, _next_time_of_angle(0, start), _next_time_of_angle(180, start))


def _phase_angle(moment: datetime) -> float:
    """Return the angle between the directions of the sun and the moon, in degrees.

    The angle is 0° at new moon, 180° at full moon, and 360° at the next new moon.
    """
    centuries = (moment - J2000) / timedelta(days=DAYS_PER_CENTURY)
    elongation = radians(297.8501921 + 445267.1114034 * centuries)
    sun_anomaly = radians(357.5291092 + 35999.0502909 * centuries)
    moon_anomaly = radians(134.9633964 + 477198.8675055 * centuries)
    correction = (
        6.289 * sin(moon_anomaly)
        - 2.100 * sin(sun_anomaly)
        + 1.274 * sin(2 * elongation - moon_anomaly)
        + 0.658 * sin(2 * elongation)
        + 0.214 * sin(2 * moon_anomaly)
        + 0.110 * sin(elongation)
    )
    return (297.8501921 + 445267.1114034 * centuries + correction) % 360


def _next_time_of_angle(angle: float, start: datetime) -> datetime:
    """Return the first time after *start* at which the phase angle is *angle*.

    The error is at most MAX_TIME_ERROR.
    """

    def degrees_past_angle(moment: datetime) -> float:
        return (_phase_angle(moment) - angle + 180) % 360 - 180

    early = start
    while not (degrees_past_angle(early) < 0 <= degrees_past_angle(early + SEARCH_STEP)):
        early += SEARCH_STEP
    late = early + SEARCH_STEP
    while late - early > MAX_TIME_ERROR:
        middle = early + (late - early) / 2
        early, late = (middle, late) if degrees_past_angle(middle) < 0 else (early, middle)
    return late
