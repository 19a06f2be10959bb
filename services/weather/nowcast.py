"""Data classes for nowcasts.

A nowcast is the precipitation of the next hours, in quarters of an hour.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from services.weather.models import Condition

QUARTER_LENGTH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """The precipitation in one quarter of an hour.

    Any value except `start` may be unknown.
    """

    start: datetime
    """Start of the quarter, in UTC."""
    precipitation: float | None = None
    """Total precipitation during the quarter, in mm of water."""
    snowfall: float | None = None
    """Depth of the snow that falls during the quarter, in cm."""
    condition: Condition | None = None
    """Condition that describes the whole quarter."""

    @property
    def end(self) -> datetime:
        """The end of the quarter in UTC, at which the next quarter starts."""
        return self.start + QUARTER_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowcast:
    """The precipitation that a weather model expects at one place in the next hours.

    The precipitation is not measured by radar.
    """

    provider: str
    timezone: tzinfo
    """Time zone of the place; if the zone is unknown, a fixed UTC offset computed from the longitude."""
    quarters: tuple[Quarter, ...] = ()
    """The current quarter of an hour and the following quarters, in chronological order."""
    age: timedelta | None = None
    """Age of a cached nowcast that is shown because no provider answers; None for a nowcast requested recently."""

    def as_of(self, now: datetime) -> "Nowcast":
        """Return the nowcast without the quarters of an hour that have ended by *now*."""
        return replace(self, quarters=tuple(quarter for quarter in self.quarters if quarter.end > now))
