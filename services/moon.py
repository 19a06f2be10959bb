"""The phase of the moon, by the low-precision formula in chapter 48 of Jean Meeus, Astronomical Algorithms."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import cos, radians, sin

J2000 = datetime(2000, 1, 1, 11, 58, 56, tzinfo=UTC)
"""The epoch of the formula: noon of 1 January 2000, in terrestrial time."""

DAYS_PER_CENTURY = 36525

SEARCH_STEP, PRECISION = timedelta(hours=12), timedelta(minutes=1)
"""Step of the search for a phase, and maximum error of the found time."""


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
    """The next new moon from the beginning of the day on, in UTC."""
    next_full: datetime
    """The next full moon from the beginning of the day on, in UTC."""


def moon_of_day(start: datetime) -> Moon:
    """Return the moon on the day that begins at *start*, an aware time.

    A new moon, a full moon or a quarter is the phase of the whole day on which it occurs.
    """
    start = start.astimezone(UTC)
    first, last = _phase_angle(start), _phase_angle(start + timedelta(days=1))
    quarter = 360 / 4
    if last < first or first // quarter != last // quarter:  # the angle passes a multiple of 90°
        phase = PHASES[int(last // quarter) * 2]
    else:
        phase = PHASES[int(first // quarter) * 2 + 1]
    illuminated = (1 - cos(radians(_phase_angle(start + timedelta(hours=12))))) / 2 * 100
    return Moon(phase, illuminated, _next_time_of_angle(0, start), _next_time_of_angle(180, start))


def _phase_angle(moment: datetime) -> float:
    """Return the angle between the directions of sun and moon, from 0° at new moon to 360°; full moon is 180°."""
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
    """Return the first time from *start* on at which the phase angle is *angle*, to PRECISION."""

    def degrees_after(moment: datetime) -> float:
        return (_phase_angle(moment) - angle + 180) % 360 - 180

    early = start
    while not (degrees_after(early) < 0 <= degrees_after(early + SEARCH_STEP)):
        early += SEARCH_STEP
    late = early + SEARCH_STEP
    while late - early > PRECISION:
        middle = early + (late - early) / 2
        early, late = (middle, late) if degrees_after(middle) < 0 else (early, middle)
    return late
